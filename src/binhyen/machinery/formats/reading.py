"""Reads the text out of a received file, whatever it is, or says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from binhyen.machinery.formats.excel import read_excel
from binhyen.machinery.formats.packages import MAX_UNPACKED, Memory, Package, embedded, encrypted, macros
from binhyen.machinery.formats.plain import read_csv, read_plain
from binhyen.machinery.formats.text import (
    MAX_CHARACTERS,
    MAX_PASSAGES,
    FileText,
    Kind,
    Passage,
    Unreadable,
    damaged,
    too_much,
)
from binhyen.machinery.formats.word import read_word

__all__ = ["MAX_BYTES", "FileText", "Memory", "Passage", "Unreadable", "read_text"]

MAX_BYTES = 10 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: dict[str, Kind] = {".xlsx": "xlsx", ".docx": "docx", ".csv": "csv", ".txt": "txt"}
_TAKEN = "Gửi tệp .xlsx, .docx, .csv hoặc .txt."


def read_text(
    name: str, data: bytes, *, max_bytes: int = MAX_BYTES, memory: Memory | None = None
) -> FileText:
    """Read all text of the file ``name`` with the content ``data``; files of one batch may share a ``memory``.

    Raises :class:`Unreadable`, and nothing else, for a file that is empty, larger than ``max_bytes``,
    damaged, locked with a password, of another kind than its name says, of a kind that is not taken
    (PDF, the old .xls and .doc), or that carries macros or objects nobody can look into.
    """
    if not data:
        empty = FileText("txt", (), (), ())
        raise Unreadable("empty", "Tệp rỗng, không có nội dung.", "Kiểm tra lại tệp rồi gửi lại.", empty)
    if len(data) > max_bytes:
        raise Unreadable(
            "too-large",
            f"Tệp lớn hơn mức cho phép ({max_bytes / 1024 / 1024:.0f} MB).",
            "Bỏ bớt hình ảnh hoặc chia thành nhiều tệp rồi gửi lại.",
        )
    ending = PurePath(name).suffix.lower()
    named = _KINDS.get(ending)
    text = _read_by_content(data, csv=named == "csv", name_ending=ending, memory=memory)
    if sum(len(passage.text) for passage in text.body) > MAX_CHARACTERS:
        raise too_much()
    if named is None:
        raise Unreadable("unknown-type", f"Không nhận tệp loại “{ending or 'không có đuôi'}”.", _TAKEN, text)
    if named != text.kind:
        raise Unreadable(
            "wrong-extension",
            f"Tên tệp có đuôi {ending} nhưng nội dung là loại {text.kind}.",
            f"Đổi đuôi tệp thành .{text.kind}, hoặc lưu lại đúng loại, rồi gửi lại.",
            text,
        )
    return text


def _read_by_content(data: bytes, *, csv: bool, name_ending: str, memory: Memory | None) -> FileText:
    """What the file *is* decides how it is read; its name alone decides between CSV and plain text."""
    if data.startswith(_ZIP):
        return _read_package(data, memory)
    if data.startswith(_OLE):
        # Word and Excel wrap a file with a password into the same container as their old formats.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted()
        raise Unreadable(
            "old-format",
            "Tệp ở định dạng Office cũ (.doc, .xls) hoặc bị khóa nên không đọc được.",
            "Mở bằng Word hoặc Excel, lưu thành .docx hoặc .xlsx rồi gửi lại.",
        )
    if b"%PDF-" in data[:1024]:
        raise Unreadable(
            "pdf",
            "Chưa nhận tệp PDF vì không kiểm tra được nội dung bên trong.",
            "Gửi bản gốc .docx hoặc .xlsx.",
        )
    if name_ending in (".xlsx", ".docx"):
        raise damaged()
    return read_csv(data) if csv else read_plain(data)


def _read_package(data: bytes, memory: Memory | None) -> FileText:
    package = Package(data) if memory is None else memory.package(data)
    text = _read_opened(package)
    body, room = list(text.body), MAX_UNPACKED - package.unpacked
    for part in package.office_files:
        # The figures behind a chart in a document are a workbook of their own; nothing may lie deeper.
        inner = Package(package.read(part), room)
        room -= inner.unpacked
        if inner.office_files:
            raise embedded()
        body += [replace(p, place=f"tệp nhúng, {p.place}") for p in _read_opened(inner).body]
        if len(body) > MAX_PASSAGES:
            raise too_much()
    return replace(text, body=tuple(body))


def _read_opened(package: Package) -> FileText:
    main_type = package.content_type(package.main)
    if "macroenabled" in main_type:
        raise macros()
    if main_type.endswith("wordprocessingml.document.main+xml"):
        return read_word(package)
    if main_type.endswith("spreadsheetml.sheet.main+xml"):
        return read_excel(package)
    raise Unreadable("unknown-type", "Tệp không phải .docx hay .xlsx thông thường.", _TAKEN)
