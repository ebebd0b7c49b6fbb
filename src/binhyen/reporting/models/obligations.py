"""Who owes which report, for which days, by when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.validity import Validity
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import Kind, OrgUnit
from binhyen.reporting.models.history import HistoryIntake
from binhyen.reporting.models.requests import Request


class Obligation(UnitScoped):
    """One unit owes one form for one period. It stands before there is a report, and stays on its form version.

    ``superior`` is the unit it reports to: the one above it on the last day of the period that it lived. The days
    of the period are kept as they were computed; ``lives_from`` and ``lives_until`` (exclusive) are set where the
    unit began or ended within them, and it is obliged for that part alone. ``closed_at`` is set by the act of
    locking and by nothing else.

    Sections of a form may belong to a body of the unit. Then ``handed_out`` names the kinds of such bodies, and each
    of them owes its sections to the unit: an obligation of its own with ``part_of`` and ``body_kind``, its kind.
    Parts count nowhere by themselves: what they say is taken into the whole when that is handed in.

    ``request`` is set where a desk asked for a topical or sudden report; ``title`` is what it called it. ``history`` is
    set where nobody was asked: the report was brought in with a table of former years.
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
    part_of = models.ForeignKey(
        "self", verbose_name=_("Phần của báo cáo"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    body_kind = models.CharField(_("Loại cơ quan điền phần này"), max_length=20, blank=True, choices=Kind)
    handed_out = ArrayField(
        models.CharField(max_length=20), verbose_name=_("Phần do cơ quan khác điền"), default=list
    )
    request = models.ForeignKey(
        Request, verbose_name=_("Yêu cầu báo cáo"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(_("Tên báo cáo"), max_length=200, blank=True)
    history = models.ForeignKey(
        HistoryIntake, verbose_name=_("Tệp số liệu cũ"), on_delete=models.PROTECT, null=True, related_name="+"
    )

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
            models.CheckConstraint(
                name="part_says_whose",
                condition=Q(part_of=None, body_kind="") | (Q(part_of__isnull=False) & ~Q(body_kind="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["superior", "data_set", "period"], name="obligation_by_superior"),
            models.Index(fields=["unit_path"], name="obligation_by_path"),
            models.Index(fields=["part_of"], name="obligation_by_whole", condition=Q(part_of__isnull=False)),
            models.Index(
                fields=["request"], name="obligation_by_request", condition=Q(request__isnull=False)
            ),
            models.Index(
                fields=["history"], name="obligation_by_history", condition=Q(history__isnull=False)
            ),
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

    @property
    def layout(self) -> FormLayout:
        """What the form asks in this report: all of it, or of a part the sections of its body."""
        layout = layout_of(self.version)
        return layout.part_of(self.body_kind) if self.body_kind else layout

    @property
    def own_layout(self) -> FormLayout:
        """What of it the unit itself fills in: without the sections that bodies fill in for it."""
        return self.layout.without(self.handed_out)

    @property
    def workbook_layout(self) -> FormLayout:
        """What its workbook asks: what the unit itself fills in, without what shorter reports add up to."""
        return self.own_layout.to_fill

    def period_in(self, calendar_id: str) -> Period:
        """The period as a value, in the calendar of its form."""
        return parse_period(self.period, calendar_of(calendar_id))
