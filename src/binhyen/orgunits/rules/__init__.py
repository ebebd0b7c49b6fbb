"""Judgements about units, as pure functions: no database, no clock."""
