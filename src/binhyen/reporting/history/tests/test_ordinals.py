"""An ordinal before a name goes, a shortened word of a kind stays: both are a letter and a dot."""

from __future__ import annotations

import pytest

from binhyen.reporting.history.units import written_as


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("X. Tú Lý, H. Đà Bắc", "X. Tú Lý, H. Đà Bắc"),
        ("P. Thống Nhất", "P. Thống Nhất"),
        ("X. Xã Tú Lý", "Xã Tú Lý"),
        ("II. Huyện Tam Đảo", "Huyện Tam Đảo"),
        ("3. P. Thống Nhất", "P. Thống Nhất"),
        ("a) Xã Tú Lý", "Xã Tú Lý"),
    ],
)
def test_what_is_an_ordinal_and_what_a_word(written: str, name: str) -> None:
    assert written_as("", "", written, "", "", "").name.name == name
