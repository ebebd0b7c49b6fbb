"""When are two Vietnamese spellings the same word, and which word comes first?

Three forms of one text serve three ends: what is stored and shown is in NFC as it was written, what
is searched is folded, what is sorted by is a key of plain ASCII that any database orders rightly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Old fonts and careless keyboards put Eth or the African D where Đ is meant; they look the same.
_LOOKALIKES_OF_D_BAR = str.maketrans("ðɖ", "đđ")

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"

# Letters of the alphabet that are a Latin letter with a mark stand behind all words with the plain
# letter, so their code is the plain letter and a sign above every other one in the key.
_LETTERS = {
    "a" + _BREVE: "a{",
    "a" + _CIRCUMFLEX: "a|",
    "e" + _CIRCUMFLEX: "e{",
    "o" + _CIRCUMFLEX: "o{",
    "o" + _HORN: "o|",
    "u" + _HORN: "u{",
}
_D_BAR = "d{"
_UNKNOWN = "z}"

# The order of the dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
_LEVEL = 0
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

_LETTERS_END = "\t"


def nfc(text: str) -> str:
    """The text with every letter in its composed form (NFC), the form in which all text is kept."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """What somebody typed as it is kept: in NFC, single spaces between words and none around them."""
    return nfc(" ".join(text.split()))


def fold(text: str) -> str:
    """What a search compares: small letters without tone or vowel marks, đ as d, single spaces.

    Both placements of the tone mark (``oà`` and ``òa``, ``uý`` and ``úy``), both encodings (composed or
    not), and invisible signs that come along from Word fall together. Not for storing or showing.
    """
    small = nfc(text).lower().translate(_LOOKALIKES_OF_D_BAR).replace("đ", "d")
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", small)
        if unicodedata.category(sign) not in ("Mn", "Cf")  # Mn: marks; Cf: zero-width and soft hyphens
    )
    return tidy(bare)


def sort_key(text: str) -> str:
    """A text in plain ASCII whose order by code is the Vietnamese order of the given texts.

    Letters count first, over the whole text: a ă â b c d đ e ê … o ô ơ … u ư v x y, with f, j, w and z in
    their Latin places. Only when they are the same do the tones count, syllable by syllable: ngang,
    huyền, hỏi, ngã, sắc, nặng. Case, the placement of the tone mark within a syllable and the width of
    spaces make no difference. Numbers count by value, so that *Tổ dân phố 9* stands before *Tổ dân phố 10*.

    Store it in a column with the C collation. Different texts may share a key: break ties by identity.
    """
    letters: list[str] = []
    tones: list[int] = []
    digits = ""
    in_syllable = False
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_LOOKALIKES_OF_D_BAR))
    for sign in " ".join(decomposed.split()):
        if sign.isascii() and sign.isdigit():
            digits += sign
            in_syllable = False
            continue
        if digits:
            letters.append(_number_code(digits))
            digits = ""
        if (sign.isascii() and sign.isalpha()) or sign == "đ":
            if not in_syllable:
                tones.append(_LEVEL)
                in_syllable = True
            letters.append(_D_BAR if sign == "đ" else sign)
        elif unicodedata.category(sign) == "Mn":
            if in_syllable and sign in _TONES:
                tones[-1] = _TONES[sign]
            elif letters and letters[-1] + sign in _LETTERS:
                letters[-1] = _LETTERS[letters[-1] + sign]
        elif unicodedata.category(sign) != "Cf":
            in_syllable = False
            letters.append(_other_code(sign))
    if digits:
        letters.append(_number_code(digits))
    return "".join(letters) + _LETTERS_END + "".join(str(tone) for tone in tones)


def _number_code(digits: str) -> str:
    """Digits with their count in front, so that shorter numbers come first; the count opens with one
    digit 9 for every nine digits, which keeps the order for numbers of any length."""
    value = digits.lstrip("0") or "0"
    nines, rest = divmod(len(value), 9)
    return "9" * nines + str(rest) + value


def _other_code(sign: str) -> str:
    """Spaces and ASCII signs before digits and letters; letters of other scripts behind all of ours."""
    if sign == " ":
        return " "
    if sign.isascii():
        return "!" + sign if sign.isprintable() else ""
    if unicodedata.category(sign).startswith("P"):
        return "!~"
    return f"{_UNKNOWN}{ord(sign):06x}"


def join_words(words: Sequence[str], last: str = "và") -> str:
    """Several words as one phrase: ``a, b và c``. Nothing for nothing."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
