from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import nfc
from binhyen.machinery.formats.documents import form, typeface
from binhyen.machinery.formats.documents.blocks import Column, Header, HeaderCell, Table
from binhyen.machinery.formats.documents.form import (
    Element,
    annex_labels,
    broken_evenly,
    date_line,
    day_in_words,
    listed,
    number_line,
    reference_line,
)

BLANK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (5, "Số: 05/KH-UBND"),
        (7, "Số: 07/KH-UBND"),
        (9, "Số: 09/KH-UBND"),
        (10, "Số: 10/KH-UBND"),
        (1603, "Số: 1603/KH-UBND"),
        (None, f"Số: {BLANK * 6}/KH-UBND"),
    ],
)
def test_a_number_under_ten_has_two_digits_and_a_missing_one_is_blank(number, line):
    assert number_line(number, "KH-UBND") == line


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 2, 2), "ngày 02 tháng 02 năm 2026"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_under_ten_and_the_first_two_months_alone_have_a_zero(day, words):
    assert day_in_words(day) == words
    assert date_line("Phú Thọ", day) == f"Phú Thọ, {words}"


def test_a_blank_day_keeps_the_year_if_it_is_known():
    assert day_in_words(None, 2026) == f"ngày{BLANK * 5}tháng{BLANK * 5}năm 2026"
    assert day_in_words(None) == f"ngày{BLANK * 5}tháng{BLANK * 5}năm"


@pytest.mark.parametrize(
    ("count", "labels"),
    [
        (0, ()),
        (1, ("Phụ lục",)),
        (2, ("Phụ lục I", "Phụ lục II")),
        (4, ("Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV")),
    ],
)
def test_annexes_have_roman_numbers_from_two_on(count, labels):
    assert annex_labels(count) == labels


def test_many_annexes_count_on_past_ten():
    labels = annex_labels(20)
    assert [labels[place - 1] for place in (9, 10, 14, 19, 20)] == [
        f"Phụ lục {number}" for number in ("IX", "X", "XIV", "XIX", "XX")
    ]


def test_the_reference_of_an_annex_is_blank_where_its_document_is():
    header = Header("Ủy ban nhân dân xã Tân Lập", "BC-UBND", "Tân Lập", year=2026)
    assert reference_line("Báo cáo", header) == (
        f"(Kèm theo Báo cáo số {BLANK * 6}/BC-UBND ngày{BLANK * 5}tháng{BLANK * 5}năm 2026 "
        "của Ủy ban nhân dân xã Tân Lập)"
    )
    header = Header("Công an tỉnh", "KH-CAT", "Phú Thọ", number=3, day=date(2026, 2, 9))
    assert reference_line("Kế hoạch", header) == (
        "(Kèm theo Kế hoạch số 03/KH-CAT ngày 09 tháng 02 năm 2026 của Công an tỉnh)"
    )


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ((), ()),
        (("Công an tỉnh",), ("Công an tỉnh.",)),
        (("Như trên;", "Công an tỉnh", "Lưu: VT."), ("Như trên;", "Công an tỉnh;", "Lưu: VT.")),
    ],
)
def test_lists_close_each_line_with_a_semicolon_and_the_last_with_a_full_stop(given, lines):
    assert listed(given) == lines


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Gửi báo cáo tháng 02 năm 2026", "V/v gửi báo cáo tháng 02 năm 2026"),
        ("UBND tỉnh trả lời kiến nghị", "V/v UBND tỉnh trả lời kiến nghị"),
    ],
)
def test_the_subject_of_a_letter_begins_small(subject, line):
    assert form.about(subject) == line


def test_what_belongs_to_a_letter_says_so():
    header = Header("Công an tỉnh", "CAT-PV05", "Phú Thọ", number=3, day=date(2026, 2, 9))
    assert reference_line("", header).startswith(
        "(Kèm theo Công văn số 03/CAT-PV05 ngày 09 tháng 02 năm 2026 "
    )


# Widths


def test_widths_are_those_of_times_new_roman():
    # Advance widths of Times New Roman in thousandths: A 722, n 500, space 250, comma 250; bold A 722, n 556.
    assert typeface.face().width("An, ", 10) == pytest.approx(17.22)
    assert typeface.face(bold=True).width("An", 10) == pytest.approx(12.78)
    assert typeface.face(italic=True).width("n", 14) == pytest.approx(7)


