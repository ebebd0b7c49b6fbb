"""Load the units of the country, or bring them up to date with a newer catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.action import Done, act
from binhyen.orgunits.actions.keys import giving_out_keys
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.permissions import may_load_units
from binhyen.orgunits.rules.country import UnitKey, UnitRow, VersionRow, units_of
from binhyen.orgunits.rules.loading import LoadPlan, plan_load
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, PROVINCE, keys_of
from binhyen.orgunits.sources import package_rows, package_version, read_catalogue

_FIELDS = (
    "parent_id",
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


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load found and did. As text: one sentence for whoever ran it."""

    units: int
    new_units: int
    new_versions: int
    corrected_versions: int
    kept: int

    def __str__(self) -> str:
        if not (self.new_units or self.new_versions or self.corrected_versions):
            sentence = _("Danh mục %(units)s đơn vị đã đúng, không có gì thay đổi.")
        else:
            sentence = _(
                "Danh mục %(units)s đơn vị: thêm %(new)s đơn vị và %(versions)s phiên bản, sửa %(corrected)s phiên bản."
            )
        if self.kept:
            sentence += " " + _("%(kept)s đơn vị đã được thay đổi tại đây nên giữ nguyên.")
        return sentence % {
            "units": format_number(self.units),
            "new": format_number(self.new_units),
            "versions": format_number(self.new_versions),
            "corrected": format_number(self.corrected_versions),
            "kept": format_number(self.kept),
        }


@act("orgunits.load", gettext_lazy("Nạp danh mục đơn vị"), permission=may_load_units)
def load_units(*, by: Actor) -> Done[Loaded]:
    """Write what the data package and the catalogue know of today's units; what is here already stays.

    1. Compose the units from both sources.
    2. Compare them with those kept here.
    3. Write the difference: new units in the order country, provinces, communes, and of codes, so that every
       first load gives the same units the same keys.

    A second load finds no difference, writes nothing and says so. Bodies are left alone. Raises ``BadCatalogue``.
    """
    wanted = units_of(package_rows(), read_catalogue())
    giving_out_keys()
    here = _Stored()
    plan = plan_load(wanted, here.units)
    _write(plan, here)
    loaded = Loaded(
        units=len(wanted),
        new_units=len(plan.new),
        new_versions=len(plan.added) + sum(len(unit.versions) for unit in plan.new),
        corrected_versions=len(plan.corrected),
        kept=len(plan.kept),
    )
    return Done(
        loaded,
        unit_id=here.ids[wanted[0].key],
        subject="units",
        detail={
            "source": package_version(),
            "new_units": loaded.new_units,
            "new_versions": loaded.new_versions,
            "corrected": [key.code for key, _version in plan.corrected],
            "kept": [key.code for key in plan.kept],
        },
        worth_a_line=not plan.empty,
    )


class _Stored:
    """The units kept here, as rows to compare, with the keys by which the database knows them."""

    def __init__(self) -> None:
        reason = "a load compares the whole country"
        versions: dict[int, list[OrgUnitVersion]] = {}
        of_the_catalogue = (COUNTRY, PROVINCE, COMMUNE)
        for version in (
            OrgUnitVersion.objects.beyond_scope(reason)
            .filter(level__in=of_the_catalogue)
            .order_by("valid_from")
        ):
            versions.setdefault(version.unit_id, []).append(version)
        identities = list(OrgUnit.objects.beyond_scope(reason).filter(level__in=of_the_catalogue))
        key_of = {
            unit.pk: UnitKey(unit.level, versions[unit.pk][0].code, unit.valid_from)
            for unit in identities
            if unit.pk in versions
        }
        self.ids = {key: pk for pk, key in key_of.items()}
        self.paths = {unit.pk: unit.path for unit in identities}
        self.version_ids = {
            (key_of[version.unit_id], version.valid_from): version.pk
            for each in versions.values()
            for version in each
        }
        self.units = {
            key_of[unit.pk]: UnitRow(
                key_of[unit.pk],
                tuple(_as_row(version, key_of) for version in versions[unit.pk]),
                unit.valid_until,
            )
            for unit in identities
            if unit.pk in key_of
        }


def _as_row(version: OrgUnitVersion, key_of: dict[int, UnitKey]) -> VersionRow:
    return VersionRow(
        kind=version.kind,
        code=version.code,
        name=version.name,
        short_name=version.short_name,
        parent=None if version.parent_id is None else key_of[version.parent_id],
        longitude=version.longitude,
        latitude=version.latitude,
        legal_basis=version.legal_basis,
        since=version.valid_from,
        until=version.valid_until,
    )


def _write(plan: LoadPlan, here: _Stored) -> None:
    OrgUnit.objects.bulk_create(_new_units(plan.new, here))
    # Corrections first: one of them may close a version whose days a new one takes.
    OrgUnitVersion.objects.beyond_scope("a load corrects the whole country").bulk_update(
        [_as_version(key, row, here, pk=here.version_ids[key, row.since]) for key, row in plan.corrected],
        _FIELDS,
        batch_size=500,
    )
    new = [(unit.key, row) for unit in plan.new for row in unit.versions]
    OrgUnitVersion.objects.bulk_create([_as_version(key, row, here) for key, row in (*new, *plan.added)])
    if plan.new:
        _advance_sequence()


def _new_units(rows: Iterable[UnitRow], here: _Stored) -> Iterator[OrgUnit]:
    last = OrgUnit.objects.beyond_scope("keys are given out once in the country").aggregate(last=Max("pk"))[
        "last"
    ]
    for pk, row in zip(count((last or 0) + 1), rows, strict=False):
        parent = row.versions[-1].parent
        here.ids[row.key] = pk
        here.paths[pk] = f"{here.paths[here.ids[parent]] if parent else ''}{pk}."
        yield OrgUnit(
            pk=pk, level=row.key.level, path=here.paths[pk], valid_from=row.key.since, valid_until=row.until
        )


def _as_version(key: UnitKey, row: VersionRow, here: _Stored, pk: int | None = None) -> OrgUnitVersion:
    return OrgUnitVersion(
        pk=pk,
        unit_id=here.ids[key],
        parent_id=None if row.parent is None else here.ids[row.parent],
        level=key.level,
        kind=row.kind,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        tree_path=here.paths[here.ids[key]],
        longitude=row.longitude,
        latitude=row.latitude,
        legal_basis=row.legal_basis,
        valid_from=row.since,
        valid_until=row.until,
        **keys_of(row.name, row.short_name)._asdict(),
    )


def _advance_sequence() -> None:
    """Keys were given out by hand; the next unit made otherwise must not meet them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(nextval('orgunits_orgunit_id_seq')) from generate_series("
            "(select last_value + is_called::int from orgunits_orgunit_id_seq), "
            "(select max(id) from orgunits_orgunit))"
        )
