"""Where do the reports of one unit stand over a period, in words?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import join_words


def where_they_stand(absent: Sequence[tuple[Period, str]], owed: int) -> str:
    """Of one report "chưa gửi"; of several "tháng 02/2026 và tháng 03/2026: chưa gửi", or "tất cả: chưa gửi".

    ``absent`` are the reports that are not accepted, in the order of time, each with where it stands.
    """
    if owed == 1:
        return "".join(state for _period, state in absent)
    if len(absent) == owed and len({state for _period, state in absent}) == 1:
        return f"tất cả: {absent[0][1]}"
    told = [
        f"{join_words([period.label for period, _state in each])}: {state}"
        for state, each in ((state, list(group)) for state, group in groupby(absent, key=lambda one: one[1]))
    ]
    return "; ".join(told)
