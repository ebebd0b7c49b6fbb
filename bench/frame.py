"""What does the frame cost that stands around every page? Over HTTP, as ``binhyen serve`` serves it."""

from __future__ import annotations

from collections.abc import Iterator

from bench import client
from bench.house import EMPTY_PAGE, FLOOR_PAGE, places_with_officials, serving
from bench.measuring import Effort, Line, Sample, ratios
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder

CLIENTS = 8


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """One patient browser, then eight restless ones."""
    _, province, _ = places_with_officials()
    session = session_of(province)
    with serving(folder) as served:
        page = {"page": EMPTY_PAGE, "headers": {"Cookie": cookies_at(served, EMPTY_PAGE, session)}}
        floor = {"page": FLOOR_PAGE, "headers": {}}
        # Both web processes open their connections and read their templates before anything counts.
        client.order("at_once", port=served.port, page=page, clients=CLIENTS, seconds=1)

        times = effort.repetitions(0.01, most=500)
        pages, floors = client.order("in_turn", port=served.port, pages=[page, floor], times=times)
        yield Line(
            "empty page, one client",
            Sample("ms", tuple(pages)),
            Sample("ms", tuple(floors)),
            ratios(pages, floors),
        )
        rates: tuple[list[float], list[float]] = ([], [])
        for _ in range(3):
            for rate, asked in zip(rates, (page, floor), strict=True):
                rate.append(
                    client.order(
                        "at_once", port=served.port, page=asked, clients=CLIENTS, seconds=effort.seconds
                    )
                )
        of_page, of_floor = rates
        yield Line(
            f"empty page, {CLIENTS} clients",
            Sample("req/s", tuple(of_page)),
            Sample("req/s", tuple(of_floor)),
            ratios(of_page, of_floor),
        )
