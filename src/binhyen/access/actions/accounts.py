"""Making accounts, closing and opening them, and their language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from binhyen.access.actions.codes import issue_code
from binhyen.access.models import Account, Appointment, Role
from binhyen.access.permissions import may_create_account, may_disable, only_oneself
from binhyen.access.queries import actor_for, standing_of
from binhyen.access.rules import keeping
from binhyen.access.rules.usernames import SHAPE
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import tidy
from binhyen.machinery.action import Done, act

__all__ = [
    "NewAccount",
    "create_account",
    "disable_account",
    "enable_account",
    "refuse_if_last_system_administrator",
    "set_language",
]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, and its one-time code in clear: to be handed over once and kept nowhere."""

    account: Account
    code: str


@act("access.create-account", _("Tạo tài khoản"), permission=may_create_account)
def create_account(
    *, by: Actor, username: str, full_name: str, post: str = "", email: str = "", unit_id: int | None = None
) -> Done[NewAccount]:
    """Make an account that can do nothing yet: it signs in with the code and gets its powers by appointments.

    ``unit_id`` is where the trail notes it, usually the unit of the first appointment.
    """
    name = username.strip().lower()
    if not SHAPE.fullmatch(name):
        raise NotAllowed(
            Refused(
                "username-shape",
                str(_("Tên đăng nhập “%s” không đúng dạng.")) % username,
                str(_("Dùng 3–60 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối.")),
            )
        )
    if Account.objects.filter(username=name).exists():
        raise NotAllowed(
            Refused(
                "username-taken",
                str(_("Tên đăng nhập “%s” đã có người dùng.")) % name,
                str(_("Chọn tên khác, chẳng hạn thêm số hoặc mã đơn vị.")),
            )
        )
    account = Account(
        username=name,
        post=tidy(post),
        email=email.strip(),
        created_at=now(),
        created_by_id=by.account_id,
    )
    account.take_name(full_name)
    account.set_unusable_password()
    account.save(force_insert=True)
    return Done(
        NewAccount(account, issue_code(account)),
        unit_id=unit_id,
        subject=f"account:{account.pk}",
        detail={"username": name},
    )


@act("access.disable-account", _("Khoá tài khoản"), permission=may_disable)
def disable_account(*, by: Actor, account: Account) -> Done[Account]:
    """Close the account: it can no longer sign in, open sessions end, its appointments open nothing."""
    for role, path in standing_of(account).held:
        if role == Role.SYSTEM_ADMINISTRATOR:
            refuse_if_last_system_administrator(by, account, path)
    unit_id = _unit_of(account)
    changed = account.is_active
    account.is_active = False
    account.session_mark += 1
    account.save(update_fields=["is_active", "session_mark"])
    return Done(account, unit_id=unit_id, subject=f"account:{account.pk}", worth_a_line=changed)


@act("access.enable-account", _("Mở lại tài khoản"), permission=may_disable)
def enable_account(*, by: Actor, account: Account) -> Done[Account]:
    """Open a disabled account again, with the password and second factor that it had."""
    changed = not account.is_active
    account.is_active = True
    account.save(update_fields=["is_active"])
    return Done(account, unit_id=_unit_of(account), subject=f"account:{account.pk}", worth_a_line=changed)


@act("access.set-language", _("Chọn ngôn ngữ"), permission=only_oneself)
def set_language(*, by: Actor, account: Account, language: str) -> Done[Account]:
    """Choose the language of the pages; an unknown one is a mistake of the program."""
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"{language!r} is not a language of the pages.")
    changed = account.language != language
    account.language = language
    account.save(update_fields=["language"])
    return Done(account, subject=f"account:{account.pk}", detail={"language": language}, worth_a_line=changed)


def _unit_of(account: Account) -> int | None:
    mandates = actor_for(account).mandates
    return mandates[0].unit_id if mandates else None


def refuse_if_last_system_administrator(by: Actor, account: Account, unit_path: str) -> None:
    """Raise :class:`NotAllowed` unless another active account keeps the system at that unit or above it.

    Others count only with an appointment that holds today and has no end. Takes a lock for the transaction, so
    that two endings at once cannot each count on the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('last-system-administrator'))")
    others = (
        Appointment.objects.visible_to(by)
        .filter(
            role=Role.SYSTEM_ADMINISTRATOR,
            valid_from__lte=today(),
            valid_until=None,
            account__is_active=True,
        )
        .exclude(account=account)
        .values_list("unit_path", flat=True)
    )
    if not any(unit_path.startswith(path) for path in others):
        raise NotAllowed(keeping.last_one())
