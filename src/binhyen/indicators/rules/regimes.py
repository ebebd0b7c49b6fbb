"""By when must a form be in, by which text? Deadlines as they are written down, and as rules that give a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from binhyen.foundations.deadlines import BadDeadline, DayOfMonth, Deadline, WorkingDaysAfter

_RULES: dict[str, tuple[type[Deadline], dict[str, type]]] = {
    "working-days-after": (WorkingDaysAfter, {"count": int}),
    "day-of-month": (DayOfMonth, {"day": int, "months_later": int, "move_to_working_day": bool}),
}


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """The deadline of a form at one level, the text it rests on, and whether that is a local rule."""

    deadline: Deadline
    basis: str
    local_rule: bool


def deadline_from(content: Mapping[str, Any]) -> Deadline:
    """Read a deadline: ``{"rule": "working-days-after", "count": 3}`` or ``{"rule": "day-of-month", "day": 20}``.

    A day of the month may say ``months_later`` and ``move_to_working_day`` too. :class:`BadDeadline` otherwise.
    """
    numbers = dict(content)
    name = numbers.pop("rule", None)
    if name not in _RULES:
        raise BadDeadline(f"Không có cách tính thời hạn “{name}”.", f"Chọn một trong: {', '.join(_RULES)}.")
    rule, fields = _RULES[name]
    for field, value in numbers.items():
        if field not in fields or type(value) is not fields[field]:
            raise BadDeadline(
                f"Thời hạn “{name}” không có “{field}: {value}”.", f"Các trường: {', '.join(fields)}."
            )
    try:
        return rule(**numbers)
    except TypeError:
        raise BadDeadline(f"Thời hạn “{name}” chưa đủ.", f"Các trường: {', '.join(fields)}.") from None
