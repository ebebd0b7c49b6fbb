"""Residential areas, a cluster, a body and a workplace below the invented units of ``tests.places``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.rules.naming import keys_of
from binhyen.orgunits.rules.reorganising import Draft, draft_from
from tests.places import DOI_CHE, SUOI_HOA, lay_units

SINCE = date(2025, 7, 1)
FIRST = 900100


def lay_areas(areas: int = 6) -> None:
    """The tree of ``tests.places``, and below both communes of the first province ``areas`` residential areas each.

    Suối Hoa (``T11``) has the areas ``T11-001`` and so on, the cluster ``T11-K01`` with the last area, the body
    ``T11-MT`` and the workplace ``T11-T01``; Đồi Chè (``T12``) has areas alone, one of which ended last year.
    """
    lay_units()
    rows: list[tuple[str, int, str, str, str, str]] = []
    for place, commune in ((SUOI_HOA, "T11"), (DOI_CHE, "T12")):
        names = [(f"{commune}-{number:03}", f"Thôn {number}") for number in range(1, areas + 1)]
        rows += [(place.path, place.key, "area", "hamlet", code, name) for code, name in names]
    rows += [
        (SUOI_HOA.path, SUOI_HOA.key, "cluster", "cluster", "T11-K01", "Cụm Đông"),
        (SUOI_HOA.path, SUOI_HOA.key, "body", "front", "T11-MT", "Mặt trận Suối Hoa"),
        (SUOI_HOA.path, SUOI_HOA.key, "workplace", "school", "T11-T01", "Trường Suối Hoa"),
        (DOI_CHE.path, DOI_CHE.key, "area", "hamlet", "T12-900", "Thôn Cũ"),
    ]
    cluster = FIRST + next(index for index, row in enumerate(rows) if row[4] == "T11-K01")
    units, versions = [], []
    for index, (path, parent, level, kind, code, name) in enumerate(rows):
        key = FIRST + index
        if code == f"T11-{areas:03}":
            path, parent = f"{path}{cluster}.", cluster
        until = date(2026, 1, 1) if name == "Thôn Cũ" else None
        units.append(OrgUnit(pk=key, level=level, path=f"{path}{key}.", valid_from=SINCE, valid_until=until))
        versions.append(
            OrgUnitVersion(
                unit_id=key,
                parent_id=parent,
                level=level,
                kind=kind,
                code=code,
                name=name,
                short_name=name,
                tree_path=f"{path}{key}.",
                legal_basis="Nghị quyết cũ",
                valid_from=SINCE,
                valid_until=until,
                **keys_of(name, name)._asdict(),
            )
        )
    OrgUnit.objects.bulk_create(units)
    OrgUnitVersion.objects.bulk_create(versions)
    with connection.cursor() as cursor:
        # The tree of ``tests.places`` hangs its provinces nowhere.
        cursor.execute("update orgunits_orgunitversion set parent_id = 1 where unit_id in (900001, 900002)")
        cursor.execute("update orgunits_orgunitversion set tree_path = unit_path where unit_id > 900000")
        cursor.execute(
            "select recount_units(array(select id from orgunits_orgunit where id > 900000 or path = '1.'))"
        )


def draft_of_steps(*steps: dict[str, Any], under: str = "T11", effective: str = "2026-10-01") -> Draft:
    """A draft within Suối Hoa unless another unit is named."""
    return draft_from(
        {
            "title": f"Sắp xếp {under}",
            "legal_basis": "Nghị quyết 7/NQ-HĐND",
            "effective": effective,
            "under": under,
            "steps": list(steps),
        }
    )


def print_of_the_units() -> dict[str, str]:
    """A hash a table of all that is kept about the invented units and the country above them: every row with every
    column, but for the keys of counts."""
    tables = {
        "orgunits_orgunit": "t::text",
        "orgunits_orgunitversion": "t::text",
        "orgunits_succession": "t::text",
        "orgunits_unitcount": "(to_jsonb(t) - 'id')::text",
    }
    prints = {}
    with connection.cursor() as cursor:
        for table, row in tables.items():
            path = "path" if table == "orgunits_orgunit" else "unit_path"
            cursor.execute(
                f"select md5(string_agg({row}, E'\\n' order by {row})) from {table} t"
                f" where {path} like '1.90%' or {path} = '1.'"
            )
            prints[table] = str(cursor.fetchone()[0])
    return prints
