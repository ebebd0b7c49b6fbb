"""Reorganise units: keep a draft, enact it in one act, undo it by another.

Everything is written for all plans of an act together, so that the files of a whole province cost as many statements
as the file of one commune. What an undoing needs is kept in ``Reorganisation.effects["orgunits"]``:

- ``founded``, ``ended`` and ``changed``: keys of units;
- ``closed``: key of a unit → the version that held until then, and the end which that had before;
- ``moves``: path before and after of each unit that went under another; all below it went along;
- ``shifted``: keys of the units that stand elsewhere since then;
- ``moved``: whether the paths of today have followed yet; before its day they have not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.machinery.action import Done, act
from binhyen.machinery.audit.writing import write_entry
from binhyen.machinery.database.bulk import insert_rows, update_rows
from binhyen.machinery.database.scoping import within as lies_within
from binhyen.machinery.events import announce
from binhyen.orgunits.actions.counting import recount
from binhyen.orgunits.actions.keys import giving_out_keys, next_keys
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation, Succession
from binhyen.orgunits.permissions import (
    may_draft_reorganisation,
    may_reorganise,
    may_reorganise_many,
    may_settle_paths,
)
from binhyen.orgunits.queries.reorganising import bare_plans_of, draft_of
from binhyen.orgunits.queries.undoing import ROOM, Effects, may_undo, told
from binhyen.orgunits.rules.naming import keys_of
from binhyen.orgunits.rules.reorganising import Draft, Facts, Fault, Plan
from binhyen.orgunits.rules.states import State, may_step

MANY_BELOW_ONE = 5


@dataclass(frozen=True, slots=True)
class DraftOutcome:
    """What became of one of many drafts: a reorganisation, or the reasons why there is none."""

    draft: Draft
    reorganisation: Reorganisation | None
    faults: tuple[Fault, ...] = ()


@act(
    "orgunits.draft-reorganisation",
    gettext_lazy("Lập bản sắp xếp đơn vị"),
    permission=may_draft_reorganisation,
)
def draft_reorganisation(*, by: Actor, draft: Draft) -> Done[Reorganisation]:
    """Keep a draft for later; it may still have faults, but its unit must be there."""
    (plan,) = bare_plans_of(by, (draft,))
    if plan.under_id is None:
        raise NotAllowed(_refused(plan.faults[0]))
    kept = Reorganisation.objects.create(
        unit_id=plan.under_id,
        title=draft.title,
        legal_basis=draft.legal_basis,
        effective_on=draft.effective,
        content=draft.content(),
        made_at=now(),
    )
    return Done(
        kept,
        unit_id=plan.under_id,
        subject=f"reorganisation:{kept.pk}",
        detail={"effective": draft.effective, "legal_basis": draft.legal_basis, "steps": len(draft.steps)},
    )


@act("orgunits.reorganise", gettext_lazy("Sắp xếp đơn vị"), permission=may_reorganise)
def enact_reorganisation(*, by: Actor, reorganisation: Reorganisation | Draft) -> Done[Reorganisation]:
    """Do all that the draft says, at once and wholly, from its day on; a kept draft becomes the reorganisation.

    It is planned anew under the lock. Raises ``NotAllowed`` with the first fault of the plan.
    """
    giving_out_keys()
    kept, draft = None, reorganisation
    if isinstance(draft, Reorganisation):
        kept = Reorganisation.objects.visible_to(by).select_for_update().get(pk=draft.pk)
        ensure(may_step("enact", kept.state))
        draft = draft_of(kept)
    (plan,) = bare_plans_of(by, (draft,))
    if plan.faults:
        raise NotAllowed(_refused(plan.faults[0]))
    try:
        with transaction.atomic():
            (written,) = _write(by, [_Writing(plan, kept)])
    except IntegrityError as error:
        raise NotAllowed(_refused(_out_of_sight(error))) from error
    return Done(
        written.reorganisation,
        unit_id=plan.under_id,
        subject=f"reorganisation:{written.reorganisation.pk}",
        detail=written.detail,
        events=(written.event,),
    )


@act("orgunits.reorganise-many", gettext_lazy("Sắp xếp nhiều đơn vị"), permission=may_reorganise_many)
def reorganise_many(
    *, by: Actor, within: OrgUnit, drafts: Sequence[Draft], all_or_none: bool = False
) -> Done[tuple[DraftOutcome, ...]]:
    """Enact the drafts of one go, all within one unit; those with faults are refused and the rest stands.

    ``all_or_none``: if one has a fault, nothing happens. Answers in the order of ``drafts``. Each reorganisation can
    be undone for itself and has a line of its own in the trail.
    """
    giving_out_keys()
    plans = bare_plans_of(by, drafts, within=within.path)
    faults = {index: plan.faults or clash for index, (plan, clash) in enumerate(_clashes(plans))}
    written: dict[int, _Writing] = {}
    if not (all_or_none and any(faults.values())):
        sound = {index: _Writing(plan) for index, plan in enumerate(plans) if not faults[index]}
        written, refused = _write_apart(by, sound, all_or_none)
        faults |= refused
    for each in written.values():
        # The unit that was rearranged looks for it in its own trail, not in that of its province.
        write_entry(
            "orgunits.reorganise",
            by=by,
            unit_id=each.plan.under_id,
            subject=f"reorganisation:{each.reorganisation.pk}",
            detail=each.detail,
        )
    return Done(
        tuple(
            DraftOutcome(draft, written[index].reorganisation if index in written else None, faults[index])
            for index, draft in enumerate(drafts)
        ),
        unit_id=within.pk,
        subject=f"unit:{within.pk}",
        detail={
            "enacted": [each.reorganisation.pk for each in written.values()],
            "refused": [draft.under_code for index, draft in enumerate(drafts) if index not in written],
        },
        events=tuple(each.event for each in written.values()),
        worth_a_line=bool(written),
    )


@act("orgunits.undo-reorganisation", gettext_lazy("Hoàn tác sắp xếp đơn vị"), permission=may_reorganise)
def undo_reorganisation(*, by: Actor, reorganisation: Reorganisation) -> Done[Reorganisation]:
    """Put everything back as it was before; the reorganisation stays, as undone.

    Raises ``NotAllowed`` once something rests on the new map: a figure, a later change, a committee.
    """
    giving_out_keys()
    reorganisation = Reorganisation.objects.visible_to(by).select_for_update().get(pk=reorganisation.pk)
    ensure(may_undo(by, reorganisation))
    effects = Effects.of(reorganisation)
    day = reorganisation.effective_on
    reverted = ReorganisationReverted(
        reorganisation.pk,
        day,
        ended=tuple(map(int, effects.ended)),
        founded=tuple(effects.founded),
        changed=tuple(effects.changed),
    )
    try:
        with transaction.atomic():
            _put_back(by, reorganisation, effects)
            announce(reverted)
            _remove(effects.founded)
    except IntegrityError as error:
        raise NotAllowed(_rests_on_it(error)) from error
    reorganisation.refresh_from_db()  # the rooms above may have kept something with it
    reorganisation.state = State.UNDONE
    reorganisation.undone_at = now()
    reorganisation.save(update_fields=["state", "undone_at"])
    return Done(
        reorganisation,
        unit_id=reorganisation.unit_id,
        subject=f"reorganisation:{reorganisation.pk}",
        detail={"effective": day, "founded": len(effects.founded), "ended": len(effects.ended)},
    )


@act("orgunits.settle-paths", gettext_lazy("Chuyển đơn vị theo ngày hiệu lực"), permission=may_settle_paths)
def settle_paths(*, by: Actor) -> Done[int]:
    """Let paths follow the reorganisations whose day has come. Answers how many did; the job asks every hour."""
    due = list(
        Reorganisation.objects.beyond_scope("the day has come for all units alike")
        .select_for_update()
        .filter(state=State.ENACTED, effective_on__lte=today(), effects__orgunits__moved=False)
        .order_by("effective_on", "pk")
    )
    for reorganisation in due:
        _move(reorganisation.effects[ROOM]["moves"])
        reorganisation.effects[ROOM]["moved"] = True
        reorganisation.save(update_fields=["effects"])
    return Done(
        len(due),
        subject="units",
        detail={"reorganisations": [each.pk for each in due]},
        worth_a_line=bool(due),
    )


# ---- writing ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writing:
    """A sound plan on its way into the database."""

    plan: Plan
    kept: Reorganisation | None = None
    keys: dict[int, int] = field(default_factory=dict)
    """Number of a unit to be founded → the key that it got."""

    @property
    def reorganisation(self) -> Reorganisation:
        if self.kept is None:
            raise RuntimeError("not written yet")
        return self.kept

    @property
    def within(self) -> int:
        if self.plan.under_id is None:
            raise RuntimeError("a plan without a unit is never sound")
        return self.plan.under_id

    @property
    def day(self) -> date:
        return self.plan.draft.effective

    def key(self, key: int) -> int:
        return self.keys.get(key, key)

    def path(self, path: str) -> str:
        """A path of the plan with the keys that were given out."""
        return "".join(f"{self.key(int(key))}." for key in path.split(".")[:-1])

    def effects(self) -> Effects:
        shifted = [each for each in self.plan.changed if each.before.tree_path != each.after.tree_path]
        return Effects(
            founded=[self.key(unit.key) for unit in self.plan.founded],
            ended={str(unit.unit_id): told(unit.unit_until) for unit in self.plan.ended},
            changed=[unit.unit_id for unit in self.plan.changed],
            closed={str(unit): (version, told(until)) for unit, version, until in self.plan.closing},
            moves=[
                (unit.before.tree_path, self.path(unit.after.tree_path)) for unit in shifted if unit.moves
            ],
            shifted=[unit.unit_id for unit in shifted],
            moved=self.day <= today(),
        )

    @property
    def event(self) -> UnitsReorganised:
        return UnitsReorganised(
            self.reorganisation.pk,
            self.day,
            ended=tuple(unit.unit_id for unit in self.plan.ended),
            founded=tuple(self.key(unit.key) for unit in self.plan.founded),
            changed=tuple(unit.unit_id for unit in self.plan.changed),
        )

    @property
    def detail(self) -> dict[str, Any]:
        draft = self.plan.draft
        return {
            "effective": draft.effective,
            "legal_basis": draft.legal_basis,
            "ended": [unit.facts.code for unit in self.plan.ended],
            "founded": [unit.facts.code for unit in self.plan.founded],
            "changed": sum(1 for unit in self.plan.changed if unit.named),
            "followed": sum(1 for unit in self.plan.changed if not unit.named),
        }


def _write_apart(
    by: Actor, writings: Mapping[int, _Writing], all_or_none: bool
) -> tuple[dict[int, _Writing], dict[int, tuple[Fault, ...]]]:
    """Write all together; where a code is borne by a unit out of sight, each for itself, and refuse the one."""
    if not writings:
        return {}, {}
    try:
        with transaction.atomic():
            _write(by, list(writings.values()))
        return dict(writings), {}
    except IntegrityError as error:
        fault = _out_of_sight(error)
    if all_or_none or len(writings) == 1:
        return {}, dict.fromkeys(writings, (fault,))
    written: dict[int, _Writing] = {}
    refused: dict[int, tuple[Fault, ...]] = {}
    for index, writing in writings.items():
        one, not_one = _write_apart(by, {index: _Writing(writing.plan)}, all_or_none)
        written |= one
        refused |= not_one
    return written, refused


def _write(by: Actor, writings: Sequence[_Writing]) -> Sequence[_Writing]:
    """Write sound plans that do not touch one another, in a constant number of statements."""
    fresh = iter(next_keys(sum(len(each.plan.founded) for each in writings)))
    for each in writings:
        numbers = [unit.key for unit in each.plan.founded]
        each.keys = dict(zip(numbers, islice(fresh, len(numbers)), strict=True))
    _keep(writings)
    OrgUnit.objects.bulk_create(unit for each in writings for unit in _new_units(each))
    _move([move for each in writings if each.day <= today() for move in each.effects().moves])
    update_rows(
        [OrgUnit(pk=unit.unit_id, valid_until=each.day) for each in writings for unit in each.plan.ended],
        ["valid_until"],
    )
    update_rows(
        [
            OrgUnitVersion(pk=version, valid_until=each.day)
            for each in writings
            for _unit, version, _until in each.plan.closing
        ],
        ["valid_until"],
    )
    before = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(pk__in=[unit.version_id for each in writings for unit in each.plan.changed])
        .in_bulk()
    )
    insert_rows([version for each in writings for version in _new_versions(each, before)])
    insert_rows([row for each in writings for row in _successions(each)])
    recount(_paths_concerned(writings))
    return writings


def _keep(writings: Sequence[_Writing]) -> None:
    """Write the reorganisations themselves, with what an undoing will need."""
    for each in writings:
        draft = each.plan.draft
        kept = each.kept or Reorganisation(
            unit_id=each.within,
            title=draft.title,
            legal_basis=draft.legal_basis,
            effective_on=draft.effective,
            content=draft.content(),
            made_at=now(),
        )
        kept.state, kept.enacted_at = State.ENACTED, now()
        kept.effects = kept.effects | {ROOM: each.effects().plain()}
        each.kept = kept
        if kept.pk is not None:
            kept.save(update_fields=["state", "enacted_at", "effects"])
    Reorganisation.objects.bulk_create(
        [each.reorganisation for each in writings if each.reorganisation.pk is None]
    )


def _new_units(writing: _Writing) -> Iterator[OrgUnit]:
    for unit in writing.plan.founded:
        yield OrgUnit(
            pk=writing.key(unit.key),
            level=unit.level,
            path=writing.path(unit.facts.tree_path),
            valid_from=writing.day,
        )


def _new_versions(writing: _Writing, before: Mapping[int, OrgUnitVersion]) -> Iterator[OrgUnitVersion]:
    basis = writing.plan.draft.legal_basis
    for unit in writing.plan.founded:
        yield OrgUnitVersion(
            unit_id=writing.key(unit.key),
            level=unit.level,
            longitude=unit.longitude,
            latitude=unit.latitude,
            legal_basis=basis,
            valid_from=writing.day,
            **_columns(writing, unit.facts),
        )
    for changed in writing.plan.changed:
        old = before[changed.version_id]
        said_anew = changed.moves or changed.named
        yield OrgUnitVersion(
            unit_id=changed.unit_id,
            level=changed.level,
            longitude=old.longitude,
            latitude=old.latitude,
            legal_basis=basis if said_anew else old.legal_basis,
            valid_from=writing.day,
            valid_until=changed.until,
            **_columns(writing, changed.after),
        )


def _columns(writing: _Writing, facts: Facts) -> dict[str, Any]:
    return {
        "parent_id": None if facts.parent_id is None else writing.key(facts.parent_id),
        "kind": facts.kind,
        "code": facts.code,
        "name": facts.name,
        "short_name": facts.short_name,
        "tree_path": writing.path(facts.tree_path),
        **keys_of(facts.name, facts.short_name)._asdict(),
    }


def _successions(writing: _Writing) -> Iterator[Succession]:
    for link in writing.plan.links:
        yield Succession(
            unit_id=writing.key(link.unit_id),
            predecessor_id=link.predecessor_id,
            reorganisation_id=writing.reorganisation.pk,
            day=writing.day,
            relation=link.relation,
            people_share=link.people,
            area_share=link.area,
            households_share=link.households,
            hand_share=link.hand,
            share_source=link.source,
            note=link.note,
        )


def _paths_concerned(writings: Sequence[_Writing]) -> set[str]:
    """Every path on which something ended, began or changed, before and after."""
    paths: set[str] = set()
    for each in writings:
        plan = each.plan
        paths.update(unit.facts.tree_path for unit in plan.ended)
        paths.update(each.path(unit.facts.tree_path) for unit in plan.founded)
        paths.update(unit.before.tree_path for unit in plan.changed)
        paths.update(each.path(unit.after.tree_path) for unit in plan.changed)
    return paths


def _move(moves: Iterable[Sequence[str]]) -> None:
    """Put units elsewhere in the tree of today, with all that ever stood below them. Pairs of paths: before, after.

    Whatever is below takes the way of the nearest unit above it that moves itself.
    """
    to = {before: after for before, after in moves if before != after}
    if not to:
        return
    rows = OrgUnit.objects.beyond_scope("a unit moves with all below it, ended ones too").filter(
        lies_within(branches(paths=_few_paths_over(to)), "path")
    )
    moved = []
    for unit in rows.only("pk", "path"):
        nearest = next((above for above in _from_the_nearest(unit.path) if above in to), None)
        if nearest is not None:
            unit.path = to[nearest] + unit.path.removeprefix(nearest)
            moved.append(unit)
    update_rows(moved, ["path"])


def _few_paths_over(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths that cover the given ones; where many lie below one unit it stands for them: few ranges are quick."""
    below: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        below[path[: path[:-1].rfind(".") + 1]].append(path)
    return tuple(
        path for above, own in below.items() for path in ((above,) if len(own) > MANY_BELOW_ONE else own)
    )


