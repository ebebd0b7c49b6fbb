"""One-time codes: issued with an account or when a second factor is lost, used once to choose a password."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from binhyen.access.actions.signing_in import record_failed_sign_in
from binhyen.access.models import Account, OneTimeCode
from binhyen.access.permissions import may_renew_second_factor, only_oneself
from binhyen.access.queries import actor_for, nobody_signed_in, oneself
from binhyen.access.rules import codes
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.action import Done, act

__all__ = ["activate", "issue_code", "renew_second_factor", "try_code"]


def issue_code(account: Account) -> str:
    """Make a code for the account, in clear for this once; codes issued before no longer open it."""
    code = codes.new_code(secrets.choice)
    moment = now()
    OneTimeCode.objects.filter(account=account, used_at=None, expires_at__gt=moment).update(expires_at=moment)
    OneTimeCode.objects.create(
        account=account,
        code_hash=codes.hash_of(code, account.pk, settings.SECRET_KEY),
        issued_at=moment,
        expires_at=moment + codes.VALID_FOR,
    )
    return code


@act("access.renew-second-factor", _("Cấp lại xác thực hai lớp"), permission=may_renew_second_factor)
def renew_second_factor(*, by: Actor, account: Account) -> Done[str]:
    """Take away a lost second factor with the password, end every session, answer with a code for a fresh start.

    The password goes too: else whoever knows it could set up the new second factor in the owner's place.
    The unit sees that it happened (``queries.unit_notices``).
    """
    mandates = actor_for(account).mandates
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()  # sessions hang on the password and the mark, so all end here
    account.session_mark += 1
    account.save(update_fields=["password", "session_mark"])
    return Done(
        issue_code(account),
        unit_id=mandates[0].unit_id if mandates else None,
        subject=f"account:{account.pk}",
        detail={"roles": sorted({mandate.role for mandate in mandates})},
    )


def try_code(username: str, code: str) -> OneTimeCode:
    """The code on file that name and code open; raises :class:`NotAllowed` with one answer to every fault.

    A wrong try counts, and after five the code is dead. Call it outside any transaction that may fail:
    the count must stay.
    """
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if account is None:
        raise NotAllowed(codes.wrong_or_expired())
    on_file = OneTimeCode.objects.filter(account=account).order_by("-issued_at", "-pk").first()
    if on_file is None:
        raise NotAllowed(codes.wrong_or_expired())
    tried = codes.hash_of(codes.as_typed(code), account.pk, settings.SECRET_KEY)
    if not codes.opens(_state(on_file), tried, now()):
        with transaction.atomic():
            OneTimeCode.objects.filter(pk=on_file.pk, wrong_tries__lt=codes.MOST_WRONG_TRIES).update(
                wrong_tries=F("wrong_tries") + 1
            )
            record_failed_sign_in(by=nobody_signed_in(), username=account.username, step="one-time-code")
        raise NotAllowed(codes.wrong_or_expired())
    return on_file


def _state(code: OneTimeCode) -> codes.CodeState:
    return codes.CodeState(code.code_hash, code.expires_at, code.used_at is not None, code.wrong_tries)


@act("access.activate", _("Kích hoạt tài khoản"), permission=only_oneself)
def _activate(*, by: Actor, account: Account, code: OneTimeCode, password: str) -> Done[Account]:
    # Of two tries at once with the same code one waits here and then finds it used.
    locked = OneTimeCode.objects.select_for_update().get(pk=code.pk)
    if not codes.opens(_state(locked), locked.code_hash, now()):
        raise NotAllowed(codes.wrong_or_expired())
    locked.used_at = now()
    locked.save(update_fields=["used_at"])
    account.set_password(password)
    account.save(update_fields=["password"])
    return Done(
        account,
        unit_id=by.mandates[0].unit_id if by.mandates else None,
        subject=f"account:{account.pk}",
    )


def activate(*, code: OneTimeCode, password: str) -> Account:
    """First use: the owner of the slip chooses a password, and the code is spent.

    ``code`` comes from :func:`try_code`, ``password`` has passed the validators.
    """
    account = code.account
    return _activate(by=oneself(account), account=account, code=code, password=password)
