"""Drafts of reorganisations as files: YAML and JSON, and a workbook with one row a unit that is there today.

Every fault of a file is found at once and says in which row, or at which step, it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, NamedTuple

import xlsxwriter
import yaml
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.cells import text_of_cell
from binhyen.orgunits.models import SAME_UNIT, Relation
from binhyen.orgunits.rules.reorganising import BadDraft, Draft, Fault, draft_from, share_from

MOST_BYTES = 5_000_000
DEEPEST = 12

COLUMNS = {
    "old_code": "Mã cũ",
    "old_name": "Tên cũ",
    "verb": "Việc",
    "relation": "Quan hệ",
    "people": "Tỷ lệ dân số",
    "area": "Tỷ lệ diện tích",
    "households": "Tỷ lệ hộ",
    "code": "Mã mới",
    "name": "Tên mới",
    "kind": "Loại mới",
    "under": "Thuộc (mã)",
    "note": "Ghi chú",
}
"""The columns of the table in their order."""

HEAD = {
    "under": "Mã đơn vị nơi sắp xếp",
    "title": "Tên lần sắp xếp",
    "legal_basis": "Văn bản quyết định",
    "effective": "Có hiệu lực từ ngày",
}
"""What stands above the table, a row each."""

KEEP, MERGE, SPLIT, FOUND, END = "Giữ nguyên", "Nhập", "Chia", "Lập mới", "Kết thúc"
MOVE, RENAME, RECODE, CHANGE_KIND = "Chuyển nơi thuộc", "Đổi tên", "Đổi mã", "Đổi loại"
VERBS = (KEEP, MERGE, SPLIT, MOVE, RENAME, RECODE, CHANGE_KIND, FOUND, END)
"""What may be done with a unit, as the list in the workbook offers it."""

KINDS = ("thôn", "tổ dân phố", "cụm khu dân cư", "xã", "phường", "đặc khu")
RELATIONS = {str(relation.label): str(relation) for relation in Relation if relation not in SAME_UNIT}

_TITLE_ROW, _HEADING_ROW = 0, len(HEAD) + 2
_ROOM_FOR_NEW = 200
_SHARES = ("people", "area", "households")
_WIDTHS = {"old_name": 30, "verb": 17, "relation": 24, "name": 30, "kind": 16, "note": 30}
_GUIDE = (
    "Mỗi dòng một đơn vị hiện có. Dòng không ghi gì ở cột “Việc” thì đơn vị giữ nguyên.",
    "Nhập: các đơn vị nhập thành một đơn vị mới. Ghi cùng “Mã mới”, hoặc cùng “Tên mới”, ở mọi dòng nhập vào đó.",
    "Chia: thêm dòng, mỗi phần một dòng với cùng “Mã cũ”; mỗi phần ghi “Mã mới” hoặc “Tên mới” của nơi nhận.",
    "Tỷ lệ là phần của đơn vị cũ sang đơn vị mới, như 0,6 hoặc 60%. Chưa biết thì để trống, không ước lượng.",
    "Chuyển nơi thuộc: ghi mã đơn vị nhận ở cột “Thuộc (mã)”. Đổi tên, mã, loại: ghi cái mới ở cột của nó.",
    "Lập mới: để trống “Mã cũ”, ghi tên và loại. Mã mới của thôn, tổ dân phố, cụm để trống thì hệ thống đặt.",
    "Loại mới để trống là như đơn vị cũ; Thuộc (mã) để trống là như đơn vị cũ.",
    "Không thêm cột. Không ghi tên người, số điện thoại, địa chỉ.",
)


class KnownUnit(NamedTuple):
    """A unit that the empty workbook shows already."""

    code: str
    name: str


def draft_of_file(name: str, data: bytes) -> Draft:
    """The draft in a file: a workbook (``.xlsx``), YAML or JSON. Raises :class:`BadDraft`."""
    ending = PurePath(name).suffix.lower()
    if len(data) > MOST_BYTES:
        raise _bad("too-large", _("Tệp lớn hơn 5 MB."), _("Chia thành nhiều tệp, mỗi xã một tệp."))
    if ending == ".xlsx":
        return draft_of_workbook(data)
    if ending in (".yaml", ".yml", ".json"):
        return draft_of_text(data)
    raise _bad(
        "unknown-type",
        _("Không nhận tệp loại “%s”.") % (ending or name),
        _("Gửi tệp .xlsx theo mẫu, .yaml hoặc .json."),
    )


def draft_of_text(data: bytes) -> Draft:
    """The draft in a YAML or JSON text. Raises :class:`BadDraft`."""
    try:
        # Everything as text: YAML takes 04731 for a number, and it is a code.
        text = data.decode("utf-8-sig")
        _refuse_traps(text)
        mapping = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - text, lists and mappings alone
    except UnicodeDecodeError as error:
        raise _bad(
            "not-unicode", _("Tệp không phải văn bản UTF-8."), _("Lưu lại tệp với bảng mã UTF-8.")
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = _("dòng %s") % (mark.line + 1) if mark else ""
        raise BadDraft(
            (
                Fault(
                    place, "no-yaml", _("Tệp không đúng dạng YAML hoặc JSON."), _("Xem mẫu trong hướng dẫn.")
                ),
            )
        ) from error
    return draft_from(mapping)


def _refuse_traps(text: str) -> None:
    """No references and no deep nesting, with which a small file grows without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _bad(
                "aliases", _("Tệp YAML dùng tham chiếu (*)."), _("Viết đủ từng mục, không dùng * và &.")
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _bad("too-deep", _("Tệp có quá nhiều lớp lồng nhau."), _("Xem mẫu trong hướng dẫn."))


def template_workbook(under_code: str, under_name: str, units: Sequence[KnownUnit]) -> bytes:
    """An empty workbook for the reorganisation of a commune, with its units of today, as XLSX."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sắp xếp")
        bold = book.add_format({"bold": True})
        heading = book.add_format({"bold": True, "bg_color": "#E3EFE8", "border": 1, "text_wrap": True})
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(_TITLE_ROW, 0, f"Sắp xếp các đơn vị của {under_name}", bold)
        for row, (field, words) in enumerate(HEAD.items(), start=_TITLE_ROW + 1):
            sheet.write_string(row, 0, words)
            sheet.write_string(row, 2, under_code if field == "under" else "", text)
            if field == "effective":
                sheet.write_blank(row, 2, None, day)
        places = {column: at for at, column in enumerate(COLUMNS)}
        for column, at in places.items():
            sheet.set_column(at, at, _WIDTHS.get(column, 14), None if column in _SHARES else text)
            sheet.write_string(_HEADING_ROW, at, COLUMNS[column], heading)
        first = _HEADING_ROW + 1
        for row, unit in enumerate(units, start=first):
            sheet.write_string(row, places["old_code"], unit.code, text)
            sheet.write_string(row, places["old_name"], unit.name, text)
        last = first + len(units) + _ROOM_FOR_NEW
        for column, choices in (("verb", VERBS), ("kind", KINDS)):
            at = places[column]
            sheet.data_validation(first, at, last, at, {"validate": "list", "source": list(choices)})
        # A list with commas in its entries must stand in cells.
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for row, line in enumerate(_GUIDE):
            notes.write_string(row, 0, line)
        begin = len(_GUIDE) + 1
        for row, relation in enumerate(RELATIONS, start=begin):
            notes.write_string(row, 0, relation)
        at = places["relation"]
        source = f"='Hướng dẫn'!$A${begin + 1}:$A${begin + len(RELATIONS)}"
        sheet.data_validation(first, at, last, at, {"validate": "list", "source": source})
        sheet.freeze_panes(first, 2)
        sheet.set_landscape()
        sheet.repeat_rows(_HEADING_ROW)
        sheet.fit_to_pages(1, 0)
    return target.getvalue()


def draft_of_workbook(data: bytes) -> Draft:
    """The draft in a filled workbook, on its first sheet. Raises :class:`BadDraft` with every fault.

    A file of unknown origin was screened before.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise _bad(
            "damaged", _("Không đọc được bảng trong tệp này."), _("Tải mẫu về và điền lại.")
        ) from error
    at, places = _heading(cells)
    rows = [
        _Row(
            number,
            {column: text_of_cell(line[place]) for column, place in places.items() if place < len(line)},
        )
        for number, line in enumerate(cells[at + 1 :], start=at + 2)
    ]
    wrong = {row.number: found for row in rows if (found := tuple(row.faults()))}
    faults = [fault for each in wrong.values() for fault in each]
    steps = list(_steps([row for row in rows if row.asks and row.number not in wrong], faults))
    try:
        draft = draft_from(_head(cells[:at]) | {"steps": steps})
    except BadDraft as bad:
        faults += [
            _said_by_cell(fault) for fault in bad.faults if steps or not wrong or fault.place != "steps"
        ]
        raise BadDraft(tuple(faults)) from None
    if faults:
        raise BadDraft(tuple(faults))
    return draft


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table: its number as Excel counts, and the texts in its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        return _("dòng %s") % self.number

    @property
    def verb(self) -> str:
        """What is to be done, as the list offers it; as it was written where the list has no such thing."""
        told = fold(self["verb"])
        return next((verb for verb in VERBS if fold(verb) == told), self["verb"])

    @property
    def asks(self) -> bool:
        return self.verb not in ("", KEEP)

    @property
    def successor(self) -> str:
        """What tells the unit into which this row goes from others."""
        return self["code"] or fold(self["name"])

    def faults(self) -> Iterator[Fault]:
        if not self.asks:
            for column in ("relation", *_SHARES, "code", "name", "kind", "under"):
                if self[column]:
                    yield self._fault(
                        "verb", _("Dòng có nội dung mới nhưng chưa chọn việc."), _("Chọn việc ở cột “Việc”.")
                    )
                    return
            return
        if self.verb not in VERBS:
            yield self._fault(
                "verb",
                _("Không có việc “%s”.") % self.verb,
                _("Chọn trong danh sách: %s.") % ", ".join(VERBS),
            )
        if self["relation"] and self["relation"].lower() not in RELATIONS:
            yield self._fault(
                "relation",
                _("Không có quan hệ “%s”.") % self["relation"],
                _("Chọn trong danh sách: %s.") % "; ".join(RELATIONS),
            )
        for share in _SHARES:
            try:
                share_from(self[share] or "0")
            except ValueError:
                yield self._fault(
                    share,
                    _("Tỷ lệ “%s” không phải một số từ 0 đến 1.") % self[share],
                    _("Ghi phần của đơn vị cũ, ví dụ 0,6 hoặc 60%; chưa biết thì để trống."),
                )
        if self.verb in (MERGE, SPLIT) and not self.successor:
            yield self._fault("name", _("Chưa ghi đơn vị mới."), _("Ghi tên mới hoặc mã mới."))
        wanted: dict[str, str] = {
            MOVE: "under",
            RENAME: "name",
            RECODE: "code",
            CHANGE_KIND: "kind",
            FOUND: "name",
        }
        column = wanted.get(self.verb, "verb")
        if not self[column]:
            yield self._fault(
                column,
                _("Chưa ghi “%(column)s” cho việc “%(verb)s”.")
                % {"column": COLUMNS[column], "verb": self.verb},
                _("Điền ô này, hoặc chọn việc khác."),
            )

    def _fault(self, column: str, sentence: str, remedy: str) -> Fault:
        place = _("%(row)s, cột “%(column)s”") % {"row": self.place, "column": COLUMNS[column]}
        return Fault(place, f"bad-{column}", sentence, remedy)

    def part(self) -> dict[str, str]:
        relation = RELATIONS.get(self["relation"].lower(), "whole" if self.verb == MERGE else "part")
        return {
            "place": self.place,
            "code": self["old_code"],
            "relation": relation,
            **{share: self[share] for share in _SHARES if self[share]},
            "note": self["note"],
        }

    def unit(self) -> dict[str, str]:
        return {column: self[column] for column in ("name", "code", "kind", "under") if self[column]}


def _steps(rows: Sequence[_Row], faults: list[Fault]) -> Iterator[dict[str, Any]]:
    """What the rows ask for, as ``draft_from`` reads it; rows that go into one unit are one step."""
    into: dict[str, list[_Row]] = {}
    for row in rows:
        if row.verb in (MERGE, SPLIT):
            into.setdefault(row.successor, []).append(row)
        elif row.verb == FOUND:
            yield {"place": row.place, "found": row.unit()}
        elif row.verb == END:
            yield {"place": row.place, "end": row["old_code"]}
        else:
            yield from _changes(row)
    for together in into.values():
        unit: dict[str, str] = {}
        for row in together:
            for column, value in row.unit().items():
                if fold(unit.setdefault(column, value)) != fold(value):
                    faults.append(
                        Fault(
                            _("%(row)s, cột “%(column)s”") % {"row": row.place, "column": COLUMNS[column]},
                            "two-successors",
                            _("“%(this)s” khác với “%(other)s” ở dòng trên cho cùng một đơn vị mới.")
                            % {"this": value, "other": unit[column]},
                            _("Ghi giống nhau ở mọi dòng, hoặc để trống từ dòng thứ hai."),
                        )
                    )
        yield {
            "place": together[0].place,
            "territory": {
                "predecessors": [row.part() for row in together],
                "successor": {"name": ""} | unit,
            },
        }


def _changes(row: _Row) -> Iterator[dict[str, Any]]:
    """A unit that goes on: everything that was filled in as new, whichever of these verbs was chosen."""
    code, place = row["old_code"], row.place
    if row["kind"]:
        name = {"name": row["name"]} if row["name"] else {}
        yield {"place": place, "change_kind": code, "kind": row["kind"]} | name
    elif row["name"]:
        yield {"place": place, "rename": code, "name": row["name"]}
    if row["code"]:
        yield {"place": place, "recode": code, "code": row["code"]}
    if row["under"]:
        yield {"place": place, "move": code, "under": row["under"]}


def _heading(cells: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The row of headings and where each column stands. A column that is not ours may hold what may not be kept."""
    known = {fold(words): column for column, words in COLUMNS.items()}
    for at, line in enumerate(cells[:30]):
        headings = [fold(text_of_cell(cell)).rstrip(" *") for cell in line]
        places = {known[words]: place for place, words in enumerate(headings) if words in known}
        if {"old_code", "verb", "name"} <= places.keys():
            strange = [
                text_of_cell(cell)
                for cell, words in zip(line, headings, strict=True)
                if words not in ("", *known)
            ]
            if strange:
                raise _bad(
                    "strange-column",
                    _("Bảng có cột “%s” không thuộc mẫu.") % strange[0][:40],
                    _("Xoá cột đó rồi gửi lại."),
                )
            return at, places
    raise _bad(
        "no-table",
        _("Không thấy bảng có các cột “Mã cũ”, “Việc”, “Tên mới”."),
        _("Tải mẫu về, chép các dòng sang rồi gửi lại."),
    )


def _head(lines: Iterable[Sequence[Any]]) -> dict[str, str]:
    """What stands above the table: beside each of its words, the first cell with something in it."""
    known = {fold(words): field for field, words in HEAD.items()}
    found: dict[str, str] = {}
    for line in lines:
        texts = [text for cell in line if (text := text_of_cell(cell))]
        if len(texts) > 1 and (field := known.get(fold(texts[0]).rstrip(" :"))):
            found[field] = texts[1]
    code = found.get("under", "")
    if code.isdecimal():
        # A code that was typed anew as a number has lost its zeros.
        found["under"] = code.zfill(2 if len(code) <= 2 else 5)
    return found


def _said_by_cell(fault: Fault) -> Fault:
    """A fault of the head, or that there is nothing to do, with the words that stand in the workbook."""
    words = HEAD | {"steps": COLUMNS["verb"]}
    if fault.place not in words:
        return fault
    return Fault(f"“{words[fault.place]}”", fault.code, fault.sentence, fault.remedy)


def _bad(code: str, sentence: str, remedy: str) -> BadDraft:
    return BadDraft((Fault("", code, sentence, remedy),))
