"""Writing a unit's official report from the sums, with its figure sheet; and the note on a report handed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import fold
from binhyen.machinery.action import Done, act
from binhyen.machinery.formats.documents import Document, docx_of, pdf_of
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_key
from binhyen.publications.models import DocumentKind
from binhyen.publications.permissions import may_write_note, may_write_report
from binhyen.publications.queries import handed_in_of, origins_of, report_sheet_of
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.composing import compose
from binhyen.publications.reports.figure_sheet import figure_sheet_of
from binhyen.publications.reports.note import MOST_LINES, note_of
from binhyen.publications.rules.origins import Origins
from binhyen.publications.rules.sheet import ReportSheet
from binhyen.publications.rules.text import EditedText
from binhyen.reporting.models import Obligation


class ReportFormat(StrEnum):
    """In which form the report comes: to work on in Word, or as PDF/A to look at and keep."""

    DOCX = "docx"
    PDF = "pdf"

    def set(self, document: Document) -> bytes:
        return docx_of(document) if self is ReportFormat.DOCX else pdf_of(document)


@dataclass(frozen=True)
class Written:
    """A report as a file with its name, and its figure sheet (XLSX) made from the same figures.

    Both files are made of what was read when the report was written, each when it is first asked for.
    """

    name: str
    sheet_name: str
    format: ReportFormat
    report: ReportSheet
    composed: Composed
    origins: Origins

    @cached_property
    def content(self) -> bytes:
        """The report itself, in its format."""
        return self.format.set(self.composed.document)

    @cached_property
    def sheet(self) -> bytes:
        """Every figure of the report with where it comes from, as XLSX."""
        return figure_sheet_of(self.report, self.composed, self.origins)


@act("publications.write-report", gettext_lazy("Lập báo cáo"), permission=may_write_report)
def write_report(*, by: Actor, unit: OrgUnit, period: Period, format: ReportFormat) -> Done[Written]:
    """The unit's report of a period in the form of Nghị định 30/2020/NĐ-CP, and its figure sheet.

    Nothing is kept: the desk finishes the report in Word and hands it to the document system, which numbers it.
    Raises ``NothingToReport`` where no unit owes a report, ``BadIssuingBody`` for a setting that cannot be read.
    A constant number of statements.
    """
    written = _written(by, unit, period, format)
    return Done(
        written,
        unit_id=unit.pk,
        subject=f"report:{period.calendar.id}:{period.code}",
        detail={"format": str(format), "figures": len(written.composed.printed)},
    )


def _written(by: Actor, unit: OrgUnit, period: Period, format: ReportFormat) -> Written:
    place = unit_of_key(by, unit.pk, period.last_day)
    if place is None:
        raise BadInput(
            _("Đơn vị này không có vào ngày cuối %(period)s.") % {"period": period.label},
            _("Chọn kỳ mà đơn vị đang hoạt động."),
        )
    sheet = report_sheet_of(by, place, period, at=now(), demonstration=settings.DATA_FOLDER.demonstration)
    with translation.override("vi"):  # the document's own language, whatever the reader's
        composed = compose(DocumentKind.REPORT, sheet, EditedText())
        origins = origins_of(by, place, period, sheet.reporters, sheet.compared)
    stem = f"bao-cao-{fold(place.name).replace(' ', '-')}-{period.code}"
    return Written(f"{stem}.{format}", f"{stem}-so-lieu.xlsx", format, sheet, composed, origins)


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The note as a file with its name."""

    name: str
    content: bytes


@act("publications.write-note", gettext_lazy("Lập báo cáo nhanh"), permission=may_write_note)
def write_note(
    *, by: Actor, obligation: Obligation, format: ReportFormat = ReportFormat.DOCX
) -> Done[NoteWritten]:
    """Half a page for whoever leads the unit, on a report that it handed in. Nothing is kept.

    Raises ``BadInput`` where the report is not handed in. A constant number of statements.
    """
    with translation.override("vi"):  # the document's own language, whatever the reader's
        handed_in = handed_in_of(by, obligation, MOST_LINES)
        if handed_in is None:
            raise BadInput(
                _("Báo cáo này chưa nộp nên chưa có báo cáo nhanh."), _("Nộp báo cáo trước, rồi tải lại.")
            )
        note = note_of(handed_in, at=now(), demonstration=settings.DATA_FOLDER.demonstration)
    stem = f"bao-cao-nhanh-{fold(handed_in.unit.name).replace(' ', '-')}-{obligation.period}"
    return Done(
        NoteWritten(f"{stem}.{format}", format.set(note)),
        unit_id=obligation.unit_id,
        subject=f"report:{obligation.pk}",
        detail={"format": str(format), "lines": len(handed_in.lines)},
    )
