"""What does the official report of a province cost beyond setting its blocks on paper?"""

from __future__ import annotations

from collections.abc import Iterator

from bench.house import places_with_officials
from bench.measuring import Aim, Effort, Line, alternate
from binhyen.machinery.datafolder import DataFolder

MONTHS, MONTHS_IF_QUICK = 60, 13
AIM = Aim(2, "ratio")


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Composing the month's report of the largest province and setting it, for Word and as PDF, in turn with setting
    the blocks alone that were composed before; then reading its figures as well, for information."""
    from bench import country
    from binhyen.foundations.clock import now
    from binhyen.machinery.database.reach import acting_as
    from binhyen.machinery.formats.documents import docx_of, pdf_of
    from binhyen.orgunits.queries import unit_of_key
    from binhyen.publications.models import DocumentKind
    from binhyen.publications.queries import report_sheet_of
    from binhyen.publications.reports.composing import compose
    from binhyen.publications.rules.text import EditedText

    _country, province, _commune = places_with_officials()
    month = country.laid(folder, MONTHS if effort.seconds > 1 else MONTHS_IF_QUICK)[-1]
    actor, at = province.actor, now()
    with acting_as(actor):
        unit = unit_of_key(actor, province.unit_id, month.last_day)
        assert unit is not None
        sheet = report_sheet_of(actor, unit, month, at=at)
        composed = compose(DocumentKind.REPORT, sheet, EditedText())
        told = f"{len(composed.printed):,} figures"
        for kind, set_ in (("Word", docx_of), ("PDF", pdf_of)):
            yield alternate(
                f"report of {told}, composed and set as {kind}",
                effort,
                lambda set_=set_: set_(compose(DocumentKind.REPORT, sheet, EditedText()).document),  # type: ignore[misc]
                lambda set_=set_: set_(composed.document),  # type: ignore[misc]
                AIM,
            )
        yield alternate(
            f"report of {told}, read, composed and set as Word",
            effort,
            lambda: docx_of(
                compose(
                    DocumentKind.REPORT, report_sheet_of(actor, unit, month, at=at), EditedText()
                ).document
            ),
            lambda: docx_of(composed.document),
        )
