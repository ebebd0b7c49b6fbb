"""Letting units stand where a reorganisation put them, once its day has come."""

from __future__ import annotations

from procrastinate.contrib.django import app

from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.orgunits.actions import settle_paths


@app.periodic(cron="3 * * * *")
@app.task(name="orgunits.settle_paths", queueing_lock="settle_paths")
def settle_paths_of_the_day(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds. Every hour, so that a machine that slept comes after."""
    with acting_as(SYSTEM):
        settle_paths(by=SYSTEM)
