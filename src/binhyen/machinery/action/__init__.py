"""The envelope of every write: transaction → permission → the act → line in the trail → announcement.

    @act("access.appoint", _("Phân công vai trò"), permission=may_appoint)
    def appoint(*, by: Actor, unit: OrgUnit, account: Account, role: Role) -> Done[Appointment]:
        ...
        return Done(appointment, unit_id=unit.pk, subject=f"account:{account.pk}", detail={"role": role})

Callers get the result itself: ``appointment = appoint(by=actor, …)``. A refusal is raised as ``NotAllowed``
and nothing has happened. Acts are called with keyword arguments alone; ``by`` says who acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import Decision, NotAllowed, Refused, ensure
from binhyen.machinery.audit.writing import write_entry
from binhyen.machinery.database.reach import current_reach
from binhyen.machinery.events import announce

P = ParamSpec("P")
T = TypeVar("T")

__all__ = ["ACTS", "Act", "Done", "WrongReach", "act", "label_of"]


class WrongReach(Exception):
    """An act was called in a transaction that reaches otherwise than its actor: a mistake of the program."""


@dataclass(frozen=True)
class Done(Generic[T]):
    """What an act did: its result, where it happened, what the trail keeps, what is announced.

    ``unit_id`` None: it belongs to no unit. ``detail`` holds codes, keys, old and new values; no text on people.
    ``worth_a_line`` False: nothing was changed, so the trail stays silent (an act repeated).
    """

    result: T
    unit_id: int | None = None
    subject: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[object, ...] = ()
    worth_a_line: bool = True


@dataclass(frozen=True)
class Act:
    """One named act of the program: its code in the trail and its name for people."""

    code: str
    label: str | Promise
    function: Callable[..., Any]


ACTS: dict[str, Act] = {}


def act(
    code: str, label: str | Promise, *, permission: Callable[..., Decision]
) -> Callable[[Callable[P, Done[T]]], Callable[P, T]]:
    """Put a function into the envelope. ``permission`` is asked with the same keyword arguments."""

    def envelop(body: Callable[P, Done[T]]) -> Callable[P, T]:
        @wraps(body)
        def enveloped(*args: P.args, **kwargs: P.kwargs) -> T:
            by = kwargs["by"]
            if not isinstance(by, Actor):
                raise TypeError(f"{code} was not told who acts.")
            if by.read_only_at is not None:
                raise NotAllowed(_read_only())
            with transaction.atomic():
                if current_reach() != by.reach:
                    raise WrongReach(f"{code} was called outside acting_as({by.name!r}).")
                ensure(permission(**kwargs))
                done = body(*args, **kwargs)
                if done.worth_a_line:
                    write_entry(code, by=by, unit_id=done.unit_id, subject=done.subject, detail=done.detail)
                for event in done.events:
                    announce(event)
            return done.result

        if code in ACTS:
            raise RuntimeError(f"Two acts are called {code}.")
        ACTS[code] = Act(code, label, enveloped)
        enveloped.act = ACTS[code]  # type: ignore[attr-defined]
        return enveloped

    return envelop


def label_of(code: str) -> str:
    """The name of an act for people; the code itself for an act that the program no longer has."""
    known = ACTS.get(code)
    return str(known.label) if known else code


def _read_only() -> Refused:
    return Refused(
        "read-only",
        _("Đang truy cập hỗ trợ: chỉ được xem, không được thay đổi."),
        _("Kết thúc truy cập hỗ trợ, hoặc để đơn vị tự làm việc này."),
    )
