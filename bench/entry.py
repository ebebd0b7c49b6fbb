"""What does the page cost on which eighty figures are typed, against a page with nothing in it?"""

from __future__ import annotations

from collections.abc import Iterator

from bench import client
from bench.house import EMPTY_PAGE, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, Sample, ratios
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """The entry grid of a draft with last period and last year beside it, in turn with the empty page."""
    from bench import reports

    _, province, _ = places_with_officials()
    form, periods = reports.form_of_eighty_lines(), reports.periods(13)
    reports.reported(form, province, periods, drafts_last=True)
    (officer,) = reports.officers_of(province, 1)
    address = f"/bao-cao/{reports.obligation_of(officer, form, periods[-1])}/nhap/"
    session = session_of(officer)
    with serving(folder) as served:
        headers = {"Cookie": cookies_at(served, EMPTY_PAGE, session)}
        asked = [{"page": page, "headers": headers} for page in (address, EMPTY_PAGE)]
        client.order("in_turn", port=served.port, pages=asked, times=10)
        times = effort.repetitions(0.05, most=200)
        pages, floors = client.order("in_turn", port=served.port, pages=asked, times=times)
    yield Line(
        f"entry grid of {reports.LINES} rows",
        Sample("ms", tuple(pages)),
        Sample("ms", tuple(floors)),
        ratios(pages, floors),
        Aim(4, "ratio"),
    )
