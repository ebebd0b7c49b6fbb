"""``binhyen figures compare``, and ``figures --territory``: years that can be compared."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import Result

from binhyen.cli import comparing
from binhyen.cli import figures as commands
from binhyen.cli.tests.reports import invoke
from binhyen.foundations.authority import Actor
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.tests.former_units import keeper
from tests.two_maps import NOW, THEN, lay_two_maps

pytestmark = pytest.mark.django_db

LINE = "model_points"
TODAY = "2026-05-14"


@pytest.fixture(autouse=True)
def _two_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(keeper()):
            yield keeper()

    for module in (commands, comparing):
        monkeypatch.setattr(module, "working", working)
    with acting_as(OPERATOR):
        lay_two_maps()


def compare(*others: object, unit: str = "Z1", periods: str = f"{THEN},{NOW}") -> Result:
    return invoke(
        commands.figures, "compare", "--unit", unit, "--periods", periods, "--indicator", LINE, *others
    )


def compared(*others: object, unit: str = "Z1", periods: str = f"{THEN},{NOW}") -> dict[str, Any]:
    result = compare("--json", *others, unit=unit, periods=periods)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def values(told: dict[str, Any]) -> dict[str, list[tuple[Any, Any, Any]]]:
    """By name of the unit: value, estimated part and reasons, over the periods."""
    return {
        line["unit_name"]: [
            (each["value"], each["estimated"], [why["reason"] for why in each["not_comparable"]])
            for each in line["figures"]
        ]
        for line in told["lines"]
    }


def test_a_year_before_is_on_the_units_own_map_unless_another_is_named() -> None:
    told = compared()
    assert (told["unit_name"], told["territory"]) == ("Tỉnh Lam Hồng", TODAY)
    assert values(told) == {"Tỉnh Lam Hồng": [(100, 0, []), (180, 0, [])]}
    assert told["lines"][0]["change"] == {
        "difference": 80,
        "percent": 80,
        "is_estimate": False,
        "absence": None,
    }
    assert "tỉnh Sông Lam, tỉnh Núi Hồng trước 01/07/2025" in told["note"]
    assert [each["kind"] for each in told["lines"][0]["breaks"]] == ["map"]


def test_as_reported_a_new_unit_has_no_year_before() -> None:
    told = compared("--territory", "as-reported")
    ((before, now),) = values(told).values()
    assert (before[0], now[0]) == (None, 180)
    assert told["note"] is None
    assert told["lines"][0]["change"] == {
        "difference": None,
        "percent": None,
        "is_estimate": False,
        "absence": "not-comparable",
    }


def test_units_below_tell_estimates_and_what_may_not_be_compared() -> None:
    told = compared("--below")
    assert values(told) == {
        "Xã Bình Lam": [(10, 10, []), (45, 0, [])],
        "Phường Cửa Lam": [(None, 0, ["unknown-share"]), (60, 0, [])],
        "Phường Hồng Tiến": [(None, 0, ["unknown-share"]), (40, 0, [])],
        "Phường Làng Chùa": [(10, 0, []), (35, 0, [])],
    }
    changes = {line["unit_name"]: line["change"] for line in told["lines"]}
    assert (changes["Xã Bình Lam"]["difference"], changes["Xã Bình Lam"]["is_estimate"]) == (35, True)
    assert changes["Phường Cửa Lam"]["absence"] == "not-comparable"
    assert changes["Phường Làng Chùa"]["percent"] == 250
    left = [(row["unit_name"], row["value"], row["reason"]) for row in told["left_behind"]]
    assert sum(value for _name, value, _why in left) == 100 - 10 - 10
    assert {why for _name, _value, why in left} == {"unknown-share"}


def test_people_read_marks_reasons_and_the_former_units() -> None:
    lines = compare("--below").stdout.splitlines()
    assert (
        lines[0].strip()
        == "Các đơn vị trực thuộc Tỉnh Lam Hồng, tháng 05/2025 đến tháng 05/2026, trên bản đồ ngày 14/05/2026"
    )
    rows = {line[:18].strip(): " ".join(line.split(" điểm ")[1].split()) for line in lines[2:6]}
    assert rows == {
        "Xã Bình Lam": "≈ 10 45 ≈ +35 (+350,0%)",
        "Phường Cửa Lam": "không so sánh được 60 –",
        "Phường Hồng Tiến": "không so sánh được 40 –",
        "Phường Làng Chùa": "10 35 +25 (+250,0%)",
    }
    assert lines[6:] == [
        "So với tháng 05/2025 trên cùng địa bàn: tỉnh Sông Lam, tỉnh Núi Hồng trước 01/07/2025.",
        "≈ có phần ước tính: chia theo tỷ lệ của đơn vị đã chia tách.",
        "Không so sánh được ở tháng 05/2025, vì có đơn vị bị chia, chưa biết tỷ lệ: Phường Cửa Lam; "
        "Phường Hồng Tiến.",
        "Có trong số của Tỉnh Lam Hồng tháng 05/2025 mà không đơn vị nào trong bảng mang: 80 điểm: "
        "Xã Đông Tây 30 (có đơn vị bị chia, chưa biết tỷ lệ); Xã Hồng Tiến 30 (có đơn vị bị chia, chưa biết tỷ lệ); "
        "Thị trấn Lam Tiến 20 (có đơn vị bị chia, chưa biết tỷ lệ).",
    ]


def test_a_code_means_the_unit_that_bears_it_on_the_map() -> None:
    then = compared("--territory", "2025-06-30")
    assert then["unit_name"] == "Tỉnh Sông Lam"
    ((before, now),) = values(then).values()
    assert before == (70, 0, [])
    assert now[0] is None
    assert now[2]


def test_a_csv_has_a_row_for_each_figure(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(compare("--below", "--csv").stdout)))
    assert len(rows) == 8
    told = {(row["unit"], row["period"]): row for row in rows}
    estimate = told["Z23", THEN]
    assert (estimate["value"], estimate["estimated"], estimate["territory"]) == ("10", "10", TODAY)
    apart = told["Z24", THEN]
    assert (apart["value"], apart["absence"]) == ("", "not-comparable")
    assert apart["why_not_comparable"] == "có đơn vị bị chia, chưa biết tỷ lệ"
    file = tmp_path / "so-sanh.xlsx"
    assert compare("--below", "--xlsx", file).stdout == f"Đã ghi 8 dòng vào {file}.\n"
    _title, heading, *cells = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert heading[:6] == ["Mã đơn vị", "Mã chỉ tiêu", "Phân tổ", "Kỳ", "Giá trị", "Địa bàn"]
    assert len(cells) == 8


def test_one_period_on_another_map_says_what_is_estimated_and_why_nothing_is_told() -> None:
    def told(unit: str, *others: str) -> dict[str, Any]:
        result = invoke(
            commands.figures, "--unit", unit, "--period", THEN, "--indicator", LINE, "--json", *others
        )
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.stdout))

    (estimate,) = told("Z23", "--territory", TODAY)["figures"]
    assert (estimate["value"], estimate["estimated"], estimate["from_other_units"]) == (10, 10, True)
    (apart,) = told("Z24", "--territory", TODAY)["figures"]
    assert (apart["value"], apart["absence"]) == (None, "not-comparable")
    assert apart["not_comparable"] == [
        {"reason": "unknown-share", "label": "có đơn vị bị chia, chưa biết tỷ lệ"}
    ]
    (origin,) = told("Z23", "--territory", TODAY, "--trace")["figures"][0]["trace"]["origins"]
    assert (origin["unit"], origin["value"], origin["exactly"], origin["in_the_figure"]) == (
        "Z23",
        40,
        "1/4",
        10,
    )
    own = told("Z23")
    assert (own["unit_name"], own["figures"][0]["value"], own["figures"][0]["estimated"]) == (
        "Xã Đông Tây",
        40,
        0,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--unit", "Z2", "--periods", f"{THEN},{NOW}", "--territory", TODAY),
            "Ngày 14/05/2026 không có Tỉnh Núi Hồng (mã Z2). Ở đó khi ấy là: Tỉnh Lam Hồng (Z1).",
        ),
        (("--unit", "Z1", "--periods", f"{THEN},{NOW}", "--territory", "hôm qua"), "Không hiểu địa bàn"),
        (("--unit", "Z1", "--periods", f"{THEN},{NOW}", "--territory", "2025-02-30"), "Không hiểu địa bàn"),
        (("--unit", "Z9", "--periods", f"{THEN},{NOW}"), "Không có đơn vị mang mã “Z9”"),
        (("--unit", "Z1", "--periods", "2021-01..2026-01"), "nhiều nhất 60 kỳ"),
        (("--unit", "Z1", "--periods", "2026..2024"), "Không đọc được khoảng kỳ “2026..2024”"),
        (("--unit", "Z1", "--periods", "2024,2025-01"), "không cùng loại"),
        (("--unit", "Z1", "--periods", "2024"), "ít nhất hai kỳ"),
        (("--unit", "Z1", "--periods", "năm ngoái,2025"), "không phải là mã kỳ"),
        (("--unit", "Z1", "--periods", "2024,2025", "--indicator", "khong_co"), "Không có chỉ tiêu"),
        (("--unit", "Z1", "--periods", "2024,2025", "--json", "--csv"), "một trong ba"),
    ],
)
def test_what_was_asked_wrongly_is_said(arguments: tuple[str, ...], said: str) -> None:
    result = invoke(commands.figures, "compare", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_where_nothing_was_reported_it_says_so() -> None:
    result = compare(periods="2024-01,2024-02")
    assert result.exit_code == 1
    assert "chưa có số liệu nào trong phạm vi được xem" in result.stderr


def test_periods_come_in_the_order_of_time_each_once() -> None:
    told = [period.code for period in comparing.periods_asked("2025,2022..2024,2023", None)]
    assert told == ["2022", "2023", "2024", "2025"]
    assert len(comparing.periods_asked("2021-02..2026-01", None)) == 60
