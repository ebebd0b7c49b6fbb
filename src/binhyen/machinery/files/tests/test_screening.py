import unicodedata

import pytest

from binhyen.machinery.files.identity import find_identity_number
from binhyen.machinery.files.screening import RefusedAndKept, RefusedNotKept, Taken, fate_of, screen
from binhyen.machinery.files.secrecy import find_secrecy_mark
from binhyen.machinery.formats.reading import Memory, read_text
from binhyen.machinery.formats.tests.samples import (
    PAGE_BREAK,
    box,
    docx,
    packed,
    paragraph,
    repacked,
    table,
    xlsx,
)

LONG = "Cán bộ và Nhân dân xã Tân Lập tích cực hưởng ứng phong trào. " * 40
MANY = [LONG] * 5


def word(*body, **parts):
    return "a.docx", docx(*body, **parts)


def excel(*rows, **more):
    return "a.xlsx", xlsx(*rows, **more)


def plain(*lines):
    return "a.txt", "\n".join(lines).encode()


def values(*lines):
    return "a.csv", "\n".join(lines).encode()


def run_in_capitals(text):
    return f"<w:r><w:rPr><w:caps/></w:rPr><w:t>{text}</w:t></w:r>"


def word_art(text):
    return f'<w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="{text}"/></v:shape></w:pict></w:r>'


MARKED = {
    "a line of its own": word("CÔNG AN TỈNH PHÚ THỌ", "MẬT", "KẾ HOẠCH"),
    "the middle degree": word("TỐI MẬT"),
    "the highest degree": word("TUYỆT MẬT"),
    "a box of its own": word(paragraph("KẾ HOẠCH", box("MẬT"))),
    "a box broken in two lines": word(paragraph("KẾ HOẠCH", box("TUYỆT", "MẬT"))),
    "a cell of the heading": word(table(("UBND XÃ TÂN LẬP", "CỘNG HÒA XÃ HỘI"), ("MẬT", "Tân Lập, ngày 02"))),
    "a line within a cell": excel(("UBND XÃ TÂN LẬP\nMẬT", "x")),
    "behind a tab": word(paragraph("UBND XÃ TÂN LẬP", "<w:r><w:tab/></w:r>", "MẬT")),
    "split into runs": word(paragraph("TỐI ", "M", "ẬT")),
    "letter-spaced": word("T Ố I   M Ậ T"),
    "in brackets": word("[ MẬT ]"),
    "between dashes and stars": word("*** - TUYỆT MẬT - ***"),
    "in a drawn frame": plain("┌─────┐", "│ MẬT │", "└─────┘"),
    "with blanks and no-break spaces": word("\u00a0 TỐI\u00a0MẬT \u00a0"),
    "with invisible signs": word("M\u200bẬ\u00adT"),
    "decomposed letters": word(unicodedata.normalize("NFD", "TUYỆT MẬT")),
    "capitals by format": word(paragraph(run_in_capitals("tối mật"))),
    "with a copy number": word("MẬT - Bản số: 02"),
    "a page header": word("KẾ HOẠCH", header="MẬT"),
    "a page footer": word("KẾ HOẠCH", footer="- TỐI MẬT -"),
    "a box in a header": word("KẾ HOẠCH", header=paragraph(box("MẬT"))),
    "word art in a header": word("KẾ HOẠCH", header=paragraph(word_art("TUYỆT MẬT"))),
    "a label": word("Độ mật: MẬT"),
    "a longer label": word("Mức độ mật: TỐI MẬT"),
    "a label with small letters": word("(Độ mật: Mật)"),
    "a label in the cell before": excel(("Mức độ mật:", "Tối mật")),
    "behind a cover page": word("Bìa", PAGE_BREAK, "MẬT"),
    "a number mark": word("Số: 12/BC-CAT-MẬT"),
    "a number mark of two words": word("Số: 05/KH-UBND-TUYỆT MẬT"),
    "a number mark in brackets": word("Số: 05/KH-BCĐ (MẬT)"),
    "a number mark without number": word("Số:      /KH-UBND-MẬT"),
    "a number mark with digits in it": word("Số: 45/KH-BCĐ799-TỐI MẬT"),
    "a number mark cited far behind": word(*MANY, "Căn cứ Kế hoạch số 05/KH-BCA-MẬT ngày 02/02/2026;"),
    "a number mark of nothing else": word("Số: 01/MẬT"),
    "a number mark after a space": word("Số: 12/BC-CAT TỐI MẬT"),
    "a cell of a workbook": excel(("UBND XÃ TÂN LẬP", None, "MẬT"), ("Biểu 01",)),
    "a text box on a sheet": excel(("Biểu 01",), write=lambda w, s: s.insert_textbox(1, 1, "TỐI MẬT")),
    "a sheet's header": excel(("Biểu 01",), write=lambda w, s: s.set_header('&C&"Arial,Bold"&14MẬT')),
    "a sheet's footer": excel(("Biểu 01",), write=lambda w, s: s.set_footer("&RTUYỆT MẬT")),
    "the top of a second sheet": excel(write=lambda w, s: w.add_worksheet("Hai").write("B2", "MẬT")),
    "a line of plain text": plain("UBND XÃ TÂN LẬP", "MẬT"),
    "a cell of a table of values": values("UBND XÃ TÂN LẬP;;MẬT", "Đơn vị;Số;Ghi chú"),
    "letters of TCVN3": word("tuyÖt mËt"),
    "letters of VNI": word("TOÁI MAÄT"),
}

