import unicodedata
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.machinery.formats.documents import (
    Annex,
    Column,
    Heading,
    Note,
    Paragraph,
    Run,
    Signature,
    Table,
    compose,
)
from binhyen.machinery.formats.documents.composition import Boxes, Grid, Line, Rule, ready, shared_out
from binhyen.machinery.formats.documents.form import Element
from binhyen.machinery.formats.documents.tests.samples import (
    COMMITTEE,
    HEADER,
    LETTER,
    NUMBERED,
    REPORT,
    RESULTS,
    report,
)

BLANK = "\N{NO-BREAK SPACE}"


def lines(document, element):
    return [line.text for line in compose(document).lines() if line.look == element.value]


def header_boxes(document):
    return compose(document).parts[0].pieces[0]


# Heading of the document


def test_issuer_and_national_name_stand_side_by_side_above_number_and_day():
    (left, right), (below_left, below_right) = header_boxes(REPORT).rows
    assert [line.text for line in left if isinstance(line, Line)] == [
        "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ",
        COMMITTEE.upper(),
    ]
    assert [line.text for line in right if isinstance(line, Line)] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert [line.text for line in below_left] == [f"Số: {BLANK * 6}/BC-BCĐ"]
    assert [line.text for line in below_right] == [f"Phú Thọ, ngày{BLANK * 5}tháng{BLANK * 5}năm 2026"]


def test_a_known_number_and_day_are_printed():
    document = report(header=NUMBERED)
    assert lines(document, Element.NUMBER) == ["Số: 07/BC-BCĐ"]
    assert lines(document, Element.PLACE_AND_DAY) == ["Phú Thọ, ngày 09 tháng 02 năm 2026"]


def test_without_a_parent_body_the_issuer_stands_first():
    assert lines(report(header=replace(HEADER, parent_body="")), Element.PARENT_BODY) == []


def test_the_right_box_holds_its_lines_unbroken_however_long_the_issuers_name():
    header = replace(HEADER, issuing_body=f"{COMMITTEE} và các đơn vị trực thuộc trên địa bàn toàn tỉnh")
    boxes = header_boxes(report(header=header))
    issuer = boxes.rows[0][0][1]
    assert len(issuer.runs[0].text.split("\n")) >= 4
    assert all(issuer.look.width(words) <= boxes.widths[0] for words in issuer.runs[0].text.split("\n"))
    assert boxes.widths == header_boxes(REPORT).widths
    for row in boxes.rows:
        for line in row[1]:
            assert isinstance(line, Rule) or line.look.width(line.text) < boxes.widths[1]


@pytest.mark.parametrize("place", ["Thành phố Hồ Chí Minh", "Phường Điện Biên Phủ"])
def test_long_places_fit_beside_the_number(place):
    boxes = header_boxes(report(header=replace(NUMBERED, place=place)))
    (line,) = boxes.rows[1][1]
    assert line.look.width(line.text) < boxes.widths[1]


def test_the_rule_under_the_motto_is_as_long_as_the_motto():
    _, motto, rule = header_boxes(REPORT).rows[0][1]
    assert rule.length == pytest.approx(motto.look.width("Độc lập - Tự do - Hạnh phúc"))


def test_rules_under_issuer_and_subject_are_a_third_to_a_half_of_their_line():
    _, issuer, below_issuer = header_boxes(REPORT).rows[0][0]
    pieces = compose(REPORT).parts[0].pieces
    subject = next(
        piece for piece in pieces if isinstance(piece, Line) and piece.look == Element.SUBJECT.value
    )
    below_subject = pieces[pieces.index(subject) + 1]
    for line, rule in (issuer, below_issuer), (subject, below_subject):
        last = line.look.width(line.runs[0].text.split("\n")[-1])
        assert last / 3 <= rule.length <= last / 2


def test_type_name_and_first_headings_are_capitals():
    assert lines(REPORT, Element.TYPE_NAME) == ["BÁO CÁO"]
    assert lines(REPORT, Element.HEADING_1)[0] == "I. TÌNH HÌNH VÀ KẾT QUẢ"
    assert lines(REPORT, Element.HEADING_2)[0] == "1. Công tác tham mưu, chỉ đạo"
    assert lines(REPORT, Element.HEADING_3) == ["a) Kết quả theo nội dung"]


# Letters


def test_a_letter_says_what_it_is_about_below_its_number_and_has_no_type():
    pieces = compose(LETTER).parts[0].pieces
    assert [line.text for line in pieces[0].rows[1][0]] == [
        "Số: 07/UBND-NC",
        "V/v gửi báo cáo kết quả công tác xây dựng phong trào Toàn dân bảo vệ an ninh Tổ quốc tháng 02 năm 2026",
    ]
    assert not lines(LETTER, Element.TYPE_NAME) + lines(LETTER, Element.SUBJECT)
    assert pieces[1].text == "Kính gửi:"
    assert pieces[1].before > 0
    assert compose(LETTER).title.startswith("Công văn V/v gửi báo cáo")


