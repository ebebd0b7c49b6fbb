"""Invented former units that went into real ones, laid as a load would leave them. Needs the whole country's reach.

former = former_province(of=province)       # ended on the day on which today's communes began
former_commune(under=former, of=commune)
"""

from __future__ import annotations

from datetime import date

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import (
    Kind,
    Level,
    OrgUnit,
    OrgUnitVersion,
    Relation,
    Reorganisation,
    Succession,
)
from binhyen.orgunits.rules.naming import keys_of

BEGAN, ENDED = date(1997, 1, 1), date(2025, 7, 1)
FIRST_KEY = 970_001


def former_province(of: OrgUnit, name: str = "Tỉnh Sông Cũ") -> OrgUnit:
    """A province that went whole into the one given."""
    country = OrgUnit.objects.visible_to(OPERATOR).get(path=of.path.split(".")[0] + ".")
    return former_unit(country, of, name, Level.PROVINCE, Kind.PROVINCE)


def former_commune(under: OrgUnit, of: OrgUnit, name: str = "Xã Bến Cũ") -> OrgUnit:
    """A commune of a former unit, or of one of today, that went whole into the commune given."""
    return former_unit(under, of, name, Level.COMMUNE, Kind.COMMUNE)


def former_unit(
    under: OrgUnit, of: OrgUnit | None, name: str, level: str, kind: str, until: date | None = ENDED
) -> OrgUnit:
    """A unit under another until ``until``; ``of`` is what it went into then, if anything."""
    last = OrgUnit.objects.visible_to(OPERATOR).order_by("-pk").values_list("pk", flat=True)[0]
    key = max(FIRST_KEY, last + 1)
    unit = OrgUnit.objects.create(
        pk=key, level=level, path=f"{under.path}{key}.", valid_from=BEGAN, valid_until=until
    )
    OrgUnitVersion.objects.create(
        unit=unit,
        parent=under,
        level=level,
        kind=kind,
        code=f"C{key}",
        name=name,
        short_name=name.split(" ", 1)[1],
        tree_path=unit.path,
        **keys_of(name, name.split(" ", 1)[1])._asdict(),
        valid_from=BEGAN,
        valid_until=until,
    )
    if of is not None:
        succeed(unit, of)
    return unit


def succeed(predecessor: OrgUnit, successor: OrgUnit, day: date = ENDED) -> Succession:
    """``predecessor`` went whole into ``successor`` on ``day``."""
    country = OrgUnit.objects.visible_to(OPERATOR).get(path=successor.path.split(".")[0] + ".")
    return Succession.objects.create(
        unit=successor,
        predecessor=predecessor,
        reorganisation=Reorganisation.objects.create(
            unit=country,
            title="Sắp xếp thử",
            legal_basis="Nghị quyết thử",
            effective_on=day,
            state=Reorganisation.State.ENACTED,
            made_at=now(),
        ),
        day=day,
        relation=Relation.WHOLE,
    )
