"""Sealing the trail, every five minutes; removing what is past its time, every month."""

from __future__ import annotations

from procrastinate.contrib.django import app

from binhyen.machinery.audit.retention import remove_old
from binhyen.machinery.audit.sealing import seal
from binhyen.machinery.database.reach import SYSTEM, acting_as


@app.periodic(cron="*/5 * * * *")
@app.task(name="machinery.seal_trail", queueing_lock="seal_trail", pass_context=False)
def seal_trail(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; sealing takes whatever is unsealed."""
    with acting_as(SYSTEM):
        seal()


@app.periodic(cron="40 1 1 * *")
@app.task(name="machinery.remove_old_trail", queueing_lock="remove_old_trail")
def remove_old_trail(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; what is past its time by now goes."""
    with acting_as(SYSTEM):
        remove_old(by=SYSTEM)
