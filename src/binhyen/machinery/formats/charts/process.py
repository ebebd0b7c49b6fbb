"""Who draws? One process, started by the command that serves, or by whoever asks where none was started.

The library's engine takes half a second to start and some hundred megabytes, must not be forked once it has run, and
could hang or fall; so neither the web's processes nor the worker hold it. ``binhyen serve`` starts one child beside
them (``own_process``) and names it in their environment. Tests and single commands have no such child: there the
asking process starts one of its own when the first drawing is wanted, which ends with it. Drawing within the asking
process was the other way; it would bring the engine into processes that fork and into threads that cannot be stopped.

The socket is the parent's: it listens before the child runs and while it is replaced, so whoever asks meanwhile
waits and is answered.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Lock
from typing import Any

from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.formats.charts.specification import SCHEMA_VERSION
from binhyen.machinery.formats.charts.theme import face_folder

ADDRESS, KEY = "BINHYEN_CHARTS_SOCKET", "BINHYEN_CHARTS_KEY"
SECONDS_TO_ANSWER, SECONDS_WITH_A_START = 10.0, 30.0
"""How long a page waits for a child that runs; how long a command waits for its own, which may have to start first."""
SECONDS_OF_REST = 30.0
"""How long nothing is asked after silence, so that pages do not wait for each chart anew."""
_SECONDS_BETWEEN_LOOKS = 1.0
_WAITING_AT_MOST = 64
_DRAWER = Path(__file__).with_name("drawer.py")


class ChartUndrawn(Exception):
    """A chart could not be drawn now. What shows it goes on without: its figures stand in a table."""


class DrawingProcess:
    """The child that draws, listening at ``address`` in a folder for this account alone.

    What it has to complain of goes into ``log``.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self.address = Path(tempfile.mkdtemp(prefix="binhyen-charts-")) / "socket"
        self.key = secrets.token_urlsafe(24)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.address))
        self.address.chmod(0o600)
        self._listener.listen(_WAITING_AT_MOST)
        self._started = 0.0
        self.process = self._start()

    @property
    def environment(self) -> dict[str, str]:
        """What tells other processes where to ask."""
        return {ADDRESS: str(self.address), KEY: self.key}

    def keep_alive(self, pause: float = 0) -> None:
        """Start another child where this one has ended, ``pause`` seconds after its start at the soonest."""
        if self.process.poll() is not None and time.monotonic() - self._started >= pause:
            self._close_process()
            self.process = self._start()

    def stop(self) -> None:
        """End the child and take its address away."""
        self.process.kill()  # it holds nothing that could be lost
        self._close_process()
        self._listener.close()
        shutil.rmtree(self.address.parent, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        told = (str(self._listener.fileno()), str(self.address.parent), SCHEMA_VERSION, str(face_folder()))
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-I", str(_DRAWER), *told],
                env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
                | {KEY: self.key},
                pass_fds=[self._listener.fileno()],
                stdin=subprocess.PIPE,  # closes when this process ends, however it ends
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _close_process(self) -> None:
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


class _Asking:
    """How this process reaches the one that draws."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.own: DrawingProcess | None = None
        self.silent_until = 0.0

    def where(self) -> tuple[str, str]:
        """Address and key of the child that a command has started, else of this process's own."""
        if ADDRESS in os.environ:
            return os.environ[ADDRESS], os.environ[KEY]
        own = self.own_process()
        self.look_after_own()
        return str(own.address), own.key

    def own_process(self) -> DrawingProcess:
        """This process's own child, started when it is first wanted and ended with this process."""
        with self.lock:
            if self.own is None:
                self.own, here = DrawingProcess(_log_of_this_installation()), os.getpid()
                stop = self.own.stop
                atexit.register(lambda: stop() if os.getpid() == here else None)  # a fork has inherited this
            return self.own

    def look_after_own(self) -> None:
        """Replace this process's own child if it has fallen: nobody else would, and what was asked waits for it."""
        with self.lock:
            if self.own is not None:
                self.own.keep_alive()


_asking = _Asking()


def own_process() -> DrawingProcess:
    """The child of this process, for itself and for the processes that it starts."""
    return _asking.own_process()


def _log_of_this_installation() -> Path:
    folder = DataFolder.from_environment()
    return folder.log / "drawing.log" if folder.log.is_dir() else Path(os.devnull)


def ask(question: dict[str, Any]) -> bytes:
    """Have ``question`` drawn (``drawer.py`` says what may be asked). Raises ChartUndrawn."""
    if time.monotonic() < _asking.silent_until:
        raise ChartUndrawn("the drawing process did not answer lately")
    try:
        address, key = _asking.where()
        answer = _exchange(address, json.dumps(question | {"key": key}).encode())
    except OSError as fault:
        _asking.silent_until = time.monotonic() + SECONDS_OF_REST
        raise ChartUndrawn(f"the drawing process does not answer: {fault}") from fault
    if answer[:1] != b"+":
        raise ChartUndrawn(answer[1:].decode(errors="replace") or "the drawing process fell")
    return answer[1:]


def _exchange(address: str, question: bytes) -> bytes:
    deadline = time.monotonic() + (SECONDS_TO_ANSWER if ADDRESS in os.environ else SECONDS_WITH_A_START)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS_BETWEEN_LOOKS)
        connection.connect(address)
        connection.sendall(question)
        connection.shutdown(socket.SHUT_WR)
        answer = bytearray()
        while True:
            try:
                part = connection.recv(65536)
            except TimeoutError:
                if time.monotonic() > deadline:
                    raise
                _asking.look_after_own()
                continue
            if not part:
                return bytes(answer)
            answer += part
