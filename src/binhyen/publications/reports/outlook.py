"""What follows the results: limits and causes, tasks. Facts with their numbers; why, is for the desk to say.

A limit is named where a figure carries it: reports that are missing or late, lines that many leave empty, lines that
fell. Nobody is blamed; a unit is named as one to be reminded by a local rule alone, which the text then states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from binhyen.analytics.values import weight_of
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_date, join_words
from binhyen.indicators.values import LineRole
from binhyen.publications.reports.coverage import Counts
from binhyen.publications.reports.holding_back import HeldBack
from binhyen.publications.reports.results import LineWording, change_in_words, change_told
from binhyen.publications.reports.sentences import Draft
from binhyen.publications.rules.changes import Change, follows_the_units
from binhyen.publications.rules.printed import Ledger
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, WeakUnits
from binhyen.publications.rules.text import Proposal
from binhyen.publications.rules.weak import rule_in_words

LIMITS, CAUSES, TASKS = "Phần II, mục 1", "Phần II, mục 2", "Phần III"
WHERE_NAMED = "nêu tại mục 1 Phần I"
MOST_LINES = 5
"""More lines that fell, or that are left empty, would bury the ones that matter."""
LEAST_SHARE_FALLEN = Decimal("0.1")
LEAST_EMPTY, LEAST_SHARE_EMPTY = 2, Decimal("0.1")
_CONTEXT = "context"
"""The area of what a place has anyway: its households are no result of the movement."""


@dataclass
class _Draft:
    """A sentence in the making: its key, the figures that it prints, and where it stands."""

    sheet: ReportSheet
    key: str
    place: str
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def count(self) -> Counts:
        return Counts(self.sheet, self.ledger, self.place)

    def says(self, text: str) -> Draft:
        printed = tuple(self.ledger.printed.values())
        return Draft(Proposal(self.key, text, tuple(each.key for each in printed)), printed)


def limits_in(sheet: ReportSheet, held: HeldBack) -> Iterator[Draft]:
    """What fell short of what was owed, as far as figures tell it."""
    for each in sheet.reporters:
        yield from _missing(sheet, each)
        yield from _late(sheet, each)
    if sheet.weak is not None and sheet.weak.units:
        yield _weak(sheet, sheet.weak)
    for each, line, units in empty_lines(sheet):
        draft = _Draft(sheet, f"limits:empty:{each.form}:{line.code}", LIMITS)
        if each.own:
            yield draft.says(
                f"- Chỉ tiêu “{line.form.label}” còn để trống trong {each.report_name} của {each.words}."
            )
            continue
        many = draft.count(draft.key, units, f"để trống chỉ tiêu “{line.form.label}”", "đơn vị")
        yield draft.says(
            f"- Chỉ tiêu “{line.form.label}” còn để trống ở {many} đơn vị đã có báo cáo được duyệt."
        )
    for line, change in fallen_lines(sheet, held):
        wording = LineWording(sheet, held, line, LIMITS, "limits:fell")
        text = f"- Chỉ tiêu “{line.form.label}” {change_in_words(wording, change)}."
        printed = tuple(wording.ledger.printed.values())
        key = f"limits:fell:{line.code}"
        yield Draft(Proposal(key, text, tuple(one.key for one in printed)), printed)


def causes_in(sheet: ReportSheet) -> Iterator[Draft]:
    """No cause by itself: a question to the desk, and facts on which it may rest its judgement."""
    question = _Draft(sheet, "causes:question", CAUSES)
    yield question.says(f"(… {sheet.issuing.desk} xác định nguyên nhân của các tồn tại, hạn chế nêu trên)")
    absent = Counter[str]()
    for each in sheet.reporters:
        for report in each.reports:
            absent.update(report.absent)
    if absent:
        draft = _Draft(sheet, "causes:missing", CAUSES)
        told = [
            f"{draft.count(f'{draft.key}:{state}', many, f'báo cáo {state}', 'báo cáo')} báo cáo {state}"
            for state, many in sorted(absent.items())
        ]
        yield draft.says(f"- Trong số báo cáo chưa được duyệt có {join_words(told)}.")
    for each in sheet.reporters:
        yield from _explained(sheet, each)
        if not (sheet.territory is not None and sheet.territory.composed_of):  # former units told the rest
            yield from _part(sheet, each)


def tasks_in(sheet: ReportSheet, held: HeldBack) -> Iterator[Draft]:
    """Whom to ask for what, by which day."""
    by_when = f" trước ngày {format_date(sheet.next_due)}" if sheet.next_due is not None else ""
    for each in sheet.reporters:
        if each.incomplete:
            draft = _Draft(sheet, f"tasks:missing:{each.form}", TASKS)
            yield draft.says(_to_be_sent(sheet, each, draft, by_when))
        if each.late and not each.own:
            draft = _Draft(sheet, f"tasks:late:{each.form}", TASKS)
            many = draft.count(draft.key, len(each.late), "gửi báo cáo sau thời hạn", each.words)
            yield draft.says(
                f"- Nhắc {many} {each.words} gửi chậm kỳ này thực hiện đúng thời hạn báo cáo kỳ tới"
                + (f" (ngày {format_date(sheet.next_due)})." if sheet.next_due is not None else ".")
            )
    if empty := list(empty_lines(sheet)):
        draft = _Draft(sheet, "tasks:empty", TASKS)
        many = draft.count(draft.key, len(empty), "chỉ tiêu còn để trống", "chỉ tiêu")
        begin = (
            "Bổ sung" if all(each.own for each, _line, _units in empty) else "Hướng dẫn các đơn vị bổ sung"
        )
        yield draft.says(f"- {begin} số liệu của {many} chỉ tiêu còn để trống nêu tại mục 1 Phần II.")
    desk = _Draft(sheet, "tasks:desk", TASKS)
    yield desk.says(f"(… {sheet.issuing.desk} bổ sung nhiệm vụ trọng tâm {coming(sheet.period)})")


def coming(period: Period) -> str:
    """What tasks are for: the period that follows, or the time to come where its calendar has none."""
    return period.later.label if period.later is not None else "thời gian tới"


def empty_lines(sheet: ReportSheet) -> Iterator[tuple[Reporters, ReportLine, int]]:
    """The lines that many complete reports leave empty, with how many; the emptiest first.

    Many: at least two, and a tenth of the units whose reports are all there; of a unit's own report each line.
    """
    found = []
    for each in sheet.reporters:
        if each.unopened:
            continue  # what there is at the end of the period nobody was asked for yet
        complete = [report for report in each.accepted if report.accepted == report.owed]
        least = Decimal(1) if each.own else max(Decimal(LEAST_EMPTY), LEAST_SHARE_EMPTY * len(complete))
        for line in each.lines.values():
            if line.form.role is LineRole.INPUT:
                empty = sum(report.left_empty(line.code) for report in complete)
                if empty >= least:
                    found.append((each, line, empty))
    found.sort(key=lambda one: -one[2])
    yield from found[:MOST_LINES]


def fallen_lines(sheet: ReportSheet, held: HeldBack) -> list[tuple[ReportLine, Change]]:
    """The lines that fell by a tenth or more of what they were, the weightiest first; none that may not be ranked."""
    found = []
    for line in (line for section in sheet.sections for line in section.lines):
        if line.form.option or not line.may_be_weighed or line.area == _CONTEXT:
            continue
        if follows_the_units(sheet, line):
            continue
        change = change_told(sheet, held, line)
        if change is not None and change.before > 0 and -change.amount >= LEAST_SHARE_FALLEN * change.before:
            found.append((weight_of(change.now, change.before), line, change))
    found.sort(key=lambda one: -one[0])
    return [(line, change) for _weight, line, change in found[:MOST_LINES]]


def _missing(sheet: ReportSheet, each: Reporters) -> Iterator[Draft]:
    if not each.incomplete:
        return
    draft = _Draft(sheet, f"limits:missing:{each.form}", LIMITS)
    if each.own:
        name = each.report_name[:1].upper() + each.report_name[1:]
        yield draft.says(f"- {name} của {each.words} chưa được duyệt đủ ({WHERE_NAMED}).")
        return
    many = draft.count(draft.key, len(each.incomplete), "còn thiếu báo cáo được duyệt", each.words)
    lacking = "chưa có báo cáo" if sheet.speaks_of(each) == each.words else f"chưa đủ {each.report_name}"
    yield draft.says(
        f"- Còn {many} {each.words} {lacking} được duyệt ({WHERE_NAMED}); số liệu liên quan là tạm tính."
    )


def _late(sheet: ReportSheet, each: Reporters) -> Iterator[Draft]:
    if each.late:
        draft = _Draft(sheet, f"limits:late:{each.form}", LIMITS)
        if each.own:
            yield draft.says(f"- Còn {each.report_name} gửi sau thời hạn.")
            return
        many = draft.count(draft.key, len(each.late), "gửi báo cáo sau thời hạn", each.words)
        yield draft.says(f"- Còn {many} {each.words} gửi báo cáo sau thời hạn ({WHERE_NAMED}).")


def _weak(sheet: ReportSheet, weak: WeakUnits) -> Draft:
    draft = _Draft(sheet, "limits:weak", LIMITS)
    count = draft.count
    least = count(f"{draft.key}:least", weak.least, "ngưỡng theo quy định của địa phương", "lần")
    periods = count(f"{draft.key}:periods", weak.periods, "số kỳ xét theo quy định của địa phương", "kỳ")
    rule = rule_in_words(weak.rule)
    named = [
        f"{name} ({count(f'{draft.key}:{code}', times, f'{name} {rule}', 'lần')} lần)"
        for code, name, times in weak.units
    ]
    basis = f" ({weak.basis})" if weak.basis else ""
    return draft.says(
        f"- Theo quy định của địa phương{basis}, nêu tên đơn vị {rule} từ {least} lần trở lên trong {periods} kỳ "
        f"gần nhất: {'; '.join(named)}."
    )


def _explained(sheet: ReportSheet, each: Reporters) -> Iterator[Draft]:
    """Where units explained by a note what the checks had asked about; what they wrote is not repeated."""
    told = {line.code for line in each.lines.values() if line.may_be_weighed and not line.counts_persons}
    units = [report for report in each.reports if told.intersection(report.explained)]
    if not units:
        return
    draft = _Draft(sheet, f"causes:explained:{each.form}", CAUSES)
    codes = {code for report in units for code in report.explained}
    labels = [f"“{line.form.label}”" for line in each.lines.values() if line.code in codes & told]
    many = draft.count(draft.key, len(units), "đã giải trình số liệu", each.words)
    who = each.words[:1].upper() + each.words[1:] if each.own else f"{many} {each.words}"
    if each.own:
        draft = _Draft(sheet, draft.key, CAUSES)
    yield draft.says(f"- {who} đã giải trình số liệu cần xem lại ở chỉ tiêu {join_words(labels)}.")


def _part(sheet: ReportSheet, each: Reporters) -> Iterator[Draft]:
    units = [report for report in each.reports if report.lives is not None]
    if units and not each.own:
        draft = _Draft(sheet, f"causes:part:{each.form}", CAUSES)
        many = draft.count(draft.key, len(units), "báo cáo cho một phần của kỳ", each.words)
        yield draft.says(f"- Có {many} {each.words} chỉ báo cáo cho một phần của kỳ ({WHERE_NAMED}).")


def _to_be_sent(sheet: ReportSheet, each: Reporters, draft: _Draft, by_when: str) -> str:
    whole = each.kind is sheet.period.kind
    what = (
        f"báo cáo {sheet.period.label}" if whole else f"{each.report_name} còn thiếu của {sheet.period.label}"
    )
    if each.own:
        return f"- Hoàn thành {what}{by_when}."
    many = draft.count(draft.key, len(each.incomplete), "còn thiếu báo cáo được duyệt", each.words)
    names = "; ".join(report.name for report in each.incomplete)
    return f"- Đôn đốc {many} {each.words} hoàn thành {what}{by_when}: {names}."
