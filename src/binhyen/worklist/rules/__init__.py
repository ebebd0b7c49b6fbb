"""Judgements of this room, as pure functions: no database, no clock."""
