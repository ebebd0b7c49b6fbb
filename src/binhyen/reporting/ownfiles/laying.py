"""A file laid beside a form: which column and which rows are meant, by what is remembered and by what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLayout, FormLine
from binhyen.reporting.ownfiles.choosing import Choice, choices_of
from binhyen.reporting.ownfiles.judging import Answer, asks_for_unit, unit_of
from binhyen.reporting.ownfiles.naming import Naming
from binhyen.reporting.ownfiles.proposing import Certainty, Proposal, Reason, Vocabulary, propose
from binhyen.reporting.ownfiles.remembering import RememberedRow, known_rows, nearest, same_unit, shape_of
from binhyen.reporting.ownfiles.tables import FigureRow, NumberCell, Table

_CLOSE = 0.3
"""Two columns whose scores are nearer than this may both be meant."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One matching as it is kept: its key, the shape of the file, the column, and its rows."""

    key: int
    shape: str
    column: str
    rows: tuple[RememberedRow, ...]


@dataclass(frozen=True, slots=True)
class RowLaid:
    """A row with its cell in the chosen column, what it is proposed to be, and the answer that stands beforehand.

    ``known`` tells that the answer is remembered; ``answer`` None asks for one.
    """

    row: FigureRow
    cell: NumberCell
    proposal: Proposal
    answer: Answer | None
    known: bool = False


@dataclass(frozen=True)
class Laid:
    """A file beside a form. ``kept`` is the matching that knows its rows, ``same`` whether it knows this very shape."""

    tables: tuple[Table, ...]
    choices: tuple[Choice, ...]
    choice: Choice
    shape: str
    rows: tuple[RowLaid, ...]
    kept: Kept | None
    same: bool

    @property
    def answers(self) -> dict[int, Answer]:
        """The answers that stand beforehand, by the number of the row."""
        return {each.row.number: each.answer for each in self.rows if each.answer is not None}

    @cached_property
    def period_told(self) -> bool:
        """Whether the file says that the chosen column, and no other as well, is of this period."""
        beside = [each for each in self.choices if each is not self.choice and each.naming is Naming.THIS]
        rival = any(abs(each.score - self.choice.score) < _CLOSE for each in beside)
        return self.choice.naming is Naming.THIS and not rival

    @property
    def at_once(self) -> bool:
        """Whether it may be taken without asking: the file was matched, every row with a figure is known, its unit too,
        and the file says that the column is of this period."""
        return bool(self.rows) and self.period_told and all(each.known for each in self.rows)

    def untaken(self, layout: FormLayout) -> tuple[FormLine, ...]:
        """The lines to fill in that no row gives by the answers that stand."""
        given = {answer.line for answer in self.answers.values()}
        return tuple(line for line in layout.inputs if line.code not in given)


def lay(
    tables: Sequence[Table],
    period: Period,
    file_name: str,
    layout: FormLayout,
    kept: Sequence[Kept],
    vocabulary: Vocabulary | None = None,
    chosen: tuple[str, str] | None = None,
) -> Laid | None:
    """Lay a file beside a form; None where it has no such column, or none at all.

    ``chosen`` names sheet and column where a person did. Without a ``vocabulary`` nothing is proposed: what is not
    remembered is asked.
    """
    known = {table.sheet: _kept_for(table, kept) for table in tables}
    letters = {sheet: each.column for sheet, each in known.items() if each is not None}
    choices = choices_of(tables, period, file_name, letters)
    choice = next(
        (each for each in choices if chosen in (None, (each.table.sheet, each.column.letters))), None
    )
    if choice is None:
        return None
    table, matching = choice.table, known[choice.table.sheet]
    shape = shape_of(table)
    remembered = known_rows(table.rows, matching.rows) if matching else {}
    standing = list(table.figures(choice.column.letters))
    return Laid(
        tuple(tables),
        choices,
        choice,
        shape,
        tuple(_rows(table, standing, remembered, layout, vocabulary)),
        matching,
        matching is not None and matching.shape == shape,
    )


def _kept_for(table: Table, kept: Sequence[Kept]) -> Kept | None:
    """The matching of this very shape, else the one that knows most of the rows."""
    shape = shape_of(table)
    same = next((each for each in kept if each.shape == shape), None)
    if same is not None:
        return same
    found = nearest(table.rows, {each.key: each.rows for each in kept})
    return next((each for each in kept if found is not None and each.key == found[0]), None)


def _rows(
    table: Table,
    standing: Sequence[tuple[FigureRow, NumberCell]],
    remembered: Mapping[int, RememberedRow],
    layout: FormLayout,
    vocabulary: Vocabulary | None,
) -> list[RowLaid]:
    asked = [row for row, _cell in standing if row.number not in remembered]
    taken = {each.line for each in remembered.values() if each.line}
    proposals = propose(asked, vocabulary, taken) if vocabulary is not None else [Proposal()] * len(asked)
    proposed = dict(zip((row.number for row in asked), proposals, strict=True))
    laid = []
    for row, cell in standing:
        if row.number in remembered:
            laid.append(_remembered(table, row, cell, remembered[row.number], layout))
        else:
            laid.append(RowLaid(row, cell, proposed[row.number], _before(proposed[row.number], vocabulary)))
    return laid


def _remembered(
    table: Table, row: FigureRow, cell: NumberCell, each: RememberedRow, layout: FormLayout
) -> RowLaid:
    """A row as it was answered. A line that the form no longer has is asked anew, and so is a unit that changed."""
    proposal = Proposal(each.line, Certainty.SURE, Reason.REMEMBERED)
    line = layout.by_code.get(each.line) if each.line else None
    if each.line and line is None:
        return RowLaid(row, cell, Proposal(), None)
    asked = line is not None and asks_for_unit(row, line, table) != 1
    said = same_unit(each.unit, unit_of(row, table))
    answer = Answer(each.line, each.factor if asked and said else None)
    return RowLaid(row, cell, proposal, answer, known=said or not asked)


def _before(proposal: Proposal, vocabulary: Vocabulary | None) -> Answer | None:
    """What is chosen beforehand: a likely line, and nothing for a row that is like no line at all."""
    if vocabulary is None or proposal.certainty is Certainty.WEAK:
        return None
    return Answer(proposal.line if proposal.certainty >= Certainty.LIKELY else None)
