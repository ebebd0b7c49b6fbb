"""What became of each workbook that was dropped in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models.obligations import Obligation


class Outcome(models.TextChoices):
    """The fate of a workbook: all of it, or nothing."""

    TAKEN = "taken", _("đã nhận")
    FLAGGED = "flagged", _("đã nhận, có dấu hiệu cần xem")
    UNCHANGED = "unchanged", _("đã nhận trước đó, không có gì thay đổi")
    REFUSED = "refused", _("từ chối")


class WorkbookIntake(UnitScoped):
    """One workbook that came in. ``faults`` says cell by cell what was wrong and what to do.

    ``unit`` is the unit of the workbook where it is known, else that of whoever brought it; the operator has none.
    A file that may not be kept has no ``file``; its name is then not kept either.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    batch = models.UUIDField(_("Đợt nhận"))
    name = models.CharField(_("Tên tệp"), max_length=200, blank=True)
    file = models.ForeignKey(
        ReceivedFile, verbose_name=_("Tệp"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    obligation = models.ForeignKey(
        Obligation, verbose_name=_("Nghĩa vụ báo cáo"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(_("Kết quả"), max_length=10, choices=Outcome)
    faults = models.JSONField(_("Lỗi theo ô"), default=list)
    at = models.DateTimeField(_("Lúc nhận"))
    account_id = models.BigIntegerField(_("Tài khoản"), null=True)

    class Meta:
        verbose_name = _("lượt nhận sổ Excel")
        indexes: ClassVar = [
            models.Index(fields=["batch"], name="intake_by_batch"),
            models.Index(fields=["unit_path", "-at"], name="intake_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"
