"""What can be done to units."""

from binhyen.orgunits.actions.bodies import close_body, found_body
from binhyen.orgunits.actions.load import Loaded, load_units

__all__ = ["Loaded", "close_body", "found_body", "load_units"]
