"""What becomes of a figure on another day's map: cases made by hand, each with the exact value or the exact refusal.

Without a database: links, lives and rows are given, and everything from there on is as in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from binhyen.analytics.models import Standing
from binhyen.analytics.queries import FigureOf, NoValue, WhyNot
from binhyen.analytics.queries.figures import compose
from binhyen.analytics.queries.loading import Loaded
from binhyen.analytics.queries.onto_map import Carrying, Finer, Key, Onto, Stood
from binhyen.analytics.queries.reported import Consolidated, Form, Report
from binhyen.analytics.rules.sums import LineSum
from binhyen.analytics.tests.ground import COMMUNES, DEFINITIONS, month
from binhyen.analytics.tests.test_longer_forms import HALF
from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity
from binhyen.indicators.models import DataSet
from binhyen.indicators.values import FormLayout
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import Origins
from binhyen.orgunits.rules.origins import origins
from binhyen.orgunits.values import Link
from binhyen.reporting.models import State

MONTHLY, HALVES = 1, 2
T, U, A, B, C, D, ZONE = 1, 2, 11, 12, 13, 14, 15
"""Units of today, and former ones."""

CHANGE, EARLIER = date(2025, 7, 1), date(2020, 3, 1)
TODAY, JUNE = date(2026, 2, 20), date(2025, 6, 30)
THEN, NOW, CROSSING = "2024-05", "2025-12", "2025-07"
"""The administrative month of July begins on 15 June."""
OLD, NEW = Validity(date(2000, 1, 1), CHANGE), Validity(CHANGE)

Values = Mapping[str, int | str | None]


@dataclass(frozen=True)
class Case:
    """``rows`` and ``sums`` by unit, or by unit and period; None is a report that is owed and has not come."""

    line: str
    expected: object
    links: tuple[Link, ...]
    rows: Mapping[object, Values | None] = field(default_factory=dict)
    sums: Mapping[object, Values | None] = field(default_factory=dict)
    lives: Mapping[int, Validity] = field(default_factory=dict)
    target: int = T
    day: date = TODAY
    period: str = THEN
    estimated: object = 0
    finer: Mapping[int, tuple[int, Level, Values | None]] = field(default_factory=dict)
    """Reports below a divided unit: unit → (the divided unit, level, values)."""
    homes: Mapping[int, int] = field(default_factory=dict)
    counted: tuple[int, int] | None = None
    longer: Mapping[int, Values] = field(default_factory=dict)
    """Half-yearly reports by unit."""


def whole(unit: int, into: int, day: date = CHANGE) -> Link:
    return Link(unit, into, day, "whole")


def part(unit: int, into: int, share: str | None, day: date = CHANGE) -> Link:
    return Link(unit, into, day, "part", None if share is None else Decimal(share))


TWO = (whole(A, T), whole(B, T))
QUARTERS = (part(A, T, "0.25"), part(A, U, "0.75"))
UNKNOWN = (part(A, T, None), part(A, U, None))
AND_WHOLE = (whole(B, T),)

CASES = {
    # whole
    "one-whole-flow": Case("sessions/a", 7, (whole(A, T),), {A: {"sessions/a": 7}}),
    "two-whole-flow": Case(
        "sessions/a", 12, TWO, {A: {"sessions/a": 7}, B: {"sessions/a": 5}}, counted=(2, 2)
    ),
    "two-whole-stock": Case("teams", 9, TWO, {A: {"teams": 4}, B: {"teams": 5}}),
    "two-whole-total-of-options": Case(
        "sessions",
        15,
        TWO,
        {A: {"sessions/a": 7, "sessions/b": 1}, B: {"sessions/a": 5, "sessions/b": 2}},
    ),
    "two-whole-rate-is-reckoned-anew": Case(
        "cover", 50, TWO, {A: {"teams": 1, "areas": 4}, B: {"teams": 5, "areas": 8}}
    ),
    "whole-zero-is-zero": Case("sessions/a", 0, TWO, {A: {"sessions/a": 0}, B: {"sessions/a": 0}}),
    "whole-not-applicable-beside-a-value": Case(
        "sessions/a", 5, TWO, {A: {"sessions/a": "x"}, B: {"sessions/a": 5}}
    ),
    "whole-not-applicable-everywhere": Case(
        "sessions/a", NoValue.NOT_APPLICABLE, TWO, {A: {"sessions/a": "x"}, B: {"sessions/a": "x"}}
    ),
    "sums-of-three-provinces": Case(
        "sessions/a",
        60,
        (*TWO, whole(C, T)),
        sums={A: {"sessions/a": 10}, B: {"sessions/a": 20}, C: {"sessions/a": 30}},
    ),
    "sum-and-own-report-of-a-province": Case(
        "sessions/a", 14, (whole(A, T),), {A: {"sessions/a": 4}}, {A: {"sessions/a": 10}}
    ),
    "a-zone-of-a-district-and-its-communes-counts-once": Case(
        "sessions/a",
        10,
        (Link(A, T, CHANGE, "district-became-zone"), whole(B, T)),
        {B: {"sessions/a": 10, "superior": A}},
        {A: {"sessions/a": 10}},
    ),
    "a-zone-of-a-district-without-sums-is-its-communes": Case(
        "sessions/a",
        10,
        (Link(A, T, CHANGE, "district-became-zone"), whole(B, T)),
        {B: {"sessions/a": 10, "superior": A}},
    ),
    # missing
    "a-report-not-come-is-no-smaller-sum": Case(
        "sessions/a", {WhyNot.NO_REPORT}, TWO, {A: {"sessions/a": 7}, B: None}
    ),
    "a-unit-without-any-report": Case("sessions/a", {WhyNot.NO_REPORT}, TWO, {A: {"sessions/a": 7}}),
    "a-line-left-empty": Case("sessions/a", {WhyNot.NO_REPORT}, TWO, {A: {"sessions/a": 7}, B: {"teams": 1}}),
    "nobody-stated-anything": Case("sessions/a", NoValue.MISSING, TWO, {A: None, B: None}),
    "nothing-was-owed": Case("sessions/a", NoValue.MISSING, TWO),
    # divided
    "part-with-a-share-flow": Case("sessions/a", 2, QUARTERS, {A: {"sessions/a": 8}}, estimated=2),
    "part-with-a-share-stock": Case("teams", "1.25", QUARTERS, {A: {"teams": 5}}, estimated="1.25"),
    "part-and-whole": Case(
        "sessions/a", 12, QUARTERS + AND_WHOLE, {A: {"sessions/a": 8}, B: {"sessions/a": 10}}, estimated=2
    ),
    "part-of-nothing-is-no-estimate": Case(
        "sessions/a", 10, QUARTERS + AND_WHOLE, {A: {"sessions/a": 0}, B: {"sessions/a": 10}}
    ),
    "part-of-a-rate-is-an-estimate-as-a-whole": Case(
        "cover",
        60,
        QUARTERS + AND_WHOLE,
        {A: {"teams": 4, "areas": 8}, B: {"teams": 5, "areas": 8}},
        estimated=60,
    ),
    "thirds-come-to-the-whole": Case(
        "sessions/a",
        "1.00000002",
        (part(A, T, "0.33333333"), part(A, U, "0.33333333"), part(A, C, "0.33333333")),
        {A: {"sessions/a": 3}},
        lives={C: NEW},
        estimated="1.00000002",
    ),
    "area-with-all-the-people-is-whole": Case(
        "sessions/a",
        8,
        (Link(A, T, CHANGE, "part-area-all-people"), Link(A, U, CHANGE, "part-area")),
        {A: {"sessions/a": 8}},
    ),
    "area-without-people-is-nothing": Case(
        "sessions/a",
        5,
        (
            Link(A, U, CHANGE, "part-area-all-people"),
            Link(A, T, CHANGE, "part-area"),
            whole(B, T),
        ),
        {A: {"sessions/a": 8}, B: {"sessions/a": 5}},
    ),
    "part-without-a-share": Case("sessions/a", {WhyNot.UNKNOWN_SHARE}, UNKNOWN, {A: {"sessions/a": 8}}),
    "whole-beside-a-part-without-a-share": Case(
        "sessions/a",
        {WhyNot.UNKNOWN_SHARE},
        UNKNOWN + AND_WHOLE,
        {A: {"sessions/a": 8}, B: {"sessions/a": 10}},
    ),
    "a-share-known-and-the-rest-unknown": Case(
        "sessions/a", 4, (part(A, T, "0.5"), part(A, U, None)), {A: {"sessions/a": 8}}, estimated=4
    ),
    "sums-of-a-divided-province-by-its-communes": Case(
        "sessions/a",
        11,
        (*UNKNOWN, whole(C, 101), whole(D, 102)),
        sums={A: {"sessions/a": 20}},
        finer={C: (A, Level.COMMUNE, {"sessions/a": 11}), D: (A, Level.COMMUNE, {"sessions/a": 9})},
        homes={101: T, 102: U},
        lives={101: NEW, 102: NEW},
    ),
    "a-body-of-a-divided-province-has-no-known-place": Case(
        "sessions/a",
        {WhyNot.UNKNOWN_SHARE},
        (*UNKNOWN, whole(C, 101)),
        sums={A: {"sessions/a": 20}},
        finer={C: (A, Level.COMMUNE, {"sessions/a": 11}), D: (A, Level.BODY, {"sessions/a": 9})},
        homes={101: T},
        lives={101: NEW},
    ),
    "a-divided-province-of-which-no-commune-reported": Case(
        "sessions/a",
        {WhyNot.NO_REPORT},
        (*QUARTERS, whole(B, T), whole(C, 101)),
        sums={A: {"sessions/a": 20}, B: {"sessions/a": 5}},
        finer={C: (A, Level.COMMUNE, None)},
        homes={101: T},
        lives={101: NEW},
    ),
    # chains
    "a-chain-of-whole-ones": Case(
        "sessions/a",
        7,
        (whole(A, B, EARLIER), whole(B, T)),
        {(A, "2019-05"): {"sessions/a": 7}},
        lives={A: Validity(date(2000, 1, 1), EARLIER), B: Validity(EARLIER, CHANGE)},
        period="2019-05",
    ),
    "a-chain-of-two-shares": Case(
        "sessions/a",
        "1.25",
        (
            part(A, B, "0.5", EARLIER),
            part(A, C, "0.5", EARLIER),
            part(B, T, "0.25"),
            part(B, U, "0.75"),
            whole(C, U),
        ),
        {(A, "2019-05"): {"sessions/a": 10}},
        lives={
            A: Validity(date(2000, 1, 1), EARLIER),
            B: Validity(EARLIER, CHANGE),
            C: Validity(EARLIER, CHANGE),
        },
        period="2019-05",
        estimated="1.25",
    ),
    "parts-that-join-again-are-no-estimate": Case(
        "sessions/a",
        10,
        (part(A, B, "0.5", EARLIER), part(A, C, "0.5", EARLIER), whole(B, T), whole(C, T)),
        {(A, "2019-05"): {"sessions/a": 10}},
        lives={
            A: Validity(date(2000, 1, 1), EARLIER),
            B: Validity(EARLIER, CHANGE),
            C: Validity(EARLIER, CHANGE),
        },
        period="2019-05",
    ),
    "unknown-parts-that-join-again-in-the-unit-are-whole": Case(
        "sessions/a",
        10,
        (part(A, B, None, EARLIER), part(A, C, None, EARLIER), whole(B, T), whole(C, T)),
        {(A, "2019-05"): {"sessions/a": 10}},
        lives={
            A: Validity(date(2000, 1, 1), EARLIER),
            B: Validity(EARLIER, CHANGE),
            C: Validity(EARLIER, CHANGE),
        },
        period="2019-05",
    ),
    "a-chain-with-an-unknown-link": Case(
        "sessions/a",
        {WhyNot.UNKNOWN_SHARE},
        (whole(A, B, EARLIER), part(B, T, None), part(B, U, None), whole(C, T)),
        {(A, "2019-05"): {"sessions/a": 10}, (C, "2019-05"): {"sessions/a": 1}},
        lives={A: Validity(date(2000, 1, 1), EARLIER), B: Validity(EARLIER, CHANGE)},
        period="2019-05",
    ),
    # renames and recodes
    "a-rename-changes-nothing": Case(
        "sessions/a",
        7,
        (Link(T, T, CHANGE, "renamed"),),
        {T: {"sessions/a": 7}},
        lives={T: Validity(OLD.since)},
    ),
    "founded-anew-on-the-same-land": Case("kinds", 6, (whole(A, T),), {A: {"kinds": 6}}),
    # what does not add
    "kinds-of-two-do-not-add": Case("kinds", {WhyNot.NOT_ADDITIVE}, TWO, {A: {"kinds": 6}, B: {"kinds": 4}}),
    "kinds-are-not-divided": Case("kinds", {WhyNot.NOT_ADDITIVE}, QUARTERS, {A: {"kinds": 6}}),
    "kinds-that-nobody-stated": Case("kinds", NoValue.MISSING, TWO, {A: {"teams": 1}, B: {"teams": 1}}),
    # windows that cross the change
    "a-flow-of-a-month-that-crosses": Case(
        "sessions/a",
        12,
        (whole(A, T),),
        {A: {"sessions/a": 7}, T: {"sessions/a": 5}},
        period=CROSSING,
    ),
    "a-stock-of-a-month-that-crosses-is-the-last-ones": Case(
        "teams",
        5,
        (whole(A, T),),
        {A: {"teams": 7}, T: {"teams": 5}},
        period=CROSSING,
    ),
    "kinds-of-a-month-that-crosses-are-the-last-ones": Case(
        "kinds",
        5,
        (whole(A, T),),
        {A: {"kinds": 7}, T: {"kinds": 5}},
        period=CROSSING,
    ),
    "a-flow-of-which-the-later-half-has-not-come": Case(
        "sessions/a",
        {WhyNot.NO_REPORT},
        (whole(A, T),),
        {A: {"sessions/a": 7}, T: None},
        period=CROSSING,
    ),
    "a-year-that-crosses-adds-months-of-both": Case(
        "sessions/a",
        13,
        (whole(A, T),),
        {(A, "2025-06"): {"sessions/a": 8}, (T, "2025-07"): {"sessions/a": 5}},
        period="2025",
    ),
    "a-year-with-one-month-not-comparable": Case(
        "sessions/a",
        {WhyNot.NO_REPORT},
        TWO,
        {(A, "2025-06"): {"sessions/a": 8}, (T, "2025-07"): {"sessions/a": 5}},
        period="2025",
    ),
    "a-stock-of-a-year-is-the-last-months": Case(
        "teams",
        5,
        TWO,
        {(A, "2025-06"): {"teams": 8}, (T, "2025-12"): {"teams": 5}},
        period="2025",
    ),
    # backwards
    "backwards-one-alone": Case(
        "sessions/a", 7, (whole(A, T),), {T: {"sessions/a": 7}}, target=A, day=JUNE, period=NOW
    ),
    "backwards-joined": Case(
        "sessions/a", {WhyNot.JOINED}, TWO, {T: {"sessions/a": 7}}, target=A, day=JUNE, period=NOW
    ),
    "backwards-all-parts-are-summed": Case(
        "sessions/a",
        9,
        QUARTERS,
        {T: {"sessions/a": 7}, U: {"sessions/a": 2}},
        target=A,
        day=JUNE,
        period=NOW,
    ),
    "backwards-one-part-was-joined-with-others": Case(
        "sessions/a",
        {WhyNot.JOINED},
        (*QUARTERS, whole(B, U)),
        {T: {"sessions/a": 7}, U: {"sessions/a": 2}},
        target=A,
        day=JUNE,
        period=NOW,
    ),
    # longer forms
    "a-longer-form-alone-holds-the-whole": Case(
        "sessions/a",
        30,
        (whole(A, T),),
        longer={A: {"sessions/a": 30}},
        period="2024-H1",
        counted=(1, 1),
    ),
    "longer-forms-alone-of-two": Case(
        "teams", 9, TWO, longer={A: {"teams": 4}, B: {"teams": 5}}, period="2024-H1", counted=(2, 2)
    ),
    "months-of-one-and-a-longer-form-of-the-other": Case(
        "sessions/a",
        70,
        TWO,
        {(A, "2024-05"): {"sessions/a": 30}},
        longer={B: {"sessions/a": 40}},
        period="2024-H1",
    ),
    "a-month-that-the-other-tells-with-its-half-year-alone": Case(
        "sessions/a",
        {WhyNot.NO_REPORT},
        TWO,
        {A: {"sessions/a": 30}},
    ),
    "a-longer-form-beside-months-states-a-difference": Case(
        "sessions/a",
        28,
        (whole(A, T),),
        {(A, "2024-05"): {"sessions/a": 30}},
        longer={A: {"sessions/a": -2}},
        period="2024-H1",
        counted=(1, 1),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_figure_on_another_map(case: Case) -> None:
    figure = figure_on_the_map(case)
    if isinstance(case.expected, set):
        assert (figure.value, figure.absence, set(figure.apart)) == (
            None,
            NoValue.NOT_COMPARABLE,
            case.expected,
        )
    elif isinstance(case.expected, NoValue):
        assert (figure.value, figure.absence) == (None, case.expected)
    else:
        assert (figure.value, figure.absence) == (Decimal(str(case.expected)), None)
    assert figure.estimated == Decimal(str(case.estimated))
    if case.counted is not None:
        assert (figure.units_counted, figure.units_expected) == case.counted


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


# ---- how a case is read ------------------------------------------------------------------------------------------


def figure_on_the_map(case: Case) -> FigureOf:
    period = month(case.period)
    forms = tuple(
        form_of(key, layout, period)
        for key, layout in ((MONTHLY, COMMUNES), (HALVES, HALF))
        if key == MONTHLY or case.longer
    )
    loaded = Loaded(forms, DEFINITIONS, {})
    reports: dict[Key, Report] = {}
    sums: dict[Key, Consolidated] = {}
    for given, values in case.rows.items():
        unit, code = given if isinstance(given, tuple) else (given, case.period)
        reports[unit, MONTHLY, code] = report_of(unit, month(code), values)
    for given, values in case.sums.items():
        unit, code = given if isinstance(given, tuple) else (given, case.period)
        sums[unit, MONTHLY, code] = sums_of(month(code), values)
    for unit, values in case.longer.items():
        reports[unit, HALVES, case.period] = report_of(unit, period, values)
    lives = {A: OLD, B: OLD, C: OLD, D: OLD, T: NEW, U: NEW, **case.lives}
    span = (period.first_day, period.last_day)
    courses = origins(case.links, lives, {case.target: case.target}, case.day, span)
    onto = Onto(frozenset({case.target}), Origins(case.day, courses, lives))
    finer = None
    if case.finer:
        homes = {case.target: case.target, **{u: t for u, t in case.homes.items() if t == case.target}}
        finer = Finer(
            {unit: Stood(above, level, (above,)) for unit, (above, level, _values) in case.finer.items()},
            Origins(case.day, origins(case.links, lives, homes, case.day, span), lives),
            {
                (unit, MONTHLY, case.period): report_of(unit, period, values, above)
                for unit, (above, _level, values) in case.finer.items()
            },
        )
    loaded.reports = {key: row for key, row in reports.items() if key[0] == case.target}
    loaded.consolidations = {key: row for key, row in sums.items() if key[0] == case.target}
    for key, row in Carrying(forms, onto, finer, loaded.rule_of, reports, sums).rows():
        loaded.consolidations[key] = row
        loaded.reports.pop(key, None)
    having = [each for each in loaded.sources_of(case.target, period) if case.line in each.form.by_code]
    return compose(loaded, having, loaded.lines[case.line], period)


def form_of(key: int, layout: FormLayout, period: Period) -> Form:
    data_set = DataSet(pk=key, code=layout.data_set)
    periods = tuple(period.parts(layout.period_kind))
    return Form(data_set, periods, layout.name, layout.name_en, layout.lines, False)


def report_of(unit: int, period: Period, values: Values | None, superior: int | None = None) -> Report:
    given = dict(values or {})
    named = given.pop("superior", None)
    cells = {line: cell(value) for line, value in given.items()} if values is not None else {}
    state = State.ACCEPTED if values is not None else ""
    days = (period.first_day, period.last_day)
    return Report(0, unit, *days, state, False, cells, superior if named is None else int(named))


def cell(value: int | str | None) -> LineSum:
    return (
        LineSum(None, 0, 1, 1)
        if value == "x"
        else LineSum(Decimal(value), 1, 0, 1)
        if value is not None
        else LineSum(None, 0, 0, 1)
    )


def sums_of(period: Period, values: Values | None) -> Consolidated:
    cells = {line: cell(value) for line, value in (values or {}).items()}
    return Consolidated(1, period.first_day, period.last_day, Standing.ACCEPTED, cells)
