"""What is taken for a person's name, and what is not."""

from __future__ import annotations

import pytest

from binhyen.orgunits.rules.persons import Likeness, holds_a_personal_number, likeness_to_a_person


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Văn A",
        "Bà Hoa",
        "Đồng chí Lê Minh",
        "đ/c Hùng",
        "Nguyễn Văn A",
        "NGUYỄN VĂN A",
        "Trần Thị Thu Hà",
        "Lê Quốc Minh",
        "Chủ tịch UBND xã: Lê Quốc Minh",
        "Trưởng Công an xã (Vũ Hồng Sơn)",
        "Phó Chủ tịch, bà Mai",
        "Chủ tịch Hội Nguyễn Thị Hoa",
        "nguyễn thị hoa",
    ],
)
def test_a_persons_name_is_seen(text: str) -> None:
    assert likeness_to_a_person(text) is Likeness.CERTAIN


@pytest.mark.parametrize("text", ["Nguyễn Trãi", "Mai Châu", "Cao Sơn", "Hà Trung", "Kim Bôi"])
def test_what_may_be_a_place_or_a_person_is_doubted(text: str) -> None:
    assert likeness_to_a_person(text) is Likeness.POSSIBLE


@pytest.mark.parametrize(
    "text",
    [
        "Phó Chủ tịch Ủy ban nhân dân",
        "Đồng chí Chủ tịch Ủy ban nhân dân xã",
        "Bác sĩ trưởng trạm",
        "Trưởng Công an xã Nguyễn Văn Linh",
        "Trường Trung học cơ sở Nguyễn Thị Minh Khai",
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ",
        "Thôn Đồng Chum",
        "Công an tỉnh Cao Bằng",
        "Bí thư - Chủ tịch",
        "Tổ 5",
        "",
    ],
)
def test_posts_agencies_and_places_are_left_alone(text: str) -> None:
    assert likeness_to_a_person(text) is Likeness.NONE


@pytest.mark.parametrize("text", ["Chủ tịch xã Lê Minh", "Hoa", "chủ tịch xã lê minh"])
def test_what_its_docstring_says_it_misses_is_missed(text: str) -> None:
    assert likeness_to_a_person(text) is Likeness.NONE


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Trạm y tế 0912 345 678", True),
        ("001085012345", True),
        ("0210.384.1234", True),
        ("12/NQ-HĐND ngày 05/06/2026", False),
        ("Quyết định 861 ngày 04.06.2021", False),
        ("Tổ dân phố 10", False),
    ],
)
def test_numbers_of_persons(text: str, held: bool) -> None:
    assert holds_a_personal_number(text) is held
