"""``binhyen units match``: lists in every layout, results for people, programs and files."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from binhyen.cli import matching as command
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


def run(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command.units, ("match", str(file), *arguments))


def codes(file: Path, *arguments: str) -> list[tuple[int, str | None]]:
    said = json.loads(run(file, "--json", *arguments).stdout)
    return [(row["row"], row["unit"] and row["unit"]["code"]) for row in said["rows"]]


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_text_of_one_name_a_line(tmp_path: Path) -> None:
    text = "H. Thanh Lam\nX. Đông Tây, h. thanh lam\n\nTT Lam Tiến\nP. Cua Lam\nTX Hồng Sơn\nXã Làng Chùa\n"
    file = written(tmp_path, "ten.txt", unicodedata.normalize("NFD", text))
    result = run(file)
    assert result.exit_code == 0
    assert "Nhận ra 6 trên 6 dòng." in result.stdout
    assert "Z24  Phường Cửa Lam" in result.stdout
    assert "Tên ngày trước" in result.stdout
    assert [row for row, _code in codes(file)] == [1, 2, 4, 5, 6, 7]


def test_a_column_may_say_what_a_unit_belongs_to_without_its_level(tmp_path: Path) -> None:
    file = written(
        tmp_path, "thuoc.csv", "Tên đơn vị;Thuộc\nHồng Tiến;Lam Hồng\nHồng Tiến;TX. Hồng Sơn\nĐông Tây;\n"
    )
    by_levels = written(
        tmp_path, "cap.csv", "Xã;Huyện;Tỉnh\nHồng Tiến;;Lam Hồng\nHồng Tiến;TX. Hồng Sơn;\nĐông Tây;;\n"
    )
    assert codes(file) == codes(by_levels)
    assert codes(file)[0][1] is not None
    assert codes(file)[1][1] is not None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_columns(tmp_path: Path, separator: str) -> None:
    rows = [
        ["Bảng 1", "", "", ""],
        ["STT", "Xã/phường", "Quận, huyện", "Tỉnh/TP"],
        ["1", "Đông Tây", "Thanh Lam", "Sông Lam"],
        ["2", "Hồng Tiến", "", "Lam Hồng"],
        ["3", "Hồng Tiến", "TX. Hồng Sơn", ""],
        ["", "", "", ""],
        ["4", "", "Thanh Lam", "Sông Lam"],
        ["5", "", "", "Sông Lam"],
    ]
    file = tmp_path / "bang.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=separator).writerows(rows)
    assert codes(file) == [(3, "Z23"), (4, "Z26"), (5, "Z26"), (7, "Z11"), (8, "Z1")]


def test_a_table_without_headings_or_with_one_holds_whole_names(tmp_path: Path) -> None:
    bare = written(tmp_path, "a.csv", "1,X. Đông Tây,H. Thanh Lam\n2,TT Lam Tiến,Thanh Lam\n")
    assert codes(bare) == [(1, "Z23"), (2, "Z24")]
    headed = written(tmp_path, "b.csv", "Tên đơn vị\nX. Đông Tây, H. Thanh Lam\n")
    assert codes(headed) == [(2, "Z23")]


def test_a_workbook(tmp_path: Path) -> None:
    file = tmp_path / "danh-sach.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([("Danh sách",), ("Tên", "Huyện"), ("Đông Tây", "H.Thanh Lam")]):
            sheet.write_row(number, 0, cells)
    assert codes(file) == [(3, "Z23")]


def test_what_is_not_found_is_listed_with_row_reason_and_remedy(tmp_path: Path) -> None:
    file = written(tmp_path, "ten.txt", "Xã Đông Tây\nXã Đông Tay\nXã Cửa Lam\nXã Chẳng Có Đâu\n")
    result = run(file)
    assert result.exit_code == 1
    assert "Nhận ra 2 trên 4 dòng." in result.stdout
    assert (
        "✗ Dòng 3 “Xã Cửa Lam”: Không có đơn vị nào đúng như đã viết. "
        "Gần giống: Phường Cửa Lam, Tỉnh Lam Hồng. Nếu đúng là đơn vị ấy thì sửa" in result.stdout
    )
    assert "✗ Dòng 4 “Xã Chẳng Có Đâu”: Không có đơn vị nào mang tên này." in result.stdout
    said = json.loads(run(file, "--json").stdout)
    assert said["counts"] == {"matched": 2, "unknown": 2}
    assert said["rows"][2]["candidates"][0]["code"] == "Z24"


def test_as_of_a_day(tmp_path: Path) -> None:
    file = written(tmp_path, "ten.txt", "H. Thanh Lam")
    assert codes(file, "--as-of", "30/06/2025") == [(1, "Z11")]
    assert codes(file, "--as-of", "2025-07-01") == [(1, None)]
    assert run(file, "--as-of", "hôm qua").exit_code == 2


def test_results_go_into_a_file(tmp_path: Path) -> None:
    file, to = written(tmp_path, "ten.txt", "H. Thanh Lam\nXã Cửa Lam"), tmp_path / "ket-qua.csv"
    assert run(file, "--out", str(to)).exit_code == 1
    with to.open(encoding="utf-8-sig", newline="") as source:
        first, second = csv.DictReader(source)
    assert (first["Mã"], first["Đơn vị"], first["Thuộc"], first["Đến ngày"]) == (
        "Z11",
        "Huyện Thanh Lam",
        "Tỉnh Sông Lam",
        "30/06/2025",
    )
    assert second["Mã"] == ""
    assert "Gần giống" in second["Vì sao chưa nhận ra"]
    assert run(file, "--out", str(file)).exit_code == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ten.pdf", b"%PDF-1.7"),
        ("ten.txt", b"\xff\xfe\xfa"),
        ("ten.csv", b"\n\n"),
        ("ten.xlsx", b"PK\x03\x04 nothing"),
    ],
)
def test_a_file_that_is_no_list_ends_with_two(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(tmp_path / name).exit_code == 2
    assert run(tmp_path / "khong-co.txt").exit_code == 2
