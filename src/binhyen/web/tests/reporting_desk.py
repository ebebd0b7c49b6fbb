"""A province's desk in mid-October: the communes' form is open for September, and people fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.test import Client

from binhyen.access.models import Role
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import layout_of, version_for
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import accept, open_period, record_values, submit
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import workbooks_of
from tests.cast import Cast, places

DAY = date(2026, 10, 16)
FORM, PERIOD = "xa-thang", "2026-09"
_OTHERWISE = 4
GOOD: dict[str, int | str | None] = {
    "ctx_residential_units": 10,
    "ctx_households": 1000,
    "force_areas_covered": 5,
    "force_safety_members": 12,
    "model_points": 20,
    "model_households": 50,
    "mob_participants": 200,
    "mob_materials": 0,
    "disp_mediators": 14,
    "awd_commune_individuals": 3,
    "res_cameras": "x",
    "res_lit_routes_km": None,
}
"""What a good report says; every other line says ``_OTHERWISE``."""


def figures(layout: FormLayout, **changes: int | str | None) -> dict[str, Figure]:
    """A good report by line code, with some lines otherwise (``__`` stands for ``/``)."""
    told = GOOD | {name.replace("__", "/"): value for name, value in changes.items()}
    found: dict[str, Figure] = {}
    for line in layout.inputs:
        value = told.get(line.code, _OTHERWISE)
        if value is None:
            found[line.code] = Absence.MISSING
        elif value == "x":
            found[line.code] = Absence.NOT_APPLICABLE
        else:
            found[line.code] = Quantity(Decimal(value), line.unit)
    return found


@dataclass
class Desk:
    """The units, the people, and what they do by acts before a page is looked at."""

    people: Cast
    data_set: DataSet
    layout: FormLayout

    @property
    def province(self) -> OrgUnit:
        return self.people.places.province

    @property
    def commune(self) -> OrgUnit:
        return self.people.places.commune

    @property
    def sibling(self) -> OrgUnit:
        return self.people.places.sibling

    def client(self, username: str) -> Client:
        return self.people.client_of(username)

    def actor(self, username: str) -> Actor:
        return self.people.actor(username)

    def obligation(self, unit: OrgUnit | None = None) -> Obligation:
        with acting_as(OPERATOR):
            return (
                Obligation.objects.visible_to(OPERATOR)
                .select_related("version")
                .get(unit=unit or self.commune, data_set=self.data_set, period=PERIOD)
            )

    def submission(self, unit: OrgUnit | None = None) -> Submission:
        with acting_as(OPERATOR):
            return Submission.objects.visible_to(OPERATOR).get(pk=self.obligation(unit).pk)

    def record(
        self,
        by: str = "hoa",
        unit: OrgUnit | None = None,
        notes: Mapping[str, str] | None = None,
        **changes: int | str | None,
    ) -> Submission:
        actor, obligation = self.actor(by), self.obligation(unit)
        with acting_as(actor):
            return record_values(
                by=actor, obligation=obligation, figures=figures(self.layout, **changes), notes=notes
            )

    def report(
        self,
        by: str = "hoa",
        unit: OrgUnit | None = None,
        notes: Mapping[str, str] | None = None,
        **changes: int | str | None,
    ) -> Submission:
        submission = self.record(by, unit, notes, **changes)
        actor = self.actor(by)
        with acting_as(actor):
            return submit(by=actor, submission=submission)

    def accepted(
        self, by: str = "hoa", unit: OrgUnit | None = None, **changes: int | str | None
    ) -> Submission:
        submission = self.report(by, unit, **changes)
        actor = self.actor("duyet")
        with acting_as(actor):
            return accept(by=actor, submission=submission)

    def workbook(self, unit: OrgUnit | None = None, **changes: int | str | None) -> tuple[str, bytes]:
        """The unit's workbook as its officer filled it in: name and content."""
        obligation = self.obligation(unit)
        with acting_as(OPERATOR):
            written = next(
                workbooks_of(OPERATOR, [obligation], figures={obligation.pk: figures(self.layout, **changes)})
            )
        return written.file_name, written.data


def laid() -> Desk:
    """At the province ``lan`` (desk), ``duyet``, ``dung`` (leader); ``hoa`` enters at a commune, ``mai`` beside it."""
    where = places()
    people = Cast(where)
    people.add("lan", "Lê Thị Lan", (Role.STANDING_DESK, where.province))
    people.add("duyet", "Trần Văn Bình", (Role.REVIEWING, where.province))
    people.add("dung", "Phạm Quốc Dũng", (Role.LEADER, where.province))
    people.add("hoa", "Nguyễn Thị Hoa", (Role.ENTERING, where.commune))
    people.add("mai", "Vũ Thị Mai", (Role.ENTERING, where.sibling))
    people.add("ngoai", "Đỗ Văn Ngoài", (Role.STANDING_DESK, where.other_province))
    people.add("yen", "Đặng Hải Yến", (Role.AUDITOR, where.country))
    period = parse_period(PERIOD, ADMINISTRATIVE)
    with acting_as(OPERATOR):
        version = version_for(FORM, period.first_day)
        assert version is not None
        open_period(by=OPERATOR, under=where.province, data_set=version.data_set, period=period)
    return Desk(people, version.data_set, layout_of(version))
