"""May a report name units as those to be reminded? Only by a rule that the desk switched on and the report states.

The setting ``weak_units`` of ``binhyen.yaml`` is a list, empty unless somebody fills it; each entry says of one issuing
unit, by its code, what holds from a day on::

    weak_units:
      - unit: "25"
        from: 2026-01-01
        rule: late
        least: 3
        periods: 6
        basis: Quy chế số 12/QC-BCĐ ngày 05/01/2026

``rule`` is ``late`` (the report came after its deadline) or ``unsent`` (it did not come); a unit is named that this was
so of ``least`` times or more in the last ``periods`` of a form. ``rule: none`` switches it off again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput

SETTING = "weak_units"
LATE, UNSENT, NONE = "late", "unsent", "none"
MOST_PERIODS = 12
_IN_WORDS = {LATE: "gửi báo cáo sau thời hạn", UNSENT: "không gửi báo cáo"}


class BadWeakUnits(BadInput):
    """The setting cannot be read."""


@dataclass(frozen=True, slots=True)
class WeakRule:
    """Name a unit of which ``rule`` was so ``least`` times or more in the last ``periods``."""

    rule: str
    least: int
    periods: int
    basis: str = ""


def rule_in_words(rule: str) -> str:
    """What counts, in words of the report."""
    return _IN_WORDS[rule]


def weak_rule(entries: object, unit_code: str, day: date) -> WeakRule | None:
    """What the unit's desk switched on by ``day``: the last entry that began by then; None where there is none.

    ``BadWeakUnits`` names the entry that cannot be read, whichever unit it is for.
    """
    if entries is None:
        return None
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise BadWeakUnits(
            _("binhyen.yaml, “%(setting)s”: phải là một danh sách.") % {"setting": SETTING},
            _("Mỗi mục bắt đầu bằng dấu “-”."),
        )
    read = [_read(place, entry) for place, entry in enumerate(entries, start=1)]
    holding = [(begins, rule) for begins, code, rule in read if code == unit_code and begins <= day]
    return max(holding, key=lambda each: each[0])[1] if holding else None


def _read(place: int, entry: object) -> tuple[date, str, WeakRule | None]:
    given = dict(entry) if isinstance(entry, Mapping) else {}
    code, begins, rule, basis = (
        given.pop(name, default)
        for name, default in (("unit", None), ("from", None), ("rule", None), ("basis", ""))
    )
    if not isinstance(code, str) or not code:
        raise _fault(place, _("thiếu mã đơn vị."), _('Ghi unit: "25", mã để trong ngoặc kép.'))
    if not isinstance(begins, date) or isinstance(begins, datetime):
        raise _fault(place, _("thiếu ngày bắt đầu áp dụng."), _("Ghi from: 2026-01-01."))
    if rule not in (LATE, UNSENT, NONE):
        raise _fault(
            place,
            _("“rule” phải là late, unsent hoặc none."),
            _("late: gửi chậm; unsent: không gửi; none: không nêu tên."),
        )
    least, periods = given.pop("least", None), given.pop("periods", None)
    if given or not isinstance(basis, str):
        raise _fault(
            place,
            _("có mục không đọc được."),
            _("Các mục được ghi: unit, from, rule, least, periods, basis."),
        )
    if rule == NONE:
        return begins, code, None
    if not _is_count(least) or not _is_count(periods) or not 2 <= least <= periods <= MOST_PERIODS:
        raise _fault(
            place,
            _("“least” và “periods” phải là số nguyên, từ 2 đến %(most)s, “least” không lớn hơn “periods”.")
            % {"most": MOST_PERIODS},
            _("Ví dụ least: 3, periods: 6."),
        )
    return begins, code, WeakRule(rule, least, periods, basis.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _fault(place: int, sentence: str, remedy: str) -> BadWeakUnits:
    where = _("binhyen.yaml, “%(setting)s”, mục %(place)s") % {"setting": SETTING, "place": place}
    return BadWeakUnits(f"{where}: {sentence}", remedy)
