"""What the reports below a unit come to, form by form, period by period, line by line.

The application role may only read these tables. They are written by one function of the database, in the transaction
that accepts, returns, locks or adjusts a report, and can be dropped and rebuilt.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.indicators.models import DataSet, IndicatorLine
from binhyen.machinery.database.numbers import ExactNumberField
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit


class Standing(models.TextChoices):
    """How far a sum may still change."""

    PROVISIONAL = "provisional", _("tạm tính")
    ACCEPTED = "accepted", _("đã duyệt đủ")
    LOCKED = "locked", _("đã khoá")


class Consolidation(UnitScoped):
    """One form of one period, consolidated for a unit from all reports below it.

    ``expected`` is the number of reports owed below the unit, ``accepted`` how many of them were accepted or
    locked, ``locked`` how many were locked. ``superior`` is the unit above on the period's last day.
    """

    guard = Guard.CONTENT
    read_only = True

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị cấp trên"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    data_set = models.ForeignKey(
        DataSet, verbose_name=_("Biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Kỳ"), max_length=24)
    first_day = models.DateField(_("Ngày đầu kỳ"))
    last_day = models.DateField(_("Ngày cuối kỳ"))
    expected = models.IntegerField(_("Số báo cáo phải nộp"))
    accepted = models.IntegerField(_("Số báo cáo đã duyệt"))
    locked = models.IntegerField(_("Số báo cáo đã khoá"))

    class Meta:
        verbose_name = _("tổng hợp")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "data_set", "period"], name="one_consolidation_a_period")
        ]
        indexes: ClassVar = [
            models.Index(fields=["superior", "data_set", "period"], name="consolidation_by_superior"),
            models.Index(fields=["unit_path"], name="consolidation_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.data_set_id} {self.period}"

    @property
    def standing(self) -> Standing:
        if self.locked == self.expected:
            return Standing.LOCKED
        return Standing.ACCEPTED if self.accepted == self.expected else Standing.PROVISIONAL


class ConsolidatedFigure(UnitScoped):
    """One line of a consolidation. ``value`` is exact; nothing where no accepted report below has one.

    ``denominator`` is set for rates alone: ``value`` and ``denominator`` are then the sums of the two parts over
    the reports that have both. ``counted`` reports have a value, ``not_applicable`` ones do not apply, the rest
    are missing. Where a line does not add over units (``adds``), ``value`` is what the one body states that reports
    it directly to the unit.

    Keys are not checked by the database: rows follow from obligations, whose keys are.
    """

    guard = Guard.CONTENT
    read_only = True

    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("Đơn vị"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    data_set = models.ForeignKey(
        DataSet,
        verbose_name=_("Biểu mẫu"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    period = models.CharField(_("Kỳ"), max_length=24)
    line = models.ForeignKey(
        IndicatorLine,
        verbose_name=_("Dòng chỉ tiêu"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    adds = models.BooleanField(_("Cộng được theo đơn vị"))
    value = ExactNumberField(_("Giá trị"), null=True)
    denominator = ExactNumberField(_("Mẫu số"), null=True)
    counted = models.IntegerField(_("Số báo cáo có số liệu"))
    not_applicable = models.IntegerField(_("Số báo cáo không áp dụng"))

    class Meta:
        verbose_name = _("số liệu tổng hợp")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "data_set", "period", "line"], name="one_sum_a_line")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.line_id}"
