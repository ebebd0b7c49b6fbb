"""Laying proposed figures beside the report that receives them: lines, doubts, what is sure. Not acts by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import override

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import fold
from binhyen.machinery.database.bulk import insert_rows
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict
from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.queries.ended import ended_places
from binhyen.narratives.rules.candidates import held, proposed_by
from binhyen.narratives.rules.doubts import Beside, Read, doubts_about
from binhyen.narratives.rules.kept_text import (
    blocks_of,
    headings_above,
    headings_of,
    place_of,
    stretch_around,
)
from binhyen.narratives.rules.lines import line_for
from binhyen.narratives.rules.sureness import is_sure
from binhyen.narratives.values import Figure
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import obligation_visible_to, report_of

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


def lay_anew(by: Actor, narrative: Narrative, *, new_lines: bool) -> None:
    """Work out doubts and sureness of all candidates of a narrative, with ``new_lines`` lines too, and keep them."""
    candidates = list(Candidate.objects.visible_to(by).filter(narrative=narrative).order_by("number"))
    before = [_laid(each) for each in candidates]
    lay(by, narrative, candidates, new_lines=new_lines)
    changed = [each for each, was in zip(candidates, before, strict=True) if _laid(each) != was]
    insert_rows(changed, update=_LAID, with_keys=True)


def _laid(candidate: Candidate) -> tuple[object, ...]:
    return tuple(getattr(candidate, name) for name in _LAID)


def is_left_out(candidate: Candidate) -> bool:
    """Whether a person said that it is no figure of the report."""
    return candidate.verdict == Verdict.REFUSED or candidate.use in (Use.TARGET, Use.CONTEXT)


def lay(by: Actor, narrative: Narrative, candidates: Sequence[Candidate], *, new_lines: bool) -> None:
    """The same, without keeping it. A constant number of statements; none where there are no candidates."""
    if not candidates:
        return
    understood = [held(each.proposed, each.said) for each in candidates]
    beside = _beside(by, narrative, {figure.place for figure in understood if figure.place})
    if new_lines:
        for candidate, figure in zip(candidates, understood, strict=True):
            if candidate.recorded_at is None:
                candidate.line = line_for(beside.layout, figure) if beside.layout is not None else ""
    headings = headings_of(blocks_of(narrative.blocks))
    lines = beside.layout.by_code if beside.layout is not None else {}
    figures = []
    for candidate, figure in zip(candidates, understood, strict=True):
        figures.append(
            Read(
                candidate.number,
                figure,
                candidate.line,
                candidate.words,
                around=candidate.quote,
                headings=tuple(
                    narrative.text[each.start : each.end]
                    for each in headings_above(headings, candidate.start)
                ),
                taken=candidate.use == Use.FIGURE,
                refused=is_left_out(candidate),
                written=candidate.recorded_at is not None,
            )
        )
    with override("vi"):  # kept in the language of the text, whoever looks first
        found = doubts_about(figures, beside)
    for candidate, figure in zip(candidates, understood, strict=True):
        told = found[candidate.number]
        candidate.doubts = [{"doubt": doubt.value, "sentence": sentence} for doubt, sentence in told]
        candidate.is_sure = is_sure(
            figure, lines.get(candidate.line), candidate.quote, [doubt for doubt, _sentence in told]
        )


def _beside(by: Actor, narrative: Narrative, places: Collection[str]) -> Beside:
    obligation = obligation_visible_to(by, narrative.obligation_id) if narrative.obligation_id else None
    day = obligation.last_day if obligation is not None else today()
    names = list(
        OrgUnitVersion.objects.visible_to(by)
        .filter(unit_id=narrative.unit_id)
        .order_by("-valid_from")
        .values_list("name", "short_name")
    )
    own = frozenset(fold(name) for both in names for name in both)
    with override("vi"):
        ended = ended_places(by, [place for place in places if fold(place) not in own], day)
    families = {family.id: family.name for family in read_vocabulary().families.values()}
    unit_name = names[0][0] if names else ""
    if obligation is None:
        return Beside(own_names=own, unit_name=unit_name, ended=ended, families=families)
    return _beside_report(by, obligation, own, unit_name, ended, families)


def _beside_report(
    by: Actor,
    obligation: Obligation,
    own: frozenset[str],
    unit_name: str,
    ended: dict[str, str],
    families: dict[str, str],
) -> Beside:
    report = report_of(by, obligation)
    return Beside(
        layout=obligation.workbook_layout,
        period=report.period,
        stated={code: cell.figure for code, cell in report.cells.items()},
        previous={code: cell.previous for code, cell in report.cells.items() if cell.previous is not None},
        own_names=own,
        unit_name=unit_name,
        ended=ended,
        families=families,
    )
