"""Can what a workbook says be taken? All of it or nothing, and every reason at once, each with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import BadNumber, fold, format_date, format_number, parse_number
from binhyen.indicators.values import Check, FormLayout, FormLine, LineRole
from binhyen.reporting.rules import gates
from binhyen.reporting.rules.values import Document
from binhyen.reporting.workbooks.faults import CellFault
from binhyen.reporting.workbooks.reading import Delivered, DeliveredCell, Flaw

_NOT_APPLICABLE = frozenset({"x", "không áp dụng"})
_MISSING = Absence.MISSING.words
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?=,|$)")
_NUMERIC = re.compile(r"[+\-−]?[0-9][0-9.,]*")
_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Expected:
    """The form version that the report stands on."""

    layout_hash: str
    version: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What a workbook says, or why it is not taken: with any fault there are no values.

    ``values`` holds a figure for every input line of the form, ``notes`` the notes that are not empty, ``addresses``
    the cell of each value (``Biểu!D14``).
    """

    values: Mapping[str, Figure]
    notes: Mapping[str, str]
    addresses: Mapping[str, str]
    faults: tuple[CellFault, ...]


def judge(delivered: Delivered, layout: FormLayout, expected: Expected) -> Judged:
    """Judge every cell of a workbook that came back against the form's layout."""
    faults = _faults_of_form(delivered, layout, expected) or _Table(delivered, layout).judge()
    return faults if isinstance(faults, Judged) else Judged({}, {}, {}, tuple(faults))


def _faults_of_form(delivered: Delivered, layout: FormLayout, expected: Expected) -> list[CellFault]:
    identity = delivered.identity
    if identity.form != layout.data_set:
        return [
            CellFault(
                "wrong-form",
                "",
                "",
                "",
                _("Sổ này là biểu %(given)s, không phải biểu %(wanted)s.")
                % {"given": identity.form, "wanted": layout.data_set},
                _("Tải sổ của đúng biểu, chép số liệu sang rồi gửi lại."),
            )
        ]
    if (identity.version, identity.layout_hash) != (expected.version, expected.layout_hash):
        return [
            CellFault(
                "wrong-version",
                "",
                "",
                "",
                _("Sổ này theo phiên bản %(given)s của biểu, kỳ báo cáo dùng phiên bản %(wanted)s.")
                % {"given": identity.version, "wanted": expected.version}
                if identity.version != expected.version
                else _("Sổ này theo một bản khác của phiên bản %(wanted)s của biểu.")
                % {"wanted": expected.version},
                _("Tải lại sổ của kỳ này, chép số liệu sang rồi gửi lại."),
            )
        ]
    return []


def figure_in(cell: DeliveredCell, layout: FormLayout) -> Figure | CellFault:
    """What a value cell says for its line of the form, or why it cannot be taken."""
    cells = _Cells(layout)
    figure = cells.figure(layout.by_code[cell.line_code], cell)
    return cells.faults[0] if figure is None else figure


