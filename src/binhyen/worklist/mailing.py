"""Notices by mail, to accounts that chose so: one letter for all that is new, outside every act."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException, SMTPServerDisconnected

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.reporting.models import Obligation
from binhyen.worklist.actions import note_letters
from binhyen.worklist.models import MailChoice, Notice
from binhyen.worklist.queries import told_with_names
from binhyen.worklist.rules.letters import News, letter_of, subject_of

HOURS_TRIED = 24
"""What could not be sent for so long is not sent any more: by then the page has told it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one account is to be sent, and the notices that are told by it."""

    account_id: int
    address: str
    subject: str
    text: str
    notices: tuple[int, ...]


def send_what_waits() -> int:
    """Send every letter that waits; answers how many went. Nothing where mail is not set up.

    A letter that its recipient's server refuses is logged and stays for the next run. Raises ``OSError`` or
    ``SMTPException`` where the mail server itself cannot be used; what went before that is not sent again.
    """
    if not settings.MAIL_SET_UP:
        return 0
    with acting_as(SYSTEM):
        letters = letters_that_wait()
    if not letters:
        return 0
    sent: list[Letter] = []
    try:
        with get_connection() as connection:
            for letter in letters:
                if _sent(letter, connection):
                    sent.append(letter)
    finally:
        with acting_as(SYSTEM):
            keys = [key for letter in sent for key in letter.notices]
            note_letters(by=SYSTEM, notice_ids=keys)
    return len(sent)


def letters_that_wait() -> list[Letter]:
    """The letters with what is unread and was not sent yet. One statement."""
    waiting = (
        told_with_names(Notice.objects.visible_to(SYSTEM))
        .filter(
            read_at=None,
            mailed_at=None,
            at__gt=now() - timedelta(hours=HOURS_TRIED),
            account_id__in=MailChoice.objects.filter(wanted=True).values("account_id"),
            account__is_active=True,
        )
        .exclude(account__email="")
        .select_related("account")
        .order_by("account_id", "at", "pk")
    )
    by_account: dict[int, list[Notice]] = defaultdict(list)
    for notice in waiting:
        by_account[notice.account_id].append(notice)
    return [_letter(notices) for notices in by_account.values()]


def _letter(notices: list[Notice]) -> Letter:
    news = [
        News(
            notice.what,
            notice.obligation.title or f"{notice.form_name}, {_period_of(notice.obligation)}",  # type: ignore[attr-defined]
            notice.unit_name or "",  # type: ignore[attr-defined]
            notice.obligation.due,
        )
        for notice in notices
    ]
    account = notices[0].account
    return Letter(
        account.pk,
        account.email,
        subject_of(news),
        letter_of(news, settings.SITE_ADDRESS + reverse("notices") if settings.SITE_ADDRESS else ""),
        tuple(notice.pk for notice in notices),
    )


def _period_of(obligation: Obligation) -> str:
    return obligation.period_in(obligation.data_set.calendar).label


def _sent(letter: Letter, connection: BaseEmailBackend) -> bool:
    message = EmailMessage(letter.subject, letter.text, to=[letter.address], connection=connection)
    try:
        message.send()
    except SMTPServerDisconnected:
        raise
    except SMTPException as fault:  # the recipient's, not the server's
        log.warning("notices were not sent", account=letter.account_id, fault=type(fault).__name__)
        return False
    return True
