"""How fast is prose read? Characters a second beside a bare scan for digits, a long report, and a command's start."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.measuring import Aim, Effort, Line, Sample, alternate
from binhyen.machinery.datafolder import DataFolder
from binhyen.narratives.queries import CORPUS, read_vocabulary
from binhyen.narratives.values import read

PAGE = 3_000  # letters
PAGES = 100
_DIGITS = re.compile(r"\d+")


def measure(_folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Running text of the corpus, a report of a hundred pages with tables, and ``binhyen read --text-stdin --json``."""
    vocabulary = read_vocabulary()
    prose = "\n\n".join(_texts())
    running = _sparse(prose)
    yield alternate(
        f"read {len(running):,} letters of running text",
        effort,
        lambda: read(running, vocabulary),
        lambda: _DIGITS.findall(running),
        Aim(30, "ratio"),
    )
    report = _report(prose)
    yield alternate(
        f"read a report of {PAGES} pages with tables",
        effort,
        lambda: read(report, vocabulary),
        lambda: _DIGITS.findall(report),
        Aim(2000, "median"),
    )
    started = tuple(_start() for _ in range(7))
    bare = tuple(_bare() for _ in range(7))
    yield Line(
        "binhyen read --text-stdin --json", Sample("s", started), Sample("s", bare), aim=Aim(0.5, "median")
    )


def _texts() -> list[str]:
    return [
        json.loads(file.read_text(encoding="utf-8"))["text"]
        for file in sorted((CORPUS / "first").glob("*.json"))
    ]


def _sparse(prose: str) -> str:
    """Text as the press writes it: most sentences hold no number."""
    plain = "Phong trào được cấp ủy, chính quyền quan tâm, nhân dân đồng tình hưởng ứng và tự giác tham gia. "
    return "\n".join(f"{line}\n{plain * 10}" for line in prose.split("\n") if line.strip())


def _report(prose: str) -> str:
    """A report: prose, and after each ten lines a table with a row for each of ten areas."""
    rows = "\n".join(
        f"Thôn {area} | {area * 7} hộ | {area} tổ | {90 + area % 10},5%" for area in range(1, 11)
    )
    lines = [line for line in prose.split("\n") if line.strip()]
    parts = ["\n".join([*lines[at : at + 10], rows]) for at in range(0, len(lines), 10)]
    whole = "\n".join(parts)
    return (whole * (PAGE * PAGES // len(whole) + 1))[: PAGE * PAGES]


def _start() -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "binhyen.cli.main", "read", "--text-stdin", "--json"],
        input="Toàn xã có 12 tổ hòa giải.".encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def _bare() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import typer, yaml"], check=True)
    return time.perf_counter() - begun
