"""Role × unit × dates: the only source of what an account may do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.access.models.accounts import Account
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit


class Role(models.TextChoices):
    """The seven roles; what each permits stands in ``permissions.py``."""

    ENTERING = "entering", _("nhập liệu")
    REVIEWING = "reviewing", _("duyệt")
    STANDING_DESK = "standing-desk", _("thường trực")
    LEADER = "leader", _("lãnh đạo")
    UNIT_ADMINISTRATOR = "unit-administrator", _("quản trị đơn vị")
    SYSTEM_ADMINISTRATOR = "system-administrator", _("quản trị hệ thống")
    AUDITOR = "auditor", _("kiểm toán")


class Appointment(UnitScoped):
    """An account holds a role at a unit from a day until the day before ``valid_until``."""

    guard = Guard.ADMINISTRATION

    account = models.ForeignKey(
        Account, verbose_name=_("Tài khoản"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("Vai trò"), max_length=30, choices=Role)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    decided_by = models.CharField(_("Văn bản phân công"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("phân công")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["account", "unit", "role"],
                condition=Q(valid_until=None),
                name="one_open_appointment_a_role_and_unit",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="appointment_by_place")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.unit_id}"

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)


class SupportAccess(UnitScoped):
    """A system administrator looks at a unit's pages, read-only, for at most 60 minutes, with a stated reason.

    Whoever is appointed at the unit or above may read the row, since the unit is told of it and why.
    """

    guard = Guard.NOTICE

    account = models.ForeignKey(
        Account, verbose_name=_("Tài khoản"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Lý do"), max_length=200)
    opened_at = models.DateTimeField(_("Bắt đầu"))
    expires_at = models.DateTimeField(_("Hết hạn"))
    closed_at = models.DateTimeField(_("Kết thúc"), null=True)

    class Meta:
        verbose_name = _("truy cập hỗ trợ")

    def __str__(self) -> str:
        return f"{self.account_id} → {self.unit_id}"
