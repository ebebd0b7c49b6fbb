"""What waits for somebody, and how urgent is it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from binhyen.foundations.periods import Period

SOON_DAYS = 5
"""What is due within so many days is to be done soon."""


class Urgency(StrEnum):
    """How urgent something is, the most urgent first."""

    OVERDUE = "overdue"
    SOON = "soon"
    WAITING = "waiting"


class Duty(StrEnum):
    """What is to be done, in the order in which equally urgent things stand."""

    MEND = "mend"
    ANSWER = "answer"
    FILL_PART = "fill-part"
    ENTER = "enter"
    REMIND_OF_REQUEST = "remind-of-request"
    CHASE = "chase"
    REVIEW = "review"
    OPEN = "open"
    LOCK = "lock"
    DECIDE = "decide"
    FREEZE = "freeze"
    OPEN_ACCOUNTS = "open-accounts"


_AT_ONCE = frozenset({Duty.MEND, Duty.REVIEW, Duty.OPEN})
"""Somebody else waits for these, so that they are soon whenever they are due."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what, at which unit, by when, and what its page is about.

    ``count`` of ``total`` says how far it concerns: reports that wait, units that are late. ``flagged`` of them bear
    flags. ``bodies`` are those whose part is not ready. ``report_id`` is the obligation that it leads to, if one;
    ``document`` the kind of the drafted document that ``edition_id`` names.
    """

    duty: Duty
    unit_id: int
    unit_name: str
    due: date | None = None
    form: str = ""
    form_en: str = ""
    data_set: str = ""
    period: Period | None = None
    title: str = ""
    state: str = ""
    reason: str = ""
    whole_name: str = ""
    report_id: int | None = None
    request_id: int | None = None
    count: int = 0
    total: int = 0
    flagged: int = 0
    bodies: tuple[str, ...] = ()
    document: str = ""
    edition_id: int | None = None


def urgency_of(item: Item, day: date) -> Urgency:
    """Overdue after its day; soon within :data:`SOON_DAYS`, or where others wait; else it may wait."""
    if item.due is not None and item.due < day:
        return Urgency.OVERDUE
    if item.duty in _AT_ONCE or (item.due is not None and (item.due - day).days <= SOON_DAYS):
        return Urgency.SOON
    return Urgency.WAITING


def in_order(items: list[Item], day: date) -> list[Item]:
    """The most urgent first; of equally urgent ones what is due first, then by duty, unit and form."""
    urgencies, duties = list(Urgency), list(Duty)
    return sorted(
        items,
        key=lambda item: (
            urgencies.index(urgency_of(item, day)),
            item.due or date.max,
            duties.index(item.duty),
            item.unit_name,
            item.unit_id,
            item.form,
            item.data_set,
            item.period.first_day if item.period else date.min,
        ),
    )
