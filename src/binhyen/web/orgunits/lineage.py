"""What a unit came from and what it became, in words: for its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.models import SAME_UNIT, Relation, Succession
from binhyen.orgunits.queries import Step, UnitThen, predecessors_of, successors_of
from binhyen.web.orgunits.listing import address

ALL_OF_IT = (*SAME_UNIT, Relation.WHOLE, Relation.DISTRICT_BECAME_ZONE)
"""Relations that say by themselves that everything of the former unit went to the one."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit before or after, as it was called on its last or first day beside the other.

    ``share`` says which part of the former unit went; where nobody knows it is empty, and nothing is apportioned.
    """

    unit: UnitThen
    url: str
    day: date
    relation: str
    share: str
    source: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Both sides, the nearest steps first; ``further`` are the steps beyond those.

    ``stayed`` are the days on which the unit went through a reorganisation as itself, and how; ``beyond`` says that
    some relatives lie outside what the actor may see.
    """

    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]
    earlier: tuple[Relative, ...]
    later: tuple[Relative, ...]
    stayed: tuple[Step, ...]
    beyond: bool

    @property
    def any_unknown(self) -> bool:
        return not all(each.share for each in (*self.predecessors, *self.successors))


def lineage_of(actor: Actor, unit_id: int) -> Lineage:
    """The relatives of a unit as far as the actor may see them. Two statements where there are none, else eight."""
    before, after = predecessors_of(actor, unit_id), successors_of(actor, unit_id)
    moves = [step for step in (*before, *after) if not step.stays]
    return Lineage(
        predecessors=_relatives((step for step in before if step.direct and not step.stays), of_before=True),
        successors=_relatives((step for step in after if step.direct and not step.stays), of_before=False),
        earlier=_relatives((step for step in before if not step.direct and not step.stays), of_before=True),
        later=_relatives((step for step in after if not step.direct and not step.stays), of_before=False),
        stayed=tuple(step for step in before if step.direct and step.stays),
        beyond=any(step.before is None or step.after is None for step in moves),
    )


def share_in_words(step: Step | Succession) -> str:
    """Which part of the former unit went: *toàn bộ*, *40,5 % dân số, 30 % diện tích*; empty where nobody knows."""
    if step.relation in ALL_OF_IT:
        return _("toàn bộ")
    shares = (
        (step.hand_share, _("theo tỷ lệ ấn định")),
        (step.people_share, _("dân số")),
        (step.area_share, _("diện tích")),
        (step.households_share, _("số hộ")),
    )
    return ", ".join(f"{percent(share)} {of}" for share, of in shares if share is not None)


def percent(share: Decimal) -> str:
    """A share from 0 to 1 as people read it: *40,5 %*."""
    return f"{format_number(round(share * 100, 2).normalize())} %"


def _relatives(steps: Iterable[Step], *, of_before: bool) -> tuple[Relative, ...]:
    found = []
    for step in steps:
        unit = step.before if of_before else step.after
        if unit is None:
            continue
        found.append(
            Relative(
                unit=unit,
                url=address(unit.id, step.day - timedelta(days=1) if of_before else step.day),
                day=step.day,
                relation=step.relation_label,
                share=share_in_words(step),
                source=step.share_source,
                legal_basis=step.legal_basis,
            )
        )
    return tuple(found)
