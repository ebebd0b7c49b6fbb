"""What follows the results: limits and causes, tasks. Facts with their numbers; why, is for the desk to say."""

from __future__ import annotations

from collections.abc import Iterator

from binhyen.publications.reports.holding_back import HeldBack
from binhyen.publications.reports.sentences import Draft
from binhyen.publications.rules.sheet import ReportSheet


def limits_in(sheet: ReportSheet, held: HeldBack) -> Iterator[Draft]:
    """What fell short of what was owed, as far as figures tell it."""
    return iter(())


def causes_in(sheet: ReportSheet) -> Iterator[Draft]:
    """No cause by itself: facts on which the desk may rest its judgement."""
    return iter(())


def tasks_in(sheet: ReportSheet, held: HeldBack) -> Iterator[Draft]:
    """Whom to ask for what, by which day."""
    return iter(())
