"""Tables of former years come in, are matched, taken and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor, Mandate, Reach, branches
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.tests.former_units import (
    DONG_TAY,
    LAM_HONG,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_XA,
    THANH_LAM,
    lay_former_units,
)
from binhyen.reporting.actions import match_history, read_history, take_back_history, take_history
from binhyen.reporting.former import read_intake
from binhyen.reporting.models import (
    FigureSource,
    HistoryIntake,
    IntakeState,
    Obligation,
    Recording,
    Submission,
)

SOURCE = "Báo cáo số 12/BC-BCĐ ngày 20/12/2023"
JANUARY = parse_period("2024-01", ADMINISTRATIVE)


@dataclass
class Desk:
    """The standing desk of today's province, before any report was asked for."""

    actor: Actor
    province: OrgUnit
    data_set: DataSet

    def read(self, text: str, period: Period | None = JANUARY, name: str = "so-lieu-cu.csv") -> HistoryIntake:
        with acting_as(self.actor):
            return read_history(
                by=self.actor,
                unit=self.province,
                data_set=self.data_set,
                source=SOURCE,
                name=name,
                data=text.encode(),
                period=period,
            )

    def take(self, intake: HistoryIntake, **how: Any) -> Any:
        with acting_as(self.actor):
            return take_history(by=self.actor, intake=intake, **how)

    def take_back(self, intake: HistoryIntake) -> HistoryIntake:
        with acting_as(self.actor):
            return take_back_history(by=self.actor, intake=intake)

    def match(self, intake: HistoryIntake, **said: Any) -> HistoryIntake:
        with acting_as(self.actor):
            return match_history(by=self.actor, intake=intake, **said)

    def refusal(self, intake: HistoryIntake) -> str:
        with pytest.raises(NotAllowed) as refused:
            self.take(intake)
        return refused.value.refused.code

    def kept(self) -> dict[tuple[int, str], dict[str, str]]:
        """What is kept: unit and period → line → value."""
        with acting_as(OPERATOR):
            return {
                (each.obligation.unit_id, each.obligation.period): {
                    line.code: str(value)
                    for line, value in zip(each.obligation.layout.kept, each.values, strict=True)
                    if value is not None
                }
                for each in Submission.objects.visible_to(OPERATOR).select_related("obligation__version")
            }


@pytest.fixture
def former_desk(db: None) -> Iterator[Desk]:
    with clock.fixed_to(date(2026, 3, 2)), acting_as(OPERATOR):
        lay_former_units()
        data_set = DataSet.objects.get(code="xa-thang")
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=LAM_HONG)
        heritage = tuple(f"1.{key}." for key in (SONG_LAM, NUI_HONG))
        permissions = frozenset({Permission.ENTER_HISTORY, Permission.VIEW_FIGURES})
        reach = branches(paths=(province.path, *heritage))
        actor = Actor(
            7,
            "lan",
            mandates=(
                Mandate(
                    "standing-desk",
                    "thường trực",
                    LAM_HONG,
                    "Tỉnh Lam Hồng",
                    province.path,
                    permissions,
                    heritage=heritage,
                    at_heritage=permissions,
                ),
            ),
            reach=Reach(
                content=reach,
                content_write=reach,
                heritage=branches(paths=heritage),
                own=(LAM_HONG,),
                above=(1,),
            ),
        )
    with clock.fixed_to(date(2026, 3, 2)):
        yield Desk(actor, province, data_set)


WIDE = """Số liệu tháng 01/2024;;;;
TT;Tên đơn vị;force_safety_teams;Số thành viên Tổ bảo vệ an ninh, trật tự;model_points
;Huyện Thanh Lam;;;
1;Xã Đông Tây;12;1.131;-
2;TT. Lam Tiến;3;20;x
;TX Hồng Sơn;;;
3;Hồng Tiến;4;40;5
;Cộng;19;1.191;5
"""


def test_a_wide_table_is_taken_as_locked_reports_of_the_units_of_then(former_desk: Desk) -> None:
    intake = former_desk.read(WIDE)
    with acting_as(former_desk.actor):
        print(read_intake(former_desk.actor, intake))
    taken = former_desk.take(intake)
    assert (taken.reports, taken.values, taken.units) == (3, 7, 3)
    assert former_desk.kept() == {
        (DONG_TAY, "2024-01"): {"force_safety_teams": "12", "force_safety_members": "1131"},
        (TAN_TIEN, "2024-01"): {"force_safety_teams": "3", "force_safety_members": "20"},
        (TAN_TIEN_XA, "2024-01"): {
            "force_safety_teams": "4",
            "force_safety_members": "40",
            "model_points": "5",
        },
    }
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY)
        recording = Recording.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY)
    assert (owed.superior_id, owed.deadline_basis, owed.closed_at is not None) == (THANH_LAM, SOURCE, True)
    assert recording.source == FigureSource.HISTORY
    assert ["force_safety_members", None, "1131", "D4"] in recording.changes
