"""What a letter of notices says: which reports wait, and where to look. No figure of a report and nobody's name.

Letters are in Vietnamese, the language of offices; they are plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from binhyen.foundations.vietnamese import format_date


@dataclass(frozen=True, slots=True)
class News:
    """One notice as a letter tells it: ``what`` is its code, ``report`` names form and period."""

    what: str
    report: str
    unit_name: str
    due: date


_ABOUT_ONE = {
    "asked": "Phải nộp: {report} · {unit}, hạn {due}.",
    "returned": "Bị trả lại, cần sửa: {report} · {unit}.",
    "accepted": "Đã được duyệt: {report} · {unit}.",
    "extended": "Được gia hạn đến {due}: {report} · {unit}.",
    "submitted": "Chờ duyệt: {report} · {unit}.",
    "part-ready": "Đã xong phần của {unit}: {report}.",
}
_ABOUT_MANY = {
    "asked": "Phải nộp: {report} · {count} đơn vị, hạn {due}.",
    "returned": "Bị trả lại, cần sửa: {report} · {count} đơn vị.",
    "accepted": "Đã được duyệt: {report} · {count} đơn vị.",
    "extended": "Được gia hạn: {report} · {count} đơn vị.",
    "submitted": "Chờ duyệt: {report} · {count} đơn vị.",
    "part-ready": "Đã xong phần của {count} cơ quan: {report}.",
}


def subject_of(news: Sequence[News]) -> str:
    """The subject of a letter with this news."""
    return f"Bình Yên: {len(news)} thông báo mới"


def letter_of(news: Sequence[News], address: str) -> str:
    """The text of a letter: a line for each report, or for all units of which the same is told; then where to look.

    ``address`` is that of the page of notices, or nothing where the installation does not know its own.
    """
    counted = Counter((each.what, each.report) for each in news)
    first: dict[tuple[str, str], News] = {}
    for each in news:
        first.setdefault((each.what, each.report), each)
    lines = ["Kính gửi đồng chí,", "", "Hệ thống Bình Yên có thông báo mới:", ""]
    for key, each in first.items():
        told = (_ABOUT_ONE if counted[key] == 1 else _ABOUT_MANY)[each.what]
        lines.append(
            "- "
            + told.format(
                report=each.report, unit=each.unit_name, count=counted[key], due=format_date(each.due)
            )
        )
    where = f"Xem tại: {address}" if address else "Đăng nhập hệ thống, mở “Việc của tôi” để xem."
    lines += [
        "",
        where,
        "",
        "Thư tự động, không cần trả lời. Tắt thư tại trang “Thông báo” của hệ thống.",
        "",
    ]
    return "\n".join(lines)
