"""Reports of former units and of those that stand in their place, for commands and pages that compare years.

The units are those of ``former_units``: Xã Đông Tây was divided by shares between Xã Bình Lam (a quarter) and Phường
Cửa Lam; Thị trấn Lam Tiến by shares that nobody knows between Cửa Lam and Phường Hồng Tiến, which Xã Hồng Tiến became
whole; Xã Làng Chùa stayed. Tỉnh Lam Hồng holds them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from binhyen.analytics.consolidating import consolidate
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.models import DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    DONG_TAY,
    HONG_SON,
    LAM_HONG,
    LANG_CHUA,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    THANH_LAM,
    lay_former_units,
)
from binhyen.reporting.models import Obligation, State, Submission

FORM, THEN, NOW = "xa-thang", "2025-05", "2026-05"
POINTS_THEN = {DONG_TAY: 40, TAN_TIEN: 20, LANG_CHUA: 10, TAN_TIEN_XA: 30}
POINTS_NOW = {BINH_LAM: 45, CUA_LO: 60, TAN_TIEN_MOI: 40, LANG_CHUA: 35}
"""Sites of models."""
_SUPERIORS = {DONG_TAY: THANH_LAM, TAN_TIEN: THANH_LAM, LANG_CHUA: THANH_LAM, TAN_TIEN_XA: HONG_SON}


def lay_two_maps(state_now: str = State.ACCEPTED) -> None:
    """The units, accepted reports of a month before the change, and reports of the same month a year later. Needs the
    reach of the whole country."""
    lay_former_units()
    _lay(THEN, POINTS_THEN, _SUPERIORS, State.ACCEPTED)
    _lay(NOW, POINTS_NOW, dict.fromkeys(POINTS_NOW, LAM_HONG), state_now)


def _lay(period: str, points: Mapping[int, int], superiors: Mapping[int, int], as_it_is: str) -> None:
    """Reports with so many sites of models and no other number."""
    version = DataSetVersion.objects.select_related("data_set").get(data_set__code=FORM, valid_until=None)
    days = parse_period(period, ADMINISTRATIVE)
    layout = layout_of(version)
    for unit, value in points.items():
        obligation = Obligation.objects.create(
            unit=OrgUnit.objects.beyond_scope("test").get(pk=unit),
            superior_id=superiors[unit],
            data_set=version.data_set,
            version=version,
            period=period,
            first_day=days.first_day,
            last_day=days.last_day,
            deadline=date(2026, 12, 31),
        )
        Submission.objects.create(
            obligation=obligation,
            unit_id=unit,
            state=as_it_is,
            values=[Decimal(value) if line.code == "model_points" else None for line in layout.kept],
            submitted_at=now(),
            accepted_at=now() if as_it_is == State.ACCEPTED else None,
            changed_at=now(),
        )
    consolidate(version.data_set_id, period, {superiors[unit] for unit in points})
