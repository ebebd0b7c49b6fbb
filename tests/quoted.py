"""Published figures: one of any unit, laid as the act would leave it; those of the articles of the demonstration."""

from __future__ import annotations

from datetime import date

from binhyen.cli.demonstration.published import figures_of_the_press
from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import PublicStated, state_public_figures
from binhyen.reporting.models import PublicFigure


def quoted(unit: OrgUnit) -> int:
    """The key of a figure of the unit, laid unless there is one. Needs the reach of the whole country."""
    there = PublicFigure.objects.visible_to(OPERATOR).filter(unit=unit).first()
    if there is None:
        there = PublicFigure.objects.create(
            unit=unit,
            line="model_points",
            measure="điểm",
            value=33_100,
            precision="gt",
            as_written="trên 33.100 điểm",
            first_day=date(2025, 1, 1),
            last_day=date(2025, 12, 31),
            title="Tin hội nghị tổng kết năm 2025",
            address="https://bao.example.vn/bai-1.html",
            published="2026-02",
            doubt="Bài viết không nói ngày chốt số liệu.",
            stated_at=now(),
        )
    return there.pk


def articles_quoted() -> PublicStated:
    """What the articles say, stated by the operator, in whose reach this is called."""
    return state_public_figures(by=OPERATOR, figures=list(figures_of_the_press(OPERATOR)))
