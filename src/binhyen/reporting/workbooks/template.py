"""The workbook of a form version, before anything of a unit or a period stands in it.

Written once a form version; :mod:`patching` puts in what differs from unit to unit. The same layout gives the same
bytes. What a sheet shows is Vietnamese, whatever language the program is set to.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    excel_formula,
    excel_rate,
    excel_total,
)
from binhyen.reporting.workbooks.grid import (
    FORM_SHEET,
    GUIDE_SHEET,
    HEADING_ROW,
    HEADINGS,
    IDENTITY_SHEET,
    NAMES,
    Column,
    Row,
    address,
    rows_of,
)
from binhyen.reporting.workbooks.identity import FIELDS, LINES, MARK

SUPERIOR_CELL, MARK_CELL = "A1", "E1"
UNIT_CELL, SUMMARY_CELL = "A2", "E2"
PERIOD_CELL = "A4"
"""The cells of the form's head that differ from workbook to workbook."""

ILLUSTRATIVE = "SỐ LIỆU MINH HOẠ"

SHORT_GUIDE = (
    "Điền cột “Số liệu kỳ này”: có thì ghi số (1.234 hoặc 1.234,5), không có thì ghi 0, không áp dụng thì ghi x, chưa"
    " có thì để trống. Dòng tổng và tỷ lệ tự tính. Cột “Kiểm tra” báo điểm chưa khớp: sửa số, hoặc ghi lý do ở cột"
    " “Giải trình”."
)
GUIDE = (
    "1. Điền vào các ô nền vàng của cột “Số liệu kỳ này” trên trang “Biểu”. Các ô khác được khóa để không sửa nhầm.",
    "2. Ghi số, không ghi đơn vị tính: 1.234 hoặc 1.234,5 (dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân).",
    "3. Không có thì ghi 0. Không áp dụng với đơn vị thì ghi x. Chưa có số liệu thì để trống, không ghi 0 thay.",
    "4. Chỉ ghi số đếm. Không ghi tên người, số giấy tờ, và không đưa nội dung bí mật nhà nước vào sổ này.",
    "5. Dòng tổng và tỷ lệ do sổ tự tính từ các dòng thành phần.",
    "6. Cột “Kiểm tra” hiện câu nhắc khi số liệu chưa khớp. Nếu số đúng, ghi lý do ở cột “Giải trình” cùng dòng.",
    "7. Có thể đổi tên tệp, mở bằng LibreOffice, sắp xếp hoặc chèn dòng. Không xóa dòng và không sửa cột “Mã dòng”.",
    "8. Lưu dạng .xlsx rồi gửi cho đơn vị nhận báo cáo hoặc nộp trên phần mềm.",
)
NOTE_SUGGESTIONS = (
    "Đã kiểm tra, số liệu đúng",
    "Mới phát sinh trong kỳ",
    "Điều chỉnh do rà soát lại",
    "Thay đổi do sắp xếp đơn vị",
)

_KINDS = {
    IndicatorKind.STOCK: "số hiện có đến ngày cuối kỳ",
    IndicatorKind.FLOW: "số phát sinh trong kỳ",
    IndicatorKind.YEARLY_STATE: "kết quả của năm",
    IndicatorKind.DERIVED: "tự tính từ các dòng khác",
}
_WRITTEN = datetime(2025, 7, 1, tzinfo=UTC).replace(tzinfo=None)
_FACE = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_BAMBOO, _BAMBOO_SOFT, _PAPER, _LINE = "#1E5B46", "#E3EFE8", "#F3F1EA", "#857F70"
_INPUT, _RUST_SOFT, _AMBER_SOFT, _INK_SOFT = "#FFFBE6", "#F8D9D3", "#FCE8BF", "#56605B"

CHECKS_COLUMN = 3
"""On the hidden sheet: the checks' codes, beside each whether it is broken, and its sentence."""
LINES_COLUMN = 7
"""On the hidden sheet: the codes of the input lines."""


