"""What the entry page sends while somebody types, and what it hears: kept cells, faults, conflicts, what others wrote.

Everything is JSON, a refusal too. A page that hears anything else (signed out, the server away) keeps what was typed
and sends it again; nothing changes when the same is sent twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.access.permissions import Permission
from binhyen.access.queries import Signature
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM, now, today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import format_date
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.permissions import may_record, may_submit
from binhyen.reporting.queries import (
    CellWritten,
    Changes,
    ReportShown,
    changes_since,
    obligation_visible_to,
    report_of,
)
from binhyen.reporting.values import Edit, flags_of, kept_text
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.reporting.shown import written

LARGEST_BODY = 512 * 1024
"""Bytes of one request. A page of a hundred lines whose every cell changed many times is far below it."""
_NEVER_TYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent: the revision that it knows, and what was typed there since."""

    since: int
    edits: tuple[Edit, ...] = ()
    notes: tuple[Edit, ...] = ()


@require_http_methods(["GET", "POST"])
@needs(Permission.ENTER_FIGURES)
def report_save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what was typed (POST) and tell what stands now; without edits, or by GET, tell it alone.

    200 with what became of each cell; 400 and 413 where the request itself cannot be read; 409 where the report as a
    whole cannot be changed; 404 for whoever may not enter its figures.
    """
    actor = request.actor
    obligation = obligation_visible_to(actor, pk)
    if obligation is None or not may_record(by=actor, obligation=obligation):
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _refused(
            _("Gửi quá nhiều số liệu trong một lần."),
            _("Tải lại trang rồi nhập tiếp; số đã gõ vẫn còn."),
            413,
        )
    try:
        sent = _read(request)
    except BadInput as bad:
        return _refused(bad.sentence, bad.remedy, 400)
    saved = None
    if sent.edits or sent.notes:
        try:
            saved = actions.save_edits(by=actor, obligation=obligation, edits=sent.edits, notes=sent.notes)
        except NotAllowed as refusal:
            return _refused_act(refusal.refused)
    return JsonResponse(_answer(actor, obligation, sent, saved))


@require_POST
@needs(Permission.SUBMIT_REPORT)
def report_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a report that was handed in, and go on typing; where it cannot be any more, the page says why."""
    submission = (
        Submission.objects.visible_to(request.actor).filter(pk=pk).select_related("obligation").first()
    )
    if submission is None or not may_submit(by=request.actor, submission=submission):
        raise Http404
    actions.take_back(by=request.actor, submission=submission)
    say(request, _("Đã rút lại báo cáo. Sửa xong, nhớ nộp lại."))
    return redirect("report_entry", pk=pk)


# ---- what came in ----------------------------------------------------------------------------------------


def _read(request: SignedInRequest) -> Sent:
    if request.method != "POST":
        return Sent(_revision(request.GET.get("since", "0")))
    try:
        content = json.loads(request.body)
        return Sent(
            _revision(content.get("since", 0)),
            tuple(_edits(content.get("edits", []), "value")),
            tuple(_edits(content.get("notes", []), "note")),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise _unreadable() from fault


def _revision(said: object) -> int:
    text = str(said)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _unreadable()
    return int(text)


def _edits(listed: Sequence[dict[str, Any]], name: str) -> Iterator[Edit]:
    for each in listed:
        texts = (each["line"], each[name], *each.get("seen", []))
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("An edit is made of texts.")
        line, text, *seen = (_NEVER_TYPED.sub("", text) for text in texts)
        yield Edit(line, text, tuple(seen))


def _unreadable() -> BadInput:
    return BadInput(
        _("Trang gửi dữ liệu không đọc được."), _("Tải lại trang rồi nhập tiếp; số đã gõ vẫn còn.")
    )


def _refused(sentence: str, remedy: str, status: int, code: str = "") -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence, "remedy": remedy}, status=status)


def _refused_act(refused: Refused) -> JsonResponse:
    return _refused(str(refused.sentence), str(refused.remedy), 409, refused.code)


# ---- what is answered ------------------------------------------------------------------------------------