UNMARKED = {
    "words in a sentence": word("Cán bộ phải bảo vệ bí mật nhà nước."),
    "capitals in a sentence": word("Công tác MẬT trong kỳ không có."),
    "a heading": word("KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC"),
    "a heading broken by hand": excel(("KẾ HOẠCH BẢO VỆ BÍ\nMẬT",)),
    "a heading broken elsewhere": word("BẢO VỆ BÍ", "MẬT NHÀ NƯỚC NĂM 2026"),
    "a person": excel(("Họ và tên",), ("Nguyễn Văn Mật",)),
    "a person in capitals": excel(("NGUYỄN VĂN MẬT",)),
    "a signature": word("CHỦ TỊCH", "Nguyễn Văn Mật"),
    "a signature in capitals": word("PHÓ CHỦ TỊCH", "TRẦN TUYẾT MẬT"),
    "a given name in its own column": excel(("Họ và đệm", "Tên"), ("NGUYỄN VĂN", "MẬT")),
    "a given name in a table": word(table(("STT", "Họ đệm", "Tên"), ("1", "LÊ THỊ", "MẬT"))),
    "not in capitals": excel(("Mật",)),
    "small letters": word("tối mật"),
    "honey": word("MẬT ONG RỪNG"),
    "one of several choices": word("Độ mật: MẬT / TỐI MẬT / TUYỆT MẬT"),
    "choices without spaces": word("Độ mật: MẬT/TỐI MẬT/TUYỆT MẬT"),
    "a person behind a slash": word("Bí thư/NGUYỄN MẬT"),
    "a label without value": word("Độ mật:"),
    "a label that says no": word("Độ mật: Không"),
    "a label that says ordinary": word("Độ mật: THƯỜNG"),
    "behind the first page": word(*MANY, "MẬT"),
    "a box behind the first page": word(*MANY, paragraph("Phụ lục", box("MẬT"))),
    "far down a sheet": excel(*[(f"Xã {n}",) for n in range(70)], ("MẬT",)),
    "a hidden list of choices": excel(
        write=lambda w, s: (w.add_worksheet("L").hide(), w.get_worksheet_by_name("L").write("A1", "MẬT"))
    ),
    "another urgency": word("HỎA TỐC"),
    "an open number mark": word("Số: 05/KH-UBND"),
    "a number mark of trade": word("Số: 12/BC-TM"),
    "a number mark of one letter": word("Số: 12/BC-M"),
    "a number mark beside the words": word("Số: 12/BC-CAT về công tác bảo mật"),
    "a number mark before a heading": word("Thực hiện Kế hoạch số 05/KH-UBND về BẢO VỆ BÍ MẬT NHÀ NƯỚC"),
    "a law": word("Căn cứ Luật Bảo vệ bí mật nhà nước số 117/2025/QH15;"),
    "fractions and a name": word("Đại biểu 1/2 - Nguyễn Thị Mật"),
    "a password": word("MẬT KHẨU"),
    "longer words": word("MẬTT"),
    "in a header's sentence": word("x", header="TẬP HUẤN BẢO MẬT THÔNG TIN"),
    "nothing at all": word(),
    "lost accents": word("MAT"),
}


@pytest.mark.parametrize("file", MARKED.values(), ids=MARKED)
def test_a_secrecy_mark_is_found(file):
    finding = find_secrecy_mark(read_text(*file))
    assert finding is not None
    assert finding.kind == "secrecy-mark"


@pytest.mark.parametrize("file", UNMARKED.values(), ids=UNMARKED)
def test_words_and_names_are_no_secrecy_mark(file):
    assert find_secrecy_mark(read_text(*file)) is None


