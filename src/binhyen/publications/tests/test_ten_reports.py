"""Ten reports and one of the country: every printed figure against the rows it comes from, each text read by eye."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import LineRole
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.formats.charts import ChartKind
from binhyen.machinery.formats.documents import OfficialDocument, Paragraph, docx_of, pdf_of
from binhyen.machinery.formats.documents import compose as laid_out
from binhyen.machinery.formats.documents.composition import Composition, Grid
from binhyen.machinery.formats.documents.composition import Part as Pages
from binhyen.narratives.values import Figure
from binhyen.orgunits.queries import unit_of_key
from binhyen.publications.models import DocumentKind
from binhyen.publications.queries import origins_of, report_sheet_of
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.composing import compose
from binhyen.publications.reports.figure_sheet import figure_sheet_of
from binhyen.publications.rules.origins import Origins
from binhyen.publications.rules.printed import Meaning, Printed
from binhyen.publications.rules.sheet import Reporters, ReportSheet
from binhyen.publications.rules.text import EditedText, Part, Reworded, Wording
from binhyen.publications.rules.weak import SETTING as WEAK
from binhyen.publications.tests.from_the_database import Rows
from binhyen.publications.tests.read_back import figures_in, held_against
from binhyen.publications.tests.reading_back import NUMBER, read_sheet
from binhyen.publications.tests.small_province import (
    BACH_MA,
    COUNTRY,
    DOI_CHE,
    SUOI_HOA,
    lay_reports,
    span,
)

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 7, 12, 9, tzinfo=VIETNAM)
IN_TIME = datetime(2026, 2, 21, 9, tzinfo=VIETNAM)
"""Before the reports of March are due."""

REPORTS = {
    "thang-du": (BACH_MA, "2026-01"),
    "thang-thieu-mot-xa": (BACH_MA, "2026-02"),
    "thang-so-khong-so-nho": (BACH_MA, "2026-03"),
    "thang-da-sua-loi-van": (BACH_MA, "2026-04"),
    "thang-thieu-tat-ca": (BACH_MA, "2026-05"),
    "quy": (BACH_MA, "2026-Q1"),
    "sau-thang": (BACH_MA, "2026-H1"),
    "nam": (BACH_MA, "2026"),
    "xa-thang": (SUOI_HOA, "2026-03"),
    "xa-sau-thang": (DOI_CHE, "2026-H1"),
    "ca-nuoc": (COUNTRY, "2026-Q1"),
}
READ_AS_PDF = ("xa-thang", "quy")
EDITED = "thang-da-sua-loi-van"
RULE = {
    "unit": "T910001",
    "from": date(2026, 1, 1),
    "rule": "late",
    "least": 2,
    "periods": 6,
    "basis": "Quy chế số 12/QC-BCĐ ngày 05/01/2026",
}


@dataclass(frozen=True)
class Report:
    """One composed report with all that it was made of."""

    sheet: ReportSheet
    text: EditedText
    composed: Composed
    origins: Origins

    @property
    def words(self) -> str:
        """What stands on its pages; a table row on one line."""
        return as_text(self.composed.document)


@dataclass(frozen=True)
class Ground:
    """All reports by name, the rows of the database, and the keys of units by code."""

    reports: dict[str, Report]
    rows: Rows
    units: dict[str, int]


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: object) -> Ground:
    """Built once and rolled back; the tests read values alone."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OPERATOR):  # type: ignore[attr-defined]
        lay_reports()
        reports = {name: _written(name) for name in REPORTS}
        rows = Rows.read()
        units = {
            report.code: report.unit_id
            for each in reports.values()
            for reporters in each.sheet.reporters
            for report in reporters.reports
        }
        transaction.set_rollback(True)
    return Ground(reports, rows, units)


def _written(name: str) -> Report:
    key, code = REPORTS[name]
    period = span(code)
    unit = unit_of_key(OPERATOR, key, period.last_day)
    assert unit is not None
    compared = span("2026-03") if name == EDITED else None
    at = IN_TIME if name == "thang-thieu-mot-xa" else AT
    # A folder of its own: that of the run belongs to the tests beside this one too.
    with TemporaryDirectory() as own, override_settings(DATA_FOLDER=DataFolder(Path(own))):
        settings.DATA_FOLDER.change_settings(**{WEAK: [RULE] if name == EDITED else None})
        sheet = report_sheet_of(OPERATOR, unit, period, at=at, compared=compared)
    text = _edited(sheet) if name == EDITED else EditedText()
    composed = compose(DocumentKind.REPORT, sheet, text)
    return Report(sheet, text, composed, origins_of(OPERATOR, unit, period, sheet.reporters, sheet.compared))


