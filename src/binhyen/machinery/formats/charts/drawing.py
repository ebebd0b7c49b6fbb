"""How does a chart become a file? Drawn once by the drawing process, then taken from where it is kept."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib import metadata
from typing import Any

from binhyen.machinery.formats.charts import keeping, process
from binhyen.machinery.formats.charts.specification import WIDE, specification_of
from binhyen.machinery.formats.charts.values import Chart

_TAG = re.compile(r"<[^<>]+>")
# Names for scripts and screen readers; the page says what is seen, and its style sheet must not meet these.
_UNUSED = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"')
_NOTHING_DRAWN = re.compile(r'<path d="[^"]*"(?: display="none"|)/>')


def svg_of(chart: Chart, width: int = WIDE) -> str:
    """The chart as SVG in light colours, with its letters as text. The same chart gives the same SVG.

    ``width`` is in pixels and decides how much room letters have. Raises ChartUndrawn.
    """
    question = {"specification": specification_of(chart, width)}
    return _drawn(question, "svg").decode()


def png_of(svg: str, scale: float = 2) -> bytes:
    """An SVG of ours as PNG, ``scale`` pixels for each of its own. Raises ChartUndrawn."""
    return _drawn({"svg": svg, "scale": scale}, "png")


def _drawn(question: dict[str, Any], ending: str) -> bytes:
    name = f"{_hash_of(question)}.{ending}"
    kept = keeping.found(name)
    if kept is None:
        kept = process.ask(question)
        if ending == "svg":
            kept = _tidied(kept.decode()).encode()
        keeping.keep(name, kept)
    return kept


def _hash_of(question: dict[str, Any]) -> str:
    """What a drawing depends on: the question, and the versions of what draws it."""
    asked = json.dumps(question, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_versions()}\n{asked}".encode()).hexdigest()


@cache
def _versions() -> str:
    return " ".join(metadata.version(name) for name in ("vl-convert-python", "fontpkg-be-vietnam-pro"))


def _tidied(svg: str) -> str:
    """The drawing without what shows nothing, a third of its bytes."""
    return _NOTHING_DRAWN.sub("", _TAG.sub(lambda tag: _UNUSED.sub("", tag[0]), svg))
