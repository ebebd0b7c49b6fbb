"""What tests of kept narratives stand on: the communes' monthly form opened in the small tree, and its officers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.narratives.actions import take_narrative
from binhyen.narratives.models import Candidate, Narrative
from binhyen.narratives.queries import NarrativeShown, narrative_shown
from binhyen.narratives.values import read_pasted
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import open_period
from binhyen.reporting.models import Obligation
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, Place, officer

ENTERING = frozenset({Permission.VIEW_FIGURES, Permission.ENTER_FIGURES, Permission.SUBMIT_REPORT})
PERIOD = "2026-01"


@dataclass
class House:
    """The monthly form of January 2026 in an invented province, an officer of one commune, and others."""

    officer: Actor
    neighbour: Actor
    province: Actor

    def unit(self, place: Place = SUOI_HOA) -> OrgUnit:
        with acting_as(OPERATOR):
            return OrgUnit.objects.visible_to(OPERATOR).get(pk=place.key)

    def report(self, place: Place = SUOI_HOA) -> Obligation:
        with acting_as(OPERATOR):
            return (
                Obligation.objects.visible_to(OPERATOR)
                .select_related("version")
                .get(unit_id=place.key, period=PERIOD, data_set__code="xa-thang")
            )

    def bring(
        self,
        text: str,
        *,
        by: Actor | None = None,
        receiving: bool = True,
        public: bool = False,
        title: str = "Báo cáo tháng 01/2026",
    ) -> Narrative:
        by = by or self.officer
        with acting_as(by):
            return take_narrative(
                by=by,
                unit=self.unit(),
                title=title,
                content=read_pasted(text),
                public=public,
                obligation=self.report() if receiving else None,
            )

    def shown(self, narrative: Narrative, by: Actor | None = None) -> NarrativeShown:
        by = by or self.officer
        with acting_as(by):
            shown = narrative_shown(by, narrative.pk)
        assert shown is not None
        return shown

    def figures(self, narrative: Narrative) -> list[Candidate]:
        with acting_as(OPERATOR):
            return list(Candidate.objects.visible_to(OPERATOR).filter(narrative=narrative).order_by("number"))


@pytest.fixture
def house(small_tree: None) -> Iterator[House]:
    with clock.fixed_to(date(2026, 1, 16)):
        with acting_as(OPERATOR):
            open_period(
                by=OPERATOR,
                under=OrgUnit.objects.visible_to(OPERATOR).get(pk=BACH_MA.key),
                data_set=DataSet.objects.get(code="xa-thang"),
                period=parse_period(PERIOD, ADMINISTRATIVE),
            )
        yield House(
            officer(SUOI_HOA, permissions=ENTERING, name="hoa"),
            officer(DOI_CHE, permissions=ENTERING, name="che"),
            officer(BACH_MA, permissions=ENTERING, name="binh"),
        )
