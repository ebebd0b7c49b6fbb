"""An invented province with the real forms and reports of a year and a half, written without acts, built once.

Tỉnh Bạch Mã ── Xã Suối Hoa, Xã Đồi Chè, Xã Bãi Ngọc, Phường Hoa Lư (from February 2026); bodies: Hội Phụ nữ, Sở Tư pháp

What is told of each month of 2026: January all; February without Xã Đồi Chè; March with noughts and with counts of one
to four persons; April all; May nothing accepted; June without Sở Tư pháp. Xã Bãi Ngọc was late in February and March.
The half-year form came from three communes, one with differences from its months, one not accepted. The same half of
2025 is complete, of communes alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from binhyen.analytics.consolidating import consolidate
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    COUNTRY,
    DOI_CHE,
    HOI_PHU_NU,
    PATHS,
    SO_TU_PHAP,
    SUOI_HOA,
    SUPERIOR,
    lay_unit,
    lay_units,
)
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLine, LineRole
from binhyen.orgunits.models import Kind, Level
from binhyen.publications.tests.provinces import plausible
from binhyen.reporting.models import FigureSource, HistoryIntake, Obligation, Recording, State, Submission
from binhyen.reporting.queries import Flag

__all__ = [
    "BACH_MA",
    "BAI_NGOC",
    "COUNTRY",
    "DOI_CHE",
    "HOA_LU",
    "MONTHLY",
    "PERSONS",
    "SO_TU_PHAP",
    "SUOI_HOA",
    "lay_reports",
    "owe",
    "report",
    "span",
]

HOA_LU = 910014
COMMUNES = (SUOI_HOA, DOI_CHE, BAI_NGOC)
BODIES = (HOI_PHU_NU, SO_TU_PHAP)
MONTHLY, HALF_YEARLY, OF_BODIES = "xa-thang", "xa-6-thang", "coquan-tinh-thang"
PERSONS = "awd_commune_individuals"
NOTHING = ("2026-05",)
EXPLAINED = Flag(
    "jump", ("mob_participants",), now="900", before="100", note="Tổ chức ngày hội.", answered=True
)
"""What Xã Suối Hoa explained of its report of April."""
_AT = datetime(2026, 7, 10, 8, tzinfo=VIETNAM)

Values = dict[str, int | str | None]


def span(code: str) -> Period:
    return parse_period(code, ADMINISTRATIVE)


def lay_reports() -> None:
    """Units, obligations, reports and their sums. Needs the reach of everything."""
    lay_units()
    PATHS[HOA_LU], SUPERIOR[HOA_LU] = f"{PATHS[BACH_MA]}{HOA_LU}.", BACH_MA
    lay_unit(HOA_LU, BACH_MA, PATHS[HOA_LU], Level.COMMUNE, Kind.WARD, "Phường Hoa Lư")
    for year, months in ((2025, range(1, 7)), (2025, (12,)), (2026, range(1, 7))):
        for month in months:
            code = f"{year}-{month:02}"
            owe(MONTHLY, COMMUNES, code)
            if year == 2026:
                owe(OF_BODIES, BODIES, code)
                if month >= 2:
                    owe(MONTHLY, (HOA_LU,), code, lives_from=date(2026, 2, 1) if month == 2 else None)
            _month(code)
    for code in ("2025-H1", "2026-H1"):
        owe(HALF_YEARLY, COMMUNES, code)
    for unit in COMMUNES:
        report(HALF_YEARLY, unit, "2025-H1", {})
    report(HALF_YEARLY, SUOI_HOA, "2026-H1", {"mob_sessions/launch": -1, "force_patrols": 4})
    report(HALF_YEARLY, BAI_NGOC, "2026-H1", {"org_committee_meetings": 0})
    report(HALF_YEARLY, DOI_CHE, "2026-H1", {}, State.SUBMITTED)
    for form in (MONTHLY, OF_BODIES, HALF_YEARLY):
        data_set = DataSet.objects.get(code=form)
        owed = Obligation.objects.beyond_scope("test").filter(data_set=data_set)
        for code in sorted(set(owed.values_list("period", flat=True))):
            consolidate(data_set.pk, code, [BACH_MA])


def _month(code: str) -> None:
    accepted = State.DRAFT if code in NOTHING else State.ACCEPTED
    units = [*COMMUNES, *([HOA_LU] if code >= "2026-02" else [])]
    for unit in units:
        if (code, unit) == ("2026-02", DOI_CHE):
            continue
        report(
            MONTHLY,
            unit,
            code,
            _special(code, unit),
            accepted,
            late=unit == BAI_NGOC and code in ("2026-02", "2026-03"),
        )
    if code >= "2026-01":
        for unit in BODIES:
            if (code, unit) != ("2026-06", SO_TU_PHAP):
                report(OF_BODIES, unit, code, {}, accepted)


def _special(code: str, unit: int) -> Values:
    if code != "2026-03":
        return {PERSONS: 6 + unit % 7}
    if unit == BAI_NGOC:
        return {"*": 0, PERSONS: 0, "mob_materials": None}
    return {PERSONS: {SUOI_HOA: 3, DOI_CHE: 8, HOA_LU: 2}[unit], "mob_materials": None}


def owe(
    form: str,
    units: Iterable[int],
    code: str,
    lives_from: date | None = None,
    history: HistoryIntake | None = None,
) -> None:
    version = DataSetVersion.objects.get(data_set__code=form)
    for unit in units:
        Obligation.objects.create(
            unit_id=unit,
            superior_id=SUPERIOR[unit],
            data_set=version.data_set,
            version=version,
            period=code,
            first_day=span(code).first_day,
            last_day=span(code).last_day,
            lives_from=lives_from,
            history=history,
            deadline=date(span(code).last_day.year, span(code).last_day.month, 18),
        )


def report(
    form: str,
    unit: int,
    code: str,
    values: Values,
    state: State = State.ACCEPTED,
    *,
    late: bool = False,
    whole: bool = False,
) -> None:
    """A report as it stands; ``whole``: a longer form tells all of it, since nobody reported more often."""
    obligation = Obligation.objects.beyond_scope("test").get(unit_id=unit, data_set__code=form, period=code)
    chance = random.Random(f"{form} {unit} {code}")
    given = [_value(line, chance, values, unit, whole) for line in layout_of(obligation.version).kept]
    accepted = state in (State.ACCEPTED, State.LOCKED)
    submission = Submission.objects.create(
        obligation=obligation,
        unit_id=unit,
        state=state,
        values=[None if value is None or value == "x" else Decimal(value) for value in given],
        not_applicable=[index for index, value in enumerate(given) if value == "x"],
        submitted_at=None if state is State.DRAFT else _AT,
        accepted_at=_AT if accepted else None,
        changed_at=_AT,
        late=late,
        flags=[EXPLAINED.as_json()] if (form, unit, code) == (MONTHLY, SUOI_HOA, "2026-04") else [],
    )
    Recording.objects.create(
        submission=submission,
        unit_id=unit,
        at=_AT,
        source=FigureSource.KEYBOARD,
        delivered=False,
        changes=[
            [line.code, None, str(value), ""]
            for line, value in zip(layout_of(obligation.version).kept, given, strict=True)
            if value is not None
        ],
    )


def _value(line: FormLine, chance: random.Random, values: Values, unit: int, whole: bool) -> int | str | None:
    if line.role is LineRole.CARRIED and not whole:
        return values.get(line.code)  # no difference unless one is told
    low, high = _SIZES.get(line.indicator, (-1, -1))
    value: int | str | None = chance.randint(low, high) if high >= 0 else plausible(line.code, chance)
    if line.indicator.startswith("model_types") and unit == SO_TU_PHAP:
        value = "x"
    if "*" in values:
        value = values["*"]
    return values.get(line.code, value)


_SIZES = {
    "org_steering_committees": (1, 1),
    "disp_cases_received": (18, 24),
    "disp_cases_ended": (12, 16),
    "disp_cases_settled": (9, 11),
    "info_tips": (20, 30),
    "info_tips_valuable": (12, 15),
    "info_tips_resolved": (10, 14),
    "info_cases_from_tips": (2, 8),
}
