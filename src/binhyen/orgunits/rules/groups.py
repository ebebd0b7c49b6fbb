"""May units belong to a group in these days? Regions I, II and III exclude one another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date, nfc
from binhyen.orgunits.rules.persons import Likeness, holds_a_personal_number, likeness_to_a_person

REGIONS = frozenset({"region-1", "region-2", "region-3"})
"""The regions of ethnic minorities and mountains: a commune belongs to one at most on a day."""
LONGEST_CODE, LONGEST_NAME, LONGEST_DECISION = 20, 120, 200
MOST_UNITS = 5000

_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-]*", re.ASCII)
_BETWEEN_CODES = re.compile(r"[\s,;]+")


class Candidate(NamedTuple):
    """A unit that is to be put into a group."""

    id: int
    code: str
    name: str
    days: Validity


class Belonging(NamedTuple):
    """That a unit belongs to a group in some days."""

    unit_id: int
    group_id: int
    group_name: str
    sort: str
    days: Validity


class MemberFault(NamedTuple):
    """Why a unit, named by its code, cannot be put into the group, and what to do."""

    code: str
    sentence: str
    remedy: str


def codes_in(text: str) -> tuple[str, ...]:
    """The codes in a text that somebody pasted: between spaces, commas, semicolons or lines; each once, in order."""
    return tuple(dict.fromkeys(code for code in _BETWEEN_CODES.split(nfc(text).strip()) if code))


def may_be_grouped(code: str, name: str) -> Decision:
    """Whether a group may bear that code and name."""
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        return Refused(
            "group-code-misshapen",
            _("Mã nhóm “%s” không đúng dạng.") % code[:30],
            _("Nhiều nhất %d ký tự: chữ in hoa không dấu, chữ số, dấu chấm, gạch nối, như KV-III.")
            % LONGEST_CODE,
        )
    if not name or len(name) > LONGEST_NAME:
        return Refused(
            "group-name-misshapen",
            _("Tên nhóm trống hoặc dài quá %d ký tự.") % LONGEST_NAME,
            _("Ghi tên ngắn gọn, như Xã khu vực III."),
        )
    return _names_nobody(name)


def decision_fits(decision: str) -> Decision:
    """Whether a text can be the decision by which units belong to a group."""
    if not decision or len(decision) > LONGEST_DECISION:
        return Refused(
            "decision-misshapen",
            _("Chưa có quyết định, hoặc dài quá %d ký tự.") % LONGEST_DECISION,
            _("Ghi số, ký hiệu và ngày của quyết định."),
        )
    return _names_nobody(decision)


def faults_of_members(
    group_id: int, sort: str, days: Validity, units: Sequence[Candidate], belongings: Sequence[Belonging]
) -> tuple[list[MemberFault], list[Candidate]]:
    """Why units cannot belong to the group in these days; and those that would be new in it.

    A unit that belongs to the group on all these days already is neither.
    """
    of_unit: dict[int, list[Belonging]] = {}
    for each in belongings:
        of_unit.setdefault(each.unit_id, []).append(each)
    faults: list[MemberFault] = []
    new: list[Candidate] = []
    for unit in units:
        if not unit.days.holds_on(days.since):
            faults.append(
                MemberFault(
                    unit.code,
                    _("Ngày %(day)s chưa có, hoặc không còn, %(unit)s (%(days)s).")
                    % {"day": format_date(days.since), "unit": unit.name, "days": unit.days},
                    _("Chọn một ngày trong thời gian ấy, hoặc bỏ đơn vị này ra khỏi danh sách."),
                )
            )
            continue
        there = of_unit.get(unit.id, [])
        if any(each.group_id == group_id and each.days.covers(days) for each in there):
            continue
        clash = next(
            (each for each in there if _excludes(each, group_id, sort) and each.days.overlaps(days)), None
        )
        if clash is None:
            new.append(unit)
        else:
            faults.append(
                MemberFault(
                    unit.code,
                    _("%(unit)s thuộc nhóm %(group)s %(days)s.")
                    % {"unit": unit.name, "group": clash.group_name, "days": clash.days},
                    _("Đưa đơn vị ra khỏi nhóm ấy trước, hoặc chọn khoảng thời gian khác.")
                    if clash.group_id == group_id
                    else _("Một đơn vị chỉ thuộc một khu vực trong một ngày: đưa ra khỏi nhóm ấy trước."),
                )
            )
    return faults, new


def unknown_codes(codes: Sequence[str], found: Mapping[str, object]) -> list[MemberFault]:
    """A fault for every code that no unit within reach bears."""
    return [
        MemberFault(
            code[:30],
            _("Không có đơn vị mang mã “%s” trong phạm vi của nhóm.") % code[:30],
            _("Tra mã ở trang đơn vị. Mã xã có 5 chữ số, kể cả số 0 ở đầu."),
        )
        for code in codes
        if code not in found
    ]


def may_leave(day: date, belongings: Mapping[int, Validity], chosen: int) -> Decision:
    """Whether units that belong to a group for these days may leave it on ``day``, of ``chosen`` that were named."""
    if len(belongings) < chosen:
        return Refused(
            "not-in-the-group",
            _("Ngày %s có đơn vị được chọn không thuộc nhóm.") % format_date(day),
            _("Xem lại nhóm theo ngày ấy rồi chọn lại."),
        )
    begun = [days.since for days in belongings.values() if days.since >= day]
    if begun:
        return Refused(
            "leaves-before-it-came",
            _("Có đơn vị vào nhóm từ ngày %s, không ra trước hoặc trong ngày ấy được.")
            % format_date(min(begun)),
            _("Chọn một ngày sau đó."),
        )
    return ALLOWED


def _excludes(other: Belonging, group_id: int, sort: str) -> bool:
    return other.group_id == group_id or (sort in REGIONS and other.sort in REGIONS and other.sort != sort)


def _names_nobody(text: str) -> Decision:
    if holds_a_personal_number(text) or likeness_to_a_person(text) is Likeness.CERTAIN:
        return Refused(
            "text-names-a-person",
            _("“%s” trông như có tên hoặc số giấy tờ của một người.") % text[:60],
            _("Chỉ ghi tên nhóm, số, ký hiệu và ngày của văn bản."),
        )
    return ALLOWED
