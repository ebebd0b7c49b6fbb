"""How much memory do the processes hold after work? Shared pages are counted by their share (PSS)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import client
from bench.house import (
    EMPTY_PAGE,
    ROOT,
    end,
    free_port,
    places_with_officials,
    serving,
    wait_until_it_answers,
)
from bench.measuring import Aim, Effort, Line, Sample
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.database.cluster import end_with_parent
from binhyen.machinery.datafolder import DataFolder

REQUESTS = 200
AIM = Aim(400, "median")


def measure(folder: DataFolder, _effort: Effort) -> Iterator[Line]:
    """The web server with two workers and the worker of jobs, each beside the same without the program."""
    _, province, _ = places_with_officials()
    session = session_of(province)
    with serving(folder) as served:
        page = {"page": EMPTY_PAGE, "headers": {"Cookie": cookies_at(served, EMPTY_PAGE, session)}}
        client.order("in_turn", port=served.port, pages=[page] * 4, times=REQUESTS // 4)
        children = children_of(served.pid)
        (web,) = [pid for pid in children if "granian" in _command(pid)]
        (jobs,) = [pid for pid in children if "procrastinate" in _command(pid)]
        web_and_workers = [web, *descendants_of(web)]
        held = _megabytes(web_and_workers)
        held_by_jobs = _megabytes([jobs, *descendants_of(jobs)])
    yield Line(
        f"web server, {len(web_and_workers)} processes",
        Sample("MB", (held,)),
        Sample("MB", (_bare_server(folder.log / "bare.log"),)),
        aim=AIM,
    )
    yield Line("worker of jobs", Sample("MB", (held_by_jobs,)), Sample("MB", (_bare_django(),)))


def children_of(pid: int) -> list[int]:
    """Living processes that this one has started, from ``/proc``; Linux alone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def descendants_of(pid: int) -> list[int]:
    return [each for child in children_of(pid) for each in (child, *descendants_of(child))]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _megabytes(pids: list[int]) -> float:
    """Memory of the processes together in MB (10⁶ bytes): the share of each in shared pages, else all it sees."""
    kilobytes = 0
    for pid in pids:
        try:
            lines, mark = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines(), "Pss:"
        except OSError:
            lines, mark = Path(f"/proc/{pid}/status").read_text().splitlines(), "VmRSS:"
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith(mark))
    return kilobytes * 1024 / 1e6


def _bare_server(log: Path) -> float:
    """The same server with two workers, without the program."""
    port = free_port()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(port), "--workers", "2", "--blocking-threads", "2"),
                *(
                    "--workers-kill-timeout",
                    "5",
                    "--no-ws",
                    "--log-level",
                    "warning",
                    "bench.bare:application",
                ),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=end_with_parent,
        )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/", log)
        page = {"page": "/", "headers": {}}
        client.order("in_turn", port=port, pages=[page] * 4, times=REQUESTS // 4)
        return _megabytes([process.pid, *descendants_of(process.pid)])
    finally:
        end(process)


def _bare_django() -> float:
    """A process that has imported Django's ORM and does nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import django.db.models; print('ready', flush=True); input()"],
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        return _megabytes([process.pid])
    finally:
        end(process)
