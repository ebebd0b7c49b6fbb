"""Words that text and annexes share: headings, signs in cells, the part of a period that a unit lived."""

from __future__ import annotations

from collections.abc import Collection

from binhyen.publications.reports.holding_back import UNDER_FIVE, WITH_IT
from binhyen.publications.rules.printed import ESTIMATED, MISSING, NOT_APPLICABLE, NOT_COMPARABLE

NOT_ADDED = "không cộng"


def signs_in_words(cells: Collection[str], apart: Collection[str] = ()) -> str:
    """What the signs among the cells of a table mean; empty where there is none. ``apart``: why figures stand apart."""
    among = set(cells)
    signs = []
    if MISSING in among:
        signs.append(f"“{MISSING}”: chưa có số liệu được duyệt")
    if NOT_APPLICABLE in among:
        signs.append(f"“{NOT_APPLICABLE}”: không áp dụng")
    if among & {UNDER_FIVE, WITH_IT}:
        signs.append(f"“{UNDER_FIVE}”: từ 1 đến 4 người")
    if WITH_IT in among:
        signs.append(f"“{WITH_IT}”: không nêu, để không suy ra được số nhỏ hơn 5")
    if NOT_ADDED in among:
        signs.append(f"“{NOT_ADDED}”: chỉ tiêu không cộng giữa các đơn vị")
    if NOT_COMPARABLE in among:
        why = f" ({', hoặc '.join(sorted(apart))})" if apart else ""
        signs.append(f"“{NOT_COMPARABLE}”: không so sánh được trên cùng địa bàn{why}")
    if any(cell.endswith(ESTIMATED) for cell in among):
        signs.append(f"“{ESTIMATED}”: có phần ước tính theo tỷ lệ chia địa bàn, đã làm tròn")
    return f"{'; '.join(signs)}." if signs else ""


def without_guidance(title: str) -> str:
    """A heading of a form without what it says in brackets to those who fill it in."""
    return title.partition(" (")[0]
