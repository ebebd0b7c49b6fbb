"""What was done, when, where, by whom; and the seals that make a later change of it visible."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped


class AuditSeal(models.Model):
    """A batch of one branch's entries, hashed together with the seal before it.

    A batch is removed when its time of keeping is over (``audit/retention.py``); its seal stays and the chain
    still holds. Written by the database's own functions alone.
    """

    branch = models.TextField(_("Nhánh"), db_collation="C", blank=True)
    number = models.PositiveBigIntegerField(_("Số thứ tự"))
    entries = models.PositiveIntegerField(_("Số dòng"))
    batch_hash = models.CharField(_("Mã băm của lô"), max_length=64)
    previous_hash = models.CharField(_("Mã niêm phong trước"), max_length=64, blank=True)
    seal_hash = models.CharField(_("Mã niêm phong"), max_length=64)
    sealed_at = models.DateTimeField(_("Lúc niêm phong"))
    removed_at = models.DateTimeField(_("Lúc xoá lô"), null=True)

    class Meta:
        verbose_name = _("niêm phong nhật ký")
        constraints = [models.UniqueConstraint(fields=["branch", "number"], name="one_seal_a_number")]

    def __str__(self) -> str:
        return f"{self.branch or '-'}#{self.number}"


class AuditEntry(UnitScoped):
    """One act that was done. It has no foreign keys, so that nothing it names is held back from its end.

    The application role may add and read. Of an entry only ``seal`` changes, by the sealing function, and
    ``unit_path`` when its unit moves; neither is under the seal. ``detail`` keeps codes, keys,
    and old and new values; never text about people.
    """

    guard = Guard.TRAIL

    at = models.DateTimeField(_("Thời điểm"))
    act = models.CharField(_("Việc"), max_length=60)
    account_id = models.BigIntegerField(_("Tài khoản"), null=True)
    actor_name = models.CharField(_("Người thực hiện"), max_length=150)
    actor_role = models.CharField(_("Vai trò"), max_length=200, blank=True)
    unit_id = models.BigIntegerField(_("Đơn vị"), null=True)
    branch = models.TextField(_("Nhánh"), db_collation="C", blank=True)
    subject = models.CharField(_("Đối tượng"), max_length=120, blank=True)
    detail = models.JSONField(_("Chi tiết"), default=dict)
    seal = models.ForeignKey(
        AuditSeal, verbose_name=_("Niêm phong"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("dòng nhật ký")
        indexes: ClassVar = [
            models.Index(fields=["unit_path", "-at"], name="trail_by_place"),
            models.Index(fields=["branch", "id"], condition=models.Q(seal=None), name="trail_unsealed"),
            models.Index(fields=["seal"], name="trail_by_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act}"
