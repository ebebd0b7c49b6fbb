"""Load the units of both maps and what became of what, or bring them up to date with newer lists."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.bulk import insert_rows, update_rows
from binhyen.orgunits.actions.keys import giving_out_keys
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation, Succession, UnitList
from binhyen.orgunits.permissions import may_load_units
from binhyen.orgunits.queries.checking import counts_agree
from binhyen.orgunits.queries.composing import composed_of, kept_lists
from binhyen.orgunits.rules.country import Country, LinkRow, ReorganisationRow, UnitKey, UnitRow, VersionRow
from binhyen.orgunits.rules.lists import (
    TOPICS,
    BadLists,
    ListFault,
    OfficialList,
    completed,
    read_list,
    text_of,
)
from binhyen.orgunits.rules.loading import (
    Known,
    LinkKey,
    LinkPlan,
    LoadPlan,
    counts_on,
    key_of_link,
    paths_now,
    plan_links,
    plan_load,
    recognised,
    tree_paths,
)
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, DISTRICT, PROVINCE, keys_of
from binhyen.orgunits.sources import package_version

_REASON = "a load compares the whole country"
_LEVELS = (COUNTRY, PROVINCE, DISTRICT, COMMUNE)
_FIELDS = (
    "parent",
    "level",
    "kind",
    "code",
    "name",
    "short_name",
    "tree_path",
    "search_key",
    "short_key",
    "sort_key",
    "longitude",
    "latitude",
    "legal_basis",
    "valid_from",
    "valid_until",
)
_LINK_FIELDS = (
    "relation",
    "people_share",
    "area_share",
    "households_share",
    "hand_share",
    "share_source",
    "note",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units of each kind there were on the last day of the former map and are today; and successions."""

    formerly: Mapping[str, int]
    today: Mapping[str, int]
    successions: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load found and did, or would do. As text: one sentence for whoever ran it."""

    units: int
    new_units: int
    new_versions: int
    corrected_versions: int
    kept: int
    new_links: int
    corrected_links: int
    gone_links: int
    before: Counts
    after: Counts
    left_out: tuple[str, ...] = ()
    """Codes of units that could not be taken: a unit that was founded or changed here bears them."""
    beyond: tuple[str, ...] = ()
    """Codes of units that are here and that the lists do not name; they stay."""
    lists: tuple[tuple[str, str, int], ...] = ()
    """Topic, name and number of rows of each list that was brought."""

    @property
    def changed(self) -> bool:
        links = self.new_links + self.corrected_links + self.gone_links
        return bool(self.new_units or self.new_versions or self.corrected_versions or links)

    def __str__(self) -> str:
        if not self.changed:
            sentence = _("Danh mục %(units)s đơn vị đã đúng, không có gì thay đổi.")
        else:
            sentence = _(
                "Danh mục %(units)s đơn vị: thêm %(new)s đơn vị và %(versions)s phiên bản, sửa %(corrected)s phiên bản."
            )
        if self.new_links or self.corrected_links or self.gone_links:
            sentence += " " + _(
                "Kế thừa: thêm %(new_links)s, sửa %(corrected_links)s, bỏ %(gone_links)s dòng."
            )
        if self.kept:
            sentence += " " + _("%(kept)s đơn vị đã được thay đổi tại đây nên giữ nguyên.")
        if self.left_out:
            sentence += " " + _("%(left_out)s đơn vị không nạp được vì mã đang là của một đơn vị tại đây.")
        return sentence % {
            "units": format_number(self.units),
            "new": format_number(self.new_units),
            "versions": format_number(self.new_versions),
            "corrected": format_number(self.corrected_versions),
            "kept": format_number(self.kept),
            "new_links": format_number(self.new_links),
            "corrected_links": format_number(self.corrected_links),
            "gone_links": format_number(self.gone_links),
            "left_out": format_number(len(self.left_out)),
        }


@act("orgunits.load", gettext_lazy("Nạp danh mục đơn vị"), permission=may_load_units)
def load_units(
    *,
    by: Actor,
    lists: Sequence[tuple[str, bytes]] = (),
    in_place: bool = False,
    forget: Collection[str] = (),
    dry_run: bool = False,
) -> Done[Loaded]:
    """Write what the data package, the catalogue and the operator's lists know of units; what is here already stays.

    ``lists`` are official files, each a name and its bytes. A file completes its topic (its rows go before the
    package's and those of earlier files), or stands for the whole of it with ``in_place``; it is kept, so that later
    loads look at it too, until its topic is named in ``forget``. With ``dry_run`` nothing is written.

    1. Compose the units of both maps and the successions between them from all sources.
    2. Compare them with those kept here; a unit that is here is recognised by its code on its first day.
    3. Write the difference: new units in the order of the composition, so that every first load gives the same
       units the same keys; then paths, successions, and the counts that follow from them.

    A second load finds no difference, writes nothing and says so. Bodies and all below communes are left alone, and
    so is what an act changed here, with its successions. Raises ``BadLists`` and ``BadCatalogue``; then nothing of
    the files was taken.
    """
    giving_out_keys()
    brought = _read(lists, in_place)
    _refuse_unknown_topics(forget)
    earlier = {each.topic: each for each in kept_lists(without=forget)}
    every = earlier | {each.topic: completed(earlier.get(each.topic), each) for each in brought}
    country = composed_of(tuple(every.values()))
    here = _Stored(country)
    plan = plan_load(country.units, here.known)
    here.give_keys(plan.new)
    plan = _with_places_put_right(plan, here)
    links = plan_links(country.links, here.links, here.other_links, plan.after)
    links_here = len(here.links) + len(here.other_links)
    loaded = Loaded(
        units=len(country.units),
        new_units=len(plan.new),
        new_versions=len(plan.added) + sum(len(unit.versions) for unit in plan.new),
        corrected_versions=len(plan.corrected),
        kept=len(plan.kept),
        new_links=len(links.new),
        corrected_links=len(links.corrected),
        gone_links=len(links.gone),
        before=_counts(here.known.units, links_here, country),
        after=_counts(plan.after, links_here + len(links.new) - len(links.gone), country),
        left_out=tuple(key.code for key in plan.left_out),
        beyond=tuple(key.code for key in plan.beyond),
        lists=tuple((each.topic, each.file, len(each.rows)) for each in brought),
    )
    top = here.ids[country.units[0].key]
    if not dry_run:
        UnitList.objects.filter(topic__in=set(forget) - every.keys()).delete()
        _keep(brought, every)
        _write(plan, here)
        _write_links(links, here, country)
        if loaded.changed or not counts_agree(by, top, clock.today()):
            _recount()
    return Done(
        loaded,
        unit_id=top,
        subject="units",
        detail={
            "source": package_version(),
            "lists": [{"topic": topic, "file": file, "rows": rows} for topic, file, rows in loaded.lists],
            "forgotten": sorted(forget),
            "new_units": loaded.new_units,
            "new_versions": loaded.new_versions,
            "corrected": [key.code for key, _version in plan.corrected],
            "new_links": loaded.new_links,
            "corrected_links": loaded.corrected_links,
            "gone_links": loaded.gone_links,
            "kept": [key.code for key in plan.kept],
        },
        worth_a_line=not dry_run and (loaded.changed or bool(brought) or bool(forget)),
    )


def _read(lists: Sequence[tuple[str, bytes]], in_place: bool) -> tuple[OfficialList, ...]:
    """The files as lists, one a topic. Raises ``BadLists`` with every fault of every file."""
    read: dict[str, OfficialList] = {}
    faults: list[ListFault] = []
    for name, data in lists:
        official, wrong = read_list(name, data)
        faults += wrong
        if official is None:
            continue
        if official.topic in read:
            faults.append(
                ListFault(
                    name,
                    1,
                    "",
                    f"Cùng danh mục với tệp {read[official.topic].file}.",
                    "Nạp mỗi lần một tệp của một danh mục.",
                )
            )
        read[official.topic] = replace(official, replaces=in_place)
    if faults:
        raise BadLists(faults)
    return tuple(read.values())


def _refuse_unknown_topics(topics: Collection[str]) -> None:
    for topic in topics:
        if topic not in TOPICS:
            raise BadInput(f"Không có danh mục “{topic}”.", f"Các danh mục: {', '.join(TOPICS)}.")


def _keep(brought: Sequence[OfficialList], every: Mapping[str, OfficialList]) -> None:
    """Keep what was brought, so that later loads look at it too."""
    for topic in (each.topic for each in brought):
        UnitList.objects.update_or_create(
            topic=topic,
            defaults={
                "name": every[topic].file,
                "content": text_of(every[topic]),
                "replaces": every[topic].replaces,
                "loaded_at": clock.now(),
            },
        )


def _counts(units: Mapping[UnitKey, UnitRow], links: int, country: Country) -> Counts:
    whole = country.reorganisation
    return Counts(
        formerly=counts_on(units, whole.day - timedelta(days=1)) if whole else {},
        today=counts_on(units, clock.today()),
        successions=links,
    )


_SAID = (
    "kind",
    "code",
    "name",
    "short_name",
    "longitude",
    "latitude",
    "legal_basis",
    "valid_from",
    "valid_until",
)


class _StoredVersion(NamedTuple):
    """A version as it is kept: its key, where it says that it stood, its superior's key, and what it says besides."""

    pk: int
    tree_path: str
    parent_id: int | None
    said: tuple[Any, ...]

    def as_row(self, keys: Mapping[int, UnitKey]) -> VersionRow:
        kind, code, name, short_name, *others = self.said
        return VersionRow(
            kind, code, name, short_name, None if self.parent_id is None else keys[self.parent_id], *others
        )


class _Stored:
    """What is kept here, as rows to compare, by the keys of the catalogue, and the keys of the database."""

    def __init__(self, country: Country) -> None:
        units = {
            pk: (level, path, since, until)
            for pk, level, path, since, until in OrgUnit.objects.beyond_scope(_REASON)
            .filter(level__in=_LEVELS)
            .values_list("pk", "level", "path", "valid_from", "valid_until")
        }
        held: dict[int, list[_StoredVersion]] = {}
        for unit_id, pk, tree_path, parent_id, *said in (
            OrgUnitVersion.objects.beyond_scope(_REASON)
            .filter(level__in=_LEVELS)
            .order_by("valid_from")
            .values_list("unit_id", "pk", "tree_path", "parent_id", *_SAID)
        ):
            held.setdefault(unit_id, []).append(_StoredVersion(pk, tree_path, parent_id, tuple(said)))
        keys = {pk: UnitKey(units[pk][0], str(each[0].said[1]), units[pk][2]) for pk, each in held.items()}
        self.known: Known = recognised(
            country.units,
            {
                keys[pk]: UnitRow(keys[pk], tuple(each.as_row(keys) for each in versions), units[pk][3])
                for pk, versions in held.items()
            },
        )
        keys = {pk: self.known.called[key] for pk, key in keys.items()}
        self.ids = {key: pk for pk, key in keys.items()}
        self.paths = {key: units[pk][1] for key, pk in self.ids.items()}
        self.versions = {
            (keys[pk], row.since): version
            for pk, versions in held.items()
            for row, version in zip(self.known.units[keys[pk]].versions, versions, strict=True)
        }
        self.reorganisation = _reorganisation_of_lists(country.reorganisation)
        self.links: dict[LinkKey, LinkRow] = {}
        self.link_ids: dict[LinkKey, int] = {}
        self.other_links: list[LinkKey] = []
        for pk, whole, predecessor, successor, *said in (
            Succession.objects.beyond_scope(_REASON)
            .filter(unit__level__in=_LEVELS, predecessor__level__in=_LEVELS)
            .values_list("pk", "reorganisation_id", "predecessor_id", "unit_id", "day", *_LINK_FIELDS)
        ):
            link = LinkRow(keys[predecessor], keys[successor], *said)
            if self.reorganisation and whole == self.reorganisation.pk:
                self.links[key_of_link(link)] = link
                self.link_ids[key_of_link(link)] = pk
            else:
                self.other_links.append(key_of_link(link))

    def give_keys(self, new: Sequence[UnitRow]) -> None:
        """Give each new unit the next key of the database, in their order."""
        last = OrgUnit.objects.beyond_scope("keys are given out once in the country").aggregate(
            last=Max("pk")
        )["last"]
        self.ids.update((unit.key, pk) for pk, unit in zip(count((last or 0) + 1), new, strict=False))


def _with_places_put_right(plan: LoadPlan, here: _Stored) -> LoadPlan:
    """The plan with the versions that are here and say, against their superiors', that they stood elsewhere."""
    stand = tree_paths(plan.after, here.ids)
    corrected = {(key, row.since) for key, row in plan.corrected}
    wrong = [
        (key, row)
        for key, unit in plan.after.items()
        for row in unit.versions
        if (version := here.versions.get((key, row.since))) is not None
        and version.tree_path != stand[key, row.since]
        and (key, row.since) not in corrected
    ]
    return replace(plan, corrected=(*plan.corrected, *wrong))


def _reorganisation_of_lists(wanted: ReorganisationRow | None) -> Reorganisation | None:
    """The reorganisation of which the lists' successions are part, if a load has written it already."""
    if wanted is None:
        return None
    return (
        Reorganisation.objects.beyond_scope(_REASON)
        .filter(effective_on=wanted.day, content={}, unit__level=COUNTRY)
        .first()
    )


def _write(plan: LoadPlan, here: _Stored) -> None:
    """Units, then versions, then where units stand now."""
    paths = paths_now(plan.after, here.ids)
    insert_rows(
        [
            OrgUnit(
                pk=here.ids[unit.key],
                level=unit.key.level,
                path=paths[unit.key],
                valid_from=unit.key.since,
                valid_until=unit.until,
            )
            for unit in plan.new
        ],
        with_keys=True,
    )
    if plan.new:
        _advance_sequence()
    update_rows(
        [OrgUnit(pk=here.ids[key], valid_from=key.since) for key in here.known.began],
        ("valid_from",),
    )
    stand = tree_paths(plan.after, here.ids)
    # Corrections first: one of them may close a version whose days a new one takes.
    update_rows(
        [
            _as_version(key, row, here, stand[key, row.since], here.versions[key, row.since].pk)
            for key, row in plan.corrected
        ],
        _FIELDS,
    )
    new = [(unit.key, row) for unit in plan.new for row in unit.versions]
    insert_rows([_as_version(key, row, here, stand[key, row.since]) for key, row in (*new, *plan.added)])
    _move({path: paths[key] for key, path in here.paths.items() if paths[key] != path})
    if any(stand[key, row.since] != here.versions[key, row.since].tree_path for key, row in plan.corrected):
        _settle()


def _as_version(
    key: UnitKey, row: VersionRow, here: _Stored, stand: str, pk: int | None = None
) -> OrgUnitVersion:
    return OrgUnitVersion(
        pk=pk,
        unit_id=here.ids[key],
        parent_id=None if row.parent is None else here.ids[row.parent],
        level=key.level,
        kind=row.kind,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        tree_path=stand,
        longitude=row.longitude,
        latitude=row.latitude,
        legal_basis=row.legal_basis,
        valid_from=row.since,
        valid_until=row.until,
        **keys_of(row.name, row.short_name)._asdict(),
    )


def _write_links(plan: LinkPlan, here: _Stored, country: Country) -> None:
    if plan.empty or country.reorganisation is None:
        return
    whole = here.reorganisation or Reorganisation.objects.create(
        unit_id=here.ids[country.units[0].key],
        title=country.reorganisation.title,
        legal_basis=country.reorganisation.legal_basis,
        effective_on=country.reorganisation.day,
        state=Reorganisation.State.ENACTED,
        made_at=clock.now(),
        enacted_at=clock.now(),
    )
    if plan.gone:
        Succession.objects.beyond_scope(_REASON).filter(
            pk__in=[here.link_ids[key] for key in plan.gone]
        ).delete()
    update_rows(
        [_as_succession(link, here, whole, here.link_ids[key_of_link(link)]) for link in plan.corrected],
        _LINK_FIELDS,
    )
    insert_rows([_as_succession(link, here, whole) for link in plan.new])


def _as_succession(link: LinkRow, here: _Stored, whole: Reorganisation, pk: int | None = None) -> Succession:
    return Succession(
        pk=pk,
        unit_id=here.ids[link.successor],
        predecessor_id=here.ids[link.predecessor],
        reorganisation=whole,
        day=link.day,
        relation=link.relation,
        people_share=link.people,
        area_share=link.area,
        households_share=link.households,
        hand_share=link.hand,
        share_source=link.source,
        note=link.note,
    )


def _move(moved: Mapping[str, str]) -> None:
    """Let units that stand elsewhere now, and all below them, have their new paths. ``moved``: old path → new path."""
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [json.dumps(moved)])


