"""What one tells a unit that is late: the words by hand, and whom the desk finds to tell."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import extend_deadline, return_for_correction
from binhyen.reporting.queries import AWAITED, Pending, reminder, to_chase
from binhyen.reporting.tests.conftest import Desk
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA

DUE = date(2026, 1, 20)
NAME = "báo cáo tháng 01/2026"
SEVEN = tuple("ABCDEĐG")
END = " Đề nghị đơn vị hoàn thành và nộp."

# fmt: off
TEXTS = (
    (Pending(NAME, DUE, AWAITED), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; chưa có số liệu nào."),
    (Pending(NAME, DUE, AWAITED), DUE,
     "báo cáo tháng 01/2026 đến hạn hôm nay 20/01/2026; chưa có số liệu nào."),
    (Pending(NAME, DUE, "draft", ("Số tổ", "Số thành viên")), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; còn thiếu 2 ô: Số tổ; Số thành viên."),
    (Pending(NAME, DUE, "draft", SEVEN[:5]), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; còn thiếu 5 ô: A; B; C; D; E."),
    (Pending(NAME, DUE, "draft", SEVEN), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; còn thiếu 7 ô: A; B; C; D; E và 2 ô nữa."),
    (Pending(NAME, DUE, "draft"), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; đã đủ số liệu, chưa nộp."),
    (Pending(NAME, DUE, "draft", (), ("Công an xã Đà Bắc", "Mặt trận xã Đà Bắc")), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; chưa xong phần của Công an xã Đà Bắc, Mặt trận xã Đà Bắc."),
    (Pending(NAME, DUE, AWAITED, (), ("Công an xã Đà Bắc",)), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; chưa có số liệu nào; chưa xong phần của Công an xã Đà Bắc."),
    (Pending(NAME, DUE, "returned", ("Số tổ",)), date(2026, 1, 21),
     "báo cáo tháng 01/2026 quá hạn 20/01/2026; đã trả lại để sửa, chưa nộp lại; còn thiếu 1 ô: Số tổ."),
    (Pending("báo cáo “An toàn dịp Tết”", DUE, "returned"), date(2026, 1, 21),
     "báo cáo “An toàn dịp Tết” quá hạn 20/01/2026; đã trả lại để sửa, chưa nộp lại."),
)
# fmt: on


@pytest.mark.parametrize(("pending", "today", "text"), TEXTS)
def test_one_report_is_told_in_one_line(pending: Pending, today: date, text: str) -> None:
    assert reminder("Xã Đà Bắc", [pending], today) == f"Xã Đà Bắc: {text}{END}"


def test_several_reports_of_a_unit_are_told_in_one_text() -> None:
    december = Pending("báo cáo tháng 12/2025", date(2025, 12, 19), "draft", ("Số tổ",))
    assert reminder("Xã Đà Bắc", [december, Pending(NAME, DUE, AWAITED)], DUE) == (
        "Xã Đà Bắc: 2 báo cáo đã đến hạn, đề nghị đơn vị hoàn thành và nộp.\n"
        "– báo cáo tháng 12/2025 quá hạn 19/12/2025; còn thiếu 1 ô: Số tổ.\n"
        "– báo cáo tháng 01/2026 đến hạn hôm nay 20/01/2026; chưa có số liệu nào."
    )


def test_the_desk_finds_who_has_not_sent_what_is_due(desk: Desk) -> None:
    def found(day: date) -> dict[str, tuple[str, ...]]:
        with clock.fixed_to(day), acting_as(desk.reviewer):
            return {
                each.unit_name: tuple(line.code for line in each.unsent[0].missing)
                for each in to_chase(desk.reviewer, BACH_MA.key)
            }

    whole = ("teams", "members", "areas", "sessions/a", "sessions/b", "model_kinds", "length_km")
    assert found(date(2026, 1, 18)) == {}, "nothing is due yet"
    assert found(date(2026, 1, 19)) == {"Xã Đồi Chè": whole, "Xã Suối Hoa": whole}
    desk.record(desk.commune_officer, teams=3, members=9, areas="x", sessions__a=1)
    submission = desk.report(DOI_CHE)
    assert found(date(2026, 1, 20)) == {"Xã Suối Hoa": ("sessions/b", "model_kinds", "length_km")}
    with acting_as(desk.reviewer):
        return_for_correction(by=desk.reviewer, submission=submission, reason="Kiểm tra số tổ")
    assert found(date(2026, 1, 20))["Xã Đồi Chè"] == (), "given back, though nothing is missing"
    with acting_as(OPERATOR):
        extend_deadline(
            by=OPERATOR, obligation=desk.obligation(SUOI_HOA), until=date(2026, 1, 25), reason="Mưa lũ"
        )
    assert set(found(date(2026, 1, 20))) == {"Xã Đồi Chè"}


def test_it_asks_three_statements_and_answers_the_unit_above_alone(desk: Desk) -> None:
    with clock.fixed_to(date(2026, 1, 20)):
        with acting_as(desk.reviewer), CaptureQueriesContext(connection) as sent:
            assert len(to_chase(desk.reviewer, BACH_MA.key)) == 2
        assert len(sent) == 3
        with acting_as(desk.neighbour):
            assert [each.unit_name for each in to_chase(desk.neighbour, BACH_MA.key)] == ["Xã Đồi Chè"]
        with acting_as(desk.other_province):
            assert to_chase(desk.other_province, BACH_MA.key) == ()
