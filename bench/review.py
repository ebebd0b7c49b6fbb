"""What does the desk's grid cost, every commune of a province by two years of months, against a page with nothing?"""

from __future__ import annotations

from collections.abc import Iterator

from bench import client
from bench.house import EMPTY_PAGE, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, Sample, ratios
from bench.signing_in import cookies_at, session_of
from binhyen.machinery.datafolder import DataFolder


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """The grid of the communes' own form, all its values there, in turn with the empty page."""
    from bench import reports
    from binhyen.indicators.models import DataSet

    _, province, _ = places_with_officials()
    periods = reports.periods(reports.PERIODS)
    reports.reported(DataSet.objects.get(code="xa-thang"), province, periods, drafts_last=False)
    units = len(reports.communes_of(province))
    address = f"/bao-cao/?bieu=xa-thang&so-ky={reports.PERIODS}"
    session = session_of(province)
    with serving(folder) as served:
        headers = {"Cookie": cookies_at(served, EMPTY_PAGE, session)}
        asked = [{"page": page, "headers": headers} for page in (address, EMPTY_PAGE)]
        client.order("in_turn", port=served.port, pages=asked, times=5)
        times = effort.repetitions(0.1, most=100)
        pages, floors = client.order("in_turn", port=served.port, pages=asked, times=times)
    yield Line(
        f"grid of {units} units and {reports.PERIODS} periods",
        Sample("ms", tuple(pages)),
        Sample("ms", tuple(floors)),
        ratios(pages, floors),
        Aim(4, "ratio"),
    )
