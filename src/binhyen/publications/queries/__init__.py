"""What a report would speak of, read for whoever may write it."""

from binhyen.publications.queries.editions import (
    EditionFileOf,
    EditionOf,
    compared_of,
    difference_of,
    document_of,
    drafts_to_freeze,
    earlier_editions,
    edition_file_of,
    edition_from_now,
    edition_of,
    editions_of,
    editions_visible_to,
    file_of,
    origins_of_edition,
    period_of_edition,
    territory_of,
)
from binhyen.publications.queries.figures import Contribution, Entry, TraceIn, trace_in
from binhyen.publications.queries.handed_in import HandedIn, OwnLine, handed_in_of
from binhyen.publications.queries.issuing import issuing_for
from binhyen.publications.queries.origins import origins_of
from binhyen.publications.queries.reports import NothingToReport
from binhyen.publications.queries.sheets import NotComparable, StillChanging, report_sheet_of

__all__ = [
    "Contribution",
    "EditionFileOf",
    "EditionOf",
    "Entry",
    "HandedIn",
    "NotComparable",
    "NothingToReport",
    "OwnLine",
    "StillChanging",
    "TraceIn",
    "compared_of",
    "difference_of",
    "document_of",
    "drafts_to_freeze",
    "earlier_editions",
    "edition_file_of",
    "edition_from_now",
    "edition_of",
    "editions_of",
    "editions_visible_to",
    "file_of",
    "handed_in_of",
    "issuing_for",
    "origins_of",
    "origins_of_edition",
    "period_of_edition",
    "report_sheet_of",
    "territory_of",
    "trace_in",
]
