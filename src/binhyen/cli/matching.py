"""``binhyen units match``: which units are meant by the names in a list, as people write them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.cli.tables import csv_of
from binhyen.cli.units import units
from binhyen.foundations.vietnamese import BadDate, fold, format_date, format_number, parse_date
from binhyen.machinery.formats.cells import text_of_cell

if TYPE_CHECKING:
    from binhyen.orgunits.values import Match, NamedUnit, NameIndex, WrittenName

HEADING_WITHIN = 10  # rows: a title may stand above the headings

_HEADINGS = {
    "name": "ten|ten don vi|don vi|ten don vi hanh chinh|dia phuong|dia danh|name",
    "commune": "xa|phuong|xa phuong|phuong xa|xa phuong thi tran|xa phuong dac khu|cap xa|ten xa|commune",
    "district": "huyen|quan|quan huyen|huyen quan|quan huyen thi xa|cap huyen|ten huyen|district",
    "province": "tinh|tinh thanh pho|tinh thanh|tinh tp|thanh pho|cap tinh|ten tinh|province",
    "within": "thuoc|truc thuoc|don vi cap tren|cap tren|within",
}
"""What columns are called, folded and without strokes."""
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split("|")}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its number in the file, and what stands in it."""

    number: int
    written: WrittenName


@units.command("match")
def match_names(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Danh sách .csv, .xlsx hoặc .txt.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Ngày của danh sách, ví dụ 2025-06-30 (mặc định thử cả hai bản đồ)."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--out", help="Ghi kết quả từng dòng vào tệp CSV này.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")] = False,
) -> None:
    """Nhận ra đơn vị từ tên viết tay: “H. Kim Bôi”, “TX Phú Thọ”, “Xã Tân Tiến, Bắc Ninh”.

    Cột: tên (hoặc xã), và nếu có: huyện, tỉnh; không có dòng tiêu đề thì mỗi dòng là một tên kèm đơn vị cấp trên.
    Không ghi --as-of thì thử cả bản đồ hôm nay lẫn bản đồ đến 30/06/2025, hôm nay trước. Tên trùng hay gần đúng
    không bị đoán. Kết thúc với 1 nếu có dòng chưa nhận ra.
    """
    import django

    django.setup()
    from binhyen.foundations.clock import today
    from binhyen.orgunits.queries import names_for_matching
    from binhyen.orgunits.values import match_name

    try:
        day = parse_date(as_of) if as_of else None
    except BadDate as error:
        stop_with(str(error), CALLED_WRONGLY)
    if to is not None and to.resolve() == file.resolve():
        stop_with("Tệp kết quả trùng với tệp danh sách. Hãy chọn tên khác cho --out.", CALLED_WRONGLY)
    rows = read_list(file)
    with working(ctx) as actor:
        index = names_for_matching(actor, day)
    matches = [match_name(row.written, index) for row in rows]
    if to is not None:
        _write(to, csv_of([_cells(row, each, index) for row, each in zip(rows, matches, strict=True)]))
        err.print(f"Đã ghi {format_number(len(rows))} dòng vào {to}.", markup=False)
    if as_json:
        say_json(
            {
                "as_of": (day or today()).isoformat(),
                "both_maps": day is None,
                "counts": Counter(str(each.outcome) for each in matches),
                "rows": [_plain(row, each, index) for row, each in zip(rows, matches, strict=True)],
            }
        )
    else:
        _say(rows, matches, index, listed=to is None)
    if any(each.unit is None for each in matches):
        raise typer.Exit(NOT_IN_ORDER)


# ---- reading --------------------------------------------------------------------------------------------


def read_list(file: Path) -> list[Row]:
    """The names of a list, each with its row; ends the command for a file that is none."""
    from binhyen.machinery.formats.plain import decode
    from binhyen.machinery.formats.text import Unreadable

    try:
        data = file.read_bytes()
        ending = file.suffix.lower()
        if ending == ".xlsx":
            table = _sheet(file.name, data)
        elif ending in (".csv", ".txt"):
            table = _lines(decode(data), as_table=ending == ".csv")
        else:
            stop_with(f"Không đọc được loại tệp “{ending}”. Hãy dùng .csv, .xlsx hoặc .txt.", CALLED_WRONGLY)
    except OSError as error:
        stop_with(
            f"Không đọc được {file} ({error.strerror}). Kiểm tra đường dẫn và quyền đọc.", CALLED_WRONGLY
        )
    except (Unreadable, csv.Error) as fault:
        stop_with(f"Tệp {file}: {fault} {getattr(fault, 'remedy', '')}".strip(), CALLED_WRONGLY)
    rows = list(_rows(table))
    if not rows:
        stop_with(f"Tệp {file} không có tên nào. Ghi mỗi dòng một tên.", CALLED_WRONGLY)
    return rows


def _sheet(name: str, data: bytes) -> list[list[str]]:
    """The cells of the first sheet, after the file was looked into as every received one is."""
    from python_calamine import CalamineWorkbook

    from binhyen.machinery.formats.reading import read_text

    read_text(name, data)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [[text_of_cell(cell) for cell in row] for row in cells.to_python(skip_empty_area=False)]


