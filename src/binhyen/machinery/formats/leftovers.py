"""The words in those parts of an office file that have no reader of their own.

Comments, chart titles, properties, caches of pivot tables, links, files embedded in a file: no page shows
all of them, yet they travel along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial

from binhyen.machinery.formats.packages import LOCAL, Package
from binhyen.machinery.formats.text import MAX_PASSAGES, Passage, Unreadable, damaged, too_much

# Numbers that a drawing or a chart repeats or computes by itself.
_SKIPPED = frozenset({"numCache", "numLit", "posOffset"})
# Inside a line: a change of letters in the middle of a number must not cut it in two.
_INLINE = frozenset({"r", "t", "rPr", "fld"})


def leftovers(package: Package, done: Collection[str]) -> Iterator[Passage]:
    """Yield every passage of text in the XML parts that are not ``done``, and the targets of outer links."""
    for count, passage in enumerate(_all(package, done)):
        if count >= MAX_PASSAGES:
            raise too_much()
        yield passage


def _all(package: Package, done: Collection[str]) -> Iterator[Passage]:
    for part in package.parts:
        if part in done or not package.is_xml(part):
            continue
        try:
            yield from package.once("leftovers", [part], partial(_texts, package, part))
        except Unreadable as trouble:
            # The old drawings that go with comments are often not well-formed, also when Excel wrote them.
            if trouble.code != "damaged" or not part.lower().endswith(".vml"):
                raise
            try:
                loose = re.sub(r"<[^>]*>", "\n", package.read(part).decode())
            except UnicodeDecodeError as not_text:
                raise damaged(f"phần {part}") from not_text
            yield Passage(f"phần {part}", loose)


def _texts(package: Package, part: str) -> list[Passage]:
    place, skipping, in_letters, texts, element = f"phần {part}", 0, 0, list[str](), ""
    found = list[Passage]()

    def flush() -> None:
        text = "".join(texts).strip()
        texts.clear()
        if text:
            found.append(Passage(place, text, number=element == "v"))
            if len(found) > MAX_PASSAGES:
                raise too_much()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal skipping, in_letters, element
        kind = LOCAL[name]
        if kind == "rPr":
            in_letters += 1
        if texts and kind not in _INLINE and not in_letters:
            flush()
        if kind in _SKIPPED:
            skipping += 1
        element = kind
        for key, value in attributes.items():
            match LOCAL[key]:
                case "descr" | "title" | "string":
                    if value:
                        found.append(Passage(place, value))
                case "v" if kind == "s":  # a text in the cache of a pivot table
                    found.append(Passage(place, value))
                case "TargetMode" if kind == "Relationship" and value == "External":
                    found.append(Passage(f"liên kết trong {place}", attributes.get("Target", "")))

    def end(name: str) -> None:
        nonlocal skipping, in_letters
        kind = LOCAL[name]
        if kind == "rPr":
            in_letters -= 1
        if texts and kind not in _INLINE and not in_letters:
            flush()
        if kind in _SKIPPED:
            skipping -= 1

    def text(characters: str) -> None:
        if not skipping:
            texts.append(characters)

    package.walk(part, start, end, text)
    return found
