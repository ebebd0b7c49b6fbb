"""A person adds a figure that the reader missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.machinery.action import Done, act
from binhyen.narratives.actions.holding import held_narrative
from binhyen.narratives.actions.laying import lay_near, subject_of
from binhyen.narratives.models import Candidate, Narrative, Use, Verdict
from binhyen.narratives.permissions import may_work_on
from binhyen.narratives.rules.candidates import kept_correction
from binhyen.narratives.rules.kept_text import blocks_of, place_of, stretch_around

LONGEST_SPAN = 200


@act("narratives.add-figure", gettext_lazy("Thêm số liệu mà bộ đọc bỏ sót"), permission=may_work_on)
def add_figure(
    *,
    by: Actor,
    narrative: Narrative,
    start: int,
    end: int,
    said: Mapping[str, Any],
    use: Use = Use.FIGURE,
    line: str = "",
) -> Done[Candidate]:
    """Add a figure that stands at ``[start, end)`` of the text; whoever adds it has accepted it.

    ``said`` has its value at least. Raises ``NotAllowed`` where nothing or too much of the text is marked, ``BadInput``
    where no figure can say what was said.
    """
    held = held_narrative(by, narrative)
    if not 0 <= start < end <= len(held.text) or end - start > LONGEST_SPAN:
        raise NotAllowed(
            Refused(
                "no-such-words",
                _("Chỗ đã chọn không có trong văn bản, hoặc dài quá %(most)s ký tự.")
                % {"most": LONGEST_SPAN},
                _("Bôi đen con số và vài chữ sau nó rồi thử lại."),
            )
        )
    words = kept_correction(said)
    if "value" not in words:
        raise BadInput(_("Chưa ghi số."), _("Ghi một số, ví dụ 1.234,5."))
    blocks = blocks_of(held.blocks)
    first, last = stretch_around(held.text, blocks, start, end)
    theirs = Candidate.objects.visible_to(by).filter(narrative=held)
    candidate = Candidate.objects.create(
        narrative=held,
        unit_id=held.unit_id,
        number=(theirs.aggregate(last=Max("number"))["last"] or 0) + 1,
        start=start,
        end=end,
        quote=held.text[first:last],
        quote_start=first,
        place=place_of(blocks, start),
        by_hand=True,
        said=words,
        line=line,
        verdict=Verdict.CORRECTED,
        use=use,
        decided_at=now(),
        decided_by=by.account_id,
    )
    lay_near(by, held, [candidate.pk], {subject_of(candidate)} - {""})
    return Done(
        candidate,
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={"figure": candidate.number, "use": use.value},
    )
