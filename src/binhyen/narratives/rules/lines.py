"""Which line of a report's form does a figure go to, and may it be written there?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from binhyen.foundations.vietnamese import fold
from binhyen.indicators.values import FormLayout, FormLine, LineRole
from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.kinds import Kind
from binhyen.narratives.rules.states import Use

PERCENT = "%"
_REST = re.compile(r"\bkhác\b|không phân loại|còn lại", re.IGNORECASE)


def lines_offered(layout: FormLayout) -> tuple[FormLine, ...]:
    """The lines into which a figure may be put: those that the unit itself fills in."""
    return layout.inputs


def line_for(layout: FormLayout, figure: Proposed) -> str:
    """The code of the line that a figure goes to by its indicator; empty where there is none or people must choose.

    Of an indicator that is broken down the total is worked out from its options, and the text does not say which of
    them is meant: those lines are offered. Targets and changes go to no line.
    """
    if figure.code is None or figure.kind not in (Kind.RESULT, Kind.CONTEXT):
        return ""
    line = layout.by_code.get(figure.code)
    if line is None or line not in lines_offered(layout):
        return ""
    return line.code if line.is_percent == (figure.unit == PERCENT) else ""


def lines_of_parts(layout: FormLayout, figure: Proposed) -> tuple[FormLine, ...]:
    """The lines among which people choose for a result of an indicator that is broken down; none of any other."""
    total = layout.by_code.get(figure.code or "")
    if total is None or figure.kind not in (Kind.RESULT, Kind.CONTEXT) or figure.unit == PERCENT:
        return ()
    parts = (layout.by_code[code] for code in total.parts if total.role is LineRole.TOTAL)
    return tuple(line for line in parts if line in lines_offered(layout))


def lines_held_together(layout: FormLayout, lines: Collection[str]) -> set[str]:
    """These lines, and all that checks, totals and rates of the form hold together with them, near or far."""
    groups = [set(check.lines) for check in layout.checks]
    groups += [{line.code, *line.parts} for line in layout.lines if line.parts]
    found, seen = set(lines), 0
    while len(found) > seen:
        seen = len(found)
        for group in groups:
            if not found.isdisjoint(group):
                found |= group
    return found


def part_named(parts: Sequence[FormLine], words: str) -> str:
    """The code of the one part that the words right behind a number name by a phrase of its label; empty otherwise.

    A phrase that two labels share names none of them, and what is "khác" is never guessed.
    """
    said = f" {fold(words)} "
    phrases = {line.code: _phrases(line.label) for line in parts if not _REST.search(line.label)}
    known = Counter(phrase for each in phrases.values() for phrase in each)
    found = {
        phrase: code
        for code, each in phrases.items()
        for phrase in each
        if known[phrase] == 1 and f" {phrase} " in said
    }
    longest = {
        code
        for phrase, code in found.items()
        if not any(phrase in other for other in found if other != phrase)
    }
    return longest.pop() if len(longest) == 1 else ""


def _phrases(label: str) -> set[str]:
    """The parts of a label between commas, of two words at least."""
    return {phrase for each in label.split(",") if " " in (phrase := fold(each).strip())}


def use_for(figure: Proposed, line: str, *, has_report: bool) -> Use:
    """What becomes of a figure that was accepted as it stands: a result goes into the report where it has a line."""
    if figure.kind is Kind.TARGET:
        return Use.TARGET
    return Use.FIGURE if line or (figure.kind is Kind.RESULT and not has_report) else Use.CONTEXT
