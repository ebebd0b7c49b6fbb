"""A text comes in: a file or pasted words, for a unit; what cannot be taken is told beside its field."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.narratives import actions
from binhyen.narratives.queries import days_kept, same_text
from binhyen.narratives.values import NarrativeText, NotRead, read_pasted, read_stream
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
    file_fault: NotRead | Refused | None = None
    refused: Refused | None = None
    if sent and form.is_valid():
        upload = request.FILES.get(FILE)
        try:
            content, name = _content_of(upload, form.cleaned_data["text"])
        except NotRead as fault:
            if upload is not None and upload.name:
                file_fault = fault
            else:
                form.add_error("text", f"{fault.sentence} {fault.remedy}")
        else:
            if content is None:
                file_fault = Refused(
                    "no-text",
                    _("Chưa có tệp nào và chưa dán nội dung."),
                    _("Chọn tệp hoặc dán nội dung rồi gửi lại."),
                )
            else:
                unit = form.cleaned_data["unit"] or path[-1]
                if there := same_text(request.actor, unit.id, content.text):
                    say(request, _("Văn bản này đã được đưa vào và chưa xong. Đây là bản ấy."))
                    return redirect("narrative", pk=there.pk)
                try:
                    made = actions.take_narrative(
                        by=request.actor,
                        unit=row_of(request.actor, unit),
                        title=form.cleaned_data["title"].strip() or _title_of(content, name),
                        content=content,
                        public=form.cleaned_data["public"],
                    )
                except NotAllowed as refusal:
                    refused = refusal.refused
                    if refused.code in _AT_TITLE:
                        form.add_error("title", f"{refused.sentence} {refused.remedy}")
                        refused = None
                else:
                    say(request, _("Đã nhận văn bản. Xem từng số rồi nhận, sửa hoặc bỏ."))
                    return redirect("narrative", pk=made.pk)
    return render(
        request,
        "narratives/new.html",
        {
            **frame_of(path),
            "form": form,
            "file_fault": file_fault,
            "refused": refused,
            "endings": TAKEN_ENDINGS,
            "days": days_kept(),
        },
        status=422 if form.errors or file_fault is not None or refused is not None else 200,
    )


def _content_of(upload: UploadedFile[Any] | None, pasted: str) -> tuple[NarrativeText | None, str]:
    """What was sent and the name of its file. A file goes before pasted words. Raises ``NotRead``."""
    if upload is not None and upload.name:
        return read_stream(upload.name, cast(BinaryIO, upload)), upload.name
    return (read_pasted(pasted), "") if pasted.strip() else (None, "")


def _title_of(content: NarrativeText, name: str) -> str:
    """The name of the file, else how the text begins."""
    if name:
        return PurePath(name).stem[:LONGEST_TITLE]
    words = content.said(content.blocks[0])
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"
