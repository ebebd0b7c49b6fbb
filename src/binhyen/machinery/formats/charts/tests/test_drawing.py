"""The process that draws, asked as pages and documents ask it. One process serves all tests of a worker."""

import os
import re
import signal
import stat
import struct
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

import binhyen
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.formats.charts import (
    NARROW,
    ChartUndrawn,
    ReadingMark,
    for_page,
    keeping,
    png_of,
    process,
    svg_of,
)
from binhyen.machinery.formats.charts.tests.samples import course, rank
from binhyen.machinery.formats.charts.theme import COLOURS

LINE = course(31, 33, None, 36, 1204, marks={3: ReadingMark.ESTIMATED, 4: ReadingMark.PROVISIONAL})


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """A data folder of the test's own."""
    monkeypatch.setenv("BINHYEN_DATA", str(tmp_path / "data"))
    folder = DataFolder.from_environment()
    folder.create()
    return folder


@pytest.fixture
def asked(monkeypatch):
    """What was asked of the process that draws, in order."""
    questions = []

    def ask(question, _ask=process.ask):
        questions.append(question)
        return _ask(question)

    monkeypatch.setattr(process, "ask", ask)
    return questions


@pytest.fixture
def rested(monkeypatch):
    """A process that has asked nobody yet."""
    monkeypatch.setattr(process, "_asking", process._Asking())


def texts(svg):
    return [node.text for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_drawing_holds_its_labels_as_text_and_nothing_to_run_or_fetch():
    svg = svg_of(LINE)
    assert {"Đơn vị tính: mô hình", "05/2026", "1.204", "0", "1.500"} <= set(texts(svg))
    assert "Xã Ẩm Ướt 0" in texts(svg_of(rank(3, 1)))
    assert "<5" in texts(svg_of(rank(3, "<5")))
    assert not re.search(r"<script|<image|<use|<style|<foreignObject| on\w+=| style=| href=| id=", svg)


def test_a_name_that_looks_like_markup_stays_a_name():
    chart = rank(3, 1)
    name = 'Xã "A" <b onclick="x">&amp;'
    object.__setattr__(chart.readings[0], "label", name)
    assert name in texts(svg_of(chart))


def test_a_drawing_is_as_wide_as_asked_and_names_the_face_of_the_pages():
    for width in (640, NARROW):
        root = ElementTree.fromstring(svg_of(LINE, width))
        assert root.get("viewBox").split()[:3] == ["0", "0", str(width)]
    assert set(re.findall(r'font-family="([^"]*)"', svg_of(LINE))) == {"Be Vietnam Pro, Arial, sans-serif"}


def test_the_second_time_nothing_is_drawn_and_the_bytes_are_the_same(installation, asked):
    first, picture = svg_of(LINE), png_of(svg_of(LINE))
    assert len(asked) == 2
    assert (svg_of(LINE), png_of(first)) == (first, picture)
    assert len(asked) == 2
    svg_of(course(31, 33))
    assert len(asked) == 3
    kept = list(installation.drawings.iterdir())
    assert len(kept) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}


def test_drawings_that_are_kept_stay_within_their_room(installation, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", 1000)
    for number in range(12):
        keeping.keep(f"{number}.svg", b"x" * 100)
        os.utime(installation.drawings / f"{number}.svg", (number, number))
    names = {file.name for file in installation.drawings.iterdir()}
    assert "11.svg" in names
    assert "0.svg" not in names
    assert len(names) <= 10
    assert keeping.found("11.svg") == b"x" * 100


def test_without_an_installation_or_room_it_is_drawn_all_the_same(installation, tmp_path, monkeypatch):
    installation.drawings.write_text("no folder")
    assert "1.204" in svg_of(LINE)
    monkeypatch.setenv("BINHYEN_DATA", str(tmp_path / "none"))
    assert "1.204" in svg_of(LINE)
    assert not (tmp_path / "none").exists()


def test_a_png_has_so_many_pixels_for_each_of_the_drawing():
    png = png_of(svg_of(LINE), scale=2)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1280, 540)


