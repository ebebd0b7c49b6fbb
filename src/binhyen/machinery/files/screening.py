"""May this file stay here? Looks for secrecy marks and identity numbers before a file is kept.

Two things must not be held at all: state secrets (Luật Bảo vệ bí mật nhà nước 117/2025/QH15) and files on
persons (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). Screening is the second line behind people who know
that; it works on the text of a file, and each search says in its docstring what it
cannot find.

Nothing here repeats what it found: a finding names the place, never the content.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TypeAlias

from binhyen.machinery.files.findings import Finding
from binhyen.machinery.files.identity import find_identity_number
from binhyen.machinery.files.secrecy import find_secrecy_mark
from binhyen.machinery.formats.reading import MAX_BYTES, Memory, read_text
from binhyen.machinery.formats.text import FileText, Passage, Unreadable


@dataclass(frozen=True, slots=True)
class Taken:
    """The file is taken; ``text`` is what it says."""

    text: FileText


@dataclass(frozen=True, slots=True)
class RefusedAndKept:
    """Refused, but every word of it was read and found harmless: it may wait for its unit's correction."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RefusedNotKept:
    """Refused, and neither its content nor its name may be stored: only hash, time, account and code."""

    code: str
    sentence: str
    remedy: str


Fate: TypeAlias = Taken | RefusedAndKept | RefusedNotKept


def fate_of(name: str, data: bytes, *, max_bytes: int = MAX_BYTES, memory: Memory | None = None) -> Fate:
    """Decide which of the three fates the file ``name`` with the content ``data`` meets.

    Only what was screened whole may be kept. A file that is locked, damaged, too large or of a kind that is
    not read here might be a state secret as well as a list of toys; as nobody can tell, it is not kept.
    Kept despite a refusal is only a file whose whole text was read in spite of its fault (a wrong ending,
    a broken table of values). The name is screened with the rest.

    Files of one batch may share a ``memory``: what they have in common is read once, and searched in each.
    """
    fault: Unreadable | None = None
    try:
        text = read_text(name, data, max_bytes=max_bytes, memory=memory)
    except Unreadable as unreadable:
        if unreadable.text is None:
            return RefusedNotKept(unreadable.code, unreadable.sentence, unreadable.remedy)
        fault, text = unreadable, unreadable.text
    finding = screen(replace(text, body=(*text.body, Passage("tên tệp", PurePath(name).stem))), memory)
    if finding is not None:
        return RefusedNotKept(finding.kind, finding.sentence, finding.remedy)
    if fault is not None:
        return RefusedAndKept(fault.code, fault.sentence, fault.remedy)
    return Taken(text)


def screen(text: FileText, memory: Memory | None = None) -> Finding | None:
    """Return the first reason why the file may not be held, the graver one first.

    Passages that the ``memory`` gave to several files are searched once.
    """
    if memory is None:
        return find_secrecy_mark(text) or find_identity_number(text)
    finding = screen(
        FileText(
            text.kind,
            tuple(memory.unseen("header", text.headers)),
            tuple(memory.unseen("first page", text.first_page)),
            tuple(memory.unseen("body", text.body)),
        )
    )
    if finding is not None:
        # Some of its passages may have been seen before a mark was found in another: say all its places.
        return screen(text)
    memory.note_seen("header", text.headers)
    memory.note_seen("first page", text.first_page)
    memory.note_seen("body", text.body)
    return None
