"""The rows of a text's tables, read in their places among its passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from binhyen.narratives.rules.figures import Figure
from binhyen.narratives.rules.ground import BEFORE, Ground
from binhyen.narratives.rules.norms import THRESHOLD
from binhyen.narratives.rules.passages import Outlook, Passage
from binhyen.narratives.rules.tables import Read, Row, Surroundings, Table, TableReader

_IN_PERIOD = re.compile(r"(?:19|20)[0-9]{2}")


class Rows:
    """The rows of a text's tables, as its passages are gone through."""

    def __init__(self, ground: Ground, tables: Sequence[Table], read: Read) -> None:
        """``read``: how a sentence is read that is made of a heading and a label."""
        self.ground = ground
        self.read = read
        self.rows = [(table, at) for table in tables for at in range(len(table.rows))]
        self.next = 0
        self.end = 0  # of the row begun last
        self.reader: TableReader | None = None
        self.last: tuple[int, TableReader] | None = None  # where the table before ended, and its reader
        self.seen: dict[str, Sequence[Figure]] = {}

    def hold(self, passage: Passage) -> bool:
        """Whether a passage is a row, or goes on in one, of a table that is read by its headings."""
        while self.next < len(self.rows) and self._row()[-1].end <= passage.start:
            self.next += 1
        if passage.start < self.end:
            return self.reader is not None and self.reader.told
        if self.next == len(self.rows) or self._row()[0].start >= passage.end:
            self.reader = None
            return False
        table, _at = self.rows[self.next]
        if self.reader is None or self.reader.table is not table:
            self.reader = self._begun(table, passage)
            self.last = (table.rows[-1][-1].end, self.reader)
        self.end = self._row()[-1].end
        return self.reader.told

    def figures(self, passage: Passage) -> list[Figure]:
        """The figures of the row that begins with a passage."""
        if self.reader is None or self.next == len(self.rows):
            return []
        table, at = self.rows[self.next]
        if table is not self.reader.table or passage.end < self._row()[0].start:
            return []
        self.next += 1
        shadow = self.ground.shadow
        return [
            replace(
                each, span=shadow.span(*each.span), quote=shadow.quote(*each.span), passage=passage.number
            )
            for each in self.reader.figures(at)
        ]

    def _row(self) -> Row:
        table, at = self.rows[self.next]
        return table.rows[at]

    def _begun(self, table: Table, passage: Passage) -> TableReader:
        ground, start = self.ground, passage.start
        text = ground.shadow.text
        period = ground.periods.at(start, start, start)
        year = _IN_PERIOD.match(period) if period else None
        around = Surroundings(
            period,
            ground.places.at(start, start, start, passage.heading[0]),
            passage.around is Outlook.PLANNED,
            year[0] if year else None,
            text[max(0, start - BEFORE) : start],
        )
        goes_on = self.last is not None and not text[self.last[0] : table.start].strip()
        before = self.last[1] if goes_on and self.last is not None else None
        return TableReader(ground.shadow.composed, table, around, self.read, THRESHOLD, before, self.seen)