def test_on_a_page_every_colour_follows_the_scheme():
    page = for_page(svg_of(rank(3, None, highlighted="Xã Ẩm Ướt 0")) + svg_of(LINE))
    assert not re.findall(r"#[0-9A-Fa-f]{3,6}", page)
    used = set(re.findall(r'"var\(--([a-z-]+)\)"', page))
    assert {"surface", "ink", "ink-soft", "bamboo", "line", "line-strong"} <= used <= set(COLOURS)


def test_nothing_is_fetched_from_an_address():
    chart = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "point"}
    with pytest.raises(ChartUndrawn, match="not allowed"):
        process.ask({"specification": chart})


@pytest.mark.parametrize(
    "question",
    [
        {"specification": {"mark": "nonsense"}},
        {"specification": {}},
        {"svg": "no svg", "scale": 1},
        {"nothing": 1},
    ],
)
def test_what_cannot_be_drawn_is_said_and_the_next_is_drawn(question):
    with pytest.raises(ChartUndrawn):
        process.ask(question)
    assert png_of(svg_of(LINE))


def test_a_fallen_process_is_replaced_and_whoever_asks_meanwhile_waits(tmp_path, monkeypatch, rested):
    served = process.DrawingProcess(tmp_path / "log")
    try:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        assert stat.S_IMODE(served.address.stat().st_mode) == 0o600
        assert stat.S_IMODE(served.address.parent.stat().st_mode) == 0o700
        first = served.process.pid
        os.kill(first, signal.SIGKILL)
        served.process.wait()
        served.keep_alive()
        assert served.process.pid != first
        assert process.ask(
            {"svg": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", "scale": 1}
        )
        monkeypatch.setenv(process.KEY, "another")
        with pytest.raises(ChartUndrawn):
            process.ask({"svg": "<svg/>", "scale": 1})
    finally:
        served.stop()
    assert not served.address.parent.exists()


def test_what_was_asked_of_a_child_that_falls_is_answered_by_the_next(rested):
    own = process.own_process()
    os.kill(own.process.pid, signal.SIGSTOP)  # still there when asked, gone before it answers
    os.kill(own.process.pid, signal.SIGKILL)
    assert png_of(svg_of(course(1, 2)))
    own.stop()


def test_where_nobody_answers_pages_do_not_wait_again(tmp_path, monkeypatch, rested):
    monkeypatch.setenv(process.ADDRESS, str(tmp_path / "nobody"))
    monkeypatch.setenv(process.KEY, "x")
    for _time in range(2):
        with pytest.raises(ChartUndrawn):
            process.ask({"svg": "<svg/>", "scale": 1})
    monkeypatch.setattr(process, "_exchange", lambda *_: pytest.fail("asked during the rest"))
    with pytest.raises(ChartUndrawn, match="lately"):
        process.ask({"svg": "<svg/>", "scale": 1})


def test_the_process_ends_with_whoever_started_it():
    code = (
        "import os, signal; from binhyen.machinery.formats.charts import process; p = process.own_process();"
        "print(p.process.pid, p.address.parent, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    pid, folder = said.split()
    deadline = time.monotonic() + 20
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(folder).exists()
    while time.monotonic() < deadline and _runs(int(pid)):
        time.sleep(0.05)
    assert not _runs(int(pid))


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_drawing_library_is_named_in_no_other_module():
    package = Path(binhyen.__file__).parent
    modules = [file for file in package.rglob("*.py") if "tests" not in file.parts]
    naming = [
        file.name for file in modules if re.search(r"^\s*(?:import|from) vl_convert", file.read_text(), re.M)
    ]
    assert naming == ["drawer.py"]
    assert not [
        file for file in modules if re.search(r"import .*\bdrawer\b|charts\.drawer", file.read_text())
    ]
