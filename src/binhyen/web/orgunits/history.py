"""How the map came to be what it is: the reorganisations in order of time, and what became of what in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.paginator import Page
from django.db.models import Count, F, Func, Q, TextField, Value
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor, branches
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import (
    SAME_UNIT,
    Level,
    OrgUnitVersion,
    Relation,
    Reorganisation,
    Succession,
)
from binhyen.orgunits.queries import (
    NOTHING_BELOW,
    Names,
    UnitOnDay,
    UnitThen,
    counts_below,
    holding_on,
    on_day,
    units_as_of,
)
from binhyen.web.frame.lists import ROWS_A_PAGE, Column, FromBothEnds, ListOf, both_exports
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.lineage import share_in_words
from binhyen.web.orgunits.listing import address, provinces_of

SHOWN = (Reorganisation.State.ENACTED, Reorganisation.State.UNDONE)


# ---- in order of time -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """What one reorganisation did on one level. ``divided`` are former units that went to several."""

    level: str
    before: int
    after: int
    joined: int
    divided: int
    unchanged: int
    renamed: int
    kind_changed: int
    zones: int


@dataclass(frozen=True, slots=True)
class Change:
    """A reorganisation with what it did, the highest level first."""

    reorganisation: Reorganisation
    counts: tuple[Counted, ...]
    undone: bool


@require_GET
@needs(Permission.VIEW_UNIT)
def map_history(request: SignedInRequest) -> HttpResponse:
    """The reorganisations that the actor may see, the latest first, of one unit if the address names one."""
    actor = request.actor
    unit = _unit_named(actor, request.GET)
    found = Reorganisation.objects.visible_to(actor).filter(state__in=SHOWN).order_by("-effective_on", "-pk")
    if unit is not None:
        concerned = _of_unit(Succession.objects.visible_to(actor), unit).values("reorganisation_id")
        found = found.filter(Q(pk__in=concerned) | Q(unit_id=unit.id))
    page: Page[Any] = FromBothEnds(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    reorganisations = list(page.object_list)
    counts = _counts(actor, reorganisations, unit)
    return render(
        request,
        "orgunits/history.html",
        {
            "unit": unit,
            "page": page,
            "changes": [
                Change(each, counts.get(each.pk, ()), each.state == Reorganisation.State.UNDONE)
                for each in reorganisations
            ],
        },
    )


_COUNTED = ("before", "after", "joined", "unchanged", "renamed", "kind_changed", "zones")


def _unit_named(actor: Actor, query: QueryDict, name: str = "unit") -> UnitOnDay | None:
    """The unit that the address names, on any day; None where it names none or one that may not be seen."""
    key = query.get(name, "")
    if not key.isascii() or not key.isdigit() or len(key) > 15:
        return None
    versions = OrgUnitVersion.objects.visible_to(actor).filter(unit_id=int(key)).order_by("-valid_from")[:1]
    return next(map(on_day, versions), None)


def _of_unit(rows: ScopedQuerySet[Succession], unit: UnitOnDay) -> ScopedQuerySet[Succession]:
    """The successions of a unit, of what lies below it, and of what it was."""
    return rows.filter(within(branches(paths=(unit.path,))) | Q(predecessor_id=unit.id))


def _counts(
    actor: Actor, reorganisations: Iterable[Reorganisation], unit: UnitOnDay | None
) -> dict[int, tuple[Counted, ...]]:
    """What each reorganisation did on each level. Two statements."""
    rows = Succession.objects.visible_to(actor).filter(
        reorganisation__in=[each.pk for each in reorganisations]
    )
    if unit is not None:
        rows = _of_unit(rows, unit)
    rows = rows.order_by()
    divided: dict[tuple[int, str], int] = {}
    for reorganisation_id, level in (
        rows.values("reorganisation_id", "unit__level", "predecessor_id")
        .annotate(parts=Count("pk"))
        .filter(parts__gt=1)
        .values_list("reorganisation_id", "unit__level")
    ):
        divided[reorganisation_id, level] = divided.get((reorganisation_id, level), 0) + 1
    found: dict[int, list[Counted]] = {}
    counted = rows.values("reorganisation_id", "unit__level").annotate(
        before=Count("predecessor_id", distinct=True),
        after=Count("unit_id", distinct=True),
        joined=Count("predecessor_id", distinct=True, filter=Q(relation=Relation.WHOLE)),
        unchanged=Count("pk", filter=Q(relation=Relation.UNCHANGED)),
        renamed=Count("pk", filter=Q(relation=Relation.RENAMED)),
        kind_changed=Count("pk", filter=Q(relation=Relation.KIND_CHANGED)),
        zones=Count("pk", filter=Q(relation=Relation.DISTRICT_BECAME_ZONE)),
    )
    of_levels: list[dict[str, Any]] = sorted(
        map(dict, counted), key=lambda row: Level.values.index(row["unit__level"])
    )
    for row in of_levels:
        key = row["reorganisation_id"], row["unit__level"]
        found.setdefault(row["reorganisation_id"], []).append(
            Counted(
                level=str(Level(row["unit__level"]).label),
                divided=divided.get(key, 0),
                **{name: row[name] for name in _COUNTED},
            )
        )
    return {key: tuple(each) for key, each in found.items()}


# ---- one reorganisation -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Province:
    """What a reorganisation of the country did in one province of the day."""

    unit: UnitOnDay
    url: str
    crosswalk: str
    maps: str
    former: tuple[str, ...]
    districts: int
    communes_before: int
    communes: int
    divided: int


@require_GET
@needs(Permission.VIEW_UNIT)
def map_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reorganisation: what it did, and a line for each province that it concerned. Nine statements."""
    actor = request.actor
    shown = _one(actor, pk)
    counts = _counts(actor, [shown], None).get(shown.pk, ())
    return render(
        request,
        "orgunits/history_of.html",
        {
            "change": Change(shown, counts, shown.state == Reorganisation.State.UNDONE),
            "provinces": _provinces(actor, shown),
            "crosswalk_url": reverse("map_crosswalk", args=[pk]),
        },
    )


