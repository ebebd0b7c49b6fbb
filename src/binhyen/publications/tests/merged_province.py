"""An invented province made of two former ones, with reports of both sides of 1 July 2025. Needs no acts.

Tỉnh Sông Lam (Xã Đông Tây, Thị trấn Lam Tiến, Xã Làng Chùa) and Tỉnh Núi Hồng (Xã Hồng Tiến) became Tỉnh Lam Hồng: a
quarter of Đông Tây went to Xã Bình Lam and the rest to Phường Cửa Lam; Lam Tiến was divided between Cửa Lam and
Phường Hồng Tiến and nobody knows how; Làng Chùa stayed as it was.

Of 2024 each former province is known as a whole, by a yearly table entered later. The former communes reported every
month from January to June 2025, those of today from July on; of January 2025 Làng Chùa left one line empty.
"""

from __future__ import annotations

from binhyen.analytics.consolidating import consolidate
from binhyen.foundations.clock import now
from binhyen.indicators.models import DataSet
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    DONG_TAY,
    HONG_SON,
    LAM_HONG,
    LANG_CHUA,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    THANH_LAM,
    lay_former_units,
)
from binhyen.publications.tests.small_province import MONTHLY, PERSONS, SUPERIOR, Values, owe, report
from binhyen.reporting.models import HistoryIntake, Obligation, State

__all__ = ["BINH_LAM", "CUA_LO", "LAM_HONG", "LANG_CHUA", "lay_merged_province"]

YEARLY = "xa-nam"
THEN = (DONG_TAY, TAN_TIEN, LANG_CHUA, TAN_TIEN_XA)
TODAY = (BINH_LAM, CUA_LO, TAN_TIEN_MOI, LANG_CHUA)
_COUNTRY = 1
_ABOVE_THEN = {
    DONG_TAY: THANH_LAM,
    TAN_TIEN: THANH_LAM,
    LANG_CHUA: THANH_LAM,
    TAN_TIEN_XA: HONG_SON,
    SONG_LAM: _COUNTRY,
    NUI_HONG: _COUNTRY,
}
LEFT_EMPTY = "mob_materials"
"""What Làng Chùa did not answer in January 2025."""


def lay_merged_province() -> None:
    """Units, obligations, reports and their sums. Needs the reach of everything."""
    lay_former_units()
    _history("2024")
    SUPERIOR.update(_ABOVE_THEN)
    for month in range(1, 7):
        _month(f"2025-{month:02}", THEN, (THANH_LAM, HONG_SON))
    SUPERIOR.update(dict.fromkeys(TODAY, LAM_HONG))
    for code in (*(f"2025-{month:02}" for month in range(7, 13)), "2026-01"):
        _month(code, TODAY, (LAM_HONG,))


def _month(code: str, units: tuple[int, ...], superiors: tuple[int, ...]) -> None:
    owe(MONTHLY, units, code)
    for unit in units:
        report(MONTHLY, unit, code, _special(code, unit))
    consolidate(DataSet.objects.get(code=MONTHLY).pk, code, list(superiors))


def _special(code: str, unit: int) -> Values:
    values: Values = {PERSONS: 6 + unit % 7}
    if (code, unit) == ("2025-01", LANG_CHUA):
        values |= {PERSONS: 3, LEFT_EMPTY: None}
    return values


def _history(year: str) -> None:
    SUPERIOR.update(_ABOVE_THEN)
    data_set = DataSet.objects.get(code=YEARLY)
    intake = HistoryIntake.objects.create(
        unit_id=LAM_HONG,
        name="so-lieu-cu.xlsx",
        data_set=data_set,
        period=year,
        source="Báo cáo số 12/BC-UBND ngày 10/12/2024",
        state="taken",
        brought_at=now(),
        taken_at=now(),
    )
    owe(YEARLY, (SONG_LAM, NUI_HONG), year, history=intake)
    for unit in (SONG_LAM, NUI_HONG):
        report(YEARLY, unit, year, {}, State.LOCKED, whole=True)
    owed = Obligation.objects.beyond_scope("test").filter(history=intake)
    consolidate(data_set.pk, year, sorted(set(owed.values_list("superior_id", flat=True))))
