"""On which days the map of a unit changed, as far as its own figures are concerned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.queries import map_changes_of
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    D20,
    D25,
    DONG_TAY,
    LAM_HONG,
    LANG_CHUA,
    SONG_LAM,
    THANH_LAM,
    keeper,
    lay_former_units,
)
from binhyen.orgunits.values import MapChange

US = keeper()
LONG_AGO, TODAY = date(2015, 1, 1), date(2026, 11, 2)
COUNTRY = 1


@pytest.fixture
def _former_units(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        lay_former_units()
    with acting_as(US):
        yield


@pytest.mark.usefixtures("_former_units")
class TestChangesOfTheMap:
    @pytest.mark.parametrize(
        ("unit", "found"),
        [
            (LAM_HONG, [MapChange(D25, own=True, before=("tỉnh Núi Hồng", "tỉnh Sông Lam"))]),
            (SONG_LAM, [MapChange(D25, own=True)]),
            (
                THANH_LAM,
                [MapChange(D20, own=False), MapChange(D25, own=False)],
            ),  # it ended and nothing followed
            (
                BINH_LAM,
                [
                    MapChange(D20, own=True, before=("xã Thanh Đông", "xã Thanh Tây")),
                    MapChange(D25, own=True, before=("một phần xã Đông Tây",)),
                ],
            ),
            (
                CUA_LO,
                [
                    MapChange(D20, own=True, before=("xã Thanh Đông", "xã Thanh Tây")),
                    MapChange(D25, own=True, before=("một phần xã Đông Tây", "một phần thị trấn Lam Tiến")),
                ],
            ),
            (
                DONG_TAY,
                [
                    MapChange(D20, own=True, before=("xã Thanh Đông", "xã Thanh Tây")),
                    MapChange(D25, own=True),
                ],
            ),
            (LANG_CHUA, []),  # it stands elsewhere and became a ward: its territory is the same
        ],
    )
    def test_a_change_is_its_own_or_one_of_those_directly_below(
        self, django_assert_num_queries: Any, unit: int, found: list[MapChange]
    ) -> None:
        with django_assert_num_queries(2):
            assert list(map_changes_of(US, unit, LONG_AGO, TODAY)) == found

    def test_the_country_has_other_provinces_within_the_same_borders(self) -> None:
        with acting_as(OPERATOR):
            assert map_changes_of(OPERATOR, COUNTRY, D25 - timedelta(days=1), D25) == (
                MapChange(D25, own=False),
            )

    def test_days_before_the_span_and_its_first_day_do_not_count(self) -> None:
        assert map_changes_of(US, LAM_HONG, D25, TODAY) == ()
        assert map_changes_of(US, LAM_HONG, LONG_AGO, D25 - timedelta(days=1)) == ()
