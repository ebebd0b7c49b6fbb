"""The form of documents (Nghị định 30/2020/NĐ-CP, Phụ lục I and III) as one check a row, held to a DOCX.

``ROWS`` are functions of an opened document. Each holds for any document that we make, whatever it says, and still
holds when an office program has saved it. A row that a document has nothing of passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

import pytest

from binhyen.machinery.formats.documents import typeface
from binhyen.machinery.formats.documents.tests.reading_form import ReadForm, ReadParagraph, W

MILLIMETRE = 72 / 25.4
BLANK = "\N{NO-BREAK SPACE}"
MARKS = {"BÁO CÁO": "BC", "THÔNG BÁO": "TB", "KẾ HOẠCH": "KH"}
_DAY = re.compile(r".+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}")
_BLANK_DAY = re.compile(rf".+, ngày{BLANK}+tháng{BLANK}+năm(?: \d{{4}})?")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def within(value: float, least: float, most: float) -> bool:
    return least - 0.06 <= value <= most + 0.06  # twips are whole


def width_of(paragraph: ReadParagraph, text: str) -> float:
    return typeface.face(bold=paragraph.bold, italic=paragraph.italic).width(text, paragraph.size)


def only(paragraphs: tuple[ReadParagraph, ...]) -> ReadParagraph:
    (one,) = paragraphs
    return one


def looks(
    paragraphs: Iterable[ReadParagraph],
    sizes: tuple[float, float],
    *,
    bold: bool = False,
    italic: bool = False,
    upper: bool = False,
    alignment: str = "center",
) -> None:
    """Every paragraph, and all its words, in the size, weight, slope, case and place of the row."""
    for each in paragraphs:
        for run in each.runs:
            assert within(run.size, *sizes), each.text
            assert (run.bold, run.italic) == (bold, italic), each.text
        assert each.alignment == alignment, each.text
        assert not upper or each.text == each.text.upper(), each.text


# 1. Page


def a4(read: ReadForm) -> None:
    for section in read.sections:
        sides = sorted((section.width, section.height))
        assert within(sides[0], 595.3, 595.3)
        assert within(sides[1], 841.9, 841.9)
    assert read.sections[0].width < read.sections[0].height


def margins(read: ReadForm) -> None:
    for section in read.sections:
        assert within(section.top, 20 * MILLIMETRE, 25 * MILLIMETRE)
        assert within(section.bottom, 20 * MILLIMETRE, 25 * MILLIMETRE)
        assert within(section.left, 30 * MILLIMETRE, 35 * MILLIMETRE)
        assert within(section.right, 15 * MILLIMETRE, 20 * MILLIMETRE)


def typeface_everywhere(read: ReadForm) -> None:
    numbers = [each for section in read.sections for each in section.numbers]
    for paragraph in (*read.paragraphs, *numbers):
        for run in paragraph.runs:
            assert run.fonts == {"Times New Roman"}, paragraph.text
            assert run.languages == {"vi-VN"}, paragraph.text
            assert run.colour in ("auto", "000000"), paragraph.text


def composed_letters(read: ReadForm) -> None:
    for name, part in read.parts.items():
        if name.endswith(".xml"):
            assert unicodedata.is_normalized("NFC", part.decode()), name


def page_numbers(read: ReadForm) -> None:
    """From 1 in each part, Arabic, upright, centred above the text, and none on a part's first page."""
    for section in read.sections:
        assert section.starts_at == 1
        assert not re.sub(r"\s", "", section.on_first_page)
        # LibreOffice forgets the header of a part of one page before another part: that page has no number anyway.
        if read.saved_elsewhere and not section.numbers:
            continue
        assert section.first_page_differs
        looks([only(section.numbers)], (13, 14))


# 2. Boxes 1 and 2


def national_name(read: ReadForm) -> None:
    name = only(read.of("Quốc hiệu"))
    assert name.lines == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",)
    looks([name], (12, 13), bold=True, upper=True)
    left, right = read.row_of(name).findall(f"{W}tc")
    assert read.cell_of(name) is right
    assert next(read.document.iter(f"{W}p")) in left.iter(f"{W}p")  # both stand at the top of page 1


