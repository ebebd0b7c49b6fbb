"""Predecessors, successors and the crosswalk of kept units: names of the days then, scope, statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from binhyen.foundations.authority import Actor, Reach, branches
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Succession
from binhyen.orgunits.queries import NamedCrosswalk, crosswalk_of, predecessors_of, successors_of
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
    THANH_LAM,
    keeper,
    lay_former_units,
)
from binhyen.orgunits.values import BadSuccession, Basis, Fate, Reason, carried_over

pytestmark = pytest.mark.django_db

US = keeper()
OLD, TODAY = date(2025, 6, 30), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _former_units(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        lay_former_units()
    with acting_as(US):
        yield


def test_predecessors_are_told_with_the_names_of_their_days_and_the_whole_chain() -> None:
    steps = predecessors_of(US, CUA_LO)
    assert [(step.before_id, step.direct) for step in steps] == [
        (DONG_TAY, True),
        (TAN_TIEN, True),
        (DONG, False),
        (TAY, False),
    ]
    first = steps[0]
    assert first.before is not None
    assert first.after is not None
    assert first.before.full_name == "Xã Đông Tây, Huyện Thanh Lam, Tỉnh Sông Lam"
    assert first.after.full_name == "Phường Cửa Lam, Tỉnh Lam Hồng"
    assert (first.relation_label, first.people_share, first.area_share) == (
        "nhập một phần",
        Decimal("0.75"),
        None,
    )
    assert (first.share_source, first.legal_basis) == ("Đề án thử", "Nghị quyết thử 2025")
    assert steps[2].legal_basis == "Nghị quyết thử 2020"
    assert steps[2].after is not None
    assert steps[2].after.name == "Xã Đông Tây"


def test_successors_are_told_from_the_first_on() -> None:
    steps = successors_of(US, TAY)
    assert [(step.after_id, step.direct) for step in steps] == [
        (DONG_TAY, True),
        (BINH_LAM, False),
        (CUA_LO, False),
    ]
    assert successors_of(US, CUA_LO) == ()


def test_a_unit_that_changed_its_kind_is_its_own_successor() -> None:
    (step,) = successors_of(US, LANG_CHUA)
    assert step == predecessors_of(US, LANG_CHUA)[0]
    assert step.stays
    assert step.before is not None
    assert step.after is not None
    assert (step.before.name, step.after.name) == ("Xã Làng Chùa", "Phường Làng Chùa")


@pytest.mark.parametrize("unit", [CUA_LO, LAM_HONG])
def test_the_chain_costs_four_statements(unit: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        assert predecessors_of(US, unit)


def ours(walk: NamedCrosswalk) -> dict[int, Fate]:
    return {unit: course.fate for unit, course in walk.walk.courses.items() if unit >= 950_000}


def test_the_crosswalk_of_a_province_of_then_or_of_today(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        walk = crosswalk_of(US, OLD, TODAY, under={SONG_LAM})
    assert ours(walk) == {
        SONG_LAM: Fate.WHOLE,
        THANH_LAM: Fate.NOT,
        DONG_TAY: Fate.PART,
        TAN_TIEN: Fate.NOT,
        LANG_CHUA: Fate.WHOLE,
    }
    assert walk.walk.courses.keys() == ours(walk).keys()
    by_today = crosswalk_of(US, OLD, TODAY, under={LAM_HONG})
    assert ours(by_today) == {key: fate for key, fate in ours(walk).items() if key != THANH_LAM} | {
        NUI_HONG: Fate.WHOLE,
        TAN_TIEN_XA: Fate.WHOLE,
    }
    assert {loss.reason for loss in walk.walk.courses[THANH_LAM].losses} == {Reason.NO_SUCCESSOR}
    assert {unit for loss in walk.walk.courses[TAN_TIEN].losses for unit in loss.perhaps} == {
        CUA_LO,
        TAN_TIEN_MOI,
    }


def test_its_units_are_called_as_on_each_day() -> None:
    walk = crosswalk_of(US, OLD, TODAY, under={SONG_LAM})
    assert walk.before[LANG_CHUA].full_name == "Xã Làng Chùa, Huyện Thanh Lam, Tỉnh Sông Lam"
    assert walk.after[LANG_CHUA].full_name == "Phường Làng Chùa, Tỉnh Lam Hồng"
    assert walk.called(DONG) is None
    longer = crosswalk_of(US, date(2019, 12, 31), TODAY, under={SONG_LAM})
    assert dict(longer.walk.courses[DONG].parts) == {BINH_LAM: Fraction(1, 4), CUA_LO: Fraction(3, 4)}
    between = longer.called(DONG_TAY)
    assert between is not None
    assert between.name == "Xã Đông Tây"


def test_another_basis_knows_other_shares() -> None:
    walk = crosswalk_of(US, OLD, TODAY, under={SONG_LAM}, basis=Basis.AREA)
    assert walk.walk.courses[DONG_TAY].fate is Fate.NOT


def test_one_level_alone_keeps_the_names_above() -> None:
    walk = crosswalk_of(US, OLD, TODAY, under={SONG_LAM}, levels=("commune",))
    assert ours(walk).keys() == {DONG_TAY, TAN_TIEN, LANG_CHUA}
    assert walk.before[DONG_TAY].above == ("Tỉnh Sông Lam", "Huyện Thanh Lam")


def test_figures_of_then_on_the_map_of_today() -> None:
    walk = crosswalk_of(US, date(2019, 12, 31), TODAY, under={SONG_LAM}).walk
    over = carried_over({DONG: Decimal(100), TAY: Decimal(60), TAN_TIEN: Decimal(9)}, walk)
    assert {unit: each.value for unit, each in over.sums.items()} == {BINH_LAM: 40, CUA_LO: 120}
    assert (over.carried, over.estimated, over.not_carried) == (160, 160, 9)
    assert over.sums[CUA_LO].perhaps == (TAN_TIEN,)


def test_backwards() -> None:
    walk = crosswalk_of(US, TODAY, OLD, under={LAM_HONG}).walk
    assert walk.courses[LAM_HONG].losses[0].reason is Reason.JOINED
    assert walk.courses[LANG_CHUA].fate is Fate.WHOLE
    assert walk.courses[BINH_LAM].losses[0].reason is Reason.PARTS_ELSEWHERE


def test_shares_over_one_are_refused_with_the_names_of_the_units() -> None:
    with acting_as(OPERATOR):
        Succession.objects.visible_to(OPERATOR).filter(unit_id=BINH_LAM).update(people_share=Decimal("0.3"))
    with pytest.raises(BadSuccession, match=r"Xã Đông Tây.*lớn hơn 1"):
        crosswalk_of(US, OLD, TODAY)


def test_somebody_of_another_province_sees_nothing_of_it() -> None:
    elsewhere = Actor(7, "duyen", reach=Reach(content=branches(paths=("1.2.",)), above=(1,)))
    with acting_as(elsewhere):
        assert predecessors_of(elsewhere, CUA_LO) == ()
        assert not ours(crosswalk_of(elsewhere, OLD, TODAY))


def test_somebody_of_the_new_province_sees_what_led_to_it() -> None:
    officer = Actor(7, "duyen", reach=Reach(content=branches(paths=(f"1.{LAM_HONG}.",)), above=(1,)))
    with acting_as(officer):
        assert {step.before_id for step in predecessors_of(officer, CUA_LO)} >= {DONG_TAY, TAN_TIEN}
