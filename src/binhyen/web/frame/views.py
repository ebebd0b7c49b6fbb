"""Errors, health, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from binhyen.web.frame import samples
from binhyen.web.frame.pages import for_everyone_signed_in, open_to_strangers

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
    ("chart", _("Biểu đồ")),
    ("map", _("Bản đồ số liệu")),
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
