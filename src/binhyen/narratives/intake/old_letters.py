"""Is a text written in an encoding of the time before Unicode? Then its letters say something else than they show.

Fonts such as .VnTime (TCVN3, also called ABC) and VNI-Times show Vietnamese on places where Latin letters of other
languages stand: "Phßng chèng téi ph¹m", "Phoøng choáng toäi phaïm". Read as they stand they are no words, and
numbers among them would be read without what they count. No text is converted here: which letter was meant depends
on the font of each run, and a wrong guess would be a wrong word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_][\w«»¬®©¨ª\u00ad¹·¸µ¶¼½¾×÷]*|[®«¬][a-zA-Z]\w*")
# Letters and signs that stand within no word of Vietnamese, next to letters that do.
_TCVN3 = re.compile(r"[a-zA-Z][¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖØÜÝÞßåæçëîïñö÷øûüþ]|^[®§«¬][a-zA-Z]")
# A vowel and its mark as two letters: "aâ", "eä", "oø", and the letters that VNI put in the place of đ, ư and ị.
_VNI = re.compile(
    r"[aA][àáâãäåøùûúüèéêëÀÁÂÃÄÅØÙÛÚÜÈÉÊË]|[eE][àáâãäåùøûïèéêëÀÁÂÃÄÅÙØÛ]|[oO][âäåøùûïÂÄÅØÙÛ]|[uU][øùûïõØÙÛÏÕ]"
    r"|[öôÖÔ][øùûïõäåâáàØÙÛÏÕ]|[yY][ùøûõÙØÛÕ]|[öÖ][ôÔnicmutpNICMUTP]|ñ[aeiouyöôêâ]|Ñ[a-zA-ZöôÖÔ]"
)
_UNICODE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9ĩũĨŨ]")
_FONT_TCVN3 = re.compile(r"\.?Vn[A-Z]\w+|\.Vn\w+")
_FONT_VNI = re.compile(r"VNI[-_ ]?\w+", re.IGNORECASE)
# Names and words of other languages look like one or two such words; a font that is asked for as well is proof.
_FEWEST = 4
_FEWEST_WITH_FONT = 2
_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class OldLetters:
    """``name`` of the encoding, the place of the first passage in it, and the font that shows it, if known."""

    name: str
    where: str
    font: str


def old_letters_in(passages: Iterable[tuple[str, str]], fonts: Iterable[str] = ()) -> OldLetters | None:
    """The old encoding that a text is written in, in part at least; ``passages`` are words and their places.

    It cannot tell: a few words without any mark, text of less than four words with marks, and encodings other
    than TCVN3 and VNI (VPS, VISCII, Windows-1258 are no Unicode as files and refused as such).
    """
    fonts = sorted(set(fonts))
    named = {
        "TCVN3 (ABC)": next((font for font in fonts if _FONT_TCVN3.match(font)), ""),
        "VNI Windows": next((font for font in fonts if _FONT_VNI.match(font)), ""),
    }
    found = {"TCVN3 (ABC)": list[str](), "VNI Windows": list[str]()}
    marked = 0
    for words, where in passages:
        if words.isascii():
            continue
        for word in _WORD.findall(words):
            if word.isascii():
                continue
            marked += 1
            # "đ", "ơ" or a letter of the Vietnamese block: this word is in Unicode, whatever else is in it.
            if _UNICODE.search(word) and not _VNI.search(word):
                continue
            if _VNI.search(word):
                found["VNI Windows"].append(where)
            elif _TCVN3.search(word):
                found["TCVN3 (ABC)"].append(where)
    name, places = max(found.items(), key=lambda each: len(each[1]))
    fewest = _FEWEST_WITH_FONT if named[name] else _FEWEST
    if len(places) < fewest or len(places) < _SHARE * marked:
        return None
    return OldLetters(name, places[0], named[name])
