"""How do figures become the report? By plain rules of ours: what is there, how it changed, what is missing.

No sentence praises or blames, and none says why: that is the desk's part, which it writes into the places left
for it. Every figure goes through the ledger, so that the figure sheet has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import PERCENT, Absence, Quantity
from binhyen.foundations.vietnamese import format_date, format_number, join_words
from binhyen.indicators.values import LineRole
from binhyen.machinery.formats.documents import (
    Block,
    Header,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
)
from binhyen.publications.reports.annexes import annexes_of, lives_in_words, without_guidance
from binhyen.publications.reports.holding_back import WITH_IT, HeldBack, held_back_in
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
from binhyen.publications.rules.sheet import KeptSum, Reporters, ReportLine, ReportSheet, UnitReport

TYPE_NAME = "Báo cáo"
MOVEMENT = "công tác xây dựng phong trào Toàn dân bảo vệ an ninh Tổ quốc"
NO_FIGURE = "chưa có số liệu"
NOT_APPLICABLE_IN_WORDS = "không áp dụng"
NOT_ADDITIVE = "chỉ tiêu không cộng giữa các đơn vị"
UNCHANGED = "không thay đổi"

_SPACE_THAT_HOLDS = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class ComposedReport:
    """The document, the figures it prints in order, and what was held back in it."""

    document: OfficialDocument
    printed: tuple[Printed, ...]
    held: HeldBack


def compose_report(sheet: ReportSheet) -> ComposedReport:
    """The report in the form of Nghị định 30/2020/NĐ-CP, with blanks for number, day and name."""
    ledger, held, issuing = Ledger(), held_back_in(sheet), sheet.issuing
    document = OfficialDocument(
        header=Header(
            issuing.issuing_body,
            issuing.mark,
            issuing.place,
            parent_body=issuing.parent_body,
            year=sheet.composed_at.year,
        ),
        type_name=TYPE_NAME,
        subject=f"Kết quả {_unbroken(MOVEMENT)} {sheet.period.label}",
        addressees=issuing.addressees,
        body=tuple(_body(sheet, held, ledger)),
        signature=Signature(issuing.authority, issuing.posts, office_posts=issuing.office_posts),
        recipients=issuing.recipients,
        composed_at=sheet.composed_at,
        annexes=annexes_of(sheet, held, ledger),
    )
    return ComposedReport(document, tuple(ledger.printed.values()), held)


def _unbroken(text: str) -> str:
    """The movement's name in a title, where lines break by length: its pairs of syllables stay together."""
    for pair in ("Toàn dân", "Tổ quốc"):
        text = text.replace(pair, pair.replace(" ", _SPACE_THAT_HOLDS))
    return text


def _body(sheet: ReportSheet, held: HeldBack, ledger: Ledger) -> Iterator[Block]:
    period, desk = sheet.period, sheet.issuing.desk
    if sheet.demonstration:
        yield Note("Số liệu minh hoạ, không phải số liệu thật.")
    yield Paragraph.of(
        f"{sheet.issuing.issuing_body.replace(_SPACE_THAT_HOLDS, ' ')} báo cáo kết quả {MOVEMENT} {period.label} "
        f"(từ ngày {format_date(period.first_day)} đến hết ngày {format_date(period.last_day)}) như sau:"
    )
    yield Heading("I. Tình hình và kết quả")
    yield Heading("1. Tình hình báo cáo", 2)
    yield from _on_reports(sheet, ledger)
    yield from _explained(sheet)
    for number, section in enumerate(sheet.sections, start=2):
        yield Heading(f"{number}. {without_guidance(section.title)}", 2)
        place = f"Phần I, mục {number}"
        among = [each for each in sheet.reporters if any(line.code in each.lines for line in section.lines)]
        yield from _standing_of(among, sheet, f"{number}", place, ledger)
        for line in section.lines:
            yield from _on_line(_Wording(sheet, held, ledger, line, place))
    yield Heading("II. Tồn tại, hạn chế và nguyên nhân")
    yield Paragraph.of(f"(… {desk} bổ sung)")
    yield Heading(f"III. Nhiệm vụ trọng tâm {period.next().label}")
    yield Paragraph.of(f"(… {desk} bổ sung)")
    yield Heading("IV. Đề xuất, kiến nghị")
    yield Paragraph.of(f"(… {desk} bổ sung)")


