"""What became of the workbooks that were dropped in?"""

from __future__ import annotations

from uuid import UUID

from binhyen.foundations.authority import Actor
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.reporting.models import Outcome, WorkbookIntake
from binhyen.reporting.workbooks import CellFault


def intakes_of_batch(actor: Actor, batch: UUID) -> ScopedQuerySet[WorkbookIntake]:
    """The workbooks of one drop, in the order in which they came."""
    return WorkbookIntake.objects.visible_to(actor).filter(batch=batch).order_by("pk")


def intake_of(actor: Actor, pk: int) -> WorkbookIntake | None:
    """One workbook that came in, with its file and obligation."""
    return WorkbookIntake.objects.visible_to(actor).filter(pk=pk).select_related("file", "obligation").first()


def marked_copy_of(actor: Actor, pk: int) -> tuple[str, bytes] | None:
    """A refused workbook as it was kept, with its faulty cells marked and commented: its name and content.

    None where there is no such workbook for this actor, where it was taken, or where it may not be or is not kept.
    """
    from binhyen.reporting.workbooks.marking import marked_copy

    intake = intake_of(actor, pk)
    if intake is None or intake.outcome != Outcome.REFUSED or intake.file is None:
        return None
    faults = [
        CellFault(
            fault["code"],
            fault["sheet"],
            fault["address"],
            fault["line"],
            fault["sentence"],
            fault["remedy"],
        )
        for fault in intake.faults
    ]
    return intake.name, marked_copy(bytes(intake.file.content), faults)
