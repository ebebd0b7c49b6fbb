"""How the rows of a unit's own Excel file are read as lines of a form."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.indicators.models import DataSet
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit


class FileMatching(UnitScoped):
    """Once matched by hand, remembered for the sender: which row of its own file is which line of the form.

    ``shape`` is a mark of the labels of the file, without its numbers. ``rows`` is a list of ``[sheet, label, line code
    or null, unit, factor]``: the label as it is written in the file, after those it stands under, null where the row is
    none of the form's lines; where the file gives another unit than the form, which, and by what its numbers are
    multiplied. ``column`` says where the numbers stood last, as letters of the sheet.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    data_set = models.ForeignKey(
        DataSet, verbose_name=_("Biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    shape = models.CharField(_("Dấu của tệp"), max_length=64)
    rows = models.JSONField(_("Dòng của tệp và dòng của biểu"), default=list)
    column = models.CharField(_("Cột số liệu"), max_length=3, blank=True)
    matched_at = models.DateTimeField(_("Lúc khớp"))
    matched_by = models.BigIntegerField(_("Tài khoản khớp"), null=True)

    class Meta:
        verbose_name = _("cách đọc tệp của đơn vị")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "data_set", "shape"], name="one_matching_of_a_shape")
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="matching_by_path")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.shape[:8]}"
