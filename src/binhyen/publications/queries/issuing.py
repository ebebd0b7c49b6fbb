"""In whose name does a unit's report go out? As the data folder's settings say."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from binhyen.foundations.authority import Actor
from binhyen.machinery.datafolder import DataFolder
from binhyen.orgunits.queries import UnitOnDay, ancestors_of
from binhyen.publications.rules.issuing import (
    SETTING,
    Issuing,
    default_issuing,
    issuing_of,
    peoples_committee,
)


def issuing_for(actor: Actor, unit: UnitOnDay, day: date) -> Issuing:
    """What stands around the text of the unit's reports on ``day``. The settings are read anew each time.

    Raises ``BadIssuingBody``. One statement.
    """
    above = ancestors_of(actor, unit, day)
    place = (unit.level, unit.name, unit.short_name, above[-1].name if above else "")
    entries = DataFolder(settings.DATA_FOLDER.path).settings.get(SETTING)
    return issuing_of(entries, unit.code, day, default_issuing(*place), peoples_committee(*place))
