"""``binhyen workbooks``: what lies in the folder afterwards, what is printed, and with which code it ends."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import Result

from binhyen.access.models import Role
from binhyen.cli import workbooks as commands
from binhyen.cli.demonstration.mistakes import with_text
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
from binhyen.cli.workbooks import BODIES_FOLDER
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import found_body
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.models import Obligation
from tests.cast import Cast, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands)


def write(to: Path, *others: str, under: str = PROVINCE, period: str = PERIOD) -> Result:
    return invoke(commands.workbooks, "write", "--under", under, "--period", period, "--to", to, *others)


def take(*arguments: object) -> Result:
    return invoke(commands.workbooks, "take", *arguments)


def test_a_workbook_is_written_for_every_commune_and_the_deadline_told_with_its_basis(tmp_path: Path) -> None:
    result = write(tmp_path)
    assert result.exit_code == 0
    assert len(list(tmp_path.glob("*.xlsx"))) == 148
    assert (tmp_path / "04831-da-bac-2026-09.xlsx").read_bytes().startswith(b"PK")
    told = result.stdout
    assert "Biểu xa-thang, tháng 09/2026 (15/08/2026–14/09/2026), mở kỳ cho 148 đơn vị." in told
    assert "Thời hạn 17/09/2026. Quy định của địa phương: 03 ngày làm việc" in told
    assert f"Đã ghi 148 sổ vào {tmp_path}." in told


def test_a_second_writing_opens_nothing_and_overwrites_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    begun = tmp_path / "04831-da-bac-2026-09.xlsx"
    begun.write_bytes(b"figures of somebody")
    result = write(tmp_path)
    assert result.exit_code == 0
    assert "mở kỳ cho" not in result.stdout
    assert "Đã ghi 0 sổ" in result.stdout
    assert "Giữ nguyên 148 sổ đã có ở đó; ghi lại bằng --overwrite." in result.stdout
    assert begun.read_bytes() == b"figures of somebody"
    write(tmp_path, "--overwrite", under=COMMUNE)
    assert begun.read_bytes().startswith(b"PK")


def test_a_commune_gets_its_own_workbook_alone(tmp_path: Path) -> None:
    (told,) = json.loads(write(tmp_path, "--json", under=COMMUNE).stdout)
    assert told["units"] == told["newly_opened"] == 1
    assert (told["from"], told["to"], told["deadline"]) == ("2026-08-15", "2026-09-14", "2026-09-17")
    assert told["written"] == [str(tmp_path / "04831-da-bac-2026-09.xlsx")]


def test_a_half_year_has_its_own_form_alone_and_a_year_several_that_keep_apart(tmp_path: Path) -> None:
    (half,) = json.loads(write(tmp_path, "--json", under=COMMUNE, period="2026-H1").stdout)
    assert half["form"] == "xa-6-thang"
    assert half["written"] == [str(tmp_path / "04831-da-bac-2026-H1-xa-6-thang.xlsx")]
    year = json.loads(write(tmp_path, "--json", under=COMMUNE, period="2026").stdout)
    assert {each["form"] for each in year} >= {"xa-nam", "ngay-hoi", "xa-an-toan-khu-dan-cu"}
    files = [file for each in year for file in each["written"]]
    assert len(files) == len(set(files)) == len(year)


def test_no_form_is_asked_by_the_quarter(tmp_path: Path) -> None:
    result = write(tmp_path, period="2026-Q1")
    assert (result.exit_code, "Không có biểu nào theo loại kỳ" in result.stderr) == (2, True)


def test_workbooks_of_a_provinces_bodies_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    with acting_as(OPERATOR):
        province = unit_of_code(OPERATOR, PROVINCE, today())
        assert province is not None
        found_body(
            by=OPERATOR,
            parent=OrgUnit.objects.visible_to(OPERATOR).get(pk=province.id),
            kind="front",
            name="Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ",
            code="25-MTTQ",
            valid_from=province.validity.since,
        )
    told = json.loads(write(tmp_path, "--json").stdout)
    assert {each["form"]: each["units"] for each in told} == {"coquan-tinh-thang": 1, "xa-thang": 148}
    (file,) = (tmp_path / BODIES_FOLDER).iterdir()
    assert file.name == "25-MTTQ-uy-ban-mat-tran-to-quoc-viet-nam-tinh-phu-tho-2026-09.xlsx"
    alone = tmp_path / "alone"
    assert write(alone, "--form", "xa-thang").exit_code == 0
    assert not (alone / BODIES_FOLDER).exists()


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (["--under", "99", "--period", PERIOD], "Không có đơn vị mang mã “99”"),
        (["--under", PROVINCE, "--period", "2026-9"], "“2026-9” không phải là mã kỳ"),
        (["--under", PROVINCE, "--period", "tháng chín"], "“tháng chín” không phải là mã kỳ"),
        (["--under", PROVINCE, "--period", PERIOD, "--form", "khong-co"], "Không có biểu “khong-co”"),
        (["--under", PROVINCE, "--period", PERIOD, "--calendar", "am-lich"], "Không có lịch “am-lich”"),
        (
            ["--under", PROVINCE, "--period", PERIOD, "--calendar", "statistical"],
            "Không có biểu nào theo lịch",
        ),
    ],
)
def test_what_was_asked_wrongly_ends_with_two_and_a_sentence(
    tmp_path: Path, others: list[str], said: str
) -> None:
    result = invoke(commands.workbooks, "write", "--to", tmp_path / "so", *others)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "so").exists()


def test_a_commune_writes_its_own_workbook_once_its_desk_has_opened_the_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = Cast(places())
    people.add("hoa", "Nguyễn Thị Hoa", (Role.ENTERING, owed(period="2026-08").unit))
    run_on_the_tests_database(monkeypatch, commands, actor=lambda: people.actor("hoa"))
    assert isinstance(write(tmp_path, under=COMMUNE).exception, NotAllowed)
    result = write(tmp_path, under=COMMUNE, period="2026-08")
    assert result.exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["04831-da-bac-2026-08.xlsx"]


def test_where_nobody_owes_the_form_it_ends_with_one(tmp_path: Path) -> None:
    result = write(tmp_path, "--form", "coquan-tinh-thang", under=COMMUNE)
    assert result.exit_code == 1
    assert "không có đơn vị nào phải nộp" in result.stderr


@pytest.fixture
def obligation() -> Obligation:
    return owed()


def test_a_good_workbook_is_taken_and_handed_in(tmp_path: Path, obligation: Obligation) -> None:
    file = workbook_in(tmp_path, obligation)
    result = take(file, "--submit")
    assert result.exit_code == 0
    assert "✓ 04831-da-bac-2026-09.xlsx: Xã Đà Bắc (04831) đã nhận, đã nộp, nộp muộn" in result.stdout
    assert "1 tệp: 1 đã nhận." in result.stdout
    assert report(obligation).state == "submitted"


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path, obligation: Obligation) -> None:
    file = workbook_in(tmp_path, obligation)
    take(file, "--submit")
    before = report(obligation)
    result = take(file, "--submit")
    assert result.exit_code == 0
    assert (
        "= 04831-da-bac-2026-09.xlsx: Xã Đà Bắc (04831) đã nhận trước đó, không có gì thay đổi"
        in result.stdout
    )
    assert report(obligation).changed_at == before.changed_at


def test_a_refused_workbook_names_cell_and_remedy_and_comes_back_marked(
    tmp_path: Path, obligation: Obligation
) -> None:
    file = workbook_in(tmp_path, obligation)
    file.write_bytes(with_text(file.read_bytes(), "force_safety_teams", "khoảng 30 tổ"))
    corrected = tmp_path / "sua"
    result = take(file, "--submit", "--corrected", corrected, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["counts"] == {"refused": 1}
    (fate,) = told["files"]
    assert fate["unit"] == {"code": COMMUNE, "name": "Xã Đà Bắc"}
    (fault,) = fate["faults"]
    assert (fault["line"], fault["cell"][0]) == ("force_safety_teams", "D")
    assert "khoảng 30 tổ" in fault["sentence"]
    assert fault["remedy"]
    (copy,) = corrected.iterdir()
    assert copy.name == "04831-da-bac-2026-09-can-sua.xlsx"
    assert str(copy) == fate["corrected"]
    with zipfile.ZipFile(copy) as archive:
        assert any("comments" in name for name in archive.namelist())
    again = take(copy)
    assert again.exit_code == 1, "the marked copy still holds the fault until somebody corrects it"


def test_a_refusal_in_words_has_the_cell_at_the_line(tmp_path: Path, obligation: Obligation) -> None:
    file = workbook_in(tmp_path, obligation)
    file.write_bytes(with_text(file.read_bytes(), "force_safety_teams", "khoảng 30 tổ"))
    result = take(file)
    assert result.exit_code == 1
    assert "✗ 04831-da-bac-2026-09.xlsx: Xã Đà Bắc (04831) từ chối" in result.stdout
    assert "    Biểu!D" in result.stdout
    assert "Thêm --corrected THƯ_MỤC" in result.stdout


def test_folders_and_zips_are_searched_for_workbooks(tmp_path: Path, obligation: Obligation) -> None:
    inner = tmp_path / "thang-9" / "xa"
    inner.mkdir(parents=True)
    workbook_in(inner, obligation)
    (inner / "~$04831-da-bac-2026-09.xlsx").write_bytes(b"left by Excel")
    (inner / "ghi-chu.txt").write_text("not a workbook")
    sibling = workbook_in(tmp_path, owed(SIBLING))
    with zipfile.ZipFile(inner / "khac.zip", "w") as archive:
        archive.write(sibling, "sổ/04846.xlsx")
    result = take(tmp_path / "thang-9", "--submit", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [(each["name"], each["unit"]["code"]) for each in told["files"]] == [
        ("04831-da-bac-2026-09.xlsx", COMMUNE),
        ("khac.zip/sổ/04846.xlsx", SIBLING),
    ]


def test_a_damaged_zip_is_refused_by_name_and_the_others_are_taken(
    tmp_path: Path, obligation: Obligation
) -> None:
    file = workbook_in(tmp_path, obligation)
    (tmp_path / "hong.zip").write_bytes(b"PK\x03\x04 half of it")
    result = take(tmp_path / "hong.zip", file)
    assert result.exit_code == 1
    assert "✗ hong.zip: từ chối" in result.stdout
    assert "Nén lại dạng .zip không mật khẩu" in result.stdout
    assert "2 tệp: 1 đã nhận; 1 từ chối." in result.stdout


def test_a_place_without_workbooks_ends_with_two(tmp_path: Path) -> None:
    assert "không có sổ Excel" in (result := take(tmp_path)).stderr
    assert result.exit_code == 2
    assert "Không có tệp hay thư mục" in (result := take(tmp_path / "đâu đó")).stderr
    assert result.exit_code == 2