def _one(actor: Actor, pk: int) -> Reorganisation:
    found = Reorganisation.objects.visible_to(actor).filter(pk=pk, state__in=SHOWN).first()
    if found is None:
        raise Http404
    return found


def _provinces(actor: Actor, shown: Reorganisation) -> list[Province]:
    """A line for each province in which a unit below it succeeded another. Six statements."""
    day, eve = shown.effective_on, shown.effective_on - timedelta(days=1)
    rows = Succession.objects.visible_to(actor).filter(reorganisation=shown).order_by()
    provinces = units_as_of(actor, day).filter(level=Level.PROVINCE).order_by("sort_key", "code")
    former: dict[int, set[int]] = {}
    for unit_id, predecessor_id in rows.filter(unit__level=Level.PROVINCE).values_list(
        "unit_id", "predecessor_id"
    ):
        former.setdefault(unit_id, set()).add(predecessor_id)
    divided = _divided_by_province(rows)
    concerned = [unit for unit in map(on_day, provinces) if unit.id in former or unit.id in divided]
    keys = {key for unit in concerned for key in former.get(unit.id, {unit.id})}
    names = dict(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(holding_on(eve), unit_id__in=keys)
        .values_list("unit_id", "name")
    )
    before, after = counts_below(actor, keys, eve), counts_below(actor, [unit.id for unit in concerned], day)

    def total(unit: UnitOnDay, level: str) -> int:
        return sum(before.get(key, NOTHING_BELOW).of_level(level) for key in former.get(unit.id, {unit.id}))

    return [
        Province(
            unit=unit,
            url=address(unit.id, day),
            crosswalk=f"{reverse('map_crosswalk', args=[shown.pk])}?under={unit.id}",
            maps=f"{reverse('unit_maps')}?unit={unit.id}&as_of={day.isoformat()}",
            former=tuple(sorted(names[key] for key in former.get(unit.id, {unit.id}) if key in names)),
            districts=total(unit, Level.DISTRICT),
            communes_before=total(unit, Level.COMMUNE),
            communes=after.get(unit.id, NOTHING_BELOW).of_level(Level.COMMUNE),
            divided=divided.get(unit.id, 0),
        )
        for unit in concerned
    ]


def _divided_by_province(rows: ScopedQuerySet[Succession]) -> dict[int, int]:
    """By the key of the province in which successors stand now: how many former units below it went to several.

    No unit was divided between provinces. A province with successions, none of them divided, counts none.
    """
    province = Func(F("unit_path"), Value("."), Value(2), function="split_part", output_field=TextField())
    counted = (
        rows.exclude(unit__level=Level.PROVINCE)
        .annotate(province=province)
        .values("province", "predecessor_id")
        .annotate(parts=Count("pk"))
        .values_list("province", "parts")
    )
    found: dict[int, int] = {}
    for key, parts in counted:
        if key:
            found[int(key)] = found.get(int(key), 0) + (parts > 1)
    return found


# ---- what became of what ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """One former unit and one of the units that it went into."""

    before: UnitThen | None
    after: UnitThen | None
    relation: str
    share: str
    note: str
    url: str

    @property
    def place_before(self) -> str:
        return ", ".join(reversed(self.before.above)) if self.before else ""

    @property
    def place_after(self) -> str:
        return ", ".join(reversed(self.after.above)) if self.after else ""


