"""What became of the workbooks that were dropped in?"""

from __future__ import annotations

from uuid import UUID

from binhyen.foundations.authority import Actor
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.reporting.models import WorkbookIntake


def intakes_of_batch(actor: Actor, batch: UUID) -> ScopedQuerySet[WorkbookIntake]:
    """The workbooks of one drop, in the order in which they came."""
    return WorkbookIntake.objects.visible_to(actor).filter(batch=batch).order_by("pk")


def intake_of(actor: Actor, pk: int) -> WorkbookIntake | None:
    """One workbook that came in, with its file and obligation."""
    return WorkbookIntake.objects.visible_to(actor).filter(pk=pk).select_related("file", "obligation").first()
