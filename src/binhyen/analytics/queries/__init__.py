"""Every question about figures: what a place comes to, on what it rests, where each part came from, who is missing."""

from binhyen.analytics.queries.asked import figures_of_asked
from binhyen.analytics.queries.breaks import breaks_of
from binhyen.analytics.queries.changes import Mover, OfPart, Why, movers_of, why_of
from binhyen.analytics.queries.charting import picture_of_course, picture_of_ranking, source_line
from binhyen.analytics.queries.coverage import Completeness, completeness, missing_units
from binhyen.analytics.queries.figures import FigureOf, OfForm, figures_of
from binhyen.analytics.queries.history import history_of, latest_period
from binhyen.analytics.queries.leaving import figures_leaving, marks_leaving, marks_of_unit, parts_told
from binhyen.analytics.queries.leftovers import Left, LeftBehind, left_behind
from binhyen.analytics.queries.mapping import (
    FigureMap,
    MapRow,
    figure_map_of,
    ranking_and_map_of,
    why_unmapped,
)
from binhyen.analytics.queries.overview import OverviewLine, headline_lines, overview_of
from binhyen.analytics.queries.parts import PartOf, StatedOf, parts_of, stated_below, table_of
from binhyen.analytics.queries.progress import Awaited, FormProgress, OwnReport, Progress, progress_of
from binhyen.analytics.queries.ranking import Ranked, Ranking, ranking_of
from binhyen.analytics.queries.releasing import may_see_in_full, release, release_table
from binhyen.analytics.queries.tables import FigureTable, TableCell, figure_table
from binhyen.analytics.queries.territories import (
    Behind,
    FigureOrigins,
    OriginOf,
    TerritoryNote,
    origins_of_figure,
    origins_of_figures,
    territory_note,
)
from binhyen.analytics.queries.tracing import Adjusted, Hand, Recorded, Trace, trace_of
from binhyen.analytics.queries.typical import Typical, typical_of
from binhyen.analytics.queries.year_before import YearBefore, year_before_of
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.analytics.rules.decomposition import Contribution, ContributionKind
from binhyen.analytics.rules.disclosure import Adds, held_back, sums_over_time
from binhyen.analytics.rules.sums import LineSum, NoValue
from binhyen.analytics.rules.why_in_words import Piece

__all__ = [
    "Adds",
    "Adjusted",
    "Awaited",
    "Behind",
    "Completeness",
    "Contribution",
    "ContributionKind",
    "FigureMap",
    "FigureOf",
    "FigureOrigins",
    "FigureTable",
    "FormProgress",
    "Hand",
    "Left",
    "LeftBehind",
    "LineSum",
    "MapRow",
    "Mover",
    "NoValue",
    "OfForm",
    "OfPart",
    "OriginOf",
    "OverviewLine",
    "OwnReport",
    "PartOf",
    "Piece",
    "Progress",
    "Ranked",
    "Ranking",
    "Recorded",
    "StatedOf",
    "TableCell",
    "TerritoryNote",
    "Trace",
    "Typical",
    "Why",
    "WhyNot",
    "YearBefore",
    "breaks_of",
    "completeness",
    "figure_map_of",
    "figure_table",
    "figures_leaving",
    "figures_of",
    "figures_of_asked",
    "headline_lines",
    "held_back",
    "history_of",
    "latest_period",
    "left_behind",
    "marks_leaving",
    "marks_of_unit",
    "may_see_in_full",
    "missing_units",
    "movers_of",
    "origins_of_figure",
    "origins_of_figures",
    "overview_of",
    "parts_of",
    "parts_told",
    "picture_of_course",
    "picture_of_ranking",
    "progress_of",
    "ranking_and_map_of",
    "ranking_of",
    "release",
    "release_table",
    "source_line",
    "stated_below",
    "sums_over_time",
    "table_of",
    "territory_note",
    "trace_of",
    "typical_of",
    "why_of",
    "why_unmapped",
    "year_before_of",
]
