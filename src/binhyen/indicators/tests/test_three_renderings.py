"""Gate, workbook and page judge the same cases of every form alike, and so work out the same totals and rates."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

import pytest
from django.conf import settings
from py_mini_racer import MiniRacer

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.queries import layouts_from
from binhyen.indicators.rules.catalogue import catalogue_from, layouts_of
from binhyen.indicators.tests.excel import evaluate
from binhyen.indicators.tests.small_catalogue import small_documents
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    LineRole,
    as_json,
    broken,
    excel_formula,
    excel_rate,
    excel_total,
    totals_as_json,
    worked_out,
)

Cell: TypeAlias = float | str | None
"""What stands in an input cell: a number, text, or nothing."""

CASES_A_FORM = 40
NOT_APPLICABLE = ("x", "X", " x ")
TEXTS = ("1.234", "khoảng 5", "chưa rõ", "")


@dataclass(frozen=True)
class Case:
    """One filled-in form: the input cells by line code."""

    layout: FormLayout
    cells: dict[str, Cell]

    @property
    def figures(self) -> dict[str, Figure]:
        """The cells as the gate sees them once they are read; text is no value."""
        return {code: _figure(cell, self.layout.by_code[code]) for code, cell in self.cells.items()}

    @property
    def page(self) -> dict[str, Any]:
        """The cells as the page hands them to its script."""
        shown: dict[str, Any] = {}
        for code, figure in self.figures.items():
            value = float(figure.value) if isinstance(figure, Quantity) else None
            shown[code] = "x" if figure is Absence.NOT_APPLICABLE else value
        return shown

    @property
    def sheet(self) -> dict[str, Cell]:
        """The cells by address, with the formulas of totals and rates beside them."""
        addresses = addresses_of(self.layout)
        sheet: dict[str, Cell] = {addresses[code]: cell for code, cell in self.cells.items()}
        for line in self.layout.lines:
            if line.role is LineRole.TOTAL:
                sheet[addresses[line.code]] = f"={excel_total(line, addresses)}"
            elif line.role is LineRole.RATE:
                sheet[addresses[line.code]] = f"={excel_rate(line, addresses)}"
        return sheet


def addresses_of(layout: FormLayout) -> dict[str, str]:
    return {line.code: f"D{row}" for row, line in enumerate(layout.lines, 5)}


@cache
def cases() -> tuple[Case, ...]:
    """The same ones each time, on every shipped form as a workbook asks it and on a small one with every comparison."""
    chance = random.Random(20260220)
    shipped = [layout.to_fill for layout in layouts_from().values()]
    (small,) = layouts_of(catalogue_from(small_documents())).values()
    return tuple(
        Case(layout, dict(_cells(layout, chance)))
        for layout in (*shipped, *[small] * 3)
        for _number in range(CASES_A_FORM)
    )


def _cells(layout: FormLayout, chance: random.Random) -> Iterator[tuple[str, Cell]]:
    sizes = chance.choice(((2,), (3, 40), (3, 40, 5_000), (40, 5_000, 10**12)))
    for line in layout.inputs:
        size = chance.choice(sizes)
        kind = chance.choices(("number", "nothing", "x", "text"), (90, 4, 4, 2))[0]
        match kind:
            case "number":
                fraction = chance.choice((0, chance.random())) if line.decimals else 0
                yield line.code, round(chance.randint(0, size) + fraction, line.decimals)
            case "nothing":
                yield line.code, None
            case "x":
                yield line.code, chance.choice(NOT_APPLICABLE)
            case _:
                yield line.code, chance.choice(TEXTS)


def _figure(cell: Cell, line: FormLine) -> Figure:
    if cell is None:
        return Absence.MISSING
    if isinstance(cell, str):
        return Absence.NOT_APPLICABLE if cell.strip().lower() == "x" else Absence.MISSING
    return Quantity(Decimal(repr(cell)), line.unit)


def as_excel_shows(figure: Figure) -> Cell:
    if isinstance(figure, Quantity):
        return float(figure.value)
    return "x" if figure is Absence.NOT_APPLICABLE else ""


@pytest.fixture(scope="module")
def page() -> MiniRacer:
    script = settings.PACKAGE / "web" / "static" / "web" / "checks.js"
    racer = MiniRacer()
    racer.eval(script.read_text("utf-8").replace("export function", "function"))
    return racer


def on_the_page(racer: MiniRacer, case: Case) -> list[str]:
    checks = json.dumps([as_json(check) for check in case.layout.checks], ensure_ascii=False)
    totals, values = json.dumps(totals_as_json(case.layout)), json.dumps(case.page)
    script = f"JSON.stringify(broken({checks}, withTotals({totals}, {values})).map(({{code}}) => code))"
    found: list[str] = json.loads(str(racer.eval(script)))
    return found


def in_the_workbook(case: Case) -> list[str]:
    addresses, sheet = addresses_of(case.layout), case.sheet
    return [check.code for check in case.layout.checks if evaluate(excel_formula(check, addresses), sheet)]


def test_the_three_renderings_agree_on_every_case(page: MiniRacer) -> None:
    for number, case in enumerate(cases()):
        judged = [check.code for check in broken(case.layout, case.figures)]
        assert in_the_workbook(case) == judged, number
        assert on_the_page(page, case) == judged, number


def test_the_cases_break_keep_and_leave_unjudged_every_check() -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    for case in cases():
        known = case.figures | worked_out(case.layout, case.figures)
        judged = broken(case.layout, case.figures)
        for check in case.layout.checks:
            if not all(isinstance(known[line], Quantity) for line in check.lines):
                outcome = "unjudged"
            else:
                outcome = "broken" if check in judged else "kept"
            seen[case.layout.data_set, check.code, outcome] += 1
    wanted = {
        (layout.data_set, check.code, outcome)
        for layout in {case.layout.data_set: case.layout for case in cases()}.values()
        for check in layout.checks
        for outcome in ("broken", "kept", "unjudged")
    }
    assert wanted - seen.keys() == set()


def test_workbook_and_gate_work_out_the_same_totals_and_rates() -> None:
    compared: Counter[str] = Counter()
    for case in cases():
        sheet, addresses = case.sheet, addresses_of(case.layout)
        for code, figure in worked_out(case.layout, case.figures).items():
            shown = evaluate(str(sheet[addresses[code]])[1:], sheet)
            wanted = as_excel_shows(figure)
            compared[str(wanted) if isinstance(wanted, str) else "number"] += 1
            assert shown == (wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-12)), code
    assert set(compared) == {"number", "x", ""}


def test_an_equality_with_decimals_holds_in_all_three(page: MiniRacer) -> None:
    """0.1 + 0.2 is not 0.3 in binary fractions."""
    (layout,) = layouts_of(catalogue_from(small_documents())).values()
    cells: dict[str, Cell] = dict.fromkeys(layout.position, 0)
    documents = small_documents()
    for indicator in documents["indicators/thu.yaml"]["indicators"]:
        indicator["decimals"] = 2
    documents["forms/bieu-thu.yaml"]["checks"] = [
        {"code": "same", "rule": "to + thanh_vien = duong", "says": "Bằng nhau.", "says_en": "Equal."}
    ]
    (layout,) = layouts_of(catalogue_from(documents)).values()
    for total, wanted in ((0.3, []), (0.31, ["same"]), (0.29, ["same"])):
        case = Case(layout, cells | {"to": 0.1, "thanh_vien": 0.2, "duong": total})
        assert [check.code for check in broken(layout, case.figures)] == wanted
        assert in_the_workbook(case) == wanted
        assert on_the_page(page, case) == wanted
