"""What does the report say of the reports that it rests on? How many there are, and whose are missing or late.

These sentences always stand: no figure is told without what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from binhyen.analytics.values import WhyNot
from binhyen.foundations.periods import PeriodKind
from binhyen.foundations.vietnamese import format_date, format_number, join_words
from binhyen.machinery.formats.documents import Paragraph, Run
from binhyen.publications.rules.changes import NO_COMPARISON
from binhyen.publications.rules.printed import Ledger, Meaning, Printed
from binhyen.publications.rules.sheet import Reporters, ReportSection, ReportSheet, UnitReport

MOST_NAMED = 10
"""Of more units that lived a part of the period the report tells only how many."""


@dataclass
class Counts:
    """Prints numbers of units and reports into one sentence and keeps their keys."""

    sheet: ReportSheet
    ledger: Ledger
    place: str
    keys: list[str] = field(default_factory=list)

    def __call__(self, key: str, count: int, label: str, unit: str) -> str:
        self.keys.append(key)
        return self.ledger.print(
            Printed(
                key=key,
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
            )
        )

    def share(self, key: str, each: Reporters) -> str:
        """ "138/148 xã, phường", "880/888 báo cáo tháng của xã, phường"."""
        words = self.sheet.speaks_of(each)
        accepted = self(f"{key}:accepted", each.reports_accepted, "có báo cáo được duyệt", words)
        owed = self(f"{key}:owed", each.reports_owed, "phải báo cáo", words)
        return f"{accepted}/{owed} {words}"


def on_reports(sheet: ReportSheet, ledger: Ledger) -> Iterator[Paragraph]:
    """How many reports there are, who is missing and where their reports stand, who was late, who lived a part."""
    count = Counts(sheet, ledger, "Phần I, mục 1")
    shares = [count.share(f"reports:{each.form}", each) for each in sheet.reporters]
    by_units = all(sheet.speaks_of(each) == each.words for each in sheet.reporters)
    accepted = "có báo cáo được duyệt" if by_units else "đã được duyệt"
    yield Paragraph.of(
        f"Tính đến ngày {format_date(sheet.composed_at.date())}, {join_words(shares)} {accepted}.",
        figures=tuple(count.keys),
    )
    if not any(each.reports_accepted for each in sheet.reporters):
        yield Paragraph.of("Chưa có báo cáo nào được duyệt nên các chỉ tiêu dưới đây chưa có số liệu.")
    for each in sheet.reporters:
        yield from _of_form(sheet, each, ledger)
    yield from _explained(sheet)
    for sentence in on_territory(sheet):
        yield Paragraph.of(sentence)


def on_territory(sheet: ReportSheet) -> Iterator[str]:
    """On which territory figures are told and compared, with the former units whose figures stand for it, and why
    nothing is compared where that is so."""
    territory = sheet.territory
    if territory is None:
        return
    if territory.composed_of:
        yield (
            f"Số liệu {sheet.period.label} tính trên cùng địa bàn, gồm cả số đã báo cáo của {territory.composed_of}."
        )
        lacking = _where_former_figures_are_missing(sheet)
        if lacking:
            yield f"Số của đơn vị trước đây còn thiếu ở địa bàn của {join_words(lacking)}."
    if territory.without:
        yield f"{NO_COMPARISON[:1].upper()}{NO_COMPARISON[1:]}: {territory.without}."
    elif territory.compared_with:
        what = with_what(sheet)
        yield f"Số liệu {what[:1].lower()}{what[1:]} tính trên cùng địa bàn (gồm {territory.compared_with})."


def _where_former_figures_are_missing(sheet: ReportSheet) -> list[str]:
    """The units of today in which something of former units was never reported; of many their number alone."""
    missing = WhyNot.NO_REPORT.label
    found = {
        report.name: reporters.words
        for reporters in sheet.reporters
        for report in reporters.reports
        if any(missing in words for words in report.apart.values())
    }
    if len(found) > MOST_NAMED:
        return [f"{format_number(len(found))} {next(iter(found.values()))}"]
    return [name[:1].lower() + name[1:] for name in found]


def with_what(sheet: ReportSheet) -> str:
    """With what the report compares, at the beginning of a sentence."""
    compared = sheet.compared
    assert compared is not None  # noqa: S101
    if compared == sheet.period.a_year_earlier and sheet.period.kind is not PeriodKind.YEAR:
        return "So với cùng kỳ năm trước"
    return f"So với {compared.label}"


def _of_form(sheet: ReportSheet, each: Reporters, ledger: Ledger) -> Iterator[Paragraph]:
    if each.unopened:
        yield Paragraph.of(f"Chưa mở kỳ báo cáo của {each.whose}: {join_words(each.unopened)}.")
    if each.own:
        yield from _of_own(each)
        return
    by_units = sheet.speaks_of(each) == each.words
    count = Counts(sheet, ledger, "Phần I, mục 1")
    yield from _named(
        count,
        f"reports:{each.form}:missing",
        each.incomplete,
        f"{each.words} chưa có báo cáo được duyệt"
        if by_units
        else f"{each.words} còn thiếu {each.report_name}",
        lambda report: f"{report.name} ({report.state or _how_many(count, each, report)})",
    )
    yield from _named(
        Counts(sheet, ledger, "Phần I, mục 1"),
        f"reports:{each.form}:late",
        each.late,
        f"{each.words} gửi {each.report_name if not by_units else 'báo cáo'} sau thời hạn",
        lambda report: report.name,
    )
    for at, (words, units) in enumerate(spans_lived(each)):
        if _is_told_already(sheet, each, words, units):
            continue
        spoken = Counts(sheet, ledger, "Phần I, mục 1")
        text = lived_in_words(spoken, f"reports:{each.form}:lives:{at}", each, words, units)
        yield Paragraph.of(text, figures=tuple(spoken.keys))


def _is_told_already(sheet: ReportSheet, each: Reporters, span: str, units: list[UnitReport]) -> bool:
    """Whether the same units were said to report for the same part with an earlier form. An edition that was kept
    before such repetitions were left out reads as it did."""
    if sheet.territory is None:
        return False
    ids = [unit.unit_id for unit in units]
    earlier = sheet.reporters[: sheet.reporters.index(each)]
    return any(
        words == span and [unit.unit_id for unit in told] == ids
        for other in earlier
        for words, told in spans_lived(other)
    )


def spans_lived(each: Reporters) -> list[tuple[str, list[UnitReport]]]:
    """The parts of the period that units lived where they did not live all of it, each with its units."""
    found: dict[str, list[UnitReport]] = {}
    for report in each.reports:
        if report.lives is not None:
            found.setdefault(str(report.lives), []).append(report)
    return list(found.items())


def lived_in_words(count: Counts, key: str, each: Reporters, span: str, units: list[UnitReport]) -> str:
    """Who reports for which part of the period: one by its name, a few with their number, many by it alone."""
    if len(units) == 1:
        return f"{units[0].name} báo cáo cho phần kỳ {span}."
    many = count(key, len(units), f"báo cáo cho phần kỳ {span}", each.words)
    names = f": {'; '.join(unit.name for unit in units)}" if len(units) <= MOST_NAMED else ""
    return f"{many} {each.words} báo cáo cho phần kỳ {span}{names}."


def _of_own(each: Reporters) -> Iterator[Paragraph]:
    for report in each.incomplete:
        yield Paragraph.of(f"Chưa được duyệt: {each.report_name} của {each.words} ({report.state}).")
    for report in each.late:
        yield Paragraph.of(f"{report.name} đã gửi {each.report_name} sau thời hạn.")
    for report in each.reports:
        if report.lives is not None:
            yield Paragraph.of(f"{report.name} báo cáo cho phần kỳ {report.lives}.")


def _how_many(count: Counts, each: Reporters, report: UnitReport) -> str:
    """Of a unit whose reports are those of units below it: how many are missing."""
    key = f"reports:{each.form}:missing:{report.unit_id}"
    return f"thiếu {count(key, report.owed - report.accepted, 'còn thiếu', 'báo cáo')} báo cáo"


def _named(
    count: Counts,
    key: str,
    reports: tuple[UnitReport, ...],
    what: str,
    name: Callable[[UnitReport], str],
) -> Iterator[Paragraph]:
    if reports:
        yield Paragraph.of(
            f"{count(key, len(reports), what, 'đơn vị')} {what}: "
            f"{'; '.join(name(report) for report in reports)}.",
            figures=tuple(count.keys),
        )


def standing_of(
    sheet: ReportSheet, section: ReportSection, number: str, place: str, ledger: Ledger
) -> Iterator[Paragraph]:
    """ "Số liệu tạm tính, 138/148 xã, phường đã có báo cáo được duyệt." Nothing where all are there."""
    among = [each for each in sheet.reporters if any(line.code in each.lines for line in section.lines)]
    if all(reporters.complete for reporters in among):
        return
    count = Counts(sheet, ledger, place)
    shares = [count.share(f"reports:{number}:{each.form}", each) for each in among]
    by_units = all(sheet.speaks_of(each) == each.words for each in among)
    accepted = "đã có báo cáo được duyệt" if by_units else "đã được duyệt"
    yield Paragraph.of(
        Run(f"Số liệu tạm tính, {join_words(shares)} {accepted}.", italic=True),
        figures=tuple(count.keys),
        keep_with_next=True,
    )


def _explained(sheet: ReportSheet) -> Iterator[Paragraph]:
    """How several reports come to one figure, and what the ways of reckoning with missing units mean; said once."""
    told = []
    if any(each.kind is not sheet.period.kind for each in sheet.reporters):
        told.append(
            "Số phát sinh là tổng các báo cáo trong kỳ; số hiện có lấy theo báo cáo cuối kỳ; "
            "tỷ lệ tính lại từ các số đó."
        )
    if not all(reporters.complete for reporters in sheet.reporters):
        told.append(
            "Tổng số chỉ cộng các báo cáo đã được duyệt, không ước tính cho báo cáo còn thiếu. "
            "“Có tính số gần nhất” là tổng có thêm số được duyệt gần nhất của đơn vị còn thiếu, nêu riêng để tham khảo."
        )
        if sheet.compared is not None:
            told.append("Khi so sánh chỉ so các đơn vị có đủ số liệu ở cả hai kỳ.")
    if told:
        yield Paragraph.of(" ".join(told))
