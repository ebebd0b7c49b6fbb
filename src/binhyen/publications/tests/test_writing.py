from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from binhyen.access.actions import appoint, create_account
from binhyen.access.models import Role
from binhyen.access.queries import actor_for
from binhyen.analytics.queries import FigureOf, figures_of, parts_of
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.vietnamese import format_number, parse_number
from binhyen.indicators.values import LineRole
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_key, units_as_of
from binhyen.publications.actions import ReportFormat
from binhyen.publications.queries import (
    NotComparable,
    NothingToReport,
    StillChanging,
    report_sheet_of,
    sheets,
)
from binhyen.publications.rules.issuing import BadIssuingBody
from binhyen.publications.tests.provinces import (
    COMMUNES,
    DECEMBER,
    JANUARY,
    LAI_CHAU,
    PHU_THO,
    Province,
    in_february,
    province,
    somebody,
)
from binhyen.publications.tests.reading_back import read_docx, read_sheet
from binhyen.reporting.models import Obligation, Submission

pytestmark = pytest.mark.django_db

POLICE, JUSTICE, CULTURE = "Công an tỉnh Lai Châu", "Sở Tư pháp tỉnh Lai Châu", "Sở Văn hóa tỉnh Lai Châu"


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with in_february():
        yield


@pytest.fixture
def lai_chau() -> Province:
    """December complete; January without the reports of two communes and one body."""
    found = province(LAI_CHAU)
    found.found_bodies(POLICE, JUSTICE, CULTURE)
    for period in (DECEMBER, JANUARY):
        found.open(period)
    found.report(DECEMBER, found.communes, found.bodies)
    found.report(JANUARY, found.communes[2:], found.bodies[:2], seed=1)
    return found


def kept(found: Province) -> dict[str, FigureOf]:
    with acting_as(OPERATOR):
        return {figure.line: figure for figure in figures_of(OPERATOR, found.row.pk, JANUARY)}


def plain(figure: FigureOf) -> str:
    assert figure.value is not None
    whole = figure.role is not LineRole.RATE and figure.value == figure.value.to_integral_value()
    return format_number(figure.value, 0 if whole else figure.decimals)


# Figures


def test_every_sum_of_the_text_is_the_databases(lai_chau):
    report = read_docx(lai_chau.write().content)
    for figure in kept(lai_chau).values():
        sign = "+ " if figure.disaggregation else "- "
        said = report.sentence(f"{sign}{figure.label}: ")
        unit = "%" if figure.is_percent else f" {figure.unit}"
        assert said.startswith(f"{sign}{figure.label}: {plain(figure)}{unit}"), said


def test_every_cell_of_the_annexes_is_the_databases(lai_chau):
    report = read_docx(lai_chau.write().content)
    lines = [line for line in lai_chau.layout(COMMUNES).lines if not line.option]
    held = 0
    for line in lines:
        cells, _total = report.column(line.label)
        with acting_as(OPERATOR):
            parts = {
                part.unit_name: part.figure
                for part in parts_of(OPERATOR, lai_chau.row.pk, JANUARY, line.code)
                if part.unit_name in cells
            }
        assert set(cells) == set(lai_chau.names.values())
        for name, cell in cells.items():
            if cell in ("<5", "…"):
                held += 1
                assert line.code == "awd_commune_individuals"
                assert cell == "…" or 0 < parts[name].value < 5
            elif cell == "chưa có":
                assert name not in parts or parts[name].value is None
            else:
                assert parse_number(cell) == _rounded(parts[name].value, line.decimals), (name, line.code)
    assert held


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return parse_number(format_number(value, decimals))


def test_totals_of_the_annexes_are_sums_of_their_rows_and_those_of_the_reports(lai_chau):
    report = read_docx(lai_chau.write().content)
    layout = lai_chau.layout(COMMUNES)
    with acting_as(OPERATOR):
        values = list(
            Submission.objects.visible_to(OPERATOR)
            .filter(obligation__data_set__code=COMMUNES, obligation__period=JANUARY.code, state="accepted")
            .values_list("values", flat=True)
        )
    for line in layout.lines:
        if line.option or line.role is LineRole.RATE:
            continue
        cells, total = report.column(line.label)
        from_reports = sum(
            each[layout.position[part]] for each in values for part in (line.parts or (line.code,))
        )
        assert parse_number(total) == from_reports, line.code
        if not {"<5", "…"} & set(cells.values()):
            assert sum(parse_number(cell) for cell in cells.values() if cell != "chưa có") == from_reports


