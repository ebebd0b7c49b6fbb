"""Files that came in and were kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped


class Fate(models.TextChoices):
    """What became of a file. A file that was refused and not kept has no row: only its line in the trail."""

    TAKEN = "taken", _("đã nhận")
    KEPT_FOR_CORRECTION = "kept", _("từ chối, giữ để sửa")


class ReceivedFile(UnitScoped):
    """A file as it came, kept for its unit. Its bytes stand in the row, so they share its fate and backup."""

    guard = Guard.CONTENT
    for_the_unit_alone: ClassVar[dict[str, str]] = {"fate": Fate.KEPT_FOR_CORRECTION.value}

    unit_id = models.BigIntegerField(_("Đơn vị"))
    name = models.CharField(_("Tên tệp"), max_length=200)
    sha256 = models.CharField(_("Mã băm"), max_length=64)
    size = models.PositiveIntegerField(_("Dung lượng (byte)"))
    content = models.BinaryField(_("Nội dung"))
    received_at = models.DateTimeField(_("Lúc nhận"))
    account_id = models.BigIntegerField(_("Tài khoản nộp"), null=True)
    fate = models.CharField(_("Kết quả"), max_length=10, choices=Fate)
    reason_code = models.CharField(_("Mã lý do"), max_length=60, blank=True)
    kept_until = models.DateField(_("Giữ đến ngày"), null=True)

    class Meta:
        verbose_name = _("tệp đã nhận")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_id", "sha256"], name="one_file_a_content_and_unit"),
            models.CheckConstraint(
                name="refused_file_is_kept_for_a_time",
                condition=models.Q(fate=Fate.TAKEN, kept_until=None, reason_code="")
                | models.Q(fate=Fate.KEPT_FOR_CORRECTION, kept_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
