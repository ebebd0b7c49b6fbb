"""What may a unit be called, and of what kind may it be?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import tidy
from binhyen.orgunits.rules.naming import KIND_WORDS, word_of_kind
from binhyen.orgunits.rules.reorganising.ground import Ground

LONGEST_NAME = 120


def full_and_own_name(ground: Ground, place: str, level: str, kind: str, asked: str) -> tuple[str, str]:
    """The full and the own name; the word of the kind is put before it where it is left out."""
    name = tidy(asked)
    if len(name) > LONGEST_NAME:
        ground.fault(
            place,
            "name-too-long",
            _("Tên dài %(length)s ký tự, nhiều hơn %(most)s.") % {"length": len(name), "most": LONGEST_NAME},
            _("Viết gọn tên lại."),
        )
    word = word_of_kind(level, kind)
    if not word:
        return name, name
    if name.lower().startswith(f"{word.lower()} "):
        own = name[len(word) + 1 :]
        return f"{word} {own}", own
    for other in KIND_WORDS[level]:
        if name.lower().startswith(f"{other.lower()} "):
            ground.fault(
                place,
                "name-against-kind",
                _("Tên “%(name)s” không hợp với loại đơn vị: phải bắt đầu bằng “%(word)s”.")
                % {"name": name, "word": word},
                _("Sửa tên, hoặc ghi thêm việc đổi loại."),
            )
    return f"{word} {name}", name


def nameless(ground: Ground, place: str) -> None:
    """Note that a unit is given no name."""
    ground.fault(place, "no-name", _("Chưa ghi tên của đơn vị."), _("Ghi tên đầy đủ."))


def wrong_kind(ground: Ground, place: str, kind: str) -> None:
    """Note that a kind is none of the unit's level."""
    ground.fault(
        place,
        "wrong-kind",
        _("Loại “%s” không hợp với cấp của đơn vị.") % kind,
        _("Chọn một loại của cấp đó."),
    )


def no_place(ground: Ground, place: str) -> None:
    """Note that a body or workplace is asked what only a place may be."""
    ground.fault(
        place,
        "no-place",
        _("Cơ quan, tổ chức, doanh nghiệp, trường học không được lập, đổi tên, đổi loại bằng việc sắp xếp."),
        _("Cập nhật chúng bằng bảng đơn vị của xã, hoặc ở trang cơ quan, tổ chức."),
    )
