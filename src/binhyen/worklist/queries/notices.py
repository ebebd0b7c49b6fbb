"""What was this account told?"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import with_unit_names
from binhyen.worklist.models import MailChoice, Notice


def notices_of(actor: Actor) -> ScopedQuerySet[Any]:
    """The notices of the actor's account on reports that it may open, unread ones first, then the latest.

    Each with its obligation and what :func:`told_with_names` adds; ``return_reason`` is why the report stands given
    back, where it still does.
    """
    given_back = (
        Submission.objects.visible_to(actor)
        .filter(pk=OuterRef("obligation_id"), state=State.RETURNED)
        .values("return_reason")
    )
    return (
        told_with_names(_readable(actor))
        .annotate(return_reason=Subquery(given_back[:1]))
        .order_by("-unread", "-at", "-pk")
    )


def told_with_names(notices: ScopedQuerySet[Any]) -> ScopedQuerySet[Any]:
    """The notices with their obligations and forms, and with ``form_name``, ``form_name_en``, ``unit_name`` and
    ``unread``. Those whose obligation is gone are left out."""
    return (
        with_unit_names(notices, today())
        .select_related("obligation", "obligation__data_set")
        .annotate(
            form_name=KeyTextTransform("name", "obligation__version__content"),
            form_name_en=KeyTextTransform("name_en", "obligation__version__content"),
            unread=Q(read_at=None),
        )
    )


def unread_count(actor: Actor) -> int:
    """How many notices the account has not read. One statement."""
    return _readable(actor).filter(read_at=None).count()


def wants_mail(actor: Actor) -> bool:
    """Whether the account chose to have its notices by mail. One statement."""
    if actor.account_id is None:
        return False
    return MailChoice.objects.filter(account_id=actor.account_id, wanted=True).exists()


def _readable(actor: Actor) -> ScopedQuerySet[Any]:
    owed = Obligation.objects.visible_to(actor).filter(pk=OuterRef("obligation_id"))
    return Notice.objects.visible_to(actor).filter(Exists(owed))
