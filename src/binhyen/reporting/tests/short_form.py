"""A short form for days that a desk sets, and a province of a few communes of whom it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import CUSTOM_WINDOWS, PeriodKind
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.models import DataSet
from binhyen.indicators.values import FormLayout, IndicatorKind, LineRole, Section
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import accept, ask_reports, record_values, submit
from binhyen.reporting.models import Obligation, Occasion, Request, Submission
from binhyen.reporting.tests.conftest import DESK, ENTERING
from binhyen.reporting.tests.forms import LAYOUT, lay_form, line
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH, Place, officer

SHORT = "chuyen-de-thu"
SHORT_LAYOUT: FormLayout = replace(
    LAYOUT,
    data_set=SHORT,
    name="Chuyên đề thử",
    name_en="A topic of the tests",
    calendar=CUSTOM_WINDOWS.id,
    period_kind=PeriodKind.WINDOW,
    sections=(
        Section(
            "Trực gác",
            "Watch",
            (
                line("watches", IndicatorKind.FLOW, "ca"),
                line(
                    "patrols",
                    IndicatorKind.FLOW,
                    "buổi",
                    role=LineRole.TOTAL,
                    parts=("patrols/a", "patrols/b"),
                ),
                line("patrols/a", IndicatorKind.FLOW, "buổi"),
                line("patrols/b", IndicatorKind.FLOW, "buổi"),
            ),
        ),
    ),
    checks=(),
)
ASKING = DESK | {Permission.ASK_REPORTS}
FIRST, LAST, DEADLINE = date(2026, 1, 10), date(2026, 1, 25), date(2026, 1, 20)
COMMUNES = (SUOI_HOA, DOI_CHE)


def stated(**values: int | str | None) -> dict[str, Figure]:
    """Figures by line code, ``__`` for ``/``: a number, ``"x"`` for not applicable, None for missing."""
    found: dict[str, Figure] = {}
    for name, value in values.items():
        code = name.replace("__", "/")
        if value is None or value == "x":
            found[code] = Absence.MISSING if value is None else Absence.NOT_APPLICABLE
        else:
            found[code] = Quantity(Decimal(value), SHORT_LAYOUT.by_code[code].unit)
    return found


@dataclass
class Asking:
    """A province whose desk may ask, its people, and the short form."""

    form: DataSet
    province: OrgUnit
    desk: Actor
    other_desk: Actor
    officers: dict[int, Actor]

    def ask(self, by: Actor | None = None, **changed: Any) -> Request:
        """Ask both communes; ``changed`` says what is otherwise."""
        by = by or self.desk
        told: dict[str, Any] = {
            "unit": self.province,
            "occasion": Occasion.TOPICAL,
            "title": "Trực gác dịp Tết",
            "basis": "Kế hoạch 12/KH-BCĐ",
            "data_set": self.form,
            "first_day": FIRST,
            "last_day": LAST,
            "deadline": DEADLINE,
            "units": [place.key for place in COMMUNES],
        }
        with acting_as(by):
            return ask_reports(by=by, **(told | changed))

    def owed(self, place: Place = SUOI_HOA) -> Obligation:
        with acting_as(OPERATOR):
            return Obligation.objects.visible_to(OPERATOR).get(unit_id=place.key, data_set=self.form)

    def record(self, place: Place = SUOI_HOA, **values: Any) -> Submission:
        by, owed = self.officers[place.key], self.owed(place)
        with acting_as(by):
            return record_values(by=by, obligation=owed, figures=stated(**values))

    def answer(self, place: Place = SUOI_HOA, **values: Any) -> Submission:
        """The unit's officer fills it in and hands it in."""
        submission = self.record(place, **(values or {"watches": 3, "patrols__a": 1, "patrols__b": 2}))
        by = self.officers[place.key]
        with acting_as(by):
            return submit(by=by, submission=submission)

    def accept(self, place: Place = SUOI_HOA) -> None:
        with acting_as(self.desk):
            accept(
                by=self.desk,
                submission=Submission.objects.visible_to(self.desk).get(obligation=self.owed(place)),
            )


def laid() -> Asking:
    """Needs the small tree."""
    with acting_as(OPERATOR):
        form = lay_form(SHORT_LAYOUT)
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=BACH_MA.key)
    return Asking(
        form,
        province,
        replace(officer(BACH_MA, permissions=ASKING, name="binh"), account_id=77),
        officer(THANH_BINH, permissions=ASKING, name="thanh"),
        {place.key: officer(place, permissions=ENTERING, name=f"xa{place.key}") for place in COMMUNES},
    )
