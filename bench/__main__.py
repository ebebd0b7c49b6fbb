"""``python -m bench [NAME …] [--quick]``: measure, show, write down; all benches unless some are named."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from bench import (
    autosave,
    consolidation,
    entry,
    frame,
    mainjob,
    maps,
    memory,
    overview,
    policies,
    reader,
    report,
    review,
    search,
    start,
    tables,
    territory,
    units,
)
from bench.client import Unexpected
from bench.house import ROOT, NotMeasurable, temporary_house
from bench.measuring import Effort, Line, Sample
from binhyen.machinery.datafolder import DataFolder

BENCHES: dict[str, Callable[[DataFolder, Effort], Iterator[Line]]] = {
    "mainjob": mainjob.measure,
    "overview": overview.measure,
    "tables": tables.measure,
    "report": report.measure,
    "consolidation": consolidation.measure,
    "territory": territory.measure,
    "policies": policies.measure,
    "search": search.measure,
    "entry": entry.measure,
    "autosave": autosave.measure,
    "review": review.measure,
    "maps": maps.measure,
    "units": units.measure,
    "reader": reader.measure,
    "frame": frame.measure,
    "memory": memory.measure,
    "start": start.measure,
}
QUICK, THOROUGH = Effort(seconds=0.7, least=15), Effort(seconds=4, least=31)
WIDTH_OF_A_LOG = 150
REPORT = ROOT / "build" / "bench.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("benches", nargs="*", choices=[*BENCHES, []], help="all unless named")
    parser.add_argument("--quick", action="store_true", help="under a second a line; wavers more")
    given = parser.parse_args()
    chosen = given.benches or list(BENCHES)
    effort = QUICK if given.quick else THOROUGH
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything started is ended

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_LOG)
    lines: dict[str, list[Line]] = {}
    unmeasured: dict[str, str] = {}
    load_before = os.getloadavg()[0]
    with console.status("Preparing an installation …") as status, temporary_house() as folder:
        for name in chosen:
            lines[name] = []
            try:
                for line in BENCHES[name](folder, effort):
                    lines[name].append(line)
                    status.update(f"{name}: {line.what} …")
            except (NotMeasurable, Unexpected) as fault:
                unmeasured[name] = str(fault)
    console.print(_table(lines))
    for name, reason in unmeasured.items():
        console.print(f"NOT MEASURED: {name}: {reason}", style="bold red", markup=False)
    _write_down(lines, unmeasured, effort, load_before)
    console.print(f"Written to {REPORT.relative_to(ROOT)}. Floors: bench/README.md.")


def _table(lines: dict[str, list[Line]]) -> Table:
    table = Table(title="Medians, in brackets least and most; the ratio is to the floor of the same run")
    for heading in ("bench", "what"):
        table.add_column(heading)
    for heading in ("measured", "floor", "ratio", "aim"):
        table.add_column(heading, justify="right")
    for name, its_lines in lines.items():
        for line in its_lines:
            table.add_row(
                name, line.what, _said(line.measured), _said(line.floor), f"{line.ratio:.2f}", _aim(line)
            )
        table.add_section()
    return table


def _said(sample: Sample) -> str:
    if len(sample.values) == 1:
        return f"{sample.median:.3g} {sample.unit}"
    return f"{sample.median:.3g} {sample.unit} [{sample.least:.3g}–{sample.most:.3g}]"


def _aim(line: Line) -> str:
    if line.aim is None:
        return ""
    unit = "" if line.aim.of == "ratio" else f" {line.measured.unit}"
    return f"≤ {line.aim.at_most:g}{unit} " + ("reached" if line.reached else "MISSED")


def _write_down(
    lines: dict[str, list[Line]], unmeasured: dict[str, str], effort: Effort, load_before: float
) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": load_before,
        "seconds_a_line": effort.seconds,
        "benches": {name: [line.as_json() for line in its_lines] for name, its_lines in lines.items()},
        "not_measured": unmeasured,
    }
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
