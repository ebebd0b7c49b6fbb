"""Which lines lead the overview of a unit? As the catalogue says, unless local practice says otherwise from a day on.

The setting ``headlines`` of ``binhyen.yaml`` is a list; each entry says of one unit, by its code, which lines lead its
overview over periods that end on a day or later::

    headlines:
      - unit: "25"
        from: 2026-01-01
        lines: [force_safety_teams, model_points, mob_sessions, model_new, selfmgmt_groups, mob_materials]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput

SETTING = "headlines"
FEWEST, MOST = 6, 8


class BadHeadlines(BadInput):
    """The setting cannot be read."""


def local_headlines(entries: object, unit_code: str, day: date) -> tuple[str, ...] | None:
    """What the unit chose for periods that end on ``day``: the last entry that began by then; None for no choice.

    ``entries`` is what the setting says, read from YAML. ``BadHeadlines`` names the entry that cannot be read,
    whichever unit it is for.
    """
    if entries is None:
        return None
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise BadHeadlines(
            _("binhyen.yaml, “%(setting)s”: phải là một danh sách.") % {"setting": SETTING},
            _("Mỗi mục bắt đầu bằng dấu “-”."),
        )
    read = [_read(place, entry) for place, entry in enumerate(entries, start=1)]
    holding = [(begins, lines) for begins, code, lines in read if code == unit_code and begins <= day]
    return max(holding, key=lambda each: each[0])[1] if holding else None


def _read(place: int, entry: object) -> tuple[date, str, tuple[str, ...]]:
    given = dict(entry) if isinstance(entry, Mapping) else {}
    code, begins, lines = (given.pop(name, None) for name in ("unit", "from", "lines"))
    if not isinstance(code, str) or not code:
        raise _fault(place, _("thiếu mã đơn vị."), _('Ghi unit: "25", mã để trong ngoặc kép.'))
    if not isinstance(begins, date) or isinstance(begins, datetime):
        raise _fault(place, _("thiếu ngày bắt đầu áp dụng."), _("Ghi from: 2026-01-01."))
    if not isinstance(lines, list) or not all(isinstance(line, str) and line for line in lines):
        raise _fault(place, _("“lines” phải là danh sách mã dòng."), _("Ghi lines: [mã một, mã hai, …]."))
    if not FEWEST <= len(set(lines)) == len(lines) <= MOST:
        raise _fault(
            place,
            _("có %(count)s dòng, hoặc một dòng hai lần.") % {"count": len(lines)},
            _("Chọn từ %(fewest)s đến %(most)s dòng khác nhau.") % {"fewest": FEWEST, "most": MOST},
        )
    if given:
        raise _fault(
            place,
            _("không có mục “%(name)s”.") % {"name": next(iter(given))},
            _("Các mục được ghi: unit, from, lines."),
        )
    return begins, code, tuple(lines)


def _fault(place: int, sentence: str, remedy: str) -> BadHeadlines:
    where = _("binhyen.yaml, “%(setting)s”, mục %(place)s") % {"setting": SETTING, "place": place}
    return BadHeadlines(f"{where}: {sentence}", remedy)