def test_missing_units_are_named_and_last_known_values_stand_apart(lai_chau):
    report = read_docx(lai_chau.write().content)
    missing = [lai_chau.names[code] for code in lai_chau.communes[:2]]
    assert report.sentence("2 xã, phường chưa có").endswith(
        f"{missing[0]} (chưa gửi); {missing[1]} (chưa gửi)."
    )
    assert report.sentence("1 cơ quan, tổ chức cấp tỉnh chưa có").endswith(f"{CULTURE} (chưa gửi).")
    figure = kept(lai_chau)["force_safety_teams"]
    assert figure.with_last_known is not None
    assert f"của 2 đơn vị còn thiếu: {format_number(figure.with_last_known)} tổ." in report.sentence(
        "- Tổ bảo vệ"
    )


def test_a_complete_and_locked_period_is_not_provisional(lai_chau):
    report = read_docx(lai_chau.write(DECEMBER).content)
    assert not [text for text in report.paragraphs if "tạm tính" in text or "chưa có báo cáo" in text]
    assert report.sentence("Chưa có kỳ so sánh") == (
        "Chưa có kỳ so sánh: tháng 12/2024 chưa có số liệu được duyệt."
    )
    assert "so với" not in report.sentence("- Tổ bảo vệ")


def test_without_any_accepted_report_figures_are_missing():
    found = province(LAI_CHAU)
    found.open(JANUARY)
    found.report(JANUARY, found.communes[:1], accepted=False)
    report = read_docx(found.write().content)
    assert f" 0/{len(found.communes)} xã, phường" in report.sentence("Tính đến ngày")
    assert report.sentence("- Tổ bảo vệ") == "- Tổ bảo vệ an ninh, trật tự ở cơ sở: chưa có số liệu."
    waiting = f"{found.names[found.communes[0]]} (chờ duyệt)"
    assert waiting in report.sentence(f"{len(found.communes)} xã, phường chưa có")


def test_a_unit_that_lived_a_part_of_the_period_says_for_which(lai_chau):
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).get(
            unit_id=units_as_of(OPERATOR, today()).get(code=lai_chau.communes[4]).unit_id,
            period=JANUARY.code,
        )
        owed.lives_from = date(2026, 1, 1)
        owed.save(update_fields=["lives_from"])
    report = read_docx(lai_chau.write().content)
    name = lai_chau.names[lai_chau.communes[4]]
    assert f"{name} báo cáo cho phần kỳ từ 01/01/2026." in report.paragraphs


# The figure sheet


def test_the_figure_sheet_has_a_row_for_every_printed_figure_and_traces_it(lai_chau):
    written = lai_chau.write()
    report, sheets_of = read_docx(written.content), read_sheet(written.sheet)
    figures, sources = sheets_of["Số liệu"], sheets_of["Nguồn"]
    kept_figures = kept(lai_chau)
    sums = {row["Mã"]: row for row in figures}
    for code, figure in kept_figures.items():
        row = sums[f"text:{code}"]
        assert Decimal(str(row["Giá trị chính xác"])).quantize(Decimal("0.000001")) == figure.value.quantize(
            Decimal("0.000001")
        )
        assert (row["Số đơn vị có số liệu"], row["Số đơn vị phải báo cáo"]) == (
            figure.units_counted,
            figure.units_expected,
        )
        assert row["Tình trạng"] == "tạm tính"
        assert (row["Từ ngày"].date(), row["Đến ngày"].date()) == (JANUARY.first_day, JANUARY.last_day)
    cells, _total = report.column("Tổ bảo vệ an ninh, trật tự ở cơ sở")
    traced = {
        row["Đơn vị"]: row
        for row in sources
        if row["Mã dòng"] == "force_safety_teams" and row["Kỳ"] == JANUARY.code
    }
    assert set(traced) == {name for name, cell in cells.items() if cell != "chưa có"}
    for name, row in traced.items():
        assert format_number(row["Giá trị"]) == cells[name]
        assert row["Cách ghi"] == "nạp từ tệp CSV"
        assert row["Ô"]
        assert row["Ghi lúc"]
        assert row["Duyệt lúc"]
    assert {row["Trạng thái"] for row in sheets_of["Báo cáo"]} == {"đã duyệt"}


