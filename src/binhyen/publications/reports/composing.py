"""How do figures become the report? By plain rules of ours: what is there, how it changed, what is missing.

No sentence praises or blames, and none says why: that is the desk's part, which it writes into the places left
for it. Every figure goes through the ledger, so that the figure sheet has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from binhyen.foundations.vietnamese import format_date
from binhyen.machinery.formats.documents import (
    Block,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
)
from binhyen.publications.models import DocumentKind
from binhyen.publications.reports.annexes import annexes_of
from binhyen.publications.reports.composed import Composed, header_of, signature_of
from binhyen.publications.reports.coverage import on_reports, standing_of
from binhyen.publications.reports.headings import without_guidance
from binhyen.publications.reports.holding_back import HeldBack, held_back_in
from binhyen.publications.reports.outlook import causes_in, coming, limits_in, tasks_in
from binhyen.publications.reports.pictures import pictures_in
from binhyen.publications.reports.results import draft_of
from binhyen.publications.reports.sentences import Draft, Sentences
from binhyen.publications.rules.printed import Ledger
from binhyen.publications.rules.sheet import ReportSheet
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
        subject=f"Kết quả {unbroken(MOVEMENT)} {sheet.period.label}",
        addressees=sheet.issuing.addressees,
        body=tuple(_body(sheet, held, sentences)),
        signature=signature_of(sheet),
        recipients=sheet.issuing.recipients,
        composed_at=sheet.composed_at,
        annexes=annexes_of(sheet, held, ledger),
    )
    return Composed(document, tuple(ledger.printed.values()), sentences.known(), held)


def unbroken(text: str) -> str:
    """The movement's name in a title, where lines break by length: its pairs of syllables stay together."""
    for pair in ("Toàn dân", "Tổ quốc"):
        text = text.replace(pair, pair.replace(" ", _SPACE_THAT_HOLDS))
    return text


def _body(sheet: ReportSheet, held: HeldBack, sentences: Sentences) -> Iterator[Block]:
    period = sheet.period
    if sheet.demonstration:
        yield Note("Số liệu minh hoạ, không phải số liệu thật.")
    yield Paragraph.of(
        f"{sheet.issuing.issuing_body.replace(_SPACE_THAT_HOLDS, ' ')} báo cáo kết quả {MOVEMENT} {period.label} "
        f"(từ ngày {format_date(period.first_day)} đến hết ngày {format_date(period.last_day)}) như sau:"
    )
    yield Heading("I. Tình hình và kết quả")
    yield Heading("1. Tình hình báo cáo", 2)
    yield from on_reports(sheet, sentences.ledger)
    yield from _results(sheet, held, sentences)
    yield Heading("II. Tồn tại, hạn chế và nguyên nhân")
    yield Heading("1. Tồn tại, hạn chế", 2)
    yield from _part(sheet, sentences, Part.LIMITS, limits_in(sheet, held))
    yield Heading("2. Nguyên nhân", 2)
    yield from _part(sheet, sentences, Part.CAUSES, causes_in(sheet))
    yield Heading(f"III. Phương hướng, nhiệm vụ trọng tâm {coming(period)}")
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
        yield from standing_of(sheet, section, f"{number}", place, sentences.ledger)
        yield from sentences.of(Part.RESULTS, drafts)
        told = [line for line, draft in zip(section.lines, drafts, strict=True) if sentences.stands(draft)]
        yield from pictures_in(sheet, told, sentences.ledger)
    yield from sentences.own(Part.RESULTS)
