"""How did a report come to stand where it stands, and in which roles did people lead it there?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from binhyen.access.queries import Signature, signatures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM
from binhyen.machinery.models import AuditEntry
from binhyen.reporting.models import FigureSource, Obligation, Submission
from binhyen.reporting.queries.reports import history_of

_LED_ON = (
    "reporting.submit",
    "reporting.take-back",
    "reporting.return",
    "reporting.accept",
    "reporting.extend-deadline",
)
A_PAUSE = timedelta(minutes=15)
"""Whoever types on within this time is still at the same work."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a report.

    ``act`` is what: ``record``, ``submit``, ``take-back``, ``return``, ``accept``, ``lock``, ``adjust`` or
    ``extend-deadline``. ``changes`` are cells as they are kept: line code, old value, new value, address; ``notes``
    explanations: line code, old, new. ``by`` is None where the account
    is not known any more, or where the operator of the data folder acted.
    """

    at: datetime
    act: str
    account_id: int | None = None
    by: Signature | None = None
    source: str = ""
    delivered: bool = False
    file_id: int | None = None
    file_name: str = ""
    changes: tuple[tuple[Any, ...], ...] = ()
    reason: str = ""
    notes: tuple[tuple[str, str, str], ...] = ()


def names_known(actor: Actor, obligation: Obligation) -> bool:
    """Whether the actor may read who it was: the unit itself and the one it reports to may, nobody else."""
    return actor.reach.whole or not {obligation.unit_id, obligation.superior_id}.isdisjoint(actor.reach.own)


def timeline_of(actor: Actor, obligation: Obligation, submission: Submission | None) -> tuple[Happening, ...]:
    """Everything that happened to the report, the latest first. At most five statements.

    Acts on many reports at once leave one line in the trail for all of them; what they did to this one is told from the
    report itself.
    """
    found = [
        Happening(
            entry.at,
            "adjust" if entry.kind == "adjustment" else "record",
            entry.account_id,
            source=entry.source,
            delivered=entry.delivered,
            file_id=entry.file_id,
            file_name=entry.file_name,
            changes=entry.changes,
            reason=entry.reason,
            notes=entry.notes,
        )
        for entry in history_of(actor, obligation)
    ]
    found += _led_on(actor, obligation)
    if submission is not None:
        found += _told_by_itself(submission, found)
        _with_reasons(found, obligation, submission)
    acted = {(each.account_id, _day(each)) for each in found if each.account_id is not None}
    by = signatures_of(acted, obligation.unit_path, named=names_known(actor, obligation))
    signed = [
        each if each.account_id is None else replace(each, by=by.get((each.account_id, _day(each))))
        for each in found
    ]
    return _in_sittings(sorted(signed, key=lambda each: each.at, reverse=True))


def _in_sittings(latest_first: Sequence[Happening]) -> tuple[Happening, ...]:
    """What one account typed with no longer pause and nothing between is one happening: a page saves every few keys."""
    told: list[Happening] = []
    for each in reversed(latest_first):
        if told and _same_sitting(told[-1], each):
            before = told.pop()
            each = replace(
                each,
                changes=_net((*before.changes, *each.changes)),
                notes=_net((*before.notes, *each.notes)),
            )
        told.append(each)
    return tuple(reversed([each for each in told if each.act != "record" or each.changes or each.notes]))


def _same_sitting(one: Happening, other: Happening) -> bool:
    return (
        one.act == other.act == "record"
        and one.source == other.source == FigureSource.KEYBOARD
        and one.account_id == other.account_id
        and other.at - one.at <= A_PAUSE
    )


def _net(changes: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """Each line once: what it said before the first change and after the last; nothing where that is the same."""
    found: dict[str, tuple[Any, ...]] = {}
    for line, old, *after in changes:
        found[line] = (line, found[line][1] if line in found else old, *after)
    return tuple(change for change in found.values() if change[1] != change[2])


def _led_on(actor: Actor, obligation: Obligation) -> list[Happening]:
    entries = (
        AuditEntry.objects.visible_to(actor)
        .filter(
            unit_path=obligation.unit_path,
            act__in=_LED_ON,
            subject__in=[f"report:{obligation.pk}", f"obligation:{obligation.pk}"],
        )
        .values_list("at", "act", "account_id")
    )
    return [Happening(at, act.removeprefix("reporting."), account) for at, act, account in entries]


def _told_by_itself(submission: Submission, known: list[Happening]) -> list[Happening]:
    told = (
        ("submit", submission.submitted_at, submission.submitted_by),
        ("accept", submission.accepted_at, submission.accepted_by),
        ("lock", submission.locked_at, None),
    )
    return [
        Happening(at, act, account)
        for act, at, account in told
        if at is not None and not any(each.act == act and each.at >= at for each in known)
    ]


def _with_reasons(found: list[Happening], obligation: Obligation, submission: Submission) -> None:
    """The report keeps the last reason of each kind alone; it stands with the last act of that kind."""
    for act, reason in (
        ("return", submission.return_reason),
        ("extend-deadline", obligation.extension_reason),
    ):
        places = [at for at, each in enumerate(found) if each.act == act]
        if places and reason:
            last = max(places, key=lambda at: found[at].at)
            found[last] = replace(found[last], reason=reason)


def _day(happening: Happening) -> Any:
    return happening.at.astimezone(VIETNAM).date()
