"""The second half of 2025: what months add up to, what is asked once in half a year, sections of a commune's bodies."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from binhyen.cli.demonstration.invented import SEED, Place
from binhyen.cli.demonstration.months import PhuTho
from binhyen.cli.demonstration.people import (
    APPOINTED,
    COMMUNE_OFFICER,
    COMMUNE_POLICE,
    DA_BAC,
    DESK,
    ENTERING_DESK,
    POLICE_OFFICER,
    REVIEWER,
)
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.actions import found_body
from binhyen.orgunits.models import Kind, OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import BulkRow, accept_many, load_figures, open_period, record_values, submit
from binhyen.reporting.models import Obligation

FORM = "xa-6-thang"
HALF = parse_period("2025-H2", ADMINISTRATIVE)
OPENED, BROUGHT, FILLED_IN, REVIEWED = (date(2025, 12, day) for day in (15, 16, 17, 19))
ABSENT = 2
BODIES = (
    (COMMUNE_POLICE, Kind.POLICE, "Công an xã Đà Bắc"),
    ("04831-MTTQ", Kind.FRONT, "Ủy ban Mặt trận Tổ quốc Việt Nam xã Đà Bắc"),
)
"""Two bodies of one commune, each with sections of its own on the half-yearly form."""


def found_commune_bodies() -> str:
    """Found the bodies of Đà Bắc that are not there yet."""
    with on(APPOINTED) as operator:
        commune = unit_of_code(operator, DA_BAC, APPOINTED)
        if commune is None:
            raise LookupError(f"Không có đơn vị mã {DA_BAC} trong danh mục.")
        for code, kind, name in BODIES:
            if unit_of_code(operator, code, APPOINTED) is None:
                found_body(
                    by=operator,
                    parent=OrgUnit.objects.visible_to(operator).get(pk=commune.id),
                    kind=kind,
                    name=name,
                    code=code,
                    valid_from=commune.validity.since,
                    legal_basis="Số liệu minh hoạ",
                )
    return f"Thêm {len(BODIES)} cơ quan của xã Đà Bắc (mã do chương trình đặt)."


def tell_the_half_year(story: Story, province: PhuTho) -> None:
    """From opening to accepting; the police of Đà Bắc have begun their sections and not finished them."""
    story.once("2025-H2", lambda: _HalfYear(province).tell())


class _HalfYear:
    def __init__(self, province: PhuTho) -> None:
        self.province = province
        chance = random.Random(f"{SEED} {HALF.code} vắng")  # noqa: S311
        others = [place for place in province.communes.places if place.code != DA_BAC]
        absent = set(chance.sample([place.code for place in others], ABSENT))
        self.punctual = [place for place in others if place.code not in absent]

    def tell(self) -> str:
        with on(OPENED, DESK) as desk:
            form = self.province.forms[FORM]
            open_period(by=desk, under=self.province.row(desk), data_set=form, period=HALF)
        rows = self._load()
        self._fill_in(COMMUNE_OFFICER, DA_BAC, all_of_it=True)
        self._fill_in(POLICE_OFFICER, COMMUNE_POLICE, all_of_it=False)
        with on(REVIEWED, REVIEWER) as reviewer:
            accepted = accept_many(
                by=reviewer,
                under=self.province.row(reviewer),
                data_set=self.province.forms[FORM],
                period=HALF.code,
                with_flags=True,
            )
        return (
            f"{HALF.label_with_days.capitalize()}: nạp {format_number(rows)} số liệu, duyệt "
            f"{format_number(len(accepted.accepted))} báo cáo; xã Đà Bắc còn chờ phần của Công an xã."
        )

    def _load(self) -> int:
        rows: list[BulkRow] = []
        for place in self.punctual:
            for line, value in half_report(place).items():
                indicator, _slash, option = line.partition("/")
                rows.append(BulkRow(len(rows) + 2, place.code, indicator, option, HALF.code, f"{value:f}"))
        with on(BROUGHT, ENTERING_DESK) as officer:
            loaded = load_figures(by=officer, rows=rows, submit=True)
        if loaded.faults:
            raise RuntimeError(f"Số liệu minh hoạ bị từ chối: {loaded.faults[0]}")
        return loaded.rows

    def _fill_in(self, username: str, code: str, *, all_of_it: bool) -> None:
        """What one unit fills in itself; its bodies have sections of their own."""
        numbers = half_report(Place(DA_BAC, False))
        with on(FILLED_IN, username) as officer:
            obligation = self._obligation(officer, code)
            lines = obligation.own_layout.inputs
            figures: dict[str, Figure] = {
                line.code: Quantity(numbers[line.code], line.unit)
                for line in (lines if all_of_it else lines[:2])
            }
            record_values(by=officer, obligation=obligation, figures=figures)
        if all_of_it and obligation.handed_out:
            self._front_is_ready(obligation, numbers)

    def _front_is_ready(self, whole: Obligation, numbers: dict[str, Decimal]) -> None:
        """The Front's sections, which the commune's officer brings in for it."""
        with on(FILLED_IN, COMMUNE_OFFICER) as officer:
            part = Obligation.objects.visible_to(officer).get(part_of=whole, body_kind=Kind.FRONT)
            figures: dict[str, Figure] = {
                line.code: Quantity(numbers[line.code], line.unit) for line in part.own_layout.inputs
            }
            submit(by=officer, submission=record_values(by=officer, obligation=part, figures=figures))

    def _obligation(self, actor: Actor, code: str) -> Obligation:
        unit = unit_of_code(actor, code, FILLED_IN)
        return Obligation.objects.visible_to(actor).get(
            unit_id=unit.id if unit else 0, data_set=self.province.forms[FORM], period=HALF.code
        )


def half_report(place: Place) -> dict[str, Decimal]:
    """What a commune states once in half a year, by line code: invented, the same in every run."""
    chance = random.Random(f"{SEED} {place.code} {HALF.code}")  # noqa: S311
    tips = chance.randint(12, 60)
    received = chance.randint(6, 28)
    ended = received - chance.randint(0, 2)
    numbers = {
        "org_committee_meetings": chance.randint(2, 4),
        "org_training_learners": chance.randint(15, 90),
        "force_members_joined": chance.choice((0, 0, 1, 2, 5)),
        "force_members_left": chance.choice((0, 0, 1, 1, 3)),
        "force_fire_support": chance.choice((0, 0, 0, 1, 2)),
        "model_closed": chance.choice((0, 0, 0, 1)),
        "mass_org_groups/women": chance.randint(2, 14),
        "mass_org_groups/youth": chance.randint(1, 9),
        "mass_org_groups/veterans": chance.randint(1, 9),
        "mass_org_groups/farmers": chance.randint(1, 10),
        "mass_org_groups/other": chance.randint(0, 4),
        "selfmgmt_fire_groups": chance.randint(2, 18),
        "disp_cases_received": received,
        "disp_cases_ended": ended,
        "disp_cases_settled": ended - chance.randint(0, min(ended, 3)),
        "mob_org_sessions/agency": chance.randint(1, 8),
        "mob_org_sessions/enterprise": chance.randint(0, 6),
        "mob_org_sessions/school": chance.randint(3, 16),
        "mob_broadcasts": chance.randint(40, 160),
        "info_tips": tips,
        "info_tips_valuable": int(tips * chance.uniform(0.3, 0.7)),
        "info_tips_resolved": int(tips * chance.uniform(0.75, 1)),
        "info_cases_from_tips": chance.randint(0, 6),
        "awd_honoured": chance.choice((0, 0, 5, 8, 12)),
        "res_camera_areas": chance.randint(1, 12),
    }
    return {line: Decimal(number) for line, number in numbers.items()}