def template_of(layout: FormLayout, definitions: Mapping[str, str] | None = None) -> bytes:
    """The empty workbook of a form version as XLSX.

    ``definitions`` (Vietnamese, by indicator code) are printed on the guidance sheet. The four defined names of
    :data:`grid.NAMES` are columns of equal length over the whole table; only input lines have a code in theirs.
    """
    return _Writer(layout, definitions or {}).write()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a cell may hold: places behind the comma, at most 100 or not; lines of one rule share their validation."""

    decimals: int
    is_percent: bool

    @classmethod
    def of(cls, line: FormLine) -> _Rule:
        return cls(line.decimals, line.is_percent)

    @property
    def number_format(self) -> str:
        return "#,##0" + ("." + "0" * self.decimals if self.decimals else "")

    def formula(self, cell: str) -> str:
        """True where the cell holds a number that the rule allows, or ``x``."""
        # Excel works out every part of an AND, and comparing "x" with numbers is an error: hence the IF.
        limits = [f"{cell}>=0", f"{cell}=ROUND({cell},{self.decimals})"]
        if self.is_percent:
            limits.append(f"{cell}<=100")
        return f'IF(ISNUMBER({cell}),AND({",".join(limits)}),LOWER(TRIM({cell}))="x")'

    @property
    def sentence(self) -> str:
        what = "số nguyên" if self.decimals == 0 else f"số có nhiều nhất {self.decimals} chữ số sau dấu phẩy,"
        limit = "từ 0 đến 100" if self.is_percent else "không âm"
        return f"Ghi {what} {limit}; không có ghi 0, không áp dụng ghi x, chưa có để trống."


class _Writer:
    def __init__(self, layout: FormLayout, definitions: Mapping[str, str]) -> None:
        self.layout, self.definitions = layout, definitions
        self.rows = rows_of(layout)
        self.row_of = {row.line.code: row.number for row in self.rows if row.line}
        self.first, self.last = self.rows[0].number, self.rows[-1].number
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> bytes:
        self.book.set_properties({"title": self.layout.name, "author": "Bình Yên", "created": _WRITTEN})
        self.book.set_calc_mode("auto")
        form, guide, identity = (
            self.book.add_worksheet(name) for name in (FORM_SHEET, GUIDE_SHEET, IDENTITY_SHEET)
        )
        self._write_form(form)
        self._write_guide(guide)
        self._write_identity(identity)
        for name, column in NAMES.items():
            self.book.define_name(name, f"='{FORM_SHEET}'!{self._column(column)}")
        self.book.close()
        return self.out.getvalue()

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(_FACE | properties)
        return self.formats[key]

    def _column(self, column: Column) -> str:
        """A column over the whole table, as an absolute range."""
        letter = chr(ord("A") + column)
        return f"${letter}${self.first}:${letter}${self.last}"

    # ---- the form ---------------------------------------------------------------------------------------

    def _write_form(self, sheet: Any) -> None:
        self._write_head(sheet)
        for row in self.rows:
            if row.line is None:
                self._write_section(sheet, row)
            else:
                self._write_line(sheet, row.number, row.line)
        self._validate(sheet)
        self._colour(sheet)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        self._set_page(sheet)

    def _write_head(self, sheet: Any) -> None:
        for column, width in zip(Column, (20, 52, 12, 15, 13, 30, 46), strict=True):
            sheet.set_column(column, column, width, self._format())
        sheet.merge_range("A1:C1", "", self._format())
        sheet.merge_range("E1:G1", "", self._format(bold=True, align="right", font_color="#A8321F"))
        sheet.merge_range("A2:C2", "", self._format(bold=True))
        sheet.merge_range("E2:G2", "", self._format(italic=True, align="right"))
        sheet.write_formula(
            SUMMARY_CELL,
            self._summary(),
            self._format(italic=True, align="right"),
            empty_summary(self.layout),
        )
        title = self._format(bold=True, font_size=14, align="center", text_wrap=True)
        sheet.merge_range("A3:G3", self.layout.name.upper(), title)
        sheet.merge_range("A4:G4", "", self._format(italic=True, align="center"))
        guide = self._format(text_wrap=True, font_size=11, font_color=_INK_SOFT)
        sheet.merge_range("A5:G5", SHORT_GUIDE, guide)
        sheet.set_row(2, 24)
        sheet.set_row(4, 18)
        sheet.set_row(HEADING_ROW - 1, 24)
        heading = self._format(
            bold=True, align="center", text_wrap=True, border=1, border_color=_LINE, bg_color=_BAMBOO,
            font_color="#FFFFFF",
        )  # fmt: skip
        for column, words in HEADINGS.items():
            sheet.write_string(HEADING_ROW - 1, column, words, heading)

    def _summary(self) -> str:
        filled = f"COUNTA({self._listed(self.layout.inputs)})" if self.layout.inputs else "0"
        wrong = f"COUNTIF({self._checks_range()},TRUE)" if self.layout.checks else "0"
        return (
            f'"Đã điền "&{filled}&"/{len(self.layout.inputs)} dòng. "'
            f'&IF({wrong}=0,"Chưa thấy điểm không khớp.",{wrong}&" điểm chưa khớp, xem cột “Kiểm tra”.")'
        )

    def _listed(self, lines: Iterable[FormLine]) -> str:
        """The value cells of lines, neighbours drawn together: a function takes 255 arguments at most."""
        spans: list[list[int]] = []
        for number in sorted(self.row_of[line.code] for line in lines):
            if spans and number == spans[-1][1] + 1:
                spans[-1][1] = number
            else:
                spans.append([number, number])
        return ",".join(f"$D${first}:$D${last}" for first, last in spans)

    def _write_section(self, sheet: Any, row: Row) -> None:
        band = self._format(bold=True, bg_color=_BAMBOO_SOFT, border=1, border_color=_LINE)
        for column in Column:
            sheet.write_blank(row.number - 1, column, None, band)
        sheet.write_string(row.number - 1, Column.LABEL, row.section.title, band)

    def _write_line(self, sheet: Any, number: int, line: FormLine) -> None:
        row, is_input = number - 1, line.role is LineRole.INPUT
        sheet.set_row(row, _height(line, self._sentences(line)))
        shade = {} if is_input else {"bg_color": _PAPER, "bold": True}
        box = {"border": 1, "border_color": _LINE, **shade}
        figures = {"num_format": _Rule.of(line).number_format, "align": "right"}
        small = self._format(**box, font_size=9, font_color=_INK_SOFT)
        if is_input:
            sheet.write_string(row, Column.CODE, line.code, small)
        else:
            sheet.write_blank(row, Column.CODE, None, small)
        sheet.write_string(
            row, Column.LABEL, line.label, self._format(**box, indent=line.indent, text_wrap=True)
        )
        sheet.write_string(row, Column.UNIT, line.unit, self._format(**box, align="center", text_wrap=True))
        if is_input:
            entry = self._format(**box, **figures, bg_color=_INPUT, locked=False)
            sheet.write_blank(row, Column.VALUE, None, entry)
        else:
            sheet.write_formula(row, Column.VALUE, self._worked_out(line), self._format(**box, **figures), "")
        sheet.write_blank(row, Column.PREVIOUS, None, self._format(**box, **figures, font_color=_INK_SOFT))
        note = self._format(**box, text_wrap=True, font_size=11, locked=not is_input)
        sheet.write_blank(row, Column.NOTE, None, note)
        status = self._format(**box, text_wrap=True, font_size=10, font_color="#9A6A00")
        formula = self._status(line)
        if formula:
            sheet.write_formula(row, Column.STATUS, formula, status, "")
        else:
            sheet.write_blank(row, Column.STATUS, None, status)

    def _worked_out(self, line: FormLine) -> str:
        cells = {code: f"$D${number}" for code, number in self.row_of.items()}
        return excel_total(line, cells) if line.role is LineRole.TOTAL else excel_rate(line, cells)

    def _status(self, line: FormLine) -> str:
        """The sentence of the first check at this line that is broken."""
        formula = '""'
        for at, check in reversed(list(enumerate(self.layout.checks))):
            if line.code in check.lines:
                wrong, sentence = (check_cell(at, beside) for beside in (1, 2))
                formula = f"IF('{IDENTITY_SHEET}'!{wrong},'{IDENTITY_SHEET}'!{sentence},{formula})"
        return "" if formula == '""' else formula

    def _sentences(self, line: FormLine) -> list[str]:
        return [check.sentence for check in self.layout.checks if line.code in check.lines]

    def _validate(self, sheet: Any) -> None:
        by_rule: dict[_Rule, list[int]] = {}
        for line in self.layout.inputs:
            by_rule.setdefault(_Rule.of(line), []).append(self.row_of[line.code])
        for rule, numbers in by_rule.items():
            rows = sorted(numbers)
            cell = f"D{rows[0]}"
            sheet.data_validation(
                cell,
                {
                    "validate": "custom",
                    "value": f"={rule.formula(cell)}",
                    "error_title": "Số liệu chưa đúng",
                    "error_message": rule.sentence,
                    "other_cells": [[row - 1, Column.VALUE, row - 1, Column.VALUE] for row in rows[1:]],
                },
            )
            places = " ".join(f"D{row}" for row in rows)
            sheet.conditional_format(
                cell,
                {
                    "type": "formula",
                    "criteria": f'=AND({cell}<>"",NOT({rule.formula(cell)}))',
                    "format": self.book.add_format({"bg_color": _RUST_SOFT, "font_color": "#A8321F"}),
                    "multi_range": places,
                },
            )
        notes = sorted(self.row_of[line.code] for line in self.layout.inputs)
        sheet.data_validation(
            notes[0] - 1, Column.NOTE, notes[0] - 1, Column.NOTE,
            {
                "validate": "list",
                "source": list(NOTE_SUGGESTIONS),
                "show_error": False,
                "input_title": "Giải trình",
                "input_message": "Chọn hoặc tự viết ngắn gọn, không ghi tên người.",
                "other_cells": [[row - 1, Column.NOTE, row - 1, Column.NOTE] for row in notes[1:]],
            },
        )  # fmt: skip

    def _colour(self, sheet: Any) -> None:
        """Amber where a check is broken; the sentence stands beside, so colour does not say it alone."""
        sheet.conditional_format(
            f"D{self.first}:G{self.last}",
            {
                "type": "formula",
                "criteria": f'=$G{self.first}<>""',
                "format": self.book.add_format({"bg_color": _AMBER_SOFT}),
            },
        )

    def _set_page(self, sheet: Any) -> None:
        sheet.freeze_panes(HEADING_ROW, Column.UNIT)
        sheet.repeat_rows(HEADING_ROW - 1)
        sheet.print_area(f"A1:G{self.last}")
        _set_paper(sheet, self.layout)

    # ---- guidance and identity ----------------------------------------------------------------------------

    def _write_guide(self, sheet: Any) -> None:
        plain = self._format(text_wrap=True)
        sheet.set_column(0, 0, 46, plain)
        sheet.set_column(1, 1, 13, plain)
        sheet.set_column(2, 2, 28, plain)
        sheet.set_column(3, 3, 80, plain)
        sheet.merge_range("A1:D1", "HƯỚNG DẪN ĐIỀN BIỂU", self._format(bold=True, font_size=14))
        row = 1
        for sentence in GUIDE:
            sheet.merge_range(row, 0, row, 3, sentence, plain)
            row += 1
        row += 1
        heading = self._format(bold=True, bg_color=_BAMBOO_SOFT, border=1, border_color=_LINE)
        cell = self._format(text_wrap=True, border=1, border_color=_LINE, valign="top")
        for column, words in enumerate(("Chỉ tiêu", "Đơn vị tính", "Cách ghi", "Giải thích")):
            sheet.write_string(row, column, words, heading)
        explained = set[str]()
        for line in self.layout.lines:
            row += 1
            sheet.write_string(row, 0, line.label, self._format(
                text_wrap=True, border=1, border_color=_LINE, valign="top", indent=line.indent
            ))  # fmt: skip
            sheet.write_string(row, 1, line.unit, cell)
            how = _KINDS[line.kind] if line.role is LineRole.INPUT else "tự tính từ các dòng khác"
            sheet.write_string(row, 2, how, cell)
            meaning = "" if line.indicator in explained else self.definitions.get(line.indicator, "")
            explained.add(line.indicator)
            sheet.write_string(row, 3, meaning, cell)
            sheet.set_row(row, 16 * max(1, -(-len(meaning) // 78), -(-len(line.label) // 42)))
        if self.layout.checks:
            row += 2
            sheet.write_string(row, 0, "Các điểm được kiểm tra", heading)
            for check in self.layout.checks:
                row += 1
                sheet.merge_range(row, 0, row, 3, check.sentence, cell)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        _set_paper(sheet, self.layout)

    def _write_identity(self, sheet: Any) -> None:
        text = self._format(num_format="@")
        sheet.write_string(0, 0, MARK, text)
        fixed = {
            "form": self.layout.data_set,
            "version": str(self.layout.version),
            "layout": self.layout.layout_hash,
            "calendar": self.layout.calendar,
        }
        for row, name in enumerate(FIELDS, start=1):
            sheet.write_string(row, 0, name, text)
            if name in fixed:
                sheet.write_string(row, 1, fixed[name], text)
            else:
                sheet.write_blank(row, 1, None, text)
        cells = {code: f"'{FORM_SHEET}'!$D${number}" for code, number in self.row_of.items()}
        for row, check in enumerate(self.layout.checks):
            sheet.write_string(row, CHECKS_COLUMN, check.code, text)
            sheet.write_formula(row, CHECKS_COLUMN + 1, excel_formula(check, cells), None, False)
            sheet.write_string(row, CHECKS_COLUMN + 2, check.sentence, text)
        sheet.write_string(0, LINES_COLUMN, LINES, text)
        for row, line in enumerate(self.layout.inputs, start=1):
            sheet.write_string(row, LINES_COLUMN, line.code, text)
        sheet.protect()
        sheet.very_hidden()

    def _checks_range(self) -> str:
        return f"'{IDENTITY_SHEET}'!{check_cell(0, 1)}:{check_cell(len(self.layout.checks) - 1, 1)}"


def check_cell(at: int, beside: int) -> str:
    """Where the check at position ``at`` stands on the hidden sheet: 1 whether it is broken, 2 its sentence."""
    letter = chr(ord("A") + CHECKS_COLUMN + beside)
    return f"${letter}${at + 1}"


def identity_cell(name: str) -> str:
    """Where a part of the identity stands on the hidden sheet."""
    return address(FIELDS.index(name) + 2, 1)


def empty_summary(layout: FormLayout) -> str:
    """What the summary in the head says of a workbook in which nothing has been filled in."""
    return summary(layout, filled=0, wrong=0)


def summary(layout: FormLayout, *, filled: int, wrong: int) -> str:
    """What the summary in the head says; the same words as its formula."""
    found = f"{wrong} điểm chưa khớp, xem cột “Kiểm tra”." if wrong else "Chưa thấy điểm không khớp."
    return f"Đã điền {filled}/{len(layout.inputs)} dòng. {found}"


def _height(line: FormLine, sentences: list[str]) -> int:
    """The height of a row in points, so that its label and the longest sentence that may come up fit in it."""
    longest = max(map(len, sentences), default=0)
    return 3 + max(15 * -(-(len(line.label) + 2 * line.indent) // 52), 13 * -(-longest // 54))


def _set_paper(sheet: Any, layout: FormLayout) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.5, bottom=0.6)
    mark = f"Biểu {layout.data_set}, phiên bản {layout.version}".replace("&", "&&")
    sheet.set_footer(f"&L&9{mark}&R&9Trang &P/&N")
