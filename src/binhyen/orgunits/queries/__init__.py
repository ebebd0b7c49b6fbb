"""What others may ask about units: who exists on a day, where it stands, what it is called."""

from binhyen.orgunits.queries.checking import check_units
from binhyen.orgunits.queries.reading import (
    UnitOnDay,
    ancestors_of,
    bodies_of,
    child_counts,
    children_of,
    counts_by_kind,
    holding_on,
    on_day,
    path_of,
    path_to,
    unit_of_code,
    unit_of_key,
    units_as_of,
    units_of_code,
    versions_of,
)
from binhyen.orgunits.queries.searching import Found, matching, search, with_names_above
from binhyen.orgunits.rules.checks import Checked

__all__ = [
    "Checked",
    "Found",
    "UnitOnDay",
    "ancestors_of",
    "bodies_of",
    "check_units",
    "child_counts",
    "children_of",
    "counts_by_kind",
    "holding_on",
    "matching",
    "on_day",
    "path_of",
    "path_to",
    "search",
    "unit_of_code",
    "unit_of_key",
    "units_as_of",
    "units_of_code",
    "versions_of",
    "with_names_above",
]
