"""``binhyen read`` and ``binhyen reader evaluate``: what they print, without a database and without Django."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import docx
import pytest
import typer
from typer.testing import CliRunner, Result

from binhyen.cli.reading import read_files, reader
from binhyen.narratives.tests.test_refused_documents import OLE, REFUSED, TCVN3, VNI

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


def test_tables_of_a_file_are_read_by_their_cells_and_figures_have_places(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Số liệu quý I/2026 của tỉnh Sông Mơ")
    table = made.add_table(3, 3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Tổ hòa giải"
    rows = (("Xã", "", ""), ("", "Kế hoạch", "Thực hiện"), ("Tân Mai", "9", "8"))
    for at, words in enumerate(rows):
        for column, word in enumerate(words):
            if word:
                table.cell(at, column).text = word
    file = tmp_path / "bao-cao.docx"
    made.save(str(file))
    ended = run("read", str(file), "--json")
    told = [
        [each[name] for name in ("value", "kind", "indicator", "place", "where")]
        for each in json.loads(ended.stdout)["figures"]
    ]
    assert told == [
        [9, "target", "disp_mediation_groups", "xã Tân Mai", "bảng 1, dòng 3"],
        [8, "result", "disp_mediation_groups", "xã Tân Mai", "bảng 1, dòng 3"],
    ]


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


TOLD = (
    *(
        "pictures alone",
        "damaged",
        "a document with a password",
        "a pdf with a password",
        "entities",
        "a bomb",
    ),
    *("macros", "a mark", "old letters", "other old letters", "old letters as old programs save them"),
    *("empty", "without words", "no text", "an unknown encoding", "a photograph", "a workbook"),
)


@pytest.mark.parametrize("why", TOLD)
def test_a_document_is_refused_with_a_sentence_and_nothing_else(tmp_path: Path, why: str) -> None:
    name, content, _code, said = REFUSED[why]
    file = tmp_path / name
    file.write_bytes(content)
    sentence = stopped("read", str(file), "--json", code=3)
    assert sentence.startswith(f"{name}: ")
    assert said in sentence
    assert sentence.endswith(".")


def test_one_that_is_refused_stops_all(tmp_path: Path) -> None:
    for name, content in (("a.txt", TEXT.encode()), ("b.doc", OLE)):
        (tmp_path / name).write_bytes(content)
    assert "b.doc: " in stopped("read", str(tmp_path / "a.txt"), str(tmp_path / "b.doc"), "--json", code=3)


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    with file.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert "20 MB" in stopped("read", str(file), code=3)


def test_a_text_in_two_bytes_a_sign_is_read_by_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode("utf-16"))
    assert len(json.loads(run("read", str(file), "--json").stdout)["figures"]) == 2
    file.write_bytes(TEXT.encode("utf-16-le"))
    assert "không phải văn bản" in stopped("read", str(file), code=3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UBND XÃ\nMẬT\nKẾ HOẠCH\nCó 12 tổ.", "độ mật (dòng 2)"),
        (unicodedata.normalize("NFD", "TỐI MẬT\nCó 12 tổ."), "độ mật (dòng 1)"),
        (TCVN3, "TCVN3"),
        (VNI, "VNI"),
    ],
)
def test_words_from_a_pipe_that_must_not_be_read_are_refused(text: str, said: str) -> None:
    for output in ((), ("--json",)):
        assert said in stopped("read", "--text-stdin", *output, given=text.encode(), code=3)


@pytest.mark.parametrize(
    "text", ["Giữ bí mật nhà nước; có 12 tổ hòa giải.", "Các bên «ký» 12 bản cam kết.", "", "\n" * 9]
)
def test_other_words_from_a_pipe_are_read(text: str) -> None:
    assert json.loads(run("read", "--text-stdin", "--json", given=text.encode()).stdout)["text"] == text


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
    assert not {"django", "psycopg", "typer", "rich", "binhyen.narratives.intake"} & set(modules)


def test_who_reads_the_output_may_stop_when_it_has_enough() -> None:
    program = [sys.executable, "-m", "binhyen.cli.main", "read", "--text-stdin", "--json"]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(program, **pipes) as reading:
        reading.stdout.close()
        _nothing, complaints = reading.communicate((TEXT * 2000).encode())
    assert (reading.returncode, complaints) == (1, b"")
