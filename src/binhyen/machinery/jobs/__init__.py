"""Background work: written in the caller's transaction, done later as the person who asked.

    @job("reporting.take_workbooks")
    def take_workbooks(*, by: Actor, batch: int) -> None: ...

    take_workbooks.defer(by=actor, batch=batch.pk)

A rolled-back act leaves no job. When the job runs, the person's mandates of that moment count, which may
be fewer than when they asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

from binhyen.foundations.authority import Actor
from binhyen.machinery.actors import actor_of
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as


class Job:
    """A named piece of background work."""

    def __init__(
        self, name: str, body: Callable[..., None], *, in_steps: bool = False, **options: Any
    ) -> None:
        self.name = name
        self.body = body
        self.in_steps = in_steps
        self._task = app.task(name=name, **options)(self._run)  # type: ignore[no-untyped-call]

    def defer(self, *, by: Actor, **keys: Any) -> int:
        """Write the job in the caller's transaction; ``keys`` are ids, never objects. Answers its number.

        Whoever is nobody (not signed in) has no jobs: raises ``ValueError``.
        """
        if by.account_id is None and by not in (OPERATOR, SYSTEM):
            raise ValueError(f"{self.name}: {by.name!r} cannot be found again when the job runs.")
        number: int = self._task.defer(account_id=by.account_id, for_system=by is SYSTEM, **keys)
        return number

    def _run(self, account_id: int | None, for_system: bool = False, **keys: Any) -> None:
        nobody_in_person = SYSTEM if for_system else OPERATOR
        by = nobody_in_person if account_id is None else actor_of(account_id)
        if self.in_steps:
            self.body(by=by, **keys)
            return
        with acting_as(by):
            self.body(by=by, **keys)


def job(name: str, *, in_steps: bool = False, **options: Any) -> Callable[[Callable[..., None]], Job]:
    """Make a function ``(*, by, **keys)`` into a :class:`Job`; ``options`` are procrastinate's.

    Its body is one transaction; with ``in_steps`` it opens its own (``acting_as(by)``), and others see how far it is.
    """

    def make(body: Callable[..., None]) -> Job:
        return Job(name, body, in_steps=in_steps, **options)

    return make
