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
from binhyen.access.queries import actor_for
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision
from binhyen.machinery.action import Done, act

__all__ = [
    "record_failed_sign_in",
    "record_password_change",
    "record_recovery_codes",
    "record_second_factor",
    "record_second_factor_removed",
    "record_sign_in",
    "record_sign_out",
]


def anybody(*, by: Actor, **_others: object) -> Decision:
    """A stranger's try is recorded whoever the stranger is."""
    return ALLOWED


def _about(account: Account, **detail: object) -> Done[None]:
    mandates = actor_for(account).mandates
    return Done(
        None,
        unit_id=mandates[0].unit_id if mandates else None,
        subject=f"account:{account.pk}",
        detail=detail,
    )


@act("sign-in.succeed", _("Đăng nhập"), permission=only_oneself)
def record_sign_in(*, by: Actor, account: Account) -> Done[None]:
    """Both factors were right."""
    return _about(account)


@act("sign-in.fail", _("Đăng nhập không thành công"), permission=anybody)
def record_failed_sign_in(*, by: Actor, username: str, step: str = "password") -> Done[None]:
    """A step of signing in failed: ``password``, ``second-factor``, ``one-time-code``, or ``disabled`` after a
    right password. An unknown name is kept as a mark alone."""
    name = username.strip().lower()
    account = Account.objects.filter(username=name).first()
    if account is not None:
        return _about(account, step=step)
    mark = salted_hmac("binhyen.access.unknown-name", name, secret=settings.SECRET_KEY).hexdigest()[:12]
    return Done(None, detail={"unknown_name": mark, "step": step})


@act("sign-in.sign-out", _("Đăng xuất"), permission=only_oneself)
def record_sign_out(*, by: Actor, account: Account) -> Done[None]:
    """The account left."""
    return _about(account)


@act("sign-in.change-password", _("Đổi mật khẩu"), permission=only_oneself)
def record_password_change(*, by: Actor, account: Account) -> Done[None]:
    """The account chose another password; its other sessions are over."""
    return _about(account)


@act("sign-in.set-up-second-factor", _("Thiết lập xác thực hai lớp"), permission=only_oneself)
def record_second_factor(*, by: Actor, account: Account) -> Done[None]:
    """The account has a second factor from now on."""
    return _about(account)


@act("sign-in.remove-second-factor", _("Gỡ xác thực hai lớp"), permission=only_oneself)
def record_second_factor_removed(*, by: Actor, account: Account) -> Done[None]:
    """The account took its second factor away, to set up another."""
    return _about(account)


@act("sign-in.make-recovery-codes", _("Tạo mã dự phòng mới"), permission=only_oneself)
def record_recovery_codes(*, by: Actor, account: Account) -> Done[None]:
    """The account has new recovery codes; the old ones are void."""
    return _about(account)
