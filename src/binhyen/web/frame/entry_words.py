"""What the script of the entry grid knows and says: the lines of the form, its checks, and words.

Sentences about values are those of the gates (``reporting.rules``); a test holds the two together.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from binhyen.indicators.values import FormLayout, LineRole, as_json, totals_as_json
from binhyen.web.frame.words import in_language, unit_of


def form_for_script(layout: FormLayout) -> dict[str, Any]:
    """Everything of the form that the script needs: plain values, the same for every report on it."""
    return {
        "lines": {
            line.code: {
                "role": line.role,
                "decimals": line.decimals,
                "percent": line.is_percent,
                "unit": unit_of(line),
            }
            for line in layout.lines
        },
        "totals": totals_as_json(layout),
        "rates": {
            line.code: {"parts": line.parts, "per": line.per}
            for line in layout.lines
            if line.role is LineRole.RATE
        },
        "checks": [
            as_json(check) | {"sentence": in_language(check.sentence, check.sentence_en)}
            for check in layout.checks
        ],
        "words": words(),
    }


def words() -> dict[str, Any]:
    """What the script says. ``%(name)s`` is filled in by the script."""
    return {
        "faults": _faults(),
        "missing": _("chưa có"),
        "notApplicable": _("không áp dụng"),
        "saved": _("Đã lưu %(at)s"),
        "saving": _("Đang lưu"),
        "unsent": _("%(number)s ô chưa gửi, giữ trong máy này."),
        "again": _("Tự gửi lại khi có đường truyền."),
        "held": _("%(number)s ô chưa lưu được, xem ở từng dòng."),
        "signedOut": _("Phiên đã hết, đăng nhập ở thẻ khác rồi quay lại; chưa mất gì."),
        "gone": _("Báo cáo không còn mở cho tài khoản này; những gì đã gõ vẫn ở trang này."),
        "tooFull": _("Máy này không còn chỗ giữ số chưa gửi. Giữ trang này mở đến khi báo đã lưu."),
        "pasted": _("Đã dán %(number)s ô."),
        "filled": _("%(filled)s/%(all)s ô đã điền"),
        "entering": _("%(names)s đang nhập"),
        "conflict": _("%(by)s đã ghi %(theirs)s lúc %(at)s."),
        "noteConflict": _("%(by)s đã ghi giải trình lúc %(at)s: “%(theirs)s”."),
        "keep": _("Giữ %(value)s"),
        "write": _("Ghi %(value)s"),
        "keepNote": _("Giữ giải trình đó"),
        "writeNote": _("Ghi giải trình của tôi"),
        "news": _("%(by)s ghi lúc %(at)s."),
        "answered": _("Đã giải trình."),
        "difference": _("Ghi lý do của chênh lệch, hoặc bỏ chênh lệch."),
        "doesNotApply": _("Không áp dụng"),
    }


def _faults() -> dict[str, tuple[str, str]]:
    """Sentence and remedy of each fault of a value, by its code."""
    return {
        "not-a-number": (
            _("“%(text)s” không phải là số viết đúng cách."),
            _("Viết dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân, ví dụ 1.234,5."),
        ),
        "ambiguous": (
            _("“%(text)s” có thể là %(grouped)s, cũng có thể là số lẻ."),
            _("Ý anh/chị là %(text)s? Ghi %(grouped)s, hoặc dùng dấu phẩy cho số lẻ."),
        ),
        "negative": (_("%(number)s là số âm."), _("Số %(unit)s không âm.")),
        "too-large": (_("%(number)s là quá lớn."), _("Kiểm tra lại số chữ số.")),
        "over-100": (_("%(number)s%% lớn hơn 100%%."), _("Tỷ lệ phải từ 0 đến 100.")),
        "not-whole": (
            _("%(number)s không phải số nguyên."),
            _("Số %(unit)s phải là số nguyên không âm."),
        ),
        "too-many-decimals": (
            _("%(number)s có quá %(most)s chữ số sau dấu phẩy."),
            _("Làm tròn đến %(most)s chữ số sau dấu phẩy."),
        ),
    }
