"""One way of writing for all texts, so that words can be compared, and the way back to the text as it was given.

The *shadow* of a text is lower case, composed, with one kind of space, dash and quotation mark, the tone where the
older spelling puts it ("hòa", not "hoà"), and one spelling of words that have two ("tỷ", "tỉ"). Every letter of the
shadow knows where it stands in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

_SIGNS = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t", " "),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    "ð": "đ",
}
_MARK = re.compile(r"[\u0300-\u036f]")
_MARKED = re.compile(r".[\u0300-\u036f]+", re.DOTALL)
_TWO_SPELLINGS = re.compile(  # looks back last, so that every way begins with a plain letter
    r"(?:o[àáảãạèéẻẽẹ](?<!q..)|u[ỳýỷỹỵ](?<!q..)|tỉ(?<!\w..)|k[ỉìíĩ](?<!\w..)|l[íìị](?<!\w..)|mĩ(?<!\w..)|"
    r"qu[íĩ](?<!\w...)|sỹ(?<!\w..))(?!\w)"
)
_TONES = {"o": "oòóỏõọ", "u": "uùúủũụ"}
_PLAIN = {"a": "aàáảãạ", "e": "eèéẻẽẹ", "y": "yỳýỷỹỵ"}
_I_AS_Y = str.maketrans("iìíỉĩị", "yỳýỷỹỵ")


class Shadow(NamedTuple):
    """``text`` is what the rules look at; ``places[i]`` is where its i-th letter begins in the text as given."""

    given: str
    composed: str  # as given, composed: the letters of ``text`` with their capitals
    text: str
    places: Sequence[int] | None  # None: letter by letter the same places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the given text, half-open, in code points, that ``text[start:end]`` stands for."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end]

    def quote(self, start: int, end: int) -> str:
        """The words as they were given."""
        begin, stop = self.span(start, end)
        return self.given[begin:stop]

    def capital(self, at: int) -> bool:
        """Whether the letter there is a capital in the given text."""
        return at < len(self.composed) and self.composed[at].isupper()


def shadow_of(given: str) -> Shadow:
    """The shadow of any text. Linear in its length."""
    composed, places = _composed(given)
    lowered = composed.lower()
    if len(lowered) != len(composed):  # a few letters of other scripts become two
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in composed)
    return Shadow(given, composed, one_spelling(_with_one_sign(lowered)), places)


def _with_one_sign(text: str) -> str:
    """Signs of one meaning as one. A search for each is twenty times as fast as a look at every letter."""
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    return text


def one_spelling(lowered: str) -> str:
    """Words with two spellings in one of them, without a change of length."""
    return _TWO_SPELLINGS.sub(_one_spelling, lowered)


def _one_spelling(found: re.Match[str]) -> str:
    word = found[0]
    if len(word) == 2 and word[0] in "ou":
        for plain, marked in _PLAIN.items():
            if word[1] in marked:
                return _TONES[word[0]][marked.index(word[1])] + plain
    return "sĩ" if word == "sỹ" else word.translate(_I_AS_Y)


def _composed(given: str) -> tuple[str, Sequence[int] | None]:
    """The text in NFC where letters come apart into marks, and where each letter began."""
    if not _MARK.search(given):
        return given, None
    pieces: list[str] = []
    lengths: list[tuple[int, int]] = []  # (letters in the shadow, code points in the text)
    at = 0
    for found in _MARKED.finditer(given):
        if found.start() > at:
            pieces.append(given[at : found.start()])
            lengths += [(1, 1)] * (found.start() - at)
        whole = unicodedata.normalize("NFC", found[0])
        pieces.append(whole)
        lengths.append((len(whole), found.end() - found.start()))
        at = found.end()
    pieces.append(given[at:])
    lengths += [(1, 1)] * (len(given) - at)
    begins = [0, *accumulate(points for _letters, points in lengths)]
    places = [
        begin + min(letter, points - 1)
        for begin, (letters, points) in zip(begins, lengths, strict=False)
        for letter in range(letters)
    ]
    return "".join(pieces), [*places, len(given)]
