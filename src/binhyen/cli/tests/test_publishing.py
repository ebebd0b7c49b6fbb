"""``binhyen report write`` and ``rollup rebuild``: files that are there, and sums that are right or put right."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from binhyen.cli import editions
from binhyen.cli import publishing as commands
from binhyen.cli.tests.reports import (
    PERIOD,
    PROVINCE,
    filled,
    invoke,
    owed,
    report,
    run_on_the_tests_database,
)
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import accept, record_values, submit
from binhyen.reporting.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands)
    run_on_the_tests_database(monkeypatch, editions)


@pytest.fixture
def accepted() -> Submission:
    obligation = owed()
    with acting_as(OPERATOR):
        submission = record_values(by=OPERATOR, obligation=obligation, figures=filled(obligation))
        accept(by=OPERATOR, submission=submit(by=OPERATOR, submission=submission))
    return report(obligation)


@pytest.mark.usefixtures("accepted")
def test_the_report_comes_as_docx_with_the_sheet_of_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "van-ban" / "bao-cao.docx"
    result = invoke(commands.report, "write", "--unit", PROVINCE, "--period", PERIOD, "--to", file)
    assert result.exit_code == 0
    assert f"Báo cáo của Tỉnh Phú Thọ, tháng 09/2026 (15/08/2026–14/09/2026): {file}" in result.stdout
    with zipfile.ZipFile(file) as archive:
        assert "BÁO CÁO" in archive.read("word/document.xml").decode()
    assert zipfile.is_zipfile(file.with_name("bao-cao-so-lieu.xlsx"))


@pytest.mark.usefixtures("accepted")
def test_the_report_comes_as_pdf(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.PDF"
    result = invoke(commands.report, "write", "--unit", PROVINCE, "--period", PERIOD, "--to", file, "--json")
    assert json.loads(result.stdout)["report"] == str(file)
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("others", "code", "said"),
    [
        (["--unit", PROVINCE, "--period", PERIOD, "--to", "bao-cao.doc"], 2, "đuôi .docx hoặc .pdf"),
        (["--unit", "99", "--period", PERIOD, "--to", "bao-cao.docx"], 2, "Không có đơn vị mang mã “99”"),
        (["--unit", PROVINCE, "--period", "2026-9", "--to", "bao-cao.docx"], 2, "không phải là mã kỳ"),
        (["--unit", PROVINCE, "--period", PERIOD, "--to", "bao-cao.docx"], 1, ""),
    ],
)
def test_what_was_asked_wrongly_is_said(others: list[str], code: int, said: str) -> None:
    result = invoke(commands.report, "write", *others)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stderr.strip()


@pytest.mark.usefixtures("accepted")
def test_a_document_is_frozen_listed_and_given_out_as_it_was(tmp_path: Path) -> None:
    asked = ["--unit", PROVINCE, "--period", PERIOD]
    frozen = invoke(editions.report, "freeze", *asked, "--to", tmp_path / "mot", "--json")
    assert frozen.exit_code == 0, frozen.stderr
    told = json.loads(frozen.stdout)
    assert (told["number"], told["state"], len(told["files"])) == (1, "đã chốt", 3)
    again = invoke(editions.report, "freeze", *asked)
    assert "lần 2" in again.stdout
    listed = json.loads(invoke(editions.report, "list", "--unit", PROVINCE, "--json").stdout)
    assert [row["number"] for row in listed] == [2, 1]
    assert invoke(editions.report, "files", told["id"], "--to", tmp_path / "hai").exit_code == 0
    for file in map(Path, told["files"]):
        assert (tmp_path / "hai" / file.name).read_bytes() == file.read_bytes()
    assert invoke(editions.report, "files", 999_999, "--to", tmp_path).exit_code == 2


def test_what_cannot_be_frozen_says_why() -> None:
    asked = ["--unit", PROVINCE, "--period", PERIOD]
    assert invoke(editions.report, "freeze", *asked, "--kind", "thu").exit_code == 2
    nothing = invoke(editions.report, "freeze", *asked)
    assert nothing.exit_code == 1
    assert nothing.stderr.strip()


@pytest.mark.usefixtures("accepted")
def test_sums_that_are_right_are_rebuilt_to_the_same_rows() -> None:
    result = invoke(commands.rollup, "rebuild", "--verify", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["identical"], told["differing"]) == (True, 0)
    assert told["hash_before"] == told["hash_after"] != ""


def test_sums_that_went_astray_are_named_put_right_and_end_with_one(accepted: Submission) -> None:
    with acting_as(OPERATOR):  # a value changed behind the acts, as a hand in the database would
        values = [value if at else (value or 0) + 1 for at, value in enumerate(accepted.values)]
        Submission.objects.visible_to(OPERATOR).filter(pk=accepted.pk).update(values=values)
    result = invoke(commands.rollup, "rebuild")
    assert result.exit_code == 1
    assert "số tổng hợp đã khác với báo cáo và được sửa đúng:" in result.stdout
    assert "• Tỉnh Phú Thọ, xa-thang, 2026-09, " in result.stdout
    assert invoke(commands.rollup, "rebuild").exit_code == 0
