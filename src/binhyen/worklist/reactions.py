"""Whose turn is it now? Told within the act, in a number of statements that does not hang on how many are told."""

from __future__ import annotations

from django.db.models import Q

from binhyen.access.permissions import Permission
from binhyen.machinery.database.reach import SYSTEM
from binhyen.machinery.events import reacts_to
from binhyen.reporting.events import (
    DeadlineExtended,
    ReportReturned,
    ReportsAccepted,
    ReportsAsked,
    ReportSubmitted,
)
from binhyen.reporting.models import Obligation, Submission
from binhyen.worklist.models import What
from binhyen.worklist.telling import Told, tell_holders


@reacts_to(ReportSubmitted)
def tell_the_superior(event: ReportSubmitted) -> None:
    """A report waits to be judged; a part of one waits for the unit that hands in the whole."""
    told = [Told(event.obligation_id, event.unit_id, at=event.superior_id)]
    if event.part_of is None:
        tell_holders(Permission.REVIEW_REPORT, What.SUBMITTED, lambda: told)
    else:
        tell_holders(Permission.SUBMIT_REPORT, What.PART_READY, lambda: told)


@reacts_to(ReportReturned)
def tell_whoever_enters(event: ReportReturned) -> None:
    """The unit has to mend its report, and bodies theirs whose part was given back with it."""
    _tell_those_entering(What.RETURNED, Q(pk__in=(event.obligation_id, *event.parts)))


@reacts_to(ReportsAsked)
def tell_the_units(event: ReportsAsked) -> None:
    """Units owe something new; bodies that fill in sections of it owe those."""
    asked = Q(data_set_id=event.data_set_id, period=event.period)
    _tell_those_entering(
        What.ASKED, asked & (Q(unit_id__in=event.units) | Q(part_of__unit_id__in=event.units))
    )


@reacts_to(DeadlineExtended)
def tell_of_more_time(event: DeadlineExtended) -> None:
    """The unit has more time, and so have the bodies that fill in sections of its report."""
    _tell_those_entering(What.EXTENDED, Q(pk=event.obligation_id) | Q(part_of_id=event.obligation_id))


@reacts_to(ReportsAccepted)
def tell_whoever_handed_in(event: ReportsAccepted) -> None:
    """Those who handed the reports in, as long as they still may at the unit itself."""

    def handed_in() -> list[Told]:
        return [
            Told(obligation_id, unit_id, at=unit_id, alone=account_id)
            for obligation_id, unit_id, account_id in Submission.objects.visible_to(SYSTEM)
            .filter(pk__in=event.obligation_ids)
            .exclude(submitted_by=None)
            .values_list("pk", "unit_id", "submitted_by")
        ]

    tell_holders(Permission.SUBMIT_REPORT, What.ACCEPTED, handed_in)


def _tell_those_entering(what: What, obligations: Q) -> None:
    def owed() -> list[Told]:
        return [
            Told(obligation_id, unit_id, at=unit_id)
            for obligation_id, unit_id in Obligation.objects.visible_to(SYSTEM)
            .filter(obligations)
            .values_list("pk", "unit_id")
        ]

    tell_holders(Permission.ENTER_FIGURES, what, owed)
