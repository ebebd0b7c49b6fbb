"""Removing refused files whose time of keeping is over, every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.machinery.files.receiving import remove_expired


@app.periodic(cron="20 1 * * *")
@app.task(name="machinery.remove_expired_files", queueing_lock="remove_expired_files")
def remove_expired_files(timestamp: int) -> None:
    """``timestamp`` is when the run was due, in seconds; what has expired by today goes."""
    with acting_as(SYSTEM):
        remove_expired(by=SYSTEM)
