"""The pictures of an overview as files, and what they are drawn from. Nothing about persons leaves by this way."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import FigureOf, figure_map_of, picture_of_course
from binhyen.indicators.queries import definition_of
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.frame.charts import FileKind, chart_file, picture_file
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.overview.shown import LINE, leading_lines, line_url, told_value

KIND = "tep"


def file_urls(scope: Scope, line: str, name: str) -> dict[str, str]:
    """Where the files of a picture of the line are, by the names that its component asks for."""
    return {f"{kind}_url": f"{line_url(scope, line, name)}&{urlencode({KIND: kind})}" for kind in FileKind}


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_chart(request: SignedInRequest, pk: int) -> HttpResponse:
    """The course of a line over twelve periods, as a picture or as CSV; to the overview where no line is named."""
    scope, line, kind = _asked(request, pk)
    if not line:
        return redirect(scope.url("overview"))
    found = [each for each in leading_lines(request.actor, scope, line) if each.figure.line == line]
    if not found:
        raise Http404
    chart = picture_of_course(found[0], unit_name=scope.unit.name)
    return chart_file(chart, kind, _name(scope, line, "dien-bien"))


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_map(request: SignedInRequest, pk: int) -> HttpResponse:
    """The units below in the shades of a line, as a picture or as CSV; to the overview where no line is named."""
    scope, line, kind = _asked(request, pk)
    if not line:
        return redirect(scope.url("overview"))
    drawn = figure_map_of(request.actor, pk, scope.period, line, territory=scope.territory)
    if drawn is None:
        raise Http404
    rows = [(_("Đơn vị"), drawn.unit), *((row.name, _plain(row.figure)) for row in drawn.rows)]
    return picture_file(lambda: drawn.svg, rows, kind, _name(scope, line, "ban-do"))


def _plain(figure: FigureOf) -> str:
    """A number for programs, or the sign for what is held back."""
    value = told_value(figure)
    return figure.mark if value is None else f"{value:f}"


def _asked(request: SignedInRequest, pk: int) -> tuple[Scope, str, FileKind]:
    """The unit and period, the line or an empty text, the kind. 404 for a line about persons and for unknown ones."""
    scope = scope_of(request, pk)
    line, kind = request.GET.get(LINE, ""), request.GET.get(KIND, FileKind.SVG)
    definition = definition_of(line.partition("/")[0]) if line else None
    if kind not in list(FileKind) or (line and (definition is None or definition.counts_persons)):
        raise Http404
    return scope, line, FileKind(kind)


def _name(scope: Scope, line: str, what: str) -> str:
    return f"{what}-{scope.unit.code or 'vn'}-{line.replace('/', '-')}-{scope.period.code}"
