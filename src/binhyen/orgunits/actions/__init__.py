"""What can be done to units."""

from binhyen.orgunits.actions.bodies import close_body, found_body
from binhyen.orgunits.actions.effects import effects_of, keep_effect
from binhyen.orgunits.actions.load import Loaded, load_units

__all__ = ["Loaded", "close_body", "effects_of", "found_body", "keep_effect", "load_units"]
