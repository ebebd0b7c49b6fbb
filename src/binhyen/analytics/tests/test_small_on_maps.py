"""Small numbers of persons follow from no choice of the map, beside what is told as it was reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from binhyen.access.permissions import Permission
from binhyen.analytics.consolidating import consolidate
from binhyen.analytics.queries import (
    FigureOf,
    figures_leaving,
    left_behind,
    origins_of_figure,
    overview_of,
    parts_told,
)
from binhyen.analytics.tests.changed_map import COUNTRY, IN_2024, NOW, OWED, lay_changed_map
from binhyen.analytics.tests.ground import COMMUNES, month
from binhyen.foundations.authority import EVERYWHERE, Actor, Mandate, Reach, branches
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    DONG_TAY,
    LAM_HONG,
    LANG_CHUA,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    THANH_LAM,
)
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import Submission

TODAY, OLD = TerritoryChoice(date(2026, 2, 20)), TerritoryChoice(date(2025, 6, 30))


def at(unit: int, path: str, *heritage: str, everywhere: bool = False) -> Actor:
    """Somebody who reads figures at the unit and reviews nobody's."""
    mandate = Mandate(
        "test",
        "vai trò thử",
        unit,
        f"đơn vị {unit}",
        path,
        frozenset({Permission.VIEW_UNIT, Permission.VIEW_FIGURES}),
        everywhere=everywhere,
        heritage=heritage,
        at_heritage=frozenset({Permission.VIEW_UNIT, Permission.VIEW_FIGURES}),
    )
    content = EVERYWHERE if everywhere else branches(paths=(path, *heritage))
    above = {int(key) for each in (path, *heritage) for key in each.split(".")[:-2]}
    former = branches(paths=heritage)
    return Actor(
        unit, "yen", (mandate,), Reach(content=content, heritage=former, own=(unit,), above=tuple(above))
    )


AUDITOR = at(COUNTRY, f"{COUNTRY}.", everywhere=True)
OFFICER = at(
    BINH_LAM,
    f"{COUNTRY}.{LAM_HONG}.{BINH_LAM}.",
    f"{COUNTRY}.{SONG_LAM}.{THANH_LAM}.{DONG_TAY}.",
)


@pytest.fixture
def world(db: None) -> None:
    with acting_as(OPERATOR):
        lay_changed_map()


pytestmark = pytest.mark.usefixtures("world")


def awarded(period: str, numbers: Mapping[int, int]) -> None:
    with acting_as(OPERATOR):
        for unit, number in numbers.items():
            report = Submission.objects.visible_to(OPERATOR).get(
                unit_id=unit, obligation__period=period, obligation__data_set__code=COMMUNES.data_set
            )
            report.values[COMMUNES.position["awarded"]] = Decimal(number)
            report.save()
            data_set = report.obligation.data_set_id
        consolidate(data_set, period, sorted(set(OWED[period].values())))


def leaving(actor: Actor, unit: int, period: str, territory: TerritoryChoice) -> FigureOf:
    with acting_as(actor):
        (found,) = [
            each
            for each in figures_leaving(actor, unit, month(period), territory=territory)
            if each.line == "awarded"
        ]
    return found


def seen(actor: Actor, unit: int, period: str, territory: TerritoryChoice) -> FigureOf:
    with acting_as(actor):
        (found,) = overview_of(actor, unit, month(period), ["awarded"], territory=territory)
    return found.figure


def test_a_unit_held_back_beside_a_small_one_is_not_told_where_its_figure_was_put_together() -> None:
    awarded(IN_2024, {DONG_TAY: 40, TAN_TIEN: 3, LANG_CHUA: 50})
    assert leaving(AUDITOR, DONG_TAY, IN_2024, AS_REPORTED).mark == "…"
    assert leaving(AUDITOR, TAN_TIEN, IN_2024, AS_REPORTED).mark == "<5"
    with acting_as(AUDITOR):
        found = origins_of_figure(AUDITOR, BINH_LAM, "awarded", month(IN_2024), TODAY)
    assert found is not None
    assert [(row.figure.value, row.inside) for row in found.rows] == [(None, None)]


