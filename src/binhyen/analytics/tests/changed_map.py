"""Reports of an invented province before and after its map changed (``orgunits.tests.former_units``).

Beside the units laid there: a body of each province, and reports of five months, some of which never came.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from binhyen.analytics.consolidating import consolidate
from binhyen.analytics.tests.ground import BODIES, COMMUNES, lay_form, month, report
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    D25,
    DONG,
    DONG_TAY,
    HONG_SON,
    LAM_HONG,
    LANG_CHUA,
    LONG_AGO,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    TAY,
    THANH_LAM,
    lay_former_units,
)
from binhyen.reporting.models import Obligation, State

COUNTRY = 1
HOI_SONG_LAM, HOI_LAM_HONG = 950_101, 950_103
"""A body of a former province and one of today's."""

IN_2019, IN_2024, JUNE, CROSSING, NOW = "2019-05", "2024-05", "2025-06", "2025-07", "2025-12"
FORMER: Mapping[int, int] = {
    DONG_TAY: THANH_LAM,
    TAN_TIEN: THANH_LAM,
    LANG_CHUA: THANH_LAM,
    TAN_TIEN_XA: HONG_SON,
}
TODAYS: Mapping[int, int] = dict.fromkeys((BINH_LAM, CUA_LO, TAN_TIEN_MOI, LANG_CHUA), LAM_HONG)
OWED: Mapping[str, Mapping[int, int]] = {
    IN_2019: {
        DONG: THANH_LAM,
        TAY: THANH_LAM,
        TAN_TIEN: THANH_LAM,
        LANG_CHUA: THANH_LAM,
        TAN_TIEN_XA: HONG_SON,
    },
    IN_2024: {**FORMER, THANH_LAM: SONG_LAM, NUI_HONG: COUNTRY},
    JUNE: FORMER,
    CROSSING: {**FORMER, **TODAYS},
    NOW: TODAYS,
}
OWED_BY_BODIES: Mapping[str, Mapping[int, int]] = {
    IN_2024: {HOI_SONG_LAM: SONG_LAM},
    CROSSING: {HOI_SONG_LAM: SONG_LAM, HOI_LAM_HONG: LAM_HONG},
    NOW: {HOI_LAM_HONG: LAM_HONG},
}
NOT_COME = {(DONG_TAY, JUNE), (CUA_LO, NOW)}
LINES = ("teams", "members", "areas", "sessions/a", "sessions/b", "awarded", "kinds")


def lay_changed_map(seed: int = 7, at_least: int = 5) -> None:
    """Units, forms and reports. Needs the reach of everything; no number is under ``at_least``."""
    lay_former_units()
    _lay_body(HOI_SONG_LAM, SONG_LAM, "Hội Phụ nữ tỉnh Sông Lam", LONG_AGO, D25)
    _lay_body(HOI_LAM_HONG, LAM_HONG, "Hội Phụ nữ tỉnh Lam Hồng", D25, None)
    communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
    random = Random(seed)
    for layout, data_set, owed in ((COMMUNES, communes, OWED), (BODIES, bodies, OWED_BY_BODIES)):
        for period, by_unit in owed.items():
            owe(data_set, by_unit, period)
            for unit in by_unit:
                if (unit, period) not in NOT_COME:
                    report(layout, unit, period, numbers(random, at_least), State.ACCEPTED)


def numbers(random: Random, at_least: int) -> dict[str, int | str | None]:
    return {line: random.randint(at_least, 60) for line in LINES}


def owe(data_set: DataSet, by_unit: Mapping[int, int], period: str) -> None:
    version = DataSetVersion.objects.get(data_set=data_set)
    for unit, superior in by_unit.items():
        Obligation.objects.create(
            unit_id=unit,
            superior_id=superior,
            data_set=data_set,
            version=version,
            period=period,
            first_day=month(period).first_day,
            last_day=month(period).last_day,
            deadline=date(2026, 12, 31),
        )
    consolidate(data_set.pk, period, sorted(set(by_unit.values())))


def _lay_body(key: int, province: int, name: str, since: date, until: date | None) -> None:
    path = f"{COUNTRY}.{province}.{key}."
    OrgUnit.objects.create(id=key, path=path, level=Level.BODY, valid_from=since, valid_until=until)
    OrgUnitVersion.objects.create(
        unit_id=key,
        parent_id=province,
        level=Level.BODY,
        kind=Kind.MASS_ORGANISATION,
        code=f"T{key}",
        name=name,
        short_name=name,
        search_key=name.lower(),
        sort_key=name.lower(),
        valid_from=since,
        valid_until=until,
    )
