"""Judgements about indicators and forms, as pure functions: no database, no clock."""
