"""A report's lines in the same period of the year before, on the territory on which the unit reports now.

A unit that began since then has no report of its own for that period: what stood in its place is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from binhyen.analytics.queries import FigureOf, NoValue, YearBefore, year_before_of
from binhyen.foundations.authority import Actor
from binhyen.reporting.queries import CellShown
from binhyen.web.figures.shown import estimate_text, rate_decimals, value_text, why_not_text
from binhyen.web.frame.words import label_of
from binhyen.web.reporting.shown import Page, ToldBefore, told_a_year_before

MOST_NAMED = 5
"""So many lines of one reason are named, else their number."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """The column of the year before, with what stands below it."""

    lines: Mapping[str, ToldBefore] = field(default_factory=dict)
    footnotes: tuple[str, ...] = ()


def last_year_of(actor: Actor, page: Page) -> LastYear:
    """What the report's lines were a year before. Nothing is asked where the unit reported then itself."""
    own = told_a_year_before(page.shown, page.withheld)
    before = year_before_of(actor, page.obligation)
    if before is None:
        return LastYear(own)
    told = {code: _told(figure) for code, figure in before.figures.items() if code in own}
    return LastYear(own | told, tuple(_footnotes(before, page.shown.cells)))


def _told(figure: FigureOf) -> ToldBefore:
    if figure.absence is NoValue.MISSING:
        return ToldBefore()
    estimated = estimate_text(figure)
    compared = not (figure.absence or figure.estimated or figure.units_missing)
    return ToldBefore(
        value_text(figure, rate_decimals(figure), figure.mark),
        figure.value if compared else None,
        bool(estimated),
        estimated or why_not_text(figure),
    )


def _footnotes(before: YearBefore, cells: Mapping[str, CellShown]) -> Iterator[str]:
    """Whose figures these are; what is estimated; why lines may not be compared, each reason once with its lines."""
    figures = {code: figure for code, figure in before.figures.items() if code in cells}
    if before.note is not None:
        yield before.note.sentence
    if any(map(estimate_text, figures.values())):
        yield _("Số trong khung nét đứt có phần ước tính: chia theo tỷ lệ của đơn vị đã chia tách.")
    apart: dict[str, list[str]] = {}
    for code, figure in figures.items():
        if figure.apart:
            apart.setdefault(why_not_text(figure), []).append(label_of(cells[code].line))
    for why, labels in apart.items():
        told = "; ".join(labels) if len(labels) <= MOST_NAMED else _("%d dòng") % len(labels)
        yield _("Không so sánh được (%(why)s): %(lines)s.") % {"why": why, "lines": told}
