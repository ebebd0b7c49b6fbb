"""In which unit does a file give a number: in đồng, or in triệu đồng? Noticed, and asked; never multiplied unasked."""

from __future__ import annotations

import re
from decimal import Decimal

from binhyen.foundations.vietnamese import fold

_SIZES = {"": 0, "tram": 2, "nghin": 3, "ngan": 3, "tr": 6, "trieu": 6, "ty": 9, "ti": 9}
_UNIT = re.compile(
    r"(?:(?P<size>tram|nghin|ngan|tr\.?|trieu|ty|ti)\s*)?\s*(?P<unit>dong|vnd|d|m|met|km|ho|nguoi)?"
)
_LENGTHS = {"m": 0, "met": 0, "km": 3}
_SAID = re.compile(r"(?:dvt|don vi(?: tinh)?|dv tinh)\s*[:.]?\s*(?P<unit>[^,;()]+)")
_IN_BRACKETS = re.compile(r"\(\s*(?:dvt|đvt|đơn vị(?: tính)?)?\s*:?\s*([^()0-9]{1,20})\s*\)", re.IGNORECASE)
_AT_THE_END = re.compile(
    r"(?:,|-|–|:)\s*(?:đvt|tính bằng)?:?\s*((?:trăm|nghìn|ngàn|triệu|tỷ|tỉ)(?: đồng)?)\s*$", re.IGNORECASE
)


def unit_in_label(label: str) -> str:
    """The unit that a label or heading gives: of *Kinh phí (triệu đồng)* the words in brackets."""
    for inside in _IN_BRACKETS.findall(label):
        if _power(inside) is not None:
            return str(inside).strip()
    found = _AT_THE_END.search(label)
    return found[1].strip() if found else ""


def unit_said(text: str) -> str:
    """The unit that words such as *ĐVT: triệu đồng* give to a whole sheet, as folded words."""
    found = _SAID.search(fold(text))
    said = found["unit"].strip() if found else ""
    return said if said and _power(said) is not None else ""


def factor_between(said: str, unit: str) -> Decimal:
    """By what a number given in ``said`` would be multiplied to stand in ``unit``; 1 where the two are the same or
    cannot be compared."""
    ours, theirs = _power(unit), _power(said)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return Decimal(1)
    return Decimal(10) ** (theirs[1] - ours[1])


def _power(unit: str) -> tuple[str, int] | None:
    """What is measured and in which power of ten; None where the words are no such unit."""
    folded = fold(unit).strip(" .:")
    found = _UNIT.fullmatch(folded)
    if found is None or not folded:
        return None
    size, thing = _SIZES[(found["size"] or "").rstrip(".")], found["unit"] or "dong"
    if thing in _LENGTHS:
        return "length", size + _LENGTHS[thing]
    if thing in ("dong", "vnd", "d"):
        return "money", size
    return thing, size
