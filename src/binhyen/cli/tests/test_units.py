"""``binhyen units``: what it prints, for people and for programs, and with which code it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.cli import units as commands
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnitVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(OPERATOR):
            yield OPERATOR

    monkeypatch.setattr(commands, "working", working)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.units, arguments)


def test_search_prints_code_name_and_what_stands_above() -> None:
    result = run("search", "tan tien bac ninh")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split("  ") == ["07699", "Phường Tân Tiến", "Thành phố Bắc Ninh"]


def test_search_for_a_program() -> None:
    (found,) = json.loads(run("search", "đà bắc phú thọ", "--json").stdout)
    assert (found["code"], found["kind"], found["above"]) == ("04831", "commune", ["Tỉnh Phú Thọ"])


def test_search_that_finds_nothing_ends_with_one() -> None:
    result = run("search", "không có nơi nào")
    assert result.exit_code == 1
    assert "Hãy thử gõ ít chữ hơn" in result.stdout
    assert json.loads(run("search", "không có nơi nào", "--json").stdout) == []


def test_show_prints_path_versions_and_children() -> None:
    result = run("show", "24")
    assert result.exit_code == 0
    assert "Việt Nam › Thành phố Bắc Ninh" in result.stdout
    assert "• Tỉnh Bắc Ninh: 01/07/2025–19/09/2026. Nghị quyết 202/2025/QH15" in result.stdout
    assert "Trực thuộc: 54 xã, 45 phường" in result.stdout


@pytest.mark.parametrize(
    ("day", "name"), [("2026-09-19", "Tỉnh Bắc Ninh"), ("20/09/2026", "Thành phố Bắc Ninh")]
)
def test_show_as_of_a_day(day: str, name: str) -> None:
    shown = json.loads(run("show", "24", "--as-of", day, "--json").stdout)
    assert shown["name"] == name
    assert [step["name"] for step in shown["path"]] == ["Việt Nam", name]
    assert len(shown["versions"]) == 2


def test_an_unknown_code_ends_with_one_and_a_wrong_day_with_two() -> None:
    assert run("show", "99999").exit_code == 1
    assert run("show", "24", "--as-of", "2008-01-01").exit_code == 1
    assert run("show", "24", "--as-of", "31/02/2026").exit_code == 2


def test_check_of_a_sound_country_ends_with_zero() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "Danh mục đơn vị đúng." in result.stdout
    said = json.loads(run("check", "--json").stdout)
    assert said["sound"] is True
    before, today = said["counts"]["2025-06-30"], said["counts"]["today"]
    assert (before["provinces"], before["districts"], before["communes"]) == (63, 696, 10_035)
    assert (today["provinces"], today["communes"], today["by_kind"]["ward"]) == (34, 3_321, 709)
    assert (said["successions"]["whole"], said["split"]) == (9_463, 440)
    differences = next(check for check in said["checks"] if check["name"] == "differences")
    assert all("Nguồn: " in finding for finding in differences["findings"])
    assert "Ngày 30/06/2025: 63 tỉnh, 696 huyện, 10.035 xã." in result.stdout
    assert all({"name", "severity", "why", "remedy", "count", "findings"} <= set(c) for c in said["checks"])


def test_check_of_a_broken_invariant_ends_with_one_and_says_what_to_do() -> None:
    with acting_as(OPERATOR):
        OrgUnitVersion.objects.visible_to(OPERATOR).filter(code="04831").update(kind="ward")
    result = run("check")
    assert result.exit_code == 1
    assert "Xã Đà Bắc (mã 04831): tên không hợp với loại “ward”." in result.stdout
    assert "Cần làm:" in result.stdout
    said = json.loads(run("check", "--json").stdout)
    assert said["sound"] is False
    assert {check["name"] for check in said["checks"] if check["count"] and check["severity"] == "error"} == {
        "counts-by-law",
        "counts-kept",
        "kinds-fit-names",
    }


FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ"


def add_front(*others: str, under: str = "25", code: str = "25-MTTQ", since: str = "2025-07-01") -> Result:
    return run(
        "add-body",
        "--under",
        under,
        "--kind",
        "front",
        "--name",
        FRONT,
        "--code",
        code,
        "--since",
        since,
        *others,
    )


def test_a_body_is_added_and_shown_beside_the_communes() -> None:
    result = add_front("--legal-basis", "Quyết định 12/QĐ-MTTW")
    assert result.exit_code == 0
    assert result.stdout == f"Đã thêm {FRONT} (mã 25-MTTQ), từ 01/07/2025.\n"
    shown = run("show", "25").stdout
    assert "Trực thuộc: 133 xã, 15 phường\n" in shown
    assert f"• {FRONT} (mã 25-MTTQ, Mặt trận Tổ quốc)" in shown
    itself = run("show", "25-MTTQ").stdout
    assert "Việt Nam › Tỉnh Phú Thọ › Ủy ban Mặt trận Tổ quốc" in itself
    assert "từ 01/07/2025. Quyết định 12/QĐ-MTTW" in itself
    assert run("check").exit_code == 0


def test_a_body_is_told_to_a_program() -> None:
    added = json.loads(add_front("--json").stdout)
    assert (added["level"], added["kind"], added["code"]) == ("body", "front", "25-MTTQ")
    shown = json.loads(run("show", "25", "--json").stdout)
    assert [body["id"] for body in shown["bodies"]] == [added["id"]]
    assert shown["children"] == {"xã": 133, "phường": 15}


def test_a_body_that_cannot_be_is_refused() -> None:
    for refused in (add_front(code="25"), add_front(since="2008-07-31")):
        assert isinstance(refused.exception, NotAllowed)  # the session prints it and ends with 3
    assert add_front(under="99999").exit_code == 2
    assert add_front(since="hôm qua").exit_code == 2


def test_a_unit_of_today_shows_what_it_came_from_and_a_former_one_what_it_became() -> None:
    result = run("show", "00004")
    assert result.exit_code == 0
    assert "Từ các đơn vị trước:" in result.stdout
    assert (
        "• Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội (mã 00004): nhập toàn bộ, 01/07/2025"
        in result.stdout
    )
    today = json.loads(run("show", "00004", "--json").stdout)
    assert [step["code"] for step in today["predecessors"] if step["relation"] == "whole"] == [
        "00004",
        "00013",
    ]
    before = json.loads(run("show", "00016", "--as-of", "30/06/2025", "--json").stdout)
    assert [step["name"] for step in before["path"]] == [
        "Việt Nam", "Thành phố Hà Nội", "Quận Ba Đình", "Phường Ngọc Hà",
    ]  # fmt: skip
    assert {step["relation"] for step in before["successors"]} == {"part"}
    assert {step["shares"]["people"] for step in before["successors"]} == {None}


def test_all_places_below_are_counted_on_the_day() -> None:
    today = json.loads(run("show", "38", "--json").stdout)
    before = json.loads(run("show", "38", "--as-of", "2025-06-30", "--json").stdout)
    assert today["id"] == before["id"], "Thanh Hóa is the same province"
    assert today["children"] == {"xã": 147, "phường": 19}
    assert sum(before["children"].values()) == 547 + 26
    assert before["children"]["huyện"] == 22
    stays = [step for step in today["predecessors"] if step["stays"]]
    assert [(step["code"], step["relation"]) for step in stays] == [("38", "unchanged")]


def test_who_bore_a_code_on_other_days_is_told() -> None:
    result = run("show", "001")
    assert result.exit_code == 1
    assert "Mã này là của: Quận Ba Đình (01/01/2023–30/06/2025). Chọn ngày bằng --as-of." in result.output
