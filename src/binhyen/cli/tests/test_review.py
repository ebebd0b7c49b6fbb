"""``binhyen review``: where reports stand, who is left out and why, and what is refused."""

from __future__ import annotations

import json

import pytest
from typer.testing import Result

from binhyen.access.models import Role
from binhyen.cli import review as commands
from binhyen.cli.tests.reports import (
    COMMUNE,
    PERIOD,
    PROVINCE,
    SIBLING,
    filled,
    invoke,
    owed,
    report,
    run_on_the_tests_database,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import record_values, submit
from binhyen.reporting.models import Obligation
from tests.cast import Cast, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands)


def review(step: str, *others: str, under: str | None = PROVINCE, period: str = PERIOD) -> Result:
    above = ["--under", under] if under else []
    return invoke(commands.review, step, "--period", period, *above, *others)


def handed_in(code: str = COMMUNE, by: Actor = OPERATOR, **changes: str | None) -> Obligation:
    """A report as its unit handed it in; ``note`` explains the checks that it breaks."""
    obligation = owed(code)
    with acting_as(by):
        submission = record_values(
            by=by,
            obligation=obligation,
            figures=filled(obligation, **changes),
            notes={"force_safety_members": "Vừa thay người"} if "force_safety_members" in changes else {},
        )
        submit(by=by, submission=submission)
    return obligation


def test_status_counts_and_names_who_is_missing_late_or_flagged() -> None:
    handed_in()
    handed_in(SIBLING, force_safety_members="30")
    result = review("status")
    assert result.exit_code == 0
    told = result.stdout
    assert "Biểu xa-thang, tháng 09/2026 (15/08/2026–14/09/2026)" in told
    assert "Phải nộp 148: 0 đã khoá, 0 đã duyệt, 2 chờ duyệt, 0 trả lại, 0 bản nháp, 146 chưa có." in told
    assert "Muộn 148, có dấu hiệu cần xem 1." in told
    assert "Chưa nộp (146):" in told
    assert "Nộp muộn (2):\n• 04831 Xã Đà Bắc: chờ duyệt" in told
    assert "Có dấu hiệu cần xem (1):\n• 04846 Xã Đức Nhàn: 1 dấu hiệu" in told


def test_status_for_a_program() -> None:
    handed_in()
    (form,) = json.loads(review("status", "--json").stdout)["forms"]
    assert (form["counts"]["owed"], form["counts"]["submitted"], form["counts"]["awaited"]) == (148, 1, 147)
    (unit,) = (each for each in form["units"] if each["code"] == COMMUNE)
    assert (unit["state"], unit["late"], unit["filled"], unit["asked"]) == ("submitted", True, 32, 32)
    assert (form["from"], form["to"], unit["deadline"]) == ("2026-08-15", "2026-09-14", "2026-09-17")


def test_one_report_is_accepted_by_the_code_of_its_unit() -> None:
    obligation = handed_in()
    result = review("accept", "--unit", COMMUNE, under=None)
    assert result.exit_code == 0
    assert result.stdout == "Đã duyệt 1 báo cáo.\n"
    assert report(obligation).state == "accepted"
    with pytest.raises(NotAllowed, match="đã duyệt"):  # the session prints it and ends with 3
        raise review("accept", "--unit", COMMUNE, under=None).exception or AssertionError


def test_all_leaves_out_what_is_flagged_and_names_it() -> None:
    handed_in()
    flagged = handed_in(SIBLING, force_safety_members="30")
    result = review("accept", "--all")
    assert result.exit_code == 0
    assert "Đã duyệt 1 báo cáo.\nĐể lại 1 báo cáo:\n• 04846 Xã Đức Nhàn: có dấu hiệu" in result.stdout
    assert "Còn 146 đơn vị chưa nộp." in result.stdout
    assert report(flagged).state == "submitted"
    told = json.loads(review("accept", "--all", "--with-flags", "--json").stdout)
    assert told == {"accepted": [SIBLING], "left_out": [], "not_handed_in": 146}


def test_ones_own_figures_are_left_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, PROVINCE, owed().last_day)
        assert unit is not None
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=unit.id)
    people = Cast(places())
    people.add("lan", "Lê Thị Lan", (Role.STANDING_DESK, province))
    handed_in(by=people.actor("lan"))
    handed_in(SIBLING)
    run_on_the_tests_database(monkeypatch, commands, actor=lambda: people.actor("lan"))
    told = json.loads(review("accept", "--all", "--json").stdout)
    assert told["accepted"] == [SIBLING]
    (left_out,) = told["left_out"]
    assert (left_out["code"], left_out["reason"]) == (COMMUNE, "own")
    assert "không được tự duyệt" in left_out["sentence"]


def test_a_report_is_given_back_with_reasons_on_cells() -> None:
    obligation = handed_in()
    result = review(
        "return",
        "--unit",
        COMMUNE,
        "--reason",
        "Xem lại lượt người",
        "--cell",
        "mob_participants=Cao gấp mười",
    )
    assert result.exit_code == 0
    assert result.stdout == "Đã trả lại báo cáo của 04831, kỳ 2026-09.\n"
    submission = report(obligation)
    assert (submission.state, submission.return_reason) == ("returned", "Xem lại lượt người")
    assert submission.returns == [{"line": "mob_participants", "reason": "Cao gấp mười"}]


def test_a_cell_without_its_reason_and_a_stranger_to_the_unit_end_with_two() -> None:
    handed_in()
    wrong_cell = review("return", "--unit", COMMUNE, "--reason", "Xem lại", "--cell", "mob_participants")
    assert (wrong_cell.exit_code, "không phải lý do ở một dòng" in wrong_cell.stderr) == (2, True)
    elsewhere = review("return", "--unit", COMMUNE, "--reason", "Xem lại", under="24")
    assert (elsewhere.exit_code, "không thuộc đơn vị 24" in elsewhere.stderr) == (2, True)


def test_a_period_is_locked_and_whoever_has_no_report_counted() -> None:
    handed_in()
    review("accept", "--all")
    result = review("lock")
    assert result.exit_code == 0
    assert result.stdout == "Biểu xa-thang: đã khoá 1 báo cáo; 147 đơn vị không có báo cáo.\n"


def test_a_period_with_waiting_reports_is_not_locked() -> None:
    handed_in()
    refused = review("lock").exception
    assert isinstance(refused, NotAllowed)
    assert "Còn 1 báo cáo chờ duyệt" in refused.refused.sentence


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["status", "--under", "99", "--period", PERIOD], 2, "Không có đơn vị mang mã “99”"),
        (["status", "--under", PROVINCE, "--period", "2026-13"], 2, "2026"),
        (["status", "--under", PROVINCE, "--period", PERIOD], 1, "chưa mở kỳ 2026-09"),
        (["accept", "--unit", COMMUNE, "--period", PERIOD], 1, "chưa có báo cáo nào của kỳ 2026-09"),
        (["accept", "--period", PERIOD], 2, "Hãy chọn một trong hai"),
        (["accept", "--all", "--period", PERIOD], 2, "bằng --under"),
        (["accept", "--all", "--unit", COMMUNE, "--period", PERIOD], 2, "Hãy chọn một trong hai"),
    ],
)
def test_what_was_asked_wrongly_is_said(arguments: list[str], code: int, said: str) -> None:
    result = invoke(commands.review, *arguments)
    assert result.exit_code == code
    assert said in result.stderr
