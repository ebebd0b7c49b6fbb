"""Two maps side by side: the units of before a day and those from it on, and which became which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.models import OrgUnitVersion, Succession
from binhyen.orgunits.queries import (
    UnitOnDay,
    boundaries_of,
    children_of,
    holding_on,
    on_day,
    path_to,
    points_of,
    units_as_of,
)
from binhyen.orgunits.values import (
    Archipelago,
    Drawing,
    Mark,
    Spot,
    archipelagos_on,
    draw,
    tile_grid,
    tones_of,
)
from binhyen.web.frame import current
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.days import TWO_TIERS_SINCE, DayField
from binhyen.web.orgunits.listing import address

MOST_UNITS = 1500


class MapForm(forms.Form):
    """What the address says: the unit whose parts are drawn, and the first day of the later map."""

    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    as_of = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].label = gettext_lazy("Ngày sắp xếp")


@dataclass(frozen=True, slots=True)
class Group:
    """What is one link on a map: a unit, or tiles too small for that which went to the same later units.

    ``to`` are the keys of the later units, by which the same is found on the other map.
    """

    to: str
    tone: int
    url: str
    marks: tuple[Mark, ...]

    @property
    def title(self) -> str:
        return ", ".join(mark.spot.name for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Row:
    """A later unit in the table: its number on the map, and the names of the units before."""

    number: int
    unit: UnitOnDay
    url: str
    before: str
    divided: bool


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_maps(request: SignedInRequest) -> HttpResponse:
    """The parts of a unit before and after a day. Nine statements, whatever the number of units."""
    actor, form = request.actor, MapForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("unit")
    path = _unit_asked(request, chosen)
    if not path:
        raise Http404
    shown = path[-1]
    day = form.cleaned_data.get("as_of") or _last_change_below(actor, shown) or TWO_TIERS_SINCE
    after = _parts(actor, shown, day)
    links = _links(actor, after, day)
    before = _before(actor, after, links, day)
    tones = tones_of(tile_grid(points_of(actor, after, day)))
    numbers = {unit.id: place for place, unit in enumerate(after, 1)}
    went_to = _went_to(before, links, numbers)
    later = _spots(actor, after, day, tones, numbers)
    earlier = _spots(
        actor,
        before,
        day - timedelta(days=1),
        {key: tones.get(to[0], 0) for key, to in went_to.items() if to},
        {},
    )
    boxes = archipelagos_on(shown.level, shown.code)
    maps = [
        _map(before, earlier, boxes, day - timedelta(days=1), went_to),
        _map(after, later, boxes, day, {unit.id: (unit.id,) for unit in after}),
    ]
    return render(
        request,
        "orgunits/maps.html",
        {
            "unit": shown,
            "unit_name": shown.name,
            "breadcrumb": [{"label": step.name, "url": address(step.id, today())} for step in path],
            "day": day,
            "form": MapForm(initial={"unit": shown.id, "as_of": day}) if form.is_valid() else form,
            "maps": maps,
            "rows": _rows(after, before, went_to, numbers, day),
            "any_divided": any(len(to) > 1 for to in went_to.values()),
        },
    )


def _unit_asked(request: SignedInRequest, key: int | None) -> tuple[UnitOnDay, ...]:
    """The path to the unit that the address names, else to where the account works or stands."""
    actor = request.actor
    if key is None:
        key = current.current_unit_id(request) or (actor.mandates[0].unit_id if actor.mandates else None)
    path = path_to(actor, key, today()) if key is not None else ()
    return path if path and actor.reach.places.covers(path[-1].path) else ()


def _last_change_below(actor: Actor, unit: UnitOnDay) -> date | None:
    """The latest day on which units directly below it succeeded others."""
    found: date | None = (
        Succession.objects.visible_to(actor)
        .filter(
            unit_id__in=children_of(actor, unit.id, today()).order_by().values("unit_id"), day__lte=today()
        )
        .aggregate(day=Max("day"))["day"]
    )
    return found


def _parts(actor: Actor, unit: UnitOnDay, day: date) -> list[UnitOnDay]:
    """The places directly below the unit on that day; the unit itself where there are none."""
    found = [on_day(version) for version in children_of(actor, unit.id, day)[:MOST_UNITS]]
    return found or [on_day(version) for version in units_as_of(actor, day).filter(unit_id=unit.id)]


def _links(actor: Actor, after: Sequence[UnitOnDay], day: date) -> list[tuple[int, int]]:
    """Keys of units before and after, for everything that went into the later units on that day."""
    rows = (
        Succession.objects.visible_to(actor)
        .filter(day=day, unit_id__in=[unit.id for unit in after])
        .order_by("predecessor_id", "unit_id")
    )
    return list(rows.values_list("predecessor_id", "unit_id"))


def _before(
    actor: Actor, after: Sequence[UnitOnDay], links: Iterable[tuple[int, int]], day: date
) -> list[UnitOnDay]:
    """The units of the day before: those that went into the later ones, and those that were there already."""
    keys = {before for before, _after in links} | {unit.id for unit in after}
    versions = OrgUnitVersion.objects.visible_to(actor).filter(
        holding_on(day - timedelta(days=1)), unit_id__in=keys
    )
    return [on_day(version) for version in versions.order_by("sort_key", "code", "unit_id")]


def _went_to(
    before: Iterable[UnitOnDay], links: Iterable[tuple[int, int]], numbers: dict[int, int]
) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {unit.id: [] for unit in before}
    for earlier, later in links:
        if earlier in found:
            found[earlier].append(later)
    for key, to in found.items():
        if not to and key in numbers:
            to.append(key)
    return {key: tuple(to) for key, to in found.items()}


def _spots(
    actor: Actor, units: Sequence[UnitOnDay], day: date, tones: dict[int, int], numbers: dict[int, int]
) -> tuple[list[Spot], tuple[str, ...]]:
    shapes, sources = boundaries_of(actor, [unit.id for unit in units])
    points = points_of(actor, units, day)
    spots = [
        Spot(
            key=unit.id,
            name=unit.name,
            short_name=unit.short_name,
            code=unit.code,
            point=points.get(unit.id),
            shape=shapes.get(unit.id),
            tone=tones.get(unit.id, 0),
            number=numbers.get(unit.id, 0),
            # A unit that is over is shown as of its last day by itself.
            query=""
            if numbers or unit.validity.until == day + timedelta(days=1)
            else f"?as_of={day.isoformat()}",
        )
        for unit in units
    ]
    return spots, sources


def _map(
    units: Sequence[UnitOnDay],
    spots: tuple[list[Spot], tuple[str, ...]],
    boxes: tuple[Archipelago, ...],
    day: date,
    went_to: dict[int, tuple[int, ...]],
) -> dict[str, Any]:
    drawing = draw(spots[0], boxes)
    return {
        "drawing": drawing,
        "groups": _groups(drawing, went_to),
        "insets": [
            (inset, _keys(tuple(sorted({to for spot in inset.spots for to in went_to.get(spot.key, ())}))))
            for inset in drawing.insets
        ],
        "day": day,
        "count": len(units),
        "sentence": _("Bản đồ ngày %(day)s: %(count)s đơn vị; bảng ở dưới")
        % {"day": format_date(day), "count": len(units)},
        "source": ("; ".join(spots[1]) if drawing.shapes else "")
        or _("Ô xếp theo toạ độ một điểm của mỗi đơn vị trong danh mục; không phải ranh giới."),
    }


def _groups(drawing: Drawing, went_to: dict[int, tuple[int, ...]]) -> list[Group]:
    """The links of a map. Of many small tiles those that became one unit lead together to what it came from."""
    if drawing.named or drawing.shapes:
        return [
            Group(_keys(went_to.get(mark.spot.key, ())), mark.spot.tone, _own_page(mark.spot), (mark,))
            for mark in drawing.marks
        ]
    found: dict[tuple[int, ...], list[Mark]] = {}
    for mark in drawing.marks:
        found.setdefault(went_to.get(mark.spot.key) or (mark.spot.key,), []).append(mark)
    return [
        Group(
            _keys(to),
            marks[0].spot.tone,
            _own_page(marks[0].spot) if len(marks) == 1 else f"../{to[0]}/#predecessors",
            tuple(marks),
        )
        for to, marks in sorted(found.items())
    ]


def _keys(to: tuple[int, ...]) -> str:
    return " ".join(map(str, to))


def _own_page(spot: Spot) -> str:
    return f"../{spot.key}/{spot.query}"


def _rows(
    after: Sequence[UnitOnDay],
    before: Sequence[UnitOnDay],
    went_to: dict[int, tuple[int, ...]],
    numbers: dict[int, int],
    day: date,
) -> list[Row]:
    came_from: dict[int, list[UnitOnDay]] = {}
    for unit in before:
        for to in went_to[unit.id]:
            came_from.setdefault(to, []).append(unit)
    return [
        Row(
            number=numbers[unit.id],
            unit=unit,
            url=f"../{unit.id}/",
            before=", ".join(_named(each, went_to) for each in came_from.get(unit.id, ())),
            divided=any(len(went_to[each.id]) > 1 for each in came_from.get(unit.id, ())),
        )
        for unit in after
    ]


def _named(unit: UnitOnDay, went_to: dict[int, tuple[int, ...]]) -> str:
    """The name of an earlier unit; a star marks one that went to several."""
    return f"{unit.name}*" if len(went_to[unit.id]) > 1 else unit.name
