"""What do questions about units cost when 100,000 residential areas stand below the communes?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from bench import client
from bench.house import EMPTY_PAGE, Place, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, Sample, alternate, ratios
from bench.policies import as_owner, asking
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder

AREAS = 100_000
LAST_PAGE = 1_000_000
"""Beyond the end: the list answers with its last page."""
PAGE, SEARCH = Aim(4, "ratio"), Aim(50, "median")
WITH_AN_AIM = ("list, first page", "list, last page", "tree of the country")
"""The other pages are measured for information: how much they show differs."""
TEXTS = {
    "without tone marks": "tan tien",
    "an area": "thon tan tien 3",
    "with the place above": "tan tien bac ninh",
}

_LAY_AREAS = f"""
with numbered as (
    select v.*, row_number() over (order by v.unit_id) - 1 as place, count(*) over () as communes
      from orgunits_orgunitversion v where v.level = 'commune' and v.valid_until is null
), areas as (
    select nextval('orgunits_orgunit_id_seq') as id, n.unit_id as parent_id, n.unit_path, n.tree_path, i,
           i / n.communes + 1 as number, n.short_name, n.short_key, n.sort_key, n.valid_from
      from generate_series(0, {AREAS - 1}) i join numbered n on n.place = i % n.communes
), units as (
    insert into orgunits_orgunit (id, level, path, valid_from)
    select id, 'area', unit_path || id || '.', valid_from from areas
)
insert into orgunits_orgunitversion (unit_id, unit_path, parent_id, level, kind, code, name, short_name, tree_path,
       search_key, short_key, sort_key, legal_basis, valid_from)
select id, unit_path || id || '.', parent_id, 'area', case i % 2 when 0 then 'hamlet' else 'residential-group' end,
       'K' || i, 'Thôn ' || short_name || ' ' || number, short_name || ' ' || number, tree_path || id || '.',
       'thon ' || short_key || ' ' || number, short_key || ' ' || number, sort_key || ' ' || lpad(number::text, 2, '0'),
       '', valid_from
  from areas
"""
"""Invented: some thirty in each commune, called after it. Everything that a load would fill is filled."""


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Pages over HTTP beside the empty page; questions beside one bare statement on the same rows."""
    country, province, commune = places_with_officials()
    with as_owner(folder) as owner:
        lay_areas(owner)
        yield from _questions(owner, effort, country, commune)
    yield from _pages(folder, effort, country, province)


def lay_areas(owner: Any) -> None:
    """Lay the residential areas as their load would, without policies and triggers in the way."""
    # The triggers would look each path up again; it is known here.
    owner.execute("alter table orgunits_orgunitversion disable trigger user")
    owner.execute(_LAY_AREAS)
    owner.commit()
    owner.execute("alter table orgunits_orgunitversion enable trigger user")
    owner.execute("select recount_units()")
    owner.commit()
    owner.autocommit = True
    for table in ("orgunits_orgunit", "orgunits_orgunitversion", "orgunits_unitcount"):
        owner.execute(f"vacuum analyze {table}")
    owner.autocommit = False


def _questions(owner: Any, effort: Effort, country: Place, commune: Place) -> Iterator[Line]:
    from binhyen.foundations.clock import today
    from binhyen.machinery.database.reach import acting_as
    from binhyen.orgunits.queries import children_of, path_to, search, unit_of_key

    first_day = date(2025, 7, 1)
    floor = asking(
        owner,
        (
            "select * from orgunits_orgunitversion where unit_id = %s and valid_from <= %s",
            (commune.unit_id, first_day),
        ),
    )
    actor = country.actor
    with acting_as(actor):
        questions: dict[str, Callable[[], Any]] = {
            "a unit as of a day": partial(unit_of_key, actor, commune.unit_id, first_day),
            "its path as of a day": partial(path_to, actor, commune.unit_id, first_day),
            "its children as of a day": lambda: list(children_of(actor, commune.unit_id, first_day)),
        }
        for what, ask in questions.items():
            yield alternate(what, effort, ask, floor)
        for what, text in TEXTS.items():
            find = partial(search, actor, text, today())
            yield alternate(f"search {what}, “{text}”", effort, find, floor, SEARCH)


def _pages(folder: DataFolder, effort: Effort, country: Place, province: Place) -> Iterator[Line]:
    pages = {
        "list, first page": (country, "/don-vi/"),
        "list, last page": (country, f"/don-vi/?page={LAST_PAGE}"),
        "list, a page in the middle": (country, "/don-vi/?page=1000"),
        "list by code, last page": (country, f"/don-vi/?sort=code&page={LAST_PAGE}"),
        "list of one kind, last page": (country, f"/don-vi/?kind=hamlet&page={LAST_PAGE}"),
        "list of a province, first page": (province, "/don-vi/"),
        "list of a province, last page": (province, f"/don-vi/?page={LAST_PAGE}"),
        "tree of the country": (country, "/don-vi/cay/"),
        "tree, a province open": (country, f"/don-vi/cay/?mo={province.unit_id}"),
        "a province": (country, f"/don-vi/{province.unit_id}/"),
        "the country": (country, f"/don-vi/{country.unit_id}/"),
    }
    sessions = {place.account_id: session_of(place) for place in (country, province)}
    with serving(folder) as served:
        for what, (place, address) in pages.items():
            cookies = cookies_at(served, EMPTY_PAGE, sessions[place.account_id])
            asked = [{"page": page, "headers": {"Cookie": cookies}} for page in (address, EMPTY_PAGE)]
            taken, floors = client.order(
                "in_turn", port=served.port, pages=asked, times=effort.repetitions(0.04, most=200)
            )
            yield Line(
                what, Sample("ms", tuple(taken)), Sample("ms", tuple(floors)), ratios(taken, floors), PAGE
            )
