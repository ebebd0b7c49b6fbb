"""What others may ask about units: who exists on a day, where it stands, what it is called."""

from binhyen.orgunits.queries.checking import check_units
from binhyen.orgunits.queries.crosswalk import NamedCrosswalk, crosswalk_of
from binhyen.orgunits.queries.reading import (
    NO_PLACES,
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
    workplaces_of,
)
from binhyen.orgunits.queries.searching import Found, matching, search, with_names_above
from binhyen.orgunits.queries.stakes import (
    Change,
    Consequence,
    Founding,
    Stake,
    consequences_of,
    hold_stake,
    may_be_undone,
)
from binhyen.orgunits.queries.succession import Step, UnitThen, predecessors_of, successors_of
from binhyen.orgunits.rules.checks import Checked

__all__ = [
    "NO_PLACES",
    "Change",
    "Checked",
    "Consequence",
    "Found",
    "Founding",
    "NamedCrosswalk",
    "Stake",
    "Step",
    "UnitOnDay",
    "UnitThen",
    "ancestors_of",
    "bodies_of",
    "check_units",
    "child_counts",
    "children_of",
    "consequences_of",
    "counts_by_kind",
    "crosswalk_of",
    "hold_stake",
    "holding_on",
    "matching",
    "may_be_undone",
    "on_day",
    "path_of",
    "path_to",
    "predecessors_of",
    "search",
    "successors_of",
    "unit_of_code",
    "unit_of_key",
    "units_as_of",
    "units_of_code",
    "versions_of",
    "with_names_above",
    "workplaces_of",
]
