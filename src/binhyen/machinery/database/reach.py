"""What may this transaction see? What its actor's reach says, and without one nothing.

The reach lives in settings of the transaction that the row-level policies read. It is set once by
whoever opens the transaction (the web's middleware, a command, a job) and is gone at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from binhyen.foundations.authority import NO_REACH, WHOLE_REACH, Actor, Branches, Reach

_SETTINGS = (
    "content",
    "content_write",
    "administration",
    "administration_write",
    "places",
    "traces",
    "own",
    "above",
    "account",
    "whole",
)

_current: ContextVar[Reach] = ContextVar("reach", default=NO_REACH)


class NoTransaction(Exception):
    """A reach was set outside a transaction, where it would hold for one statement and then show nothing."""


def set_reach(reach: Reach) -> None:
    """Tell the database what the rest of the current transaction may touch."""
    if not connection.in_atomic_block:
        raise NoTransaction("Open a transaction before the reach is set.")
    values = [
        _text(reach.content),
        _text(reach.content_write),
        _text(reach.administration),
        _text(reach.administration_write),
        _text(reach.places),
        _text(reach.traces),
        ",".join(map(str, reach.own)),
        ",".join(map(str, reach.above)),
        "" if reach.account is None else str(reach.account),
        "yes" if reach.whole else "",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"set_config('binhyen.{name}', %s, true)" for name in _SETTINGS), values
        )
    _current.set(reach)


def current_reach() -> Reach:
    """The reach that was set last in this context."""
    return _current.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """A transaction that reaches as far as ``actor`` does: what commands and jobs wrap around their work.

    Inside another such block it narrows or widens, and puts back the outer reach at its end.
    """
    outer = _current.get() if connection.in_atomic_block else NO_REACH
    nested = connection.in_atomic_block
    try:
        with transaction.atomic():
            set_reach(actor.reach)
            yield actor
    finally:
        _current.set(outer)
        if nested and not connection.needs_rollback:
            set_reach(outer)  # a released savepoint keeps the inner settings


OPERATOR = Actor(
    account_id=None,
    name="người vận hành thư mục dữ liệu",
    reach=WHOLE_REACH,
    everything=True,
)
"""Whoever runs a command on the machine without naming an account: named so in the trail."""

SYSTEM = Actor(account_id=None, name="hệ thống", reach=WHOLE_REACH, everything=True)
"""The program itself, in jobs that nobody asked for, such as sealing the trail."""


def _text(branches: Branches) -> str:
    return "all" if branches.everywhere else ",".join(branches.paths)
