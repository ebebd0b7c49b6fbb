"""The small components, as tags and filters: ``{% load components %}``."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.foundations.quantities import Absence, Quantity
from binhyen.machinery.formats.charts import Chart
from binhyen.web.frame import charts, toasts
from binhyen.web.frame.states import STATES

register = template.Library()


@register.tag
def unchanging(parser: Parser, token: Token) -> Unchanging:
    """Markup that is the same on every page and for everybody: rendered once for each language, then kept.

    It knows nothing of the page around it, so nothing of one request can come before another; what comes from
    the context is empty in it, and a block that pages fill cannot stand in it.
    """
    nodes = parser.parse(("endunchanging",))
    parser.delete_first_token()
    if nodes.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError(
            "What pages fill themselves changes: no block within “unchanging”."
        )
    return Unchanging(nodes)


class Unchanging(template.Node):
    """See :func:`unchanging`."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            of_nobody = template.Context()
            of_nobody.template = context.template
            self.rendered[language] = self.nodelist.render(of_nobody)
        return self.rendered[language]


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """A drawing of ``frame/icons.html``, silent to a screen reader: a word always stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="#icon-{}"></use></svg>',
        size,
        name,
    )


@register.inclusion_tag("components/chart.html")
def chart(drawn: Chart, names: str = "", **urls: str) -> dict[str, Any]:
    """A chart with its table, its source and its files; ``names`` heads the labels in the table.

    ``svg_url``, ``png_url``, ``csv_url`` are where the page gives the files (``charts.chart_file``).
    """
    return {"shown": charts.shown(drawn, names)} | urls


@register.simple_tag
def status(name: str) -> SafeString:
    """The tag of a state (``frame/states.py``): word, drawing, tone."""
    return _tag(name, get_language())


@cache
def _tag(name: str, _language: str | None) -> SafeString:
    return render_to_string("components/tag.html", {"state": STATES[name]})


@register.simple_tag
def state_mark(name: str, url: str = "") -> SafeString:
    """A state as a drawing alone, its word for screen readers: for cells of a grid with a legend below."""
    state = STATES[name]
    drawn = format_html('{}<span class="for-ears">{}</span>', icon(state.icon), state.label)
    if not url:
        return format_html('<span class="state-mark {}">{}</span>', state.tone, drawn)
    return format_html('<a class="state-mark {}" href="{}">{}</a>', state.tone, url, drawn)


@register.filter
def figure(value: Any) -> str:
    """A number, or a quantity without its unit, in Vietnamese writing; or why there is none; text as it stands."""
    if isinstance(value, Absence):
        return _("chưa có") if value is Absence.MISSING else _("không áp dụng")
    if isinstance(value, Quantity):
        return charts.figure(value.value)
    if value is None or isinstance(value, int | Decimal):
        return charts.figure(value)
    return str(value)


@register.filter
def undo_address(message: Any) -> str:
    """Where the act that a message tells of can be undone, or nothing (``frame/toasts.py``)."""
    return toasts.undo_address(message)


@register.simple_block_tag
def table_frame(content: str, caption: Any, **attributes: Any) -> SafeString:
    """A table whose head and first column stay in place; ``content`` is thead and tbody.

    It scrolls within itself on a narrow screen, and with ``wide=True`` (more columns than a page holds)
    on every screen.

    ``caption`` names it for screen readers and stands above it with ``show_caption=True``; ``class`` is
    added to the table; ``keyed=True`` lets ``j``, ``k`` walk rows marked ``data-row``.
    """
    return format_html(
        '<div class="table-frame{}" tabindex="0" role="region" aria-label="{}"{}>'
        '<table class="{}"><caption class="{}">{}</caption>{}</table></div>',
        SafeString(" wide") if attributes.get("wide") else "",
        caption,
        SafeString(" data-keyed-list") if attributes.get("keyed") else "",
        attributes.get("class", ""),
        "" if attributes.get("show_caption") else "for-ears",
        caption,
        SafeString(content),
    )


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: template.Context, label: Any, name: str, figures: bool = False) -> dict[str, Any]:
    """A column head that sorts by ``name`` through the address: ``?sort=name``, again ``?sort=-name``."""
    request: HttpRequest = context["request"]
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    now = query.get("sort", "")
    query["sort"] = f"-{name}" if now == name else name
    direction = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return {"label": label, "url": f"?{query.urlencode()}", "direction": direction, "figures": figures}
