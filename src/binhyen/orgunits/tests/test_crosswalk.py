"""What of which unit goes where: each relation, chains, bad links, and that nothing is lost or made."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.validity import BadValidity, Validity
from binhyen.orgunits.models import SAME_UNIT as SAME_UNIT_OF_THE_TABLE
from binhyen.orgunits.models import Relation
from binhyen.orgunits.rules import succession as rules
from binhyen.orgunits.values import (
    BadSuccession,
    Basis,
    Crosswalk,
    Fate,
    Link,
    Reason,
    carried_over,
    crosswalk,
    faults_in,
    share_of,
)

LONG_AGO, D20, D23, D25 = date(2010, 1, 1), date(2020, 1, 1), date(2023, 7, 1), date(2025, 7, 1)
LAST_OF_OLD, TODAY = date(2025, 6, 30), date(2026, 11, 2)
HALF, THIRD = Decimal("0.5"), Decimal("0.33333333")


def lives(**years: tuple[date, date | None]) -> dict[int, Validity]:
    """Units by names such as ``u12``: from when until when."""
    return {int(name[1:]): Validity(*days) for name, days in years.items()}


def link(before: int, after: int, relation: str, people: Decimal | None = None, **more: object) -> Link:
    return Link(before, after, D25, relation, people, **more)  # type: ignore[arg-type]


def walk_2025(links: list[Link], new: tuple[int, ...], basis: Basis = Basis.PEOPLE) -> Crosswalk:
    """All predecessors end in 2025, the ``new`` units begin there."""
    ended = {each.predecessor for each in links if not each.stays}
    staying = {each.predecessor for each in links if each.stays}
    life = {unit: Validity(LONG_AGO, D25) for unit in ended} | {unit: Validity(D25) for unit in new}
    life |= {unit: Validity(LONG_AGO) for unit in staying}
    return crosswalk(links, life, LAST_OF_OLD, TODAY, basis)


def parts(walk: Crosswalk, unit: int) -> dict[int, Fraction]:
    return dict(walk.courses[unit].parts)


def losses(walk: Crosswalk, unit: int) -> dict[Reason, Fraction]:
    return {loss.reason: loss.share for loss in walk.courses[unit].losses}


def test_the_rules_know_the_relations_of_the_table() -> None:
    known = {
        rules.WHOLE, rules.PART, rules.PART_AREA, rules.PART_AREA_ALL_PEOPLE, rules.PART_PEOPLE,
        rules.DISTRICT_BECAME_ZONE, *rules.SAME_UNIT,
    }  # fmt: skip
    assert known == set(Relation.values)
    assert set(SAME_UNIT_OF_THE_TABLE) == rules.SAME_UNIT


# ---- shares -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize(
    "relation", ["whole", "unchanged", "renamed", "kind-changed", "district-became-zone"]
)
def test_what_went_whole_is_all_of_it_on_every_basis(relation: str, basis: Basis) -> None:
    assert share_of(link(1, 2, relation), basis) == 1


@pytest.mark.parametrize(
    ("relation", "given", "expected"),
    [
        ("part", {}, (None, None, None, None)),
        ("part", {"people": HALF}, (HALF, None, None, None)),
        ("part", {"people": HALF, "hand": THIRD}, (THIRD, THIRD, THIRD, THIRD)),
        ("part-people", {"people": HALF, "area": THIRD}, (HALF, THIRD, None, None)),
        ("part-area", {"people": Decimal(0), "households": Decimal(0)}, (Decimal(0), None, Decimal(0), None)),
        ("part-area-all-people", {}, (Decimal(1), None, Decimal(1), None)),
        ("part-area-all-people", {"area": HALF}, (Decimal(1), HALF, Decimal(1), None)),
        ("part-area-all-people", {"hand": HALF}, (HALF, HALF, HALF, HALF)),
    ],
)
def test_shares_by_relation_basis_and_hand(
    relation: str, given: dict[str, Decimal], expected: tuple[Decimal | None, ...]
) -> None:
    asked = Link(1, 2, D25, relation, **given)
    assert tuple(share_of(asked, basis) for basis in Basis) == expected


# ---- each relation ------------------------------------------------------------------------------------


def test_units_that_join_whole_are_carried_whole() -> None:
    walk = walk_2025([link(1, 9, "whole"), link(2, 9, "whole")], (9,))
    assert (parts(walk, 1), parts(walk, 2)) == ({9: 1}, {9: 1})
    assert {course.fate for course in walk.courses.values()} == {Fate.WHOLE}
    assert walk.into == {9: ((1, Fraction(1)), (2, Fraction(1)))}


@pytest.mark.parametrize("relation", ["unchanged", "renamed", "kind-changed"])
def test_a_unit_that_stays_is_carried_to_itself(relation: str) -> None:
    assert parts(walk_2025([link(1, 1, relation)], ()), 1) == {1: 1}


def test_a_unit_without_any_link_that_is_still_there_is_carried_to_itself() -> None:
    assert parts(crosswalk([], lives(u1=(LONG_AGO, None)), D20, TODAY), 1) == {1: 1}


def test_a_district_that_became_a_zone_is_carried_whole_and_the_others_end() -> None:
    zone = link(1, 9, "district-became-zone")
    walk = crosswalk(
        [zone], lives(u1=(LONG_AGO, D25), u2=(LONG_AGO, D25), u9=(D25, None)), LAST_OF_OLD, TODAY
    )
    assert parts(walk, 1) == {9: 1}
    assert losses(walk, 2) == {Reason.NO_SUCCESSOR: 1}
    assert walk.counts() == {Fate.WHOLE: 1, Fate.PART: 0, Fate.NOT: 1}


def test_unknown_shares_are_not_apportioned_and_the_units_where_it_lies_are_named() -> None:
    walk = walk_2025([link(1, 8, "part"), link(1, 9, "part")], (8, 9))
    assert walk.courses[1].fate is Fate.NOT
    (loss,) = walk.courses[1].losses
    assert (loss.reason, loss.at, loss.day, loss.share, loss.perhaps) == (
        Reason.UNKNOWN_SHARE, 1, D25, 1, (8, 9),
    )  # fmt: skip
    assert walk.perhaps_into == {8: (1,), 9: (1,)}


def test_known_shares_are_apportioned() -> None:
    walk = walk_2025([link(1, 8, "part", Decimal("0.3")), link(1, 9, "part", Decimal("0.7"))], (8, 9))
    assert parts(walk, 1) == {8: Fraction(3, 10), 9: Fraction(7, 10)}
    assert walk.courses[1].fate is Fate.PART
    assert walk.courses[1].carried == 1


def test_beside_a_known_share_the_unknown_rest_is_not_carried() -> None:
    walk = walk_2025([link(1, 8, "part", Decimal("0.3")), link(1, 9, "part")], (8, 9))
    assert parts(walk, 1) == {8: Fraction(3, 10)}
    assert losses(walk, 1) == {Reason.UNKNOWN_SHARE: Fraction(7, 10)}


def test_shares_that_do_not_reach_one_leave_a_remainder() -> None:
    walk = walk_2025([link(1, 8, "part", Decimal("0.3")), link(1, 9, "part", Decimal("0.6"))], (8, 9))
    assert losses(walk, 1) == {Reason.REMAINDER: Fraction(1, 10)}
    assert walk.courses[1].carried == Fraction(9, 10)


def test_thirds_kept_to_eight_places_are_the_whole() -> None:
    walk = walk_2025([link(1, 7 + n, "part", THIRD) for n in range(3)], (7, 8, 9))
    assert walk.courses[1].carried == 1
    assert sum(parts(walk, 1).values()) == 1
    two_thirds = Decimal("0.66666667")
    walk = walk_2025([link(1, 8, "part", two_thirds), link(1, 9, "part", Decimal("0.33333334"))], (8, 9))
    assert walk.courses[1].carried == 1


def test_all_people_with_part_of_the_area_go_whole_by_people_and_not_at_all_by_area() -> None:
    nobody = Decimal(0)
    links = [
        link(1, 8, "part-area-all-people"),
        link(1, 9, "part-area", nobody, households=nobody),
    ]
    for basis in (Basis.PEOPLE, Basis.HOUSEHOLDS):
        walk = walk_2025(links, (8, 9), basis)
        assert walk.courses[1].fate is Fate.WHOLE
        assert parts(walk, 1) == {8: 1}
    by_area = walk_2025(links, (8, 9), Basis.AREA)
    assert losses(by_area, 1) == {Reason.UNKNOWN_SHARE: 1}


def test_a_successor_that_the_asker_does_not_see_is_told_apart() -> None:
    seen = lives(u1=(LONG_AGO, D25), u8=(D25, None))
    links = [link(1, 8, "part", HALF), link(1, 9, "part", HALF)]
    walk = crosswalk(links, seen, LAST_OF_OLD, TODAY)
    assert parts(walk, 1) == {8: Fraction(1, 2)}
    assert losses(walk, 1) == {Reason.OUT_OF_SIGHT: Fraction(1, 2)}


# ---- chains -------------------------------------------------------------------------------------------

CHAIN_LIVES = lives(
    u1=(LONG_AGO, D20), u2=(LONG_AGO, D20), u3=(LONG_AGO, D25),  # 1 and 2 join in 2020
    u10=(D20, D23),  # which is split in 2023
    u20=(D23, D25), u21=(D23, D25), u22=(LONG_AGO, None),  # one part joins 3 in 2025, the other is split again
    u30=(D25, None), u31=(D25, None), u40=(date(2026, 5, 1), None),
)  # fmt: skip
CHAIN = [
    Link(1, 10, D20, "whole"),
    Link(2, 10, D20, "whole"),
    Link(10, 20, D23, "part", people=Decimal("0.25")),
    Link(10, 21, D23, "part", people=Decimal("0.75")),
    Link(20, 30, D25, "whole"),
    Link(3, 30, D25, "whole"),
    Link(21, 30, D25, "part", people=Decimal("0.4")),
    Link(21, 31, D25, "part", people=Decimal("0.6")),
    Link(22, 22, D25, "kind-changed"),
]


def test_shares_multiply_along_three_reorganisations() -> None:
    walk = crosswalk(CHAIN, CHAIN_LIVES, date(2019, 12, 31), TODAY)
    to_30 = Fraction(1, 4) + Fraction(3, 4) * Fraction(4, 10)
    assert parts(walk, 1) == {30: to_30, 31: 1 - to_30}
    assert parts(walk, 2) == parts(walk, 1)
    assert (parts(walk, 3), parts(walk, 22)) == ({30: 1}, {22: 1})
    assert walk.courses.keys() == {1, 2, 3, 22}


@pytest.mark.parametrize(
    ("since", "until", "origins", "of_unit", "expected"),
    [
        (date(2020, 1, 1), date(2023, 6, 30), {10, 3, 22}, 10, {10: 1}),
        (date(2020, 1, 1), D23, {10, 3, 22}, 10, {20: Fraction(1, 4), 21: Fraction(3, 4)}),
        (D23, LAST_OF_OLD, {20, 21, 3, 22}, 21, {21: 1}),
        (D23, D25, {20, 21, 3, 22}, 21, {30: Fraction(2, 5), 31: Fraction(3, 5)}),
        (date(2019, 12, 31), D20, {1, 2, 3, 22}, 2, {10: 1}),
        (TODAY, TODAY, {30, 31, 22, 40}, 40, {40: 1}),
    ],
)
def test_any_two_days_hold_what_lies_between_them(
    since: date, until: date, origins: set[int], of_unit: int, expected: dict[int, Fraction]
) -> None:
    walk = crosswalk(CHAIN, CHAIN_LIVES, since, until)
    assert walk.courses.keys() == origins
    assert parts(walk, of_unit) == expected


def test_a_loss_in_the_middle_of_a_chain_is_as_large_as_what_reached_there() -> None:
    unknown = [each if each.predecessor != 21 else Link(21, each.successor, D25, "part") for each in CHAIN]
    walk = crosswalk(unknown, CHAIN_LIVES, date(2019, 12, 31), TODAY)
    assert parts(walk, 1) == {30: Fraction(1, 4)}
    (loss,) = walk.courses[1].losses
    assert (loss.at, loss.share, loss.perhaps) == (21, Fraction(3, 4), (30, 31))


def test_parts_that_join_again_are_the_whole_and_no_estimate() -> None:
    links = [
        Link(1, 2, D20, "part", people=Decimal("0.3")),
        Link(1, 3, D20, "part", people=Decimal("0.7")),
        Link(2, 4, D25, "whole"),
        Link(3, 4, D25, "whole"),
    ]
    life = lives(u1=(LONG_AGO, D20), u2=(D20, D25), u3=(D20, D25), u4=(D25, None))
    walk = crosswalk(links, life, LONG_AGO, TODAY)
    assert walk.courses[1].fate is Fate.WHOLE
    assert carried_over({1: Decimal(10)}, walk).estimated == 0


# ---- backwards ----------------------------------------------------------------------------------------


def test_backwards_a_unit_goes_to_the_one_it_came_from_and_nothing_is_divided() -> None:
    links = [link(1, 9, "whole"), link(2, 8, "whole"), link(3, 8, "whole"), link(4, 4, "renamed")]
    life = lives(
        u1=(LONG_AGO, D25), u2=(LONG_AGO, D25), u3=(LONG_AGO, D25), u4=(LONG_AGO, None),
        u7=(D25, None), u8=(D25, None), u9=(D25, None),
    )  # fmt: skip
    walk = crosswalk(links, life, TODAY, LAST_OF_OLD)
    assert walk.courses.keys() == {4, 7, 8, 9}
    assert (parts(walk, 9), parts(walk, 4)) == ({1: 1}, {4: 1})
    assert losses(walk, 8) == {Reason.JOINED: 1}
    assert losses(walk, 7) == {Reason.NO_PREDECESSOR: 1}


def test_backwards_a_split_is_undone_only_with_all_its_parts() -> None:
    alone = walk_back([link(1, 8, "part"), link(1, 9, "part")])
    assert (parts(alone, 8), parts(alone, 9)) == ({1: 1}, {1: 1})
    mixed = walk_back([link(1, 8, "part"), link(1, 9, "part"), link(2, 9, "whole")])
    assert losses(mixed, 8) == {Reason.PARTS_ELSEWHERE: 1}
    assert losses(mixed, 9) == {Reason.JOINED: 1}
    nobody = Decimal(0)
    by_people = walk_back(
        [link(1, 8, "part-area-all-people"), link(1, 9, "part-area", nobody), link(2, 9, "whole")]
    )
    assert (parts(by_people, 8), parts(by_people, 9)) == ({1: 1}, {2: 1})
    short = walk_back([link(1, 8, "part", HALF), link(1, 9, "part", THIRD)])
    assert losses(short, 8) == {Reason.PARTS_ELSEWHERE: 1}


def walk_back(links: list[Link]) -> Crosswalk:
    life = {unit: Validity(LONG_AGO, D25) for unit in (1, 2)} | {unit: Validity(D25) for unit in (8, 9)}
    return crosswalk(links, life, TODAY, LAST_OF_OLD)


def test_backwards_along_a_chain() -> None:
    walk = crosswalk(CHAIN, CHAIN_LIVES, LAST_OF_OLD, date(2022, 1, 1))
    assert (parts(walk, 20), parts(walk, 21)) == ({10: 1}, {10: 1})
    before = crosswalk(CHAIN, CHAIN_LIVES, LAST_OF_OLD, LONG_AGO)
    assert losses(before, 20) == {Reason.JOINED: 1}
    assert before.courses[20].losses[0].at == 10


# ---- links that cannot be -----------------------------------------------------------------------------

ENDED, BEGUN = Validity(LONG_AGO, D25), Validity(D25)


@pytest.mark.parametrize(
    ("links", "life", "sentence"),
    [
        (
            [link(1, 8, "part", Decimal("0.6")), link(1, 9, "part", Decimal("0.5"))],
            {1: ENDED, 8: BEGUN, 9: BEGUN},
            "lớn hơn 1",
        ),
        ([link(1, 8, "whole"), link(1, 9, "whole")], {1: ENDED, 8: BEGUN, 9: BEGUN}, "cộng lại lớn hơn 1"),
        ([link(1, 8, "whole"), link(1, 8, "whole")], {1: ENDED, 8: BEGUN}, "hai lần trong một ngày"),
        ([link(1, 8, "part", Decimal("1.5"))], {1: ENDED, 8: BEGUN}, "nhỏ hơn 0 hoặc lớn hơn 1"),
        ([link(1, 8, "part", area=Decimal("-0.1"))], {1: ENDED, 8: BEGUN}, "nhỏ hơn 0 hoặc lớn hơn 1"),
        ([link(1, 1, "whole")], {1: ENDED}, "không hợp với hai đơn vị"),
        ([link(1, 8, "renamed")], {1: ENDED, 8: BEGUN}, "không hợp với hai đơn vị"),
        ([link(1, 8, "whole")], {1: BEGUN, 8: BEGUN}, "trước không kết thúc vào ngày 01/07/2025"),
        ([link(1, 8, "whole")], {1: ENDED, 8: ENDED}, "sau không tồn tại vào ngày 01/07/2025"),
        ([link(1, 2, "whole"), link(2, 1, "whole")], {}, "thành vòng"),
        ([link(0, 1, "whole"), link(1, 2, "whole"), link(2, 3, "whole"), link(3, 1, "part")], {}, "thành vòng"),
    ],
)  # fmt: skip
def test_links_that_cannot_be_are_refused(
    links: list[Link], life: dict[int, Validity], sentence: str
) -> None:
    with pytest.raises(BadSuccession, match=sentence) as refused:
        crosswalk(links, life, LAST_OF_OLD, TODAY)
    assert refused.value.remedy
    assert refused.value.units


def test_a_cycle_names_its_units_and_no_others() -> None:
    ring = [link(1, 2, "whole"), link(2, 3, "whole"), link(3, 1, "whole")]
    (fault,) = faults_in([link(0, 1, "whole"), *ring, link(7, 8, "whole")], {})
    assert fault.units == (1, 2, 3)


def test_an_end_before_the_beginning_cannot_be_written_down() -> None:
    with pytest.raises(BadValidity):
        Validity(D25, D23)


# ---- figures ------------------------------------------------------------------------------------------


def test_values_come_together_with_how_much_is_estimated_and_what_is_missing() -> None:
    links = [
        link(1, 8, "part", Decimal("0.3")), link(1, 9, "part", Decimal("0.7")),
        link(2, 9, "whole"), link(3, 9, "whole"), link(4, 8, "part"), link(4, 9, "part"),
    ]  # fmt: skip
    walk = walk_2025(links, (8, 9))
    over = carried_over({1: Decimal(100), 2: Decimal("20.5"), 4: Decimal(7), 77: 5}, walk)
    assert over.sums[8].value == over.sums[8].estimated == 30
    at_9 = over.sums[9]
    assert (at_9.value, at_9.estimated, at_9.counted) == (Fraction("90.5"), 70, 2)
    assert (at_9.without, at_9.perhaps, at_9.is_complete) == ((3,), (4,), False)
    assert {(each.unit, each.value, each.reason) for each in over.losses} == {
        (4, 7, Reason.UNKNOWN_SHARE),
        (77, 5, Reason.NOT_ON_MAP),
    }
    assert over.reported == Fraction("132.5")


def test_a_unit_that_nothing_came_to_has_no_sum() -> None:
    over = carried_over({}, walk_2025([link(1, 9, "whole")], (9,)))
    assert dict(over.sums) == {}


# ---- whatever happens ---------------------------------------------------------------------------------

FIRST = date(2000, 1, 1)
few = settings(max_examples=30)


@st.composite
def histories(draw: st.DrawFn, *, all_known: bool = False) -> tuple[list[Link], dict[int, Validity]]:
    """Some years of merging and splitting: each unit of a year stays, joins another or is split."""
    count = draw(st.integers(2, 6))
    begun = dict.fromkeys(range(count), FIRST)
    here, ended, links, key = list(range(count)), dict[int, date](), list[Link](), count
    for year in range(draw(st.integers(1, 4))):
        day = FIRST + timedelta(days=365 * (year + 1))
        new = [key + n for n in range(draw(st.integers(1, 3)))]
        key += len(new)
        begun |= dict.fromkeys(new, day)
        for unit in list(here):
            targets = draw(st.lists(st.sampled_from(new), max_size=3, unique=True))
            if not targets:
                continue  # it stays
            here.remove(unit)
            ended[unit] = day
            if len(targets) == 1 and draw(st.booleans()):
                links.append(Link(unit, targets[0], day, "whole"))
                continue
            weights = [draw(st.integers(0, 9)) for _ in targets]
            short = 0 if all_known else draw(st.integers(0, 3))
            total = sum(weights) + short or 1
            if not any(weights):
                weights[0] = total
            for target, weight in zip(targets, weights, strict=True):
                share = (Decimal(weight) / total).quantize(Decimal("1e-8"))
                known = all_known or draw(st.booleans())
                links.append(Link(unit, target, day, "part", people=share if known else None))
        here += new
    return links, {unit: Validity(begun[unit], ended.get(unit)) for unit in begun}


@few
@given(histories(), st.integers(-1, 1800), st.integers(-1, 1800))
def test_carried_and_not_carried_are_what_was_reported(
    history: tuple[list[Link], dict[int, Validity]], since: int, until: int
) -> None:
    links, life = history
    walk = crosswalk(links, life, FIRST + timedelta(days=since), FIRST + timedelta(days=until))
    assert walk.courses.keys() == {unit for unit, days in life.items() if days.holds_on(walk.from_day)}
    for course in walk.courses.values():
        carried = sum(part.share for part in course.parts)
        assert carried + sum(loss.share for loss in course.losses) == 1
        assert carried == course.carried
        assert all(part.share > 0 and life[part.into].holds_on(walk.to_day) for part in course.parts)
    reported = {unit: Decimal(7 * unit + 1) for unit in walk.courses}
    over = carried_over(reported, walk)
    assert over.carried + over.not_carried == over.reported == sum(reported.values())


@few
@given(histories(all_known=True))
def test_known_shares_conserve_every_sum(history: tuple[list[Link], dict[int, Validity]]) -> None:
    links, life = history
    over = carried_over(
        {unit: 3**unit for unit, days in life.items() if days.holds_on(FIRST)},
        crosswalk(links, life, FIRST, date(2020, 1, 1)),
    )
    assert not over.losses
    assert over.carried == over.reported


@few
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_links_and_units_makes_no_difference(
    history: tuple[list[Link], dict[int, Validity]], chance: object
) -> None:
    links, life = history
    shuffled, units = list(links), list(life)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(units)  # type: ignore[attr-defined]
    last = date(2020, 1, 1)
    assert crosswalk(shuffled, {unit: life[unit] for unit in units}, FIRST, last) == crosswalk(
        links, life, FIRST, last
    )


@few
@given(histories(), histories(), st.booleans())
def test_independent_events_commute(
    one: tuple[list[Link], dict[int, Validity]],
    other: tuple[list[Link], dict[int, Validity]],
    later: bool,
) -> None:
    """Two histories that touch no unit in common, one shifted in time: each course is as if alone."""

    def apart(unit: int) -> int:
        return unit + 1000

    def moved(day: date) -> date:
        return day + timedelta(days=100 if later else -100)

    links, life = one
    far = [
        Link(apart(x.predecessor), apart(x.successor), moved(x.day), x.relation, x.people) for x in other[0]
    ]
    lives_far = {
        apart(unit): Validity(moved(days.since), days.until and moved(days.until))
        for unit, days in other[1].items()
    }
    since, until = FIRST + timedelta(days=100), date(2020, 1, 1)
    both = crosswalk([*far, *links], life | lives_far, since, until).courses
    apart_from_each_other = {
        **crosswalk(links, life, since, until).courses,
        **crosswalk(far, lives_far, since, until).courses,
    }
    assert both == apart_from_each_other


@few
@given(histories())
def test_two_steps_are_as_one(history: tuple[list[Link], dict[int, Validity]]) -> None:
    links, life = history
    middle, last = FIRST + timedelta(days=500), date(2020, 1, 1)
    reported = {unit: 5**unit for unit, days in life.items() if days.holds_on(FIRST)}
    at_once = carried_over(reported, crosswalk(links, life, FIRST, last))
    halfway = carried_over(reported, crosswalk(links, life, FIRST, middle))
    again = carried_over(
        {unit: each.value for unit, each in halfway.sums.items()}, crosswalk(links, life, middle, last)
    )
    assert {unit: each.value for unit, each in again.sums.items() if each.value} == {
        unit: each.value for unit, each in at_once.sums.items() if each.value
    }
    assert again.not_carried + halfway.not_carried == at_once.not_carried


@few
@given(histories())
def test_unknown_shares_are_never_apportioned(history: tuple[list[Link], dict[int, Validity]]) -> None:
    """Whatever goes to a unit goes there by known shares alone: with all others taken away it is the same."""
    links, life = history
    last = date(2020, 1, 1)
    known = [each for each in links if share_of(each, Basis.PEOPLE) is not None]
    everything, by_known = crosswalk(links, life, FIRST, last), crosswalk(known, life, FIRST, last)
    for unit, course in everything.courses.items():
        assert course.parts == by_known.courses[unit].parts


@few
@given(histories())
def test_backwards_is_the_inverse_where_everything_is_carried(
    history: tuple[list[Link], dict[int, Validity]],
) -> None:
    """Figures of the later map that go back, come forward again to as much where nothing was split or lost."""
    links, life = history
    last = date(2020, 1, 1)
    back, forth = crosswalk(links, life, last, FIRST), crosswalk(links, life, FIRST, last)
    for course in back.courses.values():
        assert len(course.parts) + len(course.losses) == 1
        for part in course.parts:
            from_there = forth.courses[part.into]
            reached = {each.into for each in from_there.parts} | {
                unit for loss in from_there.losses for unit in loss.perhaps
            }
            assert course.unit in reached
            assert all(back.courses[unit].parts == ((part.into, 1),) for unit in reached)
