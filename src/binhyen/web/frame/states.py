"""The words, marks and tones in which pages show a state; which states a thing has is its own room's matter.

A state is always shown by word or drawing as well as by colour. Red is for errors and what is overdue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks: its word, its drawing, and the tone of the tag (a class of the stylesheet)."""

    label: Any
    icon: str
    tone: str


STATES: dict[str, State] = {
    "on-time": State(_("đúng hạn"), "check", "good"),
    "late": State(_("muộn"), "late", "late"),
    "waiting": State(_("chờ duyệt"), "waiting", "waiting"),
    "returned": State(_("trả lại"), "returned", "waiting"),
    "approved": State(_("đã duyệt"), "double-check", "good"),
    "locked": State(_("đã khoá"), "locked", "sealed"),
    "provisional": State(_("tạm tính"), "provisional", "provisional"),
    "estimated": State(_("ước tính"), "provisional", "estimated"),
    "draft": State(_("bản nháp"), "draft", "quiet"),
    "not-submitted": State(_("chưa nộp"), "missing", "quiet"),
    "not-applicable": State(_("không áp dụng"), "none", "quiet"),
    "flagged": State(_("có dấu hiệu"), "flag", "waiting"),
    "doubtful": State(_("chưa chắc chắn"), "flag", "waiting"),
    "matching": State(_("đang khớp"), "draft", "quiet"),
    "taken-back": State(_("đã rút lại"), "returned", "quiet"),
    "taken": State(_("đã nhận"), "check", "good"),
    "unchanged": State(_("không có gì mới"), "same", "quiet"),
    "refused": State(_("từ chối"), "wrong", "late"),
    "complete": State(_("đã duyệt đủ"), "double-check", "good"),
    "enacted": State(_("đã thực hiện"), "double-check", "good"),
    "undone": State(_("đã hoàn tác"), "returned", "quiet"),
    "sound": State(_("không có lỗi"), "check", "good"),
    "faulty": State(_("có lỗi"), "wrong", "late"),
    "drafted": State(_("dự thảo"), "draft", "quiet"),
    "being-read": State(_("đang đọc"), "waiting", "quiet"),
    "to-confirm": State(_("chờ xác nhận số liệu"), "eye", "waiting"),
    "done": State(_("đã xong"), "double-check", "good"),
    "unseen": State(_("chưa xem"), "eye", "quiet"),
    "sure": State(_("rõ ràng, chưa nhận"), "check", "ready"),
    "doubted": State(_("nghi ngờ"), "flag", "waiting"),
    "accepted": State(pgettext_lazy("figure", "đã nhận"), "check", "good"),
    "corrected": State(_("đã sửa rồi nhận"), "draft", "good"),
    "not-taken": State(_("không lấy"), "close", "quiet"),
    "written": State(_("đã ghi vào báo cáo"), "double-check", "sealed"),
    "frozen": State(_("đã chốt"), "locked", "sealed"),
    "recognised": State(_("được công nhận"), "emulation", "recognised"),
}