def test_a_letter_is_to_somebody():
    with pytest.raises(ValueError, match="addressed to somebody"):
        replace(LETTER, addressees=())


# Addressees, grounds, recipients


def test_one_addressee_stands_on_the_line():
    assert lines(report(addressees=("Bộ Công an.",)), Element.ADDRESSEE) == ["Kính gửi: Bộ Công an"]


def test_several_addressees_stand_one_a_line_with_the_dash_under_the_colon():
    document = report(addressees=("Bộ Công an", "Văn phòng Chính phủ;"))
    assert lines(document, Element.ADDRESSEES) == ["Kính gửi:"]
    assert lines(document, Element.ADDRESSEE_LINE) == ["- Bộ Công an;", "- Văn phòng Chính phủ."]
    title, item = Element.ADDRESSEES.value, Element.ADDRESSEE_LINE.value
    assert item.indent + item.first_line == pytest.approx(title.indent + title.width("Kính gửi"))


def test_a_document_may_have_no_addressee():
    document = report(addressees=())
    assert not lines(document, Element.ADDRESSEE)
    assert lines(document, Element.RECIPIENT)[0].startswith("- Thường trực")


def test_grounds_end_with_a_semicolon_and_the_last_with_a_full_stop():
    document = report(grounds=("Căn cứ Luật An ninh quốc gia", "Căn cứ Nghị định số 30/2020/NĐ-CP;"))
    assert lines(document, Element.GROUND) == [
        "Căn cứ Luật An ninh quốc gia;",
        "Căn cứ Nghị định số 30/2020/NĐ-CP.",
    ]


def test_recipients_begin_with_those_above_and_end_with_the_archive():
    assert lines(REPORT, Element.RECIPIENTS_TITLE) == ["Nơi nhận:"]
    names = lines(REPORT, Element.RECIPIENT)
    assert names[0] == "- Như trên;"
    assert names[-1] == "- Lưu: VT, PV05 (03 bản)."
    assert all(name.endswith(";") for name in names[:-1])


@pytest.mark.parametrize("first", ["Như trên", "- Như trên;", "như trên"])
def test_those_above_are_named_once(first):
    names = lines(report(recipients=(first, "Lưu: VT")), Element.RECIPIENT)
    assert len(names) == 2


# Signature


def test_recipients_stand_level_with_the_authority():
    (row,) = compose(REPORT).parts[0].pieces[-1].rows
    left, right = row
    assert left[0].text == "Nơi nhận:"
    assert [line.text for line in right] == [
        "TM. BAN CHỈ ĐẠO",
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "GIÁM ĐỐC CÔNG AN TỈNH",
        "",
    ]
    assert right[3].before >= 50
    assert right[4].look == Element.SIGNER.value


def test_a_name_stands_below_the_space_for_the_signature():
    document = report(signature=Signature((), ("Giám đốc",), "Nguyễn Văn An"))
    (_, right), *_ = compose(document).parts[0].pieces[-1].rows
    assert [line.text for line in right] == ["GIÁM ĐỐC", "Nguyễn Văn An"]
    assert right[1].before >= 50


def test_the_last_words_stay_with_the_signature():
    *_, last, signature = compose(REPORT).parts[0].pieces
    assert last.stays
    assert isinstance(signature, Boxes)


# The end mark


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (Paragraph.of("Đề nghị hướng dẫn"), "Đề nghị hướng dẫn./."),
        (Paragraph.of("Đề nghị hướng dẫn."), "Đề nghị hướng dẫn./."),
        (Paragraph.of("Đề nghị hướng dẫn./."), "Đề nghị hướng dẫn./."),
        (Paragraph.of("Đề nghị ", Run("hướng dẫn.", bold=True), " "), "Đề nghị hướng dẫn./."),
        (Paragraph.of("Đề nghị", Run(".", italic=True)), "Đề nghị./."),
        (Paragraph(()), "./."),
        (Note("Số liệu tạm tính."), "Số liệu tạm tính./."),
        (Heading("V. Kết luận"), "./."),
        (RESULTS, "./."),
    ],
)
def test_the_body_ends_with_one_end_mark(last, text):
    document = report(body=(Paragraph.of("Đã dừng ở đây./."), last))
    assert sum(line.text.count("./.") for line in compose(document).lines()) == 1
    *_, end, _ = compose(document).parts[0].pieces
    assert end.text == text
    assert lines(document, Element.BODY)[0] == "Đã dừng ở đây."