def _edited(sheet: ReportSheet) -> EditedText:
    """As a desk may leave it: some sentences out, one reworded rightly, one with numbers of its own, own ones added."""
    proposed = {each.key: each for each in compose(DocumentKind.REPORT, sheet, EditedText()).sentences}
    points = sheet.sums["model_points"].figure
    assert not isinstance(points, str)
    return EditedText(
        frozenset({"text:mob_sessions", "text:res_social_vnd", "causes:question", "tasks:desk"}),
        {
            "text:model_points": Reworded(
                f"- Toàn tỉnh duy trì {format_number(points.value)} điểm mô hình đang hoạt động.",
                proposed["text:model_points"].text,
            ),
            "text:model_new": Reworded("- Trong tháng xây dựng mới 999 điểm mô hình.", "- Câu đã khác."),
        },
        {
            Part.RESULTS: (("own:1", "Ngày 19/4/2026, Tỉnh tổ chức hội nghị sơ kết."),),
            Part.CAUSES: (("own:2", "Một số xã mới thành lập, cán bộ kiêm nhiệm nhiều việc."),),
            Part.TASKS: (("own:3", "Rà soát, củng cố 1.234 tổ tự quản trước ngày 30/6/2026."),),
            Part.PROPOSALS: (("own:4", "Đề nghị Bộ Công an tập huấn cho cán bộ cấp xã."),),
        },
    )


def as_text(document: OfficialDocument) -> str:
    told = []
    for page in laid_out(document).parts:
        for piece in page.pieces:
            if isinstance(piece, Grid):
                told += [" | ".join(cell.text for cell in row) for row in piece.header]
                told += [" | ".join(row) for row in (*piece.rows, *([piece.total] if piece.total else []))]
            else:
                told += [line.text for line in Composition("", (Pages(page.landscape, (piece,)),)).lines()]
    return "\n".join(line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in told) + "\n"


# Texts


@pytest.mark.parametrize("name", REPORTS)
def test_the_text_is_as_it_was_read_through(ground: Ground, name: str) -> None:
    kept, words = GOLDEN / f"{name}.txt", ground.reports[name].words
    if os.environ.get("BINHYEN_UPDATE_BASELINES"):
        kept.write_text(words, encoding="utf-8")
    assert words == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_no_sentence_praises_or_blames(ground: Ground, name: str) -> None:
    praise = (
        r"tích cực|đáng khen|yếu kém|chậm trễ|thiếu trách nhiệm|nghiêm túc|xuất sắc|vượt bậc|do đó|bởi vì"
    )
    assert not re.search(praise, ground.reports[name].words.lower())


# Figures


@pytest.mark.parametrize("name", REPORTS)
def test_every_printed_figure_is_the_databases(ground: Ground, name: str) -> None:
    report = ground.reports[name]
    checked = 0
    for printed in report.composed.printed:
        if printed.meaning is Meaning.REPORTS or _held(printed):
            continue
        expected = _expected(ground, report.sheet, printed)
        assert _same(printed.value, expected), (printed.key, printed.value, expected)
        if printed.value is not None and printed.text != "không thay đổi":
            shown = re.sub(r"[^\d,.-]", "", printed.text)
            assert abs(Decimal(shown.replace(".", "").replace(",", "."))) == _rounded(printed), printed.key
        checked += 1
    assert checked > 50


def _held(printed: Printed) -> bool:
    return printed.text in ("<5", "…")


def _same(value: Decimal | None, expected: Decimal | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - expected) < Decimal("1e-15")


def _rounded(printed: Printed) -> Decimal:
    assert printed.value is not None
    places = len(printed.text.partition(",")[2].rstrip("%"))
    return abs(printed.value).quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")


