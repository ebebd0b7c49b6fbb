"""Steering committees: founded by a decision, re-formed by the next, closed; composed of posts and agencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.foundations.vietnamese import fold, format_date, tidy
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import Committee, CommitteeSeat, OrgUnit
from binhyen.orgunits.permissions import may_keep_committee, may_keep_committees_of
from binhyen.orgunits.rules.committees import (
    Seat,
    SeatFault,
    faults_of_seats,
    may_follow,
    may_stand,
    tidy_seats,
)


class SeatsRefused(Exception):
    """Nothing was changed, because of these faults in the composition."""

    def __init__(self, faults: Sequence[SeatFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@act("orgunits.found-committee", gettext_lazy("Thành lập Ban Chỉ đạo"), permission=may_keep_committees_of)
def found_committee(
    *,
    by: Actor,
    unit: OrgUnit,
    name: str,
    decision: str,
    seats: Sequence[Seat],
    valid_from: date,
    standing_body: OrgUnit | None = None,
) -> Done[Committee]:
    """Let a committee begin at a unit under its local name. Another of the same name must have ended before.

    ``standing_body`` is the body that works for it every day, at or below the unit. Raises :class:`SeatsRefused`.
    """
    name, decision = tidy(name), tidy(decision)
    seats = _sound(seats)
    ensure(may_stand(unit.level, name, decision, seats, valid_from, unit.validity))
    _refuse_a_second(by, unit, name, valid_from)
    new = _write(unit, name, decision, seats, valid_from, standing_body, founding=True)
    return _done(new, seats, {})


@act("orgunits.reform-committee", gettext_lazy("Kiện toàn Ban Chỉ đạo"), permission=may_keep_committee)
def reform_committee(
    *,
    by: Actor,
    committee: Committee,
    name: str,
    decision: str,
    seats: Sequence[Seat],
    valid_from: date,
    standing_body: OrgUnit | None = None,
) -> Done[Committee]:
    """End the committee on ``valid_from`` and let the next one begin on that day, as a decision composed it anew."""
    name, decision = tidy(name), tidy(decision)
    seats = _sound(seats)
    unit = committee.unit
    ensure(may_stand(unit.level, name, decision, seats, valid_from, unit.validity))
    ensure(may_follow(committee.validity, valid_from))
    _refuse_a_second(by, unit, name, valid_from, but=committee)
    until = committee.valid_until
    committee.valid_until = valid_from
    committee.save(update_fields=["valid_until"])
    new = _write(unit, name, decision, seats, valid_from, standing_body, until=until)
    return _done(new, seats, {"former": committee.pk})


@act("orgunits.correct-committee", gettext_lazy("Sửa thành phần Ban Chỉ đạo"), permission=may_keep_committee)
def correct_committee(
    *,
    by: Actor,
    committee: Committee,
    name: str,
    decision: str,
    seats: Sequence[Seat],
    standing_body: OrgUnit | None = None,
) -> Done[Committee]:
    """Put right what was typed wrongly of a committee, without a new decision; the trail keeps what stood there."""
    name, decision = tidy(name), tidy(decision)
    seats = _sound(seats)
    unit = committee.unit
    ensure(may_stand(unit.level, name, decision, seats, committee.valid_from, unit.validity))
    _refuse_a_body_of_another(unit, standing_body)
    before = {
        "name": committee.name,
        "decision": committee.decision,
        "standing_body": committee.standing_body_id,
        "seats": _plain(_seats_of(by, committee)),
    }
    committee.name, committee.decision, committee.standing_body = name, decision, standing_body
    committee.save(update_fields=["name", "decision", "standing_body"])
    CommitteeSeat.objects.visible_to(by).filter(committee=committee).delete()
    _seat(committee, seats)
    return _done(committee, seats, {"before": before})


@act("orgunits.close-committee", gettext_lazy("Ghi ngày Ban Chỉ đạo kết thúc"), permission=may_keep_committee)
def close_committee(*, by: Actor, committee: Committee, valid_until: date) -> Done[Committee]:
    """Let a committee end without another: ``valid_until`` is the first day without it."""
    ensure(may_follow(committee.validity, valid_until))
    committee.valid_until = valid_until
    committee.save(update_fields=["valid_until"])
    return Done(
        committee,
        unit_id=committee.unit_id,
        subject=f"committee:{committee.pk}",
        detail={"until": valid_until},
    )


def _seats_of(by: Actor, committee: Committee) -> tuple[Seat, ...]:
    """The composition in its order."""
    rows = CommitteeSeat.objects.visible_to(by).filter(committee=committee).order_by("position")
    return tuple(Seat(row.duty, row.post, row.agency) for row in rows)


def _sound(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    seats = tidy_seats(seats)
    if faults := faults_of_seats(seats, CommitteeSeat.Duty.values):
        raise SeatsRefused(faults)
    return seats


def _refuse_a_second(by: Actor, unit: OrgUnit, name: str, since: date, but: Committee | None = None) -> None:
    standing = Committee.objects.visible_to(by).filter(
        Q(valid_until=None) | Q(valid_until__gt=since), unit=unit
    )
    for other in standing:
        if other != but and fold(other.name) == fold(name):
            raise NotAllowed(
                Refused(
                    "committee-stands",
                    _("%(name)s đã có từ ngày %(day)s.")
                    % {"name": other.name, "day": format_date(other.valid_from)},
                    _("Kiện toàn Ban Chỉ đạo ấy, hoặc ghi ngày kết thúc trước."),
                )
            )


def _refuse_a_body_of_another(unit: OrgUnit, standing_body: OrgUnit | None) -> None:
    if standing_body is not None and not standing_body.path.startswith(unit.path):
        raise NotAllowed(
            Refused(
                "standing-body-elsewhere",
                _("Cơ quan thường trực phải là một cơ quan của đơn vị này."),
                _("Thêm cơ quan ấy vào đơn vị trước, rồi chọn lại."),
            )
        )


def _write(
    unit: OrgUnit,
    name: str,
    decision: str,
    seats: Sequence[Seat],
    since: date,
    standing_body: OrgUnit | None,
    *,
    founding: bool = False,
    until: date | None = None,
) -> Committee:
    _refuse_a_body_of_another(unit, standing_body)
    committee = Committee.objects.create(
        unit=unit,
        name=name,
        decision=decision,
        founding=founding,
        standing_body=standing_body,
        valid_from=since,
        valid_until=until or unit.valid_until,
    )
    _seat(committee, seats)
    return committee


def _seat(committee: Committee, seats: Sequence[Seat]) -> None:
    CommitteeSeat.objects.bulk_create(
        CommitteeSeat(
            unit_id=committee.unit_id,
            committee=committee,
            position=position,
            duty=seat.duty,
            post=seat.post,
            agency=seat.agency,
        )
        for position, seat in enumerate(seats, start=1)
    )


def _done(committee: Committee, seats: Sequence[Seat], more: dict[str, object]) -> Done[Committee]:
    return Done(
        committee,
        unit_id=committee.unit_id,
        subject=f"committee:{committee.pk}",
        detail={
            "name": committee.name,
            "decision": committee.decision,
            "from": committee.valid_from,
            "standing_body": committee.standing_body_id,
            "seats": len(seats),
            **more,
        },
    )


def _plain(seats: Sequence[Seat]) -> list[list[str]]:
    return [[seat.duty, seat.post, seat.agency] for seat in seats]