PAIRS = ListOf[Pair](
    _("Đơn vị trước và sau"),
    Column("before", _("Đơn vị trước"), lambda row: row.before.name if row.before else "—", width=32),
    (
        Column("before_code", _("Mã trước"), lambda row: row.before.code if row.before else ""),
        Column("before_place", _("Thuộc (trước)"), lambda row: row.place_before, width=40),
        Column("after", _("Đơn vị sau"), lambda row: row.after.name if row.after else "—", width=32),
        Column("after_code", _("Mã sau"), lambda row: row.after.code if row.after else ""),
        Column("after_place", _("Thuộc (sau)"), lambda row: row.place_after, shown_at_first=False, width=32),
        Column("relation", _("Quan hệ"), lambda row: row.relation, width=32),
        Column("share", _("Phần của đơn vị trước"), lambda row: row.share, width=40),
        Column("note", _("Ghi chú"), lambda row: row.note, shown_at_first=False, width=40),
    ),
    {},
)


class PairFilters(forms.Form):
    """What the address of the list says."""

    under = forms.TypedChoiceField(
        label=_("Thuộc tỉnh, thành phố"), required=False, coerce=int, empty_value=None
    )
    relation = forms.ChoiceField(
        label=_("Quan hệ"), required=False, choices=[("", _("Mọi quan hệ")), *Relation.choices]
    )
    divided = forms.BooleanField(label=_("Chỉ đơn vị bị chia"), required=False)

    def __init__(self, data: QueryDict, provinces: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        under = cast("forms.TypedChoiceField", self.fields["under"])
        under.choices = [("", _("Mọi tỉnh, thành phố")), *provinces]


@require_GET
@needs(Permission.VIEW_UNIT)
def map_crosswalk(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which former unit went into which later one, row by row, in the order of the later units' keys."""
    shown = _one(request.actor, pk)
    filters, rows = _pairs_asked(request, shown)
    return render(
        request,
        "orgunits/crosswalk.html",
        {
            "reorganisation": shown,
            "filters": filters,
            "filtered": any(filters.cleaned_data.values()),
            **PAIRS.page(
                request,
                rows,
                lambda found: _pairs(request.actor, list(found)),
                both_exports(
                    reverse("map_crosswalk_csv", args=[pk]), reverse("map_crosswalk_excel", args=[pk])
                ),
            ),
        },
    )


@require_GET
@needs(Permission.VIEW_UNIT)
def map_crosswalk_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole list of the same address as CSV."""
    return PAIRS.csv(request.GET, *_all_pairs(request, pk))


@require_GET
@needs(Permission.VIEW_UNIT)
def map_crosswalk_excel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole list of the same address as an Excel workbook."""
    return PAIRS.excel(request.GET, *_all_pairs(request, pk))


def _all_pairs(request: SignedInRequest, pk: int) -> tuple[list[Pair], str]:
    shown = _one(request.actor, pk)
    _filters, rows = _pairs_asked(request, shown)
    return _pairs(request.actor, list(rows)), f"don-vi-truoc-va-sau-{shown.effective_on.isoformat()}"


def _pairs_asked(
    request: SignedInRequest, shown: Reorganisation
) -> tuple[PairFilters, ScopedQuerySet[Succession]]:
    """The rows that the address asks for. Provinces have their own table, so they are left out where others are."""
    actor = request.actor
    provinces = provinces_of(actor, shown.effective_on)
    filters = PairFilters(request.GET, ((each.unit_id, each.name) for each in provinces))
    filters.is_valid()
    chosen = filters.cleaned_data
    rows = Succession.objects.visible_to(actor).filter(reorganisation=shown)
    rows = rows.exclude(unit__level=Level.PROVINCE).order_by("unit_path", "predecessor_id")
    if chosen.get("under") is not None:
        paths = tuple(each.unit_path for each in provinces if each.unit_id == chosen["under"])
        rows = rows.filter(within(branches(paths=paths)))
    if chosen.get("relation"):
        rows = rows.filter(relation=chosen["relation"])
    if chosen.get("divided"):
        divided = (
            Succession.objects.visible_to(actor)
            .filter(reorganisation=shown)
            .exclude(relation__in=SAME_UNIT)
            .order_by()
            .values("predecessor_id")
            .annotate(parts=Count("pk"))
            .filter(parts__gt=1)
        )
        rows = rows.filter(predecessor_id__in=divided.values("predecessor_id"))
    return filters, rows


def _pairs(actor: Actor, rows: list[Succession]) -> list[Pair]:
    """The rows with the names of the days then. Two statements, however many they are."""
    names = Names(actor, {key for row in rows for key in (row.unit_id, row.predecessor_id)})
    return [
        Pair(
            before=names.on(row.predecessor_id, row.day - timedelta(days=1)),
            after=names.on(row.unit_id, row.day),
            relation=str(Relation(row.relation).label),
            share=share_in_words(row) or str(_("chưa rõ tỷ lệ: không chia số liệu")),
            note=row.note,
            url=address(row.predecessor_id, row.day - timedelta(days=1)),
        )
        for row in rows
    ]