class _Table:
    def __init__(self, delivered: Delivered, layout: FormLayout) -> None:
        self.delivered, self.layout = delivered, layout
        self.values = _Cells(layout)
        self.faults = self.values.faults
        self.faults.extend(delivered.faults)
        self.cells: dict[str, DeliveredCell] = {}

    def judge(self) -> Judged:
        for cell in self.delivered.cells:
            self._place(cell)
        for line in self.layout.inputs:
            if line.code not in self.cells:
                self._fault_of_row(line)
        figures = {
            code: self.values.figure(self.layout.by_code[code], cell) for code, cell in self.cells.items()
        }
        notes = {code: self._note(cell) for code, cell in self.cells.items()}
        good = {code: figure for code, figure in figures.items() if figure is not None}
        self._check(good, notes)
        if self.faults:
            return Judged({}, {}, {}, tuple(self.faults))
        return Judged(
            {line.code: good[line.code] for line in self.layout.inputs},
            {code: note for code, note in notes.items() if note},
            {code: f"{cell.sheet}!{cell.address}" for code, cell in self.cells.items()},
            (),
        )

    # ---- rows ----------------------------------------------------------------------------------------------

    def _place(self, cell: DeliveredCell) -> None:
        """Lay a row at its line, or say why it has none."""
        code = cell.line_code
        if not code:
            is_number = isinstance(cell.raw, Decimal) or (
                isinstance(cell.raw, str) and _NUMERIC.fullmatch(cell.raw)
            )
            if is_number and not self._is_computed(cell.label):
                self.values.add(
                    "no-code",
                    cell,
                    cell.address,
                    _("có số liệu nhưng dòng này không có mã."),
                    _("Chuyển số liệu vào dòng có mã, hoặc xóa số ở dòng đã thêm."),
                )
        elif faults := gates.keys_gate(self.layout, [code]):
            self.values.add(faults[0].code, cell, cell.code_address, faults[0].sentence, faults[0].remedy)
        elif code in self.cells:
            self.values.add(
                "code-twice",
                cell,
                cell.code_address,
                _("mã %(code)s đã có ở ô %(other)s.")
                % {"code": code, "other": self.cells[code].code_address},
                _("Mỗi mã chỉ một dòng: xóa dòng thừa."),
            )
        else:
            self.cells[code] = cell

    def _is_computed(self, label: str) -> bool:
        """Whether a row without a code is that of a total or a rate: what stands there is worked out anew."""
        labels = [line.label for line in self.layout.lines if line.role is not LineRole.INPUT]
        return label in labels or fold(label) in map(fold, labels)

    def _fault_of_row(self, line: FormLine) -> None:
        self.faults.append(
            CellFault(
                "missing-row",
                self.delivered.sheet,
                "",
                line.code,
                _("Trang %(sheet)s thiếu dòng “%(label)s” (mã %(code)s).")
                % {"sheet": self.delivered.sheet, "label": line.label, "code": line.code},
                _(
                    "Thêm lại dòng với đúng mã đó, hoặc tải lại sổ. Chưa có số liệu thì để trống, không xóa dòng."
                ),
            )
        )

    # ---- notes and checks --------------------------------------------------------------------------------------

    def _note(self, cell: DeliveredCell) -> str:
        if cell.note_flaw is not None:
            self.values.add(cell.note_flaw, cell, cell.note_address, *_said_of(cell.note_flaw))
        elif cell.note:
            for fault in gates.notes_gate(self.layout, {cell.line_code: cell.note}):
                self.values.add(fault.code, cell, cell.note_address, fault.sentence, fault.remedy)
        return cell.note

    def _check(self, figures: Mapping[str, Figure], notes: Mapping[str, str]) -> None:
        document = Document.empty(self.layout).with_figures(self.layout, figures)
        for check in gates.unexplained(self.layout, document.figures(self.layout), notes):
            cells = list(self._cells_of(check))
            note_cells = ", ".join(cell.note_address for cell in cells if cell.note_address)
            self.values.add(
                "check-unexplained",
                cells[0],
                cells[0].address,
                check.sentence,
                _("Sửa số liệu, hoặc ghi lý do ở cột “Giải trình” (ô %(cells)s).") % {"cells": note_cells}
                if note_cells
                else _("Sửa số liệu cho khớp."),
            )

    def _cells_of(self, check: Check) -> Iterator[DeliveredCell]:
        """The cells that a broken check speaks of; of a total, its parts."""
        named = [code for code in check.lines if code in self.cells]
        if not named:
            named = [part for code in check.lines for part in self.layout.by_code[code].parts]
        return (self.cells[code] for code in named if code in self.cells)