def _expected(ground: Ground, sheet: ReportSheet, printed: Printed) -> Decimal | None:
    code = printed.indicator + (f"/{printed.option}" if printed.option else "")
    among = [each for each in sheet.reporters if code in each.lines]
    if printed.meaning is Meaning.PART:
        among = [each for each in among if f"{each.form}:{code}:" in printed.key]
    match printed.meaning:
        case Meaning.SUM if printed.key.endswith(":total"):
            among = [each for each in among if printed.key.startswith(f"{each.form}:")]
        case Meaning.SUM if printed.key != f"text:{code}":
            among = [each for each in among if printed.key.endswith(f":{each.form}")]
        case Meaning.PART | Meaning.PICTURED if printed.of_code != sheet.unit_code:
            return _value(ground, sheet, among, code, printed.period, {ground.units[printed.of_code]})
        case Meaning.CHANGE:
            assert printed.earlier is not None
            return _change(ground, sheet, among, code, printed.period, printed.earlier)
        case Meaning.WITH_LAST_KNOWN:
            return _with_last_known(ground, sheet, among, code)
    if printed.meaning is Meaning.PART and printed.period != sheet.period:
        return _compared(ground, sheet, among, code, printed.period)
    return _value(ground, sheet, among, code, printed.period, None)


def _forms(sheet: ReportSheet, among: list[Reporters]) -> set[str]:
    """The forms of these reporters and of the longer ones beside them, which state differences."""
    sides = {(each.own, each.apart) for each in among}
    return {each.form for each in sheet.reporters if (each.own, each.apart) in sides}


def _units_of(ground: Ground, sheet: ReportSheet, among: list[Reporters]) -> set[int]:
    if sheet.unit_code == f"T{COUNTRY}":
        return {each.unit for each in ground.rows.owed}
    return {report.unit_id for each in among for report in each.reports}


def _value(
    ground: Ground,
    sheet: ReportSheet,
    among: list[Reporters],
    code: str,
    period: Period,
    units: set[int] | None,
) -> Decimal | None:
    forms = _forms(sheet, among)
    whose = _units_of(ground, sheet, among)
    if units is not None and units != {BACH_MA}:
        whose = units
    line = among[0].lines[code]
    if (
        units is None
        and not line.adds
        and line.form.role is not LineRole.RATE
        and sheet.unit_code == f"T{COUNTRY}"
    ):
        return None
    if line.form.role is LineRole.RATE:
        above, below = line.form.parts
        return ground.rows.ratio(above, below, period, forms, whose)
    return ground.rows.value(code, period, forms, whose)


def _comparable(
    ground: Ground, sheet: ReportSheet, among: list[Reporters], code: str, now: Period, before: Period
) -> set[int]:
    forms, line = _forms(sheet, among), among[0].lines[code]
    codes = line.form.parts if line.form.role is LineRole.RATE else (code,)
    whose: set[int] | None = None
    for each in codes:
        one, other = (ground.rows.in_full(each, period, forms) for period in (now, before))
        same = {unit for unit, count in one.items() if other.get(unit) == count}
        whose = same if whose is None else whose & same
    return (whose or set()) & _units_of(ground, sheet, among)


def _change(
    ground: Ground, sheet: ReportSheet, among: list[Reporters], code: str, now: Period, before: Period
) -> Decimal | None:
    both = _comparable(ground, sheet, among, code, now, before)
    one, other = (_value(ground, sheet, among, code, period, both) for period in (now, before))
    return None if one is None or other is None else one - other


def _compared(
    ground: Ground, sheet: ReportSheet, among: list[Reporters], code: str, before: Period
) -> Decimal | None:
    if not _comparable(ground, sheet, among, code, sheet.period, before):
        return None
    return _value(ground, sheet, among, code, before, None)


def _with_last_known(ground: Ground, sheet: ReportSheet, among: list[Reporters], code: str) -> Decimal | None:
    total = Decimal(0)
    for each in among:
        for report in each.reports:
            period: Period | None = sheet.period.parts(each.kind)[-1]
            for _back in range(12):
                assert period is not None
                value = ground.rows.value(code, period, {each.form}, {report.unit_id})
                if value is not None:
                    total += value
                    break
                period = period.earlier
    return total


