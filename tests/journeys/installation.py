"""A whole installation in a temporary folder, driven from outside as its operator would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import URLError


class Installation:
    """One data folder and the command ``binhyen`` on it."""

    def __init__(self, path: Path, **variables: str) -> None:
        self.path = path
        self.variables = variables

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BINHYEN_")}
        return (
            kept
            | {"BINHYEN_DATA": str(self.path), "DJANGO_SETTINGS_MODULE": "binhyen.config.settings"}
            | (self.variables)
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command to its end; it must end with ``code``. Answers what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "binhyen.cli.main", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{arguments} → {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + (done.stderr if code else "")

    def ask(self, *arguments: str, code: int = 0) -> Any:
        """Run a command with ``--json`` and read its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "binhyen.cli.main", *arguments, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{arguments} → {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def run_python(self, program: str) -> str:
        """Run a program on the data folder, for what no command does. Answers what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    @property
    def said(self) -> Path:
        """What the command that was started last has printed so far."""
        return self.path.parent / "started.log"

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command and leave it running; it prints into ``said``."""
        with self.said.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def serve(self) -> tuple[subprocess.Popen[bytes], str]:
        """Start the server on a free port; answers once it does."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = self.start("-m", "binhyen.cli.main", "serve", "--port", str(port))
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{address}/suc-khoe/", timeout=2) as answer:
                    if answer.status == 200:
                        return process, address
            except (URLError, OSError):
                assert process.poll() is None, self.said.read_text()
                time.sleep(0.1)
        raise AssertionError("the server did not answer")

    def processes(self) -> dict[int, str]:
        """Every living process that has this folder in its command line or environment, but not this one."""
        mark = os.fsencode(str(self.path))
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                command = (entry / "cmdline").read_bytes()
                told = command + (entry / "environ").read_bytes()
            except (OSError, PermissionError):
                continue
            if mark in told and state != "Z":
                found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
        return found

    def wait_until_quiet(self, seconds: float = 15) -> dict[int, str]:
        """Wait until no process of this folder lives; answers those that still do."""
        deadline = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def kill_everything(self) -> None:
        """SIGKILL to every process of the folder, the database first, as when the power goes."""
        for _ in range(3):
            for pid in self.processes():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.2)
