"""Steps of the demonstration's story: each on its day, in its actor's name, in a transaction of its own, done once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from binhyen.access.models import Account
from binhyen.access.queries import actor_for
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import fixed_to
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder

NOTED = "demonstration_steps"


@contextmanager
def on(day: date, username: str | None = None) -> Iterator[Actor]:
    """Act on that day, as the account of that name or as the operator; the block stands or falls as one."""
    with fixed_to(day):
        actor = actor_for(Account.objects.get(username=username)) if username else OPERATOR
        with acting_as(actor):
            yield actor


class Story:
    """Which steps were done, noted in the data folder, so that a second start tells nothing twice."""

    def __init__(self, folder: DataFolder, say: Callable[[str], None]) -> None:
        self.folder, self.say = folder, say

    def once(self, name: str, step: Callable[[], str]) -> None:
        """Carry the step out unless that was done before; say what it came to."""
        done = list(self.folder.state.get(NOTED, []))
        if name not in done:
            self.say(step())
            self.folder.note(**{NOTED: [*done, name]})