def _answer(actor: Actor, obligation: Obligation, sent: Sent, saved: actions.Saved | None) -> dict[str, Any]:
    """What the page needs to agree with the report again. Six statements, seven where others wrote."""
    met = saved.lines_in_conflict if saved else frozenset()
    changes = changes_since(actor, obligation, sent.since, also=met)
    shown = report_of(actor, obligation)
    submission = shown.submission
    answer: dict[str, Any] = {
        "saved_at": _time(now()),
        "revision": submission.revision if submission else 0,
        "state": shown.state,
        "written": list(saved.written) if saved else [],
        "notes_written": list(saved.noted) if saved else [],
        "faults": _faults(saved) if saved else [],
        "conflicts": _conflicts(saved, changes) if saved else [],
        "note_conflicts": _note_conflicts(saved, changes) if saved else [],
    }
    told = {*answer["written"], *(each["line"] for each in answer["conflicts"])}
    noted = {*answer["notes_written"], *(each["line"] for each in answer["note_conflicts"])}
    answer["cells"] = [
        {"line": line, "value": typed(cell.text), "shown": _as_shown(shown, line), **_who(cell)}
        for line, cell in changes.cells.items()
        if line not in told and line in shown.cells
    ]
    answer["notes"] = [
        {"line": line, "note": cell.text or "", **_who(cell)}
        for line, cell in changes.notes.items()
        if line not in noted
    ]
    answer["doubts"] = doubts_while_typing(shown)
    answer["editors"] = [{"name": _name(editor.by), "at": _time(editor.at)} for editor in changes.editors]
    return answer


def typed(kept: str | None) -> str:
    """A value as recordings keep it, as one would type it: with a comma, without dots for thousands."""
    return (kept or "").replace(".", ",")


def doubts_while_typing(shown: ReportShown) -> list[dict[str, Any]]:
    """What to look at before handing in, each beside every line it concerns; ``grave`` are checks that do not hold.

    ``answered`` says that a note explains it, so that it does not stand against handing in.
    """
    layout = shown.layout
    figures = {code: cell.figure for code, cell in shown.cells.items()}
    notes = {code: cell.note for code, cell in shown.cells.items()}
    previous = {
        code: cell.previous.value for code, cell in shown.cells.items() if isinstance(cell.previous, Quantity)
    }
    doubts = [
        {
            "line": line,
            "sentence": flag.sentence(layout),
            "grave": flag.kind == "check",
            "answered": bool(flag.note),
        }
        for flag in flags_of(layout, figures, notes, previous)
        for line in flag.lines
    ]
    doubts += [
        {
            "line": line.code,
            "sentence": _("Khác tổng các báo cáo kỳ ngắn hơn mà chưa ghi lý do."),
            "grave": True,
            "answered": False,
        }
        for line in layout.carried
        if shown.cells[line.code].difference and not notes[line.code].strip()
    ]
    return doubts


def _faults(saved: actions.Saved) -> list[dict[str, Any]]:
    """Why something was not taken; ``note`` says that it is the explanation at the line, not its value."""
    return [
        {"line": fault.line, "sentence": fault.sentence, "remedy": fault.remedy, "note": note}
        for faults, note in ((saved.faults, False), (saved.note_faults, True))
        for fault in faults
    ]


def _conflicts(saved: actions.Saved, changes: Changes) -> list[dict[str, Any]]:
    return [
        {
            "line": each.line,
            "mine": each.mine,
            "theirs": typed(kept_text(each.theirs)),
            **_who(changes.cells.get(each.line)),
        }
        for each in saved.conflicts
    ]


def _note_conflicts(saved: actions.Saved, changes: Changes) -> list[dict[str, Any]]:
    return [
        {
            "line": each.line,
            "mine": each.mine,
            "theirs": each.theirs,
            **_who(changes.notes.get(each.line)),
        }
        for each in saved.note_conflicts
    ]


def _who(cell: CellWritten | None) -> dict[str, Any]:
    """Who wrote it and when; ``own`` where it was this account, from another window or a request given up for lost."""
    if cell is None:
        return {"by": "", "at": "", "own": False}
    return {
        "by": _("chính tài khoản này") if cell.own else _name(cell.by),
        "at": _time(cell.at),
        "own": cell.own,
    }


def _name(by: Signature | None) -> str:
    if by is None:
        return _("người khác")
    return by.name or f"{by.role}, {by.unit_name}"


def _time(moment: datetime) -> str:
    """The time of day; of another day that day too."""
    local = moment.astimezone(VIETNAM)
    if local.date() == today():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} {format_date(local.date())}"


def _as_shown(shown: ReportShown, line: str) -> str:
    cell = shown.cells[line]
    return written(cell.figure, cell.line)
