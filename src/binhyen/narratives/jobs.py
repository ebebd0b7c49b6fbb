"""Long narratives are read beside the pages; those that nobody finishes go, every night."""

from __future__ import annotations

import time

from procrastinate.contrib.django import app

from binhyen.foundations.authority import Actor
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.machinery.jobs import job
from binhyen.narratives.actions import drop_abandoned, read_narrative
from binhyen.narratives.actions.bringing import note_progress
from binhyen.narratives.intake import tables_of
from binhyen.narratives.models import NarrativeState
from binhyen.narratives.queries import narrative_of_key, read_vocabulary
from binhyen.narratives.rules.kept_text import blocks_of
from binhyen.narratives.values import Figure, read_on

SECONDS_BETWEEN = 1.0


@job("narratives.read", in_steps=True)
def read_long_narrative(*, by: Actor, narrative: int) -> None:
    """Read a narrative that waits to be read; nothing where it does not any more. May be run again after it died.

    The reading itself holds no transaction; every second one says how far it has come.
    """
    with acting_as(by):
        found = narrative_of_key(by, narrative)
    if found is None or found.state != NarrativeState.READING:
        return
    figures: list[Figure] = []
    told = time.monotonic()
    tables = tables_of(blocks_of(found.blocks))
    for read_to, more in read_on(found.text, read_vocabulary(), tables):
        figures += more
        if time.monotonic() - told >= SECONDS_BETWEEN:
            told = time.monotonic()
            with acting_as(by):
                if not note_progress(by, narrative, read_to):
                    return
    with acting_as(by):
        if narrative_of_key(by, narrative) is None:
            return
        read_narrative(by=by, narrative=found, figures=figures)


@app.periodic(cron="55 1 * * *")
@app.task(name="narratives.drop_abandoned", queueing_lock="drop_abandoned_narratives")
def drop_abandoned_of_the_day(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; what has waited too long by now goes."""
    with acting_as(SYSTEM):
        drop_abandoned(by=SYSTEM)
