"""Twenty officers type at once: how long does the slowest twentieth of what their pages save take?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

from bench import client
from bench.house import EMPTY_PAGE, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, Sample
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder

OFFICERS = 20
NUMBERS = [str(number) for number in range(10)]
FAR_AHEAD = 10**8
"""A revision beyond every one: each officer is alone in the report, so that nothing of others is to be told."""


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Autosaves of one cell each by twenty who never rest, beside the empty page asked by the same twenty, in turn."""
    from bench import reports

    _, province, _ = places_with_officials()
    form, periods = reports.form_of_eighty_lines(), reports.periods(13)
    reports.reported(form, province, periods, drafts_last=True)
    officers = reports.officers_of(province, OFFICERS)
    lines = [f"bench_{at:02}" for at in range(reports.LINES)]
    with serving(folder) as served:
        saving, empty, first = [], [], []
        for officer in officers:
            cookies = cookies_at(served, EMPTY_PAGE, session_of(officer))
            token = next(each for each in cookies.split("; ") if each.startswith("csrftoken=")).split("=")[1]
            address = f"/bao-cao/{reports.obligation_of(officer, form, periods[-1])}/luu/"
            headers = {"Cookie": cookies, "X-CSRFToken": token, "Content-Type": "application/json"}
            saving.append({"page": address, "headers": headers, "bodies": _keystrokes(lines)})
            first.append(saving[-1] | {"bodies": [_everything(lines)]})
            empty.append({"page": EMPTY_PAGE, "headers": {"Cookie": cookies}})
        client.order("all_at_once", port=served.port, pages=first, seconds=1)
        client.order("all_at_once", port=served.port, pages=empty, seconds=1)
        saved: list[float] = []
        asked: list[float] = []
        for _ in range(3):  # in turn, so that what else the machine does falls on both
            saved += client.order("all_at_once", port=served.port, pages=saving, seconds=effort.seconds)
            asked += client.order("all_at_once", port=served.port, pages=empty, seconds=effort.seconds)
    yield Line(
        f"autosave, {OFFICERS} officers at once, p95",
        Sample("ms", (_p95(saved),)),
        Sample("ms", (_p95(asked),)),
        aim=Aim(3, "ratio"),
    )
    yield Line(
        f"autosave, {OFFICERS} officers at once, p50",
        Sample("ms", (median(saved),)),
        Sample("ms", (median(asked),)),
    )


def _everything(lines: Sequence[str]) -> str:
    """The same number in every cell, whatever stands there: where the typing starts."""
    anything = ["", *map(str, range(201))]
    return json.dumps(
        {"since": 0, "edits": [{"line": line, "value": NUMBERS[-1], "seen": anything} for line in lines]}
    )


def _keystrokes(lines: Sequence[str]) -> list[str]:
    """What a page sends, cell by cell down the form, with the next number each time round."""
    return [
        json.dumps({"since": FAR_AHEAD, "edits": [{"line": line, "value": number, "seen": [before]}]})
        for before, number in zip([NUMBERS[-1], *NUMBERS], NUMBERS, strict=False)
        for line in lines
    ]


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
