"""The words in those parts of an office file that have no reader of their own.

Comments, chart titles, properties, caches of pivot tables, links, files embedded in a file: no page shows
all of them, yet they travel along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from binhyen.machinery.formats.packages import Package
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
            yield from _texts(package, part)
        except Unreadable as trouble:
            # The old drawings that go with comments are often not well-formed, also when Excel wrote them.
            if trouble.code != "damaged" or not part.lower().endswith(".vml"):
                raise
            try:
                loose = re.sub(r"<[^>]*>", "\n", package.read(part).decode())
            except UnicodeDecodeError as not_text:
                raise damaged(f"phần {part}") from not_text
            yield Passage(f"phần {part}", loose)


def _texts(package: Package, part: str) -> Iterator[Passage]:
    place, skipping, in_letters, texts, element = f"phần {part}", 0, 0, list[str](), ""
    for event in package.events(part):
        if event.what == "text":
            if not skipping:
                texts.append(event.text)
            continue
        if event.name == "rPr":
            in_letters += 1 if event.what == "start" else -1
        if event.name not in _INLINE and not in_letters:
            text = "".join(texts).strip()
            texts.clear()
            if text:
                yield Passage(place, text, number=element == "v")
        if event.name in _SKIPPED:
            skipping += 1 if event.what == "start" else -1
        if event.what != "start":
            continue
        element = event.name
        if element == "s" and "v" in event.attributes:  # a text in the cache of a pivot table
            yield Passage(place, event.attributes["v"])
        if element == "Relationship" and event.attributes.get("TargetMode") == "External":
            yield Passage(f"liên kết trong {place}", event.attributes.get("Target", ""))
        for attribute in ("descr", "title", "string"):
            if event.attributes.get(attribute):
                yield Passage(place, event.attributes[attribute])
