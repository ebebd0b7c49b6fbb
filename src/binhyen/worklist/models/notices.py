"""A notice tells one account that something happened to a report, since now it is its turn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.access.models import Account
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import Obligation


class What(models.TextChoices):
    """What happened. The words of a notice are made from this and from the report as it stands when it is read."""

    ASKED = "asked", _("phải nộp báo cáo")
    SUBMITTED = "submitted", _("báo cáo chờ duyệt")
    PART_READY = "part-ready", _("cơ quan đã xong phần của mình")
    RETURNED = "returned", _("báo cáo bị trả lại")
    ACCEPTED = "accepted", _("báo cáo được duyệt")
    EXTENDED = "extended", _("được gia hạn")


class Notice(UnitScoped):
    """Something that happened to a report of ``unit``, told to one account. It holds keys and no text.

    Nobody else sees it, and its account only while the unit lies in its reach: who was moved elsewhere reads no more.
    """

    guard = Guard.CONTENT
    for_the_account_alone = True

    account = models.ForeignKey(
        Account, verbose_name=_("Tài khoản"), on_delete=models.CASCADE, related_name="+"
    )
    # Units and obligations may go with a reorganisation that is undone, by an act of somebody who does not see the
    # notices on them. Those then lead nowhere, are shown to nobody, and go when their time is over.
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("Đơn vị"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    obligation = models.ForeignKey(
        Obligation,
        verbose_name=_("Nghĩa vụ báo cáo"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    what = models.CharField(_("Việc"), max_length=12, choices=What)
    at = models.DateTimeField(_("Lúc"))
    read_at = models.DateTimeField(_("Lúc đọc"), null=True)
    mailed_at = models.DateTimeField(_("Lúc gửi thư"), null=True)

    class Meta:
        verbose_name = _("thông báo công việc")
        indexes: ClassVar = [
            models.Index(fields=["account", "-at"], name="notice_by_account"),
            models.Index(fields=["unit_path"], name="notice_by_path"),
            models.Index(fields=["at"], name="notice_unmailed", condition=Q(mailed_at=None, read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.what} {self.obligation_id}"


class MailChoice(models.Model):
    """Whether an account wants its notices by mail as well; without a row it does not."""

    account = models.OneToOneField(
        Account,
        verbose_name=_("Tài khoản"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    wanted = models.BooleanField(_("Gửi thư"), default=False)

    class Meta:
        verbose_name = _("lựa chọn nhận thư")

    def __str__(self) -> str:
        return f"{self.account_id} {self.wanted}"
