"""Tables of many figures tell what figures one by one tell, and hold back what files hold back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.analytics.queries import (
    FigureOf,
    TableCell,
    figure_table,
    figures_leaving,
)
from binhyen.analytics.queries.below import read_below
from binhyen.analytics.queries.loading import forms_for
from binhyen.analytics.queries.tables import NotAsked
from binhyen.analytics.rules.sums import NoValue
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BEN_TRE_XANH,
    BODIES,
    COMMUNES,
    COUNTRY,
    DOI_CHE,
    HOI_PHU_NU,
    SO_TU_PHAP,
    SUOI_HOA,
    THANH_BINH,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.periods import Period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import State

pytestmark = pytest.mark.django_db

MONTHS = ("2026-01", "2026-02", "2026-03")
PLACES = (SUOI_HOA, DOI_CHE, BAI_NGOC, BEN_TRE_XANH)
OWN_BODIES = (HOI_PHU_NU, SO_TU_PHAP)


def laid(seed: int) -> None:
    """A country in which anything may be missing, not apply, be small, be nought or wait to be accepted."""
    chance = random.Random(seed)
    lay_units()
    communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
    owe(communes, PLACES, *MONTHS)
    owe(bodies, OWN_BODIES, *MONTHS[: chance.choice((1, 3))])
    for layout, units in ((COMMUNES, PLACES), (BODIES, OWN_BODIES)):
        for unit in units:
            for period in MONTHS[: 3 if layout is COMMUNES else 1]:
                if chance.random() < 0.2:
                    continue
                values = {
                    line.code: chance.choice((None, "x", 0, 1, 2, 3, 4, 7, 12, 60)) for line in layout.inputs
                }
                if chance.random() < 0.6:
                    values |= {"members": chance.randint(0, 9), "awarded": chance.randint(0, 9)}
                report(
                    layout,
                    unit,
                    period,
                    values,
                    chance.choice((State.ACCEPTED, State.LOCKED, State.SUBMITTED)),
                )


def as_told(figure: FigureOf | None) -> TableCell | None:
    if figure is None:
        return None
    return TableCell(
        figure.value,
        figure.absence,
        figure.standing,
        figure.units_counted,
        figure.units_expected,
        figure.units_not_applicable,
        figure.mark,
    )


def one_by_one(
    unit: int, periods: Sequence[Period], *, below: bool
) -> dict[tuple[int, str, str], TableCell | None]:
    """Every cell by unit, line and period, asked for as pages and files do."""
    found = {}
    for period in periods:
        if not below:
            leaving = figures_leaving(OPERATOR, unit, period)
            found |= {(unit, each.line, period.code): as_told(each) for each in leaving}
            continue
        lines = [line.code for form in forms_for([period]) for line in form.lines]
        read = replace(read_below(OPERATOR, unit, [period], lines), full=False, full_below=False)
        for line in read.loaded.lines:
            of_units = read.of_units(line, period)
            found |= {(key, line, period.code): as_told(each) for key, each in of_units.items()}
    return found


def at_once(
    unit: int, periods: Sequence[Period], *, below: bool, indicators: Sequence[str] = ()
) -> dict[tuple[int, str, str], TableCell | None]:
    table = figure_table(OPERATOR, unit, periods, below=below, indicators=indicators)
    return {
        (each.unit_id, line.code, period.code): cell
        for each, of_unit in zip(table.units, table.cells, strict=True)
        for line, over_time in zip(table.lines, of_unit, strict=True)
        for period, cell in zip(table.periods, over_time, strict=True)
        if cell is not None
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_table_tells_what_figures_tell_one_by_one(seed: int) -> None:
    with acting_as(OPERATOR):
        laid(seed)
        for periods in ([month(code) for code in MONTHS], [month("2026-Q1")]):
            for unit, below in (
                (SUOI_HOA, False),
                (BACH_MA, False),
                (COUNTRY, False),
                (BACH_MA, True),
                (COUNTRY, True),
                (THANH_BINH, True),
            ):
                assert at_once(unit, periods, below=below) == one_by_one(unit, periods, below=below)


def test_what_is_held_back_does_not_depend_on_which_lines_are_asked() -> None:
    with acting_as(OPERATOR):
        laid(1)
        periods = [month(code) for code in MONTHS]
        every = at_once(BACH_MA, periods, below=True)
        assert any(cell is not None and cell.absence is NoValue.HELD_BACK for cell in every.values())
        some = at_once(BACH_MA, periods, below=True, indicators=["awarded"])
        assert some == {key: cell for key, cell in every.items() if key[1] == "awarded"}


def test_options_come_with_their_indicator_and_units_in_the_order_of_names() -> None:
    with acting_as(OPERATOR):
        laid(0)
        table = figure_table(OPERATOR, BACH_MA, [month(MONTHS[0])], below=True, indicators=["sessions"])
    assert [line.code for line in table.lines] == ["sessions", "sessions/a", "sessions/b"]
    names = [unit.name for unit in table.units]
    assert names[:3] == ["Xã Bãi Ngọc", "Xã Đồi Chè", "Xã Suối Hoa"]


def test_an_indicator_that_nobody_asks_for_is_named() -> None:
    with acting_as(OPERATOR):
        laid(0)
        with pytest.raises(NotAsked, match="Không biểu mẫu nào") as refused:
            figure_table(OPERATOR, BACH_MA, [month(MONTHS[0])], indicators=["teams", "nhieu"])
    assert "“nhieu”" in refused.value.sentence


def test_nobody_sees_a_unit_out_of_reach() -> None:
    with acting_as(OPERATOR):
        laid(0)
    actor = at(THANH_BINH, "view-figures")
    with acting_as(actor):
        assert figure_table(actor, BACH_MA, [month(MONTHS[0])], below=True).cells == []
        assert not any(
            cell
            for of_unit in figure_table(actor, BACH_MA, [month(MONTHS[0])]).cells
            for over_time in of_unit
            for cell in over_time
        )


def test_the_number_of_statements_is_constant() -> None:
    with acting_as(OPERATOR):
        laid(0)
        counts = []
        for periods in ([month(MONTHS[0])], [month(code) for code in MONTHS]):
            for below in (False, True):
                with CaptureQueriesContext(
                    connection,
                ) as sent:
                    figure_table(OPERATOR, COUNTRY, periods, below=below)
                counts.append(len(sent))
        assert counts == [9, 13, 9, 13]
