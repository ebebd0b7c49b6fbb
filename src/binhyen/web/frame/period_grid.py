"""The cells of a grid of units and periods, written in Python: a province's two years are four thousand of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.web.frame.states import STATES
from binhyen.web.templatetags.components import icon, status


class Look(NamedTuple):
    """How one report looks in the grid: ``state`` is a name of ``frame/states.py``; ``filled`` of ``asked`` lines say
    something, which is told where some do not."""

    state: str
    late: bool = False
    flagged: bool = False
    filled: int = 0
    asked: int = 0


class Drawn(NamedTuple):
    """A report's cell: what stands before and after its address where it is drawn, and the whole of it in words."""

    before: str
    after: str
    in_words: str


def cells_of(
    cells: Sequence[tuple[object, Drawn] | None], current: int, address: tuple[str, str]
) -> SafeString:
    """The cells of one row, each a key and its drawing; the one at ``current`` is in words. None is what is not owed.

    The key of a cell between the two halves of ``address`` leads to its report.
    """
    language = get_language() or ""
    before, after = map(escape, address)
    written = [
        _not_owed(language, at == current)
        if cell is None
        else cell[1].in_words
        if at == current
        else f"{cell[1].before}{before}{cell[0]}{after}{cell[1].after}"
        for at, cell in enumerate(cells)
    ]
    return mark_safe("".join(written))  # noqa: S308 - addresses are escaped, the rest are our own words


def drawn(look: Look) -> Drawn:
    """How a cell is drawn and told, in the reader's language."""
    return _drawn(get_language() or "", look)


@lru_cache(maxsize=4)
def _not_owed(language: str, current: bool) -> str:
    return format_html(
        '<td{}><span class="soft" aria-hidden="true">·</span><span class="for-ears">{}</span></td>',
        mark_safe(' class="current"') if current else "",
        _("không phải nộp"),
    )


@lru_cache(maxsize=4096)
def _drawn(language: str, look: Look) -> Drawn:
    state = STATES[look.state]
    words = [str(state.label)]
    corner = ""
    if look.late:
        words.append(str(STATES["late"].label))
        corner = format_html('<span class="corner">{}</span>', icon("late"))
    if look.flagged:
        words.append(str(STATES["flagged"].label))
        corner = corner or format_html('<span class="corner flag">{}</span>', icon("flag"))
    share = ""
    if _lacks(look):
        words.append(_share(look))
        share = format_html("<small>{}/{}</small>", look.filled, look.asked)
    opening = format_html('<td><a class="state-mark {}" aria-label="{}" href="', state.tone, ", ".join(words))
    closing = format_html('">{}{}{}</a></td>', icon(state.icon), share, corner)
    return Drawn(opening, closing, _in_words(look))


def _in_words(look: Look) -> str:
    names = [look.state, *(["late"] if look.late else []), *(["flagged"] if look.flagged else [])]
    tags = format_html_join(" ", "{}", ((status(name),) for name in names))
    share = format_html(' <span class="figures small soft">{}</span>', _share(look)) if _lacks(look) else ""
    return format_html('<td class="current">{}{}</td>', tags, share)


def _lacks(look: Look) -> bool:
    return look.filled < look.asked and look.state != "not-submitted"


def _share(look: Look) -> str:
    return _("%(filled)d/%(asked)d ô") % {"filled": look.filled, "asked": look.asked}
