"""Forms, their frozen versions, and by when each level must report."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DataSet(models.Model):
    """The identity of a form (biểu mẫu số liệu); what it asks stands in its versions.

    Its calendar and kind of period never change: another period is another form.
    """

    code = models.CharField(_("Mã biểu"), max_length=40, unique=True)
    calendar = models.CharField(_("Lịch"), max_length=40)
    period_kind = models.CharField(_("Loại kỳ"), max_length=20)

    class Meta:
        verbose_name = _("biểu mẫu số liệu")

    def __str__(self) -> str:
        return self.code


class DataSetVersion(models.Model):
    """What a form asks in periods that begin on ``valid_from`` or later, until a later version takes over.

    ``content`` is a ``FormLayout`` as JSON and never changes; ``lines`` holds the keys of the indicator lines of
    its inputs, in the order in which reports keep their values, and ``adds`` whether each adds over units. ``rates``
    are the lines worked out from two of them: ``[line key, position of the numerator, of the denominator]``, from 0.
    Both follow from the content and the indicators and are kept for the database's own reckoning. A report stays on
    the version it began with.
    """

    data_set = models.ForeignKey(DataSet, verbose_name=_("Biểu"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("Phiên bản"))
    content = models.JSONField(_("Nội dung"))
    layout_hash = models.CharField(_("Mã băm bố cục"), max_length=64)
    lines = ArrayField(models.BigIntegerField(), verbose_name=_("Dòng chỉ tiêu theo thứ tự"))
    adds = ArrayField(models.BooleanField(), verbose_name=_("Dòng nào cộng được theo đơn vị"))
    rates = models.JSONField(_("Tỷ lệ"), default=list)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    published_at = models.DateTimeField(_("Lúc ban hành"))

    class Meta:
        verbose_name = _("phiên bản biểu mẫu")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["data_set", "number"], name="one_form_version_a_number"),
            models.CheckConstraint(
                name="form_version_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_set_id} v{self.number}"


class Regime(models.Model):
    """By when a form must be in, at one level, from a day on: in the whole country, or in one province.

    ``deadline`` is one rule as JSON (``{"rule": "working-days-after", "count": 3}`` or ``{"rule": "day-of-month",
    "day": 20, "months_later": 0, "move_to_working_day": true}``). ``province_code`` empty: everywhere that no
    province has a rule of its own. ``local_rule``: set by the operator, not found in a public text.
    """

    data_set = models.ForeignKey(DataSet, verbose_name=_("Biểu"), on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("Cấp"), max_length=10)
    province_code = models.CharField(_("Mã tỉnh"), max_length=10, blank=True)
    deadline = models.JSONField(_("Thời hạn"))
    basis = models.CharField(_("Căn cứ"), max_length=300)
    local_rule = models.BooleanField(_("Quy định của địa phương"))
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("chế độ báo cáo")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["data_set", "level", "province_code", "valid_from"], name="one_regime_a_level_and_day"
            ),
            models.CheckConstraint(
                name="regime_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_set_id} {self.level} {self.province_code}"
