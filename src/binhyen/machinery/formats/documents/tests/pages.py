"""Reads back the words and rules that typst drew into a PDF, page by page. Not a reader for other PDFs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_ARTIFACT = re.compile(rb"/Artifact\b.*?\bEMC\b", re.DOTALL)
_WORDS = re.compile(rb"/(f\d+) [\d.]+ Tf .*?Tm(.*?)T[jJ]\n", re.DOTALL)
_LINE = re.compile(rb"q 1 0 0 -1 [\d.]+ ([\d.]+) cm[^\n]*\nBT")
_RULE = re.compile(rb"0\.75 w .*?0 0 m ([\d.]+) 0 l")
_TOKEN = re.compile(rb"\\[0-7]{3}|\\.|<[0-9a-fA-F]*>|.", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Page:
    """One page: its width in points, its words as drawn, what is drawn in the margin, lengths of rules."""

    width: float
    words: tuple[str, ...]
    margin: str
    rules: tuple[float, ...]

    @property
    def text(self) -> str:
        return "".join(self.words)


def pages(pdf: bytes) -> list[Page]:
    """Every page in order."""
    objects = _objects(pdf)
    return [_page(objects, body) for body in objects.values() if b"/Type/Page/" in body]


def lowest_line(pdf: bytes) -> float:
    """How far down the first page its last line stands: 0 at the upper edge, 1 at the lower."""
    objects = _objects(pdf)
    page = next(body for body in objects.values() if b"/Type/Page/" in body)
    height = float(re.search(rb"/MediaBox ?\[0 0 [\d.]+ ([\d.]+)", page)[1])
    return 1 - min(map(float, _LINE.findall(_stream(objects[_reference(page, b"Contents")])))) / height


def _objects(pdf: bytes) -> dict[int, bytes]:
    return {
        int(found[1]): found[2] for found in re.finditer(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)
    }


def _page(objects: dict[int, bytes], page: bytes) -> Page:
    resources = objects[_reference(page, b"Resources")]
    letters = {
        found[1]: _letters(_stream(objects[_reference(objects[int(found[2])], b"ToUnicode")]))
        for found in re.finditer(rb"/(f\d+) (\d+) 0 R", resources)
    }
    content = _stream(objects[_reference(page, b"Contents")])
    artifacts = _ARTIFACT.findall(content)
    return Page(
        width=float(re.search(rb"/MediaBox ?\[0 0 ([\d.]+)", page)[1]),
        words=tuple(_words(_ARTIFACT.sub(b"", content), letters)),
        margin="".join(
            word for part in artifacts if b"/Pagination" in part for word in _words(part, letters)
        ),
        rules=tuple(float(found[1]) for part in artifacts if (found := _RULE.search(part))),
    )


def _reference(body: bytes, name: bytes) -> int:
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", body)[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body.split(b"stream\n", 1)[1])  # stops at the stream's own end


def _letters(cmap: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", cmap)
        if text != b"FFFF"
    }


def _words(content: bytes, letters: dict[bytes, dict[int, str]]) -> list[str]:
    return [
        "".join(
            letters[font][high << 8 | low]
            for string in _strings(array)
            for high, low in zip(string[::2], string[1::2], strict=True)
        )
        for font, array in _WORDS.findall(content)
    ]


def _strings(array: bytes) -> Iterator[bytes]:
    """The strings that are shown, alone or in an array. Brackets that pair up stand in them unescaped."""
    string, depth = bytearray(), 0
    for token in _TOKEN.findall(array):
        depth += {b"(": 1, b")": -1}.get(token, 0)
        if depth == 1 and token == b"(":
            string.clear()
        elif depth == 0 and token == b")":
            yield bytes(string)
        elif depth == 0 and token.startswith(b"<"):
            yield bytes.fromhex(token[1:-1].decode())
        elif token.startswith(b"\\"):
            sign = token[1:]
            string += bytes([int(sign, 8)]) if sign.isdigit() else _ESCAPES.get(sign, sign)
        else:
            string += token
