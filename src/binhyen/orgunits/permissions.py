"""Who may do what to units?"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused, first_refusal
from binhyen.orgunits.models import Committee, OrgUnit, OrgUnitVersion, Reorganisation, UnitGroup
from binhyen.orgunits.rules.naming import COUNTRY
from binhyen.orgunits.rules.reorganising import THE_COUNTRY, Draft


def may_load_units(*, by: Actor, **_others: object) -> Decision:
    """The country's units are loaded by whoever runs the installation, never from a page."""
    if by.everything:
        return ALLOWED
    return Refused(
        "load-units-not-permitted",
        _("Chỉ người vận hành thư mục dữ liệu được nạp danh mục đơn vị."),
        _("Hãy chạy lệnh này không kèm --as."),
    )


def may_found_body(*, by: Actor, parent: OrgUnit, **_others: object) -> Decision:
    """Bodies are kept by whoever administers the unit under which they stand."""
    return _administers(by, parent.path)


def may_close_body(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """Not by the body itself."""
    above = unit.path[: unit.path[:-1].rfind(".") + 1]
    return _administers(by, above)


def may_rename_body(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """Not by the body itself."""
    return may_close_body(by=by, unit=unit)


def may_populate(*, by: Actor, commune: OrgUnit, **_others: object) -> Decision:
    """A commune's residential areas and workplaces are kept by whoever administers it."""
    return _keeps(by, commune.path)


def may_populate_many(*, by: Actor, under: OrgUnit, **_others: object) -> Decision:
    return _keeps(by, under.path)


def may_keep_committees_of(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """A unit's steering committees are kept by whoever administers the unit."""
    return _keeps(by, unit.path)


def may_keep_committee(*, by: Actor, committee: Committee, **_others: object) -> Decision:
    return _keeps(by, committee.unit_path)


def may_found_group(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """A group of units is kept by whoever administers the unit that founded it."""
    return _keeps(by, unit.path)


def may_keep_group(*, by: Actor, group: UnitGroup, **_others: object) -> Decision:
    return _keeps(by, group.unit_path)


def may_draft_reorganisation(*, by: Actor, draft: Draft) -> Decision:
    return may_reorganise(by=by, reorganisation=draft)


def may_reorganise(*, by: Actor, reorganisation: Reorganisation | Draft) -> Decision:
    """Units are rearranged, and put back, by whoever administers the unit within which it happens."""
    if isinstance(reorganisation, Reorganisation):
        return _keeps(by, reorganisation.unit_path)
    draft = reorganisation
    paths = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(
            Q(valid_until=None) | Q(valid_until__gt=draft.effective),
            Q(level=COUNTRY) if draft.under_code == THE_COUNTRY else Q(code=draft.under_code),
            valid_from__lte=draft.effective,
        )
        .values_list("unit_path", flat=True)
    )
    path = min(paths, key=lambda each: each.count("."), default=None)
    if path is None:
        return Refused(
            "unknown-code",
            _("Không có đơn vị mang mã “%s” vào ngày sắp xếp.") % draft.under_code,
            _("Tìm mã bằng ô tìm kiếm đơn vị."),
        )
    return _keeps(by, path)


def may_redraft(*, by: Actor, reorganisation: Reorganisation, draft: Draft) -> Decision:
    """Whoever may rearrange within the unit of the draft that was, and within that of the draft that will be."""
    return first_refusal(
        (
            lambda: may_reorganise(by=by, reorganisation=reorganisation),
            lambda: may_reorganise(by=by, reorganisation=draft),
        )
    )


def may_reorganise_many(*, by: Actor, within: OrgUnit, **_others: object) -> Decision:
    return _keeps(by, within.path)


def may_settle_paths(*, by: Actor) -> Decision:
    """A job of the program, or whoever runs the installation."""
    if by.everything:
        return ALLOWED
    return Refused(
        "settle-paths-not-permitted",
        _("Việc này do hệ thống tự làm khi đến ngày hiệu lực."),
        _("Không cần làm gì."),
    )


def _keeps(by: Actor, path: str) -> Decision:
    if by.reach.administration_write.covers(path):
        return ALLOWED
    return Refused(
        "units-not-permitted",
        _("Chỉ quản trị của đơn vị này hoặc cấp trên làm được việc này."),
        _("Nhờ quản trị đơn vị hoặc quản trị cấp trên."),
    )


def _administers(by: Actor, path: str) -> Decision:
    if by.reach.administration_write.covers(path):
        return ALLOWED
    return Refused(
        "bodies-not-permitted",
        _("Chỉ quản trị của tỉnh, xã hoặc cấp trên được thêm, kết thúc cơ quan, tổ chức ở đó."),
        _("Nhờ quản trị đơn vị cấp trên trực tiếp của cơ quan, tổ chức này."),
    )


def may_load_boundaries(*, by: Actor, **_others: object) -> Decision:
    """Boundaries are the country's, like the list of its units: they come in with the operator's files."""
    return may_load_units(by=by)
