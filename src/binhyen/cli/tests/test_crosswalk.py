"""``binhyen units crosswalk``: old provinces on the map of today, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.cli import crosswalk as command
from binhyen.foundations.authority import Actor
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.tests.former_units import keeper, lay_former_units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(keeper()):
            yield keeper()

    monkeypatch.setattr(command, "working", working)
    with acting_as(OPERATOR):
        lay_former_units()


def run(*arguments: str, since: str = "2025-06-30", until: str = "02/11/2026") -> Result:
    return CliRunner().invoke(command.units, ("crosswalk", "--from", since, "--to", until, *arguments))


def test_it_prints_what_goes_whole_in_part_and_not_at_all_with_the_reason() -> None:
    result = run("--under", "Z11")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "Từ bản đồ ngày 30/06/2025 sang ngày 02/11/2026, theo dân số; trong: Huyện Thanh Lam."
    )
    assert "✓ chuyển toàn bộ: 1 đơn vị" in lines
    assert (
        "    Z25 Xã Làng Chùa, Huyện Thanh Lam, Tỉnh Sông Lam → Z25 Phường Làng Chùa, Tỉnh Lam Hồng" in lines
    )
    assert (
        "    Z23 Xã Đông Tây, Huyện Thanh Lam, Tỉnh Sông Lam → "
        "25,00% Z23 Xã Bình Lam, Tỉnh Lam Hồng; 75,00% Z24 Phường Cửa Lam, Tỉnh Lam Hồng"
    ) in lines
    assert (
        "    Z24 Thị trấn Lam Tiến, Huyện Thanh Lam, Tỉnh Sông Lam → "
        "bị chia, chưa biết tỷ lệ (có thể ở: Phường Cửa Lam, Phường Hồng Tiến)"
    ) in lines
    assert "    Z11 Huyện Thanh Lam, Tỉnh Sông Lam → kết thúc, không có đơn vị kế thừa" in lines
    assert lines[-1] == "Tổng số: 4 đơn vị."


def test_a_code_that_was_used_again_means_both_its_units() -> None:
    first = run("--under", "Z24").stdout.splitlines()[0]
    assert first.endswith("Thị trấn Lam Tiến (01/01/2010–30/06/2025); Phường Cửa Lam (từ 01/07/2025).")


def test_for_programs_shares_are_exact() -> None:
    said = json.loads(run("--under", "Z1", "--json").stdout)
    assert (said["from"], said["to"], said["basis"]) == ("2025-06-30", "2026-11-02", "people")
    assert [place["name"] for place in said["under"]] == ["Tỉnh Sông Lam", "Tỉnh Lam Hồng"]
    assert said["counts"] == {"whole": 4, "part": 1, "not": 2}
    units = {unit["code"]: unit for unit in said["units"] if unit["level"] == "commune"}
    assert [(part["exactly"], part["into"]["code"]) for part in units["Z23"]["parts"]] == [
        ("1/4", "Z23"),
        ("3/4", "Z24"),
    ]
    (loss,) = units["Z24"]["losses"]
    assert (loss["reason"], loss["share"], [each["code"] for each in loss["perhaps_in"]]) == (
        "unknown-share",
        1.0,
        ["Z24", "Z26"],
    )


def test_backwards_and_by_another_basis() -> None:
    back = run("--under", "Z23", since="2026-11-02", until="2025-06-30").stdout
    assert "đơn vị trước còn phần khác ở đơn vị không chuyển ngược được" in back
    by_area = json.loads(run("--under", "Z11", "--basis", "area", "--json").stdout)
    assert by_area["counts"] == {"whole": 1, "part": 0, "not": 3}


def test_the_whole_country_is_counted_and_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "MOST_SHOWN", 1)
    result = run("--level", "commune")
    assert result.exit_code == 0
    assert "theo dân số; trong: cả nước." in result.stdout
    assert "… và 1 đơn vị nữa (xem đủ bằng --under hoặc --json)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--under", "99999"), "đều không có đơn vị mang mã “99999”"),
        (("--basis", "money"), "Không chia theo “money” được"),
        (("--level", "street"), "Không có cấp “street”"),
    ],
)
def test_what_cannot_be_asked_ends_with_two(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output + capsys.readouterr().err


def test_a_day_that_is_none_ends_with_two() -> None:
    assert run(since="31/02/2025").exit_code == 2