def _from_the_nearest(path: str) -> Iterator[str]:
    """The path itself, then each above it."""
    while path:
        yield path
        path = path[: path[:-1].rfind(".") + 1]


# ---- putting back -------------------------------------------------------------------------------------------


def _put_back(by: Actor, reorganisation: Reorganisation, effects: Effects) -> None:
    """The tables of units as they were, rows, keys and days; of new units only the identities are left."""
    day = reorganisation.effective_on
    versions = OrgUnitVersion.objects.visible_to(by)
    paths = set(
        versions.filter(unit_id__in=effects.concerned, valid_from__lte=day).values_list(
            "tree_path", flat=True
        )
    )
    Succession.objects.visible_to(by).filter(reorganisation=reorganisation).delete()
    versions.filter(unit_id__in=[*effects.changed, *effects.founded], valid_from=day).delete()
    update_rows(
        [OrgUnitVersion(pk=version, valid_until=until) for version, until in effects.closed.values()],
        ["valid_until"],
    )
    update_rows(
        [OrgUnit(pk=int(key), valid_until=until) for key, until in effects.ended.items()], ["valid_until"]
    )
    if effects.moved:
        _move([(after, before) for before, after in effects.moves])
    recount(paths)


def _remove(founded: Sequence[int]) -> None:
    """Let the new units go. ``IntegrityError`` where something still rests on them, or on a code given out again."""
    with connection.cursor() as cursor:
        # Not by the model: it would fetch what refers to these units, and counts may not be deleted by hand at all.
        cursor.execute("delete from orgunits_orgunit where id = any(%s)", [list(founded)])
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