def test_what_the_report_holds_back_is_held_back_in_the_sheet(lai_chau):
    sheets_of = read_sheet(lai_chau.write().sheet)
    for row in sheets_of["Số liệu"]:
        if row["In trong báo cáo"] in ("<5", "…"):
            assert row["Giá trị chính xác"] is None
    persons = [row["Giá trị"] for row in sheets_of["Nguồn"] if row["Mã dòng"] == "awd_commune_individuals"]
    assert "<5" in persons
    assert not [value for value in persons if isinstance(value, (int, float)) and 0 < value < 5]


def test_the_sheet_tells_role_and_unit_and_no_account():
    found = province(LAI_CHAU)
    found.open(JANUARY)
    found.report(JANUARY, found.communes[:3], accepted=False)
    with acting_as(OPERATOR):
        binh = create_account(by=OPERATOR, username="binh.duyet", full_name="Trần Văn Bình").account
        appoint(by=OPERATOR, account=binh, unit=found.row, role=Role.REVIEWING, valid_from=date(2025, 7, 1))
    found.accept(JANUARY, by=actor_for(binh))
    sheets_of = read_sheet(found.write().sheet)
    assert {row["Vai trò, đơn vị duyệt"] for row in sheets_of["Nguồn"]} == {"duyệt, Tỉnh Lai Châu"}
    text = " ".join(str(value) for rows in sheets_of.values() for row in rows for value in row.values())
    assert not [name for name in ("binh.duyet", "Trần Văn Bình", OPERATOR.name) if name in text]


# The act


def test_word_and_pdf_come_with_the_same_sheet_and_speaking_names(lai_chau):
    word, pdf = lai_chau.write(), lai_chau.write(kind=ReportFormat.PDF)
    assert (word.name, pdf.name) == (
        "bao-cao-tinh-lai-chau-2026-01.docx",
        "bao-cao-tinh-lai-chau-2026-01.pdf",
    )
    assert word.sheet_name == pdf.sheet_name == "bao-cao-tinh-lai-chau-2026-01-so-lieu.xlsx"
    assert (word.content[:2], pdf.content[:5]) == (b"PK", b"%PDF-")
    assert read_sheet(word.sheet) == read_sheet(pdf.sheet)


def test_the_trail_keeps_a_line(lai_chau):
    lai_chau.write()
    with acting_as(OPERATOR):
        entry = AuditEntry.objects.visible_to(OPERATOR).filter(act="publications.write-report").latest("pk")
    assert (entry.unit_id, entry.subject) == (lai_chau.row.pk, "report:administrative:2026-01")
    assert entry.detail["format"] == "docx"
    assert entry.detail["figures"] > 500


@pytest.mark.parametrize("role", [Role.STANDING_DESK, Role.REVIEWING, Role.LEADER])
def test_desk_reviewer_and_leader_may_write_it(lai_chau, role):
    operator, theirs = lai_chau.write(), lai_chau.write(by=somebody(lai_chau.row, role))
    assert read_docx(theirs.content) == read_docx(operator.content)


