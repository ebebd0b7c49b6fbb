"""The table of working days that deadlines are counted by, from the catalogue."""

from __future__ import annotations

from functools import lru_cache

import yaml
from django.conf import settings

from binhyen.foundations.deadlines import HolidayTable, holiday_table


@lru_cache(maxsize=1)
def working_days() -> HolidayTable:
    """Days off and make-up days of the years for which the catalogue has them all."""
    file = settings.CATALOGUE / "calendars" / "holidays.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return holiday_table(content["rows"], content["complete_years"])
