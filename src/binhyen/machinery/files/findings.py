"""What a search of a file's text answers: the kind of thing it found and where, never the thing itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a file may not be held. ``sentence`` names the first place and how many there are."""

    kind: Literal["secrecy-mark", "identity-number"]
    sentence: str
    remedy: str


class _PlainSigns(dict[int, str]):
    """What each sign of a text becomes; filled as signs are met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        match unicodedata.category(sign):
            case "Zs":
                sign = " "
            case "Nd":
                sign = str(unicodedata.digit(sign))
            case "Cf":
                sign = ""
        self[code] = sign
        return sign


_PLAIN_SIGNS = _PlainSigns()


def plain(text: str) -> str:
    """The text in NFC, without invisible signs, with plain spaces and plain digits."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_PLAIN_SIGNS)


def named(places: Iterable[str]) -> str:
    """The first place and how many more there are; long numbers in a place's own name are left out."""
    first, *others = dict.fromkeys(places)
    first = re.sub(r"\d(?:\W?\d){6,}", "…", plain(first))[:80]
    return f"{first} và {len(others)} chỗ khác" if others else first
