"""``binhyen read`` and ``binhyen reader evaluate``: what they print, without a database and without Django."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from binhyen.cli.reading import read_files, reader

TEXT = "Năm 2025, toàn xã có 12 tổ hòa giải.\r\nPhấn đấu có trên 90 hòa giải viên.\n"


def run(*arguments: str, given: bytes | None = None) -> Result:
    app = typer.Typer()
    app.command("read")(read_files)
    app.add_typer(reader, name="reader")
    return CliRunner().invoke(app, arguments, input=given)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_standard_input_is_kept_exactly(form: str) -> None:
    text = unicodedata.normalize(form, TEXT)
    ended = run("read", "--text-stdin", "--json", given=text.encode())
    assert ended.exit_code == 0, ended.output
    said = json.loads(ended.stdout)
    assert said["text"] == text
    first, second = said["figures"]
    assert text[slice(*first["span"])] == first["quote"]
    assert {
        name: first[name] for name in ("indicator", "code", "value", "unit", "comparator", "kind", "period")
    } == {
        "indicator": "disp_mediation_groups",
        "code": "disp_mediation_groups",
        "value": 12,
        "unit": unicodedata.normalize("NFC", "tổ hòa giải"),
        "comparator": "eq",
        "kind": "result",
        "period": "2025",
    }
    assert (second["comparator"], second["kind"], second["value"]) == ("gt", "target", 90)
    assert {"value_max", "denominator", "direction", "place", "confidence", "label_vi"} <= second.keys()


def test_a_file_is_read_for_people(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text(TEXT, encoding="utf-8")
    ended = run("read", str(file))
    assert "2 số liệu" in ended.stdout
    assert "“trên 90 hòa giải viên” → hơn 90 hòa giải viên" in ended.stdout
    assert "mục tiêu" in ended.stdout


def test_several_files_are_told_apart(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    said = json.loads(run("read", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json").stdout)
    assert [Path(each["file"]).name for each in said["files"]] == ["a.txt", "b.txt"]


def stopped(*arguments: str, given: bytes | None = None, code: int = 2) -> str:
    ended = run(*arguments, given=given)
    assert ended.exit_code == code
    assert not ended.stdout
    return " ".join(ended.stderr.split())


def test_what_cannot_be_read_is_said_with_a_remedy(tmp_path: Path) -> None:
    word = tmp_path / "a.docx"
    word.write_bytes(b"PK\x03\x04")
    assert "a.docx: " in stopped("read", str(word), code=3)
    assert "kiểm tra tên tệp" in stopped("read", str(tmp_path / "khong-co.txt"))
    assert "UTF-8" in stopped("read", "--text-stdin", given=b"\xff\xfe")
    assert "--text-stdin" in stopped("read")


def test_the_reader_is_scored_in_sums_alone() -> None:
    said: dict[str, Any] = json.loads(run("reader", "evaluate", "--json").stdout)
    assert said.keys() == {"counts", "quantity", "indicator", "comparator_and_kind"}
    assert said["counts"]["texts"] >= 30
    assert said["quantity"]["f1"] > 0.95


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    assert "Không có bài mẫu" in stopped("reader", "evaluate", str(tmp_path))


def test_reading_starts_neither_django_nor_a_database() -> None:
    program = (
        "import sys; sys.argv = ['binhyen', 'read', '--text-stdin', '--json']\n"
        "from binhyen.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(sorted(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], input=TEXT.encode(), capture_output=True, check=True
    )
    assert json.loads(ended.stdout)["text"] == TEXT
    modules = ended.stderr.decode().split()
    assert "binhyen.narratives.rules.reading" in modules
    assert not {"django", "psycopg", "binhyen.config.settings"} & set(modules)
