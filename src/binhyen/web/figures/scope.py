"""What an address of these pages speaks of: which unit, over which period, on which map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.analytics.models import Consolidation
from binhyen.analytics.queries import latest_period
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import (
    ADMINISTRATIVE,
    BadPeriod,
    Calendar,
    Period,
    PeriodKind,
    calendar_of,
    parse_period,
    period_of,
)
from binhyen.indicators.queries import data_sets
from binhyen.orgunits.queries import UnitOnDay, path_to, versions_of
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import State, Submission
from binhyen.web.figures.territory import (
    TERRITORY,
    BadTerritory,
    chooser,
    territory_of,
    ways_to,
)
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import kind_label, period_label, period_short, period_with_days

PERIOD, CALENDAR = "ky", "lich"


@dataclass(frozen=True)
class Scope:
    """A unit with those above it, a period, and the map on which figures are told (``territory``). ``fault`` says what
    of the address could not be read.

    ``territory_told`` is what the address says of the map, empty where it leaves that to the unit. ``kept`` is what
    else stands in the addresses of these pages and stays when another period is chosen.
    """

    above: tuple[UnitOnDay, ...]
    period: Period
    fault: Any = None
    kept: tuple[tuple[str, str], ...] = ()
    territory: TerritoryChoice = AS_REPORTED
    territory_told: str = ""

    @property
    def unit(self) -> UnitOnDay:
        return self.above[-1]

    def keeping(self, name: str, value: str) -> Scope:
        """The same, whose addresses all say this besides; nothing more where there is no value."""
        return replace(self, kept=(*self.kept, (name, value))) if value else self

    def query(self, period: Period | None = None) -> str:
        """What stands behind an address to speak of the period."""
        told = self._told(period or self.period)
        if self.territory_told:
            told[TERRITORY] = self.territory_told
        return f"?{urlencode(told | dict(self.kept))}"

    @staticmethod
    def _told(period: Period) -> dict[str, str]:
        told = {PERIOD: period.code}
        if period.calendar.id != ADMINISTRATIVE.id:
            told[CALENDAR] = period.calendar.id
        return told

    def url(self, name: str = "figures", period: Period | None = None, **more: Any) -> str:
        return reverse(name, kwargs={"pk": self.unit.id} | more) + self.query(period)

    def frame(self, name: str = "figures", **more: Any) -> dict[str, Any]:
        """What the frame shows around a page of this scope; the period switcher stays on the page ``name``."""
        *above, unit = self.above
        return {
            "scope": self,
            "unit_name": unit.name,
            "breadcrumb": [
                *({"label": each.name, "url": reverse("unit", args=[each.id])} for each in above),
                {"label": unit.name, "url": ""},
            ],
            "period": period_with_days(self.period),
            "period_label": period_label(self.period),
            "period_switch": self._switch(name, more),
            "territory": self._chooser(name, more),
            "refused": self.fault,
            **self._refused_territory(),
        }

    def _refused_territory(self) -> dict[str, Any]:
        """What the page shows instead of a territory that it cannot use, and where that may be found."""
        if not isinstance(self.fault, BadTerritory):
            return {}
        return {
            "refused_instead": _("Trang này đang theo cùng một địa bàn."),
            "refused_ways": ways_to(self.fault.units, self.query()),
        }

    def _chooser(self, name: str, more: dict[str, Any]) -> dict[str, Any]:
        return chooser(
            self.territory,
            self.territory_told,
            lambda told: replace(self, territory_told=told).url(name, **more),
            reverse(name, kwargs={"pk": self.unit.id} | more),
            (*self._told(self.period).items(), *self.kept),
        )

    def _switch(self, name: str, more: dict[str, Any]) -> dict[str, Any]:
        period, calendar = self.period, self.period.calendar

        def url(other: Period) -> str:
            return self.url(name, other, **more)

        siblings = [
            Period(calendar, period.kind, period.year, index)
            for index in range(1, calendar.count(period.kind) + 1)
        ]
        before, after = period.earlier, period.later
        return {
            "label": period_label(period),
            "previous_url": url(before) if before else "",
            "next_url": url(after) if after and after.first_day <= today() else "",
            "kinds": [
                {
                    "label": kind_label(kind),
                    "url": url(_same_days(period, kind, calendar)),
                    "current": kind is period.kind,
                }
                for kind in calendar.kinds
            ],
            "items": [
                {"label": period_short(each), "url": url(each), "current": each == period}
                for each in siblings
            ],
        }


def _same_days(period: Period, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period of another kind nearest to this one: that in which its last day lies, else the first of its year."""
    try:
        return period_of(min(period.last_day, max(today(), period.first_day)), kind, calendar)
    except BadPeriod:
        return Period(calendar, kind, period.year)


