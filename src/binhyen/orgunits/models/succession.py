"""What became of what: reorganisations, and which unit succeeded which, whole or in part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models.units import OrgUnit


class Relation(models.TextChoices):
    """How a former unit went into a later one, as the conversion table of the Statistics Office tells it."""

    WHOLE = "whole", _("nhập toàn bộ")
    PART = "part", _("nhập một phần")
    PART_AREA = "part-area", _("nhập một phần diện tích")
    PART_AREA_ALL_PEOPLE = "part-area-all-people", _("nhập một phần diện tích, toàn bộ dân số")
    PART_PEOPLE = "part-people", _("nhập một phần dân số")
    UNCHANGED = "unchanged", _("giữ nguyên")
    RENAMED = "renamed", _("đổi tên")
    KIND_CHANGED = "kind-changed", _("đổi loại hình")
    DISTRICT_BECAME_ZONE = "district-became-zone", _("huyện thành đặc khu")


SAME_UNIT = (Relation.UNCHANGED, Relation.RENAMED, Relation.KIND_CHANGED)
"""Relations in which territory, and so the identity, stayed: predecessor and successor are one unit."""


class Reorganisation(UnitScoped):
    """One rearrangement of units by a legal instrument, within one unit, in force from ``effective_on``.

    ``content`` is what was asked for, as ``rules/reorganising.py`` reads it; empty for those that came with the
    country's lists. ``effects`` is what each room changed because of it, so that it can be undone.
    """

    guard = Guard.PLACES

    class State(models.TextChoices):
        DRAFTED = "drafted", _("bản nháp")
        ENACTED = "enacted", _("đã thực hiện")
        UNDONE = "undone", _("đã hoàn tác")

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Trong phạm vi"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("Tên"), max_length=200)
    legal_basis = models.CharField(_("Căn cứ"), max_length=200)
    effective_on = models.DateField(_("Có hiệu lực từ ngày"))
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.DRAFTED)
    content = models.JSONField(_("Nội dung"), default=dict)
    effects = models.JSONField(_("Những gì đã thay đổi"), default=dict)
    made_at = models.DateTimeField(_("Lúc tạo"))
    enacted_at = models.DateTimeField(_("Lúc thực hiện"), null=True)
    undone_at = models.DateTimeField(_("Lúc hoàn tác"), null=True)

    class Meta:
        verbose_name = _("lần sắp xếp")

    def __str__(self) -> str:
        return self.title


class Succession(UnitScoped):
    """From ``day`` on, ``unit`` stands where ``predecessor`` stood, whole or in part.

    Each share is the part of the predecessor that went into ``unit``, from 0 to 1: of its people, area or
    households, or as somebody set it by hand; None is unknown, and then nothing is apportioned by it. Where the
    identity stayed (``SAME_UNIT``) predecessor and unit are one.
    """

    guard = Guard.PLACES

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị sau"), on_delete=models.PROTECT, related_name="+"
    )
    predecessor = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị trước"), on_delete=models.PROTECT, related_name="+"
    )
    reorganisation = models.ForeignKey(
        Reorganisation, verbose_name=_("Lần sắp xếp"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("Từ ngày"))
    relation = models.CharField(_("Quan hệ"), max_length=24, choices=Relation)
    people_share = models.DecimalField(_("Tỷ lệ dân số"), max_digits=9, decimal_places=8, null=True)
    area_share = models.DecimalField(_("Tỷ lệ diện tích"), max_digits=9, decimal_places=8, null=True)
    households_share = models.DecimalField(_("Tỷ lệ số hộ"), max_digits=9, decimal_places=8, null=True)
    hand_share = models.DecimalField(_("Tỷ lệ ấn định"), max_digits=9, decimal_places=8, null=True)
    share_source = models.CharField(_("Nguồn của tỷ lệ"), max_length=200, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế thừa")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "unit", "day"], name="one_succession_a_pair_and_day"
            ),
            models.CheckConstraint(
                name="same_unit_only_where_territory_stayed",
                condition=(Q(predecessor=F("unit")) & Q(relation__in=SAME_UNIT))
                | (~Q(predecessor=F("unit")) & ~Q(relation__in=SAME_UNIT)),
            ),
            *(
                models.CheckConstraint(
                    name=f"{share}_from_0_to_1",
                    condition=Q(**{share: None}) | Q(**{f"{share}__gte": 0, f"{share}__lte": 1}),
                )
                for share in ("people_share", "area_share", "households_share", "hand_share")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path"], name="succession_by_path")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.unit_id}, {self.relation}"
