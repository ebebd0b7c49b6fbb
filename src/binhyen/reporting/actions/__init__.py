"""Everything that changes reports, as named acts."""

from binhyen.reporting.actions.adjusting import adjust
from binhyen.reporting.actions.asking import (
    Extended,
    ask_again,
    ask_more_units,
    ask_reports,
    extend_request,
    gather,
    open_campaign,
    withdraw_request,
)
from binhyen.reporting.actions.history import (
    HistoryTaken,
    match_history,
    read_history,
    take_back_history,
    take_history,
)
from binhyen.reporting.actions.loading import BulkFault, BulkLoaded, BulkRow, load_figures
from binhyen.reporting.actions.opening import Opened, extend_deadline, open_period
from binhyen.reporting.actions.own_files import (
    BadCells,
    Brought,
    OwnFileTaken,
    bring_own_file,
    correct_matching,
    forget_matching,
    take_own_file,
)
from binhyen.reporting.actions.published import (
    BadPublicFigures,
    PublicStated,
    restore_public_figure,
    state_public_figures,
    withdraw_public_figure,
)
from binhyen.reporting.actions.recording import BadFigures, record_values
from binhyen.reporting.actions.reviewing import (
    AcceptedMany,
    CellReason,
    Locked,
    accept,
    accept_many,
    lock,
    return_for_correction,
)
from binhyen.reporting.actions.saving import Saved, save_edits
from binhyen.reporting.actions.submitting import submit, take_back
from binhyen.reporting.actions.taking import WorkbookFate, take_workbooks

__all__ = [
    "AcceptedMany",
    "BadCells",
    "BadFigures",
    "BadPublicFigures",
    "Brought",
    "BulkFault",
    "BulkLoaded",
    "BulkRow",
    "CellReason",
    "Extended",
    "HistoryTaken",
    "Locked",
    "Opened",
    "OwnFileTaken",
    "PublicStated",
    "Saved",
    "WorkbookFate",
    "accept",
    "accept_many",
    "adjust",
    "ask_again",
    "ask_more_units",
    "ask_reports",
    "bring_own_file",
    "correct_matching",
    "extend_deadline",
    "extend_request",
    "forget_matching",
    "gather",
    "load_figures",
    "lock",
    "match_history",
    "open_campaign",
    "open_period",
    "read_history",
    "record_values",
    "restore_public_figure",
    "return_for_correction",
    "save_edits",
    "state_public_figures",
    "submit",
    "take_back",
    "take_back_history",
    "take_history",
    "take_own_file",
    "take_workbooks",
    "withdraw_public_figure",
    "withdraw_request",
]