# ---- refusing -----------------------------------------------------------------------------------------------


def _clashes(plans: Sequence[Plan]) -> Iterator[tuple[Plan, tuple[Fault, ...]]]:
    """Each plan, with a fault where an earlier one of the same go touches what it touches or stands on."""
    touched: set[int] = set()
    leant_on: set[int] = set()
    codes: set[tuple[str, str]] = set()
    for plan in plans:
        own = set(plan.touched)
        parents = {each.facts.parent_id for each in plan.founded}
        parents |= {each.after.parent_id for each in plan.changed if each.moves}
        leans = {key for key in (plan.under_id, *parents) if key is not None and key > 0}
        new = {(each.level, each.facts.code) for each in plan.founded}
        if plan.sound and (touched & (own | leans) or leant_on & own or codes & new):
            yield plan, (_twice_in_one_go(plan),)
            continue
        if plan.sound:
            touched |= own
            leant_on |= leans
            codes |= new
        yield plan, ()


def _twice_in_one_go(plan: Plan) -> Fault:
    return Fault(
        "",
        "twice-in-one-go",
        _("Một tệp khác trong cùng lần gửi cũng sắp xếp các đơn vị của %s.") % plan.under_name,
        _("Gộp vào một tệp, hoặc gửi từng tệp một."),
    )


def _refused(fault: Fault) -> Refused:
    where = f"{fault.place}: " if fault.place else ""
    return Refused(fault.code, f"{where}{fault.sentence}", fault.remedy)


def _out_of_sight(error: IntegrityError) -> Fault:
    """A code is borne where the actor sees nothing; anything else is a mistake of the program."""
    if "one_unit_of_a_code_a_level_and_day" not in str(error):
        raise error
    return Fault(
        "",
        "code-taken",
        _("Có mã mới đang là của một đơn vị ngoài phạm vi."),
        _("Chọn mã khác cho các đơn vị mới."),
    )


def _rests_on_it(error: IntegrityError) -> Refused:
    """What still refers to a unit that would go, or bears a code that would come back, by the name of its table."""
    table = getattr(getattr(error.__cause__, "diag", None), "table_name", "") or ""
    models = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return Refused(
        "rests-on-new-units",
        _("Không hoàn tác được: còn “%s” gắn với đơn vị mới hoặc mã đã giao lại.") % models.get(table, table),
        _("Gỡ những gì đã ghi cho đơn vị mới rồi hoàn tác lại, hoặc sửa bằng một lần sắp xếp mới."),
    )
