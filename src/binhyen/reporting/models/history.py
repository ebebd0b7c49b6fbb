"""Tables of former years that were brought in: what they said, what people decided, what was written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.indicators.models import DataSet
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.rules.history_states import LABELS, IntakeState


class HistoryIntake(UnitScoped):
    """One table of former years, for units at or below ``unit`` and for former ones that went into them.

    ``period`` is empty where a column says it row by row. ``source`` are the number and day of the document that the
    figures stand in. ``said`` is the table as it was read, ``decisions`` what people said of its rows and columns
    (``rules/history.py`` reads both), ``outcome`` how many reports and values came of it, and what was left out with
    why. The reports that it wrote name it: ``Obligation.history``.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị nhập"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("Tên tệp"), max_length=200)
    file = models.ForeignKey(
        ReceivedFile, verbose_name=_("Tệp"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    data_set = models.ForeignKey(
        DataSet, verbose_name=_("Biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Kỳ"), max_length=24, blank=True)
    source = models.CharField(_("Nguồn: số và ngày văn bản"), max_length=200)
    state = models.CharField(
        _("Trạng thái"),
        max_length=10,
        choices=[(state.value, label) for state, label in LABELS.items()],
        default=IntakeState.MATCHING.value,
    )
    said = models.JSONField(_("Bảng đã đọc"), default=dict)
    decisions = models.JSONField(_("Cách khớp dòng và cột"), default=dict)
    outcome = models.JSONField(_("Đã ghi và đã để lại"), default=dict)
    brought_at = models.DateTimeField(_("Lúc đưa vào"))
    brought_by = models.BigIntegerField(_("Tài khoản đưa vào"), null=True)
    taken_at = models.DateTimeField(_("Lúc nhận"), null=True)
    taken_by = models.BigIntegerField(_("Tài khoản nhận"), null=True)
    taken_back_at = models.DateTimeField(_("Lúc rút lại"), null=True)
    taken_back_by = models.BigIntegerField(_("Tài khoản rút lại"), null=True)

    class Meta:
        verbose_name = _("tệp số liệu cũ")
        indexes: ClassVar = [models.Index(fields=["unit_path", "-brought_at"], name="history_by_path")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
