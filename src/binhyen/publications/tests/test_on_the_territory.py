"""Reports of a province made of two: every figure against successions and reports, each text read by eye."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import transaction

from binhyen.analytics.queries import Behind, TerritoryNote
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.indicators.values import LineRole
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.documents import compose as laid_out
from binhyen.machinery.formats.documents import docx_of
from binhyen.orgunits.queries import UnitThen, unit_of_key
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.publications.models import DocumentKind
from binhyen.publications.queries import origins_of, report_sheet_of
from binhyen.publications.queries.territory import former_units
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.composing import compose
from binhyen.publications.reports.figure_sheet import TERRITORY, figure_sheet_of
from binhyen.publications.rules.origins import Origins
from binhyen.publications.rules.printed import Meaning, Printed
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, value_of
from binhyen.publications.rules.text import EditedText
from binhyen.publications.tests.from_the_database import Rows
from binhyen.publications.tests.merged_province import (
    BINH_LAM,
    CUA_LO,
    LAM_HONG,
    LEFT_EMPTY,
    lay_merged_province,
)
from binhyen.publications.tests.on_the_map import OnTheMap
from binhyen.publications.tests.read_back import figures_in, held_against
from binhyen.publications.tests.reading_back import read_sheet
from binhyen.publications.tests.small_province import PERSONS, span
from binhyen.publications.tests.test_ten_reports import as_text

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 2, 20, 9, tzinfo=VIETNAM)
REPORTS = {
    "dia-ban-thang": (LAM_HONG, "2026-01", None),
    "dia-ban-nam": (LAM_HONG, "2025", None),
    "dia-ban-xa-co-ty-le": (BINH_LAM, "2026-01", None),
    "dia-ban-phuong-chua-biet-ty-le": (CUA_LO, "2026-01", None),
    "dia-ban-theo-bao-cao": (LAM_HONG, "2026-01", AS_REPORTED),
}
MONTH, YEAR, COMMUNE, WARD, AS_TOLD = REPORTS


@dataclass(frozen=True)
class Report:
    """One composed report with all that it was made of."""

    unit_id: int
    sheet: ReportSheet
    composed: Composed
    origins: Origins

    @property
    def words(self) -> str:
        return as_text(self.composed.document)

    @property
    def printed(self) -> dict[str, Printed]:
        return {each.key: each for each in self.composed.printed}


@dataclass(frozen=True)
class Ground:
    """All reports by name, the units by code, and what they come to by successions and reports."""

    reports: dict[str, Report]
    on_the_map: OnTheMap
    units: dict[str, int]


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: object) -> Ground:
    """Built once and rolled back; the tests read values alone."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OPERATOR):  # type: ignore[attr-defined]
        lay_merged_province()
        reports = {name: _written(name) for name in REPORTS}
        on_the_map = OnTheMap.read(Rows.read())
        transaction.set_rollback(True)
    units = {
        report.code: report.unit_id
        for each in reports.values()
        for reporters in each.sheet.reporters
        for report in reporters.reports
    }
    return Ground(reports, on_the_map, units | {reports[MONTH].sheet.unit_code: LAM_HONG})


def _written(name: str) -> Report:
    key, code, territory = REPORTS[name]
    period = span(code)
    unit = unit_of_key(OPERATOR, key, period.last_day)
    assert unit is not None
    sheet = report_sheet_of(OPERATOR, unit, period, at=AT, territory=territory)
    composed = compose(DocumentKind.REPORT, sheet, EditedText())
    origins = origins_of(OPERATOR, unit, period, sheet.reporters, sheet.compared)
    return Report(key, sheet, composed, origins)


# Texts


@pytest.mark.parametrize("name", REPORTS)
def test_the_text_is_as_it_was_read_through(ground: Ground, name: str) -> None:
    kept, words = GOLDEN / f"{name}.txt", ground.reports[name].words
    if os.environ.get("BINHYEN_UPDATE_BASELINES"):
        kept.write_text(words, encoding="utf-8")
    assert words == kept.read_text(encoding="utf-8")


def test_the_footnote_names_the_former_units(ground: Ground) -> None:
    assert (
        "Số liệu so với cùng kỳ năm trước tính trên cùng địa bàn "
        "(gồm tỉnh Sông Lam và tỉnh Núi Hồng trước ngày 01/07/2025)."
    ) in ground.reports[MONTH].words
    assert "(gồm một phần xã Đông Tây trước ngày 01/07/2025)" in ground.reports[COMMUNE].words


def test_of_more_former_units_than_are_named_no_number_is_told() -> None:
    since, until = date(2020, 1, 1), date(2025, 7, 1)

    def note(parts: list[Fraction]) -> TerritoryNote:
        units = tuple(
            Behind(at, UnitThen(at, "commune", "commune", "", f"Xã {name}", ()), share, None, since, until)
            for at, (name, share) in enumerate(zip("ABCDEFG", parts, strict=False))
        )
        return TerritoryNote(span("2025-01"), TerritoryChoice(until), units)

    whole = [Fraction(1)] * 7
    assert former_units(note(whole[:2])) == "xã A và xã B trước ngày 01/07/2025"
    assert former_units(note(whole)) == "các đơn vị trước ngày 01/07/2025"
    some = former_units(note([*whole[:6], Fraction(1, 2)]))
    assert some == "các đơn vị, có đơn vị chỉ một phần, trước ngày 01/07/2025"


