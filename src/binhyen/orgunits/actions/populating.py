"""Fill communes with their residential areas, agencies, enterprises and schools, from tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.validity import Validity
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.bulk import ROWS_A_STATEMENT, insert_rows, update_rows
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.actions.counting import recount
from binhyen.orgunits.actions.keys import giving_out_keys, next_keys
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion
from binhyen.orgunits.permissions import may_populate, may_populate_many
from binhyen.orgunits.rules.naming import keys_of
from binhyen.orgunits.rules.populating import (
    Added,
    Judged,
    Place,
    Populated,
    Remark,
    Renamed,
    Standing,
    Stay,
    Table,
    TableOutcome,
    Written,
    judge_table,
    place_of,
)
from binhyen.orgunits.sources import read_area_words

_LEVELS = (Level.AREA, Level.WORKPLACE)


class TableRefused(Exception):
    """Nothing was changed, because of these faults."""

    def __init__(self, faults: list[Remark]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@act("orgunits.populate", gettext_lazy("Bổ sung đơn vị của xã"), permission=may_populate)
def populate(*, by: Actor, commune: OrgUnit, rows: Iterable[Written]) -> Done[Populated]:
    """Add the units of a commune's table that are new, and take names that changed from the day that the table gives.

    All or nothing: raises :class:`TableRefused` with every fault. Units that the table does not name stay as they
    are; a second time changes nothing. A province's own workplaces are given for the province.
    """
    giving_out_keys()
    places = _places(by, [commune.pk])
    table = Table("", places[commune.pk].code, tuple(rows))
    (populated,) = _populate(by, commune.path, [(places[commune.pk], table)])
    if populated.faults:
        raise TableRefused(populated.faults)
    return Done(
        populated,
        unit_id=commune.pk,
        subject=f"unit:{commune.pk}",
        detail={"added": populated.added, "renamed": populated.renamed},
        worth_a_line=populated.outcome is TableOutcome.CHANGED,
    )


@act("orgunits.populate-many", gettext_lazy("Bổ sung đơn vị của nhiều xã"), permission=may_populate_many)
def populate_many(*, by: Actor, under: OrgUnit, tables: Sequence[Table]) -> Done[list[Populated]]:
    """Take each table whole or refuse it whole, and say which and why; one answer a table, in order.

    A table is for the place at or below ``under`` whose code it names. A constant number of statements for any
    number of tables, but for one a batch of rows.
    """
    giving_out_keys()
    answers = [Populated(table.source, table.code) for table in tables]
    keys = _keys_of_codes(by, under.path, {table.code for table in tables})
    places = _places(by, sorted(keys.values()))
    found: list[tuple[Place, Table]] = []
    at: list[int] = []
    seen: dict[str, str] = {}
    for number, (answer, table) in enumerate(zip(answers, tables, strict=True)):
        if table.code not in keys:
            answer.refuse(
                _("Mã “%s” không phải xã, phường, đặc khu trong phạm vi này.") % table.code
                if table.code
                else _("Tệp không cho biết của xã, phường, đặc khu nào."),
                _("Tải mẫu của đúng đơn vị về, chép các dòng sang rồi gửi lại."),
            )
        elif table.code in seen:
            answer.refuse(
                _("Tệp “%s” cùng lần gửi cũng của đơn vị này.") % seen[table.code],
                _("Gộp các dòng vào một tệp, hoặc gửi từng tệp một."),
            )
        else:
            seen[table.code] = table.source
            found.append((places[keys[table.code]], table))
            at.append(number)
    for number, answer in zip(at, _populate(by, under.path, found), strict=True):
        answers[number] = answer
    changed = {
        answer.code: [answer.added, answer.renamed] for answer in answers if answer.added or answer.renamed
    }
    return Done(
        answers,
        unit_id=under.pk,
        subject=f"unit:{under.pk}",
        detail={"communes": changed},
        worth_a_line=bool(changed),
    )


def _populate(by: Actor, under: str, tables: Sequence[tuple[Place, Table]]) -> list[Populated]:
    """Judge every table and write those without faults."""
    if not tables:
        return []
    standing, used = _standing(by, under, [place for place, _table in tables])
    words, day = read_area_words(), today()
    answers: list[Populated] = []
    to_write: list[tuple[Place, Judged, Populated]] = []
    for place, table in tables:
        judged = judge_table(
            place, table.rows, standing.get(place.id, ()), used.get(place.code, set()), words, day
        )
        answer = Populated(
            table.source,
            place.code,
            place.id,
            place.name,
            unchanged=judged.unchanged,
            faults=judged.faults,
            notes=judged.notes,
        )
        answers.append(answer)
        if not judged.faults and (judged.added or judged.renamed):
            answer.added, answer.renamed = len(judged.added), len(judged.renamed)
            to_write.append((place, judged, answer))
    recount(_write_or_refuse(by, to_write))
    return answers


def _write_or_refuse(by: Actor, tables: Sequence[tuple[Place, Judged, Populated]]) -> list[str]:
    """Write the tables; where a code is borne by a unit out of sight, each for itself, and refuse the one.

    Answers the paths of the places that were changed, and of their new units.
    """
    if not tables:
        return []
    try:
        with transaction.atomic():
            return _write([(place, judged) for place, judged, _answer in tables])
    except IntegrityError as error:
        if "one_unit_of_a_code_a_level_and_day" not in str(error):
            raise
        if len(tables) > 1:
            return [path for each in tables for path in _write_or_refuse(by, [each])]
        ((_place, judged, answer),) = tables
        answer.added = answer.renamed = 0
        answer.refuse(
            _("Có mã trong bảng đã thuộc một đơn vị khác%s.") % _bearers(by, judged.added),
            _("Để trống ô Mã để hệ thống đặt, hoặc chọn mã khác."),
        )
        return []


def _bearers(by: Actor, added: Iterable[Added]) -> str:
    """Who bears codes of new units, as far as the actor may know it."""
    borne = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(level__in=_LEVELS, code__in=[each.code for each in added])
        .values_list("code", "name")[:3]
    )
    named = "; ".join(f"{code}: {name}" for code, name in borne)
    return f" ({named})" if named else ""


def _write(tables: Sequence[tuple[Place, Judged]]) -> list[str]:
    new = [(place, each) for place, judged in tables for each in judged.added]
    keys = next_keys(len(new))
    _found(
        [
            (key, each.level, f"{place.path}{key}.", each.stays[0].days.since, each.stays[-1].days.until)
            for key, (place, each) in zip(keys, new, strict=True)
        ]
    )
    versions = [
        _version(key, place.id, each, stay)
        for key, (place, each) in zip(keys, new, strict=True)
        for stay in each.stays
    ]
    versions += _renaming([each for _place, judged in tables for each in judged.renamed])
    insert_rows(versions)
    return [
        *(place.path for place, _judged in tables),
        *(f"{place.path}{key}." for key, (place, _each) in zip(keys, new, strict=True)),
    ]


def _found(units: Sequence[tuple[int, str, str, date, date | None]]) -> None:
    """Write identities: key, level, path, first day, day of the end. As one array a column, for speed."""
    for begin in range(0, len(units), ROWS_A_STATEMENT):
        columns = [list(column) for column in zip(*units[begin : begin + ROWS_A_STATEMENT], strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into orgunits_orgunit (id, level, path, valid_from, valid_until)"
                " select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::date[])",
                columns,
            )


def _version(key: int, parent: int, unit: Added, stay: Stay) -> OrgUnitVersion:
    return OrgUnitVersion(
        unit_id=key,
        parent_id=parent,
        level=unit.level,
        kind=unit.kind,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        tree_path=f"{stay.tree_path}{key}.",
        legal_basis=unit.basis,
        valid_from=stay.days.since,
        valid_until=stay.days.until,
        **keys_of(unit.name, unit.short_name)._asdict(),
    )


def _renaming(renamed: Sequence[Renamed]) -> list[OrgUnitVersion]:
    """End the versions that held until the day of the new name, and answer those that follow them."""
    if not renamed:
        return []
    wanted = {each.unit_id: each for each in renamed}
    reason = "units of a place that the actor administers"
    former = {
        version.unit_id: version
        for version in OrgUnitVersion.objects.beyond_scope(reason)
        .filter(unit_id__in=wanted)
        .order_by("valid_from")
    }
    following = []
    for key, last in former.items():
        new = wanted[key]
        following.append(
            OrgUnitVersion(
                unit_id=key,
                parent_id=last.parent_id,
                level=last.level,
                kind=new.kind,
                code=new.code,
                name=new.name,
                short_name=new.short_name,
                tree_path=last.tree_path,
                longitude=last.longitude,
                latitude=last.latitude,
                legal_basis=new.basis,
                valid_from=new.since,
                valid_until=last.valid_until,
                **keys_of(new.name, new.short_name)._asdict(),
            )
        )
        last.valid_until = new.since
    update_rows(list(former.values()), ["valid_until"])
    return following


def _keys_of_codes(by: Actor, under: str, codes: set[str]) -> dict[str, int]:
    """The places of today at or below a path that bear these codes; provinces come after communes of their code."""
    rows = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(
            within(branches(paths=(under,))),
            Q(valid_until=None) | Q(valid_until__gt=today()),
            code__in=codes - {""},
            level__in=(Level.PROVINCE, Level.COMMUNE),
        )
        .order_by("level", "-valid_from")
    )
    keys: dict[str, int] = {}
    for code, key in rows.values_list("code", "unit_id"):
        keys.setdefault(code, key)
    return keys


def _places(by: Actor, keys: Sequence[int]) -> dict[int, Place]:
    """The places with everything that judging needs; two statements."""
    versions: dict[int, list[OrgUnitVersion]] = {}
    for version in (
        OrgUnitVersion.objects.visible_to(by).filter(unit_id__in=keys).order_by("unit_id", "valid_from")
    ):
        versions.setdefault(version.unit_id, []).append(version)
    return {
        unit.pk: _place(unit, versions[unit.pk])
        for unit in OrgUnit.objects.visible_to(by).filter(pk__in=versions)
    }


def _place(unit: OrgUnit, versions: Sequence[OrgUnitVersion]) -> Place:
    day = today()
    now = next((each for each in versions if each.validity.holds_on(day)), versions[-1])
    stays: list[Stay] = []
    for each in versions:
        if stays and stays[-1].tree_path == each.tree_path and stays[-1].days.until == each.valid_from:
            stays[-1] = Stay(Validity(stays[-1].days.since, each.valid_until), each.tree_path)
        else:
            stays.append(Stay(each.validity, each.tree_path))
    return Place(unit.pk, unit.path, unit.level, now.kind, now.code, now.name, unit.validity, tuple(stays))


def _standing(
    by: Actor, under: str, places: Sequence[Place]
) -> tuple[dict[int, list[Standing]], dict[str, set[str]]]:
    """The units that stand in each place today or later, and all codes ever given under each place's code.

    One statement, which reads the units of all places below ``under`` at once.
    """
    levels = {place.id: place.level for place in places}
    moved_away = Q(code__startswith=f"{places[0].code}-") if len(places) == 1 else Q()
    below = Q(level__in=_LEVELS) & (within(branches(paths=(under,))) | moved_away)
    day = today()
    last: dict[int, tuple[int, Standing]] = {}
    used: dict[str, set[str]] = {}
    rows = OrgUnitVersion.objects.visible_to(by).filter(below).order_by("unit_id", "valid_from")
    for path, key, level, kind, code, name, basis, since, until in rows.values_list(
        "unit_path", "unit_id", "level", "kind", "code", "name", "legal_basis", "valid_from", "valid_until"
    ):
        used.setdefault(code.partition("-")[0], set()).add(code)
        if (place := place_of(path, levels)) is not None:
            last[key] = (place, Standing(key, level, kind, code, name, basis, since, until))
    standing: dict[int, list[Standing]] = {}
    for place, unit in last.values():
        if unit.until is None or unit.until > day:
            standing.setdefault(place, []).append(unit)
    return standing, used
