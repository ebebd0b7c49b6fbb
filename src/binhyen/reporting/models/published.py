"""What the press or an official document said about a unit, beside what units report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.quantities import Precision
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit

HEDGES = [
    (str(Precision.EXACT), _("đúng bằng")),
    (str(Precision.MORE_THAN), _("hơn, trên")),
    (str(Precision.AT_LEAST), _("ít nhất")),
    (str(Precision.LESS_THAN), _("dưới")),
    (str(Precision.AT_MOST), _("tối đa")),
    (str(Precision.NEARLY), _("gần")),
    (str(Precision.ABOUT), _("khoảng")),
]
"""How exactly a source means its number, in words; a range is exact and has ``value_max``."""


class PublicFigure(UnitScoped):
    """A number that somebody published, with its hedge and its source. It is quoted and never part of any sum.

    ``unit`` is the unit of which the source speaks, as it was then: often one that ended. ``line`` is a line of the
    catalogue where one fits exactly, else ``label`` says in words what is counted. ``published`` is a day, or no more
    of it than is known: ``2025-09-25``, ``2024-01``, ``2024``. ``doubt`` says why the number may not be right.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    line = models.CharField(_("Chỉ tiêu"), max_length=100, blank=True)
    label = models.CharField(_("Nội dung đếm"), max_length=200, blank=True)
    measure = models.CharField(_("Đơn vị tính"), max_length=40, blank=True)
    value = models.DecimalField(_("Số"), max_digits=20, decimal_places=6)
    value_max = models.DecimalField(_("Đến"), max_digits=20, decimal_places=6, null=True)
    precision = models.CharField(_("Mức độ chính xác"), max_length=12, choices=HEDGES)
    as_written = models.CharField(_("Nguyên văn"), max_length=120)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến ngày"))
    title = models.CharField(_("Tên bài, tên văn bản"), max_length=300)
    publisher = models.CharField(_("Nơi công bố"), max_length=200, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=500, blank=True)
    published = models.CharField(_("Ngày công bố"), max_length=10)
    doubt = models.CharField(_("Điểm chưa chắc chắn"), max_length=600, blank=True)
    stated_at = models.DateTimeField(_("Lúc ghi"))
    stated_by = models.BigIntegerField(_("Tài khoản ghi"), null=True)
    withdrawn_at = models.DateTimeField(_("Lúc rút"), null=True)
    withdrawn_by = models.BigIntegerField(_("Tài khoản rút"), null=True)

    class Meta:
        verbose_name = _("số liệu đã công bố")
        constraints: ClassVar = [
            models.CheckConstraint(name="public_figure_counts_something", condition=~Q(line="", label="")),
            models.CheckConstraint(
                name="public_figure_in_its_days", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="public_figure_ranges_upward",
                condition=Q(value_max=None)
                | (Q(value_max__gt=F("value")) & Q(precision=str(Precision.EXACT))),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "first_day"], name="public_figure_by_unit"),
            models.Index(fields=["unit_path"], name="public_figure_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.line or self.label} {self.as_written}"
