"""Make the binary catalogues of messages (``.mo``) that the program reads from the ``.po`` files beside them.

Needs nothing but Python, so that the program can be set up without the tools for developing it:

    python tools/compile_messages.py
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
import tempfile
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "src/binhyen/locale"

_ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+(".*")$')


class BadCatalogue(Exception):
    """A ``.po`` file that cannot be read: says the file and the line."""


def read_entries(text: str, name: str = "catalogue") -> dict[str, str]:
    """The messages of a ``.po`` file: key as a ``.mo`` file has it → translation, forms joined by NUL.

    Raises :class:`BadCatalogue` for a line that is neither comment nor message, and for a repeated message.
    Untranslated messages are left out, so that the program shows the Vietnamese text instead of nothing.
    """
    entries: dict[str, str] = {}
    parts: dict[str, str] = {}
    current = ""

    def finish() -> None:
        nonlocal current
        if "msgid" in parts:
            key = parts["msgid"]
            if "msgid_plural" in parts:
                key += "\0" + parts["msgid_plural"]
            if "msgctxt" in parts:
                key = parts["msgctxt"] + "\4" + key
            forms = [value for part, value in sorted(parts.items()) if part.startswith("msgstr")]
            if key in entries:
                raise BadCatalogue(f"{name}: the message {key!r} stands there twice.")
            if all(forms):
                entries[key] = "\0".join(forms)
        parts.clear()
        current = ""

    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            finish()
            continue
        if match := _ENTRY.match(line):
            part, quoted = match[1], match[2]
            if part in parts or (part == "msgctxt" and parts):
                finish()
            current = part
            parts[current] = ""
        elif line.startswith('"') and current:
            quoted = line
        else:
            raise BadCatalogue(f"{name}, line {number}: not a message: {line}")
        parts[current] += ast.literal_eval(quoted)
    finish()
    return entries


def to_binary(entries: dict[str, str]) -> bytes:
    """The same messages as GNU's binary format wants them: sorted, with tables of offsets."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items())
    count = len(pairs)
    header_size = 7 * 4
    keys_at, values_at = header_size, header_size + count * 8
    offset = values_at + count * 8
    tables: list[bytes] = []
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), offset))
            offset += len(pair[column]) + 1
    header = struct.pack("<7I", 0x950412DE, 0, count, keys_at, values_at, 0, offset)
    return header + b"".join(tables) + b"".join(pair[column] + b"\0" for column in (0, 1) for pair in pairs)


def compile_messages(locale: Path = LOCALE) -> list[Path]:
    """Write every catalogue that is older than its source; answers those written. Safe beside others."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        binary = to_binary(read_entries(source.read_text(encoding="utf-8"), str(source)))
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(binary)
        Path(file.name).chmod(0o644)
        os.replace(file.name, target)  # noqa: PTH105  (atomic: a test worker may be reading)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_messages()
    except BadCatalogue as error:
        sys.exit(str(error))
