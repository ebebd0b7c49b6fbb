"""What the tests of this room stand on: the small tree, the small form, and its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import open_period, record_values, submit
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH, Place, officer

ENTERING = frozenset({Permission.VIEW_FIGURES, Permission.ENTER_FIGURES, Permission.SUBMIT_REPORT})
DESK = ENTERING | {
    Permission.OPEN_PERIOD,
    Permission.REVIEW_REPORT,
    Permission.LOCK_PERIOD,
    Permission.ADJUST_FIGURE,
}
GOOD: dict[str, int | str] = {
    "teams": 12,
    "members": 30,
    "areas": 12,
    "sessions/a": 3,
    "sessions/b": 2,
    "model_kinds": 4,
    "length_km": "2.5",
}


def figures(**values: int | str | None) -> dict[str, Figure]:
    """Figures by line code, ``__`` for ``/``: a number, ``"x"`` for not applicable, None for missing."""
    found: dict[str, Figure] = {}
    for name, value in values.items():
        code = name.replace("__", "/")
        if value is None:
            found[code] = Absence.MISSING
        elif value == "x":
            found[code] = Absence.NOT_APPLICABLE
        else:
            found[code] = Quantity(Decimal(value), LAYOUT.by_code[code].unit)
    return found


@dataclass
class Desk:
    """The small form opened for one period in an invented province, and its people."""

    data_set: DataSet
    period: Period
    province: OrgUnit
    commune_officer: Actor
    neighbour: Actor
    reviewer: Actor
    other_province: Actor

    def obligation(self, place: Place = SUOI_HOA) -> Obligation:
        with acting_as(OPERATOR):
            return Obligation.objects.visible_to(OPERATOR).get(
                unit_id=place.key, data_set=self.data_set, period=self.period.code
            )

    def submission(self, place: Place = SUOI_HOA) -> Submission:
        with acting_as(OPERATOR):
            return Submission.objects.visible_to(OPERATOR).get(obligation=self.obligation(place))

    def record(self, by: Actor, place: Place = SUOI_HOA, notes: Any = None, **values: Any) -> Submission:
        obligation = self.obligation(place)
        with acting_as(by):
            return record_values(by=by, obligation=obligation, figures=figures(**values), notes=notes)

    def report(self, place: Place = SUOI_HOA, by: Actor | None = None, **values: Any) -> Submission:
        """A good report, handed in by the unit's officer; ``values`` change single lines of it."""
        by = by or (self.commune_officer if place is SUOI_HOA else self.neighbour)
        merged = {code.replace("/", "__"): value for code, value in GOOD.items()} | values
        submission = self.record(by, place, **merged)
        with acting_as(by):
            return submit(by=by, submission=submission)


@pytest.fixture
def january() -> Iterator[None]:
    """The 16th of January 2026: the administrative January ended on the 14th."""
    with clock.fixed_to(date(2026, 1, 16)):
        yield


@pytest.fixture
def desk(small_tree: None, january: None) -> Desk:
    with acting_as(OPERATOR):
        data_set = lay_form()
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=BACH_MA.key)
        period = parse_period("2026-01", ADMINISTRATIVE)
        open_period(by=OPERATOR, under=province, data_set=data_set, period=period)
    return Desk(
        data_set,
        period,
        province,
        officer(SUOI_HOA, permissions=ENTERING, name="hoa"),
        officer(DOI_CHE, permissions=ENTERING, name="che"),
        replace(officer(BACH_MA, permissions=DESK, name="binh"), account_id=77),
        officer(THANH_BINH, permissions=DESK, name="thanh"),
    )
