"""Which period do the words mean that somebody types into a field of periods?"""

from __future__ import annotations

import re

_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})"), "{2}-{1:0>2}-{0:0>2}"),
    (re.compile(r"(?:tháng )?(\d{1,2})/(\d{4})"), "{1}-{0:0>2}"),
    (re.compile(r"(?:quý|quarter) ([1-4])(?:/| of )(\d{4})"), "{1}-Q{0}"),
    (re.compile(r"(?:6 tháng đầu năm|first half of) (\d{4})"), "{0}-H1"),
    (re.compile(r"(?:6 tháng cuối năm|second half of) (\d{4})"), "{0}-H2"),
    (re.compile(r"(?:năm )?(\d{4})"), "{0}"),
)
"""As pages write periods, in either language."""


def period_code(words: str) -> str | None:
    """The period as figures keep it, *tháng 1/2026* as *2026-01*; other words as they stand; None for no words."""
    tidy = " ".join(words.split())
    for pattern, code in _WRITTEN:
        if found := pattern.fullmatch(tidy.lower()):
            return code.format(*found.groups())
    return tidy or None
