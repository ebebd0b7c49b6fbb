"""What is a unit called, of what kind is it by that name, and under which keys is it found?"""

from __future__ import annotations

from typing import NamedTuple

from binhyen.foundations.vietnamese import fold, sort_key

COUNTRY, PROVINCE, DISTRICT, COMMUNE = "country", "province", "district", "commune"
CLUSTER, AREA, WORKPLACE, BODY = "cluster", "area", "workplace", "body"

LEVELS_ABOVE: dict[str, tuple[str, ...]] = {
    PROVINCE: (COUNTRY,),
    DISTRICT: (PROVINCE,),
    COMMUNE: (PROVINCE, DISTRICT),
    CLUSTER: (COMMUNE,),
    AREA: (COMMUNE, CLUSTER),
    WORKPLACE: (PROVINCE, COMMUNE),
    BODY: (PROVINCE, COMMUNE),
}
"""The levels on which the parent of a unit of each level may stand."""

KIND_WORDS: dict[str, dict[str, str]] = {
    PROVINCE: {"Tỉnh": "province", "Thành phố": "city"},
    DISTRICT: {
        "Huyện": "rural-district",
        "Quận": "urban-district",
        "Thị xã": "town",
        "Thành phố": "district-city",
    },
    COMMUNE: {"Xã": "commune", "Phường": "ward", "Đặc khu": "special-zone", "Thị trấn": "township"},
}
"""The word that stands before a unit's own name, by level, and the kind that it means (Luật 72/2025/QH15; for
districts and townships Luật 77/2015/QH13)."""

BODY_KINDS = ("department", "front", "mass-organisation", "police", "army")

FREE_KINDS: dict[str, tuple[str, ...]] = {
    CLUSTER: ("cluster",),
    AREA: ("hamlet", "residential-group"),
    WORKPLACE: ("agency", "enterprise", "school"),
    BODY: BODY_KINDS,
}
"""The kinds of the levels whose names are written as people there write them, with whatever word before."""


def kinds_of_level(level: str) -> tuple[str, ...]:
    """The kinds that a unit of a level may be of."""
    if level == COUNTRY:
        return (COUNTRY,)
    return FREE_KINDS.get(level) or tuple(KIND_WORDS.get(level, {}).values())


class Keys(NamedTuple):
    """What a name is searched and ordered by."""

    search_key: str
    short_key: str
    sort_key: str


def keys_of(name: str, short_name: str) -> Keys:
    """The keys of a unit with that full name and that own name."""
    return Keys(fold(name), fold(short_name), sort_key(short_name))


def kind_of_word(level: str, word: str) -> str | None:
    """The kind that a word means at a level, or None for a word that no unit of that level bears."""
    return KIND_WORDS.get(level, {}).get(word)


def word_of_kind(level: str, kind: str) -> str:
    """The word before the names of units of that kind; nothing for the country."""
    return next((word for word, each in KIND_WORDS.get(level, {}).items() if each == kind), "")


def own_name(word: str, name: str) -> str | None:
    """The full name without the word of its kind, or None when it does not begin with it."""
    before, _, own = name.partition(f"{word} ")
    return own if not before and own else None


def without_kind(folded: str) -> str:
    """A folded name without the word of a kind before it: people still say the kind a unit had before."""
    for words in KIND_WORDS.values():
        for word in map(fold, words):
            if folded.startswith(f"{word} "):
                return folded.removeprefix(f"{word} ")
    return folded
