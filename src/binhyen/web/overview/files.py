"""The pictures of an overview as files, and what they are drawn from. Nothing about persons leaves by this way."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import FigureMap, figure_map_of
from binhyen.indicators.queries import definition_of
from binhyen.machinery.formats.charts import ChartUndrawn, png_of
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.frame.charts import FileKind, chart_file
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.overview.shown import LINE, chart_of, leading_lines, line_url

KIND = "tep"


def file_urls(scope: Scope, line: str, name: str) -> dict[str, str]:
    """Where the files of a picture of the line are, by the names that its component asks for."""
    return {f"{kind}_url": f"{line_url(scope, line, name)}&{urlencode({KIND: kind})}" for kind in FileKind}


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_chart(request: SignedInRequest, pk: int) -> HttpResponse:
    """The course of a line over twelve periods, as a picture or as CSV."""
    scope, line, kind = _asked(request, pk)
    found = [each for each in leading_lines(request.actor, scope, line) if each.figure.line == line]
    if not found:
        raise Http404
    return chart_file(chart_of(found[0], scope), kind, _name(scope, line, "dien-bien"))


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_map(request: SignedInRequest, pk: int) -> HttpResponse:
    """The units below in the shades of a line, as a picture or as CSV."""
    scope, line, kind = _asked(request, pk)
    drawn = figure_map_of(request.actor, pk, scope.period, line)
    if drawn is None:
        raise Http404
    try:
        content, said = _map_as(drawn, kind)
    except ChartUndrawn:
        sentence = _("Lúc này chưa vẽ được bản đồ. Hãy thử lại sau ít phút, hoặc tải số liệu CSV.")
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    disposition = f'attachment; filename="{_name(scope, line, "ban-do")}.{kind}"'
    return HttpResponse(content, content_type=said, headers={"Content-Disposition": disposition})


def _asked(request: SignedInRequest, pk: int) -> tuple[Scope, str, FileKind]:
    line, kind = request.GET.get(LINE, ""), request.GET.get(KIND, FileKind.SVG)
    if kind not in list(FileKind) or definition_of(line.partition("/")[0]) is None or _counts_persons(line):
        raise Http404
    return scope_of(request, pk), line, FileKind(kind)


def _counts_persons(line: str) -> bool:
    definition = definition_of(line.partition("/")[0])
    return definition is not None and definition.counts_persons


def _map_as(drawn: FigureMap, kind: FileKind) -> tuple[bytes, str]:
    if kind is FileKind.SVG:
        return drawn.svg.encode(), "image/svg+xml"
    if kind is FileKind.PNG:
        return png_of(drawn.svg), "image/png"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Đơn vị"), drawn.unit])
    writer.writerows([row.name, row.written] for row in drawn.rows)
    return out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _name(scope: Scope, line: str, what: str) -> str:
    return f"{what}-{scope.unit.code or 'vn'}-{line.replace('/', '-')}-{scope.period.code}"
