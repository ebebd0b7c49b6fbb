"""In whose name does a report go out, to whom, and who signs? Local practice: a dated setting, with a default.

The setting ``issuing_bodies`` of ``binhyen.yaml`` is a list; each entry says of one unit, by its code, what holds from
a day on. What it leaves out is as in the default::

    issuing_bodies:
      - unit: "25"
        from: 2025-07-01
        issuing_body: Ban Chỉ đạo 138 tỉnh Phú Thọ
        mark: BC-BCĐ
        posts: [Trưởng ban]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput

SETTING = "issuing_bodies"
_MOVEMENT = "phong trào Toàn dân bảo vệ an ninh Tổ\N{NO-BREAK SPACE}quốc"
_COMMITTEE = f"Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng {_MOVEMENT}"
_AUTHORITY = ("TM. Ban Chỉ đạo",)
_POSTS = ("KT. Trưởng ban", "Phó Trưởng ban")


class BadIssuingBody(BadInput):
    """The setting cannot be read."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """What stands around the text of a report (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    ``authority``, ``posts`` and ``office_posts`` are the lines of the signature, ``addressees`` those after "Kính gửi";
    the last of ``recipients`` names the archive. ``desk`` is who fills in what the figures do not say.
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


_TEXTS = frozenset({"issuing_body", "parent_body", "mark", "place", "desk"})
_LISTS = frozenset(field.name for field in fields(Issuing)) - _TEXTS
_MAY_BE_EMPTY = frozenset({"parent_body", "addressees", "office_posts"})


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
    )


def issuing_of(entries: object, unit_code: str, day: date, default: Issuing) -> Issuing:
    """What holds for the unit on ``day``: the last entry that began by then, over the default.

    ``entries`` is what the setting says, read from YAML; ``BadIssuingBody`` names the entry that cannot be read,
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
        (begins, changes)
        for begins, code, changes in (_read(place, entry) for place, entry in enumerate(entries, start=1))
        if code == unit_code and begins <= day
    ]
    if not holding:
        return default
    changes = max(holding, key=lambda each: each[0])[1]
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
            known = ", ".join(sorted(_TEXTS | _LISTS))
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


def _fault(place: int, sentence: str, remedy: str = "") -> BadIssuingBody:
    where = _("binhyen.yaml, “%(setting)s”, mục %(place)s") % {"setting": SETTING, "place": place}
    return BadIssuingBody(f"{where}: {sentence}", remedy)
