"""May this body be founded, or closed, as it was put? The database alone knows whether its code is free."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused, first_refusal
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date, tidy
from binhyen.orgunits.rules.naming import BODY, BODY_KINDS, FREE_KINDS, LEVELS_ABOVE, WORKPLACE

LONGEST_CODE, LONGEST_NAME, LONGEST_BASIS = 10, 120, 200

# Digits alone are the codes of places in the list of the State, today's or a later one's.
_CODE = re.compile(r"(?![0-9]*\Z)[0-9A-Z][0-9A-Z.\-]*", re.ASCII)


def code_fits(code: str) -> bool:
    """Whether a unit that is no place of the State's list may bear the code."""
    return len(code) <= LONGEST_CODE and bool(_CODE.fullmatch(code))


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as somebody wants it founded, its texts in the form in which they are kept."""

    kind: str
    name: str
    code: str
    legal_basis: str
    since: date


def body_row(kind: str, name: str, code: str, legal_basis: str, since: date) -> BodyRow:
    """What was put in, with texts in NFC and without needless spaces."""
    return BodyRow(kind, tidy(name), tidy(code), tidy(legal_basis), since)


def may_be_founded(body: BodyRow, parent_level: str, parent: Validity) -> Decision:
    """Whether a body may begin so under a unit of ``parent_level`` that holds for ``parent``."""
    return first_refusal(
        (
            lambda: _under_a_place(parent_level),
            lambda: _of_a_bodys_kind(body.kind),
            lambda: _named(body.name),
            lambda: _coded(body.code),
            lambda: _basis_fits(body.legal_basis),
            lambda: _while_the_parent_holds(body.since, parent),
        )
    )


def may_be_closed(level: str, unit: Validity, last_version: Validity, until: date) -> Decision:
    """Whether a unit may end as a body so that ``until`` is the first day without it."""
    if level not in (BODY, WORKPLACE):
        return Refused(
            "not-a-body",
            _("Đơn vị này không phải cơ quan, tổ chức nên không kết thúc theo cách này."),
            _("Đơn vị hành chính chỉ kết thúc khi sắp xếp địa giới."),
        )
    if unit.until is not None and unit.until <= until:
        return Refused(
            "closed-already",
            _("Cơ quan, tổ chức này đã kết thúc từ ngày %s.") % format_date(unit.until),
            _("Chọn một ngày trước đó nếu cần ghi lại."),
        )
    if until <= last_version.since:
        return Refused(
            "ends-before-it-begins",
            _("Ngày kết thúc phải sau ngày %s, ngày bắt đầu của tên và mã hiện nay.")
            % format_date(last_version.since),
            _("Chọn một ngày sau đó."),
        )
    return ALLOWED


def may_be_renamed(body: BodyRow, level: str, kind: str, name: str, last_version: Validity) -> Decision:
    """Whether a body or workplace of ``level``, ``kind`` and ``name`` may go on as ``body`` says."""
    return first_refusal(
        (
            lambda: _no_place(level),
            lambda: _of_the_levels_kind(body.kind, level),
            lambda: _named(body.name),
            lambda: _basis_fits(body.legal_basis),
            lambda: _otherwise(body, kind, name),
            lambda: _after_it_began(body.since, last_version),
        )
    )


def code_taken(code: str, bearer: str = "") -> Refused:
    """Another body bears the code on one of the days. ``bearer`` is its name where the asker may know it."""
    sentence = (
        _("Mã “%(code)s” đang là của %(bearer)s.") % {"code": code, "bearer": bearer}
        if bearer
        else _("Mã “%s” đã có cơ quan, tổ chức khác mang.") % code
    )
    return Refused("code-taken", sentence, _("Chọn mã khác, hoặc ngày sau khi mã đó không còn được dùng."))


def _under_a_place(parent_level: str) -> Decision:
    if parent_level in LEVELS_ABOVE[BODY]:
        return ALLOWED
    return Refused(
        "parent-not-a-place",
        _("Cơ quan, tổ chức chỉ đứng dưới một đơn vị cấp tỉnh hoặc cấp xã."),
        _("Chọn tỉnh, thành phố hoặc xã, phường, đặc khu mà cơ quan, tổ chức thuộc về."),
    )


def _of_a_bodys_kind(kind: str) -> Decision:
    if kind in BODY_KINDS:
        return ALLOWED
    return Refused(
        "kind-not-a-bodys",
        _("“%s” không phải loại cơ quan, tổ chức.") % kind,
        _("Các loại: %s.") % ", ".join(BODY_KINDS),
    )


def _no_place(level: str) -> Decision:
    if level in (BODY, WORKPLACE):
        return ALLOWED
    return Refused(
        "not-a-body",
        _("Đơn vị này không phải cơ quan, tổ chức nên không đổi tên theo cách này."),
        _("Đơn vị hành chính, khu dân cư đổi tên khi sắp xếp hoặc bằng bảng Excel của xã."),
    )


def _of_the_levels_kind(kind: str, level: str) -> Decision:
    kinds = FREE_KINDS[level]
    if kind in kinds:
        return ALLOWED
    return Refused(
        "kind-not-a-bodys",
        _("“%s” không phải loại cơ quan, tổ chức.") % kind,
        _("Các loại: %s.") % ", ".join(kinds),
    )


def _otherwise(body: BodyRow, kind: str, name: str) -> Decision:
    if (body.kind, body.name) != (kind, name):
        return ALLOWED
    return Refused(
        "same-name", _("Tên và loại không khác hiện nay."), _("Ghi tên mới, hoặc bấm Thôi nếu không đổi.")
    )


def _after_it_began(since: date, last_version: Validity) -> Decision:
    if since <= last_version.since:
        return Refused(
            "before-the-name",
            _("Ngày phải sau ngày %s, ngày bắt đầu của tên hiện nay.") % format_date(last_version.since),
            _("Chọn một ngày sau đó."),
        )
    if last_version.until is not None and last_version.until <= since:
        return Refused(
            "closed-already",
            _("Cơ quan, tổ chức này đã kết thúc từ ngày %s.") % format_date(last_version.until),
            _("Chọn một ngày trước đó nếu cần ghi lại."),
        )
    return ALLOWED


def _named(name: str) -> Decision:
    if not name:
        return Refused(
            "name-empty",
            _("Chưa có tên cơ quan, tổ chức."),
            _("Ghi tên đầy đủ, như Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ."),
        )
    if len(name) > LONGEST_NAME:
        return Refused(
            "name-too-long",
            _("Tên dài %(length)s ký tự, nhiều hơn %(most)s.") % {"length": len(name), "most": LONGEST_NAME},
            _("Viết gọn tên lại."),
        )
    return ALLOWED


def _coded(code: str) -> Decision:
    if code_fits(code):
        return ALLOWED
    return Refused(
        "code-misshapen",
        _("Mã “%s” không đúng dạng.") % code,
        _(
            "Mã có từ 1 đến %s ký tự: chữ in hoa không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ hoặc "
            "chữ số và không chỉ gồm chữ số, như 25-MTTQ."
        )
        % LONGEST_CODE,
    )


def _basis_fits(legal_basis: str) -> Decision:
    if len(legal_basis) <= LONGEST_BASIS:
        return ALLOWED
    return Refused(
        "basis-too-long",
        _("Căn cứ dài %(length)s ký tự, nhiều hơn %(most)s.")
        % {"length": len(legal_basis), "most": LONGEST_BASIS},
        _("Chỉ ghi số, ký hiệu và ngày của văn bản."),
    )


def _while_the_parent_holds(since: date, parent: Validity) -> Decision:
    if since < parent.since:
        return Refused(
            "before-the-parent",
            _("Ngày %(day)s chưa có đơn vị cấp trên; đơn vị ấy bắt đầu từ ngày %(since)s.")
            % {"day": format_date(since), "since": format_date(parent.since)},
            _("Chọn ngày %s hoặc sau đó.") % format_date(parent.since),
        )
    if parent.until is not None and parent.until <= since:
        return Refused(
            "after-the-parent",
            _("Đơn vị cấp trên đã kết thúc từ ngày %s.") % format_date(parent.until),
            _("Chọn đơn vị cấp trên đang có, hoặc một ngày trước đó."),
        )
    return ALLOWED
