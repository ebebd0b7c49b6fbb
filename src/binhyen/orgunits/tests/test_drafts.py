"""Are drafts read from files as they were meant, and every fault told by its row and column?"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from binhyen.orgunits.drafts import (
    COLUMNS,
    HEAD,
    KnownUnit,
    draft_of_file,
    template_workbook,
)
from binhyen.orgunits.rules.reorganising import BadDraft, Draft, Move, Recode, Rename, Territory

YAML = """
title: Sắp xếp thôn
legal_basis: Nghị quyết 7/NQ-HĐND
effective: 01/10/2026
under: 04731
steps:
  - merge: [04731-001, 04731-002]
    into: {name: Thôn Bình Yên, kind: thôn}
"""

GOOD_HEAD = {
    "under": "04731",
    "title": "Sắp xếp thôn",
    "legal_basis": "Nghị quyết 7/NQ-HĐND",
    "effective": date(2026, 10, 1),
}


def workbook(*rows: dict[str, Any], extra: str = "", **head: Any) -> bytes:
    """A filled workbook: rows by column, the first of them in row 8 of the sheet."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for at, (field, value) in enumerate((GOOD_HEAD | head).items(), start=1):
            sheet.write(at, 0, HEAD[field])
            sheet.write(at, 2, value)
        headings = [*COLUMNS.values(), *([extra] if extra else [])]
        sheet.write_row(6, 0, headings)
        for at, row in enumerate(rows, start=7):
            for column, value in row.items():
                sheet.write(at, list(COLUMNS).index(column), value)
    return target.getvalue()


def read(*rows: dict[str, Any], **head: Any) -> Draft:
    return draft_of_file("a.xlsx", workbook(*rows, **head))


def faults(data: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(BadDraft) as bad:
        draft_of_file(name, data)
    return [(fault.place, fault.code) for fault in bad.value.faults]


def test_a_code_in_yaml_keeps_its_zeros() -> None:
    draft = draft_of_file("a.yaml", YAML.encode())
    assert draft.under_code == "04731", "and not 2521, which YAML would make of it"
    assert draft.effective == date(2026, 10, 1)
    (step,) = draft.steps
    assert isinstance(step, Territory)
    assert [part.code for part in step.predecessors] == ["04731-001", "04731-002"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.yaml", b"a: [1", "no-yaml"),
        ("a.yaml", b"a: &x [1]\nb: *x", "aliases"),
        ("a.yaml", b"\xff\xfe\xfd", "not-unicode"),
        ("a.json", b"{]", "no-yaml"),
        ("a.json", b"[" * 4000, "too-deep"),
        ("a.docx", b"x", "unknown-type"),
        ("a.xlsx", b"PK not really", "damaged"),
        ("a.yaml", b"- 1", "no-draft"),
        ("a.yaml", b"x" * 5_000_001, "too-large"),
    ],
)
def test_a_file_that_is_no_draft(name: str, data: bytes, code: str) -> None:
    assert [told for _place, told in faults(data, name)] == [code]


def test_rows_that_go_into_one_unit_are_one_merger() -> None:
    draft = read(
        {"old_code": "04731-001", "verb": "Nhập", "name": "Thôn An", "kind": "thôn"},
        {"old_code": "04731-002", "verb": "nhập", "name": "thôn an"},
        {"old_code": "04731-003"},
        {"old_code": "04731-004", "verb": "Giữ nguyên"},
        {
            "old_code": "04731-005",
            "verb": "Chia",
            "name": "Thôn An",
            "people": 0.25,
            "relation": "Nhập một phần",
        },
        {"old_code": "04731-005", "verb": "Chia", "name": "Thôn Bắc", "people": "75%", "note": "xóm trên"},
    )
    first, second = draft.steps
    assert isinstance(first, Territory)
    assert isinstance(second, Territory)
    assert [(part.code, part.relation, part.place) for part in first.predecessors] == [
        ("04731-001", "whole", "dòng 8"),
        ("04731-002", "whole", "dòng 9"),
        ("04731-005", "part", "dòng 12"),
    ]
    assert [str(part.people) for part in second.predecessors] == ["0.75"]
    assert second.predecessors[0].note == "xóm trên"


def test_whatever_is_filled_in_as_new_is_changed() -> None:
    draft = read(
        {"old_code": "A1", "verb": "Đổi tên", "name": "Thôn Mới", "code": "A9"},
        {"old_code": "A2", "verb": "Chuyển nơi thuộc", "under": "04732"},
        {"verb": "Lập mới", "name": "Thôn Ba", "kind": "Thôn"},
        {"old_code": "A3", "verb": "Đổi loại", "kind": "tổ dân phố"},
        {"old_code": "A4", "verb": "Kết thúc"},
    )
    assert draft.steps[:3] == (
        Rename("dòng 8", "A1", "Thôn Mới"),
        Recode("dòng 8", "A1", "A9"),
        Move("dòng 9", "A2", "04732"),
    )
    assert [type(step).__name__ for step in draft.steps[3:]] == ["Found", "ChangeKind", "End"]
    assert [step.place for step in draft.steps[3:]] == ["dòng 10", "dòng 11", "dòng 12"]


def test_a_code_typed_as_a_number_is_still_that_of_the_commune() -> None:
    assert read({"old_code": "A", "verb": "Kết thúc"}, under=4731).under_code == "04731"


def test_all_faults_of_a_workbook_are_told_with_their_cells() -> None:
    found = faults(
        workbook(
            {"old_code": "A1", "verb": "Nhập", "name": "X", "people": 1.5},
            {"old_code": "A2", "verb": "Giải tán"},
            {"old_code": "A3", "name": "Quên chọn việc"},
            {"old_code": "A4", "verb": "Nhập", "relation": "nửa", "name": "X"},
            {"old_code": "A5", "verb": "Đổi tên"},
            {"old_code": "A6", "verb": "Nhập", "code": "N", "name": "X"},
            {"old_code": "A7", "verb": "Nhập", "code": "N", "name": "Y"},
            {"verb": "Kết thúc"},
            {"old_code": "A9", "verb": "Chia"},
            effective="mai",
        )
    )
    assert found == [
        ("dòng 8, cột “Tỷ lệ dân số”", "bad-people"),
        ("dòng 9, cột “Việc”", "bad-verb"),
        ("dòng 10, cột “Việc”", "bad-verb"),
        ("dòng 11, cột “Quan hệ”", "bad-relation"),
        ("dòng 12, cột “Tên mới”", "bad-name"),
        ("dòng 16, cột “Tên mới”", "bad-name"),
        ("dòng 14, cột “Tên mới”", "two-successors"),
        ("“Có hiệu lực từ ngày”", "no-day"),
        ("dòng 15", "no-code"),
    ]


def test_a_workbook_without_anything_to_do_or_of_another_make() -> None:
    assert faults(workbook({"old_code": "A1"})) == [("“Việc”", "no-steps")]
    assert faults(workbook(extra="Điện thoại")) == [("", "strange-column")]
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "x")
    assert faults(target.getvalue()) == [("", "no-table")]


def test_the_empty_workbook_shows_the_units_and_asks_for_nothing() -> None:
    data = template_workbook("04731", "Xã Suối Hoa", [KnownUnit("04731-001", "Thôn 1")])
    assert ("“Việc”", "no-steps") in faults(data)
    assert not {place for place, _code in faults(data)} & {"under", "“Mã đơn vị nơi sắp xếp”"}
    cells = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert ["04731-001", "Thôn 1"] in [line[:2] for line in cells]
