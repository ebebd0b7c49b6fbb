"""The values in which this room speaks, and its maps. Pure, for the rules of others."""

from binhyen.analytics.pictures.figure_map import DrawnMap, Shaded, Step, draw_figure_map
from binhyen.analytics.pictures.shades import Shade
from binhyen.analytics.rules.breaks import Break, breaks_in, worth_showing
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.analytics.rules.decomposition import Contribution, ContributionKind, weight_of
from binhyen.analytics.rules.headlines import BadHeadlines
from binhyen.analytics.rules.why_in_words import Piece, text_of

__all__ = [
    "BadHeadlines",
    "Break",
    "Contribution",
    "ContributionKind",
    "DrawnMap",
    "Piece",
    "Shade",
    "Shaded",
    "Step",
    "WhyNot",
    "breaks_in",
    "draw_figure_map",
    "text_of",
    "weight_of",
    "worth_showing",
]
