"""A unit is an identity; what is said of it (name, kind, code, parent) holds from a day to a day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.validity import Validity
from binhyen.machinery.database.scoping import Guard, UnitScoped


class Level(models.TextChoices):
    """The step of the tree on which a unit stands.

    A body reports beside the places below its province or commune. A workplace is a unit of its own in the movement
    and the standard "An toàn về ANTT", under its commune or province.
    """

    COUNTRY = "country", _("trung ương")
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện (trước 01/07/2025)")
    COMMUNE = "commune", _("cấp xã")
    CLUSTER = "cluster", _("cụm khu dân cư")
    AREA = "area", _("khu dân cư")
    WORKPLACE = "workplace", _("cơ quan, doanh nghiệp, trường học")
    BODY = "body", _("cơ quan, tổ chức")


class Kind(models.TextChoices):
    """What a place is called by law at its level (Luật 72/2025/QH15 for those of today), or which body it is."""

    COUNTRY = "country", _("cả nước")
    PROVINCE = "province", _("tỉnh")
    CITY = "city", _("thành phố trực thuộc trung ương")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    SPECIAL_ZONE = "special-zone", _("đặc khu")
    TOWNSHIP = "township", _("thị trấn")
    RURAL_DISTRICT = "rural-district", _("huyện")
    URBAN_DISTRICT = "urban-district", _("quận")
    TOWN = "town", _("thị xã")
    DISTRICT_CITY = "district-city", _("thành phố thuộc tỉnh, thành phố")
    CLUSTER = "cluster", _("cụm khu dân cư")
    HAMLET = "hamlet", _("thôn")
    RESIDENTIAL_GROUP = "residential-group", _("tổ dân phố")
    AGENCY = "agency", _("cơ quan")
    ENTERPRISE = "enterprise", _("doanh nghiệp")
    SCHOOL = "school", _("nhà trường")
    DEPARTMENT = "department", _("sở, ban, ngành")
    FRONT = "front", _("Mặt trận Tổ quốc")
    MASS_ORGANISATION = "mass-organisation", _("đoàn thể")
    POLICE = "police", _("cơ quan Công an")
    ARMY = "army", _("cơ quan Quân sự")


class OrgUnit(UnitScoped):
    """The identity of a unit: it begins once, may end once, and keeps its key whatever it is called.

    ``path`` is its place in the tree as its reach is counted: the keys from the top, each with a dot.
    It ends when its territory changes; a new name, code or kind is a new version of the same unit.
    """

    guard = Guard.PLACES
    unit_field = "id"
    path_field = "path"
    unit_path = None

    level = models.CharField(_("Cấp"), max_length=10, choices=Level)
    path = models.TextField(_("Đường dẫn"), db_collation="C", unique=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("đơn vị")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.pk}"

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)


class OrgUnitVersion(UnitScoped):
    """What a unit was called, and where it stood, from ``valid_from`` until the day before ``valid_until``.

    ``code`` is the official code of the National Statistics Office's list, that of a body one of our own; a code
    may be used again by another unit after the first has given it up, never by two on one day at one level.
    ``search_key`` is the folded full name and ``short_key`` the folded name without its kind; ``sort_key`` orders
    units by that name as the Vietnamese alphabet does. All three follow from the names.

    ``tree_path`` is where the unit stood in the days of the version; a version also ends when a unit above it
    moves. Left empty, the database fills it from the version of the parent on the first day. ``unit_path`` beside
    it is where the unit stands now, by which it is guarded.
    """

    guard = Guard.PLACES

    unit = models.ForeignKey(OrgUnit, verbose_name=_("Đơn vị"), on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        OrgUnit, verbose_name=_("Đơn vị cấp trên"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    level = models.CharField(_("Cấp"), max_length=10, choices=Level)
    kind = models.CharField(_("Loại"), max_length=20, choices=Kind)
    code = models.CharField(_("Mã số"), max_length=10, blank=True)
    name = models.CharField(_("Tên đầy đủ"), max_length=120)
    short_name = models.CharField(_("Tên riêng"), max_length=120)
    tree_path = models.TextField(_("Đường dẫn khi ấy"), db_collation="C", default="", blank=True)
    search_key = models.TextField(_("Khoá tìm kiếm"))
    short_key = models.TextField(_("Khoá tên riêng"), blank=True)
    sort_key = models.TextField(_("Khoá sắp xếp"), db_collation="C")
    longitude = models.FloatField(_("Kinh độ một điểm bên trong (độ)"), null=True)
    latitude = models.FloatField(_("Vĩ độ một điểm bên trong (độ)"), null=True)
    legal_basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_until = models.DateField(_("Đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiên bản đơn vị")
        # What tells units apart stands first in each exclusion: thousands of versions begin on one day.
        constraints: ClassVar = [
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            ExclusionConstraint(
                name="one_version_of_a_unit_a_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            ExclusionConstraint(
                name="one_unit_of_a_code_a_level_and_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(code=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["parent", "sort_key"], name="version_by_parent"),
            models.Index(fields=["sort_key", "code", "unit"], name="version_in_order"),
            models.Index(fields=["code"], name="version_by_code"),
            models.Index(fields=["unit_path"], name="version_by_path"),
            models.Index(fields=["tree_path"], name="version_by_tree"),
            models.Index(fields=["short_key"], opclasses=["text_pattern_ops"], name="version_by_own_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="version_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)
