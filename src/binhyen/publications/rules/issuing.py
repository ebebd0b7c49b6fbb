"""In whose name does a document go out, to whom, and who signs? Local practice: a dated setting, with a default.

The setting ``issuing_bodies`` of ``binhyen.yaml`` is a list; each entry says of one unit, by its code, what holds from
a day on. What it leaves out is as in the default, which is the steering committee of the place; with
``in_name_of: peoples-committee`` it is as documents of its People's Committee are::

    issuing_bodies:
      - unit: "25"
        from: 2025-07-01
        issuing_body: Ban Chỉ đạo 138 tỉnh Phú Thọ
        mark: BC-BCĐ
        posts: [Trưởng ban]
      - unit: "01"
        from: 2026-01-01
        in_name_of: peoples-committee
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput

SETTING = "issuing_bodies"
_MOVEMENT = "phong trào Toàn dân bảo vệ an ninh Tổ\N{NO-BREAK SPACE}quốc"
_COMMITTEE = f"Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng {_MOVEMENT}"
_AUTHORITY = ("TM. Ban Chỉ đạo",)
_POSTS = ("KT. Trưởng ban", "Phó Trưởng ban")
_AREAS = "Các thôn, tổ dân phố"
_NAMED = "in_name_of"


class InNameOf(StrEnum):
    """The two kinds of body in whose name such documents go out; each has its own series of numbers."""

    STEERING_COMMITTEE = "steering-committee"
    PEOPLES_COMMITTEE = "peoples-committee"


class BadIssuingBody(BadInput):
    """The setting cannot be read."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """What stands around the text of a document (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    ``mark`` is that of a report ("BC-BCĐ"), ``drafter`` the abbreviation of who drafts letters ("CQTT"), empty where
    the body has no departments. ``authority``, ``posts`` and ``office_posts`` are the lines of the signature,
    ``addressees`` those after "Kính gửi"; ``units_below`` is what the units below are called as recipients; the last of
    ``recipients`` names the archive. ``desk`` is who fills in what the figures do not say.
    """

    issuing_body: str
    parent_body: str
    mark: str
    place: str
    addressees: tuple[str, ...]
    authority: tuple[str, ...]
    posts: tuple[str, ...]
    recipients: tuple[str, ...]
    office_posts: tuple[str, ...] = ()
    desk: str = "Cơ quan thường trực"
    drafter: str = ""
    units_below: str = "Các đơn vị cấp dưới"

    @property
    def body_mark(self) -> str:
        """The abbreviation of the issuing body, which follows that of the type: "BCĐ"."""
        return self.mark.partition("-")[2] or self.mark

    def mark_of(self, abbreviation: str) -> str:
        """The mark of a document whose type is so abbreviated (Phụ lục III): "TB-BCĐ"."""
        return f"{abbreviation}-{self.body_mark}"

    @property
    def letter_mark(self) -> str:
        """The mark of a letter, which has no type: "BCĐ-CQTT"."""
        return f"{self.body_mark}-{self.drafter}" if self.drafter else self.body_mark

    @property
    def archive(self) -> str:
        """The last recipient: "Lưu: VT, CQTT"."""
        return self.recipients[-1]


_TEXTS = frozenset({"issuing_body", "parent_body", "mark", "place", "desk", "drafter", "units_below"})
_LISTS = frozenset(field.name for field in fields(Issuing)) - _TEXTS
_MAY_BE_EMPTY = frozenset({"parent_body", "addressees", "office_posts", "drafter"})


def default_issuing(level: str, name: str, short_name: str, superior: str) -> Issuing:
    """The steering committee of the place, which every level has, signing for itself by its deputy head.

    ``name`` is the unit's full name ("Tỉnh Phú Thọ"), ``superior`` that of the unit above ("" for the country).
    """
    place = name[:1].lower() + name[1:]
    above = superior[:1].lower() + superior[1:]
    if level == "country":
        return Issuing(
            f"Ban Chỉ đạo thực hiện {_MOVEMENT} Trung ương",
            "",
            "BC-BCĐ",
            "Hà Nội",
            addressees=(),
            recipients=("Các thành viên Ban Chỉ đạo", "Ban Chỉ đạo các tỉnh, thành phố", "Lưu: VT, V05"),
            authority=_AUTHORITY,
            posts=_POSTS,
            drafter="V05",
            units_below="Ban Chỉ đạo các tỉnh, thành phố",
        )
    if level == "province":
        return Issuing(
            f"{_COMMITTEE} {place}",
            f"Ủy ban nhân dân {place}",
            "BC-BCĐ",
            short_name,
            addressees=("Cục Xây dựng phong trào bảo vệ an ninh Tổ\N{NO-BREAK SPACE}quốc, Bộ Công an",),
            recipients=(
                "Thường trực Tỉnh ủy, Ủy ban nhân dân tỉnh (để báo cáo)"
                if name.startswith("Tỉnh")
                else "Thường trực Thành ủy, Ủy ban nhân dân thành phố (để báo cáo)",
                "Các thành viên Ban Chỉ đạo",
                "Ban Chỉ đạo cấp xã",
                "Lưu: VT, CQTT",
            ),
            authority=_AUTHORITY,
            posts=_POSTS,
            drafter="CQTT",
            units_below="Ban Chỉ đạo cấp xã",
        )
    return Issuing(
        f"{_COMMITTEE} {place}",
        f"Ủy ban nhân dân {place}",
        "BC-BCĐ",
        short_name,
        addressees=(f"Ban Chỉ đạo {above}",),
        recipients=("Đảng ủy, Ủy ban nhân dân (để báo cáo)", "Các thành viên Ban Chỉ đạo", "Lưu: VT"),
        authority=_AUTHORITY,
        posts=_POSTS,
        units_below=_AREAS,
    )


def peoples_committee(level: str, name: str, short_name: str, superior: str) -> Issuing | None:
    """The People's Committee of the place, in whose own name a deputy chairman signs (Điều 13); None for the country.

    It has no parent body, and a series of numbers of its own. Arguments as for ``default_issuing``.
    """
    if level not in ("province", "commune"):
        return None
    place = name[:1].lower() + name[1:]
    above = superior[:1].lower() + superior[1:]
    of_province = level == "province"
    party, kind = ("Thành ủy", "thành phố") if name.startswith("Thành phố") else ("Tỉnh ủy", "tỉnh")
    return Issuing(
        f"Ủy ban nhân dân {place}",
        "",
        "BC-UBND",
        short_name,
        addressees=("Bộ Công an",) if of_province else (f"Ủy ban nhân dân {above}",),
        authority=("TM. Ủy ban nhân dân",),
        posts=("KT. Chủ tịch", "Phó Chủ tịch"),
        recipients=(
            f"Thường trực {party}, Hội đồng nhân dân {kind} (để báo cáo)",
            "Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân",
            "Ủy ban nhân dân cấp xã",
            "Lưu: VT, NC",
        )
        if of_province
        else ("Thường trực Đảng ủy (để báo cáo)", "Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân", "Lưu: VT"),
        drafter="NC" if of_province else "",
        units_below="Ủy ban nhân dân cấp xã" if of_province else _AREAS,
    )


def issuing_of(
    entries: object, unit_code: str, day: date, default: Issuing, committee: Issuing | None = None
) -> Issuing:
    """What holds for the unit on ``day``: the last entry that began by then, over the default.

    ``committee`` is how documents of the unit's People's Committee are, for an entry that names it, None where there is
    none. ``entries`` is what the setting says, read from YAML; ``BadIssuingBody`` names the entry that cannot be read,
    whichever unit it is for.
    """
    if entries is None:
        return default
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise BadIssuingBody(
            _("binhyen.yaml, “%(setting)s”: phải là một danh sách.") % {"setting": SETTING},
            _("Mỗi mục bắt đầu bằng dấu “-”."),
        )
    holding = [
        (begins, place, changes)
        for place, (begins, code, changes) in enumerate(
            (_read(place, entry) for place, entry in enumerate(entries, start=1)), start=1
        )
        if code == unit_code and begins <= day
    ]
    if not holding:
        return default
    _begins, place, changes = max(holding, key=lambda each: each[0])
    if changes.pop(_NAMED, None) is InNameOf.PEOPLES_COMMITTEE:
        if committee is None:
            raise _fault(place, _("đơn vị này không có Ủy ban nhân dân."), _("Bỏ dòng “in_name_of”."))
        default = committee
    return replace(default, **changes)


def _read(place: int, entry: object) -> tuple[date, str, dict[str, Any]]:
    if not isinstance(entry, Mapping):
        raise _fault(place, _("phải gồm các dòng “tên: giá trị”."))
    given = dict(entry)
    code, begins = given.pop("unit", None), given.pop("from", None)
    if not isinstance(code, str) or not code:
        raise _fault(place, _("thiếu mã đơn vị."), _('Ghi unit: "25", mã để trong ngoặc kép.'))
    if not isinstance(begins, date) or isinstance(begins, datetime):
        raise _fault(place, _("thiếu ngày bắt đầu áp dụng."), _("Ghi from: 2025-07-01."))
    changes: dict[str, Any] = {}
    if _NAMED in given:
        changes[_NAMED] = _in_name_of(place, given.pop(_NAMED))
    for name, value in given.items():
        if name in _TEXTS:
            if not isinstance(value, str):
                raise _fault(place, _("“%(name)s” phải là một dòng chữ.") % {"name": name})
            changes[name] = value.strip()
        elif name in _LISTS:
            if not isinstance(value, list) or not all(
                isinstance(line, str) and line.strip() for line in value
            ):
                raise _fault(
                    place,
                    _("“%(name)s” phải là danh sách các dòng chữ.") % {"name": name},
                    _("Ghi %(name)s: [dòng một, dòng hai].") % {"name": name},
                )
            changes[name] = tuple(line.strip() for line in value)
        else:
            known = ", ".join(sorted(_TEXTS | _LISTS | {_NAMED}))
            raise _fault(
                place,
                _("không có mục “%(name)s”.") % {"name": name},
                _("Các mục được ghi: %(known)s.") % {"known": known},
            )
        if not changes[name] and name not in _MAY_BE_EMPTY:
            raise _fault(
                place,
                _("“%(name)s” không được để trống.") % {"name": name},
                _("Bỏ dòng này để dùng mặc định."),
            )
    return begins, code, changes


def _in_name_of(place: int, value: object) -> InNameOf:
    try:
        return InNameOf(str(value))
    except ValueError:
        known = ", ".join(InNameOf)
        raise _fault(
            place,
            _("“%(name)s” không đọc được.") % {"name": _NAMED},
            _("Ghi một trong: %(known)s.") % {"known": known},
        ) from None


def _fault(place: int, sentence: str, remedy: str = "") -> BadIssuingBody:
    where = _("binhyen.yaml, “%(setting)s”, mục %(place)s") % {"setting": SETTING, "place": place}
    return BadIssuingBody(f"{where}: {sentence}", remedy)
