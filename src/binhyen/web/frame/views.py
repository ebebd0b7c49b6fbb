"""The way in, errors, health, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from binhyen.web.frame import samples
from binhyen.web.frame.context import address_of
from binhyen.web.frame.pages import for_everyone_signed_in, open_to_strangers
from binhyen.web.worklist.shown import first_rows
from binhyen.worklist.queries import queue_of

WAITING_SHOWN = 5
"""So many of the things that wait stand on the first page."""

SECTIONS = (
    ("scheme", _("Nền sáng và nền tối")),
    ("letters", _("Chữ và số")),
    ("buttons", _("Nút")),
    ("tiles", _("Ô số liệu")),
    ("tags", _("Nhãn trạng thái")),
    ("table", _("Bảng số liệu")),
    ("entry", _("Bảng nhập số liệu")),
    ("period-grid", _("Đơn vị và kỳ")),
    ("progress", _("Tiến độ")),
    ("files", _("Thả tệp")),
    ("timeline", _("Diễn biến")),
    ("reading", _("Văn bản và số liệu cạnh nhau")),
    ("chart", _("Biểu đồ")),
    ("map", _("Bản đồ ô")),
    ("empty", _("Chưa có gì")),
    ("refusal", _("Từ chối, có cách xử lý")),
    ("toast", _("Báo đã làm, cho hoàn tác")),
    ("paper", _("Đầu trang in")),
    ("form", _("Biểu mẫu")),
)
TOKENS = (
    "paper", "surface", "line", "line-strong", "ink", "ink-soft", "bamboo", "bamboo-soft", "gold", "rust",
    "amber", "sky",
)  # fmt: skip


@for_everyone_signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The way in: what waits most urgently, and the units of the account with its roles there."""
    roles: dict[tuple[int, str], list[str]] = {}
    for mandate in request.actor.mandates:  # type: ignore[attr-defined]
        roles.setdefault((mandate.unit_id, mandate.unit_name), []).append(mandate.role_label)
    mandates = [
        {"unit_name": name, "roles": ", ".join(labels), "url": address_of("unit", unit_id)}
        for (unit_id, name), labels in roles.items()
    ]
    queue = queue_of(request.actor)  # type: ignore[attr-defined]
    return render(
        request,
        "frame/home.html",
        {"mandates": mandates, "rows": first_rows(queue, WAITING_SHOWN), "waiting_count": len(queue.items)},
    )


@for_everyone_signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states, with invented figures, for whoever builds or reviews pages."""
    return render(
        request, "frame/gallery.html", {**samples.gallery(), "sections": SECTIONS, "tokens": TOKENS}
    )


@open_to_strangers
def health(request: HttpRequest) -> HttpResponse:
    """Answers that the process lives; tells nothing else to a stranger."""
    return JsonResponse({"ok": True})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "frame/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/server_error.html", status=500)
