"""What an address of these pages speaks of: which unit, which form, which period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import (
    CUSTOM_WINDOWS,
    BadPeriod,
    Period,
    PeriodKind,
    calendar_of,
    parse_period,
    period_of,
)
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import data_sets, layout_of, version_for
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import periods_open
from binhyen.web.frame import current
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, kind_label, period_label, period_short

UNIT, FORM, PERIOD = "don-vi", "bieu", "ky"


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form as one may choose it, in the version of today. ``owed`` reports of it are known here."""

    data_set: DataSet
    layout: FormLayout
    owed: int

    @property
    def name(self) -> str:
        return in_language(self.layout.name, self.layout.name_en)


@dataclass(frozen=True)
class Scope:
    """A unit with those above it, its forms, the chosen one with the periods opened for it, and the chosen period.

    ``fault`` says what of the address could not be read; what was meant instead then stands in its place.
    """

    above: tuple[UnitOnDay, ...]
    forms: tuple[FormChoice, ...]
    form: FormChoice | None
    periods: tuple[Period, ...]
    period: Period | None
    fault: Any = None

    @property
    def unit(self) -> UnitOnDay:
        return self.above[-1]

    @property
    def breadcrumb(self) -> list[dict[str, str]]:
        *above, _unit = self.above
        steps = [{"label": unit.name, "url": reverse("unit", args=[unit.id])} for unit in above]
        return [*steps, {"label": self.unit.name, "url": ""}]

    def url(self, name: str = "reports", **more: str) -> str:
        """The address of a page that speaks of the same; ``more`` says something else or further (``_`` for ``-``)."""
        told = {UNIT: str(self.unit.id)}
        if self.form is not None:
            told[FORM] = self.form.data_set.code
        if self.period is not None:
            told[PERIOD] = self.period.code
        told |= {key.replace("_", "-"): value for key, value in more.items()}
        return f"{reverse(name)}?{urlencode({key: value for key, value in told.items() if value})}"

    @property
    def switch(self) -> dict[str, Any] | None:
        """The period switcher of the top bar; nothing where no period has been opened."""
        if self.period is None or self.period not in self.periods:
            return None
        at = self.periods.index(self.period)
        addresses = [self.url(ky=period.code) for period in self.periods]
        return {
            "label": period_label(self.period),
            "previous_url": addresses[at - 1] if at > 0 else "",
            "next_url": addresses[at + 1] if at + 1 < len(self.periods) else "",
            "kinds": [{"label": kind_label(self.period.kind), "url": addresses[at], "current": True}],
            "items": [
                {"label": period_short(period), "url": url, "current": period == self.period}
                for period, url in reversed(tuple(zip(self.periods, addresses, strict=True)))
            ],
        }

    def to_open(self) -> tuple[Period, ...]:
        """The periods that may be opened next: those after the last opened one until the one of today.

        A form for days that a desk sets is asked for, not opened.
        """
        if self.form is None or self.form.data_set.calendar == CUSTOM_WINDOWS.id:
            return ()
        calendar = calendar_of(self.form.data_set.calendar)
        now = period_of(today(), PeriodKind(self.form.data_set.period_kind), calendar)
        if not self.periods:
            return (now.previous(), now)
        following = [self.periods[-1].next()]
        while following[-1] < now and len(following) < _MOST_TO_OPEN:
            following.append(following[-1].next())
        return tuple(following)

    def row(self, actor: Actor) -> OrgUnit:
        """The unit's own row, as acts want it."""
        return OrgUnit.objects.visible_to(actor).get(pk=self.unit.id)

    def with_fault(self, fault: Any) -> Scope:
        return Scope(self.above, self.forms, self.form, self.periods, self.period, fault)


_MOST_TO_OPEN = 12


def scope_of(request: SignedInRequest, query: QueryDict, most: int = 36) -> Scope:
    """Read an address or a form: the unit at which the account works unless it names one. 404 for what is not seen."""
    actor = request.actor
    above = path_to(actor, _unit_id(request, query), today())
    if not above or not actor.may(Permission.VIEW_FIGURES, at=above[-1].path):
        raise Http404
    unit = above[-1]
    forms = _forms(actor, unit)
    chosen = query.get(FORM, "")
    form = next((each for each in forms if each.data_set.code == chosen), forms[0] if forms else None)
    periods = periods_open(actor, unit.path, form.data_set, most) if form else ()
    scope = Scope(above, forms, form, periods, periods[-1] if periods else None)
    if chosen and form is not None and form.data_set.code != chosen:
        return scope.with_fault(
            {
                "sentence": _("Đơn vị này không có biểu “%s”.") % chosen,
                "remedy": _("Chọn một biểu trong danh sách."),
            }
        )
    return _with_period(scope, query.get(PERIOD, ""))


def _unit_id(request: SignedInRequest, query: QueryDict) -> int:
    named = query.get(UNIT, "")
    if named.isascii() and named.isdigit() and len(named) < 18:
        return int(named)
    unit = current.current_unit(request, request.actor)
    if unit is not None and request.actor.may(Permission.VIEW_FIGURES, at=unit.path):
        return unit.id
    return next(
        mandate.unit_id
        for mandate in request.actor.mandates
        if Permission.VIEW_FIGURES in mandate.permissions
    )


def _forms(actor: Actor, unit: UnitOnDay) -> tuple[FormChoice, ...]:
    """The forms that are owed at and below the unit, the most asked first; for a desk also those to come."""
    counted = (
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(unit.path,))))
        .order_by()
        .values("data_set_id")
        .annotate(reports=Count("pk"))
    )
    owed = {row["data_set_id"]: row["reports"] for row in counted}
    places = unit.level in (Level.COUNTRY, Level.PROVINCE)
    opens = places and bool(actor.may(Permission.OPEN_PERIOD, at=unit.path))
    found = []
    for data_set in data_sets():
        if data_set.pk in owed or (opens and data_set.calendar != CUSTOM_WINDOWS.id):
            version = version_for(data_set.code, today())
            if version is not None:
                found.append(FormChoice(data_set, layout_of(version), owed.get(data_set.pk, 0)))
    return tuple(
        sorted(found, key=lambda each: (-each.owed, Level.COMMUNE not in each.layout.levels, each.name))
    )


def _with_period(scope: Scope, code: str) -> Scope:
    if not code or scope.form is None:
        return scope
    try:
        period = parse_period(code, calendar_of(scope.form.data_set.calendar))
    except BadPeriod as fault:
        return scope.with_fault(fault)
    if period not in scope.periods:
        return scope.with_fault(
            {
                "sentence": _("Kỳ %s chưa được mở cho biểu này.") % period_label(period),
                "remedy": _("Chọn một kỳ đã mở, hoặc nhờ cơ quan thường trực cấp trên mở kỳ."),
            }
        )
    return Scope(scope.above, scope.forms, scope.form, scope.periods, period)
