"""What can be done to units."""

from binhyen.orgunits.actions.load import Loaded, load_units

__all__ = ["Loaded", "load_units"]
