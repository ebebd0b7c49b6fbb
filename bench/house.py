"""A whole installation in a temporary folder, with accounts, gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from binhyen.machinery.database import cluster
from binhyen.machinery.datafolder import DataFolder

if TYPE_CHECKING:
    from binhyen.foundations.authority import Actor

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END = 20
EMPTY_PAGE, FLOOR_PAGE = "/bench/empty/", "/bench/floor/"


class NotMeasurable(Exception):
    """What was to be measured did not work; the message says where it stopped."""


@dataclass(frozen=True)
class Place:
    """A unit of the installation to measure at, and an official who works there."""

    scope: str
    unit_id: int
    path: str
    account_id: int

    @property
    def actor(self) -> Actor:
        from binhyen.access.queries import actor_of_account

        return actor_of_account(self.account_id)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that the account of the embedded database may pass through; removed at the end."""
    path = Path(tempfile.mkdtemp(prefix="binhyen-bench-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        _forget_cluster(DataFolder(path / "data"))
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def temporary_house() -> Iterator[DataFolder]:
    """An installation as ``binhyen init`` makes it, its database running with the settings of daily use.

    Sets up Django in this process, which then asks as pages do: in the application role.
    """
    with temporary_folder() as path:
        folder = DataFolder(path / "data")
        os.environ |= {"BINHYEN_DATA": str(folder.path), "DJANGO_SETTINGS_MODULE": "binhyen.config.settings"}
        folder.create()
        server = cluster.start(folder)
        try:
            binhyen(folder, "init")
            import django

            django.setup()
            yield folder
        finally:
            if "django.db" in sys.modules:
                from django.db import connections

                connections.close_all()
            server.stop()


def binhyen(folder: DataFolder, *arguments: str) -> None:
    """Run a command of the program to its end; raises :class:`NotMeasurable` with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "binhyen.cli.main", "--data", str(folder.path), *arguments],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotMeasurable(f"binhyen {' '.join(arguments)} → {done.returncode}: {said[-1] if said else ''}")


@dataclass(frozen=True)
class Serving:
    """``binhyen serve`` at work: its own process number and where it answers."""

    pid: int
    port: int


@contextmanager
def serving(folder: DataFolder) -> Iterator[Serving]:
    """Run ``binhyen serve`` with two workers and the bench's own pages beside the program's."""
    port = free_port()
    with (folder.log / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "binhyen.cli.main", "--data", str(folder.path), "serve"),
                *("--port", str(port), "--workers", "2"),
            ],
            env=_environment(folder) | {"DJANGO_SETTINGS_MODULE": "bench.settings"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=cluster.end_with_parent,
        )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/suc-khoe/", folder.log / "bench.log")
        yield Serving(process.pid, port)
    finally:
        end(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_it_answers(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait at most a minute for the first answer; raises :class:`NotMeasurable` with the end of the log."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise NotMeasurable(f"{address} does not answer: {log.read_text(errors='replace')[-500:]}")


def end(process: subprocess.Popen[Any]) -> None:
    """End a process that this run started, politely first."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@cache
def places_with_officials() -> tuple[Place, Place, Place]:
    """The country, its province with the most communes, and one commune there: each with a standing desk.

    Made once for the installation of this run.
    """
    from django.db import connection

    from binhyen.access.models import Account, Appointment, Role
    from binhyen.foundations.clock import now
    from binhyen.machinery.database.reach import OPERATOR, acting_as

    found = []
    with acting_as(OPERATOR):
        with connection.cursor() as cursor:
            cursor.execute(
                "with province as (select substring(path from '^[0-9]+[.][0-9]+[.]') as path from orgunits_orgunit"
                " where level = 'commune' group by 1 order by count(*) desc, 1 limit 1)"
                " (select 'country', id, path from orgunits_orgunit where level = 'country' limit 1) union all"
                " (select 'province', u.id, u.path from orgunits_orgunit u join province p on u.path = p.path)"
                " union all (select 'commune', u.id, u.path from orgunits_orgunit u join province p"
                " on u.path ^@ p.path and u.level = 'commune' order by u.id limit 1)"
            )
            rows = cursor.fetchall()
        for scope, unit_id, path in rows:
            account = Account.objects.create(
                username=f"thuongtruc.{scope}",
                full_name="Nguyễn Thị Bình",
                post="Thường trực",
                created_at=now(),
            )
            Appointment.objects.create(
                account=account,
                unit_id=unit_id,
                role=Role.STANDING_DESK,
                valid_from=date(2026, 1, 1),
            )
            found.append(Place(scope, unit_id, path, account.pk))
    country, province, commune = found
    return country, province, commune


def _environment(folder: DataFolder) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BINHYEN_")}
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return kept | {
        "BINHYEN_DATA": str(folder.path),
        "DJANGO_SETTINGS_MODULE": "binhyen.config.settings",
        "PYTHONPATH": python_path,
    }


def _forget_cluster(folder: DataFolder) -> None:
    """Where root's folders are closed the cluster stood outside: that place goes too."""
    if folder.state.get("cluster"):
        shutil.rmtree(folder.cluster.parent, ignore_errors=True)
