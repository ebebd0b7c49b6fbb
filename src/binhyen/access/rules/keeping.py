"""Who may keep whose account? Appointments, second factors and codes give power, so these rules are strict.

An account has no unit: it belongs to every unit at which it is, or will be, appointed. Whoever could renew
its second factor could sign in as it, so its keeper must be able to answer for *all* of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from binhyen.access.rules.powers import SYSTEM_ROLES, Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused, first_refusal


def not_oneself() -> Refused:
    """Nobody acts on their own powers."""
    return Refused(
        "oneself",
        _("Không ai tự phân công, tự khoá hay tự cấp lại xác thực hai lớp cho chính mình."),
        _("Nhờ một quản trị khác của đơn vị hoặc của cấp trên làm việc này."),
    )


def system_role() -> Refused:
    """A role that a unit administrator does not give."""
    return Refused(
        "system-role",
        _("Vai trò quản trị hệ thống và kiểm toán chỉ do quản trị hệ thống phân công."),
        _("Nhờ quản trị hệ thống làm việc này."),
    )


def held_elsewhere() -> Refused:
    """Some unit of the account lies outside the keeper's reach."""
    return Refused(
        "held-elsewhere",
        _("Tài khoản còn giữ vai trò ở đơn vị ngoài phạm vi của bạn."),
        _("Nhờ quản trị của cấp trên chung của các đơn vị đó làm việc này."),
    )


def not_yours() -> Refused:
    """No unit of the account lies within the keeper's reach."""
    return Refused(
        "not-yours",
        _("Tài khoản này không thuộc phạm vi của bạn."),
        _("Nhờ quản trị của đơn vị mà tài khoản đang được phân công, hoặc của cấp trên."),
    )


def last_one() -> Refused:
    """Nobody else would be left to keep the system."""
    return Refused(
        "last-system-administrator",
        _("Đây là quản trị hệ thống cuối cùng; không thể thôi vai trò hay khoá tài khoản."),
        _("Phân công một quản trị hệ thống khác trước."),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands: the roles it holds or will hold, with the paths of their units, and who made it."""

    account_id: int
    held: tuple[tuple[str, str], ...] = ()
    created_by: int | None = None


def may_appoint_to(by: Actor, standing: Standing, role: str, unit_path: str) -> Decision:
    """Whether ``by`` may give ``role`` at the unit to the account.

    Only to an account that is already within reach or held nowhere and one's own making: otherwise anybody
    with a unit could draw officials of other units into it. A move between units is their common superior's.
    """

    def known() -> Decision:
        if by.everything or _is_free_and_mine(by, standing):
            return ALLOWED
        if any(by.may(Permission.VIEW_ACCOUNTS, at=path) for _role, path in standing.held):
            return ALLOWED
        return not_yours()

    return first_refusal(
        [
            lambda: not_oneself() if _is_oneself(by, standing.account_id) else ALLOWED,
            lambda: by.may(Permission.APPOINT, at=unit_path),
            lambda: _system_role(by, role, unit_path),
            known,
        ]
    )


def may_end(by: Actor, account_id: int, role: str, unit_path: str) -> Decision:
    """Whether ``by`` may end the account's appointment to ``role`` at the unit."""
    return first_refusal(
        [
            lambda: not_oneself() if _is_oneself(by, account_id) else ALLOWED,
            lambda: by.may(Permission.APPOINT, at=unit_path),
            lambda: _system_role(by, role, unit_path),
        ]
    )


def may_keep(by: Actor, standing: Standing, permission: Permission) -> Decision:
    """Whether ``by`` may act on the account itself: disable it, renew its second factor."""

    def questions() -> Iterator[Decision]:
        if _is_oneself(by, standing.account_id):
            yield not_oneself()
        if not standing.held and not by.everything and not _is_free_and_mine(by, standing):
            yield not_yours()
        permitted = [by.may(permission, at=path) for _role, path in standing.held]
        if standing.held and not all(permitted):
            yield held_elsewhere() if any(permitted) else not_yours()
        for role, path in standing.held:
            yield _system_role(by, role, path)

    return next((decision for decision in questions() if not decision), ALLOWED)


def _is_oneself(by: Actor, account_id: int) -> bool:
    return by.account_id is not None and by.account_id == account_id


def _is_free_and_mine(by: Actor, standing: Standing) -> bool:
    """An account that holds nothing is its maker's, and theirs who administer everywhere."""
    if standing.held:
        return False
    return by.reach.administration.everywhere or (
        by.account_id is not None and by.account_id == standing.created_by
    )


def _system_role(by: Actor, role: str, unit_path: str) -> Decision:
    if role in SYSTEM_ROLES and not by.may(Permission.APPOINT_SYSTEM_ROLES, at=unit_path):
        return system_role()
    return ALLOWED
