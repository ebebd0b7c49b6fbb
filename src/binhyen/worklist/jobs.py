"""Sending notices by mail, every ten minutes; removing those past their time, every night."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.worklist.actions import remove_old_notices
from binhyen.worklist.mailing import send_what_waits


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="worklist.send_notices",
    queueing_lock="send_notices",
    retry=RetryStrategy(max_attempts=3, exponential_wait=30),
)
def send_notices(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; what waits by now is sent, one letter an account.

    A mail server that does not answer fails the run, which is tried again; no act ever waits for it.
    """
    send_what_waits()


@app.periodic(cron="50 1 * * *")
@app.task(name="worklist.remove_old_notices", queueing_lock="remove_old_notices")
def remove_old_notices_of_the_day(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; what is past its time by now goes."""
    with acting_as(SYSTEM):
        remove_old_notices(by=SYSTEM)