class _Cells:
    """What stands in value cells, and the faults found on the way."""

    def __init__(self, layout: FormLayout) -> None:
        self.layout = layout
        self.faults = list[CellFault]()

    def add(self, code: str, cell: DeliveredCell, place: str, sentence: str, remedy: str) -> None:
        said = _("Ô %(cell)s: %(sentence)s") % {"cell": place, "sentence": sentence}
        self.faults.append(CellFault(code, cell.sheet, place, cell.line_code, said, remedy))

    def figure(self, line: FormLine, cell: DeliveredCell) -> Figure | None:
        """What a value cell says, or None where it cannot be taken and the reason was noted."""
        if cell.flaw is not None:
            self.add(cell.flaw, cell, cell.address, *_said_of(cell.flaw))
            return None
        figure = self._read(line, cell)
        if isinstance(figure, Quantity):
            faults = gates.values_gate(self.layout, {line.code: figure})
            if faults:
                self._add_value_fault(faults[0], cell, figure.value)
                return None
        return figure

    def _read(self, line: FormLine, cell: DeliveredCell) -> Figure | None:
        match cell.raw:
            case None:
                return Absence.MISSING
            case Decimal() as number if not cell.percent:
                return Quantity(number + 0, line.unit)  # minus nothing is nothing
            case Decimal() as number if line.is_percent:
                return Quantity(number * 100, line.unit)
            case Decimal() as number:
                self.add(
                    "percentage",
                    cell,
                    cell.address,
                    _("ô ghi phần trăm (%(number)s%%).")
                    % {"number": format_number((number * 100).normalize())},
                    _("Ghi số %(unit)s, không ghi phần trăm.") % {"unit": line.unit},
                )
            case str() as text:
                return self._from_letters(line, cell, text)
            case bool():
                self.add(
                    "not-a-number", cell, cell.address, _("TRUE/FALSE không phải là số."), _how_to_fill()
                )
            case date() as day:
                self.add(
                    "date",
                    cell,
                    cell.address,
                    _("ô đang chứa ngày %(day)s; có thể Excel đã đổi số thành ngày.")
                    % {"day": format_date(day)},
                    _("Chọn lại định dạng Số (Number) cho ô rồi ghi lại số liệu."),
                )
            case time() | timedelta():
                self.add(
                    "date",
                    cell,
                    cell.address,
                    _("ô đang chứa giờ; có thể Excel đã đổi số thành giờ."),
                    _("Chọn lại định dạng Số (Number) cho ô rồi ghi lại số liệu."),
                )
        return None

    def _from_letters(self, line: FormLine, cell: DeliveredCell, text: str) -> Figure | None:
        words = text.lower()
        if words in _NOT_APPLICABLE:
            return Absence.NOT_APPLICABLE
        if words == _MISSING:
            return Absence.MISSING
        try:
            return Quantity(
                parse_number(_SPACED.sub(lambda run: run[0].replace(" ", "."), text)) + 0, line.unit
            )
        except BadNumber as bad:
            if _NUMERIC.fullmatch(text):
                self.add("not-a-number", cell, cell.address, bad.sentence, bad.remedy)
            else:
                quoted = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
                self.add(
                    "not-a-number",
                    cell,
                    cell.address,
                    _("“%(text)s” không phải là số.") % {"text": quoted},
                    _how_to_fill(),
                )
        return None

    def _add_value_fault(self, fault: gates.LineFault, cell: DeliveredCell, value: Decimal) -> None:
        """A number that its line cannot have. 1,234 in a count is most likely 1.234 in another country's spelling."""
        sentence = fault.sentence
        thousands = value * 1000
        if fault.code == "not-whole" and value.normalize().as_tuple().exponent == -3 and 1 <= value < 1000:
            sentence += " " + _("Ý anh/chị là %(number)s?") % {
                "number": format_number(thousands.to_integral())
            }
        self.add(fault.code, cell, cell.address, sentence, fault.remedy)


def _said_of(flaw: Flaw) -> tuple[str, str]:
    match flaw:
        case Flaw.NO_STORED_VALUE:
            return (
                _("công thức chưa có kết quả được lưu."),
                _("Mở tệp bằng Excel rồi lưu lại để công thức được tính, hoặc ghi thẳng số vào ô."),
            )
        case Flaw.ERROR:
            return (
                _("ô đang báo lỗi (như #REF! hoặc #VALUE!)."),
                _("Sửa công thức, hoặc ghi thẳng số vào ô."),
            )
        case Flaw.MERGED:
            return (
                _("ô bị gộp với ô khác nên không rõ số liệu là của dòng nào."),
                _("Bỏ gộp ô rồi ghi số liệu cho từng dòng."),
            )


def _how_to_fill() -> str:
    return _("Chỉ ghi số, ví dụ 1.234; không có ghi 0, không áp dụng ghi x, chưa có để trống.")
