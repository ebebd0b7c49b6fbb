"""``binhyen user``: accounts, slips, and every faulty row by its place."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from binhyen.access.models import Account
from binhyen.access.queries import COLUMNS, actor_for
from binhyen.cli import users
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.queries import unit_of_key
from tests.cast import Places, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> Places:
    return places()


@pytest.fixture
def code(where: Places) -> str:
    with acting_as(OPERATOR):
        unit = unit_of_key(OPERATOR, where.commune.pk, today())
    assert unit is not None
    return unit.code


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command on the tests' database as the operator."""

    @contextmanager
    def working(ctx: object) -> Iterator[Actor]:
        with acting_as(OPERATOR) as actor:
            yield actor

    monkeypatch.setattr(users, "working", working)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(users.user, [str(each) for each in arguments])

    return invoke


def workbook(path: Path, *rows: list[object]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, cells in enumerate([list(COLUMNS.values()), *rows]):
        for at, cell in enumerate(cells):
            sheet.write(number, at, cell)
    book.close()
    return path


def test_a_workbook_makes_accounts_and_slips_that_only_their_owner_reads(
    run: Any, tmp_path: Path, code: str
) -> None:
    file = workbook(
        tmp_path / "xa.xlsx",
        [code, "Ngô Anh Tuấn", "Công an viên", "", "", "nhập liệu", "", ""],
        [code, "Mai Thị Xuân", "", "", "", "duyệt", "", ""],
        [code, "Mai Thị Xuân", "", "", "", "lãnh đạo", "", ""],
    )
    done = run("import", file)
    assert done.exit_code == 0, done.output
    slips = tmp_path / "xa-phieu.html"
    assert stat.S_IMODE(slips.stat().st_mode) == 0o600
    assert slips.read_text(encoding="utf-8").count("<li>") == 2
    made = Account.objects.get(username=f"xuanmt.{code}")
    assert {mandate.role for mandate in actor_for(made).mandates} == {"reviewing", "leader"}
    assert "Mã dùng một lần" not in done.output
    written = slips.read_text(encoding="utf-8").split('class="code">')[1][:14]
    assert written not in done.output
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".new")] == []


def test_faulty_rows_are_named_and_nothing_is_made(run: Any, tmp_path: Path, code: str) -> None:
    file = workbook(
        tmp_path / "xa.xlsx",
        [code, "Ngô Anh Tuấn", "", "", "", "nhập liệu", "", ""],
        ["99999", "Mai Thị Xuân", "", "", "", "duyệt", "", ""],
        [code, "Lâm Thị Bé", "", "", "", "duyệt", "hôm qua", ""],
    )
    before = Account.objects.count()
    done = run("import", file, "--json")
    assert done.exit_code == 3
    faults = json.loads(done.stdout)["faults"]
    assert [(fault["row"], fault["column"]) for fault in faults] == [(4, "Từ ngày")]
    file = workbook(tmp_path / "so.xlsx", [4, "Mai Thị Xuân", "", "", "", "duyệt", "", ""])
    (fault,) = json.loads(run("import", file, "--json").stdout)["faults"]
    assert "mất các số 0" in fault["sentence"], "4 may have been 04 or 00004"
    file = workbook(tmp_path / "xa2.xlsx", ["99999", "Mai Thị Xuân", "", "", "", "duyệt", "", ""])
    done = run("import", file, "--json")
    (fault,) = json.loads(done.stdout)["faults"]
    assert (fault["row"], fault["column"]) == (2, "Mã đơn vị")
    assert "99999" in fault["sentence"]
    assert Account.objects.count() == before
    assert not (tmp_path / "xa-phieu.html").exists()


def test_slips_are_never_written_over(run: Any, tmp_path: Path, code: str) -> None:
    file = workbook(tmp_path / "xa.xlsx", [code, "Ngô Anh Tuấn", "", "", "", "nhập liệu", "", ""])
    assert run("import", file).exit_code == 0
    before = (tmp_path / "xa-phieu.html").read_text(encoding="utf-8")
    assert run("import", file).exit_code == 2
    assert (tmp_path / "xa-phieu.html").read_text(encoding="utf-8") == before


def test_one_account_is_added_from_the_line(run: Any, tmp_path: Path) -> None:
    slip = tmp_path / "phieu.html"
    done = run(
        "add",
        "Vũ Hồng Sơn",
        "--unit",
        "TW",
        "--role",
        "quản trị hệ thống",
        "--username",
        "son",
        "--slip",
        slip,
        "--show",
        "--json",
    )
    assert done.exit_code == 0, done.output
    (account,) = json.loads(done.stdout)["accounts"]
    assert account["username"] == "son"
    assert account["code"] in slip.read_text(encoding="utf-8")
    (mandate,) = actor_for(Account.objects.get(username="son")).mandates
    assert mandate.everywhere


def test_a_missing_workbook_is_said(run: Any, tmp_path: Path) -> None:
    assert run("import", tmp_path / "khong-co.xlsx").exit_code == 2
