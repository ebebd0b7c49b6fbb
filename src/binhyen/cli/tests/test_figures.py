"""``binhyen figures``: what a unit comes to, from when to when, and from which cell."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import Result

from binhyen.cli import figures as commands
from binhyen.cli import workbooks
from binhyen.cli.tests.reports import (
    COMMUNE,
    PERIOD,
    PROVINCE,
    SIBLING,
    invoke,
    owed,
    report,
    run_on_the_tests_database,
    workbook_in,
)
from binhyen.foundations.quantities import exactly
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import accept, adjust, lock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands, workbooks)


@pytest.fixture
def accepted(tmp_path: Path) -> None:
    """Two of the province's communes have reported by workbook; one more waits to be judged."""
    for code, changes in (
        (COMMUNE, {}),
        (SIBLING, {"force_safety_teams": "10", "awd_commune_individuals": "2", "res_lit_routes_km": "x"}),
        ("04849", {}),
    ):
        obligation = owed(code)
        file = workbook_in(tmp_path, obligation, **changes)
        assert invoke(workbooks.workbooks, "take", file, "--submit").exit_code == 0
        if code != "04849":
            with acting_as(OPERATOR):
                accept(by=OPERATOR, submission=report(obligation))


def figures(*others: object, unit: str = PROVINCE, period: str = PERIOD) -> Result:
    return invoke(commands.figures, "--unit", unit, "--period", period, *others)


def told(*others: object, unit: str = PROVINCE, period: str = PERIOD) -> dict[str, dict[str, Any]]:
    result = figures("--json", *others, unit=unit, period=period)
    assert result.exit_code == 0
    rows = json.loads(result.stdout)["figures"]
    return {"/".join(filter(None, (row["code"], row["disaggregation"]))): row for row in rows}


@pytest.mark.usefixtures("accepted")
def test_a_sum_speaks_for_the_reports_that_it_rests_on() -> None:
    rows = told()
    teams = rows["force_safety_teams"]
    assert (teams["value"], teams["absence"], teams["standing"]) == (32, None, "provisional")
    assert (teams["units_counted"], teams["units_expected"]) == (2, 148)
    assert (teams["from"], teams["to"]) == ("2026-08-15", "2026-09-14")
    roads = rows["res_lit_routes_km"]
    assert (roads["value"], roads["units_counted"], roads["units_not_applicable"]) == (12.5, 1, 1)
    assert rows["mob_sessions/information"]["value"] == 24
    assert rows["mob_sessions"]["value"] == 24
    assert rows["mob_sessions"]["computed"] is True
    assert rows["force_area_coverage"]["value"] == pytest.approx(100 * 44 / 48)


@pytest.mark.usefixtures("accepted")
def test_people_read_the_same_with_its_days() -> None:
    lines = figures().stdout.splitlines()
    assert lines[0].strip() == "Tỉnh Phú Thọ, tháng 09/2026 (15/08/2026–14/09/2026)"
    (teams,) = (line for line in lines if "Tổ bảo vệ an ninh, trật tự ở cơ sở" in line)
    assert teams.split()[-6:] == ["32", "tổ", "tạm", "tính", "2/148", "15/08/2026–14/09/2026"]


@pytest.mark.usefixtures("accepted")
def test_a_unit_has_its_own_figures_and_one_that_waits_has_none_yet() -> None:
    assert told(unit=COMMUNE)["force_safety_teams"]["value"] == 22
    waiting = told(unit="04849")["force_safety_teams"]
    assert (waiting["value"], waiting["absence"], waiting["units_counted"]) == (None, "missing", 0)


@pytest.mark.usefixtures("accepted")
def test_a_longer_period_takes_flows_together_and_stocks_from_its_last_month() -> None:
    rows = told("--trace", period="2026-Q3")
    assert rows["mob_participants"]["value"] == 1680
    assert rows["mob_participants"]["months_without"] == ["2026-07", "2026-08"]
    assert (rows["force_safety_teams"]["from"], rows["force_safety_teams"]["to"]) == (
        "2026-08-15",
        "2026-09-14",
    )
    months = rows["mob_participants"]["trace"]["months"]
    assert [(month["period"], month["value"]) for month in months] == [
        ("2026-07", None),
        ("2026-08", None),
        ("2026-09", 1680),
    ]


