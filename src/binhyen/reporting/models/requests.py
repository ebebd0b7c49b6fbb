"""Reports that a desk asks for beside the periodic ones, and the campaigns that gather them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit


class Occasion(models.TextChoices):
    """Which of the two kinds of report beside the periodic one it is (Nghị định 09/2019/NĐ-CP, Điều 4)."""

    TOPICAL = "topical", _("chuyên đề")
    SUDDEN = "sudden", _("đột xuất")


class Campaign(UnitScoped):
    """A peak campaign (đợt cao điểm): Tết, elections, the festival. It gathers requests and their figures.

    ``unit`` is the unit that runs it, ``plan`` the number and day of the plan by which it is run.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Tên đợt cao điểm"), max_length=200)
    plan = models.CharField(_("Kế hoạch"), max_length=200, blank=True)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    opened_at = models.DateTimeField(_("Lúc mở"))
    opened_by = models.BigIntegerField(_("Tài khoản mở"), null=True)

    class Meta:
        verbose_name = _("đợt cao điểm")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campaign_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.UniqueConstraint(fields=["unit", "name"], name="one_campaign_of_a_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="campaign_by_path")]

    def __str__(self) -> str:
        return self.name


class Request(UnitScoped):
    """A topical or sudden report that ``unit`` asks of units below it, on a short form, for some days, by a deadline.

    Each unit asked owes an obligation that names the request. ``period`` is the code of the days in the calendar of
    custom windows. ``basis`` is the document by which it is asked. What nobody has answered yet may be withdrawn:
    ``withdrawn`` are then the keys of the units that owe it no more, so that they may be asked again.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị yêu cầu"), on_delete=models.PROTECT, related_name="+"
    )
    occasion = models.CharField(_("Loại báo cáo"), max_length=10, choices=Occasion)
    title = models.CharField(_("Tên báo cáo"), max_length=200)
    basis = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    data_set = models.ForeignKey(
        DataSet, verbose_name=_("Biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        DataSetVersion, verbose_name=_("Phiên bản biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Kỳ"), max_length=24)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    deadline = models.DateField(_("Thời hạn"))
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("Đợt cao điểm"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("Lúc yêu cầu"))
    asked_by = models.BigIntegerField(_("Tài khoản yêu cầu"), null=True)
    withdrawn_at = models.DateTimeField(_("Lúc rút"), null=True)
    withdrawn = ArrayField(
        models.BigIntegerField(), verbose_name=_("Đơn vị không phải trả lời nữa"), default=list
    )

    class Meta:
        verbose_name = _("yêu cầu báo cáo")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="request_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.UniqueConstraint(
                fields=["unit", "data_set", "period"], name="one_request_of_a_form_and_days"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="request_by_path")]

    def __str__(self) -> str:
        return self.title
