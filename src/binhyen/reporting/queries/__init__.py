"""What others may ask about reports: who owes which, where each stands, what it says, how it came about."""

from binhyen.reporting.actions.parts import Part
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.queries.changes import CellWritten, Changes, Editor, changes_since
from binhyen.reporting.queries.chasing import ToChase, Unsent, to_chase
from binhyen.reporting.queries.due import Due, due_of
from binhyen.reporting.queries.grid import Grid, GridCell, GridRow, Judged, grid_of, periods_open
from binhyen.reporting.queries.history import (
    HistoryShown,
    histories_of,
    history_layout,
    history_of_key,
    history_shown,
    history_template,
    history_units_coded,
)
from binhyen.reporting.queries.intakes import intake_of, intakes_of_batch, marked_copy_of
from binhyen.reporting.queries.own_files import (
    OwnFileShown,
    matching_of,
    matchings_of,
    own_file_of,
    own_file_shown,
    remembered_rows,
)
from binhyen.reporting.queries.published import (
    Bearing,
    PublicFigureShown,
    Quotable,
    public_figure_of,
    public_figures_of,
    quotable_units,
)
from binhyen.reporting.queries.reports import (
    CellShown,
    HistoryEntry,
    ReportShown,
    history_of,
    obligation_visible_to,
    report_of,
)
from binhyen.reporting.queries.requests import (
    Answer,
    Askable,
    Asked,
    AskedOfUnit,
    answers_to,
    asked_of,
    campaign_visible_to,
    campaigns_of,
    request_visible_to,
    requests_of,
    sums_so_far,
    units_to_ask,
    working_days_ahead,
)
from binhyen.reporting.queries.running import running_on_versions
from binhyen.reporting.queries.status import (
    AWAITED,
    Branch,
    Queue,
    ReportStatus,
    StatusCounts,
    branches_of,
    queue_beside,
    statuses_below,
)
from binhyen.reporting.queries.timeline import Happening, names_known, timeline_of
from binhyen.reporting.queries.trend import Trend, trend_of
from binhyen.reporting.queries.workbooks import WorkbookWritten, workbook_name, workbooks_of
from binhyen.reporting.rules.carrying import Carried
from binhyen.reporting.rules.chasing import Pending, reminder
from binhyen.reporting.rules.completeness import RECEIVED, Standing, Tally
from binhyen.reporting.rules.flags import Flag
from binhyen.reporting.rules.states import MACHINE, may_step
from binhyen.reporting.rules.values import NOT_APPLICABLE, Document, shown
from binhyen.reporting.workbooks import marked_copy

__all__ = [
    "AWAITED",
    "MACHINE",
    "NOT_APPLICABLE",
    "RECEIVED",
    "Answer",
    "Askable",
    "Asked",
    "AskedOfUnit",
    "Bearing",
    "Branch",
    "Carried",
    "CellShown",
    "CellWritten",
    "Changes",
    "Document",
    "Due",
    "Editor",
    "Flag",
    "Grid",
    "GridCell",
    "GridRow",
    "Happening",
    "HistoryEntry",
    "HistoryShown",
    "Judged",
    "OwnFileShown",
    "Part",
    "Pending",
    "PublicFigureShown",
    "Queue",
    "Quotable",
    "ReportShown",
    "ReportStatus",
    "Standing",
    "StatusCounts",
    "Tally",
    "ToChase",
    "Trend",
    "Unsent",
    "WorkbookWritten",
    "answers_to",
    "asked_of",
    "branches_of",
    "campaign_visible_to",
    "campaigns_of",
    "changes_since",
    "due_of",
    "grid_of",
    "histories_of",
    "history_layout",
    "history_of",
    "history_of_key",
    "history_shown",
    "history_template",
    "history_units_coded",
    "intake_of",
    "intakes_of_batch",
    "marked_copy",
    "marked_copy_of",
    "matching_of",
    "matchings_of",
    "may_step",
    "names_known",
    "obligation_visible_to",
    "own_file_of",
    "own_file_shown",
    "periods_open",
    "public_figure_of",
    "public_figures_of",
    "queue_beside",
    "quotable_units",
    "remembered_rows",
    "reminder",
    "report_of",
    "request_visible_to",
    "requests_of",
    "running_on_versions",
    "shown",
    "statuses_below",
    "sums_so_far",
    "timeline_of",
    "to_chase",
    "trend_of",
    "units_to_ask",
    "with_unit_names",
    "workbook_name",
    "workbooks_of",
    "working_days_ahead",
]
