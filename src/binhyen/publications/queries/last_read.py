"""Report sheets as they were read last: whoever words one sentence after the other need not wait for all figures.

A page reads the figures when it is opened; what is changed on it is shown with these until it is opened again.
Nothing is frozen from here. Kept in the process alone, for the reach of whoever read them.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from binhyen.foundations.authority import Actor, Reach
from binhyen.foundations.clock import now
from binhyen.publications.models import Edition
from binhyen.publications.rules.sheet import ReportSheet

KEPT_FOR = timedelta(minutes=10)
MOST_KEPT = 8

_Key = tuple[Reach, int, str, str]


@dataclass
class LastRead:
    """The sheets that were read last, the latest at the end."""

    sheets: OrderedDict[_Key, ReportSheet] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, actor: Actor, edition: Edition, sheet: ReportSheet) -> None:
        with self.lock:
            self.sheets[_key(actor, edition)] = sheet
            self.sheets.move_to_end(_key(actor, edition))
            while len(self.sheets) > MOST_KEPT:
                self.sheets.popitem(last=False)

    def of(self, actor: Actor, edition: Edition) -> ReportSheet | None:
        """The sheet that the same reach read for the draft a short while ago, or None."""
        sheet = self.sheets.get(_key(actor, edition))
        return sheet if sheet is not None and now() - sheet.composed_at < KEPT_FOR else None


def _key(actor: Actor, edition: Edition) -> _Key:
    return actor.reach, edition.pk, edition.compared, edition.territory


LAST_READ = LastRead()
