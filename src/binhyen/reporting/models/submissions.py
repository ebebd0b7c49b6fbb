"""A report for a period: its values as one document, how each came in, and what was adjusted afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.numbers import ExactNumbersField
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models.obligations import Obligation
from binhyen.reporting.rules.states import LABELS, State


class FigureSource(models.TextChoices):
    """By which way values came in."""

    KEYBOARD = "keyboard", _("nhập trên trang")
    WORKBOOK = "workbook", _("sổ Excel")
    BULK = "bulk", _("nạp từ tệp CSV")
    OWN_FILE = "own-file", _("tệp Excel của đơn vị")
    PART = "part", _("phần của cơ quan khác")
    HISTORY = "history", _("nhập số liệu cũ")
    NARRATIVE = "narrative", _("đọc từ văn bản")


class Submission(UnitScoped):
    """The report that answers an obligation.

    ``values`` holds a number or nothing for each kept line of the form version, in its order: what was filled in, and
    of a line that shorter reports add up to the difference from their sum;
    ``not_applicable`` the positions (from 0) of lines that do not apply, whose value is nothing. Nothing else is
    *missing*. Once the period is locked neither changes any more: what is corrected afterwards stands beside
    them in ``adjusted`` and ``adjusted_not_applicable``, which then are what holds.

    ``revision`` counts the writings of values and notes, so that a page knows whether others wrote since.

    ``notes`` are short explanations by line code, ``flags`` what the desk should look at (``rules/flags.py``),
    ``returns`` the reasons on cells by which it was given back last.
    """

    guard = Guard.CONTENT

    obligation = models.OneToOneField(
        Obligation,
        verbose_name=_("Nghĩa vụ báo cáo"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("Trạng thái"),
        max_length=10,
        choices=[(state.value, label) for state, label in LABELS.items()],
        default=State.DRAFT.value,
    )
    values = ExactNumbersField(_("Số liệu theo thứ tự dòng nhập"), default=list)
    not_applicable = ArrayField(
        models.SmallIntegerField(), verbose_name=_("Vị trí không áp dụng"), default=list
    )
    adjusted = ExactNumbersField(_("Số liệu sau điều chỉnh"), null=True)
    adjusted_not_applicable = ArrayField(
        models.SmallIntegerField(), verbose_name=_("Vị trí không áp dụng sau điều chỉnh"), null=True
    )
    notes = models.JSONField(_("Giải trình theo dòng"), default=dict)
    flags = models.JSONField(_("Dấu hiệu cần xem"), default=list)
    returns = models.JSONField(_("Lý do trả lại theo ô"), default=list)
    return_reason = models.CharField(_("Lý do trả lại"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("Lúc nộp"), null=True)
    submitted_by = models.BigIntegerField(_("Tài khoản nộp"), null=True)
    late = models.BooleanField(_("Nộp muộn"), default=False)
    accepted_at = models.DateTimeField(_("Lúc duyệt"), null=True)
    accepted_by = models.BigIntegerField(_("Tài khoản duyệt"), null=True)
    locked_at = models.DateTimeField(_("Lúc khoá"), null=True)
    changed_at = models.DateTimeField(_("Lúc thay đổi"))
    revision = models.PositiveIntegerField(_("Lần thay đổi"), default=0)

    class Meta:
        verbose_name = _("báo cáo kỳ")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="adjusted_in_both_parts",
                condition=Q(adjusted=None, adjusted_not_applicable=None)
                | Q(adjusted__isnull=False, adjusted_not_applicable__isnull=False),
            ),
            models.CheckConstraint(
                name="accepted_report_says_when",
                condition=~Q(state__in=["accepted", "locked"]) | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="adjusted_only_after_locking", condition=Q(adjusted=None) | Q(state="locked")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="submission_by_path")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def in_force(self) -> list[Decimal | None]:
        """The values that hold: the adjusted ones where there are any."""
        values: list[Decimal | None] = self.values if self.adjusted is None else self.adjusted
        return values

    @property
    def not_applicable_in_force(self) -> list[int]:
        return self.not_applicable if self.adjusted_not_applicable is None else self.adjusted_not_applicable


class Recording(UnitScoped):
    """One act of putting figures into a report: what it changed, cell by cell, and where each value stood.

    ``changes`` is a list of ``[line code, old, new, address]``: values as text, ``null`` for missing, ``"x"`` for not
    applicable; the address is ``Sheet!D14`` of the workbook, a row of the CSV, or empty. ``notes`` is a list of
    ``[line code, old, new]`` of explanations that changed. ``revision`` is the report's that this writing led to.
    ``delivered`` means that the account only brought a file that the unit had filled in: it is then no author of the
    values.
    """

    guard = Guard.CONTENT

    submission = models.ForeignKey(
        Submission, verbose_name=_("Báo cáo"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc ghi"))
    account_id = models.BigIntegerField(_("Tài khoản"), null=True)
    source = models.CharField(_("Cách ghi"), max_length=10, choices=FigureSource)
    delivered = models.BooleanField(_("Chỉ chuyển tệp của đơn vị"))
    file = models.ForeignKey(
        ReceivedFile, verbose_name=_("Tệp"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    changes = models.JSONField(_("Thay đổi theo ô"))
    notes = models.JSONField(_("Giải trình thay đổi"), default=list)
    revision = models.PositiveIntegerField(_("Lần thay đổi"), default=0)

    class Meta:
        verbose_name = _("lần ghi số liệu")
        indexes: ClassVar = [
            models.Index(fields=["submission", "-at"], name="recording_by_submission"),
            models.Index(fields=["unit_path"], name="recording_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.source} {self.at:%d/%m/%Y %H:%M}"


class Adjustment(UnitScoped):
    """A correction after locking, beside the old value: what, from what, to what, why, and who approved it."""

    guard = Guard.CONTENT

    submission = models.ForeignKey(
        Submission, verbose_name=_("Báo cáo"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    line = models.CharField(_("Dòng chỉ tiêu"), max_length=100)
    old = models.CharField(_("Số cũ"), max_length=40, blank=True)
    new = models.CharField(_("Số mới"), max_length=40, blank=True)
    reason = models.CharField(_("Lý do"), max_length=300)
    at = models.DateTimeField(_("Lúc điều chỉnh"))
    approved_by = models.BigIntegerField(_("Tài khoản duyệt điều chỉnh"), null=True)

    class Meta:
        verbose_name = _("điều chỉnh sau khoá")
        indexes: ClassVar = [
            models.Index(fields=["submission", "at"], name="adjustment_by_submission"),
            models.Index(fields=["unit_path"], name="adjustment_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.line}"