@dataclass
class _Counts:
    """Prints numbers of units into one paragraph and keeps their keys."""

    sheet: ReportSheet
    ledger: Ledger
    place: str
    keys: list[str]

    def __call__(self, key: str, count: int, label: str, unit: str, standing: str = "") -> str:
        self.keys.append(f"reports:{key}")
        return self.ledger.print(
            Printed(
                key=f"reports:{key}",
                place=self.place,
                meaning=Meaning.REPORTS,
                label=label,
                indicator="",
                option="",
                unit=unit,
                of_name=self.sheet.unit_name,
                of_code=self.sheet.unit_code,
                period=self.sheet.period,
                text=format_number(count),
                value=Decimal(count),
                standing=standing,
            )
        )


def _on_reports(sheet: ReportSheet, ledger: Ledger) -> Iterator[Block]:
    """How many reports there are, who is missing and where their reports stand, who was late, who lived a part."""
    place = "Phần I, mục 1"
    count = _Counts(sheet, ledger, place, [])
    shares = [
        f"{count(f'{each.form}:accepted', len(each.accepted), 'có báo cáo được duyệt', each.words)}/"
        f"{count(f'{each.form}:owed', len(each.reports), 'phải báo cáo', each.words)} {each.words}"
        for each in sheet.reporters
    ]
    yield Paragraph.of(
        f"Tính đến ngày {format_date(sheet.composed_at.date())}, {join_words(shares)} có báo cáo được duyệt.",
        figures=tuple(count.keys),
    )
    for reporters in sheet.reporters:
        missing = [report for report in reporters.reports if report.figures is None]
        yield from _named(
            sheet,
            ledger,
            place,
            f"{reporters.form}:missing",
            missing,
            f"{reporters.words} chưa có báo cáo được duyệt",
            lambda report: f"{report.name} ({report.state})",
        )
        late = [report for report in reporters.reports if report.late]
        yield from _named(
            sheet,
            ledger,
            place,
            f"{reporters.form}:late",
            late,
            f"{reporters.words} gửi báo cáo sau thời hạn",
            lambda report: report.name,
        )
        for report in reporters.reports:
            if report.lives is not None:
                yield Paragraph.of(f"{report.name} {lives_in_words(report)}.")


def _named(
    sheet: ReportSheet,
    ledger: Ledger,
    place: str,
    key: str,
    reports: list[UnitReport],
    what: str,
    name: Callable[[UnitReport], str],
) -> Iterator[Paragraph]:
    if reports:
        count = _Counts(sheet, ledger, place, [])
        yield Paragraph.of(
            f"{count(key, len(reports), what, 'đơn vị')} {what}: "
            f"{'; '.join(name(report) for report in reports)}.",
            figures=tuple(count.keys),
        )


def _standing_of(
    among: list[Reporters], sheet: ReportSheet, number: str, place: str, ledger: Ledger
) -> Iterator[Paragraph]:
    """ "Số liệu tạm tính, 138/148 xã, phường đã có báo cáo được duyệt." Nothing where all are there."""
    if all(reporters.complete for reporters in among):
        return
    count = _Counts(sheet, ledger, place, [])
    shares = [
        f"{count(f'{number}:{each.form}:accepted', len(each.accepted), 'có báo cáo được duyệt', each.words)}/"
        f"{count(f'{number}:{each.form}:owed', len(each.reports), 'phải báo cáo', each.words)} {each.words}"
        for each in among
    ]
    yield Paragraph.of(
        Run(f"Số liệu tạm tính, {join_words(shares)} đã có báo cáo được duyệt.", italic=True),
        figures=tuple(count.keys),
        keep_with_next=True,
    )


