"""A request for reports and a campaign at any unit, laid as the acts would leave them: for tests of who sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binhyen.foundations.clock import now
from binhyen.foundations.periods import window_of
from binhyen.indicators.queries import layout_of, version_for
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import Campaign, Obligation, Occasion, Request, State, Submission

FORM = "chuyen-de-cao-diem-tet"
FIRST, LAST, DEADLINE = date(2026, 9, 1), date(2026, 9, 20), date(2026, 9, 25)


@dataclass(frozen=True)
class Laid:
    """The keys of what was laid."""

    request: int
    campaign: int


def asked(unit: OrgUnit, of: OrgUnit | None = None) -> Laid:
    """Lay them where they are not there yet, with the accepted answer of the unit ``of``, if any.

    Needs the reach of the whole country. Their names are no words of any language."""
    there = Request.objects.visible_to(OPERATOR).filter(unit=unit).first()
    if there is not None and there.campaign_id is not None:
        return Laid(there.pk, there.campaign_id)
    version = version_for(FORM, FIRST)
    assert version is not None
    campaign = Campaign.objects.create(
        unit=unit, name="BC 138", plan="15/KH-BCĐ", first_day=FIRST, last_day=LAST, opened_at=now()
    )
    request = Request.objects.create(
        unit=unit,
        occasion=Occasion.TOPICAL,
        title="BC 138",
        data_set=version.data_set,
        version=version,
        period=window_of(FIRST, LAST).code,
        first_day=FIRST,
        last_day=LAST,
        deadline=DEADLINE,
        campaign=campaign,
        asked_at=now(),
    )
    if of is not None:
        _answer(request, of)
    return Laid(request.pk, campaign.pk)


def _answer(request: Request, unit: OrgUnit) -> None:
    obligation = Obligation.objects.create(
        unit=unit,
        superior_id=request.unit_id,
        data_set=request.data_set,
        version=request.version,
        period=request.period,
        first_day=FIRST,
        last_day=LAST,
        deadline=DEADLINE,
        request=request,
        title=request.title,
    )
    Submission.objects.create(
        obligation=obligation,
        unit=unit,
        state=State.ACCEPTED,
        values=[12] * len(layout_of(request.version).kept),
        submitted_at=now(),
        accepted_at=now(),
        changed_at=now(),
    )