def motto(read: ReadForm) -> None:
    name, words = only(read.of("Quốc hiệu")), only(read.of("Tiêu ngữ"))
    assert words.lines == ("Độc lập - Tự do - Hạnh phúc",)
    looks([words], (13, 14), bold=True)
    assert name.element.getnext() is words.element
    assert (name.after, words.before, words.line) == (0, 0, 1)
    assert read.cell_of(words) is read.cell_of(name)
    assert rule_below(read, words) == pytest.approx(width_of(words, words.text), abs=0.3)


def rule_below(read: ReadForm, paragraph: ReadParagraph) -> float:
    """How long the rule below a paragraph is."""
    rule = next(each for each in read.paragraphs if each.element is paragraph.element.getnext())
    assert rule.style == "Đường kẻ"
    return read.room_of(rule) - rule.left - rule.right


def issuing_body(read: ReadForm) -> None:
    """Capitals, bold, below its parent; however long its name, its lines stay in their box and box 1 in its own."""
    body = only(read.of("Cơ quan ban hành"))
    looks([body], (12, 13), bold=True, upper=True)
    looks(read.of("Cơ quan chủ quản"), (12, 13), upper=True)
    for parent in read.of("Cơ quan chủ quản"):
        assert parent.element.getnext() is body.element
    for paragraph in (
        *read.of("Cơ quan chủ quản"),
        body,
        only(read.of("Quốc hiệu")),
        only(read.of("Tiêu ngữ")),
    ):
        for line in paragraph.lines:
            assert width_of(paragraph, line) <= read.room_of(paragraph), line
    last = width_of(body, body.lines[-1])
    assert last / 3 <= rule_below(read, body) <= last / 2
    table = next(read.row_of(body).iterancestors(f"{W}tbl"))
    assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
    assert read.row_of(body) is read.row_of(only(read.of("Quốc hiệu")))


# 3 and 4. Number, place and day


def number_and_mark(read: ReadForm) -> None:
    number = only(read.of("Số ký hiệu"))
    looks([number], (13, 13))
    found = re.fullmatch(rf"Số: (\d{{2,}}|{BLANK}+)/([^\s/]+)", number.text)
    assert found, number.text
    assert read.cell_of(number).getparent().index(read.cell_of(number)) < 3  # in the left box
    types = read.of("Tên loại văn bản")
    known = MARKS.get(types[0].text) if types else None
    if known:
        assert found[2].split("-")[0] == known
    else:
        assert found[2].split("-")[0] not in MARKS.values()


def place_and_day(read: ReadForm) -> None:
    day = only(read.of("Địa danh thời gian"))
    looks([day], (13, 14), italic=True)
    assert _DAY.fullmatch(day.text) or _BLANK_DAY.fullmatch(day.text), day.text
    assert read.row_of(day) is read.row_of(only(read.of("Số ký hiệu")))
    assert width_of(day, day.text) <= read.room_of(day)


# 5. Type, subject; letters


def type_and_subject(read: ReadForm) -> None:
    types, subjects = read.of("Tên loại văn bản"), read.of("Trích yếu")
    looks(types, (13, 14), bold=True, upper=True)
    looks(subjects, (13, 14), bold=True)
    assert len(types) == len(subjects) == 1 - len(read.of("Về việc"))
    for subject in subjects:
        assert types[0].element.getnext() is subject.element
        last = width_of(subject, subject.lines[-1])
        assert last / 3 <= rule_below(read, subject) <= last / 2


def subject_of_a_letter(read: ReadForm) -> None:
    for about in read.of("Về việc"):
        looks([about], (12, 13))
        assert about.text.startswith("V/v ")
        assert about.before == 6
        number = only(read.of("Số ký hiệu"))
        assert number.element.getnext() is about.element
        assert number.after == 0
        assert all(width_of(about, line) <= read.room_of(about) for line in about.lines)
        assert read.of("Kính gửi") or read.of("Kính gửi nhiều nơi")


# 9a and 6. Addressees, grounds, body


