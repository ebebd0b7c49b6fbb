"""Pages of the catalogue: what publishing its files would change, and what a form asks."""