def number_as(number_format):
    return lambda workbook, sheet: sheet.write_number(
        1, 1, 212345678, workbook.add_format({"num_format": number_format})
    )


def number_far_away(workbook, sheet):
    workbook.add_worksheet("Ẩn").hide()
    workbook.get_worksheet_by_name("Ẩn").write_string("Z900", "036085012345")


IDENTIFYING = {
    "a citizen's number": word("Nguyễn Văn An, 001085012345"),
    "an old number": word("Trần Thị Bình 212345678 Tân Lập"),
    "an old number from 0": word("Trần Thị Bình 012345678"),
    "split into runs": word(paragraph("Số 0010", "85012", "345")),
    "with a full stop behind": word("Số 001085012345."),
    "in brackets": word("Lê Văn Cường (036085012345)"),
    "joined with a name by a dash": word("036085012345-Lê Văn Cường"),
    "joined with the word": word("CCCD036085012345"),
    "joined with CMND and a colon": word("CMND:212345678"),
    "with gaps beside the word": word("Căn cước công dân số 036 085 012 345"),
    "with dots beside the word": word("CMND: 012.345.678"),
    "two with a comma": plain("212345678,212345679"),
    "behind the number of a row": plain("1,036085012345,Lê Văn Cường"),
    "with invisible signs": word("0360\u200b85012345"),
    "full-width digits": word("０３６０８５０１２３４５"),
    "a text cell": excel(("Họ tên", "Số giấy tờ"), ("Lê Văn Cường", "036085012345")),
    "a number cell of twelve digits": excel(("Họ tên", "Mã"), ("Lê Văn Cường", 136085012345)),
    "a number cell of nine digits": excel(("Họ tên", "Mã"), ("Lê Văn Cường", 212345678)),
    "a number cell that lost two zeros": excel(("Họ tên", "Mã"), ("Nguyễn Văn An", 1085012345)),
    "a number cell that lost one zero": excel(("Họ tên", "Mã"), ("Lê Văn Cường", 36085012345)),
    "a number cell with zeros by format": excel(
        ("Mã",), write=lambda w, s: s.write_number(1, 0, 1085012345, w.add_format({"num_format": "0" * 12}))
    ),
    "lost zeros in a column headed so": values("Họ tên;CCCD", "Lê Văn Cường;36085012345"),
    "a column headed so, formatted as thousands": excel(("", "Số CMND"), write=number_as("#,##0")),
    "a gap in a column headed so": excel(("Số căn cước",), ("036 085 012 345",)),
    "from 0 in a column of money": excel(("Kinh phí",), ("036085012345",)),
    "before a comrade": word("212345678 đồng chí Nguyễn Văn An"),
    "before a comrade in short": word("212345678 đ/c Nguyễn Văn An"),
    "before a person named Triệu": word("212345678 Triệu Văn Mùi"),
    "behind a person named Tiền": excel(("Nguyễn Thị Tiền", 212345678)),
    "money for a person": word("Kinh phí hỗ trợ Nguyễn Văn An 212345678"),
    "money and a card": word("Số tiền hỗ trợ theo CMND 212345678"),
    "before a criminal record": values("Tiền án;Ghi chú", "212345678;không"),
    "a hidden sheet": excel(("x",), write=number_far_away),
    "a sheet's name": excel(("x",), sheet="036085012345"),
    "a comment of a cell": excel(("x",), write=lambda w, s: s.write_comment("A1", "CCCD 036085012345")),
    "a text box": excel(("x",), write=lambda w, s: s.insert_textbox(1, 1, "036085012345")),
    "a page header": word("x", header="036085012345"),
    "a comment in a document": word("x", comment="036085012345"),
    "words deleted in a tracked change": word(
        paragraph("<w:del><w:r><w:delText>036085012345</w:delText></w:r></w:del>")
    ),
    "a property of the file": excel(("x",), write=lambda w, s: w.set_properties({"subject": "036085012345"})),
    "a formula": excel(("x",), write=lambda w, s: s.write_formula("B1", '="036085012345"&""')),
    "an address of a link": excel(
        ("x",), write=lambda w, s: s.write_url("B1", "https://a.vn/?so=036085012345")
    ),
    "the far end of a document": word(*MANY, "036085012345"),
}

