"""The narratives of a unit; one of them with its text and its figures; how far the reader has come; what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import branches
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.database.scoping import within
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use
from binhyen.narratives.queries import (
    CandidateShown,
    NarrativeShown,
    days_kept,
    kept_figures,
    narrative_of_key,
    narrative_shown,
    narratives_of,
)
from binhyen.narratives.values import held
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.orgunits.queries import path_to
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest, whole_number
from binhyen.web.narratives import wording
from binhyen.web.narratives.correcting import adding_fields, fields_of, indicator_names, with_typed
from binhyen.web.narratives.shown import (
    ALL,
    CORRECT,
    DOUBTED,
    LEGEND,
    PAGE,
    ROW,
    ROWS_A_PAGE,
    SAMPLE,
    WAITING,
    Row,
    Rows,
    Where,
    parts_of,
    report_words,
    rows_of,
)
from binhyen.web.reporting.requests import frame_of, place_of

A_PAGE = 50
RECORDED = "recorded"
STATE_NAMES = {
    NarrativeState.READING: "being-read",
    NarrativeState.OPEN: "to-confirm",
    NarrativeState.FINISHED: "done",
}


# ---- the lists -----------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.ENTER_FIGURES)
def narratives(request: SignedInRequest) -> HttpResponse:
    """The narratives of the unit and those below it, the latest first."""
    path = place_of(request, request.GET, Permission.ENTER_FIGURES)
    listed = narratives_of(request.actor).filter(within(branches(paths=(path[-1].path,))))
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    names = dict(
        OrgUnitVersion.objects.visible_to(request.actor)
        .filter(unit_id__in={each.unit_id for each in page})
        .order_by("valid_from")
        .values_list("unit_id", "name")
    )
    return render(
        request,
        "narratives/list.html",
        {
            **frame_of(path),
            "page": page,
            "rows": [
                {
                    "url": reverse("narrative", args=[each.pk]),
                    "title": each.title,
                    "unit": names.get(each.unit_id, ""),
                    "state": STATE_NAMES[NarrativeState(each.state)],
                    "is_public": each.is_public,
                    "figures": each.figures,  # type: ignore[attr-defined]
                    "waiting": each.waiting,  # type: ignore[attr-defined]
                    "at": each.brought_at,
                }
                for each in page
            ],
        },
    )


@require_GET
@needs(Permission.ENTER_FIGURES)
def narrative_kept(request: SignedInRequest) -> HttpResponse:
    """Targets and context that were kept of the unit's narratives, by year, page by page."""
    path = place_of(request, request.GET, Permission.ENTER_FIGURES)
    unit = path[-1]
    empty = {
        Use.TARGET: (
            _("Chưa giữ chỉ tiêu phấn đấu nào"),
            _("Khi sửa một số, chọn dùng làm “giữ làm chỉ tiêu phấn đấu”."),
        ),
        Use.CONTEXT: (
            _("Chưa giữ số bối cảnh nào"),
            _("Khi sửa một số, chọn dùng làm “giữ làm bối cảnh”."),
        ),
    }
    headings = {Use.TARGET: _("Chỉ tiêu phấn đấu"), Use.CONTEXT: _("Bối cảnh")}
    page = Paginator(kept_figures(request.actor, unit.id, *headings), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    others_elsewhere = {Use.TARGET: page.has_previous(), Use.CONTEXT: page.has_next()}
    rows = {use: [each for each in page if each.use == use] for use in headings}
    return render(
        request,
        "narratives/kept.html",
        {
            **frame_of(path),
            "page": page,
            "uses": [
                {
                    "code": use.value,
                    "label": headings[use],
                    "nothing": nothing,
                    "remedy": remedy,
                    "years": _years_of(rows[use]),
                }
                for use, (nothing, remedy) in empty.items()
                if rows[use] or not others_elsewhere[use]
            ],
        },
    )


def _years_of(kept: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Figures by the year that they speak of, the latest first."""
    return [
        {
            "label": capfirst(_("năm %s") % year) if year else _("Không rõ năm"),
            "rows": [_kept_row(each) for each in figures],
        }
        for year, figures in groupby(sorted(kept, key=_year, reverse=True), key=_year)
    ]


def _year(kept: Candidate) -> str:
    year = (held(kept.proposed, kept.said).period or "")[:4]
    return year if year.isdigit() else ""


def _kept_row(kept: Candidate) -> dict[str, Any]:
    figure = held(kept.proposed, kept.said)
    page = reverse("narrative", args=[kept.narrative_id])
    return {
        "indicator": wording.indicator(figure),
        "value": wording.amount(figure),
        "of": " · ".join(part for part in (wording.period_in_words(figure.period), figure.place) if part),
        "quote": wording.quoted(kept.quote),
        "title": kept.narrative.title,
        "place": kept.place,
        "url": f"{page}#dong-{kept.number}",
    }


# ---- one narrative -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody tried on the page: at which figure, what was typed, why it was not taken and at which field."""

    number: int | None = None
    adding: bool = False
    typed: QueryDict | None = None
    refused: Any = None
    field: str = ""


@require_GET
@needs(Permission.ENTER_FIGURES)
def narrative(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text on the left, its figures on the right. A script may ask for one row or for the next rows alone."""
    if request.htmx and (ROW in request.GET or CORRECT in request.GET):
        asked = whole_number(request.GET.get(CORRECT) or request.GET.get(ROW, ""))
        return row_answer(request, pk, Attempt(number=asked or 0))
    if request.htmx and PAGE in request.GET:
        return render(request, "narratives/rows.html", _context(request, pk, Attempt(), with_text=False))
    return page_of(request, pk)


@require_GET
@needs(Permission.ENTER_FIGURES)
def narrative_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the reader has come, for the script of the page; once it is done the page is opened anew."""
    found = narrative_of(request, pk)
    if found.state == NarrativeState.READING:
        return render(request, "narratives/progress.html", {"narrative": found})
    return HttpResponse(headers={"HX-Refresh": "true"})


def page_of(
    request: SignedInRequest, pk: int, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The page of a narrative, with what was tried on it."""
    context = _context(request, pk, attempt or Attempt())
    return render(request, "narratives/narrative.html", context, status=status)


def row_answer(request: SignedInRequest, pk: int, attempt: Attempt) -> HttpResponse:
    """One row for the script of the page, with its mark and the counts. 404 where there is no such figure."""
    context = _context(request, pk, attempt, with_text=False)
    row = context["all_rows"].get(attempt.number)
    if row is None:
        raise Http404
    return render(request, "narratives/answer.html", context | {"row": row})


def narrative_of(request: SignedInRequest, pk: int) -> Narrative:
    """The narrative of the address, for whoever enters figures for its unit; 404 for everybody else."""
    found = narrative_of_key(request.actor, pk)
    if found is None or not request.actor.may(Permission.ENTER_FIGURES, at=found.unit_path):
        raise Http404
    return found


def candidate_of(request: SignedInRequest, of: Narrative, number: str) -> Candidate:
    """A figure of a narrative by its number. Raises ``NotAllowed`` where there is no such figure."""
    known = whole_number(number)
    theirs = Candidate.objects.visible_to(request.actor).filter(narrative=of)
    found = theirs.filter(number=known).first() if known is not None else None
    if found is None:
        raise NotAllowed(
            Refused("no-such-figure", _("Văn bản không có số này."), _("Tải lại trang rồi thử lại."))
        )
    return found


def _context(
    request: SignedInRequest, pk: int, attempt: Attempt, *, with_text: bool = True
) -> dict[str, Any]:
    actor = request.actor
    found = narrative_shown(actor, pk)
    if found is None or not actor.may(Permission.ENTER_FIGURES, at=found.narrative.unit_path):
        raise Http404
    kept, where = found.narrative, Where.of(request.POST if request.method == "POST" else request.GET)
    rows = rows_of(found, where, None if with_text or attempt.number is None else attempt.number)
    works = kept.state == NarrativeState.OPEN and actor.read_only_at is None
    worked_on = _worked_on(request, attempt)
    all_rows = dict(rows.by_number)
    if works and worked_on in all_rows:
        all_rows[worked_on] = _with_form(found, all_rows[worked_on], where, attempt)
    elif attempt.number in all_rows:
        all_rows[attempt.number] = _refused(all_rows[attempt.number], attempt.refused)
    shown = [all_rows[each.number] for each in rows.shown]
    if attempt.number in all_rows and attempt.number not in {each.number for each in shown}:
        shown.insert(0, all_rows[attempt.number])
    frame = frame_of(path_to(actor, kept.unit_id, today())) if with_text else {}
    return {
        **frame,
        "narrative": kept,
        "state": STATE_NAMES[NarrativeState(kept.state)],
        "reading_on": kept.state == NarrativeState.READING,
        "may_work": works,
        "may_drop": actor.read_only_at is None,
        "goes_on": kept.brought_at + timedelta(days=days_kept())
        if kept.state != NarrativeState.FINISHED
        else None,
        "parts": list(parts_of(found.paragraphs, rows.by_number)) if with_text else [],
        "all_rows": all_rows,
        "rows": shown,
        "more": _more(rows, where),
        "where": where,
        "counts": found.counts,
        "filters": _filters(found, where),
        "nothing": _nothing(found, where),
        "report": report_words(found.report),
        "reports": [
            {
                "key": each.obligation_id,
                "label": f"{capfirst(report_words(each))} · {each.form}",
                "current": found.report is not None and each.obligation_id == found.report.obligation_id,
            }
            for each in found.reports
        ],
        "recorded": _recorded(request, pk, rows.by_number) if with_text else None,
        "refused": attempt.refused if attempt.number is None and not attempt.adding else None,
        "add": {
            "id": "them",
            "action": reverse("narrative_add", args=[pk]),
            "opened": attempt.adding,
            "refused": attempt.refused if attempt.adding else None,
            "field": attempt.field,
            **adding_fields(found.lines, kept.text, attempt.typed if attempt.adding else None),
        }
        if with_text
        else None,
        "catalogue": indicator_names().values() if with_text else (),
        "legend": [{"state": each, "sample": SAMPLE} for each in LEGEND],
    }


def _worked_on(request: SignedInRequest, attempt: Attempt) -> int:
    """The number of the figure whose form is open, else 0."""
    if attempt.typed is not None and attempt.number:
        return attempt.number
    return (whole_number(request.GET.get(CORRECT, "")) or 0) if request.method == "GET" else 0


def _with_form(found: NarrativeShown, row: Row, where: Where, attempt: Attempt) -> Row:
    """The row with its form open."""
    shown = _candidate(found, row.number)
    candidate = shown.candidate
    fields = fields_of(shown.figure, candidate.use, candidate.line, found.lines)
    if attempt.typed is not None:
        fields = with_typed(fields, attempt.typed)
    page = reverse("narrative", args=[candidate.narrative_id])
    form = {
        "id": f"so-lieu-{row.number}",
        "number": row.number,
        "swaps": True,
        "action": reverse("narrative_judge", args=[candidate.narrative_id]),
        "back_url": f"{page}{where.query()}#dong-{row.number}",
        "row_url": f"{page}{where.query(**{ROW: row.number})}",
        "field": attempt.field,
        **fields,
    }
    return _refused(row, attempt.refused, form)


def _refused(row: Row, refused: Any, form: Mapping[str, Any] | None = None) -> Row:
    return replace(row, refused=refused, form=form)


def _candidate(found: NarrativeShown, number: int) -> CandidateShown:
    return next(each for each in found.candidates if each.candidate.number == number)


def _more(rows: Rows, where: Where) -> dict[str, Any] | None:
    """The way to the next rows, where there are any."""
    left = rows.number_taken - where.page * ROWS_A_PAGE
    if left <= 0:
        return None
    following = Where(where.only, where.page + 1)
    return {
        "url": f"{following.query()}#so-lieu",
        "part_url": following.query(),
        "label": _("Xem thêm %(next)s số (còn %(left)s)")
        % {"next": format_number(min(left, ROWS_A_PAGE)), "left": format_number(left)},
    }


def _filters(found: NarrativeShown, where: Where) -> list[dict[str, Any]]:
    counts = found.counts
    labels = {
        WAITING: (_("Chưa xem"), counts.waiting),
        DOUBTED: (_("Nghi ngờ"), counts.doubted),
        ALL: (_("Tất cả"), counts.figures),
    }
    page = reverse("narrative", args=[found.narrative.pk])
    return [
        {
            "label": label,
            "count": count,
            "url": f"{page}{Where(only).query()}",
            "current": where.only == only,
        }
        for only, (label, count) in labels.items()
    ]


def _nothing(found: NarrativeShown, where: Where) -> dict[str, Any]:
    """What stands where there are no rows."""
    if not found.counts.figures:
        return {
            "heading": _("Không đọc được số nào"),
            "sentence": _(
                "Văn bản không có số liệu nào mà chương trình nhận ra. Có thể thêm bằng tay ở dưới."
            ),
        }
    return {
        "heading": _("Đã xem hết các số nghi ngờ") if where.only == DOUBTED else _("Đã xem hết các số"),
        "sentence": _("Ghi số đã nhận vào báo cáo, hoặc xem lại tất cả."),
        "url": reverse("narrative", args=[found.narrative.pk]),
        "label": _("Xem tất cả"),
    }


def _recorded(request: SignedInRequest, pk: int, rows: Mapping[int, Row]) -> dict[str, Any] | None:
    """What was written a moment ago and what was left, with its rows; told once."""
    told = request.session.pop(f"{RECORDED}_{pk}", None)
    if told is None:
        return None
    written = told["written"]
    return {
        "left": [
            {"sentence": each["sentence"], "rows": [rows[one] for one in each["figures"] if one in rows]}
            for each in told["left"]
        ],
        "sentence": ngettext(
            "Đã ghi %(number)s số vào bản nháp của báo cáo.",
            "Đã ghi %(number)s số vào bản nháp của báo cáo.",
            written,
        )
        % {"number": format_number(written)}
        if written
        else _("Chưa ghi được số nào vào báo cáo."),
        "entry_url": reverse("report_entry", args=[told["obligation"]]) if told["obligation"] else "",
    }
