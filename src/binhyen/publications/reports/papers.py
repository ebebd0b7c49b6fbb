"""The shorter papers of a period: a notice of conclusions, who is late, and the letter that the report goes out with.

They rest on the same sheet as the report and print nothing but numbers of reports and units. Their sentences are
proposals: whoever issues the paper rewords them, leaves them out and adds what was concluded. Nobody is praised or
blamed, and no person is spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from binhyen.foundations.vietnamese import format_date, join_words
from binhyen.machinery.formats.documents import (
    Alignment,
    Block,
    Column,
    Header,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Table,
    annex_labels,
)
from binhyen.publications.reports.annexes import annexes_of
from binhyen.publications.reports.composed import Composed, header_of, signature_of
from binhyen.publications.reports.composing import MOVEMENT, unbroken
from binhyen.publications.reports.coverage import Counts
from binhyen.publications.reports.holding_back import HeldBack, held_back_in
from binhyen.publications.reports.outlook import empty_lines
from binhyen.publications.reports.sentences import Draft, Sentences
from binhyen.publications.rules.printed import Ledger
from binhyen.publications.rules.sheet import Reporters, ReportSheet, UnitReport
from binhyen.publications.rules.text import EditedText, Part, Proposal

NOTICE, NOTICE_MARK = "Thông báo", "TB"
_NOTHING_HELD = HeldBack({}, {})
_BODY = "Nội dung"


def compose_conclusions(sheet: ReportSheet, text: EditedText) -> Composed:
    """The notice of what was concluded on the period: who completes what by which day, and what is added by hand."""
    paper = _Paper(sheet, text)
    return paper.composed(
        header_of(sheet, sheet.issuing.mark_of(NOTICE_MARK)),
        NOTICE,
        f"Kết luận về kết quả {unbroken(MOVEMENT)} {sheet.period.label}",
        (
            Paragraph.of(
                f"Sau khi xem xét kết quả {MOVEMENT} {sheet.period.label}, {_issuer(sheet)} thông báo kết luận như sau:"
            ),
            *paper.body(tuple(_concluded(sheet)), tuple(_to_be_done(sheet))),
        ),
        _recipients(sheet),
    )


def compose_late_units(sheet: ReportSheet, text: EditedText) -> Composed:
    """The units whose report is missing or came late, form by form: by which day it was owed, and where it stands."""
    paper = _Paper(sheet, text)
    return paper.composed(
        header_of(sheet, sheet.issuing.mark_of(NOTICE_MARK)),
        NOTICE,
        f"Danh sách đơn vị chưa có báo cáo được duyệt hoặc gửi báo cáo sau thời hạn {sheet.period.label}",
        (
            *_standing(sheet, paper.ledger),
            *_lists(sheet, paper.ledger),
            *paper.body((), tuple(_to_be_sent(sheet, named=False))),
        ),
        _recipients(sheet),
    )


def compose_transmittal(sheet: ReportSheet, text: EditedText) -> Composed:
    """The letter (công văn) that the report of the period goes out with, and what is enclosed."""
    issuing = sheet.issuing
    paper = _Paper(sheet, text)
    report = f"báo cáo kết quả {MOVEMENT} {sheet.period.label}"
    return paper.composed(
        header_of(sheet, issuing.letter_mark),
        "",
        f"Gửi báo cáo kết quả {unbroken(MOVEMENT)} {sheet.period.label}",
        (
            Paragraph.of(
                f"{_issuer(sheet)} gửi kèm theo công văn này {report} (từ ngày {format_date(sheet.period.first_day)} "
                f"đến hết ngày {format_date(sheet.period.last_day)}), gồm:",
                keep_with_next=True,
            ),
            *_enclosed(sheet, report),
            *paper.body((_rests_on(sheet),), (_asks_to_consider(),)),
        ),
        (issuing.archive,),
        addressees=issuing.addressees or (f"(… {issuing.desk} ghi nơi nhận)",),
    )


@dataclass
class _Paper:
    """A paper in the making: its sentences as people left them, and the figures printed so far."""

    sheet: ReportSheet
    text: EditedText
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        self.sentences = Sentences(self.text, self.ledger)

    def body(self, before: Sequence[Draft], after: Sequence[Draft]) -> Iterator[Block]:
        """The rules' sentences, with people's own between them."""
        yield from self.sentences.of(Part.BODY, before)
        yield from self.sentences.own(Part.BODY)
        yield from self.sentences.of(Part.BODY, after)

    def composed(
        self,
        header: Header,
        type_name: str,
        subject: str,
        body: tuple[Block, ...],
        recipients: tuple[str, ...],
        addressees: tuple[str, ...] = (),
    ) -> Composed:
        marked = [Note("Số liệu minh hoạ, không phải số liệu thật.")] if self.sheet.demonstration else []
        document = OfficialDocument(
            header=header,
            type_name=type_name,
            subject=subject,
            addressees=addressees,
            body=(*marked, *body),
            signature=signature_of(self.sheet),
            recipients=recipients,
            composed_at=self.sheet.composed_at,
        )
        printed = tuple(self.ledger.printed.values())
        return Composed(document, printed, self.sentences.known(), _NOTHING_HELD)


def _issuer(sheet: ReportSheet) -> str:
    return sheet.issuing.issuing_body.replace("\N{NO-BREAK SPACE}", " ")


def _recipients(sheet: ReportSheet) -> tuple[str, ...]:
    """Those who are told: whom it concerns first, the archive last."""
    issuing = sheet.issuing
    return tuple(dict.fromkeys((issuing.units_below, *issuing.recipients[:-1], issuing.archive)))


# Sentences


@dataclass
class _Told:
    """A sentence in the making: its key, and the counts that it prints."""

    sheet: ReportSheet
    key: str
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def count(self) -> Counts:
        return Counts(self.sheet, self.ledger, _BODY)

    def says(self, text: str) -> Draft:
        printed = tuple(self.ledger.printed.values())
        return Draft(Proposal(self.key, text, tuple(each.key for each in printed)), printed)


def _plain(key: str, text: str) -> Draft:
    return Draft(Proposal(key, text))


def _concluded(sheet: ReportSheet) -> Iterator[Draft]:
    yield _plain("body:conclusions", f"(… {sheet.issuing.desk} ghi ý kiến kết luận của người chủ trì)")


def _to_be_done(sheet: ReportSheet) -> Iterator[Draft]:
    """Who completes what by which day, as far as figures tell it."""
    yield from _to_be_sent(sheet, named=True)
    by_form: dict[str, list[str]] = {}
    words = {each.form: each.words for each in sheet.reporters}
    told: dict[str, _Told] = {}
    for each, line, units in empty_lines(sheet):
        draft = told.setdefault(each.form, _Told(sheet, f"body:empty:{each.form}"))
        many = draft.count(
            f"{draft.key}:{line.code}", units, f"để trống chỉ tiêu “{line.form.label}”", each.words
        )
        by_form.setdefault(each.form, []).append(f"“{line.form.label}” ({many} đơn vị)")
    for form, lines in by_form.items():
        yield told[form].says(
            f"- {_capital(words[form])} còn để trống chỉ tiêu cần rà soát, bổ sung số liệu{_by_when(sheet)}: "
            f"{join_words(lines)}."
        )
    yield _plain(
        "body:closing", f"{_capital(sheet.issuing.desk)} theo dõi, đôn đốc việc thực hiện thông báo này."
    )


def _to_be_sent(sheet: ReportSheet, *, named: bool) -> Iterator[Draft]:
    for each in sheet.reporters:
        if each.incomplete and not each.own:
            told = _Told(sheet, f"body:missing:{each.form}")
            names = f": {'; '.join(report.name for report in each.incomplete)}" if named else ""
            many = told.count(told.key, len(each.incomplete), "còn thiếu báo cáo được duyệt", each.words)
            yield told.says(
                f"- {many} {each.words} chưa có báo cáo được duyệt cần hoàn thành {_what(sheet, each)}{_by_when(sheet)}"
                f"{names}."
            )
        if each.late and not each.own:
            told = _Told(sheet, f"body:late:{each.form}")
            many = told.count(told.key, len(each.late), "gửi báo cáo sau thời hạn", each.words)
            due = f" (ngày {format_date(sheet.next_due)})" if sheet.next_due is not None else ""
            yield told.says(
                f"- {many} {each.words} đã gửi báo cáo sau thời hạn cần thực hiện đúng thời hạn báo cáo kỳ tới{due}."
            )


def _what(sheet: ReportSheet, each: Reporters) -> str:
    if each.kind is sheet.period.kind:
        return f"báo cáo {sheet.period.label}"
    return f"{each.report_name} còn thiếu của {sheet.period.label}"


def _by_when(sheet: ReportSheet) -> str:
    return f" trước ngày {format_date(sheet.next_due)}" if sheet.next_due is not None else ""


def _rests_on(sheet: ReportSheet) -> Draft:
    told = _Told(sheet, "body:standing")
    shares = [told.count.share(f"{told.key}:{each.form}", each) for each in sheet.reporters]
    complete = all(each.complete for each in sheet.reporters)
    standing = "" if complete else "; số liệu của các nội dung còn thiếu báo cáo là tạm tính"
    return told.says(
        f"Số liệu trong báo cáo được tổng hợp đến ngày {format_date(sheet.composed_at.date())} từ "
        f"{join_words(shares)} có báo cáo được duyệt{standing}."
    )


def _asks_to_consider() -> Draft:
    return _plain("body:closing", "Đề nghị quý cơ quan xem xét, tổng hợp.")


# Lists


def _standing(sheet: ReportSheet, ledger: Ledger) -> Iterator[Block]:
    count = Counts(sheet, ledger, _BODY)
    shares = [count.share(f"reports:{each.form}", each) for each in sheet.reporters if not each.own]
    if not shares:
        return
    yield Paragraph.of(
        f"Tính đến ngày {format_date(sheet.composed_at.date())}, {join_words(shares)} có báo cáo {sheet.period.label} "
        f"được duyệt. {_issuer(sheet)} thông báo danh sách đơn vị chưa có báo cáo được duyệt hoặc gửi báo cáo sau thời "
        "hạn như sau:",
        figures=tuple(count.keys),
    )


def _lists(sheet: ReportSheet, ledger: Ledger) -> Iterator[Block]:
    number = 0
    for each in sheet.reporters:
        listed = [report for report in each.reports if report.late or report in each.incomplete]
        if listed and not each.own:
            number += 1
            yield Heading(f"{number}. {_capital(each.words)}", 2)
            yield _table(sheet, each, listed, ledger)
    if not number:
        yield Paragraph.of("Không có đơn vị nào chưa có báo cáo được duyệt hoặc gửi báo cáo sau thời hạn.")


def _table(sheet: ReportSheet, each: Reporters, listed: Sequence[UnitReport], ledger: Ledger) -> Table:
    return Table(
        columns=(
            Column("STT", 0.6, Alignment.CENTRE),
            Column("Đơn vị", 3.4),
            Column("Thời hạn", 1.4, Alignment.CENTRE),
            Column("Tình trạng báo cáo", 2.6),
        ),
        rows=tuple(
            (
                str(at),
                report.name,
                format_date(report.due) if report.due is not None else "",
                _where_it_stands(sheet, each, report, ledger),
            )
            for at, report in enumerate(listed, start=1)
        ),
        text_size=13,
    )


def _where_it_stands(sheet: ReportSheet, each: Reporters, report: UnitReport, ledger: Ledger) -> str:
    count = Counts(sheet, ledger, f"Bảng {each.words}, {report.name}")
    told = []
    lacking = report.owed - report.accepted
    if lacking and report.owed > 1:
        many = count(f"late:{each.form}:{report.unit_id}:missing", lacking, "còn thiếu", "báo cáo")
        told.append(f"thiếu {many} báo cáo" + (f" ({report.state})" if report.state else ""))
    elif lacking:
        told.append(report.state)
    else:
        told.append("đã duyệt")
    if report.late and report.owed > 1:
        many = count(f"late:{each.form}:{report.unit_id}:late", report.late, "gửi sau thời hạn", "báo cáo")
        told.append(f"{many} báo cáo gửi sau thời hạn")
    elif report.late:
        told.append("gửi sau thời hạn")
    return ", ".join(told)


def _enclosed(sheet: ReportSheet, report: str) -> Iterator[Block]:
    """The report and its annexes by their titles."""
    annexes = annexes_of(sheet, held_back_in(sheet), Ledger())
    items = [_capital(report)]
    items += [
        f"{label}: {annex.title}" for label, annex in zip(annex_labels(len(annexes)), annexes, strict=True)
    ]
    for at, item in enumerate(items, start=1):
        yield Paragraph.of(f"{at}. {item}{'.' if at == len(items) else ';'}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
