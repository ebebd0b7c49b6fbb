"""Laying proposed figures beside the report that receives them: lines, doubts, what is sure. Not acts by themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import override

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import fold
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.bulk import insert_rows
from binhyen.narratives.intake.narrative import Block
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict
from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.queries.ended import ended_places
from binhyen.narratives.rules.candidates import Proposed, held, proposed_by
from binhyen.narratives.rules.doubts import Beside, Read, doubts_about, told_of
from binhyen.narratives.rules.kept_text import (
    block_at,
    blocks_of,
    headings_above,
    headings_of,
    place_of,
    stretch_around,
)
from binhyen.narratives.rules.lines import line_for, lines_held_together, lines_of_parts, part_named
from binhyen.narratives.rules.sureness import is_sure
from binhyen.narratives.values import Figure
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import obligation_visible_to, report_of

_LAID = ("line", "doubts", "is_sure")
_UP_TO_NEXT = re.compile(r"[,;:.()\d]")


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
    lay(by, narrative, candidates, _report(by, narrative), new_lines=True)
    insert_rows(candidates)
    narrative.state, narrative.read_to = NarrativeState.OPEN, narrative.letters
    narrative.save(update_fields=["state", "read_to"])


def lay_anew(by: Actor, narrative: Narrative, *, new_lines: bool) -> None:
    """Work out doubts and sureness of all candidates of a narrative, with ``new_lines`` lines too, and keep them."""
    candidates = list(Candidate.objects.visible_to(by).filter(narrative=narrative).order_by("number"))
    _lay_and_keep(by, narrative, candidates, _report(by, narrative), new_lines=new_lines)


def lay_near(by: Actor, narrative: Narrative, keys: Collection[int], subjects: Collection[str]) -> None:
    """The same for the candidates of these ``keys`` and those that speak of the same ``subjects``; lines stay.

    A verdict touches what else is said of its line, and the lines that checks of the form hold against that one.
    """
    obligation = _report(by, narrative)
    layout = obligation.workbook_layout if obligation is not None else None
    wanted = set(subjects) if layout is None else lines_held_together(layout, subjects)
    unlined = Q()
    for kept in ("proposed", "said"):
        for name in ("code", "indicator"):
            unlined |= Q(**{f"{kept}__{name}__in": sorted(wanted)})
    near = Q(pk__in=keys) | Q(line__in=wanted) | (Q(line="") & unlined)
    candidates = [
        each
        for each in Candidate.objects.visible_to(by).filter(near, narrative=narrative).order_by("number")
        if each.pk in keys or subject_of(each) in wanted
    ]
    _lay_and_keep(by, narrative, candidates, obligation, new_lines=False)


def subject_of(candidate: Candidate) -> str:
    """What a candidate tells of, as it is understood now: its line, else its indicator; empty where none is known."""
    return told_of(candidate.line, held(candidate.proposed, candidate.said))


def _lay_and_keep(
    by: Actor,
    narrative: Narrative,
    candidates: Sequence[Candidate],
    obligation: Obligation | None,
    *,
    new_lines: bool,
) -> None:
    before = [_laid(each) for each in candidates]
    lay(by, narrative, candidates, obligation, new_lines=new_lines)
    changed = [each for each, was in zip(candidates, before, strict=True) if _laid(each) != was]
    insert_rows(changed, update=_LAID, with_keys=True)


def _laid(candidate: Candidate) -> tuple[object, ...]:
    return tuple(getattr(candidate, name) for name in _LAID)


def is_left_out(candidate: Candidate) -> bool:
    """Whether a person said that it is no figure of the report."""
    return candidate.verdict == Verdict.REFUSED or candidate.use in (Use.TARGET, Use.CONTEXT)


def lay(
    by: Actor,
    narrative: Narrative,
    candidates: Sequence[Candidate],
    obligation: Obligation | None,
    *,
    new_lines: bool,
) -> None:
    """The same, without keeping it. A constant number of statements; none where there are no candidates."""
    if not candidates:
        return
    understood = [held(each.proposed, each.said) for each in candidates]
    beside = _beside(by, narrative, obligation, {figure.place for figure in understood if figure.place})
    if new_lines:
        for candidate, figure in zip(candidates, understood, strict=True):
            if candidate.recorded_at is None:
                candidate.line = _line_of(candidate, figure, beside.layout)
    blocks = blocks_of(narrative.blocks)
    headings = headings_of(blocks)
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
                row=_row_at(blocks, candidate.start),
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


def _row_at(blocks: Sequence[Block], at: int) -> int | None:
    block = block_at(blocks, at)
    return block.start if block is not None and block.table else None


def _line_of(candidate: Candidate, figure: Proposed, layout: FormLayout | None) -> str:
    """The line of the indicator, or the part of it that the words behind the number name."""
    if layout is None:
        return ""
    behind = candidate.quote[candidate.end - candidate.quote_start :]
    named = f"{candidate.words}{_UP_TO_NEXT.split(behind, maxsplit=1)[0]}"
    return line_for(layout, figure) or part_named(lines_of_parts(layout, figure), named)


def _report(by: Actor, narrative: Narrative) -> Obligation | None:
    return obligation_visible_to(by, narrative.obligation_id) if narrative.obligation_id else None


def _beside(
    by: Actor, narrative: Narrative, obligation: Obligation | None, places: Collection[str]
) -> Beside:
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
