"""Is what cannot or must not be read refused with a sentence and a remedy, and never with anything else?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from binhyen.foundations.faults import BadInput
from binhyen.machinery.formats.tests.samples import docx as word
from binhyen.machinery.formats.tests.samples import packed, paragraph, repacked, table, xlsx
from binhyen.narratives.intake import (
    MAX_BYTES,
    NotRead,
    pdf,
    pdf_process,
    read_as_given,
    read_document,
    read_file,
    read_pasted,
    read_stream,
)
from binhyen.narratives.tests.documents import PLAIN_PDF, with_document_type
from binhyen.narratives.tests.documents import pdf as typeset

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TCVN3 = "B¸o c¸o kÕt qu¶ c«ng t¸c x©y dùng phong trµo toµn d©n b¶o vÖ an ninh Tæ quèc; cã 12 m« h×nh."
VNI = "Baùo caùo keát quaû coâng taùc xaây döïng phong traøo toaøn daân baûo veä an ninh Toå quoác; coù 12 moâ hình."


def locked_pdf(password: str = "mat-khau", algorithm: str = "RC4-128") -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PLAIN_PDF))
    writer.encrypt(password, "chu-so-huu", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """A DOCX whose main part unpacks to a thousand times its size."""
    return packed(
        {
            name: zipfile.ZipFile(io.BytesIO(word("x"))).read(name)
            for name in ("[Content_Types].xml", "_rels/.rels")
        }
        | {"word/document.xml": b"<w>" + b" " * 12_000_000 + b"</w>"}
    )


def in_fonts(words: str, font: str) -> bytes:
    return word(paragraph(f'<w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t>{words}</w:t></w:r>'))


REFUSED = {
    "empty": ("a.docx", b"", "empty", "không có chữ"),
    "without words": ("a.txt", b" \n\n ", "empty", "không có chữ"),
    "a word document without words": ("a.docx", word(""), "empty", "không có chữ"),
    "pictures alone": ("a.pdf", typeset("#rect(width: 5cm)"), "scanned", "chỉ có ảnh (1 trang)"),
    "a photograph": ("a.pdf", b"\x89PNG\r\n", "picture", "là ảnh"),
    "damaged": ("a.docx", word("Có 12 tổ")[:600], "damaged", "bị hỏng"),
    "damaged inside": (
        "a.docx",
        repacked(word("Có"), {"word/document.xml": b"<w:p"}),
        "damaged",
        "word/document.xml",
    ),
    "no document at all": ("a.docx", b"Co 12 to.", "damaged", "bị hỏng"),
    "a damaged pdf": ("a.pdf", b"%PDF-1.7\nnothing", "damaged", "PDF bị hỏng"),
    "a pdf with a password": ("a.pdf", locked_pdf(), "encrypted", "mật khẩu"),
    "a document with a password": (
        "a.docx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
        "mật khẩu",
    ),
    "an old document": ("a.doc", OLE, "old-format", "Office cũ"),
    "entities": ("a.docx", with_document_type(word("Có 12 tổ")), "declares-entities", "khai báo XML"),
    "a bomb": ("a.docx", bomb(), "unpacks-too-large", "bung ra quá lớn"),
    "macros": ("a.docm", repacked(word("Có 12 tổ"), {"word/vbaProject.bin": b"x"}), "macros", "macro"),
    "macros under another name": (
        "a.docx",
        repacked(word("Có 12 tổ"), {"word/vbaProject.bin": b"x"}),
        "macros",
        "macro",
    ),
    "a wrong ending": ("a.txt", word("Có 12 tổ"), "wrong-extension", "đuôi .txt nhưng nội dung là loại docx"),
    "a pdf called docx": ("a.docx", PLAIN_PDF, "wrong-extension", "đuôi .docx nhưng nội dung là loại pdf"),
    "a text called pdf": (
        "a.pdf",
        "Có 12 tổ".encode(),
        "wrong-extension",
        "đuôi .pdf nhưng nội dung là loại txt",
    ),
    "a workbook": ("a.xlsx", xlsx(("Tổ", 12)), "spreadsheet", "bảng tính"),
    "a workbook called docx": ("a.docx", xlsx(("Tổ", 12)), "wrong-extension", "nội dung là loại xlsx"),
    "another kind": ("a.odt", packed({"mimetype": b"x"}), "unknown-type", "“.odt”"),
    "rich text": ("a.txt", rb"{\rtf1 12}", "unknown-type", "“.rtf”"),
    "a kind that nobody knows": ("bao-cao.xyz", b"12", "unknown-type", "“.xyz”"),
    "no text": ("a.txt", b"12\x00\x01", "not-text", "không phải văn bản thuần túy"),
    "an unknown encoding": (
        "a.txt",
        "Có 12 tổ hoà giải".encode()[:-1] + b"\xe1\x20",
        "not-unicode",
        "UTF-8",
    ),
    "old letters": ("a.docx", word(TCVN3), "old-letters", "bảng mã cũ TCVN3 (ABC) (đoạn 1)"),
    "old letters of few words": (
        "a.docx",
        in_fonts("C«ng an x· T©n", ".VnTime"),
        "old-letters",
        "phông .VnTime",
    ),
    "other old letters": ("a.txt", VNI.encode(), "old-letters", "bảng mã cũ VNI Windows (dòng 1)"),
    "old letters in a table": (
        "a.docx",
        word(table(("STT", VNI))),
        "old-letters",
        "bảng 1, dòng 1, cột 2",
    ),
    "old letters as old programs save them": ("a.txt", TCVN3.encode("cp1252"), "old-letters", "TCVN3"),
    "old letters on a page": ("a.html", f"<p>{VNI}</p>".encode(), "old-letters", "VNI"),
    "a mark": ("a.docx", word("CÔNG AN TỈNH", "MẬT", "KẾ HOẠCH"), "secrecy-mark", "đoạn 2"),
    "a mark in a header": (
        "a.docx",
        word("Kế hoạch", header="TUYỆT MẬT"),
        "secrecy-mark",
        "đầu trang",
    ),
    "a mark in a text": ("a.txt", "UBND XÃ\nTỐI MẬT\nKẾ HOẠCH".encode(), "secrecy-mark", "dòng 2"),
    "a mark on a page": (
        "a.html",
        "<table><tr><td>UBND</td><td>MẬT</td></tr></table>".encode(),
        "secrecy-mark",
        "bảng",
    ),
    "a mark behind a break": (
        "a.html",
        "<p>UBND XÃ<br>MẬT<br>KẾ HOẠCH</p>".encode(),
        "secrecy-mark",
        "đoạn 1",
    ),
    "a mark in a pdf": (
        "a.pdf",
        typeset("Công an tỉnh \\\n\n*MẬT* \n\nKế hoạch năm nay"),
        "secrecy-mark",
        "trang 1",
    ),
    "a mark on a later page": (
        "a.pdf",
        typeset("Trang bìa #pagebreak() MẬT \n\n Kế hoạch năm nay của đơn vị"),
        "secrecy-mark",
        "trang 2",
    ),
    "a number that cites": (
        "a.txt",
        "Theo Kế hoạch 12/KH-CAT-MẬT, có 12 tổ.".encode(),
        "secrecy-mark",
        "dòng 1",
    ),
    "a name that says so": ("TUYỆT MẬT.txt", "Có 12 tổ.".encode(), "secrecy-mark", "tên tệp"),
}


@pytest.mark.parametrize(("name", "content", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_a_document_is_refused_with_a_sentence_and_a_remedy(
    name: str, content: bytes, code: str, said: str
) -> None:
    with pytest.raises(NotRead) as refusal:
        read_document(name, content)
    assert refusal.value.code == code
    assert said in refusal.value.sentence
    assert refusal.value.remedy.endswith(".")
    assert isinstance(refusal.value, BadInput)
    assert "12" not in refusal.value.sentence.replace("UTF-8", "")


@pytest.mark.parametrize(
    "words",
    [
        "Giữ bí mật nhà nước; có 12 tổ.",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Ông Mật trình bày. Độ bảo mật của phần mềm được nâng lên.",
        "Hội thảo với El Niño, Málaga, Münster, Malmö, São Paulo và naïve café; 12 tổ của xã được khen thưởng.",
        "Cà phê, khuê, quý, thuở, hoà, thuỷ, toà, tuân, xuân, huân chương, uỷ ban",
        "Giá ± 5 °C, 10 µm, ½ số hộ, 3 × 4 m, © 2026, ®",
    ],
)
def test_what_only_looks_so_is_read(words: str) -> None:
    assert read_document("a.txt", words.encode()).text == words
    assert read_document("a.docx", word(words)).text == words


def test_a_secret_is_refused_where_nothing_is_kept_too() -> None:
    for read in (read_as_given, read_pasted):
        with pytest.raises(NotRead, match="độ mật"):
            read("UBND XÃ\nMẬT\nKế hoạch")


# ---- size and time ----------------------------------------------------------------------------------------


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(NotRead, match=r"20 MB"):
        read_file(path)


def test_of_a_stream_without_end_no_more_is_read_than_is_taken() -> None:
    asked: list[int] = []

    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            asked.append(size)
            return bytes(size)

    with pytest.raises(NotRead, match="lớn hơn"):
        read_stream("a.pdf", Endless())
    assert asked == [MAX_BYTES + 1]


def test_a_pdf_that_is_never_done_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "never.py"
    script.write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr(pdf, "_PROCESS", script)
    monkeypatch.setattr(pdf, "_SECONDS_TO_ANSWER", 0.3)
    with pytest.raises(NotRead) as refusal:
        read_document("a.pdf", PLAIN_PDF)
    assert refusal.value.code == "too-heavy"


def test_a_pdf_that_ends_its_process_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "falls.py"
    script.write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr(pdf, "_PROCESS", script)
    with pytest.raises(NotRead, match="quá nặng"):
        read_document("a.pdf", PLAIN_PDF)


def test_the_process_that_opens_a_pdf_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", set_to.__setitem__)
    pdf_process.bound()
    assert set_to[resource.RLIMIT_AS] == (1024**3, 1024**3)
    assert set_to[resource.RLIMIT_CPU][0] == 60
    assert set_to[resource.RLIMIT_FSIZE] == (0, 0)


def test_a_pdf_of_too_many_pages_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "MAX_PAGES", 0)
    assert pdf_process.answer_for(PLAIN_PDF) == {"fault": "too-heavy"}


def test_the_process_loads_nothing_of_the_program() -> None:
    source = Path(pdf_process.__file__).read_text(encoding="utf-8")
    assert "binhyen" not in source


# ---- anything at all -------------------------------------------------------------------------------------

ENDINGS = st.sampled_from(["a.docx", "a.html", "a.txt", "a.doc", "a", "a.htm", "a.docm"])
WHOLE = (
    word("Có 12 tổ.", "Hết"),
    "<p>Có <b>12</b> tổ <table><tr><td>1</table>".encode(),
    "Có 12 tổ.".encode(),
    OLE,
)


def mended(pieces: tuple[bytes, int, bytes]) -> bytes:
    """A sound document with something else in one place."""
    whole, at, other = pieces
    at %= len(whole)
    return whole[:at] + other + whole[at + len(other) :]


@settings(max_examples=120, deadline=None)
@given(
    ENDINGS,
    st.one_of(
        st.binary(max_size=300),
        st.builds(mended, st.tuples(st.sampled_from(WHOLE), st.integers(0, 100_000), st.binary(max_size=6))),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet="<>/![]-tdrablepi &#;x\"='", max_size=120).map(str.encode),
    ),
)
@example("a.html", b"<![if")
@example("a.html", b"<table><td rowspan=99 colspan=99>x<table><td>y</table></table></td>")
@example("a.txt", b"\xff\xfe\x00\xd8")
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    try:
        narrative = read_document(name, content)
    except BadInput:
        return
    assert narrative.blocks
    assert all(narrative.said(block).strip() for block in narrative.blocks)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PLAIN_PDF)), st.binary(max_size=12), st.integers(0, 40))
def test_any_pdf_is_answered_for(at: int, other: bytes, cut: int) -> None:
    answer = pdf_process.answer_for(PLAIN_PDF[:at] + other + PLAIN_PDF[at + cut :])
    assert set(answer) in ({"fault"}, {"pages", "fonts", "notes", "attachments"})


def test_a_pdf_that_only_must_not_be_printed_is_read() -> None:
    content = locked_pdf("", "AES-256")
    assert read_document("a.pdf", content).text == "Bao cao ket qua thang 10: 12 mo hinh"