def _settle() -> None:
    """Let what stands below a version that stood elsewhere follow: one round a level, each looks at the one above."""
    with connection.cursor() as cursor:
        for _level in OrgUnit.level.field.choices or ():
            cursor.execute(_SETTLE)
            if not cursor.rowcount:
                break


# The longest of the old paths above a unit is the one that moves it.
_MOVE = """
    update orgunits_orgunit unit
       set path = moved.new || substr(unit.path, length(moved.old) + 1)
      from (select distinct on (below.id) below.id, old, new
              from jsonb_each_text(%s::jsonb) as each(old, new)
              join orgunits_orgunit below on starts_with(below.path, old)
             order by below.id, length(old) desc) moved
     where unit.id = moved.id
"""
_SETTLE = """
    update orgunits_orgunitversion version set tree_path = above.tree_path || version.unit_id || '.'
      from orgunits_orgunitversion above
     where above.unit_id = version.parent_id and above.valid_from <= version.valid_from
       and (above.valid_until is null or above.valid_until > version.valid_from)
       and version.tree_path <> above.tree_path || version.unit_id || '.'
"""


def _recount() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select recount_units()")


def _advance_sequence() -> None:
    """Keys were given out by hand; the next unit made otherwise must not meet them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(nextval('orgunits_orgunit_id_seq')) from generate_series("
            "(select last_value + is_called::int from orgunits_orgunit_id_seq), "
            "(select max(id) from orgunits_orgunit))"
        )
