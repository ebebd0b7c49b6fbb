"""A text comes in and is read: at once where it is short, else by a job that says how far it has come."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.machinery.action import Done, act
from binhyen.narratives.actions.holding import held_narrative
from binhyen.narratives.actions.laying import put_figures
from binhyen.narratives.intake import tables_of
from binhyen.narratives.models import Narrative, NarrativeState
from binhyen.narratives.permissions import may_bring_narrative, may_work_on
from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.rules.kept_text import blocks_of, kept_blocks
from binhyen.narratives.rules.titles import title_fits
from binhyen.narratives.values import Figure, NarrativeText, read
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import Obligation

LETTERS_AT_ONCE = 20_000
"""How many letters are read while somebody waits: seven full pages, at most half a second."""


@act("narratives.take", gettext_lazy("Đưa văn bản vào để đọc số liệu"), permission=may_bring_narrative)
def take_narrative(
    *,
    by: Actor,
    unit: OrgUnit,
    title: str,
    content: NarrativeText,
    public: bool,
    obligation: Obligation | None = None,
) -> Done[Narrative]:
    """Keep a covered text of ``unit`` and read its figures, at once or, where it is long, by a job.

    Raises ``NotAllowed`` for a title that names a person, bears a secrecy mark or is too long, and for a report of
    another unit. The same text that is open already is taken again: ``queries.same_text`` tells of it.
    """
    title = " ".join(title.split())
    ensure(title_fits(title))
    if obligation is not None:
        ensure_own_report(unit.pk, obligation)
    narrative = Narrative.objects.create(
        unit=unit,
        title=title,
        source=content.source.value,
        is_public=public,
        obligation=obligation,
        text=content.text,
        blocks=kept_blocks(content.blocks),
        left_out=list(content.left_out),
        letters=len(content.text),
        covered=len(content.masked),
        sha256=hashlib.sha256(content.text.encode()).hexdigest(),
        brought_at=now(),
        brought_by=by.account_id,
    )
    if narrative.letters <= LETTERS_AT_ONCE:
        put_figures(by, narrative, figures_in(narrative))
    else:
        from binhyen.narratives.jobs import read_long_narrative  # jobs call acts, and so load later

        read_long_narrative.defer(by=by, narrative=narrative.pk)
    return Done(
        narrative,
        unit_id=unit.pk,
        subject=f"narrative:{narrative.pk}",
        detail={"letters": narrative.letters, "covered": narrative.covered, "public": public},
    )


@act("narratives.read", gettext_lazy("Đọc số liệu trong văn bản"), permission=may_work_on)
def read_narrative(
    *, by: Actor, narrative: Narrative, figures: Sequence[Figure] | None = None
) -> Done[Narrative]:
    """Propose the figures of a narrative that still waits to be read; what an earlier try left is replaced.

    ``figures`` are those that somebody read in its text before; without them it is read here and now.
    """
    held = held_narrative(by, narrative, "read")
    if figures is None:
        figures = figures_in(held)
    put_figures(by, held, figures)
    return Done(held, unit_id=held.unit_id, subject=f"narrative:{held.pk}", detail={"figures": len(figures)})


def figures_in(narrative: Narrative) -> Sequence[Figure]:
    """The figures of a kept text, its tables by their cells."""
    tables = tables_of(blocks_of(narrative.blocks))
    return read(narrative.text, read_vocabulary(), tables).figures


def note_progress(by: Actor, key: int, read_to: int) -> bool:
    """Say how far the reader has come, outside of any act: it is shown once and means nothing. One statement.

    False where the narrative is no longer being read: somebody dropped it, or another run was faster.
    """
    waiting = Narrative.objects.visible_to(by).filter(pk=key, state=NarrativeState.READING)
    return waiting.update(read_to=read_to) > 0


def ensure_own_report(unit_id: int, obligation: Obligation) -> None:
    """Raises ``NotAllowed`` where a report belongs to another unit than the narrative, or takes no figures now."""
    if obligation.unit_id != unit_id:
        raise NotAllowed(
            Refused(
                "other-units-report",
                _("Báo cáo này của đơn vị khác."),
                _("Chọn một báo cáo của chính đơn vị mà văn bản nói đến."),
            )
        )
    if obligation.closed_at is not None:
        raise NotAllowed(
            Refused(
                "period-locked",
                _("Kỳ báo cáo này đã khoá nên không nhận số liệu nữa."),
                _("Chọn báo cáo của kỳ đang mở, hoặc giữ số liệu làm bối cảnh."),
            )
        )
