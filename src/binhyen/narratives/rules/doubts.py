"""What speaks against a proposed figure, and in which words is a person told?

A doubt refuses nothing: it says what does not fit together, with both numbers, and a person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.periods import BadPeriod, Period, calendar_of, parse_period
from binhyen.foundations.quantities import Figure as Stated
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import fold, format_number, join_words
from binhyen.indicators.values import broken, period_label
from binhyen.narratives.rules.circumstances import WHOLE
from binhyen.narratives.rules.doubting import Beside, Doubt, Read, Told, told_of
from binhyen.narratives.rules.kinds import Kind

__all__ = ["Beside", "Doubt", "Read", "Told", "doubts_about", "told_of"]

PERCENT = "%"
MOST_NUMBERS = 4
UNSURE_BELOW = 0.6
"""Below it the reader's first choice of an indicator is wrong more often than one time in five."""

_PLANNED = re.compile(
    r"phấn đấu|mục tiêu|chỉ tiêu|dự kiến|đề ra|thời gian tới|(?:năm|tháng|quý) tới|tới đây|sắp tới|hướng tới|lộ trình|"
    r"đến cuối năm|đến hết năm|\b(?:sẽ|phải|cần|yêu cầu|giao|đăng ký|quyết tâm)\b",
    re.IGNORECASE,
)
_PLANNED_HEADING = re.compile(
    r"^(?:kế hoạch|chương trình|đề án|chỉ thị|nghị quyết|hướng dẫn|giao ước)\b|phương hướng|nhiệm vụ|mục tiêu|chỉ tiêu|"
    r"thời gian tới|dự kiến|giải pháp|yêu cầu",
    re.IGNORECASE,
)
_MARK = re.compile(r"^\W*(?:[ivx]+|\d+(?:\.\d+)*|[a-zđ])[.)\-–]\s*", re.IGNORECASE)
_TELLS_RESULTS = re.compile(r"kết quả|đã đạt|tình hình", re.IGNORECASE)


def doubts_about(figures: Sequence[Read], beside: Beside) -> dict[int, list[Told]]:
    """The doubts about each figure, by its number, the gravest first."""
    twice = _two_numbers(figures)
    unheld = _checks_that_would_not_hold(figures, beside)
    return {
        each.number: [
            Told(doubt, sentence)
            for doubt, judge in _JUDGES.items()
            if (sentence := judge(each, beside)) is not None
        ]
        + twice.get(each.number, [])
        + unheld.get(each.number, [])
        for each in figures
    }


# ---- against what the unit reported ------------------------------------------------------------------------


def _differs(read: Read, beside: Beside) -> str | None:
    """Of the report's own period against what it says now; of the period before against what was said then."""
    if not read.is_of_report or read.written or beside.period is None:
        return None
    before = beside.period.earlier
    if before is not None and read.figure.period == before.code:
        return _against(read, beside.previous.get(read.line), before)
    if _is_other_period(read, beside):
        return None
    return _against(read, beside.stated.get(read.line), beside.period)


def _against(read: Read, stated: Stated | None, period: Period) -> str | None:
    if not isinstance(stated, Quantity) or stated.value == read.figure.value:
        return None
    return _("Văn bản ghi %(read)s, báo cáo %(period)s ghi %(stated)s.") % {
        "read": format_number(read.figure.value),
        "period": period_label(period),
        "stated": format_number(stated.value.normalize()),
    }


def _checks_that_would_not_hold(figures: Sequence[Read], beside: Beside) -> dict[int, list[Told]]:
    """The form's own checks over the report as it would stand with these figures written."""
    if beside.layout is None:
        return {}
    would_be: dict[str, Stated] = dict(beside.stated)
    by_line: dict[str, list[Read]] = defaultdict(list)
    for each in figures:
        if each.is_of_report and each.line in beside.layout.by_code and not _is_other_period(each, beside):
            by_line[each.line].append(each)
            would_be[each.line] = Quantity(each.figure.value, beside.layout.by_code[each.line].unit)
    found: dict[int, list[Told]] = defaultdict(list)
    for check in broken(beside.layout, would_be):
        numbers = "; ".join(
            f"{beside.layout.by_code[code].label}: {format_number(stated.value.normalize())}"
            for code in check.lines
            if isinstance(stated := would_be.get(code), Quantity)
        )
        for code in check.lines:
            for each in by_line.get(code, ()):
                found[each.number].append(Told(Doubt.ABOVE_WHOLE, f"{check.sentence} ({numbers})"))
    return found


# ---- within the text ---------------------------------------------------------------------------------------


def _above_whole(read: Read, _beside: Beside) -> str | None:
    figure = read.figure
    if figure.denominator is not None and figure.value > figure.denominator:
        return _("Phần %(part)s lớn hơn tổng số %(whole)s.") % {
            "part": format_number(figure.value),
            "whole": format_number(figure.denominator),
        }
    if figure.unit == PERCENT and figure.kind is not Kind.CHANGE and (figure.value_max or figure.value) > 100:
        return _("%(share)s%% lớn hơn 100%%.") % {"share": format_number(figure.value_max or figure.value)}
    return None


