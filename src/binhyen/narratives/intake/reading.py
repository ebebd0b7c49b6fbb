"""A file, or words that were pasted → a narrative: its text with the place of everything in it, or a refusal.

In this order: size and kind, what must not be held (marks of secrecy, letters nobody can read), the text, the
covering of numbers of persons. Whatever is refused leaves nothing behind; whatever is returned may be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import BinaryIO

from binhyen.machinery.files.secrecy import find_secrecy_mark
from binhyen.machinery.formats.packages import Memory
from binhyen.machinery.formats.plain import FIRST_PAGE_LINES, decode
from binhyen.machinery.formats.reading import read_text
from binhyen.machinery.formats.text import FileText, Passage, Unreadable
from binhyen.narratives.intake.lines import blocks_of_lines
from binhyen.narratives.intake.masking import masked
from binhyen.narratives.intake.narrative import (
    MAX_BLOCKS,
    MAX_CHARACTERS,
    NarrativeText,
    Source,
    kept_letters,
)
from binhyen.narratives.intake.old_letters import old_letters_in
from binhyen.narratives.intake.refusals import (
    empty,
    not_text,
    not_unicode,
    of_finding,
    of_unreadable,
    old_letters,
    picture,
    spreadsheet,
    too_large,
    too_long,
    unknown_type,
    wrong_ending,
)
from binhyen.narratives.intake.word import read_word_prose

MAX_BYTES = 20 * 1024 * 1024
_MAX_UNPACKED = 60 * 1024 * 1024
"""Of a DOCX with its pictures: reading a megabyte of its text takes a quarter of a second."""

_LINES_AT_AN_EDGE = 3

_KINDS = {
    **dict.fromkeys((".docx", ".docm"), "docx"),
    **dict.fromkeys((".html", ".htm"), "html"),
    **dict.fromkeys((".txt", ".text", ".md", ""), "txt"),
    ".pdf": "pdf",
}
_SPREADSHEETS = (".xlsx", ".xls", ".csv", ".ods")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PACKAGE, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(name: str, content: bytes) -> NarrativeText:
    """The text of the file ``name``; whatever its content, it is read or refused with ``NotRead``.

    Taken are DOCX, PDF with text, HTML and plain text in Unicode. The text is composed (NFC) and its numbers of
    persons are covered. A PDF is opened in a process of its own, which takes at most a minute.
    """
    if len(content) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    ending = PurePath(name).suffix.lower()
    try:
        narrative = _READERS[_kind(ending, content)](name, content)
    except Unreadable as trouble:
        raise of_unreadable(trouble) from trouble
    if not narrative.blocks:
        raise empty()
    return masked(narrative)


def read_file(path: Path) -> NarrativeText:
    """The same for a file of this machine, whose size is looked at before it is read. Raises ``OSError`` as well."""
    if path.stat().st_size > MAX_BYTES:
        raise too_large(MAX_BYTES)
    with path.open("rb") as stream:
        return read_stream(path.name, stream)


def read_stream(name: str, stream: BinaryIO) -> NarrativeText:
    """The same for what a stream gives; of one that is too long no more than a byte too much is read."""
    return read_document(name, stream.read(MAX_BYTES + 1))


def read_pasted(text: str) -> NarrativeText:
    """Words that were pasted or typed: composed, and with numbers of persons covered."""
    kept = kept_letters(text)
    narrative = _of_lines(Source.PASTED, kept)
    if not narrative.blocks:
        raise empty()
    return masked(narrative)


def read_as_given(text: str) -> NarrativeText:
    """Words whose every sign stays: nothing is composed or covered, so nothing of it may be kept.

    For whoever only wants to have a text read and is answered with places in that very text. A text that bears
    a mark of secrecy is refused here too. Without words the narrative has no blocks.
    """
    return _of_lines(Source.PASTED, text)


# ---- kinds -------------------------------------------------------------------------------------------


def _kind(ending: str, content: bytes) -> str:
    """What the file is. Its content decides; a name that says otherwise is refused."""
    if not content:
        raise empty()
    if content.startswith(_PICTURES):
        raise picture()
    named = _KINDS.get(ending)
    if content.startswith((_PACKAGE, _OLE)):
        if ending in _SPREADSHEETS:
            raise spreadsheet()
        if content.startswith(_PACKAGE) and named is None:
            raise unknown_type(ending)
        # Locked files, old formats and macros are refused by whoever opens the package, whatever the name.
        return "docx"
    found = "pdf" if b"%PDF-" in content[:1024] else "html" if named == "html" else "txt"
    if ending in _SPREADSHEETS:
        raise spreadsheet()
    if content.startswith(b"{\\rtf"):
        raise unknown_type(".rtf")
    if named is None:
        raise unknown_type(ending)
    if named == "docx":
        if found == "txt":
            return "docx"
        raise wrong_ending(ending, found)
    if named != found:
        raise wrong_ending(ending, found)
    return found


def _read_docx(name: str, content: bytes) -> NarrativeText:
    memory = Memory()
    if content.startswith(_PACKAGE) and memory.package(content).unpacked > _MAX_UNPACKED:
        raise too_long()
    # Whatever its name says, it is opened as what it is; only then the name is judged.
    everything = read_text(name, content, max_bytes=MAX_BYTES, memory=memory)
    _refuse_secrets(everything, name)
    narrative, fonts = read_word_prose(memory.package(content), everything)
    _refuse_old_letters(((passage.text, passage.place) for passage in everything.body), fonts)
    return narrative


def _read_pdf(name: str, content: bytes) -> NarrativeText:
    # Only here: the module names a process, and few documents are PDF.
    from binhyen.narratives.intake.pdf import read_pdf

    read = read_pdf(content)
    # As drawn: joined to a paragraph, a mark would no longer stand by itself.
    pages = [Passage(f"trang {number}", page) for number, page in enumerate(read.pages, 1)]
    edges = [Passage(page.place, "\n".join(_edges(page.text))) for page in pages]
    notes = [Passage("ghi chú trên trang", note) for note in read.notes]
    _refuse_secrets(FileText("txt", (*edges, *notes), (*pages[:1],), (*pages,)), name)
    _refuse_old_letters(((page.text, page.place) for page in pages), read.fonts)
    return read.narrative


def _edges(page: str) -> list[str]:
    """The lines at the head and the foot of a page, where marks are repeated."""
    lines = [line for line in page.splitlines() if line.strip()]
    return [*lines[:_LINES_AT_AN_EDGE], "", *lines[-_LINES_AT_AN_EDGE:]]


def _read_html(name: str, content: bytes) -> NarrativeText:
    # Only here: the parser of pages is loaded for pages alone.
    from binhyen.narratives.intake.html_pages import read_html

    narrative, passages = read_html(content)
    _refuse(passages, name)
    return narrative


def _read_plain(name: str, content: bytes) -> NarrativeText:
    try:
        text = decode(content)
    except Unreadable as trouble:
        if trouble.code != "not-unicode":
            raise not_text() from trouble
        # As programs without Unicode saved it; read so, its letters tell which of the old encodings it is.
        lines = content.decode("cp1252", "replace").splitlines()
        _refuse_old_letters((line, f"dòng {number}") for number, line in enumerate(lines, 1))
        raise not_unicode() from trouble
    return _of_lines(Source.PLAIN, kept_letters(text), name)


_READERS = {"docx": _read_docx, "pdf": _read_pdf, "html": _read_html, "txt": _read_plain}


def _of_lines(source: Source, text: str, name: str = "") -> NarrativeText:
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    narrative = NarrativeText(source, text, blocks_of_lines(text))
    if len(narrative.blocks) > MAX_BLOCKS:
        raise too_long()
    _refuse(_passages(narrative), name)
    return narrative


# ---- what must not be held -----------------------------------------------------------------------------


def _refuse(passages: tuple[Passage, ...], name: str) -> None:
    _refuse_secrets(FileText("txt", (), passages[:FIRST_PAGE_LINES], passages), name)
    _refuse_old_letters((passage.text, passage.place) for passage in passages)


def _passages(narrative: NarrativeText) -> tuple[Passage, ...]:
    """What the screening looks at: paragraphs, and cells one by one."""
    return tuple(
        Passage(block.place, narrative.said(part))
        for block in narrative.blocks
        for part in block.cells or (block,)
        if part.start < part.end
    )


def _refuse_secrets(text: FileText, name: str) -> None:
    stem = (Passage("tên tệp", PurePath(name).stem),) if name else ()
    finding = find_secrecy_mark(
        FileText(text.kind, (*text.headers, *stem), text.first_page, (*text.body, *stem)),
        called="Văn bản",  # a file, pasted words, or what a pipe gave
    )
    if finding is not None:
        raise of_finding(finding)


def _refuse_old_letters(passages: Iterable[tuple[str, str]], fonts: Iterable[str] = ()) -> None:
    found = old_letters_in(passages, fonts)
    if found is not None:
        raise old_letters(found.name, found.where, found.font)
