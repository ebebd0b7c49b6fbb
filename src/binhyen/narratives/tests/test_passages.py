"""Where do passages and sentences lie, and what do they stand under?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.narratives.rules.passages import Outlook, PassageKind, passages_of, sentences_of
from binhyen.narratives.rules.shadow import shadow_of

REPORT = """BÁO CÁO
I. KẾT QUẢ ĐẠT ĐƯỢC
Đã tổ chức 12 buổi.
Chỉ tiêu năm 2026:
- Tổ chức 15 buổi.
II. PHƯƠNG HƯỚNG
1. Tuyên truyền
Tổ chức 20 buổi.
"""


def test_lines_are_passages_with_their_outlook() -> None:
    found = [(each.number, str(each.kind), str(each.outlook)) for each in passages_of(shadow_of(REPORT))]
    assert found == [
        (1, "heading", "done"),
        (2, "heading", "done"),
        (3, "paragraph", "done"),
        (4, "heading", "planned"),
        (5, "item", "planned"),
        (6, "heading", "planned"),
        (7, "heading", "planned"),
        (8, "paragraph", "planned"),
    ]


def test_a_headline_of_the_press_plans_nothing() -> None:
    (headline, body) = passages_of(shadow_of("Phấn đấu vì bình yên\nXã có 12 mô hình."))
    assert headline.kind is PassageKind.HEADING
    assert body.outlook is Outlook.UNKNOWN


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Có 12 tổ. Có 15 đội.", 2),
        ("TP. Hồ Chí Minh có 12 tổ. Có 15 đội.", 2),
        ("Đạt 12.500 hộ. Trong đó: 3.", 2),
        ("Ông A. Nguyễn nói.", 1),
    ],
)
def test_sentences(text: str, parts: int) -> None:
    shadow = shadow_of(text)
    assert len(sentences_of(shadow, 0, len(text))) == parts


@given(st.text(max_size=200))
def test_sentences_leave_no_gap(text: str) -> None:
    shadow = shadow_of(text)
    for passage in passages_of(shadow):
        bounds = sentences_of(shadow, passage.start, passage.end)
        assert bounds[0][0] == passage.start
        assert bounds[-1][1] == passage.end
        assert all(one[1] == other[0] for one, other in pairwise(bounds))
