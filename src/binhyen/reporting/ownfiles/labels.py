"""The labels that people give to the rows of their own files: without numbering, folded, and as words that compare."""

from __future__ import annotations

import re
from functools import lru_cache

from binhyen.foundations.vietnamese import fold

ORDINAL = re.compile(
    r"\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}|[IVXLivx]{1,5}|[A-Za-zĐđ](?:\.[0-9]{1,2})?)[.):]?|[-–—+*•●○]|\([0-9A-Za-z]\)"
)
"""What stands alone in a column of ordinals: 1, 1.2, II, a), (3), -."""

_NUMBERING = re.compile(
    r"(?:\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.):]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?=\s)|[IVX]{1,5}[.):]"
    r"|[A-Za-zĐđ][.)](?=\s))|[-–—+*•●○]+)\s*"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PHRASES = re.compile(
    r"\b(?:toan dan bao ve an ninh to quoc|tren dia ban(?: toan)?(?: xa| phuong| tinh)?"
    r"|trong (?:ky|thang|quy|nam)(?: bao cao)?|tinh den(?: ngay)?|(?:den )?hien nay|hien co|hien dang|den nay"
    r"|tong so luong|tong so|so luong|toan (?:xa|phuong|dia ban)|cua (?:xa|phuong)|cac loai|bao cao|thuc te|luy ke"
    r"|dang hoat dong|con hoat dong|hoat dong|o co so|tai co so|co so|so lieu|trong do|bao gom)\b"
)
_IDLE = frozenset(
    (
        "so",
        "tong",
        "cac",
        "cua",
        "va",
        "ve",
        "o",
        "tai",
        "la",
        "voi",
        "theo",
        "duoc",
        "da",
        "dang",
        "co",
        "tren",
    )
) | frozenset(("trong", "cho", "do", "bang", "duy", "tri", "nhung", "thuoc", "dv", "dvt", "sl", "ts"))
_LONG_FORMS = {
    "antt": "an ninh trat tu",
    "anttcs": "an ninh trat tu",
    "bvantt": "bao ve an ninh trat tu",
    "bvanttcs": "bao ve an ninh trat tu",
    "tbvantt": "to bao ve an ninh trat tu",
    "ttatxh": "trat tu an toan xa hoi",
    "ttxh": "trat tu xa hoi",
    "antq": "an ninh to quoc",
    "bvantq": "bao ve an ninh to quoc",
    "tdbvantq": "toan dan bao ve an ninh to quoc",
    "ptbvantq": "phong trao bao ve an ninh to quoc",
    "pt": "phong trao",
    "bcd": "ban chi dao",
    "bv": "bao ve",
    "tdp": "to dan pho",
    "kdc": "khu dan cu",
    "hgd": "ho gia dinh",
    "hgv": "hoa giai vien",
    "hg": "hoa giai",
    "tt": "tuyen truyen",
    "ttr": "tuan tra",
    "pbgdpl": "pho bien giao duc phap luat",
    "vb": "van ban",
    "nq": "nghi quyet",
    "kh": "ke hoach",
    "cv": "cong van",
    "tv": "thanh vien",
    "mh": "mo hinh",
    "dh": "dien hinh",
    "tq": "tu quan",
    "cax": "cong an xa",
    "cam": "camera",
    "xhh": "xa hoi hoa",
    "kt": "khen thuong",
    "tl": "tai lieu",
    "kp": "kinh phi",
    "ubnd": "uy ban nhan dan",
    "mttq": "mat tran to quoc",
}
"""What communes shorten, folded. Short forms of two letters are read so only where their words help a match."""
_TWO_WORDS = {
    ("an", "tt"): "an ninh trat tu",
    ("bv", "an"): "bao ve an ninh",
    ("ca", "xa"): "cong an xa",
    ("ca", "cap"): "cong an cap",
}
_SUM = re.compile(r"(?:tong(?: cong| so| hop)?|cong(?: tong| don)?)(?: chung)?(?: toan xa)?[:.]?")
_PART_OF = re.compile(r"(?:trong do|bao gom|gom co|gom|cu the|chia ra)\b")


def split_number(label: str) -> tuple[str, str]:
    """The numbering before a label, empty where there is none, and the label without it."""
    found = _NUMBERING.match(label)
    if found is None or found.end() == len(label):
        return "", label
    return found[0].strip(), label[found.end() :].strip()


@lru_cache(maxsize=20_000)
def key_of(label: str) -> str:
    """What two spellings of one label of a file share: its letters and figures, folded."""
    return " ".join(re.findall(r"[a-z0-9%]+", fold(label)))


def without_figures(label: str) -> str:
    """The key without its figures, so that months and years make no difference."""
    return " ".join(re.sub(r"[0-9]+", " ", key_of(label)).split())


def is_sum(label: str) -> bool:
    """Whether a label says no more than that the row adds others up."""
    return bool(_SUM.fullmatch(fold(label)))


def opens_parts(label: str) -> bool:
    """Whether a row is a part of the one before it: *Trong đó: nữ*."""
    return bool(_PART_OF.match(fold(label)))


def is_bare_opening(label: str) -> bool:
    """*Trong đó:* with nothing behind it: what follows are the parts."""
    return bool(_PART_OF.fullmatch(fold(label).rstrip(" :")))


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words that tell one figure from another: folded, short forms written out, fillers and figures left out."""
    folded = fold(text).replace("d/c", "dong chi")
    outside = _BRACKETS.sub(" ", folded)
    folded = _BRACKETS.sub(lambda found: f" {_short_form(found[1], outside)} ", folded)
    words = _written_out(re.findall(r"[a-z0-9]+", folded))
    bare = _PHRASES.sub(" ", " ".join(words)).split()
    telling = tuple(word for word in bare if word not in _IDLE and not word.isdigit())
    return telling or tuple(word for word in words if not word.isdigit())


def _short_form(inside: str, outside: str) -> str:
    """A short form in brackets, unless it is written out before them; a unit or a remark tells nothing."""
    long = _LONG_FORMS.get(re.sub(r"[ ,.-]", "", inside), "")
    before = re.findall(r"[a-z0-9]+", outside)
    return "" if set(long.split()) <= set(before) else long


def _written_out(words: list[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(words):
        pair = tuple(words[at : at + 2])
        if pair in _TWO_WORDS:
            out.extend(_TWO_WORDS[pair].split())
            at += 2
        else:
            out.extend(_LONG_FORMS.get(words[at], words[at]).split())
            at += 1
    return out