HARMLESS = {
    "an amount in đồng": word("Hỗ trợ 250000001 đồng"),
    "an amount in đ": word("Hỗ trợ 250000001 đ cho xã"),
    "an amount in VNĐ": word("Hỗ trợ 250000001 VNĐ."),
    "an amount before a bracket": word("Hỗ trợ 250000001 (đồng)"),
    "an amount in capitals": word("CỘNG: 250000001 ĐỒNG"),
    "an area": word("Diện tích rừng 331345679 m2"),
    "visits": word("Đạt 123456789 lượt truy cập"),
    "behind the words": word("Tổng kinh phí: 250000001"),
    "behind a total": word("Tổng: 250000001"),
    "behind a longer phrase": word("Kinh phí huy động trong kỳ là 250000001"),
    "with separators": word("Kinh phí 250.000.001"),
    "with decimals": word("Giá trị trung bình 250000001,5"),
    "decimals of a number": plain("0.123456789"),
    "a coordinate": plain("21.028511412 105.804817123"),
    "a float in a cell": excel(("Tỷ lệ", 0.123456789)),
    "a column of money": excel(("Đơn vị", "Kinh phí"), ("Xã A", 212345678), ("Xã B", 236085012345)),
    "a column in đồng": excel(("Đơn vị", "Huy động (đồng)"), ("Xã A", 212345678)),
    "a column of money under two headings": values("Đơn vị;Số tiền", ";Năm 2026", "Xã A;212345678"),
    "a column of money in a document": word(table(("Đơn vị", "Thành tiền"), ("Xã A", "212345678"))),
    "a row of money": excel(("Tổng thu", 212345678)),
    "a row with its unit": excel(("Quỹ an ninh", "đồng", 212345678)),
    "formatted as thousands": excel(("Đơn vị", "Năm 2026"), write=number_as("#,##0")),
    "formatted as currency": excel(("Đơn vị", "Năm 2026"), write=number_as('0 "đ"')),
    "a round number": excel(("Đơn vị", "Năm 2026"), ("Xã A", 250000000)),
    "a round number of eleven digits": excel(("Đơn vị", "Năm 2026"), ("Xã A", 36085012000)),
    "money of eleven digits": excel(("Đơn vị", "Kinh phí"), ("Xã A", 36085012345)),
    "eleven digits no citizen has": excel(("Đơn vị", "Năm 2026"), ("Xã A", 99985012345)),
    "a telephone number": word("Điện thoại: 0912345678"),
    "a telephone number from abroad": word("ĐT: +84 912345678"),
    "a telephone number that lost its zero": excel(("Đơn vị", "Số điện thoại"), ("Xã A", 912345678)),
    "a landline that lost its zero": excel(("Đơn vị", "Điện thoại"), ("Xã A", 2103846123)),
    "a tax code that lost its zero": excel(("Doanh nghiệp", "Mã số thuế"), ("Công ty A", 101234567)),
    "ten digits": word("Mã số thuế 2600123456"),
    "eleven digits": word("Mã 12345678901"),
    "thirteen digits": word("Mã 1234567890123"),
    "touching letters": word("Mã hồ sơ A123456789, 123456789B, BCD001085012345"),
    "a hash": plain("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    "a hash with a run at its end": plain("abcdef001085012345"),
    "a UUID": word("550e8400-e29b-41d4-a716-446655440000"),
    "a time in twelve digits": word("Lập lúc 202602021530"),
    "a date": word("20260202"),
    "official numbers": word("Số: 123/KH-UBND ngày 02/02/2026; G01.123.456"),
    "counts under the word": excel(("Đơn vị", "Số CCCD đã cấp"), ("Xã A", 5210)),
    "a drawing's measures": excel(("x",), write=lambda w, s: s.insert_textbox(40, 9, "Khung")),
    "a chart of money": excel(
        ("Đơn vị", "Kinh phí"),
        ("Xã A", 212345678),
        write=lambda w, s: (
            chart := w.add_chart({"type": "column"}),
            chart.add_series({"values": "='Danh sách'!$B$2:$B$2"}),
            s.insert_chart("D2", chart),
        ),
    ),
    "nothing at all": plain("Xã Tân Lập: 12 mô hình, 340 thành viên"),
}


@pytest.mark.parametrize("file", IDENTIFYING.values(), ids=IDENTIFYING)
def test_an_identity_number_is_found(file):
    finding = find_identity_number(read_text(*file))
    assert finding is not None
    assert finding.kind == "identity-number"


@pytest.mark.parametrize("file", HARMLESS.values(), ids=HARMLESS)
def test_amounts_and_codes_are_no_identity_numbers(file):
    assert find_identity_number(read_text(*file)) is None


@pytest.mark.parametrize("file", [*MARKED.values(), *IDENTIFYING.values()])
def test_a_finding_never_repeats_what_it_found(file):
    finding = screen(read_text(*file))
    said = finding.sentence + finding.remedy
    assert not any(len(run) >= 7 for run in "".join(c if c.isdigit() else " " for c in said).split())
    assert not any(mark in said for mark in ("MẬT", "Nguyễn", "Cường"))


def test_a_finding_names_the_first_place_and_how_many_there_are():
    rows = [("Họ tên", "Số giấy tờ"), *[(f"Người {n}", f"03608501234{n}") for n in range(3)]]
    finding = screen(read_text(*excel(*rows)))
    assert "Danh sách!B2 và 2 chỗ khác" in finding.sentence


def test_the_secrecy_mark_is_the_graver_finding():
    assert screen(read_text(*word("MẬT", "036085012345"))).kind == "secrecy-mark"


# Fates


def test_a_harmless_file_is_taken_with_its_text():
    fate = fate_of("bao-cao.xlsx", xlsx(("Đơn vị", "Số mô hình"), ("Xã Tân Lập", 12)))
    assert isinstance(fate, Taken)
    assert fate.text.kind == "xlsx"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (*word("MẬT"), "secrecy-mark"),
        (*word("036085012345"), "identity-number"),
        ("036085012345.docx", docx("Nội dung"), "identity-number"),
        ("a.txt", docx("MẬT"), "secrecy-mark"),
        ("a.docx", xlsx(("036085012345",)), "identity-number"),
        ("a.json", b'{"so": "036085012345"}', "identity-number"),
        ("a.xlsx", xlsx(("x",))[:-40], "damaged"),
        ("a.xlsx", repacked(xlsx(("x",)), {"xl/vbaProject.bin": b"\0"}), "macros"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.csv", b"\xc4\xcb\xe8", "not-unicode"),
        ("a.zip", packed({"a.txt": b"x"}), "damaged"),
    ],
)
def test_what_is_forbidden_or_cannot_be_screened_is_not_kept(name, data, code):
    fate = fate_of(name, data)
    assert isinstance(fate, RefusedNotKept)
    assert fate.code == code
    assert fate.sentence
    assert fate.remedy