def unit_seen(request: SignedInRequest, unit_id: int) -> tuple[UnitOnDay, ...]:
    """The unit with those above it. 404 for a unit whose figures the actor may not see."""
    actor = request.actor
    above = path_to(actor, unit_id, today())
    if not above:
        above = versions_of(actor, unit_id)[:1]
    if not above or not actor.may(Permission.VIEW_FIGURES, at=above[-1].path):
        raise Http404
    return above


def scope_of(request: SignedInRequest, unit_id: int) -> Scope:
    """Read an address. 404 for a unit whose figures the actor may not see. One statement where it names a period, one
    where it leaves the map to the unit or names one, and four more for a map without the unit."""
    actor = request.actor
    named, fault = _period_named(request)
    above = _above(actor, unit_id, named)
    if not above or not actor.may(Permission.VIEW_FIGURES, at=above[-1].path):
        raise Http404
    if named is not None:
        scope = Scope(above, named)
    else:
        period = newest_period(actor, unit_id)
        scope = Scope(_above(actor, unit_id, period) or above, period, fault)
    return _on_its_territory(actor, scope, request.GET.get(TERRITORY, ""))


def _on_its_territory(actor: Actor, scope: Scope, written: str) -> Scope:
    """The same on the map that the address names; on the unit's own where it names none that can be used."""
    try:
        territory, told = territory_of(actor, scope.unit, scope.period, written)
    except BadTerritory as bad:
        territory, told = territory_of(actor, scope.unit, scope.period, "")
        scope = replace(scope, fault=scope.fault or bad)
    return replace(scope, territory=territory, territory_told=told)


def _period_named(request: SignedInRequest) -> tuple[Period | None, BadPeriod | None]:
    """The period of the address, or what of it could not be read."""
    code = request.GET.get(PERIOD, "")
    if not code:
        return None, None
    try:
        return parse_period(code, calendar_of(request.GET.get(CALENDAR, "") or ADMINISTRATIVE.id)), None
    except BadPeriod as bad:
        return None, bad


def _above(actor: Actor, unit_id: int, period: Period | None) -> tuple[UnitOnDay, ...]:
    """The unit with those above it by their names on the period's last day, else as they are today, or last were."""
    if period is not None and period.last_day < today():
        above = path_to(actor, unit_id, period.last_day)
        if above:
            return above
    return path_to(actor, unit_id, today()) or versions_of(actor, unit_id)[:1]


def newest_period(actor: Actor, unit_id: int) -> Period:
    """The latest month of which something was accepted at the unit, else the latest opened, else that of today."""
    monthly = {"data_set__calendar": ADMINISTRATIVE.id, "data_set__period_kind": PeriodKind.MONTH}
    accepted = [
        Consolidation.objects.visible_to(actor)
        .filter(unit_id=unit_id, accepted__gt=0, **monthly)
        .order_by("-first_day")
        .values_list("first_day", "period", "data_set__calendar")
        .first(),
        Submission.objects.visible_to(actor)
        .filter(
            unit_id=unit_id,
            state__in=[State.ACCEPTED, State.LOCKED],
            **{f"obligation__{name}": value for name, value in monthly.items()},
        )
        .order_by("-obligation__first_day")
        .values_list("obligation__first_day", "obligation__period", "obligation__data_set__calendar")
        .first(),
    ]
    found = [each for each in accepted if each is not None]
    if found:
        _first_day, code, calendar = max(found)
        return parse_period(code, calendar_of(calendar))
    for data_set in data_sets():
        if (data_set.calendar, data_set.period_kind) != (ADMINISTRATIVE.id, PeriodKind.MONTH):
            continue
        opened = latest_period(actor, unit_id, data_set)
        if opened is not None:
            return parse_period(opened, calendar_of(data_set.calendar))
    return period_of(today(), PeriodKind.MONTH, ADMINISTRATIVE).previous()
