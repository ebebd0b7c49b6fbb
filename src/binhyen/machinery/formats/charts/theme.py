"""Which colours and letters do drawings have? Those of the pages' light scheme, for paper is white."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

COLOURS = {
    "paper": "#FBFAF6",
    "surface": "#FFFFFF",
    "line": "#DDD8CC",
    "line-strong": "#857F70",
    "ink": "#1C2421",
    "ink-soft": "#56605B",
    "bamboo": "#1E5B46",
    "bamboo-soft": "#E3EFE8",
    "gold": "#B07D1A",
    "gold-text": "#86600F",
    "rust": "#A8321F",
    "amber": "#9A6A00",
    "sky": "#1F5F8B",
}
"""The tokens of the stylesheet that drawings use, light; a test holds them against it. No two are of one colour,
so that each can be told from a finished drawing."""

FAMILY = "Be Vietnam Pro"
FAMILIES = f"{FAMILY}, Arial, sans-serif"
"""The face of the pages; the others stand in where a downloaded drawing is opened without it."""

_PACKAGE = "fontpkg_be_vietnam_pro"
_TOKENS = {colour.upper(): token for token, colour in COLOURS.items()}
_COLOUR = re.compile(r'(?<==")#[0-9A-Fa-f]{6}(?=")')


def face_folder() -> Path:
    """Where the files of the face lie, the same in each process that draws or sets a drawing."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(_PACKAGE)
    return Path(found.origin).parent / "files"


def for_page(svg: str) -> str:
    """The same drawing in the colours of whatever scheme the page shows: each token's colour becomes the token."""
    return _COLOUR.sub(lambda found: _of_scheme(found[0]), svg)


def _of_scheme(colour: str) -> str:
    token = _TOKENS.get(colour.upper())
    return f"var(--{token})" if token else colour