@pytest.mark.parametrize(
    "family", ["aăâáàảãạắằẳẵặấầẩẫậ", "eêéèẻẽẹếềểễệ", "oôóòỏõọốồổỗộ", "dđ", "yýỳỷỹỵ", "OÔỐỒỔỖỘ"]
)
def test_marks_do_not_widen_a_letter(family):
    assert len({typeface.face().width(letter, 12) for letter in family}) == 1


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("italic", [False, True])
def test_every_vietnamese_letter_can_be_printed(bold, italic):
    vowels = "aăâeêioôơuưy"
    tones = "\u0300\u0309\u0303\u0301\u0323"
    letters = [*vowels, *(f"{vowel}{tone}" for vowel in vowels for tone in tones), "đ"]
    small = nfc("".join(letters))
    assert len(small) == 73
    assert typeface.face(bold=bold, italic=italic).missing(small + small.upper() + "₫“”–…²°") == ""


def test_what_hangs_is_as_wide_as_its_dash():
    for look in Element.ADDRESSEE_LINE.value, Element.RECIPIENT.value:
        assert -look.first_line == pytest.approx(look.width("- "))


def test_a_missing_letter_is_named_once():
    assert typeface.face().missing("a☐b☐✓") == "☐✓"


def test_a_no_break_space_is_as_wide_as_a_space():
    assert typeface.face().width(BLANK, 12) == typeface.face().width(" ", 12)


def test_a_missing_package_says_what_to_do(monkeypatch):
    monkeypatch.setattr(typeface, "_PACKAGE", "no_such_package")
    with pytest.raises(typeface.TypefaceMissing, match=r"TeX Gyre Termes.*requirements\.txt"):
        typeface.folder()


# Breaking lines


def test_a_name_that_fits_is_not_broken():
    assert broken_evenly("CÔNG AN TỈNH", Element.ISSUING_BODY.value, 180) == ("CÔNG AN TỈNH",)


def test_a_long_name_is_broken_into_even_lines():
    name = "BAN CHỈ ĐẠO PHONG TRÀO TOÀN DÂN BẢO VỆ AN NINH TỔ QUỐC TỈNH PHÚ THỌ"
    assert broken_evenly(name, Element.ISSUING_BODY.value, 180) == (
        "BAN CHỈ ĐẠO PHONG TRÀO",
        "TOÀN DÂN BẢO VỆ AN NINH",
        "TỔ QUỐC TỈNH PHÚ THỌ",
    )


def test_no_break_spaces_keep_words_together():
    look = Element.ISSUING_BODY.value
    assert broken_evenly("CÔNG AN THÀNH PHỐ HỒ CHÍ MINH", look, 180) == ("CÔNG AN THÀNH", "PHỐ HỒ CHÍ MINH")
    glued = f"CÔNG AN THÀNH{BLANK}PHỐ HỒ CHÍ MINH"
    assert broken_evenly(glued, look, 180) == (f"CÔNG AN THÀNH{BLANK}PHỐ", "HỒ CHÍ MINH")


@given(st.lists(st.text("ABCĐỐ", min_size=1, max_size=12), min_size=1, max_size=25), st.floats(60, 300))
def test_breaking_keeps_every_word_and_never_takes_more_lines_than_filling(words, width):
    look = Element.ISSUING_BODY.value
    lines = broken_evenly(" ".join(words), look, width)
    assert " ".join(lines).split() == words
    assert all(look.width(line) <= width or " " not in line for line in lines)
    greedy = [words[0]]
    for word in words[1:]:
        if look.width(f"{greedy[-1]} {word}") <= width:
            greedy[-1] += f" {word}"
        else:
            greedy.append(word)
    assert len(lines) == len(greedy)
    assert max(map(look.width, lines)) <= max(map(look.width, greedy))


# The decree's ranges: what is chosen lies within


