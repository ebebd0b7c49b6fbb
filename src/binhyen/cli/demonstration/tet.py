"""Tết 2026: a peak campaign with one topical report, which most communes have answered."""

from __future__ import annotations

import random
from datetime import date

from binhyen.cli.demonstration.invented import SEED
from binhyen.cli.demonstration.months import PhuTho
from binhyen.cli.demonstration.people import DA_BAC, DESK, ENTERING_DESK, REVIEWER
from binhyen.cli.demonstration.steps import Story, on
from binhyen.orgunits.queries import children_of
from binhyen.reporting.actions import BulkRow, accept_many, ask_reports, load_figures, open_campaign
from binhyen.reporting.models import Campaign, Occasion, Request

FORM = "chuyen-de-cao-diem-tet"
BEGINS, ENDS = date(2026, 1, 15), date(2026, 2, 24)
FIRST, LAST, DEADLINE = BEGINS, date(2026, 2, 10), date(2026, 2, 12)
ASKED, ANSWERED, REVIEWED, LATE = date(2026, 2, 5), date(2026, 2, 11), date(2026, 2, 12), date(2026, 2, 13)
SILENT, LATECOMERS = 5, 8
"""So many communes never answer, Đà Bắc among them; so many answer late and wait for the desk."""


def tell_tet(story: Story, province: PhuTho) -> None:
    """The campaign opened and the report asked; answered in time, accepted; answered late."""
    tet = _Tet(province)
    story.once("tet asked", tet.ask)
    story.once("tet answered", tet.answer)


class _Tet:
    def __init__(self, province: PhuTho) -> None:
        self.province = province

    def ask(self) -> str:
        with on(ASKED, DESK) as desk:
            if Campaign.objects.visible_to(desk).exists():
                return "Đợt cao điểm Tết 2026 đã được mở."
            campaign = open_campaign(
                by=desk,
                unit=self.province.row(desk),
                name="Cao điểm Tết Bính Ngọ 2026 (minh hoạ)",
                plan="Kế hoạch 01/KH-BCĐ (minh hoạ)",
                first_day=BEGINS,
                last_day=ENDS,
            )
            communes = [each.unit_id for each in children_of(desk, self.province.unit.id, ASKED)]
            ask_reports(
                by=desk,
                unit=self.province.row(desk),
                occasion=Occasion.TOPICAL,
                title="Kết quả trước Tết Bính Ngọ 2026",
                basis="Kế hoạch 01/KH-BCĐ (minh hoạ)",
                data_set=self.province.forms[FORM],
                first_day=FIRST,
                last_day=LAST,
                deadline=DEADLINE,
                units=communes,
                campaign=campaign,
            )
        return f"Mở đợt cao điểm Tết 2026, yêu cầu {len(communes)} xã, phường báo cáo chuyên đề."

    def answer(self) -> str:
        chance = random.Random(f"{SEED} Tết")  # noqa: S311
        others = [code for code in self.province.codes if code != DA_BAC]
        absent = chance.sample(others, SILENT - 1 + LATECOMERS)
        late = absent[SILENT - 1 :]
        in_time = [code for code in others if code not in absent]
        self._load(ANSWERED, in_time)
        with on(REVIEWED, REVIEWER) as reviewer:
            (request,) = Request.objects.visible_to(reviewer).filter(data_set__code=FORM)
            accepted = accept_many(
                by=reviewer,
                under=self.province.row(reviewer),
                data_set=self.province.forms[FORM],
                period=request.period,
            )
        self._load(LATE, late)
        return (
            f"Báo cáo chuyên đề Tết: duyệt {len(accepted.accepted)} báo cáo, {len(late)} báo cáo muộn chờ duyệt, "
            f"{SILENT} xã chưa trả lời."
        )

    def _load(self, day: date, codes: list[str]) -> None:
        period = f"{FIRST.isoformat()}..{LAST.isoformat()}"
        rows = [
            BulkRow(0, code, indicator, "", period, str(value))
            for code in codes
            for indicator, value in _answer_of(code).items()
        ]
        with on(day, ENTERING_DESK) as officer:
            loaded = load_figures(
                by=officer,
                rows=[row._replace(number=number) for number, row in enumerate(rows, start=2)],
                submit=True,
            )
        if loaded.faults:
            raise RuntimeError(f"Số liệu minh hoạ bị từ chối: {loaded.faults[0]}")


def _answer_of(code: str) -> dict[str, int]:
    """Invented numbers of one commune, the same in every run."""
    chance = random.Random(f"{SEED} Tết {code}")  # noqa: S311
    teams, sessions = chance.randint(6, 24), chance.randint(2, 14)
    return {
        "tet_directives": chance.randint(1, 4),
        "tet_teams_on_duty": teams,
        "tet_patrols": teams * chance.randint(4, 20),
        "tet_sessions": sessions,
        "tet_attendances": sessions * chance.randint(35, 120),
    }
