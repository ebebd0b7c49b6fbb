"""Which line of a report's form does a figure go to, and may it be written there?"""

from __future__ import annotations

from binhyen.indicators.values import FormLayout, FormLine
from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.kinds import Kind
from binhyen.narratives.rules.states import Use

PERCENT = "%"


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


def use_for(figure: Proposed, line: str, *, has_report: bool) -> Use:
    """What becomes of a figure that was accepted as it stands: a result goes into the report where it has a line."""
    if figure.kind is Kind.TARGET:
        return Use.TARGET
    return Use.FIGURE if line or (figure.kind is Kind.RESULT and not has_report) else Use.CONTEXT
