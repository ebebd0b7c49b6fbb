import unicodedata
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import (
    BadDate,
    BadNumber,
    date_in_words,
    fold,
    format_date,
    format_money,
    format_number,
    join_words,
    money_in_words,
    nfc,
    number_in_words,
    parse_date,
    parse_number,
    sort_key,
)

unhurried = settings(deadline=None)  # a busy machine is no fault

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
VOWELS = "aăâeêioôơuưy"
TONE_MARKS = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang huyền hỏi ngã sắc nặng
words = st.text(
    alphabet=[nfc(v + t) for v in VOWELS for t in TONE_MARKS] + list("bcdđghklmn -12"), max_size=9
)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đà Nẵng", "da nang"),
        ("  Thừa\u00a0Thiên \n Huế ", "thua thien hue"),
        ("Hoà Bình", "hoa binh"),
        ("Hòa Bình", "hoa binh"),
        ("Thuý", "thuy"),
        ("Thúy", "thuy"),
        ("ĐẮK LẮK", "dak lak"),
        ("Ðắk Lắk", "dak lak"),  # Eth in place of Đ
        ("Bình\u200bYên", "binhyen"),
        ("Ea H'leo", "ea h'leo"),
        ("", ""),
    ],
)
def test_folding_leaves_what_a_search_compares(text: str, folded: str):
    assert fold(text) == folded
    assert fold(decomposed(text)) == folded


@unhurried
@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@unhurried
@given(st.text())
def test_folding_does_not_see_how_letters_are_encoded(text: str):
    assert fold(decomposed(text)) == fold(nfc(text))


@unhurried
@given(words)
def test_folded_vietnamese_is_small_plain_latin(text: str):
    assert fold(text).isascii()
    assert fold(text) == fold(text.upper())


IN_ORDER = [
    "",
    "An Giang",
    "Bà Rịa",
    "Ba Vì",
    "Bắc Giang",
    "Bắc Kạn",
    "Bắc Ninh",
    "Bến Tre",
    "Bình Yên",
    "Cà Mau",
    "Cao Bằng",
    "Cần Thơ",
    "Dương Minh",
    "Đà Nẵng",
    "Đắk Lắk",
    "Điện Biên",
    "Đồng Nai",
    "Đồng Tháp",
    "Gia Lai",
    "Hà Nội",
    "Khánh Hòa",
    "ma",
    "mà",
    "mả",
    "mã",
    "má",
    "mạ",
    "ma mà",
    "mà ma",
    "man",
    "mãn",
    "măn",
    "mẵn",
    "mân",
    "mẩn",
    "Tổ dân phố 1",
    "Tổ dân phố 2",
    "Tổ dân phố 9",
    "Tổ dân phố 10",
    "Tổ dân phố 100",
    "Tổ dân phố Bắc",
    "tôi",
    "tơi",
    "tu",
    "từ",
    "Vĩnh Long",
    "Vinh Phú",
    "Vĩnh Phúc",
    "Yên Bái",
]


def test_words_stand_in_the_order_of_the_dictionary():
    backward = IN_ORDER[::-1]
    assert sorted(backward, key=sort_key) == IN_ORDER
    keys = [sort_key(word) for word in IN_ORDER]
    assert all(a < b for a, b in pairwise(keys))


def test_the_letters_stand_in_the_order_of_the_alphabet():
    backward = ALPHABET[::-1]
    assert sorted(backward, key=sort_key) == list(ALPHABET)


@pytest.mark.parametrize("vowel", VOWELS)
def test_the_tones_stand_in_their_order_on_every_vowel(vowel: str):
    toned = [nfc(vowel + mark) for mark in TONE_MARKS]
    backward = toned[::-1]
    assert sorted(backward, key=sort_key) == toned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thuý", "thúy"),
        ("ĐÀ NẴNG", "Đà\u00a0 Nẵng"),
        ("Khu 03", "Khu 3"),
        ("Ðắk", "Đắk"),
    ],
)
def test_spellings_of_one_word_share_a_key(one: str, other: str):
    assert sort_key(one) == sort_key(other)


def test_other_signs_stand_before_letters_and_other_scripts_behind():
    given_words = ["漢字", "Zơ", "Ea Hleo", "Ea H'leo", "Ea Kar", "Ea-Kar"]
    expected = ["Ea H'leo", "Ea Hleo", "Ea Kar", "Ea-Kar", "Zơ", "漢字"]
    assert sorted(given_words, key=sort_key) == expected


@unhurried
@given(st.text())
def test_a_key_is_plain_ascii_without_nul_and_does_not_see_the_encoding(text: str):
    key = sort_key(text)
    assert key.isascii()
    assert "\x00" not in key
    assert sort_key(decomposed(text)) == sort_key(nfc(text)) == key


@unhurried
@given(words, words)
def test_bytes_and_text_of_a_key_stand_in_the_same_order(one: str, other: str):
    assert (sort_key(one) < sort_key(other)) == (sort_key(one).encode() < sort_key(other).encode())


@unhurried
@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_within_names_stand_by_value(one: int, other: int):
    assert (sort_key(f"Khu {one}") < sort_key(f"Khu {other}")) == (one < other)


@unhurried
@given(words, words)
def test_tones_decide_only_between_the_same_letters(one: str, other: str):
    bare_one, bare_other = without_tones(one), without_tones(other)
    if sort_key(bare_one) != sort_key(bare_other):
        assert (sort_key(one) < sort_key(other)) == (sort_key(bare_one) < sort_key(bare_other))


