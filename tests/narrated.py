"""A narrative of any unit with two figures, laid as the acts would leave it: for tests of who may see it."""

from __future__ import annotations

import hashlib

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.narratives.models import Candidate, Narrative, NarrativeState
from binhyen.orgunits.models import OrgUnit

TEXT = "Trong kỳ đã tổ chức 14 buổi tuyên truyền với 1.131 lượt người tham dự."
FIGURES = (("14 buổi tuyên truyền", "14", "mob_sessions"), ("1.131 lượt người", "1131", "mob_participants"))


def narrated(unit: OrgUnit) -> int:
    """The key of an open narrative of the unit. Needs the reach of the whole country."""
    made = Narrative.objects.create(
        unit=unit,
        title=f"Báo cáo minh hoạ {unit.pk}",
        source="pasted",
        state=NarrativeState.OPEN,
        text=TEXT,
        blocks=[["paragraph", 0, len(TEXT), "đoạn 1", 0, 0, []]],
        letters=len(TEXT),
        read_to=len(TEXT),
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        brought_at=now(),
    )
    for number, (words, value, code) in enumerate(FIGURES, 1):
        start = TEXT.index(words)
        Candidate.objects.create(
            narrative=made,
            unit=unit,
            number=number,
            start=start,
            end=start + len(words),
            quote=TEXT,
            quote_start=0,
            place="đoạn 1",
            proposed={"value": value, "code": code, "indicator": code, "label_vi": words, "confidence": 0.95},
        )
    return made.pk


def narrated_once(unit: OrgUnit) -> int:
    """The same, unless one was laid before in this test."""
    there = Narrative.objects.visible_to(OPERATOR).filter(unit=unit).values_list("pk", flat=True).first()
    return there if there is not None else narrated(unit)