@pytest.mark.parametrize("role", [Role.ENTERING, Role.UNIT_ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_may(lai_chau, role):
    with pytest.raises(NotAllowed):
        lai_chau.write(by=somebody(lai_chau.row, role))


def test_the_desk_of_another_province_may_not(lai_chau):
    with pytest.raises(NotAllowed):
        lai_chau.write(by=somebody(province(PHU_THO).row, Role.STANDING_DESK))


def test_support_access_writes_nothing(lai_chau):
    looking = replace(somebody(lai_chau.row, Role.STANDING_DESK), read_only_at=lai_chau.row.path)
    with pytest.raises(NotAllowed):
        lai_chau.write(by=looking)


def test_a_report_is_vietnamese_whatever_the_readers_language(lai_chau):
    here = lai_chau.write()
    with translation.override("en"):
        abroad = lai_chau.write()
    assert read_docx(abroad.content) == read_docx(here.content)
    assert read_sheet(abroad.sheet) == read_sheet(here.sheet)


def test_without_an_open_period_there_is_nothing_to_report():
    found = province(LAI_CHAU)
    with pytest.raises(
        NothingToReport, match=r"Tỉnh Lai Châu không có đơn vị nào phải gửi báo cáo tháng 01/2026"
    ):
        found.write()


def test_a_commune_writes_on_its_own_reports(lai_chau):
    commune = _row_of(lai_chau.communes[2])
    with acting_as(OPERATOR):
        own = {each.line: each for each in figures_of(OPERATOR, commune.pk, JANUARY, with_last_known=False)}
    found = Province(commune, [], {})
    operators, leaders = found.write(), found.write(by=somebody(commune, Role.LEADER))
    report = read_docx(leaders.content)
    assert read_docx(operators.content).tables == report.tables
    theirs, ours = (set(each.paragraphs) for each in (report, read_docx(operators.content)))
    assert {text.partition(" ")[0] for text in theirs ^ ours} <= {"Chưa"}, "only whom the reader may not know"
    assert report.sentence("- Tổ bảo vệ").startswith(
        f"- Tổ bảo vệ an ninh, trật tự ở cơ sở: {plain(own['force_safety_teams'])} tổ"
    )
    assert len(report.tables) == len(lai_chau.layout(COMMUNES).sections)
    with pytest.raises(NotAllowed):
        found.write(by=somebody(_row_of(lai_chau.communes[3]), Role.LEADER))


def _row_of(code: str) -> OrgUnit:
    with acting_as(OPERATOR):
        unit_id = units_as_of(OPERATOR, today()).get(code=code).unit_id
        row: OrgUnit = OrgUnit.objects.visible_to(OPERATOR).get(pk=unit_id)
    return row


def test_a_period_is_compared_with_an_earlier_one_of_its_length_alone(lai_chau):
    with acting_as(OPERATOR):
        unit = unit_of_key(OPERATOR, lai_chau.row.pk, JANUARY.last_day)
        assert unit is not None
        for code in ("2026-01", "2026-02", "2025-Q4"):
            with pytest.raises(NotComparable, match="tháng 01/2026"):
                report_sheet_of(
                    OPERATOR, unit, JANUARY, at=now(), compared=parse_period(code, ADMINISTRATIVE)
                )
        sheet = report_sheet_of(OPERATOR, unit, JANUARY, at=now(), compared=DECEMBER)
    assert sheet.compared == DECEMBER


def test_sums_that_move_while_they_are_read_are_read_again(lai_chau, monkeypatch):
    asked = []

    def moving(*args, **more):
        asked.append(1)
        figures = figures_of(*args, **more)
        if len(asked) > 1:
            return figures
        return tuple(
            replace(figure, by_form=tuple(replace(each, units_counted=1) for each in figure.by_form))
            for figure in figures
        )

    monkeypatch.setattr(sheets, "figures_of", moving)
    lai_chau.write()
    assert len(asked) == 4, "of the period and of the one compared with, twice"
    monkeypatch.setattr(sheets, "disagreements", lambda _sheet: (("xa-thang", "force_safety_teams"),))
    with pytest.raises(StillChanging, match="Chờ duyệt xong rồi lập lại"):
        lai_chau.write()


def test_the_issuing_body_is_a_setting(lai_chau, settings, tmp_path):
    settings.DATA_FOLDER = DataFolder(tmp_path)
    settings.DATA_FOLDER.change_settings(
        issuing_bodies=[{"unit": LAI_CHAU, "from": date(2025, 7, 1), "issuing_body": "Công an tỉnh Lai Châu"}]
    )
    report = read_docx(lai_chau.write().content)
    assert report.sentence("Công an tỉnh Lai Châu báo cáo kết quả")
    settings.DATA_FOLDER.change_settings(issuing_bodies="Công an")
    with pytest.raises(BadIssuingBody):
        lai_chau.write()


def test_as_many_statements_for_148_communes_as_for_38(lai_chau):
    phu_tho = province(PHU_THO)
    phu_tho.open(JANUARY)
    phu_tho.report(JANUARY, phu_tho.communes)
    lai_chau.write()
    counts = []
    for found in (lai_chau, phu_tho):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found.write()
        counts.append(len(asked))
    assert len(phu_tho.communes) == 148
    assert counts[1] <= counts[0] < 95
