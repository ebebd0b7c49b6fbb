"""Opening and closing support access."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.access import actions
from binhyen.access.permissions import Permission
from binhyen.access.queries import support_accesses_visible_to
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed
from binhyen.web.access import forms, listing
from binhyen.web.access.views import administration, refused_words
from binhyen.web.frame.pages import needs, outside_support
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say

MOST_SHOWN = 50


@outside_support
@needs(Permission.OPEN_SUPPORT_ACCESS)
def support_access(request: SignedInRequest) -> HttpResponse:
    """Where support looks now and looked before, and the form that opens it."""
    form = forms.SupportForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            access = actions.open_support_access(
                by=request.actor,
                unit=forms.unit_of(data["unit"], request.actor),
                reason=data["reason"],
                minutes=data["minutes"],
            )
        except NotAllowed as refusal:
            form.add_error(None, refused_words(refusal.refused))
        else:
            say(request, _("Đã mở truy cập hỗ trợ, chỉ đọc. Đơn vị được báo về việc này."))
            return redirect("unit", pk=access.unit_id)
    past = list(support_accesses_visible_to(request.actor)[:MOST_SHOWN])
    names = listing.unit_names(request.actor, {access.unit_id for access in past})
    return render(
        request,
        "access/support_access.html",
        {
            "form": form,
            **administration(request),
            "accesses": [
                {
                    "access": access,
                    "unit_name": names[access.unit_id],
                    "open": access.closed_at is None and access.expires_at > now(),
                    "ended_at": access.closed_at or access.expires_at,
                }
                for access in past
            ],
        },
    )


@outside_support
@needs(Permission.OPEN_SUPPORT_ACCESS)
@require_POST
def support_access_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it before its time."""
    access = support_accesses_visible_to(request.actor).filter(pk=pk).first()
    if access is None:
        raise Http404
    actions.close_support_access(by=request.actor, access=access)
    say(request, _("Đã kết thúc truy cập hỗ trợ."))
    return redirect("support_access")
