"""``binhyen catalogue``: what it prints, for people and for programs, and with which code it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from typer.testing import CliRunner, Result

from binhyen.cli import catalogue as commands
from binhyen.foundations.authority import Actor
from binhyen.indicators.models import Indicator
from binhyen.machinery.database.reach import OPERATOR, acting_as


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.catalogue, arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our own catalogue, to be spoilt."""
    return Path(shutil.copytree(settings.CATALOGUE, tmp_path / "catalogue"))


def spoil(folder: Path, old: str, new: str) -> None:
    file = folder / "indicators" / "forces.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


class TestCheck:
    """No database: a test that asked one would fail here."""

    def test_our_own_catalogue_is_in_order(self) -> None:
        result = run("check")
        assert result.exit_code == 0
        assert result.stdout == "Danh mục không có lỗi.\n"

    def test_every_mistake_is_told_with_its_place_and_ends_with_one(self, folder: Path) -> None:
        spoil(folder, "over_time: last", "over_time: sum")
        spoil(folder, "category: patrol_forces", "category: patrols")
        result = run("check", "--folder", str(folder))
        assert result.exit_code == 1
        assert (
            "✗ indicators/forces.yaml, “indicators”, mục 1 (force_safety_teams): loại “stock”"
            in result.stdout
        )
        assert "không có phân tổ “patrols”" in result.stdout
        assert "lỗi." in result.stdout.splitlines()[-1]

    def test_a_warning_is_told_and_ends_with_nought(self, folder: Path) -> None:
        spoil(folder, "family: force_safety_members", "family: force_unheard")
        result = run("check", "--folder", str(folder))
        assert result.exit_code == 0
        assert "• indicators/forces.yaml" in result.stdout
        assert "Danh mục không có lỗi." in result.stdout

    def test_check_for_a_program(self, folder: Path) -> None:
        spoil(folder, "over_time: last", "over_time: sum")
        found = json.loads(run("check", "--folder", str(folder), "--json").stdout)
        assert found["sound"] is False
        (mistake,) = found["mistakes"]
        assert mistake["severity"] == "error"
        assert mistake["remedy"] == "Đặt over_time: last."


@pytest.mark.django_db
class TestLoad:
    @pytest.fixture(autouse=True)
    def _the_tests_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        @contextmanager
        def working(_ctx: Any) -> Iterator[Actor]:
            with acting_as(OPERATOR):
                yield OPERATOR

        monkeypatch.setattr(commands, "working", working)

    def test_a_load_without_a_difference_says_so(self) -> None:
        result = run("load")
        assert result.exit_code == 0
        assert "không có gì thay đổi" in result.stdout

    def test_a_load_says_what_it_changed(self, folder: Path) -> None:
        spoil(folder, "tổ an ninh trật tự cơ sở", "tổ an ninh cơ sở")
        result = run("load", "--folder", str(folder))
        assert result.exit_code == 0
        assert "sửa 1" in result.stdout
        assert Indicator.objects.get(code="force_safety_teams").version == 2

    def test_a_catalogue_with_a_mistake_is_not_loaded_and_ends_with_two(self, folder: Path) -> None:
        spoil(folder, "over_time: last", "over_time: sum")
        result = run("load", "--folder", str(folder))
        assert result.exit_code == 2
        assert "không bao giờ cộng các kỳ" in result.stderr
        assert Indicator.objects.get(code="force_safety_teams").version == 1
