"""What should the desk look at before it accepts a report?

Nothing here refuses a figure. A flag is *answered* when the unit explained it by a note; a check that does not
hold always waits for the desk's eye, whatever its note says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.foundations.quantities import Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLayout, FormLine, IndicatorKind, broken
from binhyen.reporting.rules.values import plain

JUMP_IN_A_YEAR = "jump-in-a-year"
STOCK_SHARE, STOCK_LEAST = Decimal("0.5"), 10
FLOW_TIMES, FLOW_LEAST = 5, 50
"""When a value is so far from the last period's that somebody should ask: a stock that changed by more than half and by
more than ten, a flow of more than five times and fifty over, or none after fifty or more. Rules of the program."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: a check that does not hold (``check`` is its code), a jump from the last period, or one
    from the same period a year before (``jump-in-a-year``), looked for when a report is shown and never kept.

    ``now`` and ``before`` are the values of a jump as plain numbers.
    """

    kind: str
    lines: tuple[str, ...]
    check: str = ""
    now: str = ""
    before: str = ""
    note: str = ""
    answered: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"lines": list(self.lines)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Flag:
        return cls(**{**content, "lines": tuple(content["lines"])})

    def sentence(self, layout: FormLayout) -> str:
        """What it says to the desk, in the reader's language."""
        english = get_language() == "en"
        if self.kind == "check":
            check = next(check for check in layout.checks if check.code == self.check)
            return check.sentence_en if english else check.sentence
        line = layout.by_code[self.lines[0]]
        sentence = (
            _("%(label)s: %(now)s, cùng kỳ năm trước %(before)s.")
            if self.kind == JUMP_IN_A_YEAR
            else _("%(label)s: %(now)s, kỳ trước %(before)s.")
        )
        return sentence % {
            "label": line.label_en if english else line.label,
            "now": format_number(Decimal(self.now)),
            "before": format_number(Decimal(self.before)),
        }


def flags_of(
    layout: FormLayout,
    figures: Mapping[str, Figure],
    notes: Mapping[str, str],
    previous: Mapping[str, Decimal],
) -> tuple[Flag, ...]:
    """The flags of a report with these figures, checks first, then jumps from the ``previous`` period's values by line
    code."""
    flags = [
        Flag("check", check.lines, check.code, note=_first_note(notes, check.lines))
        for check in broken(layout, figures)
    ]
    return (*flags, *_jumps_from("jump", layout, figures, notes, previous))


def jumps_in_a_year(
    layout: FormLayout,
    figures: Mapping[str, Figure],
    notes: Mapping[str, str],
    year_before: Mapping[str, Decimal],
) -> tuple[Flag, ...]:
    """What is far from the values of the same period a year before; only such as may be compared belong in
    ``year_before``."""
    return tuple(_jumps_from(JUMP_IN_A_YEAR, layout, figures, notes, year_before))


def _jumps_from(
    kind: str,
    layout: FormLayout,
    figures: Mapping[str, Figure],
    notes: Mapping[str, str],
    earlier: Mapping[str, Decimal],
) -> Iterator[Flag]:
    for line in layout.inputs:
        now, before = figures[line.code], earlier.get(line.code)
        if isinstance(now, Quantity) and before is not None and _jumps(line, before, now.value):
            note = notes.get(line.code, "").strip()
            yield Flag(
                kind,
                (line.code,),
                now=plain(now.value),
                before=plain(before),
                note=note,
                answered=bool(note),
            )


def unanswered(flags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of flags as they are kept, those that still wait for the desk's eye."""
    return [flag for flag in flags if not flag["answered"]]


def _jumps(line: FormLine, before: Decimal, now: Decimal) -> bool:
    if line.kind is IndicatorKind.FLOW:
        return (now > FLOW_TIMES * before and now - before > FLOW_LEAST) or (
            now == 0 and before >= FLOW_LEAST
        )
    return abs(now - before) > max(STOCK_SHARE * before, Decimal(STOCK_LEAST))


def _first_note(notes: Mapping[str, str], lines: tuple[str, ...]) -> str:
    return next((notes[code].strip() for code in lines if notes.get(code, "").strip()), "")
