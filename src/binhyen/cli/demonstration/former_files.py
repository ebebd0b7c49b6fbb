"""The files in which desks kept figures of former years: Excel by district, CSV by commune, names as people do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from binhyen.cli.demonstration.former import FormerCommune

MISSPELLED = {
    "08932": "Xã Minh Quảng",  # Xã Minh Quang, huyện Tam Đảo
    "05380": "Xã Đoàn Kết",  # of huyện Yên Thủy; there is another one in huyện Đà Bắc
}
"""Communes that a file writes so that nobody but a person can tell which is meant."""

_SHORTENED = {
    "Xã": "X.",
    "Phường": "P.",
    "Thị trấn": "TT",
    "Huyện": "H.",
    "Thị xã": "TX",
    "Thành phố": "TP",
}
_MADE_ON = datetime(2025, 1, 10)  # noqa: DTZ001 - a property of the file, the same in every run
_SEPARATOR = ";"

Style = tuple[tuple[str, ...], Callable[[FormerCommune, str], tuple[str, ...]]]

Reports = Mapping[str, Mapping[str, Decimal]]
"""Numbers by the code of a unit and of a line."""


def by_code(commune: FormerCommune, district: str) -> tuple[str, ...]:
    """The official code with the name beside it."""
    return commune.code, f"{commune.name}, {district[0].lower()}{district[1:]}"


def in_two_cells(commune: FormerCommune, district: str) -> tuple[str, ...]:
    """The name, its word shortened as people do, and the district's the same way."""
    return MISSPELLED.get(commune.code, shortened(commune.name)), shortened(district)


def in_one_cell(commune: FormerCommune, district: str) -> tuple[str, ...]:
    """The name with the district behind it, now and then without."""
    return (MISSPELLED.get(commune.code) or f"{shortened(commune.name)}, {shortened(district)}",)


STYLES: Mapping[str, Style] = {
    "25": (("Mã xã", "Đơn vị"), by_code),
    "26": (("Xã, phường, thị trấn", "Huyện"), in_two_cells),
    "17": (("Đơn vị",), in_one_cell),
}
"""How each former province wrote its communes: headings, and what stands below them."""


def months_as_csv(
    style: Style,
    communes: Sequence[FormerCommune],
    districts: Mapping[str, str],
    labels: Mapping[str, str],
    months: Mapping[str, Reports],
) -> bytes:
    """A row for each commune and month with its numbers, as Excel writes CSV in Vietnam: semicolons, decimal commas.

    ``districts`` are names by code, ``labels`` the labels of the lines by code, ``months`` reports by month.
    """
    heads, written = style
    out = io.StringIO()
    table = csv.writer(out, delimiter=_SEPARATOR, lineterminator="\r\n")
    table.writerow(["Kỳ", *heads, *_headings(labels)])
    for month, reports in months.items():
        year, _dash, number = month.partition("-")
        for commune in communes:
            if commune.code in reports:
                row = _cells(reports[commune.code], labels)
                table.writerow(
                    [f"{number}/{year}", *written(commune, districts[commune.district]), *map(_comma, row)]
                )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def rows_as_workbook(
    title: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Sequence[str], Mapping[str, Decimal]]],
    labels: Mapping[str, str],
) -> bytes:
    """One sheet: a title, headings, and rows of words with their numbers; what is not stated stays blank."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_ON})
        sheet = book.add_worksheet("Số liệu")
        sheet.write_string(0, 0, title)
        sheet.write_row(2, 0, ["TT", *heads, *_headings(labels)])
        sheet.set_column(1, len(heads), 26)
        for at, (words, numbers) in enumerate(rows, start=1):
            sheet.write_row(2 + at, 0, [at, *words])
            for column, number in enumerate(_cells(numbers, labels), start=1 + len(heads)):
                if number is not None:
                    sheet.write_number(2 + at, column, float(number))
    return out.getvalue()


def _headings(labels: Mapping[str, str]) -> Iterable[str]:
    return (f"{label} [{code}]" for code, label in labels.items())


def _cells(numbers: Mapping[str, Decimal], labels: Mapping[str, str]) -> list[Decimal | None]:
    return [numbers.get(line) for line in labels]


def _comma(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}".replace(".", ",")


def shortened(name: str) -> str:
    """*Thị trấn Bo* as people write it: *TT Bo*."""
    return next(
        (
            f"{short} {name[len(word) + 1 :]}"
            for word, short in _SHORTENED.items()
            if name.startswith(f"{word} ")
        ),
        name,
    )
