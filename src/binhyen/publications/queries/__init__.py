"""What a report would speak of, read for whoever may write it."""

from binhyen.publications.queries.handed_in import HandedIn, OwnLine, handed_in_of
from binhyen.publications.queries.issuing import issuing_for
from binhyen.publications.queries.origins import origins_of
from binhyen.publications.queries.reports import NothingToReport, reporters_below
from binhyen.publications.queries.sheets import StillChanging, report_sheet_of

__all__ = [
    "HandedIn",
    "NothingToReport",
    "OwnLine",
    "StillChanging",
    "handed_in_of",
    "issuing_for",
    "origins_of",
    "report_sheet_of",
    "reporters_below",
]
