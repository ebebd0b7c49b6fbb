"""The words in those parts of an office file that have no reader of their own.

Comments, chart titles, properties, caches of pivot tables, links, files embedded in a file: no page shows
all of them, yet they travel along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from binhyen.machinery.formats.packages import Package
from binhyen.machinery.formats.text import Passage, Unreadable, damaged

# Numbers that a drawing or a chart repeats or computes by itself.
_SKIPPED = frozenset({"numCache", "numLit", "posOffset", "pctWidth", "pctHeight", "from", "to", "ext", "Anchor"})


def leftovers(package: Package, done: Collection[str]) -> Iterator[Passage]:
    """Yield every passage of text in the XML parts that are not ``done``, and the targets of outer links."""
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
    place, skipping, texts, element = f"phần {part}", 0, list[str](), ""

    def passage() -> Iterator[Passage]:
        text = "".join(texts).strip()
        texts.clear()
        if text:
            yield Passage(place, text, number=element == "v")

    for event in package.events(part):
        if event.what == "text":
            if not skipping:
                texts.append(event.text)
            continue
        yield from passage()
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
    yield from passage()
