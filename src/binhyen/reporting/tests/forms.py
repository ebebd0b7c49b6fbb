"""A small form for the tests of this room: a few lines of every kind, one check, one rate."""

from __future__ import annotations

from datetime import date

from binhyen.foundations.clock import now
from binhyen.foundations.periods import PeriodKind
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine, Regime
from binhyen.indicators.values import (
    Check,
    Comparison,
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    Section,
    Term,
)

FORM = "thu-thang"


def line(code: str, kind: IndicatorKind = IndicatorKind.STOCK, unit: str = "tổ", **more: object) -> FormLine:
    indicator, _slash, option = code.partition("/")
    return FormLine(code, indicator, option, f"Số {code}", f"Number {code}", unit, unit, kind, **more)  # type: ignore[arg-type]


LAYOUT = FormLayout(
    data_set=FORM,
    version=1,
    name="Biểu thử",
    name_en="Form of the tests",
    calendar="administrative",
    period_kind=PeriodKind.MONTH,
    levels=("commune",),
    kinds=(),
    sections=(
        Section(
            "Lực lượng",
            "Forces",
            (
                line("teams"),
                line("members", unit="người"),
                line("areas", unit="thôn"),
                line(
                    "teams_per_area",
                    IndicatorKind.DERIVED,
                    "%",
                    role=LineRole.RATE,
                    parts=("teams", "areas"),
                    decimals=1,
                ),
            ),
        ),
        Section(
            "Hoạt động",
            "Activities",
            (
                line(
                    "sessions",
                    IndicatorKind.FLOW,
                    "buổi",
                    role=LineRole.TOTAL,
                    parts=("sessions/a", "sessions/b"),
                ),
                line("sessions/a", IndicatorKind.FLOW, "buổi"),
                line("sessions/b", IndicatorKind.FLOW, "buổi"),
                line("model_kinds", unit="loại"),
                line("length_km", unit="km", decimals=1),
            ),
        ),
    ),
    checks=(
        Check(
            "two-of-a-team",
            (Term("members"),),
            Comparison.AT_LEAST,
            (Term("teams", 2),),
            "Mỗi tổ có ít nhất hai thành viên.",
            "Every team has at least two members.",
        ),
    ),
)


def lay_form(layout: FormLayout = LAYOUT, days: int = 3) -> DataSet:
    """Write the form, its lines and its regime: so many working days after the cut-off, a local rule."""
    data_set = DataSet.objects.create(
        code=layout.data_set, calendar=layout.calendar, period_kind=layout.period_kind
    )
    indicators: dict[str, Indicator] = {}
    lines: dict[str, IndicatorLine] = {}
    for each in layout.lines:
        indicator = (
            indicators.get(each.indicator)
            or Indicator.objects.filter(code=each.indicator).first()
            or Indicator.objects.create(
                code=each.indicator, version=1, definition={}, valid_from=date(2025, 6, 15)
            )
        )
        indicators[each.indicator] = indicator
        if each.role is not LineRole.TOTAL:
            lines[each.code] = IndicatorLine.objects.get_or_create(
                code=each.code, defaults={"indicator": indicator, "option": each.option}
            )[0]
    DataSetVersion.objects.create(
        data_set=data_set,
        number=layout.version,
        content=layout.as_json(),
        layout_hash=layout.layout_hash,
        lines=[lines[each.code].pk for each in layout.kept],
        adds=[each.code != "model_kinds" for each in layout.kept],
        rates=[
            [lines[each.code].pk, layout.position[each.parts[0]], layout.position[each.parts[1]]]
            for each in layout.lines
            if each.role is LineRole.RATE
        ],
        valid_from=date(2025, 6, 15),
        published_at=now(),
    )
    for level in layout.levels:
        Regime.objects.create(
            data_set=data_set,
            level=level,
            deadline={"rule": "working-days-after", "count": days},
            basis="Quy chế báo cáo thử",
            local_rule=True,
            valid_from=date(2025, 1, 1),
        )
    return data_set
