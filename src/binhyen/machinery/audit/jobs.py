"""Sealing the trail, every five minutes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from binhyen.machinery.audit.sealing import seal
from binhyen.machinery.database.reach import SYSTEM, acting_as


@app.periodic(cron="*/5 * * * *")
@app.task(name="machinery.seal_trail", queueing_lock="seal_trail", pass_context=False)
def seal_trail(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; sealing takes whatever is unsealed."""
    with acting_as(SYSTEM):
        seal()
