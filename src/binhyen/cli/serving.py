"""Running the house: the web processes, the worker of jobs and the process that draws, watched by this command.

Order of going: web and worker first (they finish what they hold), then who draws for them, then the database. When
this command dies, even by SIGKILL, its children end with it; no orphan stays. The house lives on without a drawing
process; another is started.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from types import FrameType
from urllib.error import URLError

from binhyen.cli.session import CANNOT_WORK, stop_with
from binhyen.machinery.database.cluster import end_with_parent
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.formats.charts.process import own_process

SECONDS_TO_END = 10
SECONDS_BETWEEN_DRAWERS = 5


class Stopping(BaseException):
    """The command was told to end (Ctrl-C, or SIGTERM). Not an Exception: nothing may swallow it."""


def stop_on_signals() -> None:
    """Make SIGINT and SIGTERM raise :class:`Stopping`; said before any child starts.

    A process started in the background of a script inherits SIGINT ignored, hence both are set.
    """

    def told(_number: int, _frame: FrameType | None) -> None:
        raise Stopping

    signal.signal(signal.SIGINT, told)
    signal.signal(signal.SIGTERM, told)


def serve(folder: DataFolder, *, host: str, port: int, workers: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop. The database runs already. ``ready`` is called with the address once it answers."""
    _refuse_taken_port(host, port)
    drawing = own_process()
    environment = (
        os.environ | {"BINHYEN_DB_POOL": "1", "BINHYEN_DATA": str(folder.path)} | drawing.environment
    )
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "2"),
        *("--workers-kill-timeout", "5", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
        "binhyen.config.wsgi:application",
    ]
    jobs = [
        *(sys.executable, "-m", "django", "procrastinate", "worker"),
        *("--concurrency", "2", "--shutdown-graceful-timeout", "8"),
    ]
    children: list[subprocess.Popen[bytes]] = []
    try:
        with (folder.log / "web.log").open("ab") as web_log, (folder.log / "jobs.log").open("ab") as job_log:
            children.append(_start(web, environment, web_log.fileno(), signal.SIGTERM))
            # When this command is killed the database goes at the same moment, and a worker that ends politely
            # waits for it for ever. What it was doing is rolled back as in a power cut.
            children.append(_start(jobs, environment, job_log.fileno(), signal.SIGKILL))
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
        _wait_until_it_answers(host, port, children[0], folder)
        ready(address)
        while True:
            for child, name in zip(children, ("web", "jobs"), strict=True):
                if child.poll() is not None:
                    stop_with(
                        f"Tiến trình {name} đã dừng (mã {child.returncode}). Xem {folder.log / name}.log.",
                        CANNOT_WORK,
                    )
            drawing.keep_alive(SECONDS_BETWEEN_DRAWERS)
            time.sleep(0.5)
    except Stopping:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them behind
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end(children)
        drawing.stop()


def _start(
    arguments: list[str], environment: dict[str, str], log: int, when_orphaned: signal.Signals
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=lambda: _begin(when_orphaned),
    )


def _begin(when_orphaned: signal.Signals) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(when_orphaned)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            stop_with(
                f"Không mở được cổng {port} trên {host} ({error.strerror}). Hãy chọn cổng khác bằng --port.",
                CANNOT_WORK,
            )


def _wait_until_it_answers(host: str, port: int, child: subprocess.Popen[bytes], folder: DataFolder) -> None:
    """Ask the page of health from this machine, by a name that is always allowed here."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    question = urllib.request.Request(f"http://{asked}:{port}/suc-khoe/", headers={"Host": "localhost"})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(question, timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    stop_with(f"Máy chủ web không trả lời. Xem {folder.log / 'web.log'}.", CANNOT_WORK)