@pytest.mark.parametrize("name", REPORTS)
def test_counts_of_reports_are_the_databases(ground: Ground, name: str) -> None:
    sheet = ground.reports[name].sheet
    printed = {each.key: each.value for each in ground.reports[name].composed.printed}
    for each in sheet.reporters:
        units = _units_of(ground, sheet, [each])
        owed = [
            one
            for one in ground.rows.owed
            if one.form == each.form and one.unit in units and sheet.period.contains(one.period)
        ]
        assert printed[f"reports:{each.form}:owed"] == len(owed)
        assert printed[f"reports:{each.form}:accepted"] == sum(one.accepted for one in owed)


@pytest.mark.parametrize("name", REPORTS)
def test_no_sentence_has_a_figure_without_a_row_and_no_row_is_without_its_place(
    ground: Ground, name: str
) -> None:
    composed = ground.reports[name].composed
    rows = {printed.key: printed for printed in composed.printed}
    keys: list[str] = []
    own = {each.text for each in composed.sentences if each.wording in (Wording.OWN, Wording.REWORDED)}
    for block in composed.document.body:
        if isinstance(block, Paragraph):
            keys += block.figures
            told = sorted(rows[key].text for key in block.figures if NUMBER.fullmatch(rows[key].text))
            if block.text not in own:
                assert _numbers(block.text) == told, block.text
    assert len(keys) == len(set(keys))
    left = [printed for printed in composed.printed if printed.key not in keys]
    assert all(printed.place.startswith(("Phụ lục", "Ghi chú Phụ lục", "Biểu đồ")) for printed in left)


def _numbers(text: str) -> list[str]:
    """The figures of a sentence: not the numbers of days, periods, parts of the text and documents."""
    bare = text.replace("\N{NO-BREAK SPACE}", " ")
    bare = re.sub(
        r"\d\d/\d\d/\d{4}|(?:tháng|quý) [\dIV]+/\d{4}|năm \d{4}|\d tháng|mục \d|Quy chế số \S+|^\d+\. |\(… ",
        "",
        bare,
    )
    return sorted(number for share in bare.split("/") for number in NUMBER.findall(share))


@pytest.mark.parametrize("name", REPORTS)
def test_the_figure_sheet_traces_every_figure(ground: Ground, name: str) -> None:
    report = ground.reports[name]
    sheets = read_sheet(figure_sheet_of(report.sheet, report.composed, report.origins))
    assert [row["Mã"] for row in sheets["Số liệu"]] == [each.key for each in report.composed.printed]
    for row in sheets["Số liệu"]:
        if row["Giá trị chính xác"] is not None:
            assert row["Nguồn"], row["Mã"]


# What is missing, small, or only partly there


def test_missing_units_are_named_always(ground: Ground) -> None:
    for report in ground.reports.values():
        text = report.words.partition("2. ")[0]
        for each in report.sheet.reporters:
            for unit in each.incomplete:
                assert unit.name.lower() in text.lower(), unit.name


def test_without_any_accepted_report_that_is_said(ground: Ground) -> None:
    report = ground.reports["thang-thieu-tat-ca"]
    assert "Chưa có báo cáo nào được duyệt" in report.words
    assert not [
        each for each in report.composed.printed if each.meaning is Meaning.SUM and each.value is not None
    ]


def test_no_small_number_of_persons_is_printed(ground: Ground) -> None:
    persons = {
        line.code
        for line in ground.reports["sau-thang"].sheet.reporters[0].lines.values()
        if line.counts_persons
    }
    held = 0
    for report in ground.reports.values():
        for printed in report.composed.printed:
            if printed.indicator in persons and not printed.option:
                assert printed.value is None or printed.meaning is Meaning.CHANGE or not 0 < printed.value < 5
                held += _held(printed)
    assert held


def test_a_flow_with_a_month_missing_is_never_compared(ground: Ground) -> None:
    report = ground.reports["sau-thang"]
    changes = {each.indicator for each in report.composed.printed if each.meaning is Meaning.CHANGE}
    assert "ctx_households" in changes
    assert not changes & {"mob_participants", "org_inspections"}


# Words of people, names of units, and which period is compared with


