"""What does the report say of one line? How much, from whom, how it changed, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import PERCENT, Absence, Quantity
from binhyen.foundations.vietnamese import format_number, join_words
from binhyen.indicators.values import LineRole
from binhyen.publications.reports.coverage import with_what
from binhyen.publications.reports.holding_back import WITH_IT, HeldBack
from binhyen.publications.reports.sentences import Draft
from binhyen.publications.rules.changes import (
    NO_COMPARISON,
    Change,
    change_of,
    follows_the_units,
    why_no_change,
)
from binhyen.publications.rules.printed import (
    MISSING,
    Ledger,
    Meaning,
    Printed,
    number_of,
    with_unit,
)
from binhyen.publications.rules.sheet import KeptSum, ReportLine, ReportSheet, value_of
from binhyen.publications.rules.text import Proposal

NO_FIGURE = "chưa có số liệu"
NOT_APPLICABLE_IN_WORDS = "không áp dụng"
NOT_ADDITIVE = "chỉ tiêu không cộng giữa các đơn vị"
NOT_ON_TERRITORY = "không so sánh được trên cùng địa bàn"
UNCHANGED = "không thay đổi"
LEAST_ROUNDED = 100
"""From here on a part of one says nothing any more."""


def key_of(line: ReportLine) -> str:
    """The key of the sentence on a line, and of its figure."""
    return f"text:{line.code}"


def draft_of(sheet: ReportSheet, held: HeldBack, line: ReportLine, place: str) -> Draft:
    """The value with its unit, who contributed, the change, and for stocks the total with last known values."""
    wording = LineWording(sheet, held, line, place)
    figure = wording.sum.figure
    sign = "+ " if line.form.option else "- "
    opening = f"{sign}{line.form.label}: "
    if isinstance(figure, Quantity):
        text = f"{opening}{_value(wording)}{_by_reporters(wording)}"
        if not line.form.option:
            text = "; ".join([", ".join([text, *_changed(wording)]), *_with_last_known(wording)])
        text += "."
    else:
        text = f"{opening}{_absent(wording, figure)}."
    printed = tuple(wording.ledger.printed.values())
    proposal = Proposal(key_of(line), text, tuple(each.key for each in printed))
    return Draft(proposal, printed, f"text:{line.form.indicator}" if line.form.option else "")


def since(sheet: ReportSheet) -> str:
    """With what the report compares, in words: "so với cùng kỳ năm trước", "so với tháng 12/2025"."""
    what = with_what(sheet)
    return what[:1].lower() + what[1:]


@dataclass
class LineWording:
    """A sentence on one line, with the figures that it prints under keys that begin with ``prefix``."""

    sheet: ReportSheet
    held: HeldBack
    line: ReportLine
    place: str
    prefix: str = "text"
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def sum(self) -> KeptSum:
        return self.sheet.sums[self.line.code]

    @property
    def mark(self) -> str:
        return self.held.sum(self.line.code)

    @property
    def unit(self) -> str:
        return self.line.form.unit

    def print(
        self,
        part: str,
        meaning: Meaning,
        text: str,
        value: Decimal | None,
        kept: KeptSum | None = None,
        earlier: Period | None = None,
        estimated: Decimal = Decimal(0),
    ) -> str:
        """Print one figure of the line into its sentence."""
        form = self.line.form
        return self.ledger.print(
            Printed(
                key=f"{self.prefix}:{self.line.code}" + (f":{part}" if part else ""),
                place=self.place,
                meaning=meaning,
                label=form.label,
                indicator=form.indicator,
                option=form.option,
                unit="điểm phần trăm" if meaning is Meaning.CHANGE and form.unit == PERCENT else form.unit,
                of_name=self.sheet.unit_name,
                of_code=self.sheet.unit_code,
                period=self.sheet.period,
                text=text,
                value=value,
                standing=kept.standing if kept else "",
                counted=kept.counted if kept else None,
                expected=kept.expected if kept else None,
                earlier=earlier,
                estimated=estimated,
            )
        )

    def estimate(self, part: str, estimated: Decimal, earlier: Period | None = None) -> str:
        """How much of a figure was apportioned: "12,5 buổi"."""
        text = in_tenths(self.line, estimated)
        return with_unit(self.print(part, Meaning.ESTIMATE, text, estimated, earlier=earlier), self.unit)


def in_tenths(line: ReportLine, value: Decimal) -> str:
    """An apportioned number, which need not be whole: a small one with one digit behind the comma where it has any."""
    if value == value.to_integral_value():
        return format_number(value, 0)
    return format_number(value, max(line.form.decimals, 1 if abs(value) < LEAST_ROUNDED else 0))


def _value(wording: LineWording) -> str:
    kept, value = wording.sum, value_of(wording.sum.figure)
    if wording.mark or value is None:
        text = with_unit(wording.print("", Meaning.SUM, wording.mark, None, kept), wording.unit)
        return f"{text} (không nêu số cụ thể)" if wording.mark == WITH_IT else text
    printed = wording.print(
        "", Meaning.SUM, number_of(wording.line, value), value, kept, estimated=kept.estimated
    )
    text = with_unit(printed, wording.unit)
    return text + _estimated(wording) + _where_former_are_missing(wording) + _where_counted_otherwise(wording)


def _estimated(wording: LineWording) -> str:
    """How much of the value was apportioned by shares; of a rate only that it rests on such numbers."""
    if not wording.sum.estimated:
        return ""
    if wording.line.form.role is LineRole.RATE:
        return " (ước tính)"
    return f" (trong đó ước tính {wording.estimate('estimated', wording.sum.estimated)})"


def _absent(wording: LineWording, figure: Absence) -> str:
    words = NOT_APPLICABLE_IN_WORDS if figure is Absence.NOT_APPLICABLE else NO_FIGURE
    if wording.sum.not_additive:
        words = NOT_ADDITIVE
    if wording.sum.apart:
        words = f"{NOT_ON_TERRITORY} ({join_words(wording.sum.apart)})"
    return wording.print("", Meaning.SUM, words, None, wording.sum)


def _where_former_are_missing(wording: LineWording) -> str:
    """Says so where all reports of today's units are there, and figures of former units are lacking."""
    kept = wording.sum
    among = wording.sheet.reporters_of(wording.line.code)
    if not kept.of_others or kept.complete or not all(each.complete for each in among):
        return ""
    return " (số của đơn vị trước đây chưa đủ)"


