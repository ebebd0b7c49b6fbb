"""May a reorganisation still be undone? What the act and the page with its button both ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused, first_refusal
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation
from binhyen.orgunits.queries.stakes import may_be_undone
from binhyen.orgunits.rules.states import State, may_step

ROOM = "orgunits"


@dataclass(slots=True)
class Effects:
    """What this room keeps for an undoing; keys of mappings are text, as JSON wants them."""

    founded: list[int]
    ended: dict[str, str | None]
    changed: list[int]
    closed: dict[str, tuple[int, str | None]]
    moves: list[tuple[str, str]]
    shifted: list[int]
    moved: bool

    @classmethod
    def of(cls, reorganisation: Reorganisation) -> Effects:
        return cls(**reorganisation.effects[ROOM])

    @property
    def concerned(self) -> list[int]:
        """Keys of all units that ended, began or changed."""
        return [*map(int, self.ended), *self.founded, *self.changed]

    def plain(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def may_undo(actor: Actor, reorganisation: Reorganisation) -> Decision:
    """Whether everything may be put back, by the first thing that stands against it. At most four statements.

    What still refers to the new units from elsewhere shows only when they are removed.
    """
    return first_refusal(
        (
            lambda: may_step("undo", reorganisation.state),
            lambda: _of_our_making(reorganisation),
            lambda: may_be_undone(tuple(Effects.of(reorganisation).founded), reorganisation.effective_on),
            lambda: _unchanged_since(actor, reorganisation),
        )
    )


def _of_our_making(reorganisation: Reorganisation) -> Decision:
    if ROOM in reorganisation.effects:
        return ALLOWED
    return Refused(
        "not-of-our-making",
        _("Lần sắp xếp này có sẵn trong danh mục của cả nước nên không hoàn tác được."),
        _("Nếu danh mục sai, nạp lại danh mục đúng."),
    )


def _unchanged_since(actor: Actor, reorganisation: Reorganisation) -> Decision:
    """Whatever this reorganisation wrote must still stand as it wrote it, and nothing have come below it."""
    effects, day = Effects.of(reorganisation), reorganisation.effective_on
    ours = {int(key): until for key, (_version, until) in effects.closed.items() if key not in effects.ended}
    ours |= dict.fromkeys(effects.founded, None)
    versions = OrgUnitVersion.objects.visible_to(actor).filter(
        Q(unit_id__in=effects.concerned) | Q(parent_id__in=[*effects.founded, *effects.shifted]),
        Q(valid_from__gte=day),
    )
    changed = {
        key: name
        for key, name, since, until in versions.values_list("unit_id", "name", "valid_from", "valid_until")
        if key not in ours or since != day or told(until) != ours[key]
    }
    ends = dict.fromkeys(effects.founded) | dict.fromkeys(map(int, effects.ended), day)
    units = OrgUnit.objects.visible_to(actor).filter(pk__in=ends)
    gone = [key for key, until in units.values_list("pk", "valid_until") if until != ends[key]]
    if not changed and not gone:
        return ALLOWED
    names = ", ".join(sorted(set(changed.values()))[:3]) or _("đơn vị mới")
    later = _later_one(actor, reorganisation, {*effects.concerned, *changed})
    return Refused(
        "changed-since",
        _("Sau lần sắp xếp này đã có thay đổi khác: %s.") % names,
        _("Hoàn tác “%s” trước.") % later.title if later else _("Sửa bằng một lần sắp xếp mới."),
    )


def _later_one(actor: Actor, reorganisation: Reorganisation, units: set[int]) -> Reorganisation | None:
    """The latest reorganisation after this one that concerns some of the units."""
    later = Reorganisation.objects.visible_to(actor).filter(
        state=State.ENACTED, enacted_at__gt=reorganisation.enacted_at
    )
    for each in later.exclude(pk=reorganisation.pk).order_by("-enacted_at"):
        if ROOM in each.effects and not units.isdisjoint(Effects.of(each).concerned):
            return each
    return None


def told(day: date | None) -> str | None:
    """A day as effects keep it."""
    return None if day is None else day.isoformat()
