"""A narrative as its page shows it: the text in parts with marks, the figures as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from binhyen.narratives.models import Candidate, Use, Verdict
from binhyen.narratives.queries import CandidateShown, CellShown, NarrativeShown, Paragraph, ReportToReceive
from binhyen.narratives.queries import Piece as StretchOfText
from binhyen.web.frame.requests import whole_number
from binhyen.web.frame.states import STATES
from binhyen.web.frame.words import label_of, period_label
from binhyen.web.narratives import wording
from binhyen.web.narratives.correcting import indicator_names

ONLY, PAGE, CORRECT, ROW = "loc", "trang", "sua", "dong"
WAITING, DOUBTED, ALL = "chua-xem", "nghi-ngo", ""
ROWS_A_PAGE = 100
_UNSEEN, _SURE, _DOUBTFUL, _WRITTEN = "unseen", "sure", "doubted", "written"
LEGEND = (_UNSEEN, _SURE, _DOUBTFUL, Verdict.ACCEPTED, Verdict.CORRECTED, "not-taken", _WRITTEN)
"""How marks look, in the order in which they are explained."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows are shown: the filter and the page of the address."""

    only: str = ALL
    page: int = 1

    @classmethod
    def of(cls, sent: QueryDict) -> Where:
        """Read from an address or a form; what makes no sense counts as not said."""
        only, page = sent.get(ONLY, ""), whole_number(sent.get(PAGE, ""), digits=5)
        return cls(only if only in (WAITING, DOUBTED) else ALL, page or 1)

    def query(self, **more: Any) -> str:
        """As it stands in an address, with its question mark."""
        said = {ONLY: self.only, PAGE: self.page if self.page > 1 else "", **more}
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    @property
    def to_correct(self) -> str:
        """The same with a form open, up to the figure's number."""
        return self.query(**{CORRECT: "-"})[:-1]

    def takes(self, candidate: Candidate) -> bool:
        """Whether the filter shows a figure."""
        waits = candidate.verdict == Verdict.OPEN
        return self.only == ALL or (waits and (self.only == WAITING or bool(candidate.doubts)))


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as a row. ``state`` names the mark and the tag; ``form`` and ``refused`` stand in the row worked on."""

    number: int
    state: str
    words: str
    quote: str
    place: str
    value: str
    indicator: str
    others: tuple[str, ...]
    circumstances: str
    use: Any
    line_label: str
    lines: tuple[Mapping[str, Any], ...]
    """The lines among which to choose, where the indicator is broken down."""
    doubts: tuple[str, ...]
    reasons: tuple[str, ...]
    by_hand: bool
    is_waiting: bool
    is_written: bool
    needs_line: bool
    """Whether it is meant for the report and no line takes it yet."""
    needs_number: bool
    """Whether it is meant for a line of the report, which takes no number that is not exact."""
    mark_url: str
    form: Mapping[str, Any] | None = None
    refused: Any = None

    @property
    def state_words(self) -> Any:
        return STATES[self.state].label


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the text; the figure of which they are the mark, and whether it begins with them."""

    text: str
    row: Row | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table of the text."""

    start: int
    columns: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, heading or item; or a table with its rows."""

    kind: str
    start: int
    pieces: tuple[Piece, ...] = ()
    table: int = 0
    rows: tuple[tuple[Cell, ...], ...] = ()


def state_of(candidate: Candidate) -> str:
    """How a figure stands, by the names of marks and tags."""
    if candidate.recorded_at is not None:
        return _WRITTEN
    if candidate.verdict == Verdict.REFUSED:
        return "not-taken"
    if candidate.verdict != Verdict.OPEN:
        return str(Verdict.ACCEPTED if candidate.by_hand else candidate.verdict)
    if candidate.is_sure:
        return _SURE
    return _DOUBTFUL if candidate.doubts else _UNSEEN


