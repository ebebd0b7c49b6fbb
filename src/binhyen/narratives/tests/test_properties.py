"""What is written by the grammar reads back as what it was written from; any text is read, in linear time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import format_number, number_in_words
from binhyen.narratives.rules.vocabulary import UNLISTED
from binhyen.narratives.sources import CATALOGUE
from binhyen.narratives.tests.reader import calls_made, figures, vocabulary
from binhyen.narratives.values import Comparator, Figure, Kind, read

HEDGES = {
    "": Comparator.EQ,
    "hơn ": Comparator.GT,
    "trên ": Comparator.GT,
    "gần ": Comparator.APPROX_BELOW,
    "khoảng ": Comparator.APPROX,
    "xấp xỉ ": Comparator.APPROX,
    "dưới ": Comparator.LT,
    "chưa đến ": Comparator.LT,
    "ít nhất ": Comparator.GE,
    "tối thiểu ": Comparator.GE,
    "không dưới ": Comparator.GE,
    "không quá ": Comparator.LE,
    "tối đa ": Comparator.LE,
}
BOUNDS = (Comparator.GE, Comparator.LE, Comparator.LT)
"""What a rule sets as well as what a report tells: either kind is right where nothing else tells."""

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


def in_percent(tenths: int) -> Written:
    number = Decimal(tenths) / 10
    return Written(f"{format_number(number)}%", number)


def in_money(number: int, scale: str) -> Written:
    """A sum as people write it: "2,3 tỷ đồng", "2 tỷ 300 triệu đồng", "1 triệu 200 nghìn đồng", in digits alone."""
    tenths, large = Decimal(number) / 10, number * 1_000_000
    if scale == "tỷ":
        return Written(f"{format_number(tenths)} tỷ đồng", tenths * 10**9)
    if scale == "tỷ triệu":
        return Written(
            f"{number} tỷ {number % 900 + 100} triệu đồng",
            Decimal(number * 10**9 + (number % 900 + 100) * 10**6),
        )
    if scale == "triệu nghìn":
        return Written(
            f"{number} triệu {number % 900 + 100} nghìn đồng",
            Decimal(number * 10**6 + (number % 900 + 100) * 10**3),
        )
    return Written(f"{format_number(large)} đồng", Decimal(large))


FORMS = st.sampled_from(["NFC", "NFD"])
WRITTEN = st.one_of(
    st.integers(1, 10**7).map(in_digits),
    st.integers(1, 99).map(in_two_places),
    st.integers(11, 9999).filter(lambda tenths: tenths % 10 != 0).map(in_thousands),
    st.integers(11, 999).map(in_words),
)


@settings(max_examples=150)
@given(WRITTEN, st.sampled_from([*HEDGES]), st.sampled_from([*COUNTED]), st.sampled_from([*FRAMES]), FORMS)
def test_a_sentence_reads_back_as_what_it_was_made_from(
    number: Written, hedge: str, counted: str, frame: str, form: str
) -> None:
    text = normalize(form, frame.format(f"{hedge}{number.text} {counted}"))
    found = [figure for figure in figures(text) if figure.value == number.value]
    assert len(found) == 1
    (figure,) = found
    assert figure.indicator == COUNTED[counted]
    assert figure.comparator is HEDGES[hedge]
    bound = figure.comparator in BOUNDS
    assert figure.kind is FRAMES[frame] or (bound and figure.kind is Kind.TARGET)
    assert normalize(form, number.text) in figure.quote


def the_figure_of(text: str) -> Figure:
    found = figures(text)
    assert len(found) == 1, [figure.quote for figure in found]
    assert text[slice(*found[0].span)] == found[0].quote
    return found[0]


SAFE = "khu dân cư đạt chuẩn an toàn về an ninh, trật tự"


@settings(max_examples=60)
@given(st.integers(1, 999).map(in_percent), st.sampled_from([*HEDGES]), FORMS)
def test_a_share_reads_back(share: Written, hedge: str, form: str) -> None:
    figure = the_figure_of(normalize(form, f"Năm 2025, toàn xã đã có {hedge}{share.text} {SAFE}."))
    assert (figure.indicator, figure.value, figure.unit) == ("safe_residential_pct", share.value, "%")
    assert figure.comparator is HEDGES[hedge]


@settings(max_examples=60)
@given(
    st.integers(1, 899),
    st.sampled_from(["tỷ", "tỷ triệu", "triệu nghìn", "đồng"]),
    st.sampled_from([*HEDGES]),
    st.sampled_from(["Kinh phí hỗ trợ {}.", "Năm 2025, xã đã vận động được {} xây nhà đại đoàn kết."]),
)
def test_a_sum_of_money_reads_back(number: int, scale: str, hedge: str, frame: str) -> None:
    money = in_money(number, scale)
    figure = the_figure_of(frame.format(hedge + money.text))
    assert (figure.value, figure.unit) == (money.value, "đồng")
    assert figure.comparator is HEDGES[hedge]


@settings(max_examples=60)
@given(st.integers(1, 5000), st.integers(0, 5000), st.sampled_from([*COUNTED]), st.booleans())
def test_a_part_of_a_whole_reads_back(part: int, rest: int, counted: str, spelled: bool) -> None:
    over = " trên tổng số " if spelled else "/"
    text = f"Đến nay đã có {format_number(part)}{over}{format_number(part + rest)} {counted}."
    figure = the_figure_of(text)
    assert (figure.value, figure.denominator) == (part, part + rest)
    assert figure.indicator == COUNTED[counted]


@settings(max_examples=60)
@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.sampled_from([*COUNTED]),
    st.sampled_from(["từ {} đến {}", "{}-{}", "{} – {}", "từ {} tới {}"]),
)
def test_a_range_reads_back(least: int, more: int, counted: str, written: str) -> None:
    said = written.format(format_number(least), format_number(least + more))
    figure = the_figure_of(f"Mỗi xã có {said} {counted}.")
    assert (figure.value, figure.value_max, figure.comparator) == (least, least + more, Comparator.EQ)
    assert figure.indicator == COUNTED[counted]


@settings(max_examples=60)
@given(WRITTEN, st.sampled_from([*COUNTED]), st.booleans(), st.sampled_from([*FRAMES]))
def test_and_more_reads_back(number: Written, counted: str, opened: bool, frame: str) -> None:
    figure = the_figure_of(frame.format(f"{'từ ' if opened else ''}{number.text} {counted} trở lên"))
    assert (figure.value, figure.comparator) == (number.value, Comparator.GE)


OLDER = {
    "Đến nay có {} {}; năm trước có {} {}.": (0, 1),
    "Toàn xã đã có {} {}, so với cùng kỳ có {} {}.": (0, 1),
    "Ban đầu có {} {}, đến nay có {} {}.": (1, 0),
    "Năm 2024 có {} {}, năm 2025 có {} {}.": (1, 0),
}


@settings(max_examples=60)
@given(st.integers(1, 10**5), st.integers(1, 10**5), st.sampled_from([*COUNTED]), st.sampled_from([*OLDER]))
def test_an_older_value_is_background(first: int, second: int, counted: str, frame: str) -> None:
    text = frame.format(format_number(first), counted, format_number(second), counted)
    found = figures(text)
    assert [figure.value for figure in found] == [first, second]
    now, before = OLDER[frame]
    assert found[now].kind is Kind.RESULT
    assert found[before].kind is Kind.CONTEXT
    assert {figure.indicator for figure in found} == {COUNTED[counted]}


def test_every_family_is_told_by_the_plain_noun_that_it_lists_first() -> None:
    document = yaml.safe_load((CATALOGUE / "reading.yaml").read_text(encoding="utf-8"))
    heads = {
        family: way.split("|")[0]
        for family, entry in document["families"].items()
        for way in entry["said"][:1]
        if not set(way) & set("<~@!^{*%&")
    }
    assert len(heads) >= 25
    told = {
        family: [figure.indicator for figure in figures(f"Năm 2025, toàn xã đã có 12 {head}.")]
        for family, head in heads.items()
        if family != UNLISTED
    }
    assert {family: found for family, found in told.items() if found != [family]} == {}


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


def seconds_to_read(text: str) -> float:
    """Of the processor; the least of three, so that what else the machine does counts little."""
    known = vocabulary()
    taken = []
    for _ in range(3):
        begun = time.process_time()
        read(text, known)
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize(
    "text", ["12/", "[1]", "1-", "2025-", "tỉnh Aa ", "một trăm ", "năm 2025 (", "kế hoạch số ", "a@"]
)
def test_no_pattern_looks_at_the_rest_of_a_text_from_each_of_its_places(text: str) -> None:
    once, four_times = (seconds_to_read(text * (letters // len(text))) for letters in (4_000, 16_000))
    assert four_times <= 8 * once + 0.01


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "\n" * 300_000,
        "\u0300" * 100_000,
        "\r\n \t" * 50_000,
        "\n".join("1." * depth + " 12 tổ" for depth in range(1, 200)),
        "“(" * 50_000,
    ],
    ids=["digits", "line breaks", "marks", "blanks", "a deep list", "what is never closed"],
)
def test_a_text_of_one_thing_over_and_over_is_read(text: str) -> None:
    assert read(text, vocabulary()).text == text
