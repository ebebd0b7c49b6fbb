"""Values that every room speaks in. Pure Python: no Django, no database, no files, no network."""
