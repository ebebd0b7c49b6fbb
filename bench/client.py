"""Browsers that ask for one page again and again over kept connections.

A process of its own, with sockets and no library, so that it takes little of the machine it measures:
``python -m bench.client``, the order as JSON on standard input, the times as JSON on standard output.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any


class Unexpected(Exception):
    """A page answered with something else than 200."""


class Browser:
    """One kept connection that asks for one page, or sends it one body after the other."""

    def __init__(self, port: int, page: str, headers: Mapping[str, str], bodies: Sequence[str] = ()) -> None:
        lines = [f"{page} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
        head = "\r\n".join(lines)
        self.requests = cycle(
            [f"POST {head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode() for body in bodies]
            or [f"GET {head}\r\n\r\n".encode()]
        )
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> float:
        """Ask once, read the answer to its end; milliseconds."""
        begun = time.perf_counter()
        self.connection.sendall(next(self.requests))
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._receive()
        head, _, body = read.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        if b" 200" not in lines[0]:
            raise Unexpected(lines[0].decode())
        length = next(
            int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")
        )
        missing = length - len(body)
        while missing > 0:
            missing -= len(self._receive())
        return (time.perf_counter() - begun) * 1000

    def _receive(self) -> bytes:
        piece = self.connection.recv(1 << 16)
        if not piece:
            raise Unexpected("the connection was closed")
        return piece


def in_turn(port: int, pages: list[dict[str, Any]], times: int) -> list[list[float]]:
    """One browser a page, asked in turn: the milliseconds of each page."""
    browsers = [Browser(port, page["page"], page["headers"]) for page in pages]
    for browser in browsers:
        for _ in range(10):
            browser.ask()
    taken: list[list[float]] = [[] for _ in browsers]
    for _ in range(times):
        for browser, times_of in zip(browsers, taken, strict=True):
            times_of.append(browser.ask())
    return taken


def at_once(port: int, page: dict[str, Any], clients: int, seconds: float) -> float:
    """Several browsers that never rest: answered requests a second."""
    counts = [0] * clients
    faults: list[Exception] = []
    until = time.perf_counter() + seconds

    def go_on(number: int) -> None:
        try:
            browser = Browser(port, page["page"], page["headers"])
            while time.perf_counter() < until:
                browser.ask()
                counts[number] += 1
        except (OSError, Unexpected) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts) / (time.perf_counter() - begun)


def all_at_once(port: int, pages: list[dict[str, Any]], seconds: float) -> list[float]:
    """One browser a page, none of which rests: the milliseconds of every answer."""
    taken: list[float] = []
    faults: list[Exception] = []
    until = time.perf_counter() + seconds

    def go_on(page: dict[str, Any]) -> None:
        try:
            browser = Browser(port, **page)
            while time.perf_counter() < until:
                taken.append(browser.ask())
        except (OSError, Unexpected) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=go_on, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return taken


def order(what: str, **details: Any) -> Any:
    """Let a client process do ``in_turn``, ``at_once`` or ``all_at_once`` and answer what it found."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps({"what": what, "details": details}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unexpected(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    acts: dict[str, Callable[..., Any]] = {"in_turn": in_turn, "at_once": at_once, "all_at_once": all_at_once}
    json.dump(acts[given["what"]](**given["details"]), sys.stdout)
