from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from binhyen.publications.rules.weak import BadWeakUnits, WeakRule, weak_rule

ENTRY = {"unit": "25", "from": date(2026, 1, 1), "rule": "late", "least": 3, "periods": 6}
DAY = date(2026, 3, 1)


def test_nothing_is_named_unless_it_is_switched_on() -> None:
    assert weak_rule(None, "25", DAY) is None
    assert weak_rule([], "25", DAY) is None
    assert weak_rule([ENTRY], "12", DAY) is None
    assert weak_rule([ENTRY], "25", date(2025, 12, 31)) is None


def test_the_last_entry_that_began_holds() -> None:
    later = ENTRY | {"from": date(2026, 2, 1), "rule": "unsent", "least": 2, "basis": " Quy chế "}
    assert weak_rule([later, ENTRY], "25", DAY) == WeakRule("unsent", 2, 6, "Quy chế")
    assert weak_rule([later, ENTRY], "25", date(2026, 1, 15)) == WeakRule("late", 3, 6)
    off = {"unit": "25", "from": date(2026, 2, 15), "rule": "none"}
    assert weak_rule([later, off, ENTRY], "25", DAY) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": 25}, "thiếu mã đơn vị"),
        ({"from": "2026"}, "thiếu ngày"),
        ({"rule": "lazy"}, "late, unsent hoặc none"),
        ({"least": 1}, "từ 2 đến 12"),
        ({"least": 7}, "từ 2 đến 12"),
        ({"periods": 24}, "từ 2 đến 12"),
        ({"periods": True}, "từ 2 đến 12"),
        ({"names": ["Xã A"]}, "không đọc được"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadWeakUnits, match=rf"“weak_units”, mục 2.*{sentence}"):
        weak_rule([ENTRY, ENTRY | change], "12", DAY)


def test_the_setting_is_a_list() -> None:
    with pytest.raises(BadWeakUnits, match="phải là một danh sách"):
        weak_rule("late", "25", DAY)
