"""Where does a figure come from: report, file and cell, who recorded and who accepted it, what was adjusted?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from binhyen.access.models import Account, Role
from binhyen.analytics.queries.figures import FigureOf, compose
from binhyen.analytics.queries.loading import forms_for, load
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.reporting.models import Adjustment, FigureSource, Obligation, Recording, Submission


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something: by role and unit for everybody; ``name`` only for the unit itself and its superior."""

    role: str
    unit: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The act by which the value came in. ``address`` is a cell of the file, or a row of it; empty for a page."""

    at: datetime
    by: Hand
    source: FigureSource
    file_id: int | None
    file_name: str
    address: str
    delivered: bool


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A correction after locking, beside the old value; both as they are kept: a number, ``x``, or nothing."""

    at: datetime
    by: Hand
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of one line of one unit's report.

    ``parts`` are the lines from which a total or a rate was worked out; such a line has no recording of its own.
    ``value`` is what counts: nothing until the report is accepted. ``value_locked`` is what stood before it was
    adjusted, where it was.
    """

    obligation_id: int
    line: str
    figure: FigureOf
    value: Decimal | None
    absence: NoValue | None
    value_locked: Decimal | None
    state: str
    parts: tuple[str, ...]
    recorded: Recorded | None
    submitted_at: datetime | None
    submitted_by: Hand | None
    accepted_at: datetime | None
    accepted_by: Hand | None
    locked_at: datetime | None
    note: str
    adjustments: tuple[Adjusted, ...]


def trace_of(actor: Actor, unit_id: int, period: Period, line: str) -> Trace | None:
    """The trace of a line of the report that the unit itself owes for the period.

    None where it owes none with that line, or the actor may not see it. A constant number of statements.
    """
    loaded = load(actor, forms_for([period]), unit_id=unit_id)
    own = [
        source
        for source in loaded.sources_of(unit_id, period)
        if source.own and line in source.form.by_code and len(source.months) == 1
    ]
    if not own:
        return None
    source = own[0]
    asked = source.form.by_code[line]
    obligation = (
        Obligation.objects.visible_to(actor)
        .select_related("version")
        .get(unit_id=unit_id, data_set=source.form.data_set, period=source.form.periods[0].code)
    )
    submission = Submission.objects.visible_to(actor).filter(pk=obligation.pk).first()
    recordings = list(
        Recording.objects.visible_to(actor)
        .filter(submission_id=obligation.pk)
        .select_related("file")
        .order_by("-at", "-pk")
    )
    recording = next((each for each in recordings if _address_in(each, line) is not None), None)
    adjustments = list(
        Adjustment.objects.visible_to(actor)
        .filter(submission_id=obligation.pk, line=line)
        .order_by("at", "pk")
    )
    deeds: list[tuple[int | None, datetime]] = []
    if recording is not None:
        deeds.append((recording.account_id, recording.at))
    if submission is not None:
        deeds += [
            (account, at)
            for account, at in (
                (submission.submitted_by, submission.submitted_at),
                (submission.accepted_by, submission.accepted_at),
            )
            if at is not None
        ]
    deeds += [(each.approved_by, each.at) for each in adjustments]
    hands = _hands(actor, obligation, deeds)
    figure = compose(loaded, [source], asked, period)
    return Trace(
        obligation_id=obligation.pk,
        line=line,
        figure=figure,
        value=figure.value,
        absence=figure.absence,
        value_locked=_locked(submission, obligation, loaded.line_ids.get(line)),
        state=submission.state if submission else "",
        parts=asked.parts,
        recorded=_recorded(recording, line, hands) if recording else None,
        submitted_at=submission.submitted_at if submission else None,
        submitted_by=_hand(hands, submission.submitted_by, submission.submitted_at) if submission else None,
        accepted_at=submission.accepted_at if submission else None,
        accepted_by=_hand(hands, submission.accepted_by, submission.accepted_at) if submission else None,
        locked_at=submission.locked_at if submission else None,
        note=submission.notes.get(line, "") if submission else "",
        adjustments=tuple(
            Adjusted(each.at, hands[each.approved_by, _day(each.at)], each.old, each.new, each.reason)
            for each in adjustments
        ),
    )


Hands = Mapping[tuple[int | None, date], Hand]


def _address_in(recording: Recording, line: str) -> str | None:
    """Where the line's new value stood in what was recorded; None if the act did not touch it."""
    return next((change[3] for change in recording.changes if change[0] == line), None)


def _recorded(recording: Recording, line: str, hands: Hands) -> Recorded:
    return Recorded(
        at=recording.at,
        by=hands[recording.account_id, _day(recording.at)],
        source=FigureSource(recording.source),
        file_id=recording.file_id,
        file_name=recording.file.name if recording.file else "",
        address=_address_in(recording, line) or "",
        delivered=recording.delivered,
    )


def _locked(submission: Submission | None, obligation: Obligation, line_id: int | None) -> Decimal | None:
    if submission is None or submission.adjusted is None or line_id not in obligation.version.lines:
        return None
    position = obligation.version.lines.index(line_id)
    before: Decimal | None = submission.values[position]
    return before if before != submission.adjusted[position] else None


def _hand(hands: Hands, account: int | None, at: datetime | None) -> Hand | None:
    return None if at is None else hands[account, _day(at)]


def _hands(
    actor: Actor, obligation: Obligation, deeds: Iterable[tuple[int | None, datetime]]
) -> dict[tuple[int | None, date], Hand]:
    """Who each was on the day, by the role that reached the unit. Two statements.

    Names are told to those who stand at the unit or at the one it reports to, and to nobody else.
    """
    wanted = list(dict.fromkeys((account, _day(at)) for account, at in deeds))
    hands: dict[tuple[int | None, date], Hand] = {}
    for known_account, day in wanted:
        if known_account is None:
            hands[None, day] = Hand(_("người vận hành hệ thống"), "")
    accounts = [(account, day) for account, day in wanted if account is not None]
    if not accounts:
        return hands
    mandates: dict[tuple[int, date], tuple[str, str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.account, d.day, m.role, m.unit_name, m.unit_path"
            " from unnest(%s::bigint[], %s::date[]) as d(account, day)"
            " cross join lateral (select role, unit_name, unit_path from mandates_of(d.account, d.day)) m",
            [[account for account, _on in accounts], [day for _account, day in accounts]],
        )
        for account, day, role, unit, path in cursor.fetchall():
            nearer = len(path) > len(mandates.get((account, day), ("", "", ""))[2])
            if obligation.unit_path.startswith(path) and nearer:
                mandates[account, day] = (role, unit, path)
    names = dict(
        Account.objects.filter(pk__in=[account for account, _on in accounts]).values_list("pk", "full_name")
    )
    stands_there = {obligation.unit_id, obligation.superior_id} & set(actor.reach.own)
    named = actor.everything or bool(stands_there)
    for account, day in accounts:
        role, unit, _path = mandates.get((account, day), ("", "", ""))
        label = str(Role(role).label) if role else _("tài khoản không còn vai trò")
        hands[account, day] = Hand(label, unit, names.get(account, "") if named else "")
    return hands


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
