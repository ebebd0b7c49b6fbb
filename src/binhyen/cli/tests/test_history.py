"""``binhyen figures history``: read and matched first, taken where that is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.cli import history as command
from binhyen.cli.figures import figures
from binhyen.foundations.authority import Actor
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.tests.former_units import DONG_TAY, lay_former_units
from binhyen.reporting.models import HistoryIntake, IntakeState, Submission

pytestmark = pytest.mark.django_db

GOOD = "Xã;force_safety_teams;model_points\nĐông Tây;12;3\nLam Tiến;4;1\nCộng;16;5\n"
UNCLEAR = "Xã;force_safety_teams;Số gì đó\nĐông Tây;12;3\nKhông Biết;4;1\nCộng;17;4\n"


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(OPERATOR):
            yield OPERATOR

    monkeypatch.setattr(command, "working", working)
    with acting_as(OPERATOR):
        lay_former_units()


def run(folder: Path, text: str, *arguments: str) -> Result:
    file = folder / "bang.csv"
    file.write_text(text, encoding="utf-8")
    asked = ("--unit", "Z1", "--form", "xa-thang", "--period", "2024-01", "--source", "Báo cáo 2024")
    return CliRunner().invoke(figures, ("history", str(file), *asked, *arguments))


def kept() -> set[int]:
    with acting_as(OPERATOR):
        return set(Submission.objects.visible_to(OPERATOR).values_list("unit_id", flat=True))


def test_reading_writes_no_figure_and_says_what_it_would(tmp_path: Path) -> None:
    result = run(tmp_path, GOOD)
    assert result.exit_code == 0, result.output
    assert "Đọc được 2 báo cáo, 4 số. Thêm --take để nhận." in result.stdout
    assert kept() == set()
    with acting_as(OPERATOR):
        assert HistoryIntake.objects.visible_to(OPERATOR).get().state == IntakeState.MATCHING


def test_taking_what_is_clear(tmp_path: Path) -> None:
    result = run(tmp_path, GOOD, "--take")
    assert result.exit_code == 0, result.output
    assert "Đã nhận 2 báo cáo, 4 số; để lại 0 mục." in result.stdout
    assert DONG_TAY in kept()
    again = run(tmp_path, GOOD, "--take")
    assert again.exit_code == 1
    assert "Đã có số liệu của đơn vị trong kỳ này" in again.stdout


def test_what_is_not_clear_is_told_and_not_taken(tmp_path: Path) -> None:
    result = run(tmp_path, UNCLEAR, "--take")
    assert result.exit_code == 1
    assert "Cột C “Số gì đó” chưa rõ là chỉ tiêu nào" in result.stdout
    assert "A3 “Không Biết”" in result.stdout
    assert "B4 Dòng cộng: tệp ghi 17, cộng các dòng là 16." in result.stdout
    assert kept() == set()


def test_the_rest_for_programs(tmp_path: Path) -> None:
    result = run(tmp_path, UNCLEAR, "--take", "--rest", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["taken"], said["reports"], said["values"], said["left_out"]) == (True, 1, 1, 2)
    assert [each["written"] for each in said["units_unknown"]] == ["Không Biết"]
    assert said["sums_that_differ"] == [
        {"place": "B4", "line": "force_safety_teams", "given": "17", "expected": "16"}
    ]
    assert kept() == {DONG_TAY}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--period", "2024-13"), "2024"),
        (("--form", "khong-co"), "Không có biểu “khong-co”"),
        (("--unit", "ZZZ"), "Không có đơn vị mang mã “ZZZ”"),
    ],
)
def test_wrong_calls_end_with_two(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(tmp_path, GOOD, *arguments)
    assert result.exit_code == 2
    assert words in result.output
