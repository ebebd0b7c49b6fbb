"""How Vietnamese is told from English."""

from __future__ import annotations

import re

VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)

KEPT_IN_VIETNAMESE = ("Bình Yên", "đồng", "QĐ-BCĐ", "Tết")
"""Names that stay as they are in English."""


def without_names(text: str) -> str:
    for name in KEPT_IN_VIETNAMESE:
        text = text.replace(name, "")
    return text
