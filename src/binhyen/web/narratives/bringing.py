"""A text comes in: a file or pasted words, for a unit; what cannot be taken is told beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.narratives import actions
from binhyen.narratives.models import Narrative, NarrativeState
from binhyen.narratives.queries import days_kept, same_text
from binhyen.narratives.values import NarrativeText, NotRead, mask_names, read_pasted, read_stream
from binhyen.orgunits.queries import UnitOnDay
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.narratives.forms import LONGEST_TITLE, TAKEN_ENDINGS, BringForm
from binhyen.web.reporting.requests import frame_of, place_of, row_of

FILE = "tep"
_AT_TITLE = ("text-names-a-person", "text-too-long", "text-missing")


@needs(Permission.ENTER_FIGURES)
def narrative_new(request: SignedInRequest) -> HttpResponse:
    """Bring a file or paste words; what they say is read and shown on their own page."""
    path = place_of(request, request.POST or request.GET, Permission.ENTER_FIGURES)
    sent = request.method == "POST"
    form = BringForm(request.actor, path[-1], request.POST if sent else None)
    upload = request.FILES.get(FILE)
    file_fault: NotRead | None = None
    refused: Refused | None = None
    if sent and form.is_valid():
        try:
            return redirect("narrative", pk=_brought(request, form.cleaned_data, upload, path[-1]).pk)
        except NotRead as fault:
            if upload is None and form.cleaned_data["text"].strip():
                form.add_error("text", f"{fault.sentence} {fault.remedy}")
            else:
                file_fault = fault
        except NotAllowed as refusal:
            if refusal.refused.code in _AT_TITLE:
                form.add_error("title", f"{refusal.refused.sentence} {refusal.refused.remedy}")
            else:
                refused = refusal.refused
    return render(
        request,
        "narratives/new.html",
        {
            **frame_of(path),
            "form": form,
            "file_fault": file_fault,
            "file_told": _("Tệp đã gửi: “%s”.") % upload.name if upload is not None else "",
            "refused": refused,
            "endings": TAKEN_ENDINGS,
            "days": days_kept(),
        },
        status=422 if form.errors or file_fault is not None or refused is not None else 200,
    )


def _brought(
    request: SignedInRequest, said: Mapping[str, Any], upload: UploadedFile[Any] | None, at: UnitOnDay
) -> Narrative:
    """The narrative that was made, or the one that is there already. Raises ``NotRead`` and ``NotAllowed``."""
    content = _content_of(upload, said["text"])
    unit = said["unit"] or at
    if there := same_text(request.actor, unit.id, content.text):
        say(request, _("Văn bản này đã được đưa vào và chưa xong. Đây là bản ấy."))
        return there
    made = actions.take_narrative(
        by=request.actor,
        unit=row_of(request.actor, unit),
        title=said["title"].strip() or _title_of(content, upload),
        content=content,
        public=said["public"],
    )
    if made.state == NarrativeState.OPEN:
        say(request, _("Đã nhận văn bản. Xem từng số rồi nhận, sửa hoặc bỏ."))
    return made


def _content_of(upload: UploadedFile[Any] | None, pasted: str) -> NarrativeText:
    """What was sent. A file goes before pasted words. Raises ``NotRead``."""
    if upload is not None:
        return read_stream(upload.name or "", cast(BinaryIO, upload))
    if not pasted.strip():
        raise NotRead(
            "no-text",
            _("Chưa có tệp nào và chưa dán nội dung."),
            _("Chọn tệp hoặc dán nội dung rồi gửi lại."),
        )
    return read_pasted(pasted)


def _title_of(content: NarrativeText, upload: UploadedFile[Any] | None) -> str:
    """The name of the file, else how the text begins; a title stays when the text goes, so names are covered."""
    if upload is not None:
        return PurePath(upload.name or "").stem[:LONGEST_TITLE]
    words = mask_names(content.said(content.blocks[0]))
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"
