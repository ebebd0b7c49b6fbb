"""Figures of a text in words: how much, how exactly, of what kind, of which period and place."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_number
from binhyen.narratives.models import Use
from binhyen.narratives.values import Comparator, Direction, Kind, Proposed

CHANGE_UP, CHANGE_DOWN = "change-up", "change-down"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_HALF = re.compile(r"(\d{4})-H([12])")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def comparators() -> dict[str, str]:
    """How exactly a text means its number, as people say it."""
    return {
        Comparator.EQ: _("đúng số này"),
        Comparator.GT: _("hơn"),
        Comparator.GE: _("ít nhất, trở lên"),
        Comparator.LT: _("dưới"),
        Comparator.LE: _("không quá"),
        Comparator.APPROX_BELOW: _("gần"),
        Comparator.APPROX: _("khoảng"),
    }


def kinds() -> dict[str, str]:
    """Kinds of figures, a change by its direction."""
    return {
        Kind.RESULT: _("kết quả"),
        Kind.TARGET: _("chỉ tiêu phải đạt"),
        CHANGE_UP: _("mức tăng"),
        CHANGE_DOWN: _("mức giảm"),
        Kind.CHANGE: _("mức thay đổi"),
        Kind.CONTEXT: _("bối cảnh"),
    }


def uses() -> dict[str, str]:
    """What becomes of a figure that was taken."""
    return {
        Use.FIGURE: _("ghi vào báo cáo"),
        Use.TARGET: _("giữ làm chỉ tiêu phấn đấu"),
        Use.CONTEXT: _("giữ làm bối cảnh"),
    }


def kind_code(kind: str, direction: str | None) -> str:
    """The kind as the form names it."""
    if kind == Kind.CHANGE and direction:
        return CHANGE_UP if direction == Direction.UP else CHANGE_DOWN
    return kind


def kind_of_code(code: str) -> tuple[str, str | None]:
    """Kind and direction of what the form names."""
    if code in (CHANGE_UP, CHANGE_DOWN):
        return Kind.CHANGE.value, (Direction.UP if code == CHANGE_UP else Direction.DOWN).value
    return (code if code in set(Kind) else Kind.RESULT.value), None


def amount(held: Proposed) -> str:
    """The value as it was understood: *hơn 5.000 tổ*, *3–5 buổi*, *180/184 khu dân cư*."""
    number = typed(held.value)
    if held.value_max is not None:
        number = f"{number}–{typed(held.value_max)}"
    if held.denominator is not None:
        number = f"{number}/{typed(held.denominator)}"
    said = {
        Comparator.GT: _("hơn %s"),
        Comparator.GE: _("ít nhất %s"),
        Comparator.LT: _("dưới %s"),
        Comparator.LE: _("không quá %s"),
        Comparator.APPROX_BELOW: _("gần %s"),
        Comparator.APPROX: _("khoảng %s"),
    }.get(Comparator(held.comparator), "%s")
    unit = held.unit or ""
    return said % (f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip())


def indicator(held: Proposed) -> str:
    """What a figure tells of."""
    return held.label_vi or _("Chưa có trong danh mục")


def quoted(words: str) -> str:
    """Words of a text as they stand between quotation marks: without the sign that led on to the next words."""
    return words.rstrip(" ,;:")


def period_in_words(code: str | None) -> str:
    """*2026-01* as *tháng 01/2026*; what the text says in its own words stays as it is."""
    if not code:
        return ""
    if found := _DAY.fullmatch(code):
        return _("ngày %(day)s/%(month)s/%(year)s") % {"day": found[3], "month": found[2], "year": found[1]}
    if found := _MONTH.fullmatch(code):
        return _("tháng %(month)s/%(year)s") % {"month": found[2], "year": found[1]}
    if found := _QUARTER.fullmatch(code):
        return _("quý %(quarter)s/%(year)s") % {"quarter": found[2], "year": found[1]}
    if found := _HALF.fullmatch(code):
        half = _("6 tháng đầu năm %s") if found[2] == "1" else _("6 tháng cuối năm %s")
        return half % found[1]
    return _("năm %s") % code if code.isdigit() and len(code) == 4 else code


def circumstances(held: Proposed) -> str:
    """Kind, period and place, as far as they are known."""
    told = [
        kinds().get(kind_code(str(held.kind), str(held.direction) if held.direction else None), ""),
        period_in_words(held.period),
        held.place or "",
    ]
    return " · ".join(part for part in told if part)


def typed(value: Decimal | None) -> str:
    """A number as a field shows it: without places behind the comma that say nothing."""
    if value is None:
        return ""
    return format_number(
        value.to_integral_value() if value == value.to_integral_value() else value.normalize()
    )
