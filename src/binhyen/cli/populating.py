"""``binhyen units populate | workbook``: residential areas, agencies, enterprises and schools from tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import Json, row_of, unit_asked
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.cli.units import units
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number, parse_date

if TYPE_CHECKING:
    from binhyen.orgunits.values import Populated, Table

CSV_COLUMNS = ("commune", "kind", "name", "code", "from", "basis")
_SIGNS = {"changed": "✓", "unchanged": "=", "refused": "✗"}
MOST_REMARKS = 20


@units.command("populate")
def populate_units(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Sổ .xlsx của từng xã, thư mục, tệp .zip, hoặc bảng .csv."),
    ],
    under: Annotated[
        str, typer.Option(help="Mã số của đơn vị mà các tệp thuộc về, ví dụ 25; TW là cả nước.")
    ] = "TW",
    as_json: Json = False,
) -> None:
    """Bổ sung thôn, tổ dân phố, cơ quan, doanh nghiệp, trường học. Mỗi tệp nhận trọn hoặc không nhận.

    Bảng CSV: cột commune (mã xã), kind, name, và nếu có code, from, basis. Kết thúc với 1 nếu có tệp bị từ chối.
    """
    from binhyen.foundations.clock import today

    with working(ctx) as actor:
        from binhyen.orgunits.actions import populate_many

        above = row_of(actor, unit_asked(actor, under, today()))
        tables, refused = read_tables(files)
        answers = [*populate_many(by=actor, under=above, tables=tables), *refused]
    if as_json:
        say_json([_plain(answer) for answer in answers])
    else:
        _say(answers)
    if any(answer.faults for answer in answers):
        raise typer.Exit(NOT_IN_ORDER)


@units.command("workbook")
def write_workbook(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Mã số của xã, phường, đặc khu hoặc tỉnh.")],
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx để ghi.")],
) -> None:
    """Ghi sổ Excel của một xã để điền thôn, tổ dân phố, cơ quan, doanh nghiệp, trường học."""
    from binhyen.foundations.clock import today

    with working(ctx) as actor:
        from binhyen.orgunits.queries import workbook_of

        unit = unit_asked(actor, code, today())
        file.write_bytes(workbook_of(actor, unit, today()))
    out.print(f"Đã ghi {file}.", markup=False)


def read_tables(paths: Sequence[Path]) -> tuple[list[Table], list[Populated]]:
    """The tables in these files, in order, and the answers for files that could not be read."""
    from binhyen.orgunits.queries import read_table
    from binhyen.orgunits.values import Populated

    tables: list[Table] = []
    refused: list[Populated] = []
    for path in paths:
        if path.suffix.lower() == ".csv":
            tables += _tables_of_csv(path)
            continue
        for name, data in _workbooks(path):
            read = read_table(name, data)
            if isinstance(read, Populated):
                refused.append(read)
            else:
                tables.append(read)
    return tables, refused


def _workbooks(path: Path) -> Iterator[tuple[str, bytes]]:
    from binhyen.machinery.files.bundles import BadBundle, files_in

    if not path.exists():
        stop_with(f"Không có {path}. Hãy kiểm tra đường dẫn.", CALLED_WRONGLY)
    try:
        if path.is_dir():
            for file in sorted(path.rglob("*.xlsx")):
                if not file.name.startswith((".", "~$")):
                    yield str(file.relative_to(path)), file.read_bytes()
        elif path.suffix.lower() == ".zip":
            yield from files_in(path.name, path.read_bytes())
        else:
            yield path.name, path.read_bytes()
    except BadBundle as fault:
        stop_with(f"{fault.sentence} {fault.remedy}", CALLED_WRONGLY)


def _tables_of_csv(path: Path) -> Iterator[Table]:
    """The rows of a CSV file, a table for each commune in the order in which they come."""
    from binhyen.orgunits.values import Table, Written

    by_commune: dict[str, list[Written]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restval="")
            missing = [column for column in CSV_COLUMNS[:3] if column not in (rows.fieldnames or ())]
            strange = [column for column in rows.fieldnames or () if column not in CSV_COLUMNS]
            if missing or strange:
                stop_with(
                    f"Tệp {path}: dòng đầu phải là {','.join(CSV_COLUMNS)}"
                    f"{'; không nhận cột ' + strange[0] if strange else ''}.",
                    CALLED_WRONGLY,
                )
            for row in rows:
                number = rows.line_num
                since = parse_date(row["from"]) if row.get("from") else None
                by_commune.setdefault(row["commune"].strip(), []).append(
                    Written(
                        number, row["kind"], row["name"], row.get("code", ""), since, row.get("basis", "")
                    )
                )
    except BadInput as fault:
        stop_with(f"Tệp {path}, dòng {number}: {fault.sentence} {fault.remedy}", CALLED_WRONGLY)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        stop_with(f"Không đọc được {path} ({error}). Cần tệp CSV UTF-8.", CALLED_WRONGLY)
    for code, listed in by_commune.items():
        yield Table(path.name, code, listed)


def _plain(answer: Populated) -> dict[str, Any]:
    return {
        "file": answer.source,
        "commune": answer.code,
        "name": answer.place,
        "outcome": str(answer.outcome),
        "added": answer.added,
        "renamed": answer.renamed,
        "unchanged": answer.unchanged,
        "faults": [remark._asdict() for remark in answer.faults],
        "notes": [remark._asdict() for remark in answer.notes],
    }


def _say(answers: Sequence[Populated]) -> None:
    for answer in answers:
        if not answer.faults and len(answers) > MOST_REMARKS:
            continue
        about = f"{answer.place} ({answer.code})" if answer.place else answer.code or answer.source
        told = (
            "không nhận"
            if answer.faults
            else f"thêm {answer.added}, đổi tên {answer.renamed}, giữ nguyên {answer.unchanged}"
        )
        out.print(f"{_SIGNS[answer.outcome]} {answer.source}: {about}: {told}", markup=False)
        for remark in (answer.faults or answer.notes)[:MOST_REMARKS]:
            place = f"dòng {remark.number}, cột {remark.column}: " if remark.number else ""
            out.print(f"    {place}{remark.sentence} {remark.remedy}", markup=False)
    added, renamed = sum(each.added for each in answers), sum(each.renamed for each in answers)
    refused = sum(bool(each.faults) for each in answers)
    out.print(
        f"{format_number(len(answers))} bảng: thêm {format_number(added)} đơn vị, đổi tên {format_number(renamed)}, "
        f"{format_number(refused)} bảng không nhận.",
        style="bold",
        markup=False,
    )