def test_nor_on_a_map_on_which_its_superior_was_not_yet() -> None:
    awarded(NOW, {BINH_LAM: 50, TAN_TIEN_MOI: 3, LANG_CHUA: 10})
    assert leaving(AUDITOR, LANG_CHUA, NOW, AS_REPORTED).mark == "…"
    found = leaving(AUDITOR, LANG_CHUA, NOW, OLD)
    assert found.value is None
    assert seen(AUDITOR, LANG_CHUA, NOW, OLD).value is None
    with acting_as(AUDITOR):
        told = parts_told(AUDITOR, THANH_LAM, month(NOW), "awarded", territory=OLD)
    assert told[LANG_CHUA].value is None


def test_nor_on_its_own_page_where_it_belonged_to_another_unit_then() -> None:
    awarded(IN_2024, {DONG_TAY: 30, TAN_TIEN: 3, LANG_CHUA: 10, TAN_TIEN_XA: 40})
    assert leaving(AUDITOR, LANG_CHUA, IN_2024, AS_REPORTED).mark == "…"
    assert leaving(AUDITOR, LANG_CHUA, IN_2024, TODAY).value is None
    assert leaving(AUDITOR, LANG_CHUA, IN_2024, OLD).value is None
    with acting_as(AUDITOR):
        left = left_behind(AUDITOR, LAM_HONG, month(IN_2024), TODAY, "awarded")
    assert left is not None
    assert left.held_back


def test_an_officer_of_a_part_does_not_learn_of_the_whole() -> None:
    awarded(IN_2024, {DONG_TAY: 3, TAN_TIEN: 20, LANG_CHUA: 10})
    assert leaving(OFFICER, DONG_TAY, IN_2024, AS_REPORTED).mark == "<5"
    assert seen(OFFICER, BINH_LAM, IN_2024, TODAY).value is None
    with acting_as(OFFICER):
        found = origins_of_figure(OFFICER, BINH_LAM, "awarded", month(IN_2024), TODAY)
    assert found is not None
    assert [(row.figure.value, row.inside) for row in found.rows] == [(None, None)]


def test_what_a_table_leaves_is_held_back_in_files_from_whoever_sees_it_on_the_page() -> None:
    awarded(IN_2024, {DONG_TAY: 30, TAN_TIEN: 3, LANG_CHUA: 10})
    with acting_as(OPERATOR):
        on_page, in_file = (
            left_behind(OPERATOR, LAM_HONG, month(IN_2024), TODAY, "awarded", leaving=leaving)
            for leaving in (False, True)
        )
    assert on_page is not None
    assert Decimal(3) in [row.value for row in on_page.rows]
    assert in_file is not None
    assert (in_file.held_back, in_file.rows) == (True, ())


def test_a_small_number_of_a_unit_that_stayed_holds_back_those_that_changed_beside_it() -> None:
    awarded(IN_2024, {DONG_TAY: 20, TAN_TIEN: 30, LANG_CHUA: 3})
    assert leaving(AUDITOR, DONG_TAY, IN_2024, AS_REPORTED).mark == "…"
    assert leaving(AUDITOR, TAN_TIEN, IN_2024, AS_REPORTED).value == 30
    assert leaving(AUDITOR, BINH_LAM, IN_2024, TODAY).value is None, "a quarter of what is held back"
    with acting_as(AUDITOR):
        told = parts_told(AUDITOR, LAM_HONG, month(IN_2024), "awarded", territory=TODAY)
        found = origins_of_figure(AUDITOR, BINH_LAM, "awarded", month(IN_2024), TODAY)
    assert [each.value for each in told.values()] == [None] * 4
    assert found is not None
    assert [(row.figure.value, row.inside) for row in found.rows] == [(None, None)]
