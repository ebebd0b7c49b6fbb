"""The figures of a unit over a period, as a page and as files; and the trace of one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import (
    FigureOf,
    PartOf,
    Trace,
    completeness,
    figures_leaving,
    figures_of,
    may_see_in_full,
    parts_of,
    parts_told,
    trace_of,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.queries import data_sets, layout_of, version_for
from binhyen.indicators.values import LineRole
from binhyen.orgunits.models import Level
from binhyen.web.figures.left_behind import left_of_table
from binhyen.web.figures.origins import origins_url
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.shown import (
    STANDINGS,
    Row,
    about_territory,
    cells_of,
    counted_text,
    estimate_text,
    headings,
    rate_decimals,
    row_of,
    value_text,
)
from binhyen.web.figures.territory import ended_before, footnotes
from binhyen.web.frame import current
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language
from binhyen.web.reporting.history import kept_text
from binhyen.web.reporting.scope import UNIT
from binhyen.web.reporting.views import STATE_NAMES

MOST_MISSING_NAMED = 40


@require_GET
@needs(Permission.VIEW_FIGURES)
def figures_home(request: SignedInRequest) -> HttpResponse:
    """The figures of the unit at which the account works."""
    unit = current.current_unit(request, request.actor)
    if unit is not None and request.actor.may(Permission.VIEW_FIGURES, at=unit.path):
        return redirect("figures", pk=unit.id)
    mandates = request.actor.mandates
    return redirect(
        "figures",
        pk=next(each.unit_id for each in mandates if Permission.VIEW_FIGURES in each.permissions),
    )


@require_GET
@needs(Permission.VIEW_FIGURES)
def figures(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every line of a unit over a period."""
    scope = scope_of(request, pk)
    found = _figures(request.actor, scope)
    forms = _forms(scope)
    columns = _columns(found)
    rows = [row_of(figure, scope, columns) for figure in found]
    return render(
        request,
        "figures/figures.html",
        {
            **scope.frame(),
            "sections": _sections(rows, forms),
            "columns": [_column_label(forms, data_set, own) for data_set, own in columns],
            "any_carried": any(row.last_known for row in rows),
            "footnotes": footnotes(request.actor, pk, scope.territory, scope.period),
            "ended": ended_before(request.actor, scope.unit, scope.period, scope.query()),
            "completeness": _completeness(request.actor, scope, forms),
            "csv_url": scope.url("figures_csv"),
            "excel_url": scope.url("figures_excel"),
            "document_url": _document_url(request.actor, scope),
            "may_hold_back": not may_see_in_full(request.actor, pk, scope.unit.path),
        },
    )


def _document_url(actor: Actor, scope: Scope) -> str:
    """Where the official documents of the unit on the period are worked on; nothing for whoever may not write them."""
    if not actor.may(Permission.WRITE_REPORT, at=scope.unit.path):
        return ""
    return f"{reverse('edition_start')}{scope.query()}&{urlencode({UNIT: scope.unit.id})}"


def _figures(actor: Actor, scope: Scope) -> tuple[FigureOf, ...]:
    """The figures of the scope, small numbers of persons held back from whoever does not stand there or above."""
    in_full = may_see_in_full(actor, scope.unit.id, scope.unit.path)
    asked = figures_of if in_full else figures_leaving
    return asked(actor, scope.unit.id, scope.period, territory=scope.territory)


@dataclass(frozen=True, slots=True)
class Form:
    """A form in force on the period: its name, whom it asks, and the heading over each of its lines."""

    code: str
    name: str
    level: str
    section_of: dict[str, str]
    data_set: Any


def _forms(scope: Scope) -> tuple[Form, ...]:
    """The forms in force, that with the most lines first: under its headings stand the lines that others share."""
    found = []
    for data_set in data_sets():
        version = (
            version_for(data_set.code, scope.period.last_day)
            if data_set.calendar == scope.period.calendar.id
            else None
        )
        if version is None:
            continue
        layout = layout_of(version)
        found.append(
            Form(
                data_set.code,
                in_language(layout.name, layout.name_en),
                str(Level(layout.levels[0]).label),
                {
                    line.code: in_language(section.title, section.title_en)
                    for section in layout.sections
                    for line in section.lines
                },
                data_set,
            )
        )
    return tuple(sorted(found, key=lambda form: -len(form.section_of)))


