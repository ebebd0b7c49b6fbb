"""Dated groups of units, such as border communes or region III: founded, filled and emptied by decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import tidy
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import GroupMembership, OrgUnit, OrgUnitVersion, UnitGroup
from binhyen.orgunits.permissions import may_found_group, may_keep_group
from binhyen.orgunits.queries.reading import holding_on
from binhyen.orgunits.rules.groups import (
    MOST_UNITS,
    Belonging,
    Candidate,
    MemberFault,
    decision_fits,
    faults_of_members,
    may_be_grouped,
    may_leave,
    unknown_codes,
)


class MembersRefused(Exception):
    """No unit was put into the group, because of these faults."""

    def __init__(self, faults: Sequence[MemberFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class PutIn:
    """How many units are new in a group, and how many belonged to it already."""

    new: int
    there: int


@act("orgunits.found-group", gettext_lazy("Lập nhóm đơn vị"), permission=may_found_group)
def found_group(*, by: Actor, unit: OrgUnit, code: str, name: str, sort: str) -> Done[UnitGroup]:
    """Found a group that is kept at a unit, for units at or below it. Its code is the only one at that unit."""
    code, name = tidy(code).upper(), tidy(name)
    ensure(may_be_grouped(code, name))
    if sort not in UnitGroup.Sort.values:
        raise NotAllowed(
            Refused("unknown-sort", _("Không có loại nhóm này."), _("Chọn một loại trong danh sách."))
        )
    if UnitGroup.objects.visible_to(by).filter(unit=unit, code=code).exists():
        raise NotAllowed(
            Refused("group-code-taken", _("Mã nhóm “%s” đã được dùng ở đây.") % code, _("Chọn mã khác."))
        )
    group = UnitGroup.objects.create(unit=unit, code=code, name=name, sort=sort)
    return Done(
        group,
        unit_id=unit.pk,
        subject=f"group:{group.pk}",
        detail={"code": code, "name": name, "sort": sort},
    )


@act("orgunits.put-into-group", gettext_lazy("Đưa đơn vị vào nhóm"), permission=may_keep_group)
def put_into_group(
    *,
    by: Actor,
    group: UnitGroup,
    codes: Sequence[str],
    decision: str,
    valid_from: date,
    valid_until: date | None = None,
) -> Done[PutIn]:
    """Let the units of these codes belong to a group from a day until the day before another; all or none.

    The codes are those of the first day. A unit that belongs to it on all these days already is left alone. Raises
    :class:`MembersRefused` with every fault: an unknown code, a unit that is not there on the first day, one that
    belongs to another of the three regions on one of the days. A constant number of statements.
    """
    decision = tidy(decision)
    ensure(decision_fits(decision))
    days = Validity(valid_from, valid_until)
    if not codes or len(codes) > MOST_UNITS:
        raise NotAllowed(
            Refused(
                "no-codes",
                _("Chưa có mã đơn vị nào, hoặc nhiều hơn %d mã.") % MOST_UNITS,
                _("Ghi mã các đơn vị, mỗi mã một dòng."),
            )
        )
    _one_at_a_time()
    units = _units_of_codes(by, group, codes, valid_from)
    faults, new = faults_of_members(
        group.pk,
        group.sort,
        days,
        list(units.values()),
        _belongings(by, [each.id for each in units.values()]),
    )
    faults = [*unknown_codes(codes, units), *faults]
    if faults:
        raise MembersRefused(faults)
    GroupMembership.objects.bulk_create(
        GroupMembership(
            unit_id=each.id, group=group, decision=decision, valid_from=valid_from, valid_until=valid_until
        )
        for each in new
    )
    return Done(
        PutIn(len(new), len(units) - len(new)),
        unit_id=group.unit_id,
        subject=f"group:{group.pk}",
        detail={
            "units": [each.id for each in new],
            "decision": decision,
            "from": valid_from,
            "until": valid_until,
        },
        worth_a_line=bool(new),
    )


@act("orgunits.take-out-of-group", gettext_lazy("Đưa đơn vị ra khỏi nhóm"), permission=may_keep_group)
def take_out_of_group(
    *, by: Actor, group: UnitGroup, unit_ids: Collection[int], valid_until: date, decision: str
) -> Done[int]:
    """Let units that belong to a group belong to it no longer from ``valid_until`` on; answers how many.

    ``decision`` is what takes them out; it stands in the trail, the membership keeps the one that brought them in.
    """
    decision = tidy(decision)
    ensure(decision_fits(decision))
    # Who leaves on a day belonged to the group on the day before, or will begin later and is refused by name.
    rows = GroupMembership.objects.visible_to(by).filter(
        Q(valid_until=None) | Q(valid_until__gt=valid_until), group=group, unit_id__in=unit_ids
    )
    there = {row.unit_id: row.validity for row in rows}
    ensure(may_leave(valid_until, there, len(set(unit_ids))))
    taken_out = rows.update(valid_until=valid_until)
    return Done(
        taken_out,
        unit_id=group.unit_id,
        subject=f"group:{group.pk}",
        detail={"units": sorted(there), "until": valid_until, "decision": decision},
        worth_a_line=bool(taken_out),
    )


def _one_at_a_time() -> None:
    """Two at once might put a unit into two regions, each without seeing the other's."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('orgunits.groups'))")


def _units_of_codes(by: Actor, group: UnitGroup, codes: Sequence[str], day: date) -> dict[str, Candidate]:
    """The units at or below the group's own that bear these codes on the day; the highest of those that share one."""
    rows = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(within(branches(paths=(group.unit_path,))), holding_on(day), code__in=codes)
        .select_related("unit")
        .order_by("-level")
    )
    found: dict[str, Candidate] = {}
    depth: dict[str, int] = {}
    for row in rows:
        if row.code not in found or row.unit.path.count(".") < depth[row.code]:
            found[row.code] = Candidate(row.unit_id, row.code, row.name, row.unit.validity)
            depth[row.code] = row.unit.path.count(".")
    return found


def _belongings(by: Actor, unit_ids: Collection[int]) -> list[Belonging]:
    rows = GroupMembership.objects.visible_to(by).filter(unit_id__in=unit_ids).select_related("group")
    return [
        Belonging(row.unit_id, row.group_id, row.group.name, row.group.sort, row.validity) for row in rows
    ]
