"""What others may ask about reports: who owes which, where each stands, what it says, how it came about."""

from binhyen.reporting.queries.grid import Grid, GridRow, grid_of, periods_open
from binhyen.reporting.queries.intakes import intake_of, intakes_of_batch
from binhyen.reporting.queries.reports import (
    CellShown,
    HistoryEntry,
    ReportShown,
    history_of,
    obligation_visible_to,
    report_of,
)
from binhyen.reporting.queries.status import ReportStatus, StatusCounts, statuses_below
from binhyen.reporting.rules.flags import Flag
from binhyen.reporting.rules.states import MACHINE, may_step
from binhyen.reporting.rules.values import Document, shown

__all__ = [
    "MACHINE",
    "CellShown",
    "Document",
    "Flag",
    "Grid",
    "GridRow",
    "HistoryEntry",
    "ReportShown",
    "ReportStatus",
    "StatusCounts",
    "grid_of",
    "history_of",
    "intake_of",
    "intakes_of_batch",
    "may_step",
    "obligation_visible_to",
    "periods_open",
    "report_of",
    "shown",
    "statuses_below",
]
