"""Editions: a document of a unit and period while its text is worked on, and as it left the house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models import OrgUnit
from binhyen.publications.rules.states import LABELS, EditionState


class DocumentKind(models.TextChoices):
    """Which document it is."""

    REPORT = "report", _("Báo cáo kết quả")
    CONCLUSIONS = "conclusions", _("Thông báo kết luận")
    LATE_UNITS = "late-units", _("Danh sách đơn vị chậm báo cáo")
    TRANSMITTAL = "transmittal", _("Công văn gửi kèm")


class FileKind(models.TextChoices):
    """The files of a frozen edition."""

    WORD = "docx", _("Word")
    PDF = "pdf", _("PDF")
    SHEET = "xlsx", _("bảng kê số liệu")


class Edition(UnitScoped):
    """One edition of a document that a unit issues on a period.

    A draft holds what people changed of its text (``text``, see ``rules/text.py``), with which period it compares
    (``compared``: code of a period of the same calendar, empty for the one that the rules choose), on which territory
    (``territory``: code of a ``TerritoryChoice``, empty for the unit's own map); everything else is composed anew from
    the figures as they stand. A frozen edition holds all that it was composed of (``sheet``), its figures with their
    traces (``figures``) and its files, and is never changed: the database refuses it.
    ``number`` counts the editions of one kind, unit and period.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Loại văn bản"), max_length=20, choices=DocumentKind)
    calendar = models.CharField(_("Lịch"), max_length=24)
    period = models.CharField(_("Kỳ"), max_length=24)
    compared = models.CharField(_("So với kỳ"), max_length=24, blank=True)
    territory = models.CharField(_("Địa bàn"), max_length=16, blank=True, default="")
    number = models.PositiveSmallIntegerField(_("Lần"))
    state = models.CharField(
        _("Trạng thái"),
        max_length=10,
        choices=[(state.value, label) for state, label in LABELS.items()],
        default=EditionState.DRAFT.value,
    )
    text = models.JSONField(_("Phần chữ đã sửa"), default=dict)
    revision = models.PositiveIntegerField(_("Lần sửa"), default=0)
    started_at = models.DateTimeField(_("Lúc lập"))
    started_by = models.BigIntegerField(_("Tài khoản lập"), null=True)
    changed_at = models.DateTimeField(_("Lúc sửa"))
    frozen_at = models.DateTimeField(_("Lúc chốt"), null=True)
    frozen_by = models.BigIntegerField(_("Tài khoản chốt"), null=True)
    sheet = models.JSONField(_("Dữ liệu lập văn bản"), null=True)
    figures = models.JSONField(_("Bảng kê số liệu"), null=True)

    class Meta:
        verbose_name = _("văn bản phát hành")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "calendar", "period", "number"], name="one_edition_a_number"
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "calendar", "period"],
                condition=Q(state="draft"),
                name="one_draft_of_a_document",
            ),
            models.CheckConstraint(
                name="frozen_edition_holds_its_figures",
                condition=Q(state="draft", frozen_at=None, frozen_by=None, sheet=None, figures=None)
                | Q(state="frozen", frozen_at__isnull=False, sheet__isnull=False, figures__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="edition_by_path")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.period} {self.number}"


class EditionFile(UnitScoped):
    """A file of a frozen edition, byte for byte as it was set."""

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(
        Edition, verbose_name=_("Văn bản"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("Loại tệp"), max_length=4, choices=FileKind)
    name = models.CharField(_("Tên tệp"), max_length=200)
    sha256 = models.CharField(_("Mã băm"), max_length=64)
    content = models.BinaryField(_("Nội dung"))

    class Meta:
        verbose_name = _("tệp của văn bản")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "kind"], name="one_file_a_kind_of_edition")
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="edition_file_by_path")]

    def __str__(self) -> str:
        return self.name