def addressees(read: ReadForm) -> None:
    for one in read.of("Kính gửi"):
        looks([one], (13, 14))
        assert re.fullmatch(r"Kính gửi: .+[^;.,]", one.text), one.text
    lines = read.of("Kính gửi từng nơi")
    assert bool(lines) == bool(read.of("Kính gửi nhiều nơi"))
    if lines:
        title = only(read.of("Kính gửi nhiều nơi"))
        assert title.text == "Kính gửi:"
        assert len(lines) >= 2
        looks([title, *lines], (13, 14), alignment="left")
        assert all(line.text.startswith("- ") and line.text.endswith(";") for line in lines[:-1])
        assert lines[-1].text.startswith("- ")
        assert lines[-1].text.endswith(".")
        for line in lines:  # the dash stands under the colon
            assert line.left + line.first_line == pytest.approx(
                title.left + width_of(title, "Kính gửi"), abs=0.3
            )


def grounds(read: ReadForm) -> None:
    lines = read.of("Căn cứ")
    looks(lines, (13, 14), italic=True, alignment="both")
    assert all(line.text.endswith(";") for line in lines[:-1])
    assert not lines or lines[-1].text.endswith(".")


def body(read: ReadForm) -> None:
    paragraphs = read.of("Nội dung")
    assert paragraphs
    for each in paragraphs:
        assert each.alignment == "both"
        assert within(each.first_line, 10 * MILLIMETRE, 12.7 * MILLIMETRE)
        assert each.after >= 6
        assert 1 <= each.line <= 1.5
        assert all(within(run.size, 13, 14) for run in each.runs)
        assert "\n" not in each.text


def end_mark(read: ReadForm) -> None:
    """ "./." once, at the end of the body: before the signature, and in no annex."""
    ended = [each for each in read.paragraphs if "./." in each.text]
    last = only(tuple(ended))
    assert last.text.count("./.") == 1
    assert last.text.endswith("./.")
    behind = last.element.getnext()
    assert behind.tag == f"{W}tbl"
    assert any(each.element in behind.iter(f"{W}p") for each in read.of("Thẩm quyền ký"))
    assert last.keeps_with_next


def headings(read: ReadForm) -> None:
    """ "I. HEADING", "1. Heading", "a) Heading", each in the order of its numbers."""
    looks(read.of("Đề mục I"), (13, 14), bold=True, upper=True, alignment="both")
    looks(read.of("Đề mục 1"), (13, 14), bold=True, alignment="both")
    looks(read.of("Đề mục a"), (13, 14), alignment="both")
    firsts = [each.text.split(".")[0] for each in read.of("Đề mục I")]
    assert tuple(firsts) == _ROMAN[: len(firsts)]
    for each in read.of("Đề mục 1"):
        assert re.match(r"\d+\. ", each.text), each.text
    for each in read.of("Đề mục a"):
        assert re.match(r"[a-zđ]\) ", each.text), each.text
    for each in (*read.of("Đề mục I"), *read.of("Đề mục 1"), *read.of("Đề mục a")):
        assert each.keeps_with_next, each.text


# 7 and 9b. Signature and recipients


