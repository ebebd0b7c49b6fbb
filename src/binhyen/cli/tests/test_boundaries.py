"""``binhyen units boundaries``: what it says of a good file and of a bad one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from binhyen.cli import boundaries
from binhyen.orgunits.values import BadBoundaries


def test_faults_are_told_one_a_line_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    bad = BadBoundaries("Một đối tượng không dùng được.", "Sửa rồi nạp lại.", ("Đối tượng thứ 2: là Point.",))
    boundaries._say_faults(bad, as_json=False)
    told = capsys.readouterr().err.splitlines()
    assert told == ["Một đối tượng không dùng được.", "• Đối tượng thứ 2: là Point.", "Sửa rồi nạp lại."]
    boundaries._say_faults(bad, as_json=True)
    assert json.loads(capsys.readouterr().out)["faults"] == ["Đối tượng thứ 2: là Point."]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context: Any = typer.Context
    with pytest.raises(SystemExit) as ended:
        boundaries.load_boundaries(context, tmp_path / "khong-co.json", source="x")
    assert ended.value.code == 2
    assert "khong-co.json" in capsys.readouterr().err
