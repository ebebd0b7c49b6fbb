"""``binhyen figures load``: every row taken or refused by its number, whichever program wrote the file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import Result

from binhyen.cli import figures as commands
from binhyen.cli.tests.reports import (
    COMMUNE,
    PERIOD,
    SIBLING,
    invoke,
    owed,
    report,
    run_on_the_tests_database,
)
from binhyen.indicators.queries import layout_of
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import Recording

pytestmark = pytest.mark.django_db

HEADING = "unit,indicator,disaggregation,period,value"


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "so-lieu.csv"


def load(file: Path, *rows: str, heading: str = HEADING, others: tuple[str, ...] = ()) -> Result:
    file.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return invoke(commands.figures, "load", file, *others)


def value_of(code: str, line: str) -> Decimal | None:
    submission = report(owed(code))
    return submission.values[layout_of(submission.obligation.version).position[line]]


def test_rows_open_their_period_and_become_reports(file: Path) -> None:
    result = load(
        file,
        f"{COMMUNE},force_safety_teams,,{PERIOD},22",
        f"{COMMUNE},mob_sessions,information,{PERIOD},12",
        f"{COMMUNE},res_lit_routes_km,,{PERIOD},12.5",
        f"{SIBLING},force_safety_teams,,{PERIOD},0",
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("Đã nhận 4 dòng: 4 số liệu mới hoặc thay đổi trong 2 báo cáo")
    assert value_of(COMMUNE, "mob_sessions/information") == 12
    assert value_of(COMMUNE, "res_lit_routes_km") == Decimal("12.5")
    assert (value_of(SIBLING, "force_safety_teams"), value_of(SIBLING, "model_points")) == (0, None)


def test_a_second_load_changes_nothing_and_says_so(file: Path) -> None:
    row = f"{COMMUNE},force_safety_teams,,{PERIOD},22"
    load(file, row)
    result = load(file, row)
    assert result.exit_code == 0
    assert result.stdout == "1 dòng đã nhận trước đó, không có gì thay đổi.\n"
    with acting_as(OPERATOR):
        assert Recording.objects.visible_to(OPERATOR).count() == 1


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_semicolons_commas_and_a_byte_order_mark_are_read_alike(file: Path, mark: str) -> None:
    result = load(
        file,
        f"{COMMUNE};;{PERIOD};res_lit_routes_km;12,5;thừa",
        "",
        heading=f"{mark}unit;disaggregation;period;indicator;value;ghi chú",
    )
    assert result.exit_code == 0
    assert value_of(COMMUNE, "res_lit_routes_km") == Decimal("12.5")


def test_each_refusal_has_its_row_and_the_others_stand(file: Path) -> None:
    result = load(
        file,
        f"99999,force_safety_teams,,{PERIOD},22",
        f"{COMMUNE},force_safety_teams,,{PERIOD},22",
        f"{COMMUNE},khong_co,,{PERIOD},1",
        f"{COMMUNE},model_points,,2026-9,1",
        f"{COMMUNE},model_points,,{PERIOD},1.234",
        f"{COMMUNE},res_lit_routes_km,,{PERIOD},12,5",
        f"{COMMUNE},model_new,,{PERIOD},-1",
        others=("--json",),
    )
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["rows"], told["cells_changed"]) == (1, 1)
    assert [each["row"] for each in told["refused"]] == [2, 4, 5, 6, 7, 8]
    assert all(each["sentence"] and each["remedy"] for each in told["refused"])
    assert "Ý anh/chị là 1.234?" in told["refused"][3]["remedy"]
    assert value_of(COMMUNE, "force_safety_teams") == 22


def test_an_incomplete_report_stays_a_draft_when_it_should_be_handed_in(file: Path) -> None:
    rows = (
        f"{COMMUNE},force_safety_teams,,{PERIOD},22",
        f"{COMMUNE},force_safety_members,,{PERIOD},20",
    )
    result = load(file, *rows, others=("--submit",))
    assert result.exit_code == 1
    assert (
        "• Dòng 2: Xã Đà Bắc, tháng 09/2026: Mỗi Tổ bảo vệ an ninh, trật tự có ít nhất hai thành viên."
        in (result.stdout)
    )
    assert report(owed()).state == "draft"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "thiếu cột unit, indicator, disaggregation, period, value"),
        (b"unit,indicator,period,value\n04831,model_new,2026-09,1\n", "thiếu cột disaggregation"),
        (b"unit,unit,indicator,disaggregation,period,value\n", "có hai cột unit"),
        ("unit,indicator,disaggregation,period,value\n25,Tổ,,2026-09,1\n".encode("utf-16"), "UTF-8"),
        (b'unit,indicator,disaggregation,period,value\n"04831,model_new,,2026-09,1\n', "không đọc được bảng"),
    ],
)
def test_what_is_no_table_ends_with_two_and_a_sentence(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    result = invoke(commands.figures, "load", file)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_there_and_an_unknown_calendar_end_with_two(file: Path) -> None:
    assert invoke(commands.figures, "load", file).exit_code == 2
    result = load(file, f"{COMMUNE},model_new,,{PERIOD},1", others=("--calendar", "am-lich"))
    assert (result.exit_code, "Không có lịch “am-lich”" in result.stderr) == (2, True)


def test_a_table_without_rows_takes_nothing(file: Path) -> None:
    result = load(file)
    assert result.exit_code == 0
    assert result.stdout.startswith("Đã nhận 0 dòng")