def test_what_people_changed_stands_and_is_looked_up(ground: Ground) -> None:
    report = ground.reports[EDITED]
    sentences = {each.key: each for each in report.composed.sentences}
    printed = {each.key for each in report.composed.printed}
    assert sentences["text:mob_sessions"].wording is Wording.LEFT_OUT
    assert not [key for key in printed if key.startswith("text:mob_sessions")]
    assert sentences["text:mob_sessions/launch"].wording is Wording.LEFT_OUT
    right, wrong = sentences["text:model_points"], sentences["text:model_new"]
    assert (right.wording, right.stale, right.unknown, right.figures) == (
        Wording.REWORDED,
        False,
        (),
        ("text:model_points",),
    )
    assert "text:model_points:change" not in printed
    assert (wrong.stale, wrong.unknown) == (True, ("999",))
    assert sentences["own:1"].unknown == ()
    assert sentences["own:3"].unknown == ("1.234",)
    assert "(… Cơ quan thường trực bổ sung)" not in report.words


def test_units_are_named_by_a_local_rule_alone(ground: Ground) -> None:
    for name, report in ground.reports.items():
        keys = [each.key for each in report.composed.sentences]
        assert ("limits:weak" in keys) is (name == EDITED)
    (said,) = (each for each in ground.reports[EDITED].composed.sentences if each.key == "limits:weak")
    assert "Quy chế số 12/QC-BCĐ" in said.text
    assert said.text.endswith("Xã Bãi Ngọc (2 lần).")


def test_what_units_explained_is_an_anchor_and_their_words_stay_with_them(ground: Ground) -> None:
    said = {each.key: each for each in ground.reports[EDITED].composed.sentences}
    assert said["causes:explained:xa-thang"].text == (
        "- 1 xã, phường đã giải trình số liệu cần xem lại ở chỉ tiêu "
        "“Lượt người dự các buổi tuyên truyền, phát động”."
    )
    assert "ngày hội" not in ground.reports[EDITED].words


def test_charts_tell_of_no_persons_and_gaps_stay_gaps(ground: Ground) -> None:
    kinds = set()
    for report in ground.reports.values():
        lines = {line.code: line for each in report.sheet.reporters for line in each.lines.values()}
        for picture in report.sheet.pictures:
            kinds.add(picture.chart.kind)
            assert lines[picture.line].may_be_weighed
            assert not lines[picture.line].counts_persons
    (course,) = (
        each for each in ground.reports["sau-thang"].sheet.pictures if each.chart.kind is ChartKind.LINE
    )
    gaps = [reading.label for reading in course.chart.readings if reading.value is None]
    assert gaps == ["07/2025", "08/2025", "09/2025", "10/2025", "11/2025", "05/2026"]
    assert kinds == set(ChartKind)


def test_the_period_compared_with_is_last_years_where_it_can_be(ground: Ground) -> None:
    chosen = {
        name: report.sheet.compared and report.sheet.compared.code for name, report in ground.reports.items()
    }
    assert chosen["sau-thang"] == "2025-H1"
    assert chosen["thang-du"] == "2025-01"
    assert chosen[EDITED] == "2026-03"
    assert chosen["nam"] is None


# Kept and read back


@pytest.mark.parametrize("name", REPORTS)
def test_a_kept_sheet_composes_the_same(ground: Ground, name: str) -> None:
    report = ground.reports[name]
    kept = json.dumps(report.sheet.to_json(), sort_keys=True)  # the database keeps no order of keys
    again = ReportSheet.from_json(json.loads(kept))
    assert again == report.sheet
    assert compose(DocumentKind.REPORT, again, EditedText.from_json(report.text.to_json())) == report.composed


# Read back as any report in words


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_read_back_gives_its_figure_sheet(ground: Ground, name: str, tmp_path: Path) -> None:
    report = ground.reports[name]
    path = tmp_path / f"{name}.docx"
    path.write_bytes(docx_of(report.composed.document))
    _assert_read_back(report, figures_in(path))


@pytest.mark.parametrize("name", READ_AS_PDF)
def test_a_report_as_pdf_read_back_gives_its_figure_sheet(ground: Ground, name: str, tmp_path: Path) -> None:
    report = ground.reports[name]
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(pdf_of(report.composed.document))
    _assert_read_back(report, figures_in(path))


def _assert_read_back(report: Report, found: Sequence[Figure]) -> None:
    """Every row is found as what it is, and nothing else but the numbers that people wrote on their own."""
    missing, others = held_against(report.sheet, report.composed.printed, found)
    assert [(each.key, each.text) for each in missing] == []
    own = sorted(number for each in report.composed.sentences for number in each.unknown)
    assert sorted(format_number(each.value) for each in others) == own
