"""What can be done to units."""

from binhyen.orgunits.actions.bodies import close_body, found_body, rename_body
from binhyen.orgunits.actions.boundaries import LoadedBoundaries, load_boundaries
from binhyen.orgunits.actions.committees import (
    SeatsRefused,
    close_committee,
    correct_committee,
    found_committee,
    reform_committee,
)
from binhyen.orgunits.actions.effects import effects_of, keep_effect
from binhyen.orgunits.actions.groups import (
    MembersRefused,
    PutIn,
    found_group,
    put_into_group,
    take_out_of_group,
)
from binhyen.orgunits.actions.load import Loaded, load_units
from binhyen.orgunits.actions.populating import (
    TableRefused,
    populate,
    populate_many,
)
from binhyen.orgunits.actions.redrafting import discard_reorganisation, redraft_reorganisation
from binhyen.orgunits.actions.reorganising import (
    DraftOutcome,
    draft_reorganisation,
    enact_reorganisation,
    reorganise_many,
    settle_paths,
    undo_reorganisation,
)
from binhyen.orgunits.rules.lists import BadLists, ListFault

__all__ = [
    "BadLists",
    "DraftOutcome",
    "ListFault",
    "Loaded",
    "LoadedBoundaries",
    "MembersRefused",
    "PutIn",
    "SeatsRefused",
    "TableRefused",
    "close_body",
    "close_committee",
    "correct_committee",
    "discard_reorganisation",
    "draft_reorganisation",
    "effects_of",
    "enact_reorganisation",
    "found_body",
    "found_committee",
    "found_group",
    "keep_effect",
    "load_boundaries",
    "load_units",
    "populate",
    "populate_many",
    "put_into_group",
    "redraft_reorganisation",
    "reform_committee",
    "rename_body",
    "reorganise_many",
    "settle_paths",
    "take_out_of_group",
    "undo_reorganisation",
]
