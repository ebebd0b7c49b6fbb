"""Five hundred workbooks changed at random: none crashes, none is half taken, a refusal names a place or the file."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineError, CalamineWorkbook

from binhyen.foundations.quantities import Absence, Quantity
from binhyen.machinery.files.screening import RefusedAndKept, RefusedNotKept, fate_of
from binhyen.machinery.formats.reading import Memory
from binhyen.reporting.workbooks import (
    Delivered,
    Expected,
    Judged,
    Unreadable,
    judge,
    marked_copy,
    patch,
    read,
)
from binhyen.reporting.workbooks.tests.sample import (
    GOOD,
    IDENTITY,
    LAYOUT,
    empty,
    figures,
    filled,
    opened,
    saved,
    template,
)

SEED, ROUNDS, AT_LEAST_OPEN = 20260220, 500, 400
SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
Parts = dict[str, bytes]
Change = Callable[[random.Random, Parts], None]

VALUES = (
    "0", "7", "-1", "1.5", "1.234", "1e3", "1e308", "1e999", "NaN", "12345678901234567890", "", " ", "x", "1.234,5",
    "=1+1", "0.30000000000000004", "46054", "á" * 50,
)  # fmt: skip
KINDS = ("n", "str", "inlineStr", "b", "e", "d", "z", "")


def seeds() -> list[bytes]:
    """Real workbooks: empty, filled in, gone on with, saved by other programs, marked."""
    faulty = patch(template(), IDENTITY, {}, figures(GOOD | {"teams": 30}))
    found = read(faulty)
    assert isinstance(found, Delivered)
    faults = judge(found, LAYOUT, expected(found)).faults
    return [
        empty(previous=figures()),
        filled(),
        patch(
            template(), IDENTITY, {}, figures(GOOD | {"teams": "x", "lit_km": None}), {"areas": "Mới sắp xếp"}
        ),
        saved(opened(filled())),
        (Path(__file__).parent / "saved_by_libreoffice.xlsx").read_bytes(),
        marked_copy(faulty, faults),
    ]


def expected(found: Delivered) -> Expected:
    """The version that the workbook says it is, so that its cells are judged."""
    return Expected(found.identity.layout_hash, found.identity.version)


# ---- changes that leave a workbook ------------------------------------------------------------------------------


def _sheet(dice: random.Random, parts: Parts) -> str:
    """Mostly the form, which comes first."""
    return dice.choice(
        [name for name in SHEETS if name in parts][:1] * 4 + [name for name in SHEETS if name in parts]
    )


def _a_cell(dice: random.Random, cells: list[re.Match[str]]) -> re.Match[str]:
    """Every other time one of the value column."""
    values = [cell for cell in cells if re.search(r' r="D(?:[89]|1[0-8])"', cell[0])]
    return dice.choice(values if values and dice.random() < 0.5 else cells)


def _cells(parts: Parts, name: str) -> list[re.Match[str]]:
    return list(re.finditer(r"<c\b[^>]*?(?:/>|>.*?</c>)", parts[name].decode(), re.DOTALL))


def _put(parts: Parts, name: str, found: re.Match[str], new: str) -> None:
    text = parts[name].decode()
    parts[name] = (text[: found.start()] + new + text[found.end() :]).encode()


def another_value(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    cells = [cell for cell in _cells(parts, name) if "<v>" in cell[0] and ' t="s"' not in cell[0]]
    if cells:
        cell = _a_cell(dice, cells)
        _put(parts, name, cell, re.sub(r"<v>[^<]*</v>", f"<v>{dice.choice(VALUES)}</v>", cell[0]))


def another_kind(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    cell = _a_cell(dice, _cells(parts, name))
    bare = re.sub(r' t="[^"]*"', "", cell[0])
    _put(parts, name, cell, bare.replace("<c ", f'<c t="{dice.choice(KINDS)}" ', 1))


def typed_in(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    cell = _a_cell(dice, _cells(parts, name))
    place = re.search(r' r="[A-Z]+[0-9]+"', cell[0])
    text = dice.choice(VALUES).replace("&", "")
    if place:
        _put(parts, name, cell, f'<c{place[0]} t="inlineStr"><is><t>{text}</t></is></c>')


def formula(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    cell = _a_cell(dice, _cells(parts, name))
    place = re.search(r' r="[A-Z]+[0-9]+"', cell[0])
    stored = dice.choice(["", "<v></v>", "<v/>", "<v>4</v>"])
    if place:
        _put(parts, name, cell, f"<c{place[0]}><f>2+2</f>{stored}</c>")


def without_a_cell(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    _put(parts, name, dice.choice(_cells(parts, name)), "")


def without_a_row(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    rows = list(re.finditer(r"<row\b[^>]*?>.*?</row>", parts[name].decode(), re.DOTALL))
    _put(parts, name, dice.choice(rows), "")


def row_twice(dice: random.Random, parts: Parts) -> None:
    """A row repeated below the table, with the numbers that it has there."""
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    row = dice.choice(list(re.finditer(r'<row r="(\d+)"[^>]*?>.*?</row>', text, re.DOTALL)))
    moved = re.sub(rf'(r="[A-Z]*){row[1]}"', rf"\g<1>{dice.choice([19, 25, 400])}" + '"', row[0])
    parts[name] = text.replace("</sheetData>", moved + "</sheetData>").encode()


def place_of_another(dice: random.Random, parts: Parts) -> None:
    name = _sheet(dice, parts)
    cell = _a_cell(dice, _cells(parts, name))
    place = dice.choice(["D9", "A9", "A1", "D99", "D30", "B9", "XFD1", "H400", "XFD1048576", "ZZZZ1", ""])
    _put(parts, name, cell, re.sub(r' r="[^"]*"', f' r="{place}"', cell[0], count=1))


def merged(dice: random.Random, parts: Parts) -> None:
    name = "xl/worksheets/sheet1.xml"
    ref = dice.choice(["D8:D9", "C9:D9", "D9:E9", "A8:A18", "A1:XFD1048576", "D9", "F9:F10"])
    text = parts[name].decode()
    parts[name] = re.sub(r"(<mergeCells[^>]*>)", rf'\g<1><mergeCell ref="{ref}"/>', text).encode()


def other_strings(dice: random.Random, parts: Parts) -> None:
    name = "xl/sharedStrings.xml"
    if name not in parts:
        return
    texts = list(re.finditer(r"<t\b[^>]*>([^<]*)</t>", parts[name].decode()))
    found = dice.choice(texts)
    _put(
        parts,
        name,
        found,
        f"<t>{dice.choice([*VALUES, 'teams', 'areas', 'binhyen-workbook', 'Mã dòng'])}</t>",
    )


def strings_in_another_order(dice: random.Random, parts: Parts) -> None:
    name = "xl/sharedStrings.xml"
    if name not in parts:
        return
    text = parts[name].decode()
    strings = re.findall(r"<si>.*?</si>", text, re.DOTALL)
    one, other = dice.sample(range(len(strings)), 2)
    strings[one], strings[other] = strings[other], strings[one]
    head, tail = text[: text.index("<si>")], text[text.rindex("</si>") + 5 :]
    parts[name] = (head + "".join(strings) + tail).encode()


def other_names(dice: random.Random, parts: Parts) -> None:
    text = parts["xl/workbook.xml"].decode()
    old, new = dice.choice(
        [
            ("binhyen_values", "binhyen_notes2"),
            ("$D$7:$D$18", "#REF!"),
            ("$D$", "$E$"),
            ("$A$7:$A$18", "$B$7:$B$18"),
            ("Nhận dạng", "Trang 3"),
            ("Hướng dẫn", "Biểu (2)"),
            ("veryHidden", "visible"),
            ("Biểu", "Số &amp; liệu"),
        ]
    )
    parts["xl/workbook.xml"] = text.replace(old, new).encode()


def without_a_part(dice: random.Random, parts: Parts) -> None:
    for name in dice.choice(
        [("docProps/app.xml",), ("docProps/core.xml",), ("xl/theme/theme1.xml",), ("xl/calcChain.xml",)]
    ):
        parts.pop(name, None)


def a_part_more(dice: random.Random, parts: Parts) -> None:
    parts[f"xl/media/image{dice.randrange(9)}.png"] = dice.randbytes(200)


def sheets_change_places(dice: random.Random, parts: Parts) -> None:
    one, other = dice.sample([name for name in SHEETS if name in parts], 2)
    parts[one], parts[other] = parts[other], parts[one]


def parts_in_another_order(dice: random.Random, parts: Parts) -> None:
    names = list(parts)
    dice.shuffle(names)
    for name in names:
        parts[name] = parts.pop(name)


# ---- changes that may leave none ------------------------------------------------------------------------------


def bytes_of_a_part(dice: random.Random, parts: Parts) -> None:
    name = dice.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(dice.randint(1, 3)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    parts[name] = bytes(content)


def a_part_cut_short(dice: random.Random, parts: Parts) -> None:
    name = dice.choice(list(parts))
    parts[name] = parts[name][: dice.randrange(len(parts[name]))]


GENTLE: tuple[Change, ...] = (
    another_value, another_kind, typed_in, formula, without_a_cell, without_a_row, row_twice, place_of_another, merged,
    other_strings, strings_in_another_order, other_names, without_a_part, a_part_more, sheets_change_places,
    parts_in_another_order,
)  # fmt: skip
ROUGH: tuple[Change, ...] = (bytes_of_a_part, a_part_cut_short)


def mutated(dice: random.Random, seed: bytes) -> bytes:
    """A workbook with one to three changes; some are treated roughly, and a few may be no package afterwards."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(dice.randint(1, 3)):
        dice.choice(GENTLE)(dice, parts)
    if dice.random() < 1 / 16:
        dice.choice(ROUGH)(dice, parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    data = bytearray(out.getvalue())
    if dice.random() < 1 / 30:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        del data[len(data) - dice.choice([0, 0, 30]) :]
    return bytes(data)


def opens(data: bytes) -> bool:
    """Whether a reader that knows nothing of forms finds sheets in it. Only for what was screened: others kill it."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return all(book.get_sheet_by_name(name).height >= 0 for name in book.sheet_names)
    except CalamineError:
        return False


def assert_whole_or_refused(judged: Judged) -> None:
    if judged.faults:
        assert not judged.values
        assert not judged.notes
        for fault in judged.faults:
            assert fault.sentence
            assert fault.remedy
            assert fault.address or fault.sheet or fault.code in ("wrong-form", "wrong-version")
            assert not fault.address or re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", fault.address)
        return
    assert set(judged.values) == {line.code for line in LAYOUT.inputs}
    assert set(judged.addresses) == set(judged.values)
    for code, figure in judged.values.items():
        line = LAYOUT.by_code[code]
        if isinstance(figure, Quantity):
            assert figure.unit == line.unit
            assert figure.value >= 0
            assert not line.is_percent or figure.value <= 100
            assert figure.value == round(figure.value, line.decimals)
        else:
            assert figure in (Absence.MISSING, Absence.NOT_APPLICABLE)


def assert_as_another_reader_says(data: bytes, judged: Judged) -> None:
    """What was taken is what stands in those cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(b"XFD" in archive.read(name) for name in SHEETS if name in archive.namelist()):
            return  # it would lay out every cell up to there
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # it knows fewer spellings: then it says nothing
        return
    for code, place in judged.addresses.items():
        sheet, _bang, address = place.rpartition("!")
        held, figure = book[sheet][address].value, judged.values[code]
        if isinstance(held, (int, float)):
            assert isinstance(figure, Quantity)
            assert figure.value == Decimal(f"{held:.15g}")
        elif held is None:
            assert figure is Absence.MISSING


@pytest.mark.slow
def test_changed_workbooks_are_taken_whole_or_refused_with_a_place() -> None:
    dice, sources, memory = random.Random(SEED), seeds(), Memory()
    open_still, fates = 0, Counter[str]()
    for round_ in range(ROUNDS):
        data = mutated(dice, sources[round_ % len(sources)])
        fate = fate_of("so.xlsx", data, memory=memory)
        if isinstance(fate, (RefusedAndKept, RefusedNotKept)):
            assert fate.sentence
            assert fate.remedy
            fates["not let in"] += 1
            continue
        open_still += opens(data)
        found = read(data, memory)
        if round_ % 7 == 0:
            assert found == read(data)
        if isinstance(found, Unreadable):
            assert found.sentence
            assert found.remedy
            fates["no report in it"] += 1
            continue
        judged = judge(found, LAYOUT, expected(found))
        assert_whole_or_refused(judged)
        fates["refused" if judged.faults else "taken"] += 1
        if round_ % 5 == 0:
            assert_as_another_reader_says(data, judged)
        if judged.faults and round_ % 7 == 0:
            again = read(marked_copy(data, judged.faults))
            assert isinstance(again, (Delivered, Unreadable))
    assert open_still >= AT_LEAST_OPEN
    assert min(fates[name] for name in ("taken", "refused", "no report in it", "not let in")) >= 10, fates