def test_where_there_is_no_earlier_figure_that_is_said_with_why(ground: Ground) -> None:
    assert "do có đơn vị bị chia, chưa biết tỷ lệ" in ground.reports[WARD].words
    assert "chưa có tỉnh Lam Hồng (lập từ ngày 01/07/2025)" in ground.reports[AS_TOLD].words
    for name in (WARD, AS_TOLD):
        assert "Chưa có kỳ so sánh: tháng 01/2025" in ground.reports[name].words
        assert not [each for each in ground.reports[name].composed.printed if each.meaning is Meaning.CHANGE]


# Figures, by successions and reports


@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_is_what_successions_and_reports_come_to(ground: Ground, name: str) -> None:
    report, checked = ground.reports[name], 0
    for printed in report.composed.printed:
        if printed.meaning is Meaning.REPORTS or printed.text in ("<5", "…"):
            continue
        expected = _expected(ground, report, printed)
        if printed.meaning is Meaning.PICTURED and expected is not None:
            expected = expected.quantize(Decimal(1).scaleb(-_decimals(report, printed)), "ROUND_HALF_UP")
        assert _same(printed.value, expected), (printed.key, printed.value, expected)
        checked += 1
    assert checked > 50


def _decimals(report: Report, printed: Printed) -> int:
    """To how many places a picture draws the line."""
    return report.sheet.reporters_of(printed.indicator)[0].lines[printed.indicator].form.decimals


def _same(value: Decimal | None, expected: Decimal | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - expected) < Decimal("1e-15")


def _expected(ground: Ground, report: Report, printed: Printed) -> Decimal | None:
    code = printed.indicator + (f"/{printed.option}" if printed.option else "")
    (reporters,) = report.sheet.reporters_of(code)
    line, target = reporters.lines[code], ground.units[printed.of_code]
    match printed.meaning:
        case Meaning.CHANGE:
            return _change(ground, report, line, target)
        case Meaning.ESTIMATE:
            earlier = printed.earlier is not None
            period = report.sheet.compared if earlier else report.sheet.period
            assert period is not None
            units = _compared_units(ground, report, line, target) if earlier else [target]
            if printed.key.endswith(":rows:estimated"):
                units = _below(ground, reporters)
            return sum((_told(ground, line, period, unit)[1] for unit in units), Decimal(0))
        case Meaning.BESIDE:
            rows = [_value(ground, line, printed.period, each) for each in _below(ground, reporters)]
            whole = _value(ground, line, printed.period, target)
            assert whole is not None
            return whole - sum((each for each in rows if each is not None), Decimal(0))
    return _value(ground, line, printed.period, target)


def _below(ground: Ground, reporters: Reporters) -> list[int]:
    return [each.unit_id for each in reporters.reports]


FORMS = ("xa-thang", "xa-nam")


def _told(ground: Ground, line: ReportLine, period: Period, target: int) -> tuple[Decimal | None, Decimal]:
    return ground.on_the_map.value(line.code, period, FORMS, target)


def _value(ground: Ground, line: ReportLine, period: Period, target: int) -> Decimal | None:
    if line.form.role is LineRole.RATE:
        return ground.on_the_map.ratio(*line.form.parts, period, FORMS, target)
    return _told(ground, line, period, target)[0]


def _compared_units(ground: Ground, report: Report, line: ReportLine, target: int) -> list[int]:
    """The territory itself where all of it is known both times, else those of its units that are."""
    assert report.sheet.compared is not None
    codes = line.form.parts if line.form.role is LineRole.RATE else (line.code,)

    def known(unit: int) -> bool:
        return all(
            ground.on_the_map.complete(code, period, FORMS, unit)
            and ground.on_the_map.value(code, period, FORMS, unit)[0] is not None
            for code in codes
            for period in (report.sheet.period, report.sheet.compared)
            if period is not None
        )

    if known(target):
        return [target]
    (reporters,) = report.sheet.reporters_of(line.code)
    return [unit for unit in _below(ground, reporters) if known(unit)]


def _change(ground: Ground, report: Report, line: ReportLine, target: int) -> Decimal | None:
    units = _compared_units(ground, report, line, target)
    assert report.sheet.compared is not None
    both = [
        [_value(ground, line, period, unit) for unit in units]
        for period in (report.sheet.period, report.sheet.compared)
    ]
    now, before = (sum((each for each in side if each is not None), Decimal(0)) for side in both)
    return now - before if units else None


