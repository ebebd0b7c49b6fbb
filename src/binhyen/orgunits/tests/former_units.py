"""An invented province of before 1 July 2025 and what became of it, laid by the tests of succession and names.

Tỉnh Sông Lam and Tỉnh Núi Hồng became Tỉnh Lam Hồng. In Sông Lam two communes joined in 2020; one of the later ones was
split in 2025 without anybody knowing how, another by shares, and the third kept its territory and became a ward.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from binhyen.foundations.authority import Actor, Reach, branches
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion, Relation, Reorganisation, Succession
from binhyen.orgunits.rules.naming import KIND_WORDS, keys_of, kind_of_word, own_name

LONG_AGO, D20, D25, D26 = date(2010, 1, 1), date(2020, 1, 1), date(2025, 7, 1), date(2026, 3, 1)

SONG_LAM, NUI_HONG, LAM_HONG = 950_001, 950_002, 950_003
"""Two provinces of then, and the one they became."""
THANH_LAM, HONG_SON = 950_011, 950_012
"""A district in each."""
DONG, TAY, DONG_TAY, TAN_TIEN, LANG_CHUA, TAN_TIEN_XA = 950_021, 950_022, 950_023, 950_024, 950_025, 950_026
"""Communes of then; Đông and Tây became Đông Tây in 2020. The last Tân Tiến lies in Núi Hồng."""
BINH_LAM, CUA_LO, TAN_TIEN_MOI = 950_031, 950_032, 950_033
"""Communes of today, beside Phường Làng Chùa, which was a commune."""

_UNITS: tuple[tuple[int, str, str, int, date, date | None, str], ...] = (
    (SONG_LAM, Level.PROVINCE, "Tỉnh Sông Lam", 1, LONG_AGO, D25, "Z1"),
    (NUI_HONG, Level.PROVINCE, "Tỉnh Núi Hồng", 1, LONG_AGO, D25, "Z2"),
    (LAM_HONG, Level.PROVINCE, "Tỉnh Lam Hồng", 1, D25, None, "Z1"),
    (THANH_LAM, Level.DISTRICT, "Huyện Thanh Lam", SONG_LAM, LONG_AGO, D25, "Z11"),
    (HONG_SON, Level.DISTRICT, "Thị xã Hồng Sơn", NUI_HONG, LONG_AGO, D25, "Z12"),
    (DONG, Level.COMMUNE, "Xã Thanh Đông", THANH_LAM, LONG_AGO, D20, "Z21"),
    (TAY, Level.COMMUNE, "Xã Thanh Tây", THANH_LAM, LONG_AGO, D20, "Z22"),
    (DONG_TAY, Level.COMMUNE, "Xã Đông Tây", THANH_LAM, D20, D25, "Z23"),
    (TAN_TIEN, Level.COMMUNE, "Thị trấn Lam Tiến", THANH_LAM, LONG_AGO, D25, "Z24"),
    (LANG_CHUA, Level.COMMUNE, "Xã Làng Chùa", THANH_LAM, LONG_AGO, D26, "Z25"),
    (TAN_TIEN_XA, Level.COMMUNE, "Xã Hồng Tiến", HONG_SON, LONG_AGO, D25, "Z26"),
    (BINH_LAM, Level.COMMUNE, "Xã Bình Lam", LAM_HONG, D25, None, "Z23"),
    (CUA_LO, Level.COMMUNE, "Phường Cửa Lam", LAM_HONG, D25, None, "Z24"),
    (TAN_TIEN_MOI, Level.COMMUNE, "Phường Hồng Tiến", LAM_HONG, D25, None, "Z26"),
)
_LINKS: tuple[tuple[int, int, date, Relation, str | None], ...] = (
    (SONG_LAM, LAM_HONG, D25, Relation.WHOLE, None),
    (NUI_HONG, LAM_HONG, D25, Relation.WHOLE, None),
    (DONG, DONG_TAY, D20, Relation.WHOLE, None),
    (TAY, DONG_TAY, D20, Relation.WHOLE, None),
    (DONG_TAY, BINH_LAM, D25, Relation.PART, "0.25"),
    (DONG_TAY, CUA_LO, D25, Relation.PART, "0.75"),
    (TAN_TIEN, CUA_LO, D25, Relation.PART, None),
    (TAN_TIEN, TAN_TIEN_MOI, D25, Relation.PART, None),
    (TAN_TIEN_XA, TAN_TIEN_MOI, D25, Relation.WHOLE, None),
    (LANG_CHUA, LANG_CHUA, D26, Relation.KIND_CHANGED, None),
)


def keeper() -> Actor:
    """Somebody who reads all of these units and no others, so that a command works on a small country."""
    paths = tuple(f"1.{province}." for province in (SONG_LAM, NUI_HONG, LAM_HONG))
    return Actor(7, "duyen", reach=Reach(content=branches(paths=paths), above=(1,)))


def lay_former_units() -> None:
    """Write the units, their versions and successions. Needs the reach of the whole country."""
    paths = {1: "1."}
    for key, _level, _name, parent, _since, _until, _code in _UNITS:
        paths[key] = f"{paths[parent]}{key}."
    OrgUnit.objects.bulk_create(
        OrgUnit(
            id=key,
            level=level,
            path=f"1.{LAM_HONG}.{key}." if key == LANG_CHUA else paths[key],
            valid_from=since,
            valid_until=None if key == LANG_CHUA else until,
        )
        for key, level, _name, _parent, since, until, _code in _UNITS
    )
    versions = [
        _version(key, level, name, parent, since, D25 if key == LANG_CHUA else until, code)
        for key, level, name, parent, since, until, code in _UNITS
    ]
    versions += [
        _version(LANG_CHUA, Level.COMMUNE, "Xã Làng Chùa", LAM_HONG, D25, D26, "Z25"),
        _version(LANG_CHUA, Level.COMMUNE, "Phường Làng Chùa", LAM_HONG, D26, None, "Z25"),
    ]
    for version in versions:
        if version.parent_id is not None:
            version.tree_path = f"{paths[version.parent_id]}{version.unit_id}."
    OrgUnitVersion.objects.bulk_create(versions)
    reorganisations = {
        day: Reorganisation.objects.create(
            unit_id=1,
            title=f"Sắp xếp {day:%Y}",
            legal_basis=f"Nghị quyết thử {day:%Y}",
            effective_on=day,
            state=Reorganisation.State.ENACTED,
            made_at="2026-11-02T08:00:00+07:00",
        )
        for day in (D20, D25, D26)
    }
    Succession.objects.bulk_create(
        Succession(
            predecessor_id=before,
            unit_id=after,
            day=day,
            relation=relation,
            reorganisation=reorganisations[day],
            people_share=share and Decimal(share),
            share_source="Đề án thử" if share else "",
        )
        for before, after, day, relation, share in _LINKS
    )


def _version(
    key: int, level: str, name: str, parent: int, since: date, until: date | None, code: str
) -> OrgUnitVersion:
    word = next(word for word in KIND_WORDS[level] if name.startswith(f"{word} "))
    short = own_name(word, name) or ""
    keys = keys_of(name, short)
    return OrgUnitVersion(
        unit_id=key,
        parent_id=parent,
        level=level,
        kind=kind_of_word(level, word) or "",
        code=code,
        name=name,
        short_name=short,
        valid_from=since,
        valid_until=until,
        **keys._asdict(),
    )
