"""How long does somebody wait for the demonstration, the first time and again? For information."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from bench.house import binhyen, temporary_folder
from bench.measuring import Effort, Line, Sample
from binhyen.machinery.datafolder import DataFolder


def measure(_folder: DataFolder, _effort: Effort) -> Iterator[Line]:
    """``binhyen demo --no-serve`` into an empty folder, then three times into the same."""
    with temporary_folder() as path:
        folder = DataFolder(path / "data")
        first = (_demo(folder),)
        again = tuple(_demo(folder) for _ in range(3))
    floor = Sample("s", tuple(_bare_django() for _ in range(5)))
    yield Line("binhyen demo --no-serve, empty folder", Sample("s", first), floor)
    yield Line("binhyen demo --no-serve, again", Sample("s", again), floor)


def _demo(folder: DataFolder) -> float:
    begun = time.perf_counter()
    binhyen(folder, "demo", "--no-serve")
    return time.perf_counter() - begun


def _bare_django() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import django"], check=True)
    return time.perf_counter() - begun