def without_tones(text: str) -> str:
    return nfc("".join(sign for sign in decomposed(text) if sign not in TONE_MARKS[1:]))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1.000"),
        (2_300_000_000, None, "2.300.000.000"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("1234.50"), None, "1.234,50"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("-0.5"), 0, "-1"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("-0"), None, "0"),
        (Decimal("94.45"), 1, "94,5"),
        (7, 2, "7,00"),
        (-1234567, None, "-1.234.567"),
        (Decimal(10) ** 40, 2, "10.000.000.000.000.000.000.000.000.000.000.000.000.000,00"),
    ],
)
def test_numbers_are_written_with_dots_and_a_comma(value: Decimal | int, decimals: int | None, shown: str):
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize("value", ["NaN", "-Infinity"])
def test_what_is_no_finite_number_is_not_written(value: str):
    with pytest.raises(ValueError, match="not a finite number"):
        format_number(Decimal(value))


@unhurried
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_a_number_that_is_written_is_read_back(number: Decimal):
    assert parse_number(format_number(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 1.234,5 ", "1234.5"),
        ("1234,5", "1234.5"),
        ("33.100", "33100"),
        ("1.000.005", "1000005"),
        ("0,125", "0.125"),
        ("1,234", "1.234"),
        ("-12", "-12"),
        ("−12", "-12"),
        ("+7", "7"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_as_they_are_written_here(text: str, number: str):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "1.234.5",
        "1.2345",
        "12.5",
        "0.125",
        "1,234,567",
        "1.234,",
        ",5",
        "1 234",
        "1,2.3",
        "",
        "-",
        "năm",
        "٣",
        "1e5",
    ],
)
def test_a_number_that_may_mean_two_things_or_nothing_is_refused(text: str):
    with pytest.raises(BadNumber, match="không phải là số viết đúng cách") as caught:
        parse_number(text)
    assert "ví dụ 1.234,5" in caught.value.remedy


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (999, "chín trăm chín mươi chín"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1021, "một nghìn không trăm hai mươi mốt"),
        (10_500, "mười nghìn năm trăm"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_000_000, "một tỷ"),
        (2_300_000_000, "hai tỷ ba trăm triệu"),
        (1_000_000_015, "một tỷ không trăm mười lăm"),
        (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"),
        (10**15, "một triệu tỷ"),
        (-35, "âm ba mươi lăm"),
    ],
)
def test_numbers_are_spoken(number: int, spoken: str):
    assert number_in_words(number) == spoken


def test_the_south_says_le():
    assert number_in_words(105, zero_tens="lẻ") == "một trăm lẻ năm"
    assert number_in_words(7_000_000_000_105, zero_tens="lẻ") == "bảy nghìn tỷ một trăm lẻ năm"


@pytest.mark.parametrize("number", [10**15 + 1, -(10**15) - 1])
def test_numbers_that_are_too_great_to_speak_are_refused(number: int):
    with pytest.raises(BadNumber, match="quá lớn để đọc thành chữ"):
        number_in_words(number)


SPOKEN_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4,
    "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def heard(spoken: str) -> int:
    """What a listener makes of a spoken number below a thousand million."""
    value = group = digit = 0
    for word in spoken.split():
        if word in SPOKEN_DIGITS:
            group, digit = group + SPOKEN_DIGITS[word], SPOKEN_DIGITS[word]
        elif word == "mười":
            group += 10
        elif word in ("mươi", "trăm"):
            group += digit * ({"mươi": 10, "trăm": 100}[word] - 1)
        elif word in ("nghìn", "triệu"):
            value, group = value + group * {"nghìn": 10**3, "triệu": 10**6}[word], 0
        else:
            assert word == "linh"
    return value + group


@unhurried
@given(st.integers(0, 10**9 - 1))
def test_a_spoken_number_is_heard_as_itself(number: int):
    assert heard(number_in_words(number)) == number


@unhurried
@given(st.integers(1, 10**6 - 1), st.integers(0, 10**9 - 1))
def test_thousand_millions_are_spoken_before_the_rest(above: int, below: int):
    before, _, after = number_in_words(above * 10**9 + below).rpartition("tỷ")
    assert (before.strip(), heard(after)) == (number_in_words(above), below)


def test_money_is_written_and_spoken_in_dong():
    assert format_money(2_300_000_000) == "2.300.000.000 đồng"
    assert money_in_words(2_300_000_000) == "hai tỷ ba trăm triệu đồng"


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2026, 2, 2), "ngày 02 tháng 02 năm 2026"),
        (date(2026, 1, 15), "ngày 15 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 10, 10), "ngày 10 tháng 10 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_dates_of_documents_have_a_zero_before_small_days_and_the_first_two_months(day: date, spoken: str):
    assert date_in_words(day) == spoken


@unhurried
@given(st.dates())
def test_a_date_that_is_written_is_read_back(day: date):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize("text", ["2/2/2026", "02/02/2026", " 02-02-2026 ", "2.2.2026", "2026-02-02"])
def test_dates_are_read_day_first(text: str):
    assert parse_date(text) == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30/02/2026", "Không có ngày “30/02/2026”"),
        ("12/31/2026", "Không có ngày"),
        ("02/02/26", "“02/02/26” không phải là ngày"),
        ("02/02-2026", "không phải là ngày"),
        ("02/2026", "không phải là ngày"),
        ("", "không phải là ngày"),
        ("0001-00-00", "Không có ngày"),
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str, sentence: str):
    with pytest.raises(BadDate, match=sentence):
        parse_date(text)


@pytest.mark.parametrize(
    ("parts", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")],
)
def test_words_are_joined_as_in_a_sentence(parts: list[str], joined: str):
    assert join_words(parts) == joined


def test_words_may_be_joined_with_another_last_word():
    assert join_words(("tốt", "khá"), last="hoặc") == "tốt hoặc khá"
