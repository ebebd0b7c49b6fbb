"""Laying proposed figures beside the report that receives them: lines, doubts, what is sure. Not acts by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from binhyen.foundations.authority import Actor
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.bulk import insert_rows
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Verdict
from binhyen.narratives.rules.candidates import held, proposed_by
from binhyen.narratives.rules.kept_text import blocks_of, place_of, stretch_around
from binhyen.narratives.rules.lines import line_for
from binhyen.narratives.rules.sureness import is_sure
from binhyen.narratives.values import Figure
from binhyen.reporting.models import Obligation

_LAID = ("line", "doubts", "is_sure")


def put_figures(by: Actor, narrative: Narrative, figures: Sequence[Figure]) -> None:
    """Keep what was read as candidates, in place of any from an earlier try, and open the narrative to people."""
    Candidate.objects.visible_to(by).filter(narrative=narrative).delete()
    blocks = blocks_of(narrative.blocks)
    candidates = []
    for number, figure in enumerate(figures, 1):
        start, end = figure.span
        first, last = stretch_around(narrative.text, blocks, start, end)
        candidates.append(
            Candidate(
                narrative=narrative,
                unit_id=narrative.unit_id,
                number=number,
                start=start,
                end=end,
                quote=narrative.text[first:last],
                quote_start=first,
                place=place_of(blocks, start),
                proposed=proposed_by(figure).as_json(),
            )
        )
    lay(by, narrative, candidates, new_lines=True)
    insert_rows(candidates)
    narrative.state, narrative.read_to = NarrativeState.OPEN, narrative.letters
    narrative.save(update_fields=["state", "read_to"])


def lay(by: Actor, narrative: Narrative, candidates: Sequence[Candidate], *, new_lines: bool = False) -> None:
    """Work out doubts and sureness of the candidates, with ``new_lines`` their lines too; nothing is written."""
    layout = _layout_of(by, narrative)
    for candidate in candidates:
        figure = held(candidate.proposed, candidate.said)
        if new_lines and candidate.recorded_at is None:
            candidate.line = line_for(layout, figure) if layout is not None else ""
        candidate.doubts = []
        candidate.is_sure = candidate.verdict == Verdict.OPEN and is_sure(figure, candidate.line, ())


def lay_anew(by: Actor, narrative: Narrative, *, new_lines: bool) -> None:
    """The same for all candidates of a narrative, and keep it."""
    candidates = list(Candidate.objects.visible_to(by).filter(narrative=narrative).order_by("number"))
    lay(by, narrative, candidates, new_lines=new_lines)
    insert_rows(candidates, update=_LAID, with_keys=True)


def _layout_of(by: Actor, narrative: Narrative) -> FormLayout | None:
    if narrative.obligation_id is None:
        return None
    obligation = (
        Obligation.objects.visible_to(by).select_related("version").filter(pk=narrative.obligation_id).first()
    )
    return obligation.workbook_layout if obligation is not None else None
