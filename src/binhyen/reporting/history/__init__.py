"""Tables of former years, as pure functions over bytes and letters: laid out, matched, read; nothing is written."""

from binhyen.reporting.history.cells import Hedged
from binhyen.reporting.history.heads import FigureColumn
from binhyen.reporting.history.periods import day_of_source
from binhyen.reporting.history.reading import (
    LEFT_OUT,
    Decisions,
    Frame,
    HedgedCell,
    HistoryRead,
    ReportKey,
    ReportRead,
    SumChecked,
    UnitLaid,
    read_table,
)
from binhyen.reporting.history.sheets import Sheet, sheets_of
from binhyen.reporting.history.units import MapOfDay, Maps

__all__ = [
    "LEFT_OUT",
    "Decisions",
    "FigureColumn",
    "Frame",
    "Hedged",
    "HedgedCell",
    "HistoryRead",
    "MapOfDay",
    "Maps",
    "ReportKey",
    "ReportRead",
    "Sheet",
    "SumChecked",
    "UnitLaid",
    "day_of_source",
    "read_table",
    "sheets_of",
]
