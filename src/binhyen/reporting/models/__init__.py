"""Tables of reporting: obligations, reports with their values, how values came in, and what became of files."""

from binhyen.reporting.models.history import HistoryIntake
from binhyen.reporting.models.intake import Outcome, WorkbookIntake
from binhyen.reporting.models.matchings import FileMatching
from binhyen.reporting.models.obligations import Obligation
from binhyen.reporting.models.published import PublicFigure
from binhyen.reporting.models.requests import Campaign, Occasion, Request
from binhyen.reporting.models.submissions import Adjustment, FigureSource, Recording, Submission
from binhyen.reporting.rules.history_states import IntakeState
from binhyen.reporting.rules.states import State

__all__ = [
    "Adjustment",
    "Campaign",
    "FigureSource",
    "FileMatching",
    "HistoryIntake",
    "IntakeState",
    "Obligation",
    "Occasion",
    "Outcome",
    "PublicFigure",
    "Recording",
    "Request",
    "State",
    "Submission",
    "WorkbookIntake",
]
