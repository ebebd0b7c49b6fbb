"""A table of former years brought in at any unit, laid as the act would leave it: for tests of who may see it."""

from __future__ import annotations

from binhyen.foundations.clock import now
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import HistoryIntake

_ROWS = [
    ["Tên đơn vị", "Tổ bảo vệ an ninh, trật tự ở cơ sở", "Số tổ văn nghệ", "Điểm mô hình đang hoạt động"],
    ["Xã Không Còn Tên Này", "12", "2", "hơn 5"],
    ["Xã Cũng Không Còn", "vài", "1", "4"],
    ["Cộng", "13", "3", "9"],
]


def brought(unit: OrgUnit) -> int:
    """The key of a table of January 2024 at the unit, of which nothing is matched; laid unless there is one. Needs the
    reach of the whole country."""
    there = HistoryIntake.objects.visible_to(OPERATOR).filter(unit=unit).first()
    if there is None:
        there = HistoryIntake.objects.create(
            unit=unit,
            name="so-lieu-2024.xlsx",
            data_set=DataSet.objects.get(code="xa-thang"),
            period="2024-01",
            source="Báo cáo số 12/BC-BCĐ ngày 20/01/2024",
            said={"sheet": "Trang 1", "rows": _ROWS, "others": []},
            decisions={"columns": {}, "units": {}},
            brought_at=now(),
        )
    return there.pk
