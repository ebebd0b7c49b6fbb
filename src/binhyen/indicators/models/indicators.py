"""Indicators as they are published, and the lines by which values are kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Indicator(models.Model):
    """One indicator as it holds now. ``definition`` is an ``IndicatorDefinition`` as JSON.

    Every definition it ever had is a frozen version of kind ``indicator``; ``version`` is the number of this one.
    It is disabled by a day (``valid_until``) and never deleted.
    """

    code = models.CharField(_("Mã chỉ tiêu"), max_length=60, unique=True)
    version = models.PositiveIntegerField(_("Phiên bản"))
    definition = models.JSONField(_("Định nghĩa"))
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("chỉ tiêu thống kê")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="indicator_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.code


class IndicatorLine(models.Model):
    """An indicator, or one option of its disaggregation: what a single value is kept for, across all forms."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("Chỉ tiêu"), on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("Mã dòng"), max_length=100, unique=True)
    option = models.CharField(_("Mã phân tổ"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("dòng chỉ tiêu")

    def __str__(self) -> str:
        return self.code