def signature(read: ReadForm) -> None:
    """Authority and posts in the right half, in capitals; below them room for the hand, and the name or its blank."""
    lines = read.of("Thẩm quyền ký")
    looks(lines, (13, 14), bold=True, upper=True)
    left, right = read.row_of(lines[0]).findall(f"{W}tc")
    assert all(read.cell_of(line) is right for line in lines)
    page = read.sections[0]
    from_left = page.left + float(left.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / 20
    assert from_left + read.room_of(lines[0]) / 2 > page.width / 2
    texts = [line.text for line in lines]
    if texts[0].startswith("TM. ỦY BAN NHÂN DÂN"):
        assert texts[1:] in (["CHỦ TỊCH"], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"])
    if "KT. " in " ".join(texts):
        assert texts.index(next(text for text in texts if text.startswith("KT. "))) < len(texts) - 1
    name = only(read.of("Họ tên người ký"))
    assert read.cell_of(name) is right
    assert name.alignment == "center"
    assert name.bold
    assert within(name.size, 13, 14)
    below = [each for each in read.paragraphs if each.element in list(right.iter(f"{W}p"))]
    assert max(each.before for each in below) >= 50


def recipients(read: ReadForm) -> None:
    title, lines = only(read.of("Nơi nhận")), read.of("Nơi nhận từng nơi")
    assert title.text == "Nơi nhận:"
    looks([title], (12, 12), bold=True, italic=True, alignment="left")
    looks(lines, (11, 11), alignment="left")
    row = read.row_of(title)
    assert row is read.row_of(read.of("Thẩm quyền ký")[0])
    left, right = row.findall(f"{W}tc")
    assert title.element is left.find(f"{W}p")
    assert read.of("Thẩm quyền ký")[0].element is right.find(f"{W}p")  # level with the authority
    texts = [line.text for line in lines]
    addressed = bool(read.of("Kính gửi") or read.of("Kính gửi nhiều nơi"))
    assert (texts[0] == "- Như trên;") == addressed
    assert all(text.startswith("- ") and text.endswith(";") for text in texts[:-1])
    assert re.fullmatch(r"- Lưu: VT(, .+)?\.", texts[-1]), texts[-1]
    assert read.is_on(row, "trPr", "cantSplit")


# Annexes


def annexes(read: ReadForm) -> None:
    """ "Phụ lục" or "Phụ lục I", "Phụ lục II" …, title in capitals, what it belongs to; pages of its own."""
    labels = read.of("Phụ lục")
    looks(labels, (14, 14), bold=True)
    expected = (
        ("Phụ lục",) if len(labels) == 1 else tuple(f"Phụ lục {each}" for each in _ROMAN[: len(labels)])
    )
    assert tuple(label.text for label in labels) == expected
    assert len(read.sections) == 1 + len(labels)
    titles, references = read.of("Tên phụ lục"), read.of("Kèm theo")
    looks(titles, (13, 14), bold=True, upper=True)
    looks(references, (13, 14), italic=True)
    for label, title, reference in zip(labels, titles, references, strict=True):
        assert label.element.getnext() is title.element
        assert title.element.getnext() is reference.element
        assert re.fullmatch(rf"\(Kèm theo .+ số (\d{{2,}}|{BLANK}+)/\S+ ngày.+ của .+\)", reference.text), (
            reference.text
        )


# Tables


def tables(read: ReadForm) -> None:
    """Text of 11 to 13 points; titles on every page, rows whole, between the margins."""
    widest = max(section.width - section.left - section.right for section in read.sections)
    for table in read.tables():
        rows = table.findall(f"{W}tr")
        heads = [read.is_on(row, "trPr", "tblHeader") for row in rows]
        assert heads == sorted(heads, reverse=True)
        assert all(read.is_on(row, "trPr", "cantSplit") for row in rows)
        widths = [float(each.get(f"{W}w")) / 20 for each in table.find(f"{W}tblGrid")]
        assert sum(widths) <= widest + 1
    for paragraph in read.paragraphs:
        if paragraph.style.startswith("Bảng "):
            assert all(within(run.size, 11, 13) for run in paragraph.runs), paragraph.text


# What is never set


def nothing_of_a_signed_document(read: ReadForm) -> None:
    """No secrecy mark, no seal, no picture of a signature: pictures stand between paragraphs, never in a box."""
    stamps = [
        each.text for each in read.paragraphs if each.text.strip(" .") in ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
    ]
    assert not stamps
    for drawing in read.document.iter(f"{W}drawing", f"{W}pict"):
        assert next(drawing.iterancestors(f"{W}tbl"), None) is None


ROWS: tuple[Callable[[ReadForm], None], ...] = (
    a4,
    margins,
    typeface_everywhere,
    composed_letters,
    page_numbers,
    national_name,
    motto,
    issuing_body,
    number_and_mark,
    place_and_day,
    type_and_subject,
    subject_of_a_letter,
    addressees,
    grounds,
    body,
    end_mark,
    headings,
    signature,
    recipients,
    annexes,
    tables,
    nothing_of_a_signed_document,
)