def test_a_file_that_is_too_large_is_not_kept():
    assert fate_of("a.txt", b"a" * 20, max_bytes=10).code == "too-large"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bao-cao.docx", xlsx(("Xã Tân Lập", 12)), "wrong-extension"),
        ("bao-cao.json", b'{"mo_hinh": 12}', "unknown-type"),
        ("bao-cao.xlsx", b"", "empty"),
        ("bao-cao.csv", ('"' + "x" * 140_000 + '"').encode(), "damaged"),
    ],
)
def test_a_faulty_file_that_was_screened_whole_is_kept_for_correction(name, data, code):
    fate = fate_of(name, data)
    assert isinstance(fate, RefusedAndKept)
    assert fate.code == code
    assert fate.remedy


# ---- a batch --------------------------------------------------------------------------------------------------


def test_files_of_a_batch_meet_the_fate_that_each_would_meet_alone():
    files = [*MARKED.values(), *UNMARKED.values()]
    memory = Memory()
    for file in (*files, *reversed(files)):
        assert fate_of(*file, memory=memory) == fate_of(*file)


def test_what_files_of_a_batch_have_in_common_hides_nothing_that_one_of_them_has_alone():
    harmless = xlsx(("Biểu 01",), ("Tổ tự quản", 12))
    memory = Memory()
    assert isinstance(fate_of("a.xlsx", harmless, memory=memory), Taken)
    marked = repacked(
        harmless, {"xl/sharedStrings.xml": lambda xml: xml.replace("Biểu 01".encode(), "TỐI MẬT".encode())}
    )
    for _ in range(2):
        fate = fate_of("a.xlsx", marked, memory=memory)
        assert isinstance(fate, RefusedNotKept)
        assert fate.code == "secrecy-mark"
    assert isinstance(fate_of("a.xlsx", harmless, memory=memory), Taken)


def test_a_sheet_shown_by_other_strings_is_read_anew():
    one = xlsx(("Số hộ", "12"))
    other = repacked(one, {"xl/sharedStrings.xml": lambda xml: xml.replace(b">12<", b">036085012345<")})
    memory = Memory()
    assert isinstance(fate_of("a.xlsx", one, memory=memory), Taken)
    fate = fate_of("a.xlsx", other, memory=memory)
    assert fate.code == "identity-number"
    assert "Danh sách!B1" in fate.sentence


def test_a_batch_whose_common_part_holds_a_mark_refuses_every_file():
    marked = excel(("TỐI MẬT",), ("Biểu 01",))
    memory = Memory()
    assert [fate_of(*marked, memory=memory).sentence for _ in range(3)] == [fate_of(*marked).sentence] * 3
