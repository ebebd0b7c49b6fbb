"""On which map are figures told: on that of the units that reported them, or on the map of one day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date

WRITTEN_AS_REPORTED = "as-reported"


@dataclass(frozen=True, slots=True)
class TerritoryChoice:
    """*As reported*, where ``day`` is None: each figure stands at the unit that stated it. Else *on the map of a day*:
    each figure stands at the unit in which its territory lies on that day."""

    day: date | None = None

    @property
    def as_reported(self) -> bool:
        return self.day is None

    @property
    def code(self) -> str:
        """What stands in addresses, files and on the command line; read back by :func:`parse_territory`."""
        return WRITTEN_AS_REPORTED if self.day is None else self.day.isoformat()

    @property
    def label(self) -> str:
        """What people call it: *theo đơn vị báo cáo*, *trên bản đồ ngày 20/02/2026*."""
        if self.day is None:
            return _("theo đơn vị báo cáo")
        return _("trên bản đồ ngày %(day)s") % {"day": format_date(self.day)}


AS_REPORTED = TerritoryChoice()


def parse_territory(written: str) -> TerritoryChoice:
    """Read the code of a choice; :class:`BadInput` where it is neither."""
    if written.strip() == WRITTEN_AS_REPORTED:
        return AS_REPORTED
    try:
        return TerritoryChoice(date.fromisoformat(written.strip()))
    except ValueError:
        raise BadInput(
            _("Không hiểu địa bàn “%(written)s”.") % {"written": written},
            _(
                "Viết as-reported (theo đơn vị báo cáo) hoặc một ngày như 2026-02-20 (trên bản đồ của ngày đó)."
            ),
        ) from None
