"""Can a number of one to four persons be worked out from what is shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.analytics.rules.disclosure import (
    UNDER_FIVE,
    WITH_IT,
    Adds,
    held_back,
    sums_over_time,
)
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period

Key = tuple[int, int]
TOTAL = -1


def table(rows: Sequence[Sequence[int | None]]) -> tuple[dict[Key, Decimal | None], list[Adds[Key]]]:
    """A table with its totals of rows, columns and everything."""
    cells: dict[Key, Decimal | None] = {
        (i, j): None if value is None else Decimal(value)
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
    }
    height, width = len(rows), len(rows[0])
    relations = []

    def add(whole: Key, parts: tuple[Key, ...]) -> None:
        known = [value for part in parts if (value := cells[part]) is not None]
        cells[whole] = sum(known, Decimal(0)) if known else None
        relations.append(Adds(whole, parts))

    for i in range(height):
        add((i, TOTAL), tuple((i, j) for j in range(width)))
    for j in (*range(width), TOTAL):
        add((TOTAL, j), tuple((i, j) for i in range(height)))
    relations.append(Adds((TOTAL, TOTAL), tuple((TOTAL, j) for j in range(width))))
    return cells, relations


def subtract_through(
    cells: Mapping[Key, Decimal | None], relations: Sequence[Adds[Key]], marks: Mapping[Key, str]
) -> dict[Key, Decimal]:
    """What a reader works out who knows every relation: where one cell alone is unknown, it follows."""
    known = {key: value for key, value in cells.items() if value is not None and key not in marks}
    found: dict[Key, Decimal] = {}
    while True:
        before = len(found)
        for each in relations:
            parts = [part for part in each.parts if cells[part] is not None]
            if cells[each.whole] is None or not parts:
                continue
            unknown = [key for key in (*parts, each.whole) if key not in known]
            if len(unknown) != 1:
                continue
            (key,) = unknown
            if key == each.whole:
                value = sum((known[part] for part in parts), Decimal(0))
            else:
                value = known[each.whole] - sum((known[part] for part in parts if part != key), Decimal(0))
            known[key] = found[key] = value
        if len(found) == before:
            return found


numbers = st.one_of(st.none(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 60))
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(rows=tables)
@settings(max_examples=400, deadline=None)
def test_nobody_subtracts_their_way_to_a_number_under_five(rows: list[list[int | None]]) -> None:
    cells, relations = table(rows)
    marks = held_back(cells, relations)
    small = {key for key, value in cells.items() if value is not None and 0 < value < 5}
    assert small <= marks.keys()
    assert {key for key, mark in marks.items() if mark == UNDER_FIVE} <= small
    assert not small & subtract_through(cells, relations, marks).keys()


SQUARE: tuple[Key, ...] = ((0, 0), (0, 1), (1, 0), (1, 1))


@given(rows=st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=40, deadline=None)
def test_a_reader_who_tries_every_table_finds_two_for_each_number_under_five(rows: list[list[int]]) -> None:
    cells, relations = table(rows)
    marks = held_back(cells, relations)
    printed = {key: int(value) for key, value in cells.items() if key not in marks and value is not None}
    possible: dict[Key, set[int]] = {key: set() for key in marks}
    ranges = [range(16) if key in marks else (printed[key],) for key in SQUARE]
    for a, b, c, d in product(*ranges):
        guessed = {
            **dict(zip(SQUARE, (a, b, c, d), strict=True)),
            (0, TOTAL): a + b,
            (1, TOTAL): c + d,
            (TOTAL, 0): a + c,
            (TOTAL, 1): b + d,
            (TOTAL, TOTAL): a + b + c + d,
        }
        if all(guessed[key] == value for key, value in printed.items()) and all(
            mark == WITH_IT or 0 < guessed[key] < 5 for key, mark in marks.items()
        ):
            for key in marks:
                possible[key].add(guessed[key])
    assert all(len(possible[key]) > 1 for key in marks if 0 < (cells[key] or 0) < 5)


def test_a_zero_is_shown_and_a_small_cell_takes_the_smallest_other_with_it() -> None:
    cells, relations = {"a": 3, "b": 0, "c": 40, "d": 12, "all": 55}, [Adds("all", ("a", "b", "c", "d"))]
    assert held_back({key: Decimal(value) for key, value in cells.items()}, relations) == {
        "a": UNDER_FIVE,
        "d": WITH_IT,
    }


def test_two_small_cells_whose_sum_leaves_one_way_take_a_third_with_them() -> None:
    cells = {"a": Decimal(4), "b": Decimal(4), "c": Decimal(30), "all": Decimal(38)}
    assert set(held_back(cells, [Adds("all", ("a", "b", "c"))])) == {"a", "b", "c"}


def test_a_bridge_between_held_back_cells_is_seen() -> None:
    """Two held back in each row and column is not enough: what joins two closed groups still follows."""
    rows = [
        [9, 9, 30, 30, 30],
        [9, 9, 30, 30, 30],
        [30, 30, 3, 30, 30],
        [30, 30, 30, 9, 9],
        [30, 30, 30, 9, 9],
    ]
    cells, relations = table(rows)
    marks = held_back(cells, relations)
    assert (2, 2) in marks
    assert (2, 2) not in subtract_through(cells, relations, marks)


def test_the_complement_of_a_count_is_held_back_though_it_is_never_printed() -> None:
    cells = {"of": Decimal(100), "there": Decimal(98), "not there": Decimal(2)}
    marks = held_back(cells, [Adds("of", ("there", "not there"))], unshown=["not there"])
    assert marks == {"there": WITH_IT}


def test_a_quarter_does_not_tell_its_month() -> None:
    periods = [parse_period(code, ADMINISTRATIVE) for code in ("2026-01", "2026-02", "2026-03", "2026-Q1")]
    values = dict(zip(periods, map(Decimal, (3, 20, 11, 34)), strict=True))
    marks = held_back(values, sums_over_time(periods))
    assert {period.code: mark for period, mark in marks.items()} == {
        "2026-01": UNDER_FIVE,
        "2026-03": WITH_IT,
    }


def test_periods_that_leave_a_gap_tell_nothing_of_one_another() -> None:
    periods = [parse_period(code, ADMINISTRATIVE) for code in ("2026-01", "2026-03", "2026-Q1")]
    assert not sums_over_time(periods)
    year = [parse_period(code, ADMINISTRATIVE) for code in ("2026-H1", "2026-H2", "2026")]
    assert sums_over_time(year) == (Adds(year[2], (year[0], year[1])),)


def test_what_does_not_add_up_to_the_shown_total_takes_nothing_with_it() -> None:
    """A kind of model never adds: its total says nothing of the others."""
    cells = {"a": Decimal(3), "b": Decimal(7), "all": Decimal(8)}
    assert held_back(cells, [Adds("all", ("a", "b"))]) == {"a": UNDER_FIVE}


def test_a_sum_that_is_known_from_elsewhere_protects_nobody() -> None:
    cells = {key: Decimal(value) for key, value in {"a": 1, "b": 1, "c": 0, "all": 2}.items()}
    relations = [Adds("all", ("a", "b", "c"))]
    assert held_back(cells, relations).keys() == {"a", "b", "all"}
    assert held_back(cells, relations, known=["all"]).keys() == {"a", "b", "c"}


def test_what_a_known_sum_tells_anyway_takes_nothing_with_it() -> None:
    cells = {"only": Decimal(3), "all": Decimal(3)}
    assert held_back(cells, [Adds("all", ("only",))], known=["all"]) == {"only": UNDER_FIVE}
