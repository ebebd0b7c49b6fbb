"""Reports in prose that wait for their figures to be confirmed, and the figures that were proposed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.narratives.rules.states import LABELS, USES, VERDICTS, NarrativeState, Verdict
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import Obligation


class Narrative(UnitScoped):
    """A report in prose of ``unit``, or about it, read for figures.

    ``text`` is what it says with the numbers of persons covered, ``blocks`` where in the file each part of it stands
    (``rules/kept_text.py`` reads them). Both are emptied when the narrative is finished, unless whoever brought it
    marked it as a public document. ``obligation`` is the report that its figures go into, where one was chosen.
    ``sha256`` is that of the covered text, so that the same text brought twice is told. ``read_to`` is how
    many letters the reader has done. ``left_out`` are sentences on what the file holds besides and was not read.
    """

    guard = Guard.CONTENT

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Tên văn bản"), max_length=200)
    source = models.CharField(_("Loại tệp"), max_length=10)
    is_public = models.BooleanField(_("Văn bản công khai"), default=False)
    state = models.CharField(
        _("Trạng thái"),
        max_length=10,
        choices=[(state.value, label) for state, label in LABELS.items()],
        default=NarrativeState.READING.value,
    )
    obligation = models.ForeignKey(
        Obligation,
        verbose_name=_("Báo cáo nhận số liệu"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    text = models.TextField(_("Nội dung"), blank=True)
    blocks = models.JSONField(_("Các phần của văn bản"), default=list)
    left_out = models.JSONField(_("Phần không đọc"), default=list)
    letters = models.PositiveIntegerField(_("Số ký tự"))
    covered = models.PositiveIntegerField(_("Số chỗ đã che"), default=0)
    read_to = models.PositiveIntegerField(_("Đã đọc đến"), default=0)
    sha256 = models.CharField(_("Dấu nhận dạng"), max_length=64)
    brought_at = models.DateTimeField(_("Lúc đưa vào"))
    brought_by = models.BigIntegerField(_("Tài khoản đưa vào"), null=True)
    finished_at = models.DateTimeField(_("Lúc xong"), null=True)
    finished_by = models.BigIntegerField(_("Tài khoản làm xong"), null=True)

    class Meta:
        verbose_name = _("báo cáo bằng lời")
        indexes: ClassVar = [models.Index(fields=["unit_path", "-brought_at"], name="narrative_by_path")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="finished_text_is_public",
                condition=~Q(state=NarrativeState.FINISHED.value) | Q(is_public=True) | Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.title}"


class Candidate(UnitScoped):
    """A figure that was read in a narrative, or that a person found there (``by_hand``), and what was said of it.

    ``proposed`` is what the reader understood, ``said`` what a person put in its place, by the same keys
    (``rules/candidates.py``); ``said`` alone where the reader saw nothing. ``line`` is the line of the receiving report
    that it goes to, empty for none. ``start`` and ``end`` are code points of the narrative's text, ``place`` where that
    is in the file. ``quote`` are the words around it, from code point ``quote_start`` on, ``words`` its own words.
    Once the narrative is finished names of persons in ``quote`` are covered, sign for sign.
    """

    guard = Guard.CONTENT

    narrative = models.ForeignKey(
        Narrative, verbose_name=_("Báo cáo bằng lời"), on_delete=models.CASCADE, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("Thứ tự"))
    start = models.PositiveIntegerField(_("Từ ký tự"))
    end = models.PositiveIntegerField(_("Đến ký tự"))
    quote = models.CharField(_("Nguyên văn"), max_length=400)
    quote_start = models.PositiveIntegerField(_("Trích từ ký tự"))
    place = models.CharField(_("Vị trí trong tệp"), max_length=80, blank=True)
    by_hand = models.BooleanField(_("Người đọc thêm"), default=False)
    proposed = models.JSONField(_("Số liệu đề xuất"), default=dict)
    doubts = models.JSONField(_("Điểm nghi ngờ"), default=list)
    is_sure = models.BooleanField(_("Chắc chắn"), default=False)
    line = models.CharField(_("Dòng của biểu"), max_length=120, blank=True)
    said = models.JSONField(_("Người đọc sửa"), default=dict)
    verdict = models.CharField(
        _("Đánh giá"),
        max_length=10,
        choices=[(verdict.value, label) for verdict, label in VERDICTS.items()],
        default=Verdict.OPEN.value,
    )
    use = models.CharField(
        _("Dùng làm"),
        max_length=10,
        blank=True,
        choices=[(use.value, label) for use, label in USES.items()],
    )
    decided_at = models.DateTimeField(_("Lúc đánh giá"), null=True)
    decided_by = models.BigIntegerField(_("Tài khoản đánh giá"), null=True)
    recorded_in = models.ForeignKey(
        Obligation,
        verbose_name=_("Đã ghi vào báo cáo"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("Lúc ghi"), null=True)

    class Meta:
        verbose_name = _("số liệu đề xuất")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["narrative", "number"], name="one_candidate_a_number"),
            models.CheckConstraint(name="candidate_ends_after_it_begins", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="taken_candidate_has_its_use",
                condition=Q(verdict__in=[Verdict.OPEN.value, Verdict.REFUSED.value], use="")
                | (Q(verdict__in=[Verdict.ACCEPTED.value, Verdict.CORRECTED.value]) & ~Q(use="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="candidate_by_path")]

    def __str__(self) -> str:
        return f"{self.narrative_id}.{self.number}"

    @property
    def words(self) -> str:
        """The figure's own words, as they stand in the quote."""
        return self.quote[self.start - self.quote_start : self.end - self.quote_start]
