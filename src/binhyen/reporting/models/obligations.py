"""Who owes which report, for which days, by when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.validity import Validity
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit


class Obligation(UnitScoped):
    """One unit owes one form for one period. It stands before there is a report, and stays on its form version.

    ``superior`` is the unit it reports to: the one above it on the last day of the period that it lived. The days
    of the period are kept as they were computed; ``lives_from`` and ``lives_until`` (exclusive) are set where the
    unit began or ended within them, and it is obliged for that part alone. ``closed_at`` is set by the act of
    locking and by nothing else.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị nhận báo cáo"), on_delete=models.PROTECT, related_name="+"
    )
    data_set = models.ForeignKey(
        DataSet, verbose_name=_("Biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        DataSetVersion, verbose_name=_("Phiên bản biểu mẫu"), on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Kỳ"), max_length=24)
    first_day = models.DateField(_("Ngày đầu kỳ"))
    last_day = models.DateField(_("Ngày cuối kỳ"))
    lives_from = models.DateField(_("Đơn vị có từ ngày"), null=True)
    lives_until = models.DateField(_("Đơn vị có đến trước ngày"), null=True)
    deadline = models.DateField(_("Thời hạn"))
    deadline_basis = models.CharField(_("Căn cứ thời hạn"), max_length=300, blank=True)
    extended_to = models.DateField(_("Gia hạn đến"), null=True)
    extension_reason = models.CharField(_("Lý do gia hạn"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("Lúc khoá kỳ"), null=True)

    class Meta:
        verbose_name = _("nghĩa vụ báo cáo")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "data_set", "period"], name="one_obligation_a_period"),
            models.CheckConstraint(
                name="period_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="extension_has_its_reason",
                condition=Q(extended_to=None, extension_reason="")
                | (Q(extended_to__isnull=False) & ~Q(extension_reason="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["superior", "data_set", "period"], name="obligation_by_superior"),
            models.Index(fields=["unit_path"], name="obligation_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.data_set_id} {self.period}"

    @property
    def due(self) -> date:
        """The deadline that counts: the extended one where it was extended."""
        return self.extended_to or self.deadline

    @property
    def lives(self) -> Validity | None:
        """The days of the period for which the unit is obliged, where they are not all of them."""
        if self.lives_from is None and self.lives_until is None:
            return None
        return Validity(self.lives_from or self.first_day, self.lives_until)

    def period_in(self, calendar_id: str) -> Period:
        """The period as a value, in the calendar of its form."""
        return parse_period(self.period, calendar_of(calendar_id))
