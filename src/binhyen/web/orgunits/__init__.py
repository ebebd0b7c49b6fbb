"""Pages of units: the list, one unit, and the switcher of the top bar."""
