"""Report sheets for the tests of this room: an invented province, two small forms, values as the test likes them.

    sheet = sheet_of({"Xã Suối Hoa": {"teams": 12}, "Xã Đồi Chè": None})

A unit's values are by line code: a number, ``"x"`` for not applicable, nothing for missing; None is a report that did
not come. What a test does not say is as in ``GOOD``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import ADMINISTRATIVE, PeriodKind, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity, rate, total
from binhyen.foundations.validity import Validity
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    Section,
    worked_out,
)
from binhyen.publications.rules.issuing import default_issuing
from binhyen.publications.rules.sheet import (
    KeptSum,
    Reporters,
    ReportLine,
    ReportSection,
    ReportSheet,
    UnitReport,
)

Values = Mapping[str, int | str | None] | None

JANUARY = parse_period("2026-01", ADMINISTRATIVE)
AT = datetime(2026, 2, 20, 9, 30, tzinfo=VIETNAM)
PERSONS = frozenset({"members", "awarded"})
NOT_ADDED = frozenset({"kinds"})
AREAS = {"sessions": "mobilisation", "kinds": "models", "programmes": "leadership", "sites": "models"}


def _line(code: str, label: str, unit: str, kind: str = "stock", **more: Any) -> FormLine:
    indicator, _slash, option = code.partition("/")
    return FormLine(code, indicator, option, label, label, unit, unit, IndicatorKind(kind), **more)


_SESSIONS = (
    _line(
        "sessions",
        "Buổi tuyên truyền",
        "buổi",
        "flow",
        role=LineRole.TOTAL,
        parts=("sessions/launch", "sessions/dialogue"),
    ),
    _line("sessions/launch", "Hội nghị phát động", "buổi", "flow"),
    _line("sessions/dialogue", "Diễn đàn, đối thoại", "buổi", "flow"),
)

COMMUNES = FormLayout(
    "xa-thu",
    1,
    "Biểu thử của cấp xã",
    "Communes",
    "administrative",
    PeriodKind.MONTH,
    ("commune",),
    (),
    (
        Section(
            "Lực lượng",
            "Force",
            (
                _line("teams", "Tổ bảo vệ an ninh, trật tự", "tổ"),
                _line("members", "Thành viên Tổ bảo vệ an ninh, trật tự", "người"),
                _line("covered", "Thôn đã có Tổ", "thôn"),
                _line("areas", "Tổng số thôn", "thôn"),
                _line(
                    "coverage",
                    "Tỷ lệ thôn đã có Tổ",
                    "%",
                    "derived",
                    role=LineRole.RATE,
                    parts=("covered", "areas"),
                    decimals=1,
                ),
            ),
        ),
        Section("Tuyên truyền, vận động", "Mobilisation", _SESSIONS),
        Section(
            "Mô hình, khen thưởng, nguồn lực",
            "Models and resources",
            (
                _line("sites", "Điểm mô hình đang hoạt động", "điểm"),
                _line("awarded", "Cá nhân được khen thưởng", "cá nhân", "flow"),
                _line("lit_km", "Chiều dài tuyến đường được thắp sáng", "km", decimals=2),
                _line("given", "Kinh phí xã hội hóa", "đồng", "flow"),
            ),
        ),
    ),
)

BODIES = FormLayout(
    "co-quan-thu",
    1,
    "Biểu thử của cơ quan",
    "Bodies",
    "administrative",
    PeriodKind.MONTH,
    ("body",),
    (),
    (
        Section("Tuyên truyền do cơ quan chủ trì", "Mobilisation", _SESSIONS),
        Section(
            "Phối hợp (ghi “x” nếu không có)",
            "Coordination",
            (
                _line("kinds", "Loại mô hình đang duy trì trong toàn tỉnh", "loại"),
                _line("programmes", "Chương trình phối hợp còn hiệu lực", "chương trình"),
            ),
        ),
    ),
)

GOOD: dict[str, int | str | None] = {
    "teams": 12,
    "members": 36,
    "covered": 11,
    "areas": 12,
    "sessions/launch": 1,
    "sessions/dialogue": 2,
    "sites": 7,
    "awarded": 6,
    "lit_km": "2.5",
    "given": 15_000_000,
}
GOOD_BODY: dict[str, int | str | None] = {
    "sessions/launch": 4,
    "sessions/dialogue": 0,
    "kinds": "x",
    "programmes": 2,
}


def sections_of(layout: FormLayout) -> tuple[ReportSection, ...]:
    return tuple(
        ReportSection(
            section.title,
            tuple(
                ReportLine(
                    line,
                    AREAS.get(line.indicator, "forces"),
                    line.indicator not in NOT_ADDED,
                    line.indicator in PERSONS,
                )
                for line in section.lines
            ),
        )
        for section in layout.sections
    )


def figures(layout: FormLayout, values: Mapping[str, int | str | None]) -> dict[str, Figure]:
    """Every line of the form, worked out where it is not filled in."""
    inputs: dict[str, Figure] = {}
    for line in layout.inputs:
        value = values.get(line.code)
        inputs[line.code] = (
            Absence.MISSING
            if value is None
            else Absence.NOT_APPLICABLE
            if value == "x"
            else Quantity(Decimal(value), line.unit)
        )
    return inputs | worked_out(layout, inputs)


def reporters_of(
    layout: FormLayout,
    good: Mapping[str, int | str | None],
    units: Mapping[str, Values],
    earlier: Mapping[str, Values],
    late: tuple[str, ...] = (),
    lives: Mapping[str, Validity] | None = None,
) -> Reporters:
    apart = "body" in layout.levels
    reports = []
    for at, (name, values) in enumerate(units.items(), start=1):
        before = earlier.get(name, {})
        reports.append(
            UnitReport(
                unit_id=at + (1000 if apart else 0),
                code=f"{'CQ' if apart else 'X'}{at:03}",
                name=name,
                figures=None if values is None else figures(layout, {**good, **values}),
                earlier=None if before is None else figures(layout, {**good, **before}),
                late=name in late,
                state="" if values is not None else "chưa gửi",
                lives=(lives or {}).get(name),
                accepted=int(values is not None),
                absent={} if values is not None else {"chưa gửi": 1},
            )
        )
    words = "cơ quan, tổ chức cấp tỉnh" if apart else "xã, phường"
    return Reporters(layout.data_set, words, apart, sections_of(layout), tuple(reports))


def kept_sums(reporters: tuple[Reporters, ...]) -> dict[tuple[str, str], KeptSum]:
    """Sums by form and line, reckoned plainly."""
    found = {}
    for each in reporters:
        layout = COMMUNES if each.form == COMMUNES.data_set else BODIES
        accepted = [report.figures for report in each.reports if report.figures is not None]
        inputs = {
            line.code: total(
                (report.figures or {}).get(line.code, Absence.MISSING) for report in each.reports
            )
            for line in layout.inputs
        }
        for line in layout.lines:
            if line.role is LineRole.INPUT:
                come = inputs[line.code]
            elif line.role is LineRole.TOTAL:
                come = total(inputs[part].figure for part in line.parts)
            else:
                above, below = line.parts
                come = rate(
                    [(report.figures or {}).get(above, Absence.MISSING) for report in each.reports],
                    [(report.figures or {}).get(below, Absence.MISSING) for report in each.reports],
                    line.per,
                )
            complete = len(accepted) == len(each.reports)
            standing = "đã duyệt đủ" if complete else "tạm tính"
            counted = len(accepted) if line.role is LineRole.TOTAL else come.counted
            found[each.form, line.code] = KeptSum(come.figure, counted, len(each.reports), standing)
    return found


def sheet_of(
    communes: Mapping[str, Values],
    bodies: Mapping[str, Values] | None = None,
    *,
    earlier: Mapping[str, Values] | None = None,
    last_known: Mapping[str, tuple[int, int]] | None = None,
    late: tuple[str, ...] = (),
    lives: Mapping[str, Validity] | None = None,
    demonstration: bool = False,
) -> ReportSheet:
    """The report sheet of the invented province. ``earlier``: last month's values, as in ``GOOD`` where unsaid;
    ``last_known``: the total with last known values and the units it takes along, by line."""
    before = earlier or {}
    reporters = (reporters_of(COMMUNES, GOOD, communes, before, late, lives),)
    if bodies is not None:
        reporters += (reporters_of(BODIES, GOOD_BODY, bodies, before, late, lives),)
    by_form = kept_sums(reporters)
    sums: dict[str, KeptSum] = {}
    for code in dict.fromkeys(code for _form, code in by_form):
        parts = [kept for (_form, line), kept in by_form.items() if line == code]
        stated = [kept.figure for kept in parts if isinstance(kept.figure, Quantity)]
        known, carried = (last_known or {}).get(code, (None, 0))
        sums[code] = KeptSum(
            total(stated).figure if len(parts) > 1 and stated else parts[0].figure,
            sum(kept.counted for kept in parts),
            sum(kept.expected for kept in parts),
            "tạm tính" if any(kept.standing == "tạm tính" for kept in parts) else "đã duyệt đủ",
            None if known is None else Decimal(known),
            carried,
        )
    return ReportSheet(
        unit_name="Tỉnh Bạch Mã",
        unit_code="T1",
        period=JANUARY,
        reporters=reporters,
        sums=sums,
        sums_by_form=by_form,
        issuing=default_issuing("province", "Tỉnh Bạch Mã", "Bạch Mã", "Cả nước"),
        composed_at=AT,
        demonstration=demonstration,
        compared=JANUARY.previous(),
    )


SIX = {
    "Xã Bãi Ngọc": {"awarded": 3, "lit_km": "12.25"},
    "Xã Cầu Đá": {"teams": 0, "members": 0, "covered": 0, "sessions/launch": 0, "sessions/dialogue": 0},
    "Xã Đồi Chè": None,
    "Phường Hoa Lư": {"awarded": 11, "given": 1_250_000_000},
    "Xã Suối Hoa": {"sites": 9, "sessions/dialogue": 5},
    "Xã Vân Sơn": {"areas": "x", "covered": "x", "lit_km": None},
}
THREE_BODIES = {
    "Công an tỉnh Bạch Mã": {"kinds": 38},
    "Hội Phụ nữ tỉnh Bạch Mã": {"sessions/launch": 6},
    "Sở Tư pháp tỉnh Bạch Mã": None,
}


def golden() -> ReportSheet:
    """One province with everything that a report may have to say."""
    return sheet_of(
        SIX,
        THREE_BODIES,
        earlier={
            "Xã Suối Hoa": {"sites": 4, "teams": 10},
            "Xã Vân Sơn": None,
            "Xã Bãi Ngọc": {"lit_km": "10"},
        },
        last_known={"teams": (60, 1), "sites": (44, 1), "members": (180, 1)},
        late=("Phường Hoa Lư",),
        lives={"Xã Vân Sơn": Validity(date(2026, 1, 1))},
        demonstration=True,
    )
