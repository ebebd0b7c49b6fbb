"""Four gates that every figure passes, whichever way it comes: access, keys, timeliness, values.

They are asked in this order; a later one is not asked where an earlier refused. The first lies in
``permissions.py``, since it asks the actor; the other three are pure and stand here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.values import Check, FormLayout, FormLine, LineRole, broken
from binhyen.reporting.rules.asking import may_begin
from binhyen.reporting.rules.carrying import Carried
from binhyen.reporting.rules.states import State, may_step
from binhyen.reporting.rules.values import Document

LONGEST_NOTE = 300
LARGEST = Decimal(10) ** 15
"""No count of this movement is near it; a value beyond it is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """One value that cannot be taken."""

    line: str
    code: str
    sentence: str
    remedy: str


def keys_gate(
    layout: FormLayout,
    lines: Iterable[str],
    *,
    handed_out: Collection[str] = (),
    takes_differences: bool = False,
) -> list[LineFault]:
    """Second gate: every line is one of the form's, and one that is filled in here rather than worked out.

    ``handed_out`` are the codes of lines that a body of the unit fills in. A line that shorter reports add up to takes
    a difference, and only where a person states it (``takes_differences``).
    """
    faults = []
    for code in lines:
        line = layout.by_code.get(code)
        if line is None:
            faults.append(
                LineFault(
                    code,
                    "unknown-line",
                    _("Biểu không có dòng “%(line)s”.") % {"line": code},
                    _("Dùng đúng mã chỉ tiêu và mã phân tổ của biểu."),
                )
            )
        elif code in handed_out:
            faults.append(
                LineFault(
                    code,
                    "others-line",
                    _("“%(label)s” thuộc phần do cơ quan khác của đơn vị điền.") % {"label": line.label},
                    _("Sửa ở phần của cơ quan đó."),
                )
            )
        elif line.role is LineRole.CARRIED and not takes_differences:
            faults.append(
                LineFault(
                    code,
                    "carried-line",
                    _("“%(label)s” được cộng từ các báo cáo kỳ ngắn hơn, không nhập.")
                    % {"label": line.label},
                    _("Nếu cần khác đi, ghi chênh lệch và lý do trên trang báo cáo."),
                )
            )
        elif not line.is_kept:
            faults.append(
                LineFault(
                    code,
                    "computed-line",
                    _("“%(label)s” do chương trình tính, không nhập.") % {"label": line.label},
                    _("Chỉ nhập các dòng thành phần."),
                )
            )
    return faults


def timeliness_gate(*, closed: bool, state: str, period_label: str) -> Decision:
    """Third gate: the period has not been locked, and the report is one that its unit may still change.

    The clock closes nothing: after the deadline a report is taken and marked late.
    """
    if closed:
        return Refused(
            "period-locked",
            _("%(period)s đã khoá nên không nhận số liệu nữa.") % {"period": period_label.capitalize()},
            _("Nhờ đơn vị nhận báo cáo điều chỉnh có lý do bên cạnh số cũ."),
        )
    return may_step("record", state)


def typing_gate(*, closed: bool, state: str, period_label: str) -> Decision:
    """The third gate for what a page saves by itself: a report that was handed in is not opened again by a key."""
    if state == State.SUBMITTED and not closed:
        return Refused(
            "handed-in",
            _("Báo cáo đã nộp, đang chờ duyệt nên không nhập thêm được."),
            _("Bấm “Rút lại để sửa” ở trang báo cáo rồi nhập tiếp."),
        )
    return timeliness_gate(closed=closed, state=state, period_label=period_label)


def values_gate(layout: FormLayout, figures: Mapping[str, Figure]) -> list[LineFault]:
    """Fourth gate: each number is one that its line can have. Lines are known to be inputs of the form."""
    faults = []
    for code, figure in figures.items():
        if isinstance(figure, Quantity):
            fault = _fault_of(layout.by_code[code], figure.value)
            if fault is not None:
                faults.append(fault)
    return faults


