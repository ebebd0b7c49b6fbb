"""A real province with invented figures: periods opened, reports loaded and accepted by acts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from binhyen.access.models import Role
from binhyen.access.permissions import POWERS
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor, Mandate, Reach, branches
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import layout_of, version_for
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import found_body
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import children_of, unit_of_code
from binhyen.publications.actions import ReportFormat, Written, write_report
from binhyen.reporting.actions import BulkRow, accept_many, load_figures, open_period

COMMUNES, BODIES = "xa-thang", "coquan-tinh-thang"
DECEMBER, JANUARY = (parse_period(code, ADMINISTRATIVE) for code in ("2025-12", "2026-01"))
LAI_CHAU, PHU_THO = "12", "25"


def somebody(unit: OrgUnit, role: Role, *, account_id: int = 70) -> Actor:
    """An account that holds the role at the unit."""
    powers, below = POWERS[role], branches(paths=(unit.path,))
    return Actor(
        account_id=account_id,
        name="lan",
        mandates=(Mandate(role, str(role.label), unit.pk, "Tỉnh", unit.path, powers.permissions),),
        reach=Reach(
            content=below if powers.reads_content else branches(),
            content_write=below if powers.writes_content else branches(),
            administration=below if powers.sees_administration else branches(),
            own=(unit.pk,),
            above=tuple(int(key) for key in unit.path.split(".")[:-2]),
        ),
    )


@dataclass
class Province:
    """A province, the codes of its communes in Vietnamese order, and those of its bodies."""

    row: OrgUnit
    communes: list[str]
    names: dict[str, str]
    bodies: list[str] = field(default_factory=list)

    def layout(self, form: str) -> FormLayout:
        version = version_for(form, JANUARY.first_day)
        assert version is not None
        return layout_of(version)

    def found_bodies(self, *names: str) -> None:
        with acting_as(OPERATOR):
            for at, name in enumerate(names, start=1):
                code = f"{LAI_CHAU}-CQ{at}"
                found_body(
                    by=OPERATOR,
                    parent=self.row,
                    kind="police" if "Công an" in name else "department",
                    name=name,
                    code=code,
                    valid_from=date(2025, 7, 1),
                    legal_basis="Số liệu thử",
                )
                self.bodies.append(code)

    def open(self, period: Period) -> None:
        with acting_as(OPERATOR):
            for data_set in DataSet.objects.filter(code__in=[COMMUNES, BODIES]):
                open_period(by=OPERATOR, under=self.row, data_set=data_set, period=period)

    def report(
        self,
        period: Period,
        communes: Sequence[str],
        bodies: Sequence[str] = (),
        *,
        seed: int = 0,
        accepted: bool = True,
        **values: dict[str, str],
    ) -> None:
        """Load reports of the units and accept them; ``values`` set single lines of communes by code of line."""
        chance = random.Random(f"{seed} {period.code}")
        rows = []
        for form, units in ((COMMUNES, communes), (BODIES, bodies)):
            for unit in units:
                for line in self.layout(form).inputs:
                    value = str(plausible(line.code, chance))
                    if form == BODIES and line.indicator.startswith("model_") and unit != self.bodies[0]:
                        value = "x"
                    value = values.get(line.code.replace("/", "__"), {}).get(unit, value)
                    rows.append(BulkRow(len(rows) + 2, unit, line.indicator, line.option, period.code, value))
        with acting_as(OPERATOR):
            loaded = load_figures(by=OPERATOR, rows=rows, submit=True)
            assert not loaded.faults, loaded.faults[:3]
            if accepted:
                self.accept(period)

    def accept(self, period: Period, by: Actor = OPERATOR) -> None:
        with acting_as(by):
            for data_set in DataSet.objects.filter(code__in=[COMMUNES, BODIES]):
                accept_many(by=by, under=self.row, data_set=data_set, period=period.code, with_flags=True)

    def write(
        self, period: Period = JANUARY, by: Actor = OPERATOR, kind: ReportFormat = ReportFormat.DOCX
    ) -> Written:
        with acting_as(by):
            written: Written = write_report(by=by, unit=self.row, period=period, format=kind)
        return written


_SIZES = {
    "ctx_residential_units": (20, 20),
    "ctx_households": (5000, 9000),
    "force_safety_teams": (8, 12),
    "force_safety_members": (30, 60),
    "force_areas_covered": (13, 20),
    "force_patrols": (0, 40),
    "model_points": (20, 60),
    "model_new": (0, 3),
    "model_exemplars": (0, 2),
    "selfmgmt_groups": (20, 60),
    "model_households": (200, 4000),
    "mob_sessions": (0, 5),
    "mob_participants": (100, 900),
    "disp_mediation_groups": (8, 10),
    "disp_mediators": (30, 60),
    "awd_commune_individuals": (0, 9),
    "res_social_vnd": (0, 90_000_000),
}


def plausible(code: str, chance: random.Random) -> int:
    """A value with which the form's checks hold."""
    return chance.randint(*_SIZES.get(code.partition("/")[0], (0, 9)))


def province(code: str = LAI_CHAU) -> Province:
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, code, JANUARY.last_day)
        assert unit is not None
        below = list(children_of(OPERATOR, unit.id, JANUARY.last_day))
        row = OrgUnit.objects.visible_to(OPERATOR).get(pk=unit.id)
    return Province(row, [each.code for each in below], {each.code: each.name for each in below})


@contextmanager
def in_february() -> Iterator[None]:
    with clock.fixed_to(date(2026, 2, 20)):
        yield
