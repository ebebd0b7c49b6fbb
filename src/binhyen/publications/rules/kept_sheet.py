"""How is a report sheet kept, and read back from what was kept, without losing anything?

Numbers are kept as text, since they are exact. A figure is its number, ``null`` where it is missing, ``"x"`` where it
does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from binhyen.foundations.periods import Period, PeriodKind, calendar_of, parse_period
from binhyen.foundations.quantities import Absence, Figure, Precision, Quantity
from binhyen.foundations.validity import Validity
from binhyen.indicators.values import FormLine, Handling, IndicatorKind, LineRole
from binhyen.machinery.formats.charts.values import Chart, ChartBreak, ChartKind, Reading, ReadingMark
from binhyen.publications.rules.issuing import Issuing
from binhyen.publications.rules.sheet import (
    FormerFigure,
    HeldMark,
    KeptSum,
    PictureOf,
    Reporters,
    ReportLine,
    ReportSection,
    ReportSheet,
    Territory,
    UnitReport,
    WeakUnits,
)

_NOT_APPLICABLE = "x"


def as_json(sheet: ReportSheet) -> dict[str, Any]:
    """Plain values; read back by ``read``."""
    return {
        "unit_name": sheet.unit_name,
        "unit_code": sheet.unit_code,
        "period": _period(sheet.period),
        "compared": None if sheet.compared is None else _period(sheet.compared),
        "reporters": [_reporters(each) for each in sheet.reporters],
        "sums": {line: _sum(kept) for line, kept in sheet.sums.items()},
        "sums_by_form": [[form, line, _sum(kept)] for (form, line), kept in sheet.sums_by_form.items()],
        "issuing": asdict(sheet.issuing),
        "composed_at": sheet.composed_at.isoformat(),
        "demonstration": sheet.demonstration,
        "pictures": [_picture(each) for each in sheet.pictures],
        "weak": None if sheet.weak is None else asdict(sheet.weak),
        "next_due": None if sheet.next_due is None else sheet.next_due.isoformat(),
        "held": [list(astuple(each)) for each in sheet.held],
        "territory": None if sheet.territory is None else _territory(sheet.territory),
    }


def read(kept: Mapping[str, Any]) -> ReportSheet:
    """The report sheet as it was."""
    return ReportSheet(
        unit_name=kept["unit_name"],
        unit_code=kept["unit_code"],
        period=_read_period(kept["period"]),
        compared=_read_period(kept["compared"]) if kept["compared"] else None,
        reporters=tuple(map(_read_reporters, kept["reporters"])),
        sums={line: _read_sum(each) for line, each in kept["sums"].items()},
        sums_by_form={(form, line): _read_sum(each) for form, line, each in kept["sums_by_form"]},
        issuing=_read_issuing(kept["issuing"]),
        composed_at=datetime.fromisoformat(kept["composed_at"]),
        demonstration=kept["demonstration"],
        pictures=tuple(map(_read_picture, kept["pictures"])),
        weak=_read_weak(kept["weak"]) if kept["weak"] else None,
        next_due=date.fromisoformat(kept["next_due"]) if kept["next_due"] else None,
        held=tuple(HeldMark(*each) for each in kept.get("held", ())),
        territory=_read_territory(kept["territory"]) if kept.get("territory") else None,
    )


# Periods, figures, sums


def _period(period: Period) -> list[str]:
    return [period.calendar.id, period.code]


def _read_period(kept: list[str]) -> Period:
    calendar, code = kept
    return parse_period(code, calendar_of(calendar))


def _figure(figure: Figure) -> Any:
    if isinstance(figure, Absence):
        return _NOT_APPLICABLE if figure is Absence.NOT_APPLICABLE else None
    if figure.precision is Precision.EXACT:
        return [str(figure.value), figure.unit]
    return [str(figure.value), figure.unit, str(figure.precision)]


def _read_figure(kept: Any) -> Figure:
    if kept is None:
        return Absence.MISSING
    if kept == _NOT_APPLICABLE:
        return Absence.NOT_APPLICABLE
    value, unit, *precision = kept
    return Quantity(Decimal(value), unit, *map(Precision, precision))


def _figures(figures: Mapping[str, Figure] | None) -> dict[str, Any] | None:
    return None if figures is None else {line: _figure(each) for line, each in figures.items()}


def _read_figures(kept: Mapping[str, Any] | None) -> dict[str, Figure] | None:
    return None if kept is None else {line: _read_figure(each) for line, each in kept.items()}


def _sum(kept: KeptSum) -> dict[str, Any]:
    found = {field.name: getattr(kept, field.name) for field in fields(kept)}
    known = kept.with_last_known
    return found | {
        "figure": _figure(kept.figure),
        "with_last_known": None if known is None else str(known),
        "estimated": str(kept.estimated),
        "apart": list(kept.apart),
    }


def _read_sum(kept: Mapping[str, Any]) -> KeptSum:
    known = kept["with_last_known"]
    return KeptSum(
        **{
            **kept,
            "figure": _read_figure(kept["figure"]),
            "with_last_known": None if known is None else Decimal(known),
            "estimated": Decimal(kept.get("estimated", 0)),
            "apart": tuple(kept.get("apart", ())),
        }
    )


# Reporters


def _reporters(each: Reporters) -> dict[str, Any]:
    return {
        "form": each.form,
        "words": each.words,
        "apart": each.apart,
        "own": each.own,
        "kind": str(each.kind),
        "unopened": list(each.unopened),
        "owners": each.owners,
        "sections": [[section.title, list(map(_line, section.lines))] for section in each.sections],
        "reports": list(map(_report, each.reports)),
    }


def _read_reporters(kept: Mapping[str, Any]) -> Reporters:
    return Reporters(
        form=kept["form"],
        words=kept["words"],
        apart=kept["apart"],
        own=kept["own"],
        kind=PeriodKind(kept["kind"]),
        unopened=tuple(kept["unopened"]),
        owners=kept["owners"],
        sections=tuple(
            ReportSection(title, tuple(map(_read_line, lines))) for title, lines in kept["sections"]
        ),
        reports=tuple(map(_read_report, kept["reports"])),
    )


def _line(line: ReportLine) -> dict[str, Any]:
    return {
        "form": asdict(line.form),
        "area": line.area,
        "adds": line.adds,
        "counts_persons": line.counts_persons,
        "handling": sorted(line.handling),
    }


def _read_line(kept: Mapping[str, Any]) -> ReportLine:
    form = kept["form"]
    return ReportLine(
        FormLine(
            **{
                **form,
                "kind": IndicatorKind(form["kind"]),
                "role": LineRole(form["role"]),
                "parts": tuple(form["parts"]),
                "home": PeriodKind(form["home"]) if form["home"] else None,
            }
        ),
        kept["area"],
        kept["adds"],
        kept["counts_persons"],
        frozenset(map(Handling, kept["handling"])),
    )


def _report(report: UnitReport) -> dict[str, Any]:
    lives = report.lives
    found = {field.name: getattr(report, field.name) for field in fields(report)}
    return found | {
        "figures": _figures(report.figures),
        "earlier": _figures(report.earlier),
        "late": int(report.late),
        "lives": None
        if lives is None
        else [lives.since.isoformat(), lives.until and lives.until.isoformat()],
        "counts": dict(report.counts),
        "absent": dict(report.absent),
        "explained": list(report.explained),
        "due": None if report.due is None else report.due.isoformat(),
        "estimated": _numbers(report.estimated),
        "earlier_estimated": _numbers(report.earlier_estimated),
        "apart": _words(report.apart),
        "earlier_apart": _words(report.earlier_apart),
    }


def _read_report(kept: Mapping[str, Any]) -> UnitReport:
    lives = kept["lives"]
    return UnitReport(
        **{
            **kept,
            "figures": _read_figures(kept["figures"]),
            "earlier": _read_figures(kept["earlier"]),
            "lives": None
            if lives is None
            else Validity(date.fromisoformat(lives[0]), date.fromisoformat(lives[1]) if lives[1] else None),
            "explained": tuple(kept["explained"]),
            "due": date.fromisoformat(kept["due"]) if kept["due"] else None,
            "estimated": _read_numbers(kept.get("estimated")),
            "earlier_estimated": _read_numbers(kept.get("earlier_estimated")),
            "apart": _read_words(kept.get("apart")),
            "earlier_apart": _read_words(kept.get("earlier_apart")),
        }
    )


def _numbers(by_line: Mapping[str, Decimal]) -> dict[str, str]:
    return {line: str(value) for line, value in by_line.items()}


def _read_numbers(kept: Mapping[str, str] | None) -> dict[str, Decimal]:
    return {line: Decimal(value) for line, value in (kept or {}).items()}


def _words(by_line: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {line: list(words) for line, words in by_line.items()}


def _read_words(kept: Mapping[str, list[str]] | None) -> dict[str, tuple[str, ...]]:
    return {line: tuple(words) for line, words in (kept or {}).items()}


# Territory


def _territory(territory: Territory) -> dict[str, Any]:
    return {
        "code": territory.code,
        "before": {line: _sum(kept) for line, kept in territory.before.items()},
        "composed_of": territory.composed_of,
        "compared_with": territory.compared_with,
        "without": territory.without,
        "former": [_former(each) for each in territory.former],
    }


def _read_territory(kept: Mapping[str, Any]) -> Territory:
    return Territory(
        **{
            **kept,
            "before": {line: _read_sum(each) for line, each in kept["before"].items()},
            "former": tuple(map(_read_former, kept["former"])),
        }
    )


def _former(each: FormerFigure) -> dict[str, Any]:
    return asdict(each) | {
        "period": _period(each.period),
        "last_day": None if each.last_day is None else each.last_day.isoformat(),
        "value": None if each.value is None else str(each.value),
        "inside": None if each.inside is None else str(each.inside),
        "share": str(each.share),
        "why": list(each.why),
    }


def _read_former(kept: Mapping[str, Any]) -> FormerFigure:
    return FormerFigure(
        **{
            **kept,
            "period": _read_period(kept["period"]),
            "last_day": date.fromisoformat(kept["last_day"]) if kept["last_day"] else None,
            "value": None if kept["value"] is None else Decimal(kept["value"]),
            "inside": None if kept["inside"] is None else Decimal(kept["inside"]),
            "share": Fraction(kept["share"]),
            "why": tuple(kept["why"]),
        }
    )


# What stands around and beside


def _read_issuing(kept: Mapping[str, Any]) -> Issuing:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    return Issuing(**values)


def _read_weak(kept: Mapping[str, Any]) -> WeakUnits:
    return WeakUnits(**{**kept, "units": tuple((code, name, times) for code, name, times in kept["units"])})


def _picture(each: PictureOf) -> dict[str, Any]:
    chart = each.chart
    found: dict[str, Any] = {
        "line": each.line,
        "kind": str(chart.kind),
        "title": chart.title,
        "unit": chart.unit,
        "source": chart.source,
        "decimals": chart.decimals,
        "highlighted": chart.highlighted,
        "readings": [
            [
                one.label,
                None if one.value is None else str(one.value),
                str(one.mark),
                one.shown,
                code,
                name,
                *_period(period),
            ]
            for one, (code, name, period) in zip(chart.readings, each.of, strict=True)
        ],
    }
    if any(one.why for one in chart.readings):
        found["why"] = [one.why for one in chart.readings]
    if chart.breaks:
        found["breaks"] = [list(astuple(one)) for one in chart.breaks]
    return found


def _read_picture(kept: Mapping[str, Any]) -> PictureOf:
    whys = kept.get("why") or [""] * len(kept["readings"])
    readings = tuple(
        Reading(label, None if value is None else Decimal(value), ReadingMark(mark), shown, why)
        for (label, value, mark, shown, *_whose), why in zip(kept["readings"], whys, strict=True)
    )
    return PictureOf(
        kept["line"],
        Chart(
            kind=ChartKind(kept["kind"]),
            title=kept["title"],
            unit=kept["unit"],
            readings=readings,
            source=kept["source"],
            decimals=kept["decimals"],
            highlighted=kept["highlighted"],
            breaks=tuple(ChartBreak(*one) for one in kept.get("breaks", ())),
        ),
        tuple(
            (code, name, _read_period(period))
            for code, name, *period in (each[4:] for each in kept["readings"])
        ),
    )