def _fault_of(line: FormLine, value: Decimal) -> LineFault | None:
    places = -min(int(value.as_tuple().exponent), 0)
    if line.role is LineRole.CARRIED:
        value = abs(value)  # a difference may lie on either side
    if places > line.decimals:  # zeros behind the comma say nothing
        places = -min(int(value.normalize().as_tuple().exponent), 0)
    if 0 <= value < LARGEST and places <= line.decimals and not (line.is_percent and value > 100):
        return None
    number = format_number(value)
    if value < 0:
        return LineFault(
            line.code,
            "negative",
            _("%(number)s là số âm.") % {"number": number},
            _("Số %(unit)s không âm.") % {"unit": line.unit},
        )
    if value >= LARGEST:
        return LineFault(
            line.code,
            "too-large",
            _("%(number)s là quá lớn.") % {"number": number},
            _("Kiểm tra lại số chữ số."),
        )
    if line.is_percent and value > 100:
        return LineFault(
            line.code,
            "over-100",
            _("%(number)s%% lớn hơn 100%%.") % {"number": number},
            _("Tỷ lệ phải từ 0 đến 100."),
        )
    if line.decimals == 0:
        return LineFault(
            line.code,
            "not-whole",
            _("%(number)s không phải số nguyên.") % {"number": number},
            _("Số %(unit)s phải là số nguyên không âm.") % {"unit": line.unit},
        )
    return LineFault(
        line.code,
        "too-many-decimals",
        _("%(number)s có quá %(most)s chữ số sau dấu phẩy.") % {"number": number, "most": line.decimals},
        _("Làm tròn đến %(most)s chữ số sau dấu phẩy.") % {"most": line.decimals},
    )


def notes_gate(layout: FormLayout, notes: Mapping[str, str]) -> list[LineFault]:
    """Notes stand at lines of the form and are short."""
    faults = []
    for code, note in notes.items():
        if code not in layout.by_code:
            faults.extend(keys_gate(layout, [code]))
        elif len(note) > LONGEST_NOTE:
            faults.append(
                LineFault(
                    code,
                    "note-too-long",
                    _("Giải trình dài quá %(most)s ký tự.") % {"most": LONGEST_NOTE},
                    _("Viết ngắn lại, không ghi tên người."),
                )
            )
    return faults


def unexplained(
    layout: FormLayout, figures: Mapping[str, Figure], notes: Mapping[str, str]
) -> tuple[Check, ...]:
    """The checks that do not hold and that no note at one of their lines explains."""
    return tuple(
        check
        for check in broken(layout, figures)
        if not any(notes.get(code, "").strip() for code in check.lines)
    )


def submitting_gate(
    layout: FormLayout,
    document: Document,
    notes: Mapping[str, str],
    *,
    last_day: date,
    today: date,
    carried: Mapping[str, Carried] = MappingProxyType({}),
    asked_from: date | None = None,
) -> Decision:
    """What must hold before handing in: the period is over, something is said, checks hold or are explained, and so is
    every difference from what shorter reports add up to.

    ``asked_from`` is the first day of a report that a desk asked for: its deadline may come before its days are over.
    """
    if asked_from is not None:
        begun = may_begin(asked_from, today)
        if isinstance(begun, Refused):
            return begun
    elif today <= last_day:
        return Refused(
            "period-not-over",
            _("Kỳ báo cáo đến hết ngày %(day)s mới kết thúc.") % {"day": format_date(last_day)},
            _("Lưu nháp và nộp sau ngày đó."),
        )
    kept = document.kept_figures(layout)
    if all(kept[line.code] is Absence.MISSING for line in layout.inputs):
        return Refused(
            "empty-report",
            _("Báo cáo chưa có số liệu nào."),
            _("Điền số liệu, ghi 0 nếu không có, “x” nếu không áp dụng."),
        )
    differing = [
        line
        for line in layout.carried
        if isinstance(difference := kept[line.code], Quantity)
        and difference.value
        and not notes.get(line.code, "").strip()
    ]
    if differing:
        return Refused(
            "difference-unexplained",
            _("“%(label)s” khác tổng các báo cáo kỳ ngắn hơn mà chưa ghi lý do.")
            % {"label": differing[0].label},
            _("Ghi lý do ở dòng đó, hoặc bỏ chênh lệch."),
        )
    left = unexplained(layout, document.figures(layout, carried), notes)
    if left:
        return Refused(
            "check-unexplained",
            " ".join(check.sentence for check in left),
            _("Sửa số liệu, hoặc ghi giải trình ở một trong các dòng liên quan."),
        )
    return ALLOWED
