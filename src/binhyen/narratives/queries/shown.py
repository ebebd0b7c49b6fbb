"""One narrative as its page shows it: the text with its figures marked, and each figure with what it may become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLayout, FormLine
from binhyen.narratives.models import Candidate, Narrative, Use, Verdict
from binhyen.narratives.rules.candidates import Proposed, held
from binhyen.narratives.rules.kept_text import blocks_of
from binhyen.narratives.rules.lines import lines_of_parts, lines_offered
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import Obligation, State, Submission

_SETTLED = (State.ACCEPTED, State.LOCKED)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``number`` is that of the figure that it is, else None."""

    start: int
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of a row, with how many columns it covers."""

    start: int
    columns: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text: a paragraph, heading, item, or a row of the ``table`` (from 1) with its cells."""

    kind: str
    start: int
    place: str
    level: int
    table: int
    pieces: tuple[Piece, ...] = ()
    cells: tuple[CellShown, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A proposed figure, what holds of it now, its doubts in sentences, and the line that it goes to."""

    candidate: Candidate
    figure: Proposed
    doubts: tuple[str, ...]
    line: FormLine | None
    lines: tuple[FormLine, ...] = ()
    """Those among which people choose, where the figure's indicator is broken down."""


@dataclass(frozen=True, slots=True)
class ReportToReceive:
    """A report of the unit into which figures may be written: the form's name, the period, what a desk called it."""

    obligation: Obligation
    form: str
    period: Period
    title: str
    state: str

    @property
    def obligation_id(self) -> int:
        return self.obligation.pk


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures there are, and how many of them stand where."""

    figures: int
    waiting: int
    sure: int
    """Waiting ones that may be accepted together."""
    doubted: int
    """Waiting ones with a doubt."""
    taken: int
    refused: int
    to_write: int
    """Taken ones for the report, with a line, that are not written yet."""
    written: int


@dataclass(frozen=True, slots=True)
class NarrativeShown:
    """A narrative with everything that its page shows. ``lines`` are those of ``report`` into which figures may be put.

    ``paragraphs`` are empty where the text is gone.
    """

    narrative: Narrative
    paragraphs: tuple[Paragraph, ...]
    candidates: tuple[CandidateShown, ...]
    report: ReportToReceive | None
    reports: tuple[ReportToReceive, ...]
    lines: tuple[FormLine, ...]
    counts: Counts


def narrative_shown(actor: Actor, key: int) -> NarrativeShown | None:
    """One narrative for its page, or None where the actor may not see it. At most five statements."""
    narrative = (
        Narrative.objects.visible_to(actor)
        .select_related("unit", "obligation__version")
        .filter(pk=key)
        .first()
    )
    if narrative is None:
        return None
    candidates = list(
        Candidate.objects.visible_to(actor).filter(narrative=narrative).order_by("start", "number")
    )
    reports = reports_to_receive(actor, narrative.unit)
    layout = narrative.obligation.workbook_layout if narrative.obligation is not None else None
    return NarrativeShown(
        narrative,
        tuple(_paragraphs(narrative, candidates)),
        tuple(_candidate_shown(each, layout) for each in candidates),
        _receiving(narrative.obligation, reports),
        reports,
        lines_offered(layout) if layout is not None else (),
        _counts(candidates),
    )


def _candidate_shown(candidate: Candidate, layout: FormLayout | None) -> CandidateShown:
    figure = held(candidate.proposed, candidate.said)
    doubts = tuple(doubt["sentence"] for doubt in candidate.doubts)
    if layout is None:
        return CandidateShown(candidate, figure, doubts, None)
    line = layout.by_code.get(candidate.line)
    return CandidateShown(candidate, figure, doubts, line, lines_of_parts(layout, figure))


def reports_to_receive(actor: Actor, unit: OrgUnit) -> tuple[ReportToReceive, ...]:
    """The reports of a unit that take figures, those of the latest period first. Three statements."""
    owed = list(
        Obligation.objects.visible_to(actor)
        .filter(unit=unit, closed_at=None, part_of=None)
        .select_related("version")
        .order_by("-last_day", "data_set_id")
    )
    states = dict(
        Submission.objects.visible_to(actor)
        .filter(obligation_id__in=[each.pk for each in owed])
        .values_list("pk", "state")
    )
    return tuple(
        _shown(each, states.get(each.pk, "")) for each in owed if states.get(each.pk) not in _SETTLED
    )


def _receiving(obligation: Obligation | None, reports: Sequence[ReportToReceive]) -> ReportToReceive | None:
    if obligation is None:
        return None
    listed = (each for each in reports if each.obligation_id == obligation.pk)
    return next(listed, None) or _shown(obligation, "")


def _shown(obligation: Obligation, state: str) -> ReportToReceive:
    layout = obligation.layout
    return ReportToReceive(
        obligation, layout.name, obligation.period_in(layout.calendar), obligation.title, state
    )


def _paragraphs(narrative: Narrative, candidates: Sequence[Candidate]) -> Iterator[Paragraph]:
    if not narrative.text:
        return
    text, marks = narrative.text, _marks(candidates)
    for block in blocks_of(narrative.blocks):
        cells = tuple(
            CellShown(cell.start, cell.columns, tuple(_pieces(text, marks, cell.start, cell.end)))
            for cell in block.cells
        )
        pieces = () if cells else tuple(_pieces(text, marks, block.start, block.end))
        yield Paragraph(block.kind.value, block.start, block.place, block.level, block.table, pieces, cells)


def _marks(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The figures in the order of the text, the last to come first; of two that overlap the first is marked."""
    marks: list[Candidate] = []
    for each in candidates:
        if not marks or each.start >= marks[-1].end:
            marks.append(each)
    return marks[::-1]


def _pieces(text: str, marks: list[Candidate], start: int, end: int) -> Iterator[Piece]:
    """The words from ``start`` to ``end``; marks that are done are taken from the list."""
    at = start
    while marks and marks[-1].start < end:
        mark = marks.pop()
        first, last = max(mark.start, at), min(mark.end, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(at, text[at:first])
        yield Piece(first, text[first:last], mark.number)
        at = last
    if at < end:
        yield Piece(at, text[at:end])


def _counts(candidates: Sequence[Candidate]) -> Counts:
    verdicts = Counter(each.verdict for each in candidates)
    waiting = [each for each in candidates if each.verdict == Verdict.OPEN]
    return Counts(
        figures=len(candidates),
        waiting=len(waiting),
        sure=sum(each.is_sure for each in waiting),
        doubted=sum(bool(each.doubts) for each in waiting),
        taken=verdicts[Verdict.ACCEPTED] + verdicts[Verdict.CORRECTED],
        refused=verdicts[Verdict.REFUSED],
        to_write=sum(
            each.use == Use.FIGURE and bool(each.line) and each.recorded_at is None for each in candidates
        ),
        written=sum(each.recorded_at is not None for each in candidates),
    )