@dataclass
class _Wording:
    """The sentence on one line, with the keys of the figures that it has printed."""

    sheet: ReportSheet
    held: HeldBack
    ledger: Ledger
    line: ReportLine
    place: str

    def __post_init__(self) -> None:
        self.keys: list[str] = []
        self.sum: KeptSum = self.sheet.sums[self.line.code]
        self.mark = self.held.sum(self.line.code)

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
        key = f"text:{self.line.code}" + (f":{part}" if part else "")
        self.keys.append(key)
        form = self.line.form
        return self.ledger.print(
            Printed(
                key=key,
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


def _on_line(wording: _Wording) -> Iterator[Paragraph]:
    """The value with its unit, who contributed, the change, and for stocks the total with last known values."""
    line, figure = wording.line, wording.sum.figure
    sign = "+ " if line.form.option else "- "
    opening = f"{sign}{line.form.label}: "
    if isinstance(figure, Quantity):
        text = f"{opening}{_value(wording)}{_by_reporters(wording)}"
        if not line.form.option:
            text = "; ".join([", ".join([text, *_changed(wording)]), *_with_last_known(wording)])
        text += "."
    else:
        text = f"{opening}{_absent(wording, figure)}."
    yield Paragraph.of(text, figures=tuple(wording.keys))


def _value(wording: _Wording) -> str:
    kept, value = wording.sum, value_of(wording.sum.figure)
    if wording.mark or value is None:
        text = with_unit(wording.print("", Meaning.SUM, wording.mark, None, kept), wording.unit)
        return f"{text} (không nêu số cụ thể)" if wording.mark == WITH_IT else text
    text = with_unit(
        wording.print("", Meaning.SUM, number_of(wording.line, value), value, kept), wording.unit
    )
    return text + _where_counted_otherwise(wording)


def _absent(wording: _Wording, figure: Absence) -> str:
    words = NOT_APPLICABLE_IN_WORDS if figure is Absence.NOT_APPLICABLE else NO_FIGURE
    if wording.sum.not_additive:
        words = NOT_ADDITIVE
    return wording.print("", Meaning.SUM, words, None, wording.sum)


def _where_counted_otherwise(wording: _Wording) -> str:
    """Says so where accepted reports leave this very line empty."""
    among = wording.sheet.reporters_of(wording.line.code)
    empty = [
        report
        for reporters in among
        for report in reporters.accepted
        if (report.figures or {}).get(wording.line.code) is Absence.MISSING
    ]
    if not empty or wording.line.form.parts:
        return ""
    count = wording.print("empty", Meaning.REPORTS, format_number(len(empty)), Decimal(len(empty)))
    return f" (không có số của {count} đơn vị để trống dòng này)"


def _by_reporters(wording: _Wording) -> str:
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
        shares.append(f"{reporters.words} {wording.print(reporters.form, Meaning.SUM, words, value, kept)}")
    return f" ({join_words(shares)})"


def _changed(wording: _Wording) -> Iterator[str]:
    change = change_of(wording.sheet, wording.line)
    if change is None or wording.mark or wording.held.sum(wording.line.code, earlier=True):
        return
    text = _change_in_words(wording, change, wording.sheet.period.previous())
    if change.all_units:
        yield text
        return
    units = wording.print("change:units", Meaning.REPORTS, format_number(change.units), Decimal(change.units))
    yield f"{text} (trên cùng {units} đơn vị)"


def _change_in_words(wording: _Wording, change: Change, before: Period) -> str:
    amount = number_of(wording.line, abs(change.amount))
    since = f"so với {before.label}"
    if change.amount == 0 or Decimal(amount.replace(".", "").replace(",", ".")) == 0:
        wording.print("change", Meaning.CHANGE, UNCHANGED, change.amount, earlier=before)
        return f"{UNCHANGED} {since}"
    unit = " điểm phần trăm" if wording.unit == PERCENT else f" {wording.unit}"
    direction = "tăng" if change.amount > 0 else "giảm"
    text = wording.print("change", Meaning.CHANGE, amount, change.amount, earlier=before)
    return f"{direction} {text}{unit} {since}"


def _with_last_known(wording: _Wording) -> Iterator[str]:
    """Apart and marked, for stocks where units are missing; never of persons, since it could be subtracted."""
    total = wording.sum.with_last_known
    if total is None or not wording.line.adds or wording.line.counts_persons or wording.mark:
        return
    carried = wording.sum.carried
    units = wording.print("last-known:units", Meaning.REPORTS, format_number(carried), Decimal(carried))
    text = wording.print("last-known", Meaning.WITH_LAST_KNOWN, number_of(wording.line, total), total)
    yield f"có tính số gần nhất của {units} đơn vị còn thiếu: {with_unit(text, wording.unit)}"


def _explained(sheet: ReportSheet) -> Iterator[Paragraph]:
    """What the two ways of reckoning with missing units mean, said once."""
    if all(reporters.complete for reporters in sheet.reporters):
        return
    yield Paragraph.of(
        "Tổng số chỉ cộng các báo cáo đã được duyệt, không ước tính cho đơn vị còn thiếu. "
        "“Có tính số gần nhất” là tổng có thêm số được duyệt gần nhất của đơn vị còn thiếu, nêu riêng để tham khảo. "
        "So với kỳ trước chỉ so các đơn vị có số liệu cả hai kỳ."
    )
