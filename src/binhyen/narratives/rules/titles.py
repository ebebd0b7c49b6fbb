"""May a narrative be called so?"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.orgunits.values import Likeness, holds_a_personal_number, likeness_to_a_person

LONGEST_TITLE = 200
_SECRECY = re.compile(r"(?<!\w)(?:(?:TỐI |TUYỆT )?MẬT)(?!\w)|[-/(](?:TM|M|TỐI MẬT)\)?$")


def title_fits(title: str) -> Decision:
    """Whether a title, tidied, may be kept: it stays when the text is gone, so it names nobody and no secret."""
    if not title:
        return Refused(
            "text-missing", _("Chưa ghi tên văn bản."), _("Ghi ngắn gọn, ví dụ: Báo cáo tháng 02/2026.")
        )
    if len(title) > LONGEST_TITLE:
        return Refused(
            "text-too-long",
            _("Tên văn bản dài quá %(most)s ký tự.") % {"most": LONGEST_TITLE},
            _("Viết ngắn lại."),
        )
    if holds_a_personal_number(title) or likeness_to_a_person(title) is Likeness.CERTAIN:
        return Refused(
            "text-names-a-person",
            _("Tên văn bản trông như có tên hoặc số giấy tờ của một người."),
            _("Không ghi tên người; số điện thoại, số giấy tờ cũng vậy."),
        )
    if _SECRECY.search(title):
        return Refused(
            "secrecy-mark",
            _("Tên văn bản mang dấu hiệu độ mật nên không được nhận và không được lưu."),
            _("Không đưa tài liệu bí mật nhà nước vào phần mềm này."),
        )
    return ALLOWED
