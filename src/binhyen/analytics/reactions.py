"""What this room does when reports change."""

from __future__ import annotations

from binhyen.analytics.consolidating import consolidate
from binhyen.machinery.events import reacts_to
from binhyen.reporting.events import ReportsChanged


@reacts_to(ReportsChanged)
def add_up_again(event: ReportsChanged) -> None:
    """Sums follow within the transaction of the act: there is no moment at which they disagree with the reports."""
    consolidate(event.data_set_id, event.period, event.superiors)