@pytest.mark.usefixtures("accepted")
def test_a_sum_is_traced_to_units_files_and_cells() -> None:
    (row,) = told("--indicator", "force_safety_teams", "--trace").values()
    parts = {part["unit"]: part for part in row["trace"]["parts"]}
    assert len(parts) == 148
    assert sum(part["value"] or 0 for part in parts.values()) == row["value"]
    mine = parts[COMMUNE]
    assert (mine["value"], mine["state"], mine["source"]) == (22, "accepted", "workbook")
    assert mine["file"] == "04831-da-bac-2026-09.xlsx"
    assert mine["cell"].startswith("Biểu!D")
    assert (parts["04873"]["value"], parts["04873"]["state"]) == (None, "awaited")
    text = figures("--indicator", "force_safety_teams", "--trace").stdout
    assert f"  04831 Xã Đà Bắc: 22 (04831-da-bac-2026-09.xlsx, {mine['cell']})" in text


@pytest.mark.usefixtures("accepted")
def test_a_units_own_figure_says_who_recorded_accepted_and_adjusted_it() -> None:
    obligation = owed()
    with acting_as(OPERATOR):
        accept(by=OPERATOR, submission=report(owed("04849")))
        province = obligation.superior
        lock(by=OPERATOR, under=province, data_set=obligation.data_set, period=PERIOD)
        adjust(
            by=OPERATOR,
            submission=report(obligation),
            line="force_safety_teams",
            figure=exactly(21, "tổ"),
            reason="Đếm hai lần",
        )
    (row,) = told("--indicator", "force_safety_teams", "--trace", unit=COMMUNE).values()
    assert (row["value"], row["standing"]) == (21, "locked")
    trace = row["trace"]["report"]
    assert (trace["file"], trace["value_locked"]) == ("04831-da-bac-2026-09.xlsx", 22)
    assert trace["accepted_by"]["role"] == "người vận hành hệ thống"
    assert [(each["old"], each["new"], each["reason"]) for each in trace["adjustments"]] == [
        ("22", "21", "Đếm hai lần")
    ]
    assert "từ 22 thành 21" in figures("--indicator", "force_safety_teams", "--trace", unit=COMMUNE).stdout
    assert told()["force_safety_teams"]["value"] == 53


@pytest.mark.usefixtures("accepted")
def test_a_csv_can_be_loaded_again_and_leaves_small_numbers_of_persons_behind() -> None:
    rows = list(csv.DictReader(io.StringIO(figures("--csv", unit=SIBLING).stdout)))
    assert list(rows[0])[:5] == ["unit", "indicator", "disaggregation", "period", "value"]
    by_code = {row["indicator"]: row for row in rows if not row["disaggregation"]}
    assert by_code["force_safety_teams"]["value"] == "10"
    assert (by_code["awd_commune_individuals"]["value"], by_code["awd_commune_individuals"]["absence"]) == (
        "",
        "held-back",
    )
    assert told(unit=SIBLING)["awd_commune_individuals"]["value"] == 2


@pytest.mark.usefixtures("accepted")
def test_a_workbook_of_figures_has_numbers_as_numbers(tmp_path: Path) -> None:
    file = tmp_path / "so-lieu.xlsx"
    result = figures("--xlsx", file, "--indicator", "force_safety_teams")
    assert result.exit_code == 0
    assert result.stdout == f"Đã ghi 1 dòng vào {file}.\n"
    title, heading, row = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert title[0] == "Tỉnh Phú Thọ, tháng 09/2026 (15/08/2026–14/09/2026)"
    assert dict(zip(heading, row, strict=True))["Giá trị"] == 32


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--unit", "99", "--period", PERIOD], 2, "Không có đơn vị mang mã “99”"),
        (["--unit", PROVINCE, "--period", "2026-9"], 2, "không phải là mã kỳ"),
        (["--unit", PROVINCE, "--period", PERIOD, "--calendar", "am-lich"], 2, "Không có lịch “am-lich”"),
        (["--unit", PROVINCE, "--period", PERIOD], 1, "chưa có số liệu nào"),
        (
            ["--unit", PROVINCE, "--period", PERIOD, "--indicator", "khong_co"],
            2,
            "Không có chỉ tiêu “khong_co”",
        ),
        (["--unit", PROVINCE], 2, "bằng --period"),
        (["--unit", PROVINCE, "--period", PERIOD, "--json", "--csv"], 2, "một trong ba"),
    ],
)
def test_what_was_asked_wrongly_is_said(arguments: list[str], code: int, said: str) -> None:
    result = invoke(commands.figures, *arguments)
    assert result.exit_code == code
    assert said in result.stderr