def _where_counted_otherwise(wording: LineWording) -> str:
    """Says so where accepted reports leave this very line empty."""
    among = wording.sheet.reporters_of(wording.line.code)
    empty = [
        report for reporters in among for report in reporters.accepted if report.left_empty(wording.line.code)
    ]
    if not empty or wording.line.form.parts:
        return ""
    count = wording.print("empty", Meaning.REPORTS, format_number(len(empty)), Decimal(len(empty)))
    return f" (không có số của {count} đơn vị để trống dòng này)"


def _by_reporters(wording: LineWording) -> str:
    """How much of the sum comes from whom, where more than one form asks for it."""
    sheet, line = wording.sheet, wording.line
    among = sheet.reporters_of(line.code)
    if len(among) < 2 or line.form.option or line.form.role is LineRole.RATE:
        return ""
    shares = []
    for reporters in among:
        kept = sheet.sums_by_form[reporters.form, line.code]
        mark = wording.held.sum_of_form(reporters.form, line.code)
        value = None if mark else value_of(kept.figure)
        words = mark or (MISSING if value is None else number_of(line, value))
        # A colon, since "phường 95" is also the name of a place.
        shares.append(f"{reporters.whose}: {wording.print(reporters.form, Meaning.SUM, words, value, kept)}")
    return f" ({'; '.join(shares)})"


def _changed(wording: LineWording) -> Iterator[str]:
    if _is_held_back(wording.held, wording.line):
        return
    change = change_of(wording.sheet, wording.line)
    if change is not None:
        yield change_in_words(wording, change)
    elif reason := why_no_change(wording.sheet, wording.line):
        yield f"{NO_COMPARISON} ({reason})"


def change_told(sheet: ReportSheet, held: HeldBack, line: ReportLine) -> Change | None:
    """The change of a line, where nothing of it is held back."""
    return None if _is_held_back(held, line) else change_of(sheet, line)


def _is_held_back(held: HeldBack, line: ReportLine) -> bool:
    return bool(held.sum(line.code) or held.sum(line.code, earlier=True))


def change_in_words(wording: LineWording, change: Change) -> str:
    """ "tăng 5 điểm so với tháng 12/2025 (trên cùng 4 đơn vị)"."""
    text, remarks = _change_in_words(wording, change), []
    if not change.all_units:
        units = wording.print(
            "change:units", Meaning.REPORTS, format_number(change.units), Decimal(change.units)
        )
        remarks.append(f"trên cùng {units} đơn vị")
    if change.amount and follows_the_units(wording.sheet, wording.line):
        remarks.append("số đơn vị đã khác")
    if change.estimated:
        remarks.append(_estimated_before(wording, change))
    return f"{text} ({'; '.join(remarks)})" if remarks else text


def _estimated_before(wording: LineWording, change: Change) -> str:
    if wording.line.form.role is LineRole.RATE:
        return "kỳ so sánh là số ước tính"
    told = wording.estimate("change:estimated", change.estimated, wording.sheet.compared)
    return f"kỳ so sánh có {told} ước tính"


def _change_in_words(wording: LineWording, change: Change) -> str:
    amount, before = number_of(wording.line, abs(change.amount)), wording.sheet.compared
    if change.amount == 0 or Decimal(amount.replace(".", "").replace(",", ".")) == 0:
        wording.print("change", Meaning.CHANGE, UNCHANGED, change.amount, earlier=before)
        return f"{UNCHANGED} {since(wording.sheet)}"
    unit = " điểm phần trăm" if wording.unit == PERCENT else f" {wording.unit}"
    direction = ("ước " if change.estimated else "") + ("tăng" if change.amount > 0 else "giảm")
    text = wording.print("change", Meaning.CHANGE, amount, change.amount, earlier=before)
    return f"{direction} {text}{unit} {since(wording.sheet)}"


def _with_last_known(wording: LineWording) -> Iterator[str]:
    """Apart and marked, for stocks where units are missing; never of persons, since it could be subtracted."""
    total = wording.sum.with_last_known
    if total is None or not wording.line.adds or wording.line.counts_persons or wording.mark:
        return
    carried = wording.sum.carried
    units = wording.print("last-known:units", Meaning.REPORTS, format_number(carried), Decimal(carried))
    text = wording.print("last-known", Meaning.WITH_LAST_KNOWN, number_of(wording.line, total), total)
    yield f"có tính số gần nhất của {units} đơn vị còn thiếu: {with_unit(text, wording.unit)}"
