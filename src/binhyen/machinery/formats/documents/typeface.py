"""How wide are words in print, and which letters can be printed? Asks the files of TeX Gyre Termes.

The face has the widths of Times New Roman, so what is measured here also holds for documents that Word opens.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FAMILY = "TeX Gyre Termes"
_PACKAGE = "rinoh_typeface_texgyretermes"


class TypefaceMissing(RuntimeError):
    """The files of the typeface are not installed, so no document can be set."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Không tìm thấy phông chữ {FAMILY} ({what}). "
            "Hãy cài lại các gói của chương trình theo requirements.txt rồi chạy lại."
        )


@dataclass(frozen=True)
class Face:
    """One of the four faces: advance widths in thousandths of the size, by letter."""

    advances: dict[str, int]

    def width(self, text: str, size: float) -> float:
        """Width of ``text`` in points, unkerned as Word sets it; a letter that is missing counts as an "n"."""
        usual = self.advances["n"]
        return sum(self.advances.get(letter, usual) for letter in text) * size / 1000

    def missing(self, text: str) -> str:
        """The letters of ``text`` that the face does not have, each once."""
        return "".join(dict.fromkeys(letter for letter in text if letter not in self.advances))


def folder() -> Path:
    """Where the four files lie. The package's own module needs a typesetter that is not installed, so the
    package is only looked for and never imported."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise TypefaceMissing(_PACKAGE)
    return Path(found.submodule_search_locations[0])


@lru_cache
def face(*, bold: bool = False, italic: bool = False) -> Face:
    """The face for such text, read once."""
    name = f"{'bold' if bold else ''}{'italic' if italic else ''}" or "regular"
    path = folder() / f"texgyretermes-{name}.otf"
    try:
        advances = _advances(path.read_bytes())
    except OSError as fault:
        raise TypefaceMissing(path.name) from fault
    # The font's own no-break space is wider than its space; renderers set both alike.
    return Face(advances | {"\N{NO-BREAK SPACE}": advances[" "]})


def _advances(font: bytes) -> dict[str, int]:
    """Read the width of each letter from an OpenType file with 1,000 units to the em."""
    tables = {
        font[entry : entry + 4]: struct.unpack_from(">I", font, entry + 8)[0]
        for entry in range(12, 12 + 16 * _short(font, 4), 16)
    }
    glyphs = _short(font, tables[b"hhea"] + 34)
    widths = [_short(font, tables[b"hmtx"] + 4 * glyph) for glyph in range(glyphs)]
    return {
        chr(code): widths[min(glyph, glyphs - 1)]  # glyphs past the list have the width of its last
        for code, glyph in _glyphs(font, tables[b"cmap"]).items()
        if glyph
    }


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """Glyph numbers by code point, from the Unicode subtable of segments (format 4)."""
    for entry in range(cmap + 4, cmap + 4 + 8 * _short(font, cmap + 2), 8):
        platform, encoding, offset = struct.unpack_from(">HHI", font, entry)
        if (platform, encoding) == (3, 1) and _short(font, cmap + offset) == 4:
            return _segments(font, cmap + offset)
    raise TypefaceMissing("cmap")


def _segments(font: bytes, table: int) -> dict[int, int]:
    doubled = _short(font, table + 6)
    ends, starts = table + 14, table + 16 + doubled
    deltas, ranges = starts + doubled, starts + 2 * doubled
    glyphs = {}
    for step in range(0, doubled, 2):
        delta, range_offset = _short(font, deltas + step), _short(font, ranges + step)
        start = _short(font, starts + step)
        for code in range(start, _short(font, ends + step) + 1):
            if range_offset == 0:
                glyphs[code] = (code + delta) & 0xFFFF
            elif glyph := _short(font, ranges + step + range_offset + 2 * (code - start)):
                glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs


def _short(font: bytes, offset: int) -> int:
    return int(struct.unpack_from(">H", font, offset)[0])
