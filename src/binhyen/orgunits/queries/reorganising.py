"""What would a reorganisation do, and which were there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import CharField, F, Func, Q, Value

from binhyen.foundations.authority import Actor, branches
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.machinery.database.scoping import within as lies_within
from binhyen.orgunits.drafts import KnownUnit, draft_of_file, template_workbook
from binhyen.orgunits.models import Level, OrgUnitVersion, Reorganisation
from binhyen.orgunits.queries.reading import NO_PLACES, UnitOnDay, units_as_of
from binhyen.orgunits.queries.stakes import Change, Founding, consequences_of
from binhyen.orgunits.rules.reorganising import (
    THE_COUNTRY,
    Codes,
    Draft,
    KnownVersion,
    Plan,
    Snapshot,
    codes_of,
    draft_from,
    plan_draft,
)
from binhyen.orgunits.rules.states import State

__all__ = [
    "bare_plans_of",
    "change_of",
    "draft_of",
    "draft_of_file",
    "enacted_from",
    "plan_reorganisation",
    "plans_of",
    "reorganisation_workbook",
    "reorganisations_of",
]

_COLUMNS = (
    "id",
    "unit_id",
    "parent_id",
    "level",
    "kind",
    "code",
    "name",
    "short_name",
    "tree_path",
    "longitude",
    "latitude",
    "valid_from",
    "valid_until",
    "unit_path",
    "unit__valid_from",
    "unit__valid_until",
)
"""The fields of a ``KnownVersion``, in its order."""

_NOTHING_BELOW = (Level.AREA, Level.WORKPLACE, Level.BODY)


def plan_reorganisation(actor: Actor, draft: Draft, *, within: str = "") -> Plan:
    """What the draft would do, with everything that stands against it as ``faults``; writes nothing.

    ``within`` is the path of a unit in which the reorganisation must happen, such as a province that takes files in.
    Three statements, and those of the rooms that say what else would follow.
    """
    return plans_of(actor, (draft,), within=within)[0]


def plans_of(actor: Actor, drafts: Sequence[Draft], *, within: str = "") -> tuple[Plan, ...]:
    """The same for many drafts, each planned as if it came alone; three statements for all of them together."""
    return tuple(
        replace(plan, consequences=plan.consequences + consequences_of(actor, change_of(plan)))
        if plan.sound
        else plan
        for plan in bare_plans_of(actor, drafts, within=within)
    )


def bare_plans_of(actor: Actor, drafts: Sequence[Draft], *, within: str = "") -> tuple[Plan, ...]:
    """The plans without what would follow in other rooms: what an act needs to know."""
    snapshot = _snapshot(actor, drafts)
    return tuple(plan_draft(draft, snapshot, within=within) for draft in drafts)


def change_of(plan: Plan) -> Change:
    """The plan as the rooms above are asked about it."""
    founded = {unit.key: unit for unit in plan.founded}

    def nearest(key: int | None) -> int:
        while key is not None and key < 0:
            key = founded[key].facts.parent_id
        return key or 0

    return Change(
        day=plan.draft.effective,
        ended=tuple(unit.unit_id for unit in plan.ended),
        changed=tuple(unit.unit_id for unit in plan.changed),
        founded=tuple(
            Founding(unit.level, unit.facts.kind, unit.facts.name, nearest(unit.facts.parent_id))
            for unit in plan.founded
        ),
    )


def reorganisations_of(actor: Actor, unit_id: int) -> ScopedQuerySet[Reorganisation]:
    """The reorganisations within a unit, the latest first, whatever their state."""
    rows = Reorganisation.objects.visible_to(actor).filter(unit_id=unit_id)
    return rows.order_by("-effective_on", "-pk")


def draft_of(reorganisation: Reorganisation) -> Draft:
    """What was asked for, read back. Raises ``BadDraft`` for one that came with the country's lists."""
    return draft_from(reorganisation.content)


def enacted_from(actor: Actor, draft: Draft) -> Reorganisation | None:
    """The latest reorganisation in force that was made of exactly this draft."""
    return (
        Reorganisation.objects.visible_to(actor)
        .filter(state=State.ENACTED, effective_on=draft.effective, content=draft.content())
        .order_by("-pk")
        .first()
    )


def reorganisation_workbook(actor: Actor, unit: UnitOnDay, day: date) -> bytes:
    """An empty workbook (XLSX) for a reorganisation within a unit, with the units that may be rearranged on ``day``.

    Of a commune these are its clusters and residential areas; of a unit above, those directly below it.
    """
    rows = units_as_of(actor, day).exclude(level__in=NO_PLACES)
    if unit.level == Level.COMMUNE:
        rows = rows.filter(lies_within(branches(paths=(unit.tree_path,)), "tree_path")).exclude(
            unit_id=unit.id
        )
    else:
        rows = rows.filter(parent_id=unit.id)
    known = [KnownUnit(*row) for row in rows.order_by("level", "code").values_list("code", "name")]
    return template_workbook(THE_COUNTRY if unit.level == Level.COUNTRY else unit.code, unit.name, known)


def _snapshot(actor: Actor, drafts: Sequence[Draft]) -> Snapshot:
    """All that the drafts may touch, as far as the actor may see it, from the earliest of their days on."""
    asked = [codes_of(draft) for draft in drafts]
    every = frozenset[str]().union(*(codes.every for codes in asked))
    versions = OrgUnitVersion.objects.visible_to(actor)
    named = _known(versions.filter(Q(code__in=every) | Q(level=Level.COUNTRY)))
    day = min((draft.effective for draft in drafts), default=None)
    if day is None or not named:
        return Snapshot(named)
    related = _known(versions.filter(Q(valid_until=None) | Q(valid_until__gt=day), _related_to(named, asked)))
    return Snapshot([*named, *related, *_numbered(actor, [*named, *related], asked)])


def _related_to(named: Sequence[KnownVersion], asked: Sequence[Codes]) -> Q:
    """The named units on other days, those above them, and all below those that may move or end."""
    rooted = frozenset[str]().union(*(codes.with_all_below for codes in asked))
    keys = {int(key) for each in named for key in each.tree_path.split(".")[:-1]}
    roots = {
        each.unit_path
        for each in named
        if each.level not in _NOTHING_BELOW
        and (each.code in rooted or (each.level == Level.COUNTRY and THE_COUNTRY in rooted))
    }
    return Q(unit_id__in=keys) | lies_within(branches(paths=tuple(roots)))


def _numbered(
    actor: Actor, known: Sequence[KnownVersion], asked: Sequence[Codes]
) -> tuple[KnownVersion, ...]:
    """Who ever bore a code under the codes of the communes concerned, where codes are to be given out."""
    communes = {each.code for each in known if each.level == Level.COMMUNE}
    if not communes or not any(codes.numbering for codes in asked):
        return ()
    before_the_hyphen = Func(F("code"), Value("-"), Value(1), function="split_part", output_field=CharField())
    return _known(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(level__in=(Level.AREA, Level.CLUSTER))
        .alias(commune=before_the_hyphen)
        .filter(commune__in=communes)
    )


def _known(versions: ScopedQuerySet[Any]) -> tuple[KnownVersion, ...]:
    return tuple(KnownVersion(*row) for row in versions.values_list(*_COLUMNS))