def _columns(found: Sequence[FigureOf]) -> tuple[tuple[str, bool], ...]:
    """The forms that stand apart: none where every line comes from one side alone."""
    sides = dict.fromkeys((each.data_set, each.own) for figure in found for each in figure.by_form)
    return tuple(sides) if len(sides) > 1 else ()


def _column_label(forms: Sequence[Form], data_set: str, own: bool) -> str:
    if own:
        return _("Báo cáo của đơn vị")
    level = next((form.level for form in forms if form.code == data_set), data_set)
    return level[:1].upper() + level[1:]


def _sections(rows: Sequence[Row], forms: Sequence[Form]) -> list[dict[str, Any]]:
    """The rows under the headings of their forms, each heading once."""
    titles: dict[str, list[Row]] = {}
    for row in rows:
        title = next(
            (form.section_of[row.figure.line] for form in forms if row.figure.line in form.section_of), ""
        )
        titles.setdefault(title, []).append(row)
    return [{"title": title, "rows": listed} for title, listed in titles.items()]


def _completeness(actor: Actor, scope: Scope, forms: Sequence[Form]) -> list[dict[str, Any]]:
    """Form by form who is missing, for a period of the form's own kind, at a unit with others below it."""
    if scope.unit.level not in (Level.COUNTRY, Level.PROVINCE):
        return []
    found = []
    for form in forms:
        if form.data_set.period_kind != scope.period.kind:
            continue
        stand = completeness(actor, scope.unit.id, form.data_set, scope.period)
        if stand.counts.owed:
            found.append(
                {
                    "name": form.name,
                    "accepted": stand.counts.accepted + stand.counts.locked,
                    "owed": stand.counts.owed,
                    "missing": [
                        {
                            "name": each.unit_name,
                            "state": STATE_NAMES[each.state],
                            "url": reverse("report", args=[each.obligation_id]),
                        }
                        for each in stand.missing[:MOST_MISSING_NAMED]
                    ],
                    "more": max(0, len(stand.missing) - MOST_MISSING_NAMED),
                }
            )
    return found


# ---- files -----------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def figures_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as CSV; small numbers of persons are held back in every file."""
    scope = scope_of(request, pk)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings())
    for figure in figures_leaving(request.actor, pk, scope.period, territory=scope.territory):
        writer.writerow(["" if cell is None else cell for cell in cells_of(figure, scope)])
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", scope, "csv")


