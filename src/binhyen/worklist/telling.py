"""Write notices for all whose turn it is, however many, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from binhyen.access.permissions import Permission
from binhyen.access.queries import accounts_holding
from binhyen.foundations.clock import now
from binhyen.machinery.database.bulk import insert_rows
from binhyen.machinery.database.reach import SYSTEM, acting_as, current_reach
from binhyen.worklist.models import Notice, What


@dataclass(frozen=True, slots=True)
class Told:
    """A report to tell of: to those who hold the permission at the unit ``at``, or of them ``alone`` to one account."""

    obligation_id: int
    unit_id: int
    at: int
    alone: int | None = None


def tell_holders(permission: Permission, what: What, find: Callable[[], Sequence[Told]]) -> None:
    """Tell of what ``find`` answers, but never whoever brought it about. The program itself looks and writes: neither
    the appointments of others nor their notices lie in the reach of whoever acts. Two statements beside those of
    ``find`` and of the reach, for up to 5,000 notices."""
    acting = current_reach().account
    with acting_as(SYSTEM):
        told = find()
        holders = accounts_holding(permission, {each.at for each in told}) if told else {}
        moment = now()
        insert_rows(
            [
                Notice(
                    account_id=account,
                    unit_id=each.unit_id,
                    obligation_id=each.obligation_id,
                    what=what,
                    at=moment,
                )
                for each in told
                for account in sorted(holders.get(each.at, ()))
                if account != acting and each.alone in (None, account)
            ]
        )