def test_an_empty_body_still_ends():
    assert lines(report(body=(), annexes=()), Element.BODY) == ["./."]


def test_an_annex_has_no_end_mark():
    document = report(annexes=(Annex("Danh sách", (Paragraph.of("Hết./."),)),))
    assert [line.text for line in compose(document).lines()][-1] == "Hết."


# Annexes


def test_annexes_have_labels_titles_references_and_pages_of_their_own():
    main, landscape, portrait = compose(REPORT).parts
    assert (main.landscape, landscape.landscape, portrait.landscape) == (False, True, False)
    assert lines(REPORT, Element.ANNEX) == ["Phụ lục I", "Phụ lục II"]
    assert lines(REPORT, Element.ANNEX_TITLE)[1] == "DANH SÁCH MÔ HÌNH TIÊU BIỂU"
    assert lines(REPORT, Element.ANNEX_REFERENCE)[0] == (
        f"(Kèm theo Báo cáo số {BLANK * 6}/BC-BCĐ ngày{BLANK * 5}tháng{BLANK * 5}năm 2026 của {COMMITTEE})"
    )


def test_a_single_annex_has_no_number_and_may_bring_its_reference():
    document = report(annexes=(Annex("Số liệu", (RESULTS,), reference="(Kèm theo Công văn)"),))
    assert lines(document, Element.ANNEX) == ["Phụ lục"]
    assert lines(document, Element.ANNEX_REFERENCE) == ["(Kèm theo Công văn)"]


# Tables


def test_a_table_fills_the_width_by_shares():
    (grid,) = [piece for piece in compose(REPORT).parts[0].pieces if isinstance(piece, Grid)]
    assert sum(grid.widths) == pytest.approx(compose(REPORT).parts[0].text_width)
    assert grid.widths[0] == pytest.approx(4 * grid.widths[1])


@pytest.mark.parametrize(
    ("shares", "needed", "widths"),
    [
        ((1, 3), (0, 0), (25, 75)),
        ((1, 3), (40, 0), (40, 60)),
        ((1, 1, 2), (40, 28, 0), (40, 28, 32)),  # the first column's need makes the second too narrow
        ((1, 1), (150, 50), (75, 25)),
    ],
)
def test_columns_are_at_least_as_wide_as_they_need(shares, needed, widths):
    assert shared_out(100, shares, needed) == pytest.approx(widths)


@given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0, 60)), min_size=1, max_size=12), st.floats(200, 800))
def test_columns_fill_the_width_whatever_they_need(columns, width):
    shares, needed = zip(*columns, strict=True)
    widths = shared_out(width, shares, needed)
    assert sum(widths) == pytest.approx(width)
    if sum(needed) < width:
        assert all(wide >= need - 1e-9 for wide, need in zip(widths, needed, strict=True))


def test_no_number_and_no_title_is_broken_within_a_word():
    narrow = Table(
        (Column("STT", 0.1), Column("Nội dung", 5), Column("Số tiền", 0.1)), (("1", "Chi", "1.204.000.000"),)
    )
    document = report(body=(narrow,), annexes=())
    (grid,) = [piece for piece in compose(document).parts[0].pieces if isinstance(piece, Grid)]
    assert grid.widths[0] > grid.head.width("STT")
    assert grid.widths[2] > grid.cells[2].width("1.204.000.000")


def test_tables_never_touch():
    plain = Table(RESULTS.columns, RESULTS.rows)
    pieces = compose(report(body=(plain, plain))).parts[0].pieces
    places = [place for place, piece in enumerate(pieces) if isinstance(piece, Grid)]
    assert places[1] - places[0] == 2


# Words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (unicodedata.normalize("NFD", "Tổ quốc"), "Tổ quốc"),
        ("một\ndòng\tthôi", "một dòng thôi"),
        ("\ufeffẩn\u200b\u00ad", "ẩn"),
        ("hẹp\u202f1", "hẹp 1"),
        (f"03{BLANK}bản", f"03{BLANK}bản"),
        ("hỏng\ud800\x00", "hỏng "),
        ("#let $x$ <b>&amp;", "#let $x$ <b>&amp;"),
    ],
)
def test_texts_are_made_fit_for_a_file(given, kept):
    assert ready(given) == kept


def test_figure_keys_are_not_printed():
    document = report(body=(Paragraph.of("Có 5 vụ", figures=("khoa-cua-so-lieu",)),), annexes=())
    assert all("khoa-cua-so-lieu" not in line.text for line in compose(document).lines())
    assert document.body[0].figures == ("khoa-cua-so-lieu",)


def test_the_time_must_state_its_zone():
    with pytest.raises(ValueError, match="time zone"):
        report(composed_at=datetime(2026, 2, 20))  # noqa: DTZ001
