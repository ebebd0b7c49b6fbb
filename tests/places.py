"""A small tree of invented units for tests that need no real ones, laid by the owner of the tables."""

from __future__ import annotations

from dataclasses import dataclass

from binhyen.foundations.authority import Actor, Mandate, Reach, branches


@dataclass(frozen=True)
class Place:
    """A unit of the tests: its key and its path."""

    key: int
    path: str

    @property
    def parent_key(self) -> int | None:
        keys = self.path.split(".")[:-1]
        return int(keys[-2]) if len(keys) > 1 else None


def officer(place: Place, *, permissions: frozenset[str] = frozenset(), name: str = "hoa") -> Actor:
    """Somebody appointed at ``place`` who reads and writes its content and keeps its accounts."""
    below = branches(everywhere=place.path.count(".") == 1, paths=(place.path,))
    return Actor(
        account_id=place.key,
        name=name,
        mandates=(Mandate("test", "vai trò thử", place.key, f"đơn vị {place.key}", place.path, permissions),),
        reach=Reach(
            content=below,
            content_write=below,
            administration=below,
            administration_write=below,
            own=(place.key,),
            above=tuple(int(key) for key in place.path.split(".")[:-2]),
        ),
    )


BACH_MA = Place(900001, "1.900001.")
"""An invented province."""
SUOI_HOA = Place(900011, "1.900001.900011.")
"""One of its communes."""
DOI_CHE = Place(900012, "1.900001.900012.")
"""The commune beside it."""
THANH_BINH = Place(900002, "1.900002.")
"""Another province."""
BEN_TRE_XANH = Place(900021, "1.900002.900021.")
"""A commune elsewhere."""

ALL = (BACH_MA, SUOI_HOA, DOI_CHE, THANH_BINH, BEN_TRE_XANH)


def lay_units() -> None:
    """Write the tree's units and their names. Needs the reach of the whole country."""
    from datetime import date

    from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion

    names = ("Tỉnh Bạch Mã", "Xã Suối Hoa", "Xã Đồi Chè", "Tỉnh Thanh Bình", "Xã Bến Tre Xanh")
    since = date(2025, 7, 1)
    units = [
        OrgUnit(
            id=place.key,
            path=place.path,
            level=Level.PROVINCE if place.path.count(".") == 2 else Level.COMMUNE,
            valid_from=since,
        )
        for place in ALL
    ]
    OrgUnit.objects.bulk_create(units)
    OrgUnitVersion.objects.bulk_create(
        OrgUnitVersion(
            unit=unit,
            parent_id=place.parent_key if place.path.count(".") == 3 else None,
            level=unit.level,
            kind=Kind.PROVINCE if unit.level == Level.PROVINCE else Kind.COMMUNE,
            code=f"T{place.key % 1000}",
            name=name,
            short_name=name.split(" ", 1)[1],
            search_key=name.lower(),
            sort_key=name.lower(),
            valid_from=since,
        )
        for place, unit, name in zip(ALL, units, names, strict=True)
    )
