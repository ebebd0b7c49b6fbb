"""What does the report say of one line? How much, from whom, how it changed, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from binhyen.foundations.periods import Period, PeriodKind
from binhyen.foundations.quantities import PERCENT, Absence, Quantity
from binhyen.foundations.vietnamese import format_number, join_words
from binhyen.indicators.values import LineRole
from binhyen.publications.reports.holding_back import WITH_IT, HeldBack
from binhyen.publications.reports.sentences import Draft
from binhyen.publications.rules.changes import Change, change_of
from binhyen.publications.rules.printed import (
    MISSING,
    Ledger,
    Meaning,
    Printed,
    number_of,
    value_of,
    with_unit,
)
from binhyen.publications.rules.sheet import KeptSum, ReportLine, ReportSheet
from binhyen.publications.rules.text import Proposal

NO_FIGURE = "chưa có số liệu"
NOT_APPLICABLE_IN_WORDS = "không áp dụng"
NOT_ADDITIVE = "chỉ tiêu không cộng giữa các đơn vị"
UNCHANGED = "không thay đổi"


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
    compared = sheet.compared
    assert compared is not None  # noqa: S101
    a_year_earlier = compared == sheet.period.a_year_earlier
    if a_year_earlier and sheet.period.kind is not PeriodKind.YEAR:
        return "so với cùng kỳ năm trước"
    return f"so với {compared.label}"


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
            )
        )


def _value(wording: LineWording) -> str:
    kept, value = wording.sum, value_of(wording.sum.figure)
    if wording.mark or value is None:
        text = with_unit(wording.print("", Meaning.SUM, wording.mark, None, kept), wording.unit)
        return f"{text} (không nêu số cụ thể)" if wording.mark == WITH_IT else text
    text = with_unit(
        wording.print("", Meaning.SUM, number_of(wording.line, value), value, kept), wording.unit
    )
    return text + _where_counted_otherwise(wording)


def _absent(wording: LineWording, figure: Absence) -> str:
    words = NOT_APPLICABLE_IN_WORDS if figure is Absence.NOT_APPLICABLE else NO_FIGURE
    if wording.sum.not_additive:
        words = NOT_ADDITIVE
    return wording.print("", Meaning.SUM, words, None, wording.sum)


def _where_counted_otherwise(wording: LineWording) -> str:
    """Says so where accepted reports leave this very line empty."""
    among = wording.sheet.reporters_of(wording.line.code)
    empty = [
        report
        for reporters in among
        for report in reporters.accepted
        if report.accepted == report.owed and (report.figures or {}).get(wording.line.code) is Absence.MISSING
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
        shares.append(f"{reporters.whose} {wording.print(reporters.form, Meaning.SUM, words, value, kept)}")
    return f" ({join_words(shares)})"


def _changed(wording: LineWording) -> Iterator[str]:
    change = change_told(wording.sheet, wording.held, wording.line)
    if change is not None:
        yield change_in_words(wording, change)


def change_told(sheet: ReportSheet, held: HeldBack, line: ReportLine) -> Change | None:
    """The change of a line, where nothing of it is held back."""
    if held.sum(line.code) or held.sum(line.code, earlier=True):
        return None
    return change_of(sheet, line)


def change_in_words(wording: LineWording, change: Change) -> str:
    """ "tăng 5 điểm so với tháng 12/2025 (trên cùng 4 đơn vị)"."""
    text = _change_in_words(wording, change)
    if change.all_units:
        return text
    units = wording.print("change:units", Meaning.REPORTS, format_number(change.units), Decimal(change.units))
    return f"{text} (trên cùng {units} đơn vị)"


def _change_in_words(wording: LineWording, change: Change) -> str:
    amount, before = number_of(wording.line, abs(change.amount)), wording.sheet.compared
    if change.amount == 0 or Decimal(amount.replace(".", "").replace(",", ".")) == 0:
        wording.print("change", Meaning.CHANGE, UNCHANGED, change.amount, earlier=before)
        return f"{UNCHANGED} {since(wording.sheet)}"
    unit = " điểm phần trăm" if wording.unit == PERCENT else f" {wording.unit}"
    direction = "tăng" if change.amount > 0 else "giảm"
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
