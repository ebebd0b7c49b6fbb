"""Does what a form says hold together? Totals and rates worked out, and checks judged, from one definition.

The gate judges with :func:`broken`, a workbook with :func:`excel_formula`, a page with :func:`as_json` and the script
``checks.js``. A line without a value (missing, or not applicable) keeps a check from being judged, in all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from binhyen.foundations.quantities import Absence, Figure, Quantity, rate, total
from binhyen.indicators.rules.definitions import Check, Comparison, FormLayout, FormLine, LineRole, Term

MOST_DECIMALS = 6
"""No line has more places than this. Excel and the page reckon in binary fractions and round differences to it."""


def broken(layout: FormLayout, figures: Mapping[str, Figure]) -> tuple[Check, ...]:
    """The checks that do not hold, in the form's order. ``figures``: the inputs by line code, absent ones missing."""
    known = {**figures, **_totals(layout, figures)}
    return tuple(check for check in layout.checks if _is_broken(check, known))


def worked_out(layout: FormLayout, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The totals and rates of a form, by line code, from its inputs.

    A total is missing when a part of it is; parts that are not applicable are left out beside values, and all of
    them together make the total not applicable. A rate needs both its parts and a denominator above zero
    (else it is missing or not applicable). Negative parts of a rate raise ``BadQuantity``.
    """
    found = _totals(layout, figures)
    for line in _of_role(layout, LineRole.RATE):
        numerator, denominator = (figures.get(part, Absence.MISSING) for part in line.parts)
        found[line.code] = rate([numerator], [denominator], line.per, line.unit).figure
    return found


def _totals(layout: FormLayout, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for line in _of_role(layout, LineRole.TOTAL):
        sum_of_parts = total(figures.get(part, Absence.MISSING) for part in line.parts)
        found[line.code] = sum_of_parts.figure if sum_of_parts.is_complete else Absence.MISSING
    return found


def _of_role(layout: FormLayout, role: LineRole) -> Iterable[FormLine]:
    return (line for line in layout.lines if line.role is role)


def _is_broken(check: Check, figures: Mapping[str, Figure]) -> bool:
    values: dict[str, Decimal] = {}
    for line in check.lines:
        figure = figures.get(line)
        if not isinstance(figure, Quantity):
            return False
        values[line] = figure.value
    left, right = (sum(values[term.line] * term.times for term in side) for side in (check.left, check.right))
    match check.comparison:
        case Comparison.AT_MOST:
            return left > right
        case Comparison.AT_LEAST:
            return left < right
        case Comparison.EQUAL:
            return left != right


def as_json(check: Check) -> dict[str, Any]:
    """A check as the page's script reads it."""
    return {
        "code": check.code,
        "left": [[term.line, term.times] for term in check.left],
        "comparison": str(check.comparison),
        "right": [[term.line, term.times] for term in check.right],
        "sentence": check.sentence,
        "sentence_en": check.sentence_en,
    }


def totals_as_json(layout: FormLayout) -> dict[str, list[str]]:
    """The parts of each total of a form, by its code, as the page's script reads them."""
    return {line.code: list(line.parts) for line in _of_role(layout, LineRole.TOTAL)}


_BREAKING = {Comparison.AT_MOST: ">0", Comparison.AT_LEAST: "<0", Comparison.EQUAL: "<>0"}


def excel_formula(check: Check, cell_of: Mapping[str, str]) -> str:
    """A formula, without ``=``, that is TRUE where the check is broken and FALSE where it holds or is not judged.

    ``cell_of`` gives the cell of each line (``$D$5``). English function names and commas, as in the file itself;
    a cell with text, with ``x`` or with nothing keeps it from being judged.
    """
    cells = ",".join(cell_of[line] for line in check.lines)
    left, right = _side(check.left, cell_of), _side(check.right, cell_of)
    difference = f"ROUND({left}-({right}),{MOST_DECIMALS})"
    return f"IF(COUNT({cells})={len(check.lines)},{difference}{_BREAKING[check.comparison]},FALSE)"


def excel_total(line: FormLine, cell_of: Mapping[str, str]) -> str:
    """The formula of a TOTAL: the sum, ``x`` where every part is not applicable, nothing where one is missing."""
    cells = [cell_of[part] for part in line.parts]
    listed = ",".join(cells)
    return f'IF(AND({_all_given(cells)}),IF(COUNT({listed})=0,"x",SUM({listed})),"")'


def excel_rate(line: FormLine, cell_of: Mapping[str, str]) -> str:
    """The formula of a RATE: numerator by denominator; ``x`` where there is none, nothing where a part is missing."""
    above, below = (cell_of[part] for part in line.parts)
    ratio = f'IF({below}=0,"x",{above}/{below}*{line.per})'
    return f'IF(COUNT({above},{below})=2,{ratio},IF(AND({_all_given([above, below])}),"x",""))'


def _all_given(cells: list[str]) -> str:
    return ",".join(f'OR(ISNUMBER({cell}),LOWER(TRIM({cell}))="x")' for cell in cells)


def _side(terms: tuple[Term, ...], cell_of: Mapping[str, str]) -> str:
    return (
        "+".join(
            cell_of[term.line] if term.times == 1 else f"{term.times}*{cell_of[term.line]}" for term in terms
        )
        or "0"
    )
