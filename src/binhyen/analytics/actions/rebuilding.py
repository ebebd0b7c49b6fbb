"""Reckon all sums anew, and say whether any had gone astray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.analytics.consolidating import WrongRow, hash_of_consolidations, rebuild_consolidations
from binhyen.analytics.permissions import may_rebuild
from binhyen.foundations.authority import Actor
from binhyen.indicators.queries import data_sets, line_codes
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnitVersion

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """A sum that stood otherwise than the reports say. ``line`` empty: the counts of reports. No value is told."""

    fault: str
    unit: str
    data_set: str
    period: str
    line: str

    @property
    def sentence(self) -> str:
        what = {"lacking": _("còn thiếu"), "left over": _("thừa"), "other": _("sai")}[self.fault]
        line = self.line or _("số lượng báo cáo")
        return f"{self.unit}, {self.data_set}, {self.period}, {line}: {what}"


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """How many sums differed from what reports say, the first of them named, and the marks before and after.

    The marks are empty unless it was to be verified.
    """

    differing: int
    first: tuple[Difference, ...]
    hash_before: str = ""
    hash_after: str = ""

    @property
    def is_identical(self) -> bool:
        """Whether the sums that stood were those that reports give."""
        return self.differing == 0 and self.hash_before == self.hash_after


@act("analytics.rebuild", gettext_lazy("Dựng lại số liệu tổng hợp"), permission=may_rebuild)
def rebuild(*, by: Actor, verify: bool = False) -> Done[RebuildReport]:
    """Reckon every sum from the reports alone; whatever stood otherwise is put right and counted.

    ``verify`` also compares a hash over all rows before and after. Reading goes on meanwhile, accepting waits.
    """
    before = hash_of_consolidations() if verify else ""
    wrong = rebuild_consolidations()
    after = hash_of_consolidations() if verify else ""
    report = RebuildReport(len(wrong), _named(by, wrong[:MOST_NAMED]), before, after)
    return Done(report, subject="consolidations", detail={"differing": len(wrong), "verified": verify})


def _named(by: Actor, wrong: Sequence[WrongRow]) -> tuple[Difference, ...]:
    if not wrong:
        return ()
    units = dict(
        OrgUnitVersion.objects.visible_to(by)
        .filter(unit_id__in={row.unit_id for row in wrong})
        .order_by("valid_from")
        .values_list("unit_id", "name")
    )
    forms = {form.pk: form.code for form in data_sets()}
    lines = line_codes()
    return tuple(
        Difference(
            row.fault,
            units.get(row.unit_id, str(row.unit_id)),
            forms[row.data_set_id],
            row.period,
            lines.get(row.line_id, str(row.line_id)) if row.line_id is not None else "",
        )
        for row in wrong
    )
