"""What comes back after a report was handed in: the unit's own course, medians of similar units, a note."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.publications.actions import write_note
from binhyen.publications.permissions import may_write_note
from binhyen.publications.queries import HandedIn, OwnLine, handed_in_of
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import obligation_visible_to
from binhyen.web.frame.charts import Change, Sparkline, change, figure, sparkline
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, label_of, period_label, period_with_days, unit_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@needs(Permission.OPEN_NOTE)
def report_submitted(request: SignedInRequest, pk: int) -> HttpResponse:
    """The way on after handing in. A report that is not handed in is shown itself."""
    obligation = _obligation(request, pk)
    handed_in = handed_in_of(request.actor, obligation)
    if handed_in is None:
        return redirect("report", pk=pk)
    layout, unit, unknown = handed_in.layout, handed_in.unit, _unknown(handed_in)
    return render(
        request,
        "reporting/handed_in.html",
        {
            "title": _("Báo cáo %(period)s · %(unit)s")
            % {"period": period_label(handed_in.period), "unit": unit.name},
            "handed_in": handed_in,
            "unit_name": unit.name,
            "obligation": obligation,
            "submission": handed_in.submission,
            "period": period_with_days(handed_in.period),
            "form_name": obligation.title or in_language(layout.name, layout.name_en),
            "lines": [_line(each, handed_in.periods, unknown) for each in handed_in.lines],
            "unknown": unknown,
            "sentences": [flag.sentence(layout) for flag in handed_in.flags],
            "similar": handed_in.typical.label,
            "of_former_units": _of_former_units(handed_in),
            "breadcrumb": [
                {"label": each.name, "url": "" if each is unit else reverse("unit", args=[each.id])}
                for each in handed_in.above
            ],
        },
    )


@require_GET
@needs(Permission.OPEN_NOTE)
def report_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """The note to finish in Word."""
    obligation = _obligation(request, pk)
    try:
        note = write_note(by=request.actor, obligation=obligation)
    except BadInput:
        return redirect("report", pk=pk)
    return HttpResponse(
        note.content,
        content_type=WORD,
        headers={"Content-Disposition": content_disposition_header(True, note.name) or "attachment"},
    )


def _obligation(request: SignedInRequest, pk: int) -> Obligation:
    """The obligation; 404 for whoever may not have its numbers in full."""
    obligation = obligation_visible_to(request.actor, pk)
    if obligation is None or not may_write_note(by=request.actor, obligation=obligation):
        raise Http404
    return obligation


def _unknown(handed_in: HandedIn) -> list[str]:
    """The periods with which no line can be compared: said once below, not beside each line."""
    period, lines = handed_in.period, handed_in.lines
    told = [
        (_("kỳ trước"), period.earlier, [each.previous for each in lines]),
        (_("cùng kỳ năm trước"), period.a_year_earlier, [each.last_year for each in lines]),
    ]
    return [
        than for than, other, values in told if other is not None and all(value is None for value in values)
    ]


def _of_former_units(handed_in: HandedIn) -> str:
    """Whose figures those of a year before are, where they are not the unit's own."""
    before = handed_in.year_before
    if before is None or before.note is None or all(each.last_year is None for each in handed_in.lines):
        return ""
    return before.note.sentence


def _line(each: OwnLine, periods: Sequence[Period], unknown: Sequence[str]) -> dict[str, Any]:
    known = [value for value in each.course if value is not None]
    moves = [
        _move(each.value, before, than, estimated=estimated)
        for before, than, estimated in (
            (each.previous, _("kỳ trước"), False),
            (each.last_year, _("cùng kỳ năm trước"), each.last_year_estimated),
        )
        if than not in unknown
    ]
    return {
        "label": label_of(each.line),
        "unit": unit_of(each.line),
        "value": figure(each.value),
        "moves": moves,
        "course": _drawn(each, periods) if len(known) > 1 else None,
        "breaks": [one.sentence for one in each.breaks],
        "first": figure(known[0]) if known else "",
        "median": figure(each.median) if each.median is not None else "",
        "units": each.units,
    }


def _drawn(line: OwnLine, periods: Sequence[Period]) -> Sparkline:
    """From the first period of which there is anything: an empty beginning says nothing."""
    first = next(at for at, value in enumerate(line.course) if value is not None)
    parted = {periods.index(each.at) - first for each in line.breaks if each.parted}
    return sparkline(line.course[first:], parted={at for at in parted if at > 0})


def _move(now: Decimal, before: Decimal | None, than: str, *, estimated: bool) -> dict[str, Any]:
    """The change in words and with an arrow; that there is none where nothing is known of the other period."""
    if before is None:
        return {"absent": _("chưa có số của %(than)s") % {"than": than}}
    moved: Change = change(now, before, than)
    sentence = _("%(change)s (ước tính)") % {"change": moved.sentence} if estimated else moved.sentence
    return {"icon": moved.icon, "sentence": sentence}
