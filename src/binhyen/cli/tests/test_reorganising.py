"""``binhyen units reorganise``: plans are shown, files enacted and undone, with the codes by which each ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.cli import reorganising as commands
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.queries import unit_of_code
from binhyen.orgunits.tests.rearranged import lay_areas, print_of_the_units

DRAFT = """
title: Sắp xếp thôn
legal_basis: Nghị quyết 7/NQ-HĐND
effective: 2026-10-01
under: {under}
steps:
  - {step}
"""
MERGE = "{merge: [T11-001, T11-002], into: {name: Thôn Bình Yên, code: T11-050}}"


@pytest.fixture(autouse=True)
def _the_tests_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(OPERATOR):
            yield OPERATOR

    monkeypatch.setattr(commands, "working", working)
    with acting_as(OPERATOR):
        lay_areas(3)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands.reorganise, [str(each) for each in arguments])


def file(folder: Path, name: str, step: str = MERGE, under: str = "T11") -> Path:
    path = folder / name
    path.write_text(DRAFT.replace("{under}", under).replace("{step}", step), encoding="utf-8")
    return path


def bearer(code: str) -> str | None:
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, code, date(2026, 10, 1))
    return unit.name if unit else None


def test_a_plan_shows_what_will_change_and_writes_nothing(tmp_path: Path) -> None:
    draft = file(tmp_path, "a.yaml")
    result = run("plan", draft)
    assert result.exit_code == 0, result.output
    assert "Sắp xếp thôn (Xã Suối Hoa), từ ngày 01/10/2026" in result.stdout
    assert "Kết thúc (2):\n  • Thôn 1 (T11-001)" in result.stdout
    assert "Lập mới (1):\n  • Thôn Bình Yên (T11-050)" in result.stdout
    (told,) = json.loads(run("plan", draft, "--json").stdout)
    assert [(each["from"], each["to"]) for each in told["successions"]] == [
        ("Thôn 1", "Thôn Bình Yên"),
        ("Thôn 2", "Thôn Bình Yên"),
    ]
    assert bearer("T11-050") is None


def test_a_plan_with_faults_ends_with_three_and_names_each(tmp_path: Path) -> None:
    result = run("plan", file(tmp_path, "a.yaml", "{end: T11-099}"), file(tmp_path, "b.yaml", "{stop: 1}"))
    assert result.exit_code == 3
    assert "✗ steps[0]: Không có đơn vị mang mã “T11-099”." in result.stdout
    assert "✗ steps[0]: Không rõ việc phải làm." in result.stdout


def test_a_file_is_enacted_and_undone(tmp_path: Path) -> None:
    draft = file(tmp_path, "a.yaml")
    with acting_as(OPERATOR):
        before = print_of_the_units()
    result = run("enact", draft)
    assert result.exit_code == 0, result.output
    assert bearer("T11-050") == "Thôn Bình Yên"
    undoing = run("undo", draft)
    assert undoing.exit_code == 0, undoing.output
    assert "Đã hoàn tác" in undoing.stdout
    with acting_as(OPERATOR):
        assert print_of_the_units() == before
    assert run("undo", draft).exit_code == 3, "there is none in force any more"


def test_it_is_undone_by_its_number_too(tmp_path: Path) -> None:
    (told,) = json.loads(run("enact", file(tmp_path, "a.yaml"), "--json").stdout)
    assert run("undo", str(told["reorganisation"])).exit_code == 0
    assert bearer("T11-050") is None


def test_a_single_file_with_a_fault_is_refused(tmp_path: Path) -> None:
    refused = run("enact", file(tmp_path, "a.yaml", "{end: T11-099}"))
    assert isinstance(refused.exception, NotAllowed), "which the program's door turns into 3"
    assert run("enact", file(tmp_path, "b.yaml", "{stop: 1}")).exit_code == 3


def test_of_a_folder_the_sound_files_are_taken(tmp_path: Path) -> None:
    file(tmp_path, "a.yaml")
    file(tmp_path, "b.yaml", "{end: T12-099}", "T12")
    file(tmp_path, "c.yaml", "{rename: T21, name: Lạ}", "T2")
    file(tmp_path, "d.yaml", "{stop: 1}")
    assert run("enact", tmp_path).exit_code == 2, "of which province?"
    assert run("enact", tmp_path, "--under", "T1", "--all-or-none").exit_code == 3
    assert bearer("T11-050") is None
    result = run("enact", tmp_path, "--under", "T1")
    assert result.exit_code == 3
    assert [line[:8] for line in result.stdout.splitlines() if not line.startswith(" ")] == [
        "✓ a.yaml",
        "✗ b.yaml",
        "✗ c.yaml",
        "✗ d.yaml",
    ]
    assert bearer("T11-050") == "Thôn Bình Yên"


def test_an_empty_workbook_is_written_for_a_commune(tmp_path: Path) -> None:
    path = tmp_path / "t11.xlsx"
    assert run("workbook", "T11", path).exit_code == 0
    result = run("plan", path)
    assert result.exit_code == 3
    assert "“Việc”: Chưa có việc sắp xếp nào." in result.stdout
