"""What is written by the grammar reads back as what it was written from; any text is read, in linear time."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import format_number, number_in_words
from binhyen.narratives.tests.reader import figures, vocabulary
from binhyen.narratives.values import Comparator, Kind, read

HEDGES = {
    "": Comparator.EQ,
    "hơn ": Comparator.GT,
    "trên ": Comparator.GT,
    "gần ": Comparator.APPROX_BELOW,
    "khoảng ": Comparator.APPROX,
    "ít nhất ": Comparator.GE,
    "không quá ": Comparator.LE,
}

COUNTED = {
    "buổi tuyên truyền": "mob_sessions",
    "tổ bảo vệ an ninh, trật tự": "force_safety_teams",
    "tổ bảo vệ ANTT": "force_safety_teams",
    "hòa giải viên": "disp_mediators",
    "tổ hoà giải": "disp_mediation_groups",
    "mắt camera": "res_cameras",
    "tổ liên gia": "selfmgmt_groups",
    "câu lạc bộ phòng, chống tội phạm": "mass_org_groups",
    "điển hình tiên tiến": "model_exemplars",
    "nguồn tin có giá trị": "info_tips_valuable",
    "lượt tuần tra": "force_patrols",
    "suất quà": "res_gifts",
    "nhà đại đoàn kết": "res_houses",
    "khẩu súng tự chế": "mob_weapons",
    "bản cam kết": "mob_commitments",
    "lớp tập huấn": "org_training_classes",
    "bóng đèn chiếu sáng": "res_lights",
    "tờ rơi": "mob_materials",
}

FRAMES = {
    "Năm 2025, toàn xã đã có {}.": Kind.RESULT,
    "Đến nay, phường có {}; kết quả tốt.": Kind.RESULT,
    "Phấn đấu năm 2026 có {}.": Kind.TARGET,
    "Trong thời gian tới, xã sẽ có {}.": Kind.TARGET,
    "Mục tiêu đến hết năm 2026: {}.": Kind.TARGET,
    "So với cùng kỳ tăng {}.": Kind.CHANGE,
}


@dataclass(frozen=True)
class Written:
    """A number as a sentence may write it."""

    text: str
    value: Decimal


def in_digits(number: int) -> Written:
    return Written(format_number(number), Decimal(number))


def in_two_places(number: int) -> Written:
    return Written(f"{number:02}", Decimal(number))


def in_thousands(tenths: int) -> Written:
    number = Decimal(tenths) / 10
    return Written(f"{format_number(number)} nghìn", number * 1000)


def in_words(number: int) -> Written:
    return Written(number_in_words(number), Decimal(number))


WRITTEN = st.one_of(
    st.integers(1, 10**7).map(in_digits),
    st.integers(1, 99).map(in_two_places),
    st.integers(11, 9999).filter(lambda tenths: tenths % 10 != 0).map(in_thousands),
    st.integers(11, 999).map(in_words),
)


@settings(max_examples=150)
@given(WRITTEN, st.sampled_from([*HEDGES]), st.sampled_from([*COUNTED]), st.sampled_from([*FRAMES]))
def test_a_sentence_reads_back_as_what_it_was_made_from(
    number: Written, hedge: str, counted: str, frame: str
) -> None:
    found = [
        figure
        for figure in figures(frame.format(f"{hedge}{number.text} {counted}"))
        if figure.value == number.value
    ]
    assert len(found) == 1
    (figure,) = found
    assert figure.indicator == COUNTED[counted]
    assert figure.comparator is HEDGES[hedge]
    bound = figure.comparator in (Comparator.GE, Comparator.LE)
    assert figure.kind is FRAMES[frame] or (bound and figure.kind is Kind.TARGET)
    assert number.text in figure.quote


PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("12", "1.131", "94,5%", "15/20", "từ 3 đến 5", "hai mươi", "một nửa", "19-8", "2,3 tỷ đồng"),
            *("\n", "; ", ", ", ". ", ":", "(", ")", "“", "”", "- ", "I. ", "\t|", "\u0300", "\u00a0"),
            *("tổ bảo vệ ANTT", "khu dân cư", "đạt", "tăng", "giảm", "so với", "trở lên", "của", "tổ", "%"),
        ]
    ),
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_and_places_hold(text: str) -> None:
    reading = read(text, vocabulary())
    assert reading.text == text
    last = 0
    for figure in reading.figures:
        begin, stop = figure.span
        assert text[begin:stop] == figure.quote
        assert last <= begin < stop <= len(text)
        last = begin


def calls_made(text: str) -> int:
    """How much is done: the calls of functions, ours and the interpreter's, while a text is read."""
    made = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    known = vocabulary()
    sys.setprofile(count)
    try:
        read(text, known)
    finally:
        sys.setprofile(None)
    return made


REPORT = (
    "Năm 2025, xã tổ chức 36 buổi tuyên truyền, 4.275 lượt người dự; 17/19 vụ hòa giải thành, đạt 89,5%. "
)


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        REPORT.replace(". ", ".\n"),
        REPORT.replace(". ", ", "),
        "12 tổ hòa giải, ",
        "tăng 5 vụ (3%) so với ",
        "hai ba năm mười ",
        "1.",
        "1",
        "một trăm ",
        "1 triệu 200 nghìn ",
        "tổ bảo vệ an ninh trật tự ",
        "“3 không” ",
        "12/15 ",
        "từ ",
        "- ",
    ],
)
def test_twice_the_text_is_twice_the_work(text: str) -> None:
    once, twice = calls_made(text * 30), calls_made(text * 60)
    assert twice <= 2.3 * once + 200
