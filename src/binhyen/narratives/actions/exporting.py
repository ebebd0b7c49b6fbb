"""The corpus of verdicts leaves the machine, by this act and no other way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.machinery.action import Done, act
from binhyen.narratives.permissions import may_export_verdicts
from binhyen.narratives.queries.verdicts import verdicts_of
from binhyen.orgunits.models import OrgUnit


@act(
    "narratives.export-verdicts",
    gettext_lazy("Xuất các đánh giá về bộ đọc"),
    permission=may_export_verdicts,
)
def export_verdicts(*, by: Actor, unit: OrgUnit) -> Done[list[dict[str, Any]]]:
    """What people of a unit and those below it said of figures, as records of a corpus: masked spans, no texts.

    The unit's standing desk may: it answers for what leaves the unit. The trail keeps who took out how many.
    """
    records = verdicts_of(by, unit.path)
    return Done(records, unit_id=unit.pk, subject=f"unit:{unit.pk}", detail={"records": len(records)})
