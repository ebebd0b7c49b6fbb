"""An invented stock of June 2025, given to every unit of the former map, on the map of today: to the last unit.

The real country of both maps, as every installation loads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Level, Succession
from binhyen.orgunits.queries import NamedCrosswalk, crosswalk_of, predecessors_of, unit_of_code
from binhyen.orgunits.values import Crosswalk, Fate, Reason, carried_over

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("stock of then")]

THEN, TODAY = date(2025, 6, 30), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _whole_country(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        yield


@cache
def country() -> NamedCrosswalk:
    """The whole country's communes and provinces by people; it is the same in every test."""
    return crosswalk_of(OPERATOR, THEN, TODAY)


def of_level(level: Level) -> Crosswalk:
    walk, before = country().walk, country().before
    return replace(
        walk, courses={unit: each for unit, each in walk.courses.items() if before[unit].level == level}
    )


def stock(walk: Crosswalk) -> dict[int, Decimal]:
    """A number of its own for every unit, so that nothing can stand in for anything else."""
    return {unit: Decimal(1000 + unit) for unit in walk.courses}


def province(code: str, day: date) -> int:
    found = unit_of_code(OPERATOR, code, day, level=Level.PROVINCE)
    assert found is not None
    return found.id


def test_every_former_commune_is_accounted_for() -> None:
    walk = of_level(Level.COMMUNE)
    counts = walk.counts()
    assert sum(counts.values()) == len(walk.courses) == 10_035
    given = stock(walk)
    over = carried_over(given, walk)
    assert over.reported == sum(given.values())
    # All people of 58 communes went to one place though their land was split: people tell it, so it is whole.
    whole = [course for course in walk.courses.values() if course.fate is Fate.WHOLE]
    assert over.carried == sum(given[course.unit] for course in whole)
    assert over.estimated == 0
    assert {loss.reason for loss in over.losses} == {Reason.UNKNOWN_SHARE}
    assert len(whole) + len({loss.unit for loss in over.losses}) == 10_035


def test_with_shares_for_every_split_commune_the_stock_is_conserved_to_the_last_unit() -> None:
    changed: list[Succession] = []
    for number, split in enumerate(_unknown_splits()):
        left = Decimal(1)
        for link in split[:-1]:
            link.people_share = (left / (2 + number % 3)).quantize(Decimal("1e-8"))
            left -= link.people_share
        split[-1].people_share = left
        changed += split
    Succession.objects.visible_to(OPERATOR).bulk_update(changed, ["people_share"])
    walk = crosswalk_of(OPERATOR, THEN, TODAY, levels=(Level.COMMUNE,)).walk
    over = carried_over(stock(walk), walk)
    assert not over.losses
    assert over.carried == sum(stock(walk).values())
    assert over.estimated > 0
    assert len(over.sums) >= 3_300


def _unknown_splits() -> list[list[Succession]]:
    rows = Succession.objects.visible_to(OPERATOR).filter(people_share=None, predecessor__level=Level.COMMUNE)
    splits: dict[int, list[Succession]] = {}
    for row in rows.order_by("predecessor_id", "unit_id"):
        splits.setdefault(row.predecessor_id, []).append(row)
    return list(splits.values())


@pytest.mark.parametrize(
    ("old", "new"), [("06", "19"), ("36", "37"), ("17", "25"), ("26", "25"), ("38", "38")]
)
def test_the_provinces_of_the_articles(old: str, new: str) -> None:
    """Bắc Kạn in Thái Nguyên, Nam Định in Ninh Bình, Hòa Bình and Vĩnh Phúc in Phú Thọ, Thanh Hóa as it was."""
    before, after = province(old, THEN), province(new, TODAY)
    (part,) = country().walk.courses[before].parts
    assert part == (after, Fraction(1))
    assert (before == after) is (old == "38")


@pytest.mark.parametrize(
    ("new", "members"),
    [("19", {"06", "19"}), ("37", {"35", "36", "37"}), ("25", {"17", "25", "26"}), ("38", {"38"})],
)
def test_a_sum_of_today_rests_on_all_its_members(new: str, members: set[str]) -> None:
    values = {province(code, THEN): Decimal(10) for code in members}
    over = carried_over(values, of_level(Level.PROVINCE))
    found = over.sums[province(new, TODAY)]
    assert (found.value, found.counted, found.is_complete) == (10 * len(members), len(members), True)
    values.popitem()
    if values:
        assert not carried_over(values, of_level(Level.PROVINCE)).sums[province(new, TODAY)].is_complete


def test_thanh_hoa_stayed_while_its_communes_became_166(django_assert_num_queries: Any) -> None:
    thanh_hoa = province("38", TODAY)
    with django_assert_num_queries(2):
        named = crosswalk_of(OPERATOR, THEN, TODAY, under={thanh_hoa})
    levels = [named.before[unit].level for unit in named.walk.courses]
    assert levels.count("commune") == 547
    after = {part.into for course in named.walk.courses.values() for part in course.parts}
    perhaps = {
        unit for course in named.walk.courses.values() for loss in course.losses for unit in loss.perhaps
    }
    assert sum(named.after[unit].level == "commune" for unit in after | perhaps) == 166
    (step,) = predecessors_of(OPERATOR, thanh_hoa)
    assert step.relation_label == "giữ nguyên"


def test_districts_end_without_successors_but_the_five_that_became_zones() -> None:
    walk = of_level(Level.DISTRICT)
    assert walk.counts() == {Fate.WHOLE: 5, Fate.PART: 0, Fate.NOT: 691}
