"""How do figures become the report? By plain rules of ours: what is there, how it changed, what is missing.

No sentence praises or blames, and none says why: that is the desk's part, which it writes into the places left
for it. Every figure goes through the ledger, so that the figure sheet has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.vietnamese import format_date, format_number, join_words
from binhyen.machinery.formats.documents import (
    Block,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Run,
)
from binhyen.publications.models import DocumentKind
from binhyen.publications.reports.annexes import annexes_of, lives_in_words, without_guidance
from binhyen.publications.reports.composed import Composed, header_of, signature_of
from binhyen.publications.reports.holding_back import HeldBack, held_back_in
from binhyen.publications.reports.outlook import causes_in, limits_in, tasks_in
from binhyen.publications.reports.results import draft_of
from binhyen.publications.reports.sentences import Draft, Sentences
from binhyen.publications.rules.printed import Ledger, Meaning, Printed
from binhyen.publications.rules.sheet import ReportSection, ReportSheet, UnitReport
from binhyen.publications.rules.text import EditedText, Part

TYPE_NAME = "Báo cáo"
MOVEMENT = "công tác xây dựng phong trào Toàn dân bảo vệ an ninh Tổ quốc"

_SPACE_THAT_HOLDS = "\N{NO-BREAK SPACE}"


def compose(kind: DocumentKind, sheet: ReportSheet, text: EditedText) -> Composed:
    """A document of the unit on a period, with what people made of its sentences.

    The same sheet and text make the same document, figures and sentences.
    """
    if kind is DocumentKind.REPORT:
        return compose_report(sheet, text)
    from binhyen.publications.reports import papers

    composers: dict[DocumentKind, Callable[[ReportSheet, EditedText], Composed]] = {
        DocumentKind.CONCLUSIONS: papers.compose_conclusions,
        DocumentKind.LATE_UNITS: papers.compose_late_units,
        DocumentKind.TRANSMITTAL: papers.compose_transmittal,
    }
    return composers[kind](sheet, text)


def compose_report(sheet: ReportSheet, text: EditedText | None = None) -> Composed:
    """The report in the form of Nghị định 30/2020/NĐ-CP, with blanks for number, day and name."""
    ledger, held = Ledger(), held_back_in(sheet)
    sentences = Sentences(text or EditedText(), ledger)
    document = OfficialDocument(
        header=header_of(sheet),
        type_name=TYPE_NAME,
        subject=f"Kết quả {_unbroken(MOVEMENT)} {sheet.period.label}",
        addressees=sheet.issuing.addressees,
        body=tuple(_body(sheet, held, sentences)),
        signature=signature_of(sheet),
        recipients=sheet.issuing.recipients,
        composed_at=sheet.composed_at,
        annexes=annexes_of(sheet, held, ledger),
    )
    return Composed(document, tuple(ledger.printed.values()), sentences.known(), held)


def _unbroken(text: str) -> str:
    """The movement's name in a title, where lines break by length: its pairs of syllables stay together."""
    for pair in ("Toàn dân", "Tổ quốc"):
        text = text.replace(pair, pair.replace(" ", _SPACE_THAT_HOLDS))
    return text


def _body(sheet: ReportSheet, held: HeldBack, sentences: Sentences) -> Iterator[Block]:
    period, ledger = sheet.period, sentences.ledger
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
    yield from _results(sheet, held, sentences)
    yield Heading("II. Tồn tại, hạn chế và nguyên nhân")
    yield Heading("1. Tồn tại, hạn chế", 2)
    yield from _part(sheet, sentences, Part.LIMITS, limits_in(sheet, held))
    yield Heading("2. Nguyên nhân", 2)
    yield from _part(sheet, sentences, Part.CAUSES, causes_in(sheet))
    yield Heading(f"III. Phương hướng, nhiệm vụ trọng tâm {period.next().label}")
    yield from _part(sheet, sentences, Part.TASKS, tasks_in(sheet, held))
    yield Heading("IV. Đề xuất, kiến nghị")
    yield from _part(sheet, sentences, Part.PROPOSALS, ())


def _part(sheet: ReportSheet, sentences: Sentences, part: Part, drafts: Iterable[Draft]) -> Iterator[Block]:
    """The rules' sentences, then the people's own; a place for the desk where there is neither."""
    paragraphs = [*sentences.of(part, drafts), *sentences.own(part)]
    yield from paragraphs or [Paragraph.of(f"(… {sheet.issuing.desk} bổ sung)")]


def _results(sheet: ReportSheet, held: HeldBack, sentences: Sentences) -> Iterator[Block]:
    """Section by section of the forms; one of which nothing is left has no heading."""
    number = 1
    for section in sheet.sections:
        place = f"Phần I, mục {number + 1}"
        drafts = [draft_of(sheet, held, line, place) for line in section.lines]
        if not any(map(sentences.stands, drafts)):
            tuple(sentences.of(Part.RESULTS, drafts))
            continue
        number += 1
        yield Heading(f"{number}. {without_guidance(section.title)}", 2)
        yield from _standing_of(sheet, section, f"{number}", place, sentences.ledger)
        yield from sentences.of(Part.RESULTS, drafts)
    yield from sentences.own(Part.RESULTS)


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
    sheet: ReportSheet, section: ReportSection, number: str, place: str, ledger: Ledger
) -> Iterator[Paragraph]:
    """ "Số liệu tạm tính, 138/148 xã, phường đã có báo cáo được duyệt." Nothing where all are there."""
    among = [each for each in sheet.reporters if any(line.code in each.lines for line in section.lines)]
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


def _explained(sheet: ReportSheet) -> Iterator[Paragraph]:
    """What the two ways of reckoning with missing units mean, said once."""
    if all(reporters.complete for reporters in sheet.reporters):
        return
    yield Paragraph.of(
        "Tổng số chỉ cộng các báo cáo đã được duyệt, không ước tính cho đơn vị còn thiếu. "
        "“Có tính số gần nhất” là tổng có thêm số được duyệt gần nhất của đơn vị còn thiếu, nêu riêng để tham khảo. "
        "So với kỳ trước chỉ so các đơn vị có số liệu cả hai kỳ."
    )