def _two_numbers(figures: Sequence[Read]) -> dict[int, list[Told]]:
    """Exact results of one line or indicator, period and place, of which the text says different numbers.

    Each row of a table tells of something else: of another unit, of another month.
    """
    alike: dict[tuple[object, ...], list[Read]] = defaultdict(list)
    for each in figures:
        figure = each.figure
        what = told_of(each.line, figure)
        if what and figure.is_exact and figure.kind is Kind.RESULT and not each.refused:
            place = fold(figure.place) if figure.place else None
            alike[what, figure.period, place, each.row, figure.unit == PERCENT].append(each)
    found: dict[int, list[Told]] = {}
    for same in alike.values():
        values = list(dict.fromkeys(each.figure.value for each in same))
        if len(values) > 1:
            sentence = _("Văn bản có nhiều số cho cùng chỉ tiêu này: %(numbers)s.") % {
                "numbers": _listed(values)
            }
            found |= {each.number: [Told(Doubt.TWO_NUMBERS, sentence)] for each in same}
    return found


def _listed(values: Sequence[Decimal]) -> str:
    """The first numbers; of the others how many there are."""
    words = [format_number(value) for value in values[:MOST_NUMBERS]]
    if more := len(values) - len(words):
        words.append(_("%(number)s số khác") % {"number": format_number(more)})
    return join_words(words)


def _perhaps_target(read: Read, _beside: Beside) -> str | None:
    number = format_number(read.figure.value)
    if read.figure.kind is Kind.TARGET:
        if not read.taken:
            return None
        return _("Văn bản nói %(number)s là số phấn đấu, không phải kết quả.") % {"number": number}
    if read.figure.kind is not Kind.RESULT:
        return None
    near = _PLANNED.search(read.around) or next(filter(None, map(_plans, read.headings)), None)
    if near is None:
        return None
    return _("%(number)s có thể là số phấn đấu: gần đó có “%(words)s”.") % {
        "number": number,
        "words": near[0].lower(),
    }


def _plans(heading: str) -> re.Match[str] | None:
    """What of a heading says that plans stand below it; "kết quả thực hiện nhiệm vụ" does not."""
    words = _MARK.sub("", heading)
    found = _PLANNED_HEADING.search(words)
    results = _TELLS_RESULTS.search(words)
    return None if found is None or (results is not None and results.start() < found.start()) else found


def _not_exact(read: Read, _beside: Beside) -> str | None:
    if read.figure.is_exact or read.figure.kind not in (Kind.RESULT, Kind.CONTEXT):
        return None
    return _("“%(words)s” không phải một số chính xác nên không ghi vào báo cáo được.") % {
        "words": read.words
    }


def _unsure(read: Read, beside: Beside) -> str | None:
    figure = read.figure
    if not figure.is_listed or not figure.reasons or figure.confidence >= UNSURE_BELOW:
        return None
    others = [name for each in figure.alternatives if (name := beside.families.get(each.indicator))]
    if others:
        return _("Chưa chắc đây là “%(name)s”; có thể là “%(other)s”.") % {
            "name": figure.label_vi,
            "other": others[0],
        }
    return _("Chưa chắc đây là “%(name)s”.") % {"name": figure.label_vi}


# ---- period and place --------------------------------------------------------------------------------------


def _is_other_period(read: Read, beside: Beside) -> bool:
    said = read.figure.period
    if said is None or beside.period is None:
        return False
    within = said.startswith(
        f"{beside.period.code}-"
    )  # a day of the month, a month of the year that is read whole
    return said != beside.period.code and not (within and said.count("-") == 2)


def _other_period(read: Read, beside: Beside) -> str | None:
    if not read.line or beside.period is None or not _is_other_period(read, beside):
        return None
    return _("Số %(number)s là của %(said)s, báo cáo nhận là %(period)s.") % {
        "number": format_number(read.figure.value),
        "said": _in_words(str(read.figure.period), beside),
        "period": period_label(beside.period),
    }


def _in_words(code: str, beside: Beside) -> str:
    calendar = beside.layout.calendar if beside.layout is not None else "administrative"
    try:
        return period_label(parse_period(code, calendar_of(calendar)))
    except BadPeriod:
        return code


def _other_place(read: Read, beside: Beside) -> str | None:
    place = read.figure.place
    if not read.line or not place or not beside.own_names or _is_own(place, beside.own_names):
        return None
    return _("Số %(number)s nói về %(place)s, báo cáo là của %(unit)s.") % {
        "number": format_number(read.figure.value),
        "place": place,
        "unit": beside.unit_name,
    }


def _is_own(place: str, own_names: Collection[str]) -> bool:
    """Whether a place is the unit's own: by its name, or as the whole of what the unit is ("toàn xã")."""
    kind = fold(place.removeprefix(WHOLE)) if place.startswith(WHOLE) else None
    return fold(place) in own_names or any(kind and name.startswith(f"{kind} ") for name in own_names)


def _unit_ended(read: Read, beside: Beside) -> str | None:
    return beside.ended.get(fold(read.figure.place)) if read.figure.place else None


_JUDGES: dict[Doubt, Callable[[Read, Beside], str | None]] = {
    Doubt.DIFFERS: _differs,
    Doubt.ABOVE_WHOLE: _above_whole,
    Doubt.UNIT_ENDED: _unit_ended,
    Doubt.PERHAPS_TARGET: _perhaps_target,
    Doubt.OTHER_PERIOD: _other_period,
    Doubt.OTHER_PLACE: _other_place,
    Doubt.NOT_EXACT: _not_exact,
    Doubt.UNSURE: _unsure,
}