@require_GET
@needs(Permission.VIEW_FIGURES)
def figures_excel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a workbook of one sheet, with numbers as numbers."""
    scope = scope_of(request, pk)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(scope.period.code)
        bold = book.add_format({"bold": True, "text_wrap": True})
        for place, heading in enumerate(headings()):
            sheet.write_string(0, place, heading, bold)
        figures = figures_leaving(request.actor, pk, scope.period, territory=scope.territory)
        for line, figure in enumerate(figures, 1):
            for place, cell in enumerate(cells_of(figure, scope)):
                if isinstance(cell, int | Decimal):
                    sheet.write_number(line, place, cell)
                elif cell:
                    sheet.write_string(line, place, cell)
        sheet.set_column(0, len(headings()) - 1, 14)
        sheet.set_column(5, 5, 52)
        sheet.freeze_panes(1, 0)
    return _file(out.getvalue(), EXCEL, scope, "xlsx")


def _file(content: bytes, kind: str, scope: Scope, ending: str) -> HttpResponse:
    name = f"so-lieu-{scope.unit.code or 'vn'}-{scope.period.code}.{ending}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# ---- trace -----------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def figure_trace(request: SignedInRequest, pk: int, line: str) -> HttpResponse:
    """Where a figure comes from: the units below with what each gives to it, down to report, file and cell."""
    scope, actor = scope_of(request, pk), request.actor
    figures = {figure.line: figure for figure in _figures(actor, scope)}
    figure = figures.get(line)
    if figure is None:
        raise Http404
    in_full = may_see_in_full(actor, pk, scope.unit.path)
    parts = _parts(actor, scope, figure)
    trace = trace_of(actor, pk, scope.period, line)
    row = row_of(figure, scope, ())
    return render(
        request,
        "figures/trace.html",
        {
            **scope.frame("figure_trace", line=line),
            "row": row,
            "by_form": _by_form(figure, scope),
            "worked_out_from": [row_of(figures[part], scope, ()) for part in figure.parts if part in figures],
            "is_rate": figure.role is LineRole.RATE,
            "parts": parts,
            "left": left_of_table(actor, scope, figure) if any(part["carried"] for part in parts) else None,
            "trace": _told(trace, full=in_full or not figure.counts_persons, files=_opens_files(actor, scope))
            if trace
            else None,
            "report_url": reverse("report", args=[trace.obligation_id]) if trace else "",
            "figures_url": scope.url(),
            "footnotes": footnotes(actor, pk, scope.territory, scope.period),
            "origins_url": origins_url(figure, scope),
        },
    )


def _by_form(figure: FigureOf, scope: Scope) -> list[dict[str, Any]]:
    if len(figure.by_form) < 2:
        return []
    return [
        {
            "name": each.name,
            "value": value_text(each, rate_decimals(figure)),
            "counted": f"{format_number(each.units_counted)}/{format_number(each.units_expected)}",
            "standing": STANDINGS[each.standing],
        }
        for each in figure.by_form
    ]


def _parts(actor: Actor, scope: Scope, figure: FigureOf) -> list[dict[str, Any]]:
    """The units directly below. Whoever may not see their small numbers of persons sees them held back, all of the
    table's lines together, so that no two pages tell what one does not."""
    listed = parts_of(actor, scope.unit.id, scope.period, figure.line, territory=scope.territory)
    shown = {part.unit_id: part.figure for part in listed}
    if listed and not actor.may(Permission.REVIEW_REPORT, at=scope.unit.path):
        shown = parts_told(actor, scope.unit.id, scope.period, figure.line, territory=scope.territory)
    return [_part(part, shown[part.unit_id], scope) for part in listed if part.unit_id in shown]


def _part(part: PartOf, figure: FigureOf, scope: Scope) -> dict[str, Any]:
    return {
        "name": part.unit_name,
        "value": value_text(figure, rate_decimals(figure), figure.mark),
        "absent": figure.value is None or figure.absence is not None,
        "estimated": bool(estimate_text(figure)),
        "about": about_territory(figure),
        "carried": figure.carried or bool(figure.apart),
        "state": STATE_NAMES[part.state] if part.state else "",
        "standing": "" if part.state else STANDINGS[figure.standing],
        "late": part.late,
        "counted": "" if part.state else counted_text(figure),
        "url": reverse("figure_trace", kwargs={"pk": part.unit_id, "line": figure.line}) + scope.query(),
    }


def _opens_files(actor: Actor, scope: Scope) -> bool:
    path = scope.unit.path
    return bool(actor.may(Permission.OPEN_WORKBOOK, at=path)) and (
        may_see_in_full(actor, scope.unit.id, path) or bool(actor.may(Permission.ENTER_FIGURES, at=path))
    )


def _told(trace: Trace, *, full: bool, files: bool) -> dict[str, Any]:
    """How the unit's own value came in. Whoever may not see it in full is told by whom and when, but no number."""
    recorded = trace.recorded
    return {
        "recorded": recorded,
        "file_url": reverse("report_file", args=[trace.obligation_id, recorded.file_id])
        if recorded and recorded.file_id and files
        else "",
        "submitted_at": trace.submitted_at,
        "submitted_by": trace.submitted_by,
        "accepted_at": trace.accepted_at,
        "accepted_by": trace.accepted_by,
        "locked_at": trace.locked_at,
        "state": STATE_NAMES[trace.state] if trace.state else "not-submitted",
        "locked": format_number(trace.value_locked) if full and trace.value_locked is not None else "",
        "note": trace.note,
        "adjustments": [
            {
                "at": each.at,
                "by": each.by,
                "old": kept_text(each.old) if full else "",
                "new": kept_text(each.new) if full else "",
                "reason": each.reason,
            }
            for each in trace.adjustments
        ],
    }
