"""Reading a few lines alone holds back what reading all of them would have held back of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings

from binhyen.analytics.queries.holding import tied_to
from binhyen.analytics.queries.reported import Form
from binhyen.analytics.rules.disclosure import Adds, held_back
from binhyen.analytics.tests.ground import COMMUNES, month
from binhyen.analytics.tests.test_disclosure import table, tables
from binhyen.indicators.models import DataSet


@given(tables, tables)
@settings(max_examples=60)
def test_tables_that_no_sum_ties_do_not_matter_to_one_another(
    one: Sequence[Sequence[int | None]], other: Sequence[Sequence[int | None]]
) -> None:
    apart = []
    cells, relations = {}, []
    for place, rows in enumerate((one, other)):
        of_table, sums = table(rows)
        named = {(place, *key): value for key, value in of_table.items()}
        named_sums = [
            Adds((place, *each.whole), tuple((place, *part) for part in each.parts)) for each in sums
        ]
        apart.append(held_back(named, named_sums))
        cells |= named
        relations += named_sums
    assert held_back(cells, relations) == apart[0] | apart[1]


def test_a_line_is_tied_to_what_adds_up_to_it_and_what_follows_from_it() -> None:
    form = Form(DataSet(code="xa-thu"), (month("2026-01"),), "", "", COMMUNES.lines, of_bodies=False)
    assert tied_to([form], ["sessions/a"]) == {"sessions", "sessions/a", "sessions/b"}
    assert tied_to([form], ["areas"]) == {"areas", "cover", "teams"}
    assert tied_to([form], ["awarded"]) == {"awarded"}
    chained = replace(
        form,
        lines=tuple(replace(line, parts=("cover",)) if line.code == "kinds" else line for line in form.lines),
    )
    assert tied_to([chained], ["kinds"]) == {"kinds", "areas", "cover", "teams"}
