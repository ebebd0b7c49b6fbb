"""Whose figures stand for a unit on another day's map: told for the units asked, each from its last day in the span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.authority import Actor, Reach, branches
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.queries import Origins, origins_of, own_territory
from binhyen.orgunits.rules.origins import origins
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    DONG,
    DONG_TAY,
    LAM_HONG,
    LANG_CHUA,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    TAY,
    keeper,
    lay_former_units,
)
from binhyen.orgunits.values import AS_REPORTED, ELSEWHERE, Link, Reason, TerritoryChoice, crosswalk

US = keeper()
OF_CUA_LO = Actor(
    8, "lam", reach=Reach(content=branches(paths=(f"1.{LAM_HONG}.{CUA_LO}.",)), above=(1, LAM_HONG))
)
TODAY, JUNE, Y2015, Y2024 = date(2026, 11, 2), date(2025, 6, 30), date(2015, 5, 1), date(2024, 5, 1)


@pytest.fixture
def _former_units(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        lay_former_units()
    with acting_as(US):
        yield


def parts(found: Origins) -> dict[int, dict[int, Fraction]]:
    return {unit: dict(course.parts) for unit, course in found.courses.items()}


@pytest.mark.usefixtures("_former_units")
class TestOfKeptUnits:
    def test_a_province_of_two_former_ones_has_both_whole_in_one_statement(
        self, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            found = origins_of(US, [LAM_HONG], TODAY, Y2024, Y2024)
        assert parts(found) == {SONG_LAM: {LAM_HONG: 1}, NUI_HONG: {LAM_HONG: 1}}
        assert found.named(US)[SONG_LAM].name == "Tỉnh Sông Lam"

    def test_communes_get_shares_and_doubts(self) -> None:
        found = origins_of(US, [BINH_LAM, CUA_LO, TAN_TIEN_MOI], TODAY, Y2024, Y2024)
        assert parts(found) == {
            DONG_TAY: {BINH_LAM: Fraction(1, 4), CUA_LO: Fraction(3, 4)},
            TAN_TIEN: {},
            TAN_TIEN_XA: {TAN_TIEN_MOI: 1},
        }
        (loss,) = found.courses[TAN_TIEN].losses
        assert (loss.reason, loss.perhaps) == (Reason.UNKNOWN_SHARE, (CUA_LO, TAN_TIEN_MOI))
        assert {(each.into, each.share, each.source) for each in found.shares[DONG_TAY]} == {
            (BINH_LAM, Decimal("0.25"), "Đề án thử"),
            (CUA_LO, Decimal("0.75"), "Đề án thử"),
        }

    def test_what_lies_outside_of_the_targets_is_elsewhere_also_out_of_sight(self) -> None:
        with acting_as(OF_CUA_LO):
            found = origins_of(OF_CUA_LO, [CUA_LO], TODAY, Y2024, Y2024)
        assert parts(found)[DONG_TAY] == {ELSEWHERE: Fraction(1, 4), CUA_LO: Fraction(3, 4)}
        assert found.courses[TAN_TIEN].losses[0].perhaps == (CUA_LO,)
        assert parts(found)[TAN_TIEN] == {}, "the other half lies out of sight, and is not taken for ours"

    def test_each_generation_counts_in_its_own_time(self) -> None:
        assert set(origins_of(US, [CUA_LO], TODAY, Y2015, Y2015).courses) == {DONG, TAY, TAN_TIEN}
        assert set(origins_of(US, [CUA_LO], TODAY, Y2015, Y2024).courses) == {DONG, TAY, DONG_TAY, TAN_TIEN}

    def test_a_window_that_crosses_the_change_has_the_units_of_both_sides(self) -> None:
        assert set(origins_of(US, [LAM_HONG], TODAY, JUNE, date(2025, 7, 14)).courses) == {SONG_LAM, NUI_HONG}

    def test_a_unit_that_only_changed_its_kind_has_no_origin_but_itself(self) -> None:
        assert not origins_of(US, [LANG_CHUA], TODAY, Y2024, Y2024)

    def test_backwards_a_joined_unit_may_lie_in_each_that_it_came_from(self) -> None:
        found = origins_of(US, [SONG_LAM], JUNE, TODAY, TODAY)
        assert parts(found) == {LAM_HONG: {}}
        assert [(loss.reason, loss.perhaps) for loss in found.courses[LAM_HONG].losses] == [
            (Reason.JOINED, (SONG_LAM,))
        ]

    def test_backwards_a_unit_joined_inside_of_one_is_whole_there(self) -> None:
        found = origins_of(US, [SONG_LAM], JUNE, TODAY, TODAY, under=[LAM_HONG])
        assert parts(found) == {
            BINH_LAM: {SONG_LAM: 1},
            CUA_LO: {SONG_LAM: 1},
            TAN_TIEN_MOI: {},
            LANG_CHUA: {SONG_LAM: 1},
        }
        assert found.courses[TAN_TIEN_MOI].losses[0].reason is Reason.JOINED

    def test_finer_units_lie_in_the_target_that_they_are_below(self) -> None:
        found = origins_of(US, [LAM_HONG], TODAY, Y2024, Y2024, under=[SONG_LAM])
        assert parts(found) == {
            DONG_TAY: {LAM_HONG: 1},
            TAN_TIEN: {LAM_HONG: 1},
            LANG_CHUA: {LAM_HONG: 1},
        }

    def test_the_own_map_of_a_unit_lies_within_its_life(self) -> None:
        assert own_territory(US, LAM_HONG, Y2024) == TerritoryChoice(date(2025, 7, 1))
        assert own_territory(US, SONG_LAM, TODAY) == TerritoryChoice(JUNE)
        assert own_territory(US, LAM_HONG, TODAY) == TerritoryChoice(TODAY) != AS_REPORTED


# ---- as a crosswalk says it -------------------------------------------------------------------------------------

D0, D1, D2 = date(2020, 1, 1), date(2022, 1, 1), date(2025, 1, 1)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Link], dict[int, Validity], list[int]]:
    """Six units that end in 2025 and four that begin there; shares are known or not."""
    former, later = list(range(1, 7)), list(range(11, 15))
    links = []
    for unit in former:
        into = draw(st.lists(st.sampled_from(later), min_size=1, max_size=3, unique=True))
        if len(into) == 1:
            links.append(Link(unit, into[0], D2, "whole"))
        else:
            known = draw(st.booleans())
            rest = 100
            for at, successor in enumerate(into):
                share = rest if at == len(into) - 1 else draw(st.integers(0, rest))
                rest -= share
                links.append(Link(unit, successor, D2, "part", Fraction(share, 100) if known else None))  # type: ignore[arg-type]
    lives = {unit: Validity(D0, D2) for unit in former} | {unit: Validity(D2) for unit in later}
    return links, lives, later


@settings(max_examples=60, deadline=None)
@given(world=worlds(), grouped=st.booleans())
def test_nothing_is_lost_or_made_however_the_targets_are_chosen(
    world: tuple[list[Link], dict[int, Validity], list[int]], grouped: bool
) -> None:
    links, lives, later = world
    homes = {unit: later[0] if grouped else unit for unit in later}
    found = origins(links, lives, homes, TODAY, (D1, D1))
    walk = crosswalk(links, lives, D1, TODAY)
    assert found.keys() == walk.courses.keys()
    for unit, course in found.items():
        lost = sum((loss.share for loss in course.losses), Fraction(0))
        assert sum((part.share for part in course.parts), lost) == 1
        if grouped:
            assert course.parts == ((later[0], 1),), "all of it lies within, however it was divided"
        else:
            assert course == walk.courses[unit]
