"""The cells of a grid of units and periods, written in Python: a province's two years are four thousand of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.web.frame.states import STATES
from binhyen.web.templatetags.components import icon, status


class Cell(NamedTuple):
    """One report as the grid shows it: ``state`` is a name of ``frame/states.py``; ``filled`` of ``asked`` lines say
    something, which is told where some do not."""

    url: str
    state: str
    late: bool = False
    flagged: bool = False
    filled: int = 0
    asked: int = 0


def cells_of(cells: Sequence[Cell | None], current: int) -> SafeString:
    """The cells of one row; the one at ``current`` is in words. None is what is not owed."""
    language = get_language() or ""
    written = []
    for at, cell in enumerate(cells):
        if cell is None:
            written.append(_not_owed(language, at == current))
        elif at == current:
            written.append(_in_words(language, *cell[1:]))
        else:
            before, after = _drawn(language, *cell[1:])
            written.append(f"{before}{escape(cell.url)}{after}")
    return mark_safe("".join(written))  # noqa: S308 - addresses are escaped, the rest are our own words


@lru_cache(maxsize=4)
def _not_owed(language: str, current: bool) -> str:
    return format_html(
        '<td{}><span class="soft" aria-hidden="true">·</span><span class="for-ears">{}</span></td>',
        mark_safe(' class="current"') if current else "",
        _("không phải nộp"),
    )


@lru_cache(maxsize=4096)
def _drawn(language: str, name: str, late: bool, flagged: bool, filled: int, asked: int) -> tuple[str, str]:
    """What stands before and after the address of a cell that is drawn, its words for screen readers."""
    state = STATES[name]
    words = [str(state.label)]
    corner = ""
    if late:
        words.append(str(STATES["late"].label))
        corner = format_html('<span class="corner">{}</span>', icon("late"))
    if flagged:
        words.append(str(STATES["flagged"].label))
        corner = corner or format_html('<span class="corner flag">{}</span>', icon("flag"))
    share = ""
    if filled < asked and name != "not-submitted":
        words.append(_share(filled, asked))
        share = format_html('<small aria-hidden="true">{}/{}</small>', filled, asked)
    after = format_html(
        '">{}{}{}<span class="for-ears">{}</span></a></td>', icon(state.icon), share, corner, ", ".join(words)
    )
    return f'<td><a class="state-mark {state.tone}" href="', after


@lru_cache(maxsize=4096)
def _in_words(language: str, name: str, late: bool, flagged: bool, filled: int, asked: int) -> str:
    names = [name, *(["late"] if late else []), *(["flagged"] if flagged else [])]
    share = (
        format_html(' <span class="figures small soft">{}</span>', _share(filled, asked))
        if filled < asked and name != "not-submitted"
        else ""
    )
    return format_html('<td class="current">{}{}</td>', mark_safe(" ".join(map(status, names))), share)  # noqa: S308


def _share(filled: int, asked: int) -> str:
    return _("%(filled)d/%(asked)d ô") % {"filled": filled, "asked": asked}
