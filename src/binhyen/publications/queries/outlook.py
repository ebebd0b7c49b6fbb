"""What lies around the period: the day by which the next reports are owed, and which units a local rule names."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.conf import settings
from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import BadPeriod, Period
from binhyen.machinery.datafolder import DataFolder
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.queries.reports import Below
from binhyen.publications.rules.sheet import WeakUnits
from binhyen.publications.rules.weak import LATE, SETTING, WeakRule, weak_rule
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import RECEIVED


def next_due(actor: Actor, unit: UnitOnDay, below: Below, day: date) -> date | None:
    """The earliest day from ``day`` on by which reports of the coming period are owed; None while nobody opened it.

    One statement.
    """
    coming = {_after(below, form) for form in below.owed} - {None}
    found: date | None = (
        Obligation.objects.visible_to(actor)
        .filter(
            Q(superior_id=unit.id) | Q(unit_id=unit.id),
            part_of=None,
            data_set__code__in=list(below.owed),
            period__in=[each.code for each in coming if each is not None],
        )
        .annotate(by_when=Coalesce("extended_to", "deadline"))
        .filter(by_when__gte=day)
        .aggregate(earliest=Min("by_when"))["earliest"]
    )
    return found


def _after(below: Below, form: str) -> Period | None:
    try:
        return below.period.parts(below.kind_of(form))[-1].later
    except BadPeriod:
        return None


def weak_units(actor: Actor, unit: UnitOnDay, below: Below, day: date) -> WeakUnits | None:
    """The units to be named by the rule that holds on ``day``; None while the desk switched none on.

    Raises ``BadWeakUnits``. No statement without a rule, two with one.
    """
    rule = weak_rule(DataFolder(settings.DATA_FOLDER.path).settings.get(SETTING), unit.code, day)
    if rule is None:
        return None
    times = _times(actor, unit, below, rule)
    names = {
        each.unit_id: (each.code, each.name, each.sort)
        for owed in below.owed.values()
        for each in owed
        if not each.own
    }
    named = [(names[key], count) for key, count in times.items() if count >= rule.least and key in names]
    named.sort(key=lambda each: (-each[1], each[0][2]))
    return WeakUnits(
        rule.rule,
        rule.least,
        rule.periods,
        rule.basis,
        tuple((code, name, count) for (code, name, _sort), count in named),
    )


def _times(actor: Actor, unit: UnitOnDay, below: Below, rule: WeakRule) -> Counter[int]:
    """In how many of the last periods of its forms of the shortest kind it was so of each unit."""
    spans = {form: below.period.parts(below.kind_of(form)) for form in below.owed}
    shortest = min(parts[0].days for parts in spans.values())
    forms = [form for form, parts in spans.items() if parts[0].days == shortest]
    last = spans[forms[0]][-1]
    codes = [last.code]
    while len(codes) < rule.periods and (earlier := last.earlier) is not None:
        codes.append(earlier.code)
        last = earlier
    rows = list(
        Obligation.objects.visible_to(actor)
        .filter(superior_id=unit.id, part_of=None, data_set__code__in=forms, period__in=codes)
        .values_list("pk", "unit_id", "period")
    )
    sent = dict(
        Submission.objects.visible_to(actor)
        .filter(obligation_id__in=[row[0] for row in rows], state__in=RECEIVED)
        .values_list("pk", "late")
    )
    named = {
        (unit_id, period)
        for key, unit_id, period in rows
        if (sent.get(key) if rule.rule == LATE else key not in sent)
    }
    return Counter(unit_id for unit_id, _period in named)
