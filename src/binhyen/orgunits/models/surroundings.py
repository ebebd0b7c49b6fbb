"""What is kept about units beside their names: groups, committees, boundaries, counts of what lies below, lists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.validity import Validity
from binhyen.machinery.database.scoping import Guard, UnitScoped
from binhyen.orgunits.models.units import Kind, Level, OrgUnit

_ENDS_AFTER_IT_BEGINS = Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))


class UnitGroup(UnitScoped):
    """A named group of units by public decision, such as border communes or region III, kept at ``unit``."""

    guard = Guard.PLACES

    class Sort(models.TextChoices):
        BORDER = "border", _("biên giới")
        ISLAND = "island", _("hải đảo")
        REGION_1 = "region-1", _("khu vực I")
        REGION_2 = "region-2", _("khu vực II")
        REGION_3 = "region-3", _("khu vực III")
        ESPECIALLY_DIFFICULT = "especially-difficult", _("đặc biệt khó khăn")
        OTHER = "other", _("nhóm khác")

    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị lập nhóm"), on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("Mã nhóm"), max_length=20)
    name = models.CharField(_("Tên nhóm"), max_length=120)
    sort = models.CharField(_("Loại nhóm"), max_length=24, choices=Sort)

    class Meta:
        verbose_name = _("nhóm đơn vị")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "code"], name="one_group_of_a_code_a_unit")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(UnitScoped):
    """A unit belongs to a group from a day until the day before another, by a decision."""

    guard = Guard.PLACES

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(UnitGroup, verbose_name=_("Nhóm"), on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("Quyết định"), max_length=200)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("đơn vị trong nhóm")
        constraints: ClassVar = [
            models.CheckConstraint(name="membership_ends_after_it_begins", condition=_ENDS_AFTER_IT_BEGINS),
            models.UniqueConstraint(
                fields=["unit", "group", "valid_from"], name="one_membership_a_group_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.group_id}"

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)


class Committee(UnitScoped):
    """A steering committee of a unit as one decision founded or re-formed it; ``name`` is the local one.

    ``standing_body`` is the unit that works for it every day, if it is kept here. The next decision ends it.
    """

    guard = Guard.PLACES

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Tên gọi"), max_length=200)
    decision = models.CharField(_("Quyết định thành lập hoặc kiện toàn"), max_length=200)
    founding = models.BooleanField(_("Thành lập mới"), default=False)
    standing_body = models.ForeignKey(
        OrgUnit, verbose_name=_("Cơ quan thường trực"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("Ban Chỉ đạo")
        constraints: ClassVar = [
            models.CheckConstraint(name="committee_ends_after_it_begins", condition=_ENDS_AFTER_IT_BEGINS),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)


class CommitteeSeat(UnitScoped):
    """A seat of a committee, by duty, post and agency: who sits on it is not kept."""

    guard = Guard.PLACES

    class Duty(models.TextChoices):
        HEAD = "head", _("Trưởng ban")
        STANDING_DEPUTY = "standing-deputy", _("Phó Trưởng ban Thường trực")
        DEPUTY = "deputy", _("Phó Trưởng ban")
        STANDING_MEMBER = "standing-member", _("Ủy viên Thường trực")
        MEMBER = "member", _("Ủy viên")
        SECRETARY = "secretary", _("Thư ký")

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(
        Committee, verbose_name=_("Ban Chỉ đạo"), on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    duty = models.CharField(_("Nhiệm vụ trong Ban"), max_length=20, choices=Duty)
    post = models.CharField(_("Chức vụ"), max_length=120)
    agency = models.CharField(_("Cơ quan"), max_length=120)

    class Meta:
        verbose_name = _("ghế trong Ban Chỉ đạo")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["committee", "position"], name="one_seat_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.agency}"


class Boundary(UnitScoped):
    """The boundary of a unit as it was imported: rings of longitude and latitude in degrees (WGS 84).

    ``shape`` is a list of polygons, each a list of rings, each a list of points. ``source`` is printed on every map.
    """

    guard = Guard.PLACES

    unit = models.OneToOneField(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    shape = models.JSONField(_("Ranh giới"))
    source = models.CharField(_("Nguồn"), max_length=200)

    class Meta:
        verbose_name = _("ranh giới")

    def __str__(self) -> str:
        return f"boundary of {self.unit_id}"


class UnitCount(UnitScoped):
    """How many units of a kind stand at or below ``unit`` from a day until the day before another.

    Follows from the versions; the function ``recount_units`` of the database writes it.
    """

    guard = Guard.PLACES
    read_only = True

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("Cấp"), max_length=10, choices=Level)
    kind = models.CharField(_("Loại"), max_length=20, choices=Kind)
    units = models.PositiveIntegerField(_("Số đơn vị"))
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("số đơn vị trực thuộc")
        indexes: ClassVar = [models.Index(fields=["unit", "valid_from"], name="unit_count_by_unit")]

    def __str__(self) -> str:
        return f"{self.units} {self.kind} in {self.unit_id}"


class UnitList(models.Model):
    """An official list that the operator put in the place of, or beside, the data package's, by its topic."""

    topic = models.CharField(_("Danh mục"), max_length=24, unique=True)
    name = models.CharField(_("Tên tệp"), max_length=200)
    content = models.TextField(_("Nội dung"))
    replaces = models.BooleanField(_("Thay toàn bộ"), default=False)
    loaded_at = models.DateTimeField(_("Lúc nạp"))

    class Meta:
        verbose_name = _("danh mục chính thức")

    def __str__(self) -> str:
        return self.topic
