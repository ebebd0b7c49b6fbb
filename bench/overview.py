"""What does the page cost that a leader opens first, with five years of the country's figures behind it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import quantiles

from bench import client
from bench.house import EMPTY_PAGE, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, Sample, ratios
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder

USERS = 20
MONTHS, MONTHS_IF_QUICK = 60, 13


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """The overview of the country, of its largest province and of a commune there, each in turn with the empty page;
    then twenty leaders who never rest, each at the overview of the unit of his own."""
    from django.urls import reverse

    from bench import country

    places = places_with_officials()
    last = country.laid(folder, MONTHS if effort.seconds > 1 else MONTHS_IF_QUICK)[-1]

    def address(unit_id: int) -> str:
        return f"{reverse('overview', args=[unit_id])}?ky={last.code}"

    with serving(folder) as served:
        for place in places:
            headers = {"Cookie": cookies_at(served, EMPTY_PAGE, session_of(place))}
            asked = [{"page": page, "headers": headers} for page in (address(place.unit_id), EMPTY_PAGE)]
            client.order("in_turn", port=served.port, pages=asked, times=10)
            times = effort.repetitions(0.1, most=100)
            pages, floors = client.order("in_turn", port=served.port, pages=asked, times=times)
            yield Line(
                f"overview of the {place.scope}",
                Sample("ms", tuple(pages)),
                Sample("ms", tuple(floors)),
                ratios(pages, floors),
                Aim(4, "ratio"),
            )
        overviews, empty = [], []
        for leader in country.leaders(USERS):
            headers = {"Cookie": cookies_at(served, EMPTY_PAGE, session_of(leader))}
            overviews.append({"page": address(leader.unit_id), "headers": headers})
            empty.append({"page": EMPTY_PAGE, "headers": headers})
        taken: tuple[list[float], list[float]] = ([], [])
        for pages in (overviews, empty):
            client.order("all_at_once", port=served.port, pages=pages, seconds=2)
        for _ in range(3):  # in turn, so that what else the machine does falls on both
            for found, pages in zip(taken, (overviews, empty), strict=True):
                found += client.order("all_at_once", port=served.port, pages=pages, seconds=effort.seconds)
        shown, bare = taken
        yield Line(
            f"overview, {USERS} leaders at once, p95",
            Sample("ms", (_p95(shown),)),
            Sample("ms", (_p95(bare),)),
            aim=Aim(4, "ratio"),
        )


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
