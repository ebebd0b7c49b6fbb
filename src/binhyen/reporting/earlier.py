"""What did a unit report before: for the period before, a year before, and in the shorter reports of a longer period?

Only what was handed in counts: a draft is nobody's word yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Figure
from binhyen.indicators.values import LineRole
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.rules.carrying import Carried, carry
from binhyen.reporting.rules.completeness import RECEIVED
from binhyen.reporting.rules.values import Document
from binhyen.reporting.versions import with_versions


@dataclass(frozen=True, slots=True)
class Earlier:
    """The values of one unit for the period before and for the same period a year before, by line code."""

    previous: dict[str, Decimal] = field(default_factory=dict)
    last_year: dict[str, Decimal] = field(default_factory=dict)


def stated_earlier(by: Actor, obligations: Sequence[Obligation]) -> dict[int, Earlier]:
    """What each unit reported before on the same form, by obligation; filled in lines alone. Two statements."""
    wanted: dict[tuple[int, int, str], list[tuple[int, str]]] = defaultdict(list)
    for obligation in obligations:
        period = obligation.period_in(obligation.layout.calendar)
        for name, other in (("previous", period.earlier), ("last_year", period.a_year_earlier)):
            if other is not None:
                wanted[obligation.unit_id, obligation.data_set_id, other.code].append((obligation.pk, name))
    if not wanted:
        return {}
    submissions = list(
        Submission.objects.visible_to(by)
        .filter(
            obligation__unit_id__in={unit for unit, _form, _period in wanted},
            obligation__data_set_id__in={form for _unit, form, _period in wanted},
            obligation__period__in={period for _unit, _form, period in wanted},
            state__in=RECEIVED,
        )
        .select_related("obligation")
    )
    with_versions(submission.obligation for submission in submissions)
    found: dict[int, Earlier] = {}
    for submission in submissions:
        owed = submission.obligation
        values = _filled_in(submission)
        for key, name in wanted.get((owed.unit_id, owed.data_set_id, owed.period), ()):
            getattr(found.setdefault(key, Earlier()), name).update(values)
    return found


def _filled_in(submission: Submission) -> dict[str, Decimal]:
    return {
        line.code: value
        for line, value in zip(submission.obligation.layout.kept, submission.in_force, strict=True)
        if value is not None and line.role is LineRole.INPUT
    }


def carried_into(by: Actor, obligations: Sequence[Obligation]) -> dict[int, Mapping[str, Carried]]:
    """What the shorter reports of each unit come to on the lines that its form carries, by obligation and line code.

    Nothing is asked where no form carries lines; else three statements.
    """
    shorter: dict[int, dict[str, tuple[Period, ...]]] = {}
    for obligation in obligations:
        layout = obligation.layout
        if layout.carried:
            period = obligation.period_in(layout.calendar)
            homes = {line.home for line in layout.carried if line.home is not None}
            shorter[obligation.pk] = {home: period.parts(home) for home in homes}
    if not shorter:
        return {}
    longer = [obligation for obligation in obligations if obligation.pk in shorter]
    said = _said_by(by, longer, shorter.values())
    return {
        obligation.pk: {
            line.code: carry(
                line,
                [
                    said[obligation.unit_id, period.code][line.code]
                    for period in shorter[obligation.pk][line.home]
                    if line.code in said.get((obligation.unit_id, period.code), {})
                ],
            )
            for line in obligation.layout.carried
            if line.home is not None
        }
        for obligation in longer
    }


def _said_by(
    by: Actor, longer: Sequence[Obligation], shorter: Iterable[Mapping[str, Sequence[Period]]]
) -> dict[tuple[int, str], dict[str, Figure]]:
    """Each line that the units owed in the shorter periods, with its figure, by unit and period."""
    codes = {period.code for each in shorter for periods in each.values() for period in periods}
    owed = with_versions(
        Obligation.objects.visible_to(by).filter(
            unit_id__in={obligation.unit_id for obligation in longer},
            period__in=codes,
            part_of=None,
            request=None,
        )
    )
    submissions = {
        each.pk: each
        for each in Submission.objects.visible_to(by).filter(
            obligation_id__in=[each.pk for each in owed], state__in=RECEIVED
        )
    }
    said: dict[tuple[int, str], dict[str, Figure]] = defaultdict(dict)
    for each in owed:
        submission = submissions.get(each.pk)
        layout = each.layout
        figures: dict[str, Figure] = (
            dict.fromkeys((line.code for line in layout.inputs), Absence.MISSING)
            if submission is None
            else Document(submission.in_force, submission.not_applicable_in_force).kept_figures(layout)
        )
        said[each.unit_id, each.period] |= {line.code: figures[line.code] for line in layout.inputs}
    return said
