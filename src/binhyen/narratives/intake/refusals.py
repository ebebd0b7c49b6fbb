"""Why a document is not read: a sentence with the place, and what to do about it."""

from __future__ import annotations

from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.findings import Finding
from binhyen.machinery.formats.text import Unreadable


class NotRead(BadInput):
    """A document is not read, and nothing of it was kept. ``code`` is what the trail holds."""

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.code = code


_AS_DOCX = "Mở tệp bằng Word, lưu lại thành .docx rồi gửi lại."
_TAKEN = "Gửi tệp .docx, .pdf (có chữ), .html hoặc .txt, hoặc dán nội dung vào ô văn bản."

_REMEDIES = {
    "too-large": "Bỏ bớt hình ảnh hoặc chia thành nhiều tệp rồi gửi lại; cũng có thể dán nội dung vào ô văn bản.",
    "not-text": _TAKEN,
    "unknown-type": _TAKEN,
    "damaged": _AS_DOCX,
    "old-format": _AS_DOCX,
    "declares-entities": _AS_DOCX,
    "macros": "Lưu lại thành .docx (không có macro) rồi gửi lại.",
    "empty": "Kiểm tra lại tệp rồi gửi lại.",
}
"""Where the file is a document and not any file of the house, the way out is another."""


def of_unreadable(trouble: Unreadable) -> NotRead:
    """The same refusal, as one of a document."""
    return NotRead(trouble.code, trouble.sentence, _REMEDIES.get(trouble.code, trouble.remedy))


def of_finding(finding: Finding) -> NotRead:
    """The refusal of a document that must not be held."""
    return NotRead(finding.kind, finding.sentence, finding.remedy)


def unknown_type(ending: str) -> NotRead:
    return NotRead("unknown-type", f"Không đọc được tệp loại “{ending or 'không có đuôi'}”.", _TAKEN)


def picture() -> NotRead:
    return NotRead(
        "picture",
        "Tệp là ảnh, không có chữ để đọc.",
        "Gửi bản gốc .docx hoặc .pdf có chữ, hoặc gõ phần số liệu vào ô văn bản.",
    )


def spreadsheet() -> NotRead:
    return NotRead(
        "spreadsheet",
        "Tệp là bảng tính, không phải báo cáo bằng lời.",
        "Nộp bảng tính ở trang nhập số liệu; ở đây gửi báo cáo .docx, .pdf, .html hoặc .txt.",
    )


def wrong_ending(ending: str, kind: str) -> NotRead:
    return NotRead(
        "wrong-extension",
        f"Tên tệp có đuôi {ending or 'trống'} nhưng nội dung là loại {kind}.",
        f"Đổi đuôi tệp thành .{kind}, hoặc lưu lại đúng loại, rồi gửi lại.",
    )


def too_large(max_bytes: int) -> NotRead:
    return NotRead(
        "too-large",
        f"Tệp lớn hơn mức cho phép ({max_bytes / 1024 / 1024:.0f} MB).",
        _REMEDIES["too-large"],
    )


def too_long() -> NotRead:
    return NotRead(
        "too-long",
        "Văn bản quá dài, không phải một báo cáo.",
        "Chia thành nhiều tệp, mỗi tệp một báo cáo, rồi gửi lại.",
    )


def empty() -> NotRead:
    return NotRead("empty", "Tệp không có chữ nào để đọc.", "Kiểm tra lại tệp rồi gửi lại.")


def not_text() -> NotRead:
    return NotRead("not-text", "Tệp không phải văn bản thuần túy.", _TAKEN)


def not_unicode() -> NotRead:
    return NotRead(
        "not-unicode",
        "Tệp không phải văn bản Unicode (UTF-8) nên không đọc được chữ tiếng Việt.",
        "Lưu lại tệp với bảng mã UTF-8 rồi gửi lại.",
    )


def old_letters(name: str, where: str, font: str) -> NotRead:
    """``name`` is that of the old encoding, as the programs that convert it call it."""
    by = f", phông {font}" if font else ""
    return NotRead(
        "old-letters",
        f"Văn bản dùng bảng mã cũ {name} ({where}{by}) nên không đọc được chữ tiếng Việt.",
        f"Chuyển mã sang Unicode (trong UniKey: Ctrl+Shift+F6, nguồn {name}, đích Unicode), đổi phông sang"
        " Times New Roman, lưu lại rồi gửi lại.",
    )


def locked_pdf() -> NotRead:
    return NotRead(
        "encrypted",
        "Tệp PDF được đặt mật khẩu nên không kiểm tra được nội dung.",
        "Bỏ mật khẩu của tệp rồi gửi lại. Tài liệu bí mật nhà nước không được đưa vào phần mềm này.",
    )


def damaged_pdf() -> NotRead:
    return NotRead(
        "damaged",
        "Tệp PDF bị hỏng, không đọc được.",
        "Xuất lại PDF từ bản gốc, hoặc gửi bản gốc .docx.",
    )


def scanned(pages: int) -> NotRead:
    return NotRead(
        "scanned",
        f"Tệp PDF chỉ có ảnh ({pages} trang), không có chữ để đọc; có lẽ là bản quét.",
        "Gửi bản gốc .docx, hoặc PDF xuất thẳng từ Word; hoặc gõ phần số liệu vào ô văn bản.",
    )


def unmapped_letters(page: int) -> NotRead:
    return NotRead(
        "unmapped-letters",
        f"Chữ trong tệp PDF không có bảng mã (trang {page}) nên không đọc được.",
        "Xuất lại PDF từ Word (Lưu thành PDF), hoặc gửi bản gốc .docx.",
    )


def too_heavy_pdf(max_pages: int) -> NotRead:
    return NotRead(
        "too-heavy",
        f"Tệp PDF quá nặng hoặc dài hơn {max_pages} trang, đọc mãi không xong.",
        "Chia thành nhiều tệp, hoặc gửi bản gốc .docx.",
    )


def damaged_html() -> NotRead:
    return NotRead(
        "damaged",
        "Trang HTML bị hỏng, không đọc được.",
        "Mở trang bằng trình duyệt, sao chép phần nội dung rồi dán vào ô văn bản.",
    )
