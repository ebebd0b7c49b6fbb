"""What does one cell of an old table say for its line: a number, that it is hedged, nothing, or what nobody can read?

Tables of former years are written by people: dots between thousands, units behind numbers, *hơn 500*. A hedged number
(hơn, gần, khoảng, trên, dưới, ~, from … to …) is quoted and never taken as an exact one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Absence, Figure, Precision, Quantity, parse_quantity
from binhyen.foundations.vietnamese import format_number, parse_number
from binhyen.indicators.values import FormLayout, FormLine
from binhyen.reporting.history.sheets import ERROR_CELL, UNSTORED_CELL
from binhyen.reporting.rules.gates import values_gate

LONGEST_QUOTE = 60

_NOTHING = frozenset(
    {"", "-", "–", "—", "...", "…", ".", Absence.MISSING.words, "không có số liệu", "chưa rõ"}
)
_NOT_APPLICABLE = frozenset({"x", Absence.NOT_APPLICABLE.words, "kad", "k.a.d"})
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?=,|$| )")
_RANGE = re.compile(
    r"(?:từ\s+)?(?P<first>[0-9][0-9.,]*)\s*(?:-|–|—|đến|tới)\s*(?P<last>[0-9][0-9.,]*)\s*(?P<rest>[^0-9]*)",
    re.IGNORECASE,
)
_HEDGES = (
    (re.compile(r"^(?:~|≈|xấp xỉ|chừng|ước(?: tính| khoảng| đạt)?|độ)\s*", re.IGNORECASE), "khoảng "),
    (re.compile(r"^(?:≥|>=)\s*"), "ít nhất "),
    (re.compile(r"^(?:≤|<=)\s*"), "tối đa "),
    (re.compile(r"^>\s*"), "hơn "),
    (re.compile(r"^<\s*"), "dưới "),
    (re.compile(r"^(?P<number>[0-9][0-9.,]*)\s*(?:\+|trở lên)$", re.IGNORECASE), r"ít nhất \g<number>"),
)
_SCALED = re.compile(r"[0-9]\s*(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hedged:
    """A number that is not meant exactly, with its words; ``upto`` where it says from … to …"""

    words: str
    value: Decimal
    precision: Precision
    upto: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that cannot be taken: why, and what to do."""

    code: str
    sentence: str
    remedy: str


CellSaid: TypeAlias = Figure | Hedged | Unread


def read_cell(text: str, line: FormLine, layout: FormLayout) -> CellSaid:
    """What the letters of a cell say for a line of the form."""
    words = text.strip().lower()
    if words in _NOTHING:
        return Absence.MISSING
    if words in _NOT_APPLICABLE:
        return Absence.NOT_APPLICABLE
    if text in (ERROR_CELL, UNSTORED_CELL):
        return _flawed(text)
    try:
        said = _number(text.strip(), line)
    except BadInput as bad:
        return Unread("not-a-number", bad.sentence, bad.remedy)
    if isinstance(said, Quantity):
        faults = values_gate(layout, {line.code: said})
        if faults:
            return Unread(faults[0].code, faults[0].sentence, faults[0].remedy)
    return said


def _number(text: str, line: FormLine) -> Quantity | Hedged | Unread:
    if _PLAIN.fullmatch(text):
        return Quantity(Decimal(text.replace(",", ".")), line.unit)
    written = _SPACED.sub(lambda run: run[0].replace(" ", "."), text)
    span = _RANGE.fullmatch(written)
    if span is not None:
        first, last = parse_number(span["first"].rstrip(".,")), parse_number(span["last"].rstrip(".,"))
        if first < last:
            return Hedged(text[:LONGEST_QUOTE], first, Precision.EXACT, last)
    for pattern, words in _HEDGES:
        written = pattern.sub(words, written)
    quantity = parse_quantity(written, line.unit)
    if quantity.precision is not Precision.EXACT:
        return Hedged(text[:LONGEST_QUOTE], quantity.value, quantity.precision)
    if _SCALED.search(written):
        return Unread(
            "rounded",
            _("“%(text)s” là số viết gọn, có thể đã làm tròn.") % {"text": text[:LONGEST_QUOTE]},
            _("Ghi đủ số theo %(unit)s, ví dụ %(number)s, nếu đúng từng đơn vị; nếu không thì ghi “khoảng”.")
            % {"unit": line.unit, "number": format_number(quantity.value)},
        )
    return quantity


def _flawed(text: str) -> Unread:
    if text == ERROR_CELL:
        return Unread(
            "error-value",
            _("Ô đang báo lỗi (như #REF! hoặc #VALUE!)."),
            _("Sửa công thức, hoặc ghi thẳng số vào ô."),
        )
    return Unread(
        "formula-without-value",
        _("Công thức chưa có kết quả được lưu."),
        _("Mở tệp bằng Excel rồi lưu lại để công thức được tính, hoặc ghi thẳng số vào ô."),
    )
