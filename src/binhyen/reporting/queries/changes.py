"""What did others write into a report since a page looked last, and who is at it now?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from binhyen.access.queries import Signature, signatures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM, now
from binhyen.reporting.models import FigureSource, Obligation, Recording
from binhyen.reporting.queries.timeline import names_known

AT_IT_FOR = timedelta(minutes=2)
"""Who wrote within this time is taken to be typing still."""


@dataclass(frozen=True, slots=True)
class CellWritten:
    """The last writing of one cell or note: ``text`` as recordings keep it. ``own``: by the account that asks.

    ``by`` is None for oneself, for an account that is not known any more and for the operator of the data folder.
    """

    line: str
    text: str | None
    revision: int
    at: datetime
    account_id: int | None
    own: bool
    by: Signature | None = None


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody else who is at the report, and when they wrote last."""

    at: datetime
    by: Signature | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The last writing of each cell and note by line code, and who else is at it, the latest first."""

    cells: dict[str, CellWritten]
    notes: dict[str, CellWritten]
    editors: tuple[Editor, ...]


def changes_since(actor: Actor, obligation: Obligation, since: int, *, also: Collection[str] = ()) -> Changes:
    """What was written since the revision ``since``, by whomever: one may have the report open twice.

    ``also`` are lines whose last writing is told however old it is. Names are told as the timeline tells them. One
    statement, two more where others wrote.
    """
    recordings = Recording.objects.visible_to(actor).filter(submission_id=obligation.pk)
    begun = now() - AT_IT_FOR
    if not also:
        recordings = recordings.filter(Q(revision__gt=since) | Q(at__gte=begun))
    cells: dict[str, tuple[str | None, int, datetime, int | None]] = {}
    notes: dict[str, tuple[str | None, int, datetime, int | None]] = {}
    editing: dict[int | None, datetime] = {}
    for revision, at, account, source, changes, noted in recordings.order_by("revision", "pk").values_list(
        "revision", "at", "account_id", "source", "changes", "notes"
    ):
        for line, _old, new, _address in changes:
            if revision > since or line in also:
                cells[line] = new, revision, at, account
        for line, _old, new in noted:
            if revision > since or line in also:
                notes[line] = new, revision, at, account
        if at >= begun and source == FigureSource.KEYBOARD and account != actor.account_id:
            editing[account] = at
    written = [*cells.values(), *notes.values()]
    by = _signed(actor, obligation, [(account, at) for _text, _revision, at, account in written], editing)

    def told(line: str, of: tuple[str | None, int, datetime, int | None]) -> CellWritten:
        text, revision, at, account = of
        own = account == actor.account_id
        return CellWritten(line, text, revision, at, account, own, by.get((account or 0, _day(at))))

    return Changes(
        {line: told(line, each) for line, each in cells.items()},
        {line: told(line, each) for line, each in notes.items()},
        tuple(
            Editor(at, by.get((account or 0, _day(at))))
            for account, at in sorted(editing.items(), key=lambda each: each[1], reverse=True)
        ),
    )


def _signed(
    actor: Actor,
    obligation: Obligation,
    written: Collection[tuple[int | None, datetime]],
    editing: dict[int | None, datetime],
) -> dict[tuple[int, date], Signature]:
    """The signatures of others; oneself needs none."""
    acted = {
        (account, _day(at))
        for account, at in (*written, *editing.items())
        if account is not None and account != actor.account_id
    }
    return signatures_of(acted, obligation.unit_path, named=names_known(actor, obligation))


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
