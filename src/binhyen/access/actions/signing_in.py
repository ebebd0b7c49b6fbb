"""What signing in leaves in the trail. The library carries it out; these acts record that it happened.

A failed try is recorded without the password, and an unknown name only as a keyed mark by which repeated
tries can be recognised.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from binhyen.access.models import Account
from binhyen.access.permissions import only_oneself
from binhyen.access.queries import actor_for, stranger_as
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.reach import current_reach

__all__ = [
    "record_failed_sign_in",
    "record_failed_step",
    "record_password_change",
    "record_recovery_codes",
    "record_second_factor",
    "record_sign_in",
    "record_sign_out",
    "within_the_present_reach",
]


def within_the_present_reach(account: Account) -> Actor:
    """The account as it acts about itself, whatever the reach of the running transaction is."""
    return stranger_as(account, current_reach())


def _nobody() -> Actor:
    return Actor(account_id=None, name=str(_("người chưa đăng nhập")), reach=current_reach())


def anybody(*, by: Actor, **_others: object) -> Decision:
    """A stranger's try is recorded whoever the stranger is."""
    return ALLOWED


def _unit_of(account: Account) -> int | None:
    mandates = actor_for(account).mandates
    return mandates[0].unit_id if mandates else None


def _about(account: Account, **detail: object) -> Done[None]:
    return Done(None, unit_id=_unit_of(account), subject=f"account:{account.pk}", detail=detail)


@act("sign-in.succeeded", _("Đăng nhập"), permission=only_oneself)
def _signed_in(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


@act("sign-in.failed", _("Đăng nhập không thành công"), permission=anybody)
def _failed(*, by: Actor, account: Account | None, mark: str, step: str) -> Done[None]:
    if account is None:
        return Done(None, detail={"unknown_name": mark, "step": step})
    return _about(account, step=step)


@act("sign-in.signed-out", _("Đăng xuất"), permission=only_oneself)
def _signed_out(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


@act("sign-in.password-changed", _("Đổi mật khẩu"), permission=only_oneself)
def _password_changed(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


@act("sign-in.second-factor-set-up", _("Thiết lập xác thực hai lớp"), permission=only_oneself)
def _second_factor_set_up(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


@act("sign-in.second-factor-removed", _("Gỡ xác thực hai lớp"), permission=only_oneself)
def _second_factor_removed(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


@act("sign-in.recovery-codes-made", _("Tạo mã dự phòng mới"), permission=only_oneself)
def _recovery_codes_made(*, by: Actor, account: Account) -> Done[None]:
    return _about(account)


def record_sign_in(account: Account) -> None:
    _signed_in(by=within_the_present_reach(account), account=account)


def record_failed_sign_in(username: str) -> None:
    """A password that did not fit. The name is looked up; an unknown one is kept as a mark alone."""
    account = Account.objects.filter(username=username.strip().lower()).first()
    mark = salted_hmac("binhyen.access.unknown-name", username.strip().lower(), secret=settings.SECRET_KEY)
    _failed(by=_nobody(), account=account, mark=mark.hexdigest()[:12], step="password")


def record_failed_step(account: Account, step: str) -> None:
    """A later step that failed: ``second-factor``, ``one-time-code``, or ``disabled`` after a right password."""
    _failed(by=_nobody(), account=account, mark="", step=step)


def record_sign_out(account: Account) -> None:
    _signed_out(by=within_the_present_reach(account), account=account)


def record_password_change(account: Account) -> None:
    _password_changed(by=within_the_present_reach(account), account=account)


def record_second_factor(account: Account, *, removed: bool = False) -> None:
    (_second_factor_removed if removed else _second_factor_set_up)(
        by=within_the_present_reach(account), account=account
    )


def record_recovery_codes(account: Account) -> None:
    _recovery_codes_made(by=within_the_present_reach(account), account=account)