def row_of(found: CandidateShown, elsewhere: str = "") -> Row:
    """A figure as a row of the page; ``elsewhere`` is the query of the page on which it is, where that is another."""
    candidate, figure = found.candidate, found.figure
    return Row(
        number=candidate.number,
        state=state_of(candidate),
        words=candidate.words,
        quote=wording.quoted(candidate.quote),
        place=candidate.place,
        value=wording.amount(figure),
        indicator=wording.indicator(figure),
        others=tuple(
            indicator_names()[each.indicator]
            for each in figure.alternatives
            if each.indicator in indicator_names()
            and each.indicator != figure.indicator
            and each.confidence >= WORTH_NAMING
        ),
        circumstances=wording.circumstances(figure),
        use=wording.uses().get(candidate.use, ""),
        line_label=label_of(found.line) if found.line is not None else "",
        lines=tuple(
            {"code": each.code, "label": label_of(each), "current": each.code == candidate.line}
            for each in found.lines
        ),
        doubts=found.doubts,
        reasons=figure.reasons,
        by_hand=candidate.by_hand,
        is_waiting=candidate.verdict == Verdict.OPEN,
        is_written=candidate.recorded_at is not None,
        needs_line=candidate.use == Use.FIGURE and found.line is None,
        needs_number=candidate.use == Use.FIGURE and found.line is not None and not figure.is_exact,
        mark_url=f"{elsewhere}#dong-{candidate.number}",
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """All figures by number, and those that the filter and the page of the address show."""

    by_number: Mapping[int, Row]
    shown: tuple[Row, ...]
    number_taken: int
    """How many the filter takes."""


def rows_of(found: NarrativeShown, where: Where, only: int | None = None) -> Rows:
    """The rows of a narrative, or the ``only`` one that is asked for.

    Marks lead to rows that are shown, else to the page on which their row is.
    """
    taken = [each.candidate.number for each in found.candidates if where.takes(each.candidate)]
    first = (where.page - 1) * ROWS_A_PAGE
    shown = taken[first : first + ROWS_A_PAGE]
    here = frozenset(shown)
    by_number = {
        each.candidate.number: row_of(each, "" if each.candidate.number in here else _page_of(at))
        for at, each in enumerate(found.candidates)
        if only is None or each.candidate.number == only
    }
    return Rows(by_number, tuple(by_number[each] for each in shown if each in by_number), len(taken))


def _page_of(at: int) -> str:
    """The page of all rows on which the row stands that has so many before it, as a query."""
    return Where(page=at // ROWS_A_PAGE + 1).query()


def parts_of(paragraphs: Iterable[Paragraph], rows: Mapping[int, Row]) -> Iterator[TextPart]:
    """The text in parts, rows of one table together."""
    begun: set[int] = set()
    for table, blocks in groupby(paragraphs, key=lambda block: block.table):
        if not table:
            for block in blocks:
                yield TextPart(block.kind, block.start, _pieces(block.pieces, rows, begun))
            continue
        listed = list(blocks)
        yield TextPart(
            "table",
            listed[0].start,
            table=table,
            rows=tuple(tuple(_cell(cell, rows, begun) for cell in block.cells) for block in listed),
        )


def _cell(cell: CellShown, rows: Mapping[int, Row], begun: set[int]) -> Cell:
    return Cell(cell.start, cell.columns, _pieces(cell.pieces, rows, begun))


def _pieces(pieces: Iterable[StretchOfText], rows: Mapping[int, Row], begun: set[int]) -> tuple[Piece, ...]:
    """``begun``: figures of which a mark stands already; one that goes over two cells is marked in both."""
    shown = []
    for each in pieces:
        row = rows.get(each.number) if each.number is not None else None
        shown.append(Piece(each.text, row, row is not None and row.number not in begun))
        if row is not None:
            begun.add(row.number)
    return tuple(shown)


def report_words(report: ReportToReceive | None) -> str:
    """A report in words: what was asked for by its title, else the period."""
    if report is None:
        return ""
    return f"“{report.title}”" if report.title else period_label(report.period)


WORTH_NAMING = 0.1
"""From which confidence another indicator is named beside the one that was understood."""
SAMPLE = gettext_lazy("12 tổ")
