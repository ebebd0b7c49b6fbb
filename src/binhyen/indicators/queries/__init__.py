"""What others may ask about indicators and forms; the values in which the answers are given stand in ``values``."""

from binhyen.indicators.queries.checking import find_mistakes
from binhyen.indicators.queries.reading import (
    data_sets,
    definition_of,
    indicators_on,
    layout_of,
    line_codes,
    regime_for,
    regimes_for,
    version_for,
)
from binhyen.indicators.rules.mistakes import Mistake, Severity
from binhyen.indicators.rules.regimes import RegimeRule
from binhyen.indicators.sources import layouts_from

__all__ = [
    "Mistake",
    "RegimeRule",
    "Severity",
    "data_sets",
    "definition_of",
    "find_mistakes",
    "indicators_on",
    "layout_of",
    "layouts_from",
    "line_codes",
    "regime_for",
    "regimes_for",
    "version_for",
]
