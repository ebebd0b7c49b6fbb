"""How far have the reports of a period come that a unit's figures rest on, and which units keep it waiting?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from binhyen.analytics.models import Consolidation
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import BadPeriod, Period
from binhyen.indicators.models import DataSetVersion
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import AWAITED, RECEIVED

IN_FORCE = (State.ACCEPTED, State.LOCKED)


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One form: of the reports ``expected`` below the unit ``accepted`` ones are in its sums.

    ``waiting``, ``late`` and ``flagged`` speak of the reports owed directly to the unit: handed in and not judged,
    not received though the deadline is over, and handed in with doubts. ``period`` is the last of its own kind.
    """

    data_set: str
    name: str
    period: str
    accepted: int
    expected: int
    waiting: int
    late: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A unit directly below of which not everything is accepted: how many reports are missing, of how many.

    ``state`` is where its only report stands (``AWAITED`` or a ``State``); empty where there are several, or reports of
    units below it.
    """

    unit_id: int
    name: str
    missing: int
    expected: int
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report that the unit itself owes for the period."""

    obligation_id: int
    name: str
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """The forms in the order of their codes, the units awaited in the Vietnamese order of names, the own reports."""

    forms: tuple[FormProgress, ...]
    awaited: tuple[Awaited, ...]
    own: tuple[OwnReport, ...]


def progress_of(actor: Actor, unit_id: int, period: Period) -> Progress:
    """Where the reports stand that fill the period, over all its months. Five statements, however many there are.

    Reports that were asked for on days of their own are not among them.
    """
    codes = codes_within(period)
    sums = list(
        Consolidation.objects.visible_to(actor)
        .filter(
            Q(unit_id=unit_id) | Q(superior_id=unit_id),
            data_set__calendar=period.calendar.id,
            period__in=codes,
        )
        .order_by("first_day")
        .values_list("unit_id", "data_set_id", "data_set__code", "period", "expected", "accepted")
    )
    owed = _owed(actor, unit_id, period, codes)
    names = _form_names({row[1] for row in sums} | {each.data_set for each in owed})
    others = [each for each in owed if each.unit != unit_id]
    below = _Below()
    for each in others:
        below.add(each.unit, 1, 1, each.state, late=each.late)
    for unit, _data_set, _code, _period, expected, accepted in sums:
        if unit != unit_id:
            below.add(unit, expected, expected - accepted)
    return Progress(
        _forms(unit_id, sums, others, names),
        below.listed(actor, period.last_day),
        tuple(
            OwnReport(each.obligation, names.get(each.data_set, ""), each.state, each.late)
            for each in owed
            if each.unit == unit_id
        ),
    )


def codes_within(period: Period) -> list[str]:
    """The codes of the period and of all shorter ones that fill it."""
    found = {period.code}
    for kind in period.calendar.kinds:
        try:
            found |= {part.code for part in period.parts(kind)}
        except BadPeriod:
            continue  # longer, or not of whole ones
    return sorted(found)


class _Owed(NamedTuple):
    """A report that is owed to the unit and not accepted, or that it owes itself."""

    obligation: int
    unit: int
    data_set: int
    state: str
    late: bool
    flagged: bool


def _owed(actor: Actor, unit_id: int, period: Period, codes: Collection[str]) -> list[_Owed]:
    """What is owed directly to the unit and not accepted, and what it owes itself. Two statements."""
    of_unit = {
        "data_set__calendar": period.calendar.id,
        "period__in": codes,
        "part_of": None,
    }
    said = {
        obligation: (state, any(not flag.get("answered") for flag in flags))
        for obligation, state, flags in Submission.objects.visible_to(actor)
        .filter(
            Q(obligation__superior_id=unit_id) | Q(obligation__unit_id=unit_id),
            **{f"obligation__{name}": value for name, value in of_unit.items()},
        )
        .order_by()
        .values_list("obligation_id", "state", "flags")
    }
    owed = (
        Obligation.objects.visible_to(actor)
        .filter(Q(superior_id=unit_id) | Q(unit_id=unit_id), **of_unit)
        .order_by()
        .values_list("pk", "unit_id", "data_set_id", "deadline", "extended_to")
    )
    day, found = today(), []
    for obligation, unit, data_set, deadline, extended_to in owed:
        state, doubtful = said.get(obligation, (AWAITED, False))
        if unit == unit_id or state not in IN_FORCE:
            late = state not in RECEIVED and (extended_to or deadline) < day
            found.append(
                _Owed(obligation, unit, data_set, state, late, doubtful and state == State.SUBMITTED)
            )
    return found


def _forms(
    unit_id: int,
    sums: list[tuple[int, int, str, str, int, int]],
    owed: Sequence[_Owed],
    names: Mapping[int, str],
) -> tuple[FormProgress, ...]:
    expected: dict[int, int] = defaultdict(int)
    accepted: dict[int, int] = defaultdict(int)
    last: dict[int, tuple[str, str]] = {}
    for unit, data_set, code, period, owing, taken in sums:
        if unit == unit_id:
            expected[data_set] += owing
            accepted[data_set] += taken
            last[data_set] = code, period
    of_form: dict[int, list[_Owed]] = defaultdict(list)
    for each in owed:
        of_form[each.data_set].append(each)
    return tuple(
        FormProgress(
            code,
            names.get(key, ""),
            period,
            accepted[key],
            expected[key],
            sum(each.state == State.SUBMITTED for each in of_form[key]),
            sum(each.late for each in of_form[key]),
            sum(each.flagged for each in of_form[key]),
        )
        for key, (code, period) in sorted(last.items(), key=lambda item: item[1])
    )


class _Below:
    """The units directly below, as what is missing of them is found."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[int, int, str, bool]] = {}

    def add(self, unit: int, expected: int, missing: int, state: str = "", *, late: bool = False) -> None:
        before = self.found.get(unit)
        if before is None:
            self.found[unit] = (missing, expected, state if expected == 1 else "", late)
        else:
            self.found[unit] = (before[0] + missing, before[1] + expected, "", late or before[3])

    def listed(self, actor: Actor, day: date) -> tuple[Awaited, ...]:
        """Those of whom something is missing, by name as on the day. One statement, where there are any."""
        waiting = {unit: told for unit, told in self.found.items() if told[0]}
        if not waiting:
            return ()
        names = (
            OrgUnitVersion.objects.visible_to(actor)
            .filter(unit_id__in=waiting, valid_from__lte=day)
            .order_by("unit_id", "-valid_from")
            .distinct("unit_id")
            .values_list("sort_key", "unit_id", "name")
        )
        return tuple(Awaited(unit, name, *waiting[unit]) for _sort_key, unit, name in sorted(names))


def _form_names(keys: Collection[int]) -> dict[int, str]:
    """Names of forms in the reader's language. One statement."""
    name = KeyTextTransform("name_en" if get_language() == "en" else "name", "content")
    rows = (
        DataSetVersion.objects.filter(data_set_id__in=keys)
        .order_by("data_set_id", "-number")
        .distinct("data_set_id")
        .values_list("data_set_id", name)
    )
    return {key: name or "" for key, name in rows}
