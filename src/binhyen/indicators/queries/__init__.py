"""What others may ask about indicators and forms; the values in which the answers are given stand in ``values``."""

from binhyen.indicators.queries.checking import find_mistakes
from binhyen.indicators.queries.difference import CatalogueChanges, catalogue_changes
from binhyen.indicators.queries.reading import (
    data_sets,
    definition_of,
    indicators_on,
    layout_of,
    line_codes,
    regime_for,
    regimes_for,
    regimes_of,
    version_for,
    versions,
)
from binhyen.indicators.rules.mistakes import Mistake, Severity
from binhyen.indicators.rules.regimes import RegimeRule
from binhyen.indicators.sources import layouts_from, read_headlines

__all__ = [
    "CatalogueChanges",
    "Mistake",
    "RegimeRule",
    "Severity",
    "catalogue_changes",
    "data_sets",
    "definition_of",
    "find_mistakes",
    "indicators_on",
    "layout_of",
    "layouts_from",
    "line_codes",
    "read_headlines",
    "regime_for",
    "regimes_for",
    "regimes_of",
    "version_for",
    "versions",
]