def test_a_change_of_a_part_of_the_territory_says_so(ground: Ground) -> None:
    (said,) = (
        each.text for each in ground.reports[MONTH].composed.sentences if each.key == f"text:{LEFT_EMPTY}"
    )
    assert said.endswith("so với cùng kỳ năm trước (trên cùng 1 đơn vị).")


# Estimates, what stands apart, what lies beside


def test_column_and_remainder_come_to_the_total(ground: Ground) -> None:
    report = ground.reports[YEAR]
    (reporters,) = report.sheet.reporters
    remainders = 0
    for code, line in reporters.lines.items():
        beside = report.sheet.beside(reporters, code)
        if beside is None or line.form.role is LineRole.RATE:
            continue
        remainders += beside > 0
        rows = [value_of((each.figures or {}).get(code)) for each in reporters.reports]
        shown = sum((each for each in rows if each is not None), Decimal(0))
        assert shown + beside == value_of(report.sheet.sums_by_form[reporters.form, code].figure)
    assert remainders > 10
    assert "Phần không chia được về từng đơn vị" in report.words


def test_estimates_are_marked_and_told_how_much(ground: Ground) -> None:
    year, commune = ground.reports[YEAR], ground.reports[COMMUNE]
    cells = [each for each in year.composed.printed if each.meaning is Meaning.PART and each.estimated]
    assert cells
    assert all(each.text.endswith("*") or each.text in ("<5", "…") for each in cells)
    assert {each.of_name for each in cells} == {"Xã Bình Lam"}
    told = [each for each in commune.composed.sentences if "ước tính" in each.text]
    assert all(re.search(r"kỳ so sánh (có [\d.,]+\s.+|là số) ước tính", each.text) for each in told)
    assert len(told) > 20


def test_what_may_not_be_told_of_a_unit_says_why(ground: Ground) -> None:
    words = ground.reports[YEAR].words
    assert re.search(r"^2 \| Phường Cửa Lam \|.* kss \|", words, re.MULTILINE)
    assert "“kss”: không so sánh được trên cùng địa bàn (có đơn vị bị chia, chưa biết tỷ lệ)" in words


def test_no_small_number_of_persons_follows(ground: Ground) -> None:
    """Three persons of Làng Chùa in January 2025, and what would tell them."""
    for report in ground.reports.values():
        sheets = read_sheet(figure_sheet_of(report.sheet, report.composed, report.origins))
        for row in sheets.get(TERRITORY, ()):
            if row["Mã dòng"] == PERSONS:
                values = (row["Giá trị đã báo cáo"], row["Phần tính vào báo cáo"])
                assert not any(isinstance(each, int | float) and 0 < each < 5 for each in values), row


# The figure sheet, and what is kept


@pytest.mark.parametrize("name", REPORTS)
def test_the_figure_sheet_leads_to_the_former_units_figures(ground: Ground, name: str) -> None:
    report = ground.reports[name]
    sheets = read_sheet(figure_sheet_of(report.sheet, report.composed, report.origins))
    for row in sheets["Số liệu"]:
        if row["Giá trị chính xác"] is not None:
            assert row["Nguồn"], row["Mã"]
    rows = sheets.get(TERRITORY, [])
    assert bool(rows) is (name in (MONTH, YEAR, COMMUNE))
    for row in rows:
        assert row["Đơn vị trước đây"]
        assert row["Phần tính vào báo cáo"] is not None or row["Vì sao không tính hết"], row
    if name == COMMUNE:
        teams = next(row for row in rows if row["Mã dòng"] == "force_safety_teams")
        assert (teams["Phần thuộc địa bàn"], teams["Nguồn của tỷ lệ"]) == ("25,00%", "Đề án thử")


@pytest.mark.parametrize("name", REPORTS)
def test_a_kept_sheet_composes_the_same(ground: Ground, name: str) -> None:
    report = ground.reports[name]
    again = ReportSheet.from_json(json.loads(json.dumps(report.sheet.to_json(), sort_keys=True)))
    assert again == report.sheet
    assert compose(DocumentKind.REPORT, again, EditedText()) == report.composed
    one, other = (figure_sheet_of(each, report.composed, report.origins) for each in (again, report.sheet))
    assert one == other


def test_a_sheet_kept_before_there_was_a_choice_reads_as_it_did() -> None:
    kept = json.loads((GOLDEN / "kept-before-territories.json").read_text(encoding="utf-8"))
    sheet = ReportSheet.from_json(kept)
    assert sheet.territory is None
    composed = compose(DocumentKind.REPORT, sheet, EditedText())
    text = "\n".join(line.text for line in laid_out(composed.document).lines()) + "\n"
    assert text == (GOLDEN / "kept-before-territories.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_read_back_gives_its_figure_sheet(ground: Ground, name: str, tmp_path: Path) -> None:
    report = ground.reports[name]
    path = tmp_path / f"{name}.docx"
    path.write_bytes(docx_of(report.composed.document))
    assert held_against(report.sheet, report.composed.printed, figures_in(path)) == ([], [])