def _lines(text: str, *, as_table: bool) -> list[list[str]]:
    if not as_table:
        return [[text_of_cell(line)] for line in text.splitlines()]
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=heading.count)
    return [
        list(map(text_of_cell, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    ]


def _rows(table: Sequence[Sequence[str]]) -> Iterator[Row]:
    """The rows below the headings. Without headings, or with one alone, all cells of a row are one name."""
    from binhyen.orgunits.values import WrittenName

    first, places = _find_columns(table)
    in_columns = len(places) > 1 or (first and sum(map(bool, table[first - 1])) > 1)
    level = "" if "name" in places else next(iter(places), "")
    for number, cells in enumerate(table[first:], start=first + 1):
        if not any(cells):
            continue
        if in_columns:
            said = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
            written = _lowest(said)
        else:
            words = [cell for cell in cells if cell and not cell.isdigit()] or cells
            written = WrittenName(", ".join(filter(None, words)), level=level)
        if written is not None:
            yield Row(number, written)


def _lowest(said: Mapping[str, str]) -> WrittenName | None:
    """The name on the lowest level that a row fills in, below those above it; None for a row without any."""
    from binhyen.orgunits.values import WrittenName

    lowest = next((column for column in ("commune", "name", "district", "province") if said.get(column)), "")
    if not lowest:
        return None
    district = said.get("district", "") if lowest in ("commune", "name") else ""
    province = said.get("province", "") if lowest != "province" else ""
    # Of what stands above without its level being said, the text itself tells: “Xã Tân Tiến, Bắc Ninh”.
    name = ", ".join(filter(None, (said[lowest], said.get("within", ""))))
    return WrittenName(name, district, province, "" if lowest == "name" else lowest)


def _find_columns(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Behind which row the names begin, and where each column stands; nothing where no row holds headings."""
    for number, cells in enumerate(table[:HEADING_WITHIN]):
        places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            heading = " ".join(fold(cell).replace("/", " ").replace(",", " ").replace("_", " ").split())
            if heading in _COLUMNS:
                places.setdefault(_COLUMNS[heading], at)
        if places:
            return number + 1, places
    return 0, {}


# ---- telling --------------------------------------------------------------------------------------------


def _say(rows: Sequence[Row], matches: Sequence[Match], index: NameIndex, *, listed: bool) -> None:
    if listed:
        table = Table(box=None, pad_edge=False)
        for heading in ("Dòng", "Viết là", "Mã", "Đơn vị", "Ghi chú"):
            table.add_column(heading)
        for row, each in zip(rows, matches, strict=True):
            if each.unit is not None:
                table.add_row(
                    str(row.number),
                    escape(row.written.whole),
                    each.unit.code,
                    escape(_full(each.unit, index)),
                    escape(each.note),
                )
        if table.row_count:
            out.print(table)
    for row, each in zip(rows, matches, strict=True):
        if each.unit is None:
            out.print(
                f"✗ Dòng {row.number} “{row.written.whole}”: {each.reason} {each.remedy}",
                markup=False,
                soft_wrap=True,
            )
    found = sum(each.unit is not None for each in matches)
    out.print(
        f"Nhận ra {format_number(found)} trên {format_number(len(rows))} dòng.", style="bold", markup=False
    )


def _full(unit: NamedUnit, index: NameIndex) -> str:
    from binhyen.orgunits.values import full_name

    return full_name(unit, index)


def _plain(row: Row, found: Match, index: NameIndex) -> dict[str, Any]:
    written = row.written
    return {
        "row": row.number,
        "written": {"name": written.name, "district": written.district, "province": written.province},
        "outcome": str(found.outcome),
        "unit": _unit(found.unit, index) if found.unit else None,
        "note": found.note,
        "reason": found.reason,
        "remedy": found.remedy,
        "candidates": [_unit(each, index) for each in found.candidates],
    }


def _unit(unit: NamedUnit, index: NameIndex) -> dict[str, Any]:
    return {
        "id": unit.id,
        "level": unit.level,
        "kind": unit.kind,
        "code": unit.code,
        "name": unit.name,
        "above": list(index.names_above(unit)),
        "from": unit.days.since.isoformat(),
        "until": unit.days.until.isoformat() if unit.days.until else None,
    }


def _cells(row: Row, found: Match, index: NameIndex) -> dict[str, Any]:
    """One row of the file of results, in Vietnamese as people read it on."""
    unit = found.unit
    last = unit.days.last_day if unit else None
    return {
        "Dòng": row.number,
        "Viết là": row.written.whole,
        "Mã": unit.code if unit else "",
        "Đơn vị": unit.name if unit else "",
        "Thuộc": ", ".join(reversed(index.names_above(unit))) if unit else "",
        "Đến ngày": format_date(last) if last else "",
        "Ghi chú": found.note,
        "Vì sao chưa nhận ra": found.reason,
        "Cần làm": found.remedy,
    }


def _write(file: Path, table: str) -> None:
    try:
        file.write_text(table, encoding="utf-8-sig")
    except OSError as error:
        stop_with(f"Không ghi được {file} ({error.strerror}). Chọn nơi khác cho --out.", CALLED_WRONGLY)
