"""What fields and values of the catalogue are called when somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.rules.definitions import (
    Check,
    Clearance,
    Handling,
    IndicatorKind,
    LineRole,
    MeaningChange,
    OverTime,
    OverUnits,
    Source,
    Term,
)
from binhyen.indicators.rules.differing import Difference, FieldChange, FormChange

NOTHING = "—"


def difference_in_lines(difference: Difference) -> list[str]:
    """What a load would do, one line of text each; what is inside a form or an indicator stands indented below it."""
    lines: list[str] = []
    for form in difference.forms:
        lines.append(_form_line(form))
        lines += [f"  {told}" for told in _inside(form)]
    lines += [_("Biểu ngừng dùng: %(code)s") % {"code": each.data_set} for each in difference.ended_forms]
    lines += [_("Chỉ tiêu thêm: %(code)s") % {"code": each.code} for each in difference.added]
    for changed in difference.changed:
        lines.append(_("Chỉ tiêu sửa: %(code)s") % {"code": changed.definition.code})
        lines += [f"  {change_in_words(each)}" for each in changed.changes]
    lines += [_("Chỉ tiêu ngừng dùng: %(code)s") % {"code": each.code} for each in difference.ended]
    for regime in difference.regimes:
        place = " ".join(filter(None, (regime.regime.form, regime.regime.level, regime.regime.province_code)))
        lines.append(
            _("Thời hạn %(place)s từ %(day)s: %(deadline)s")
            % {
                "place": place,
                "day": format_date(regime.regime.valid_from),
                "deadline": deadline_in_words(regime.regime.deadline_content),
            }
        )
        lines += [f"  {change_in_words(each)}" for each in regime.changes]
    return lines


def _form_line(form: FormChange) -> str:
    told = {"code": form.layout.data_set, "number": form.number, "before": form.before}
    if form.before is None:
        return _("Biểu mới: %(code)s v%(number)s") % told
    if form.before == form.number:
        return _("Biểu khác bản đã ban hành: %(code)s v%(number)s") % told
    return _("Biểu: %(code)s v%(before)s → v%(number)s") % told


def _inside(form: FormChange) -> Iterator[str]:
    yield from (change_in_words(each) for each in form.changes)
    if form.before is not None:
        yield from (_("thêm dòng %(code)s") % {"code": line.code} for line in form.added)
    yield from (_("bỏ dòng %(code)s") % {"code": line.code} for line in form.removed)
    yield from (_("chuyển dòng %(code)s") % {"code": line.code} for line in form.moved)
    for changed in form.changed:
        yield from (f"{changed.line.code}: {change_in_words(each)}" for each in changed.changes)
    for check in form.checks:
        code = (check.new or check.old).code  # type: ignore[union-attr]
        what = _("thêm") if check.old is None else _("bỏ") if check.new is None else _("sửa")
        yield _("%(what)s phép kiểm tra %(code)s") % {"what": what, "code": code}


def change_in_words(change: FieldChange) -> str:
    """*Tên: Tổ cũ → Tổ mới*."""
    return f"{field_name(change.name)}: {value_in_words(change.old)} → {value_in_words(change.new)}"


def field_name(name: str) -> str:
    """What a field is called: *Tên*; the name itself for a field that nobody reads."""
    return {
        "family": _("Nhóm trong từ vựng chung"),
        "area": _("Mảng công tác"),
        "name": _("Tên"),
        "name_en": _("Tên tiếng Anh"),
        "label": _("Tên dòng"),
        "label_en": _("Tên dòng tiếng Anh"),
        "definition": _("Định nghĩa"),
        "definition_en": _("Định nghĩa tiếng Anh"),
        "unit": _("Đơn vị tính"),
        "unit_en": _("Đơn vị tính tiếng Anh"),
        "kind": _("Loại số"),
        "over_units": _("Cộng theo đơn vị"),
        "over_time": _("Cộng theo thời gian"),
        "calendar": _("Lịch"),
        "home_period": _("Kỳ ghi số"),
        "home": _("Kỳ ghi số"),
        "lowest_level": _("Cấp ghi số thấp nhất"),
        "source": _("Nguồn số"),
        "category": _("Phân tổ"),
        "decimals": _("Số chữ số thập phân"),
        "numerator": _("Tử số"),
        "denominator": _("Mẫu số"),
        "parts": _("Tính từ"),
        "per": _("Nhân với"),
        "clearance": _("Ai được đọc"),
        "clearance_decided_by": _("Người quyết định việc đọc"),
        "clearance_decided_on": _("Ngày quyết định việc đọc"),
        "handling": _("Cách xử lý"),
        "synonyms": _("Tên gọi khác"),
        "changed": _("Đổi cách tính"),
        "valid_from": _("Có hiệu lực từ"),
        "valid_until": _("Ngừng dùng từ"),
        "role": _("Cách có số"),
        "body": _("Cơ quan điền"),
        "levels": _("Cấp báo cáo"),
        "kinds": _("Loại đơn vị"),
        "under": _("Cấp trên trực tiếp"),
        "deadline": _("Thời hạn"),
        "basis": _("Căn cứ"),
        "local_rule": _("Quy định của địa phương"),
        "is_percent": _("Là tỷ lệ phần trăm"),
        "indent": _("Thụt dòng"),
    }.get(name, name)


def value_in_words(value: Any) -> str:
    """A value as it is read: days in digits, words for what is chosen from a list, a dash for nothing."""
    match value:
        case bool():
            return _("có") if value else _("không")
        case None | "" | () | frozenset() if not value:
            return NOTHING
        case Enum():
            return str(_CHOICES.get(type(value), {}).get(value) or getattr(value, "label", value.value))
        case date():
            return format_date(value)
        case MeaningChange():
            return f"{format_date(value.from_day)}: {value.what}"
        case int():
            return format_number(value)
        case frozenset():
            return ", ".join(sorted(value_in_words(each) for each in value))
        case tuple() | list():
            return ", ".join(value_in_words(each) for each in value)
        case Mapping():
            return deadline_in_words(value)
        case _:
            return str(value)


def deadline_in_words(content: Mapping[str, Any]) -> str:
    """A deadline as it is written: *03 ngày làm việc sau khi hết kỳ*."""
    if content.get("rule") == "working-days-after":
        return _("%(count)s ngày làm việc sau khi hết kỳ") % {"count": f"{content['count']:02}"}
    months = content.get("months_later", 0)
    sentence = (
        _("ngày %(day)s của tháng thứ %(months)s sau tháng hết kỳ")
        if months
        else _("ngày %(day)s của tháng hết kỳ")
    ) % {"day": f"{content.get('day', 0):02}", "months": months}
    if content.get("move_to_working_day", True):
        sentence += _(", gặp ngày nghỉ thì lùi sang ngày làm việc kế tiếp")
    return sentence


def check_in_words(check: Check) -> str:
    """The relation itself, by codes: ``a + 2 × b ≥ c``."""
    sign = {"<=": "≤", ">=": "≥", "=": "="}[check.comparison]
    return f"{_side(check.left)} {sign} {_side(check.right)}"


def _side(terms: tuple[Term, ...]) -> str:
    return (
        " + ".join(term.line if term.times == 1 else f"{term.times} × {term.line}" for term in terms) or "0"
    )


_CHOICES: Mapping[type[Enum], Mapping[Any, Any]] = {
    IndicatorKind: {
        IndicatorKind.STOCK: gettext_lazy("số hiện có"),
        IndicatorKind.FLOW: gettext_lazy("số phát sinh trong kỳ"),
        IndicatorKind.YEARLY_STATE: gettext_lazy("kết quả của năm"),
        IndicatorKind.DERIVED: gettext_lazy("tính từ chỉ tiêu khác"),
    },
    OverUnits: {
        OverUnits.SUM: gettext_lazy("cộng"),
        OverUnits.NONE: gettext_lazy("không cộng"),
        OverUnits.PARTS: gettext_lazy("tính lại từ tử số và mẫu số"),
    },
    OverTime: {
        OverTime.SUM: gettext_lazy("cộng các kỳ"),
        OverTime.LAST: gettext_lazy("lấy kỳ cuối"),
        OverTime.NONE: gettext_lazy("không cộng"),
        OverTime.PARTS: gettext_lazy("tính lại từ tử số và mẫu số"),
    },
    Source: {
        Source.ENTERED: gettext_lazy("nhập"),
        Source.COMPUTED: gettext_lazy("tính"),
        Source.REGISTER: gettext_lazy("từ sổ theo dõi"),
    },
    Clearance: {
        Clearance.INTERNAL: gettext_lazy("nội bộ"),
        Clearance.UNIT_AND_ABOVE: gettext_lazy("đơn vị và cấp trên"),
        Clearance.PUBLIC: gettext_lazy("công khai"),
    },
    Handling: {
        Handling.NO_RANK: gettext_lazy("không xếp hạng"),
        Handling.NO_TARGET: gettext_lazy("không giao chỉ tiêu"),
        Handling.NO_SCORE: gettext_lazy("không tính điểm"),
        Handling.NO_MAP: gettext_lazy("không vẽ bản đồ"),
        Handling.PERSONS: gettext_lazy("đếm người"),
    },
    LineRole: {
        LineRole.INPUT: gettext_lazy("nhập"),
        LineRole.CARRIED: gettext_lazy("lấy từ báo cáo kỳ ngắn hơn"),
        LineRole.TOTAL: gettext_lazy("tổng của các dòng"),
        LineRole.RATE: gettext_lazy("tỷ lệ của hai dòng"),
    },
}