_RANGES = {
    Element.NATIONAL_NAME: (12, 13),
    Element.MOTTO: (13, 14),
    Element.PARENT_BODY: (12, 13),
    Element.ISSUING_BODY: (12, 13),
    Element.NUMBER: (13, 13),
    Element.ABOUT: (12, 13),
    Element.PLACE_AND_DAY: (13, 14),
    Element.TYPE_NAME: (13, 14),
    Element.SUBJECT: (13, 14),
    Element.ADDRESSEE: (13, 14),
    Element.ADDRESSEES: (13, 14),
    Element.ADDRESSEE_LINE: (13, 14),
    Element.GROUND: (13, 14),
    Element.HEADING_1: (13, 14),
    Element.HEADING_2: (13, 14),
    Element.HEADING_3: (13, 14),
    Element.BODY: (13, 14),
    Element.AUTHORITY: (13, 14),
    Element.SIGNER: (13, 14),
    Element.RECIPIENTS_TITLE: (12, 12),
    Element.RECIPIENT: (11, 11),
    Element.ANNEX: (14, 14),
    Element.ANNEX_TITLE: (13, 14),
    Element.ANNEX_REFERENCE: (13, 14),
    Element.PAGE_NUMBER: (13, 14),
}
_NOT_REGULATED = {
    Element.NOTE,
    Element.UNIT,
    Element.PICTURE_TITLE,
    Element.PICTURE,
    Element.PICTURE_SOURCE,
}
_BOLD = {
    Element.NATIONAL_NAME,
    Element.MOTTO,
    Element.ISSUING_BODY,
    Element.TYPE_NAME,
    Element.SUBJECT,
    Element.HEADING_1,
    Element.HEADING_2,
    Element.AUTHORITY,
    Element.SIGNER,
    Element.RECIPIENTS_TITLE,
    Element.ANNEX,
    Element.ANNEX_TITLE,
    Element.PICTURE_TITLE,
}
_ITALIC = {
    Element.PLACE_AND_DAY,
    Element.GROUND,
    Element.RECIPIENTS_TITLE,
    Element.ANNEX_REFERENCE,
    Element.NOTE,
    Element.UNIT,
    Element.PICTURE_SOURCE,
}
_UPPER = {
    Element.NATIONAL_NAME,
    Element.PARENT_BODY,
    Element.ISSUING_BODY,
    Element.TYPE_NAME,
    Element.HEADING_1,
    Element.AUTHORITY,
    Element.ANNEX_TITLE,
}


def test_every_element_keeps_to_size_weight_slope_and_case_of_the_decree():
    for element in Element:
        look = element.value
        if element not in _NOT_REGULATED:
            least, most = _RANGES[element]
            assert least <= look.size <= most, element
        assert (look.bold, look.italic, look.upper) == (
            element in _BOLD,
            element in _ITALIC,
            element in _UPPER,
        ), element


def test_margins_are_within_the_decrees_ranges():
    millimetres = 72 / 25.4
    assert 20 <= round(form.MARGIN_TOP / millimetres, 6) <= 25
    assert 20 <= round(form.MARGIN_BOTTOM / millimetres, 6) <= 25
    assert 30 <= round(form.MARGIN_LEFT / millimetres, 6) <= 35
    assert 15 <= round(form.MARGIN_RIGHT / millimetres, 6) <= 20


def test_body_paragraphs_are_justified_indented_and_apart():
    look = Element.BODY.value
    assert look.alignment == "justified"
    assert look.first_line == pytest.approx(36)  # 1.27 cm
    assert look.after >= 6
    assert 1 <= look.line_spacing <= 1.5


# Tables


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 cells in a table of 1 columns"):
        Table((Column("Tên"),), (("Tân Lập", "3"),))
    with pytest.raises(ValueError, match="2 cells in a table of 1 columns"):
        Table((Column("Tên"),), (), total=("Cộng", "3"))


@pytest.mark.parametrize(
    "header",
    [
        ((HeaderCell("a"),),),  # too few
        ((HeaderCell("a", columns=3),),),  # too wide
        ((HeaderCell("a", rows=2), HeaderCell("b")),),  # a span below the last row
        (
            (HeaderCell("a", rows=2), HeaderCell("b")),
            (HeaderCell("c"), HeaderCell("d")),
        ),  # a place taken twice
    ],
)
def test_a_header_that_does_not_fill_its_grid_is_refused(header):
    with pytest.raises(ValueError, match="does not cover"):
        Table((Column("1"), Column("2")), (), header)


def test_header_cells_step_over_what_spans_from_above():
    table = Table(
        tuple(Column(str(number)) for number in range(4)),
        (),
        (
            (HeaderCell("STT", rows=2), HeaderCell("Vụ", columns=2), HeaderCell("Ghi chú", rows=2)),
            (HeaderCell("Cũ"), HeaderCell("Mới")),
        ),
    )
    assert table.header_starts() == ((0, 1, 3), (1, 2))
