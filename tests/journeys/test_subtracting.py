"""Can a number of one to four persons be worked out by whoever collects everything that they are shown, and subtracts?

A small invented province with tiny counts. Each reader opens every page and file of figures, for every month and for
the quarter, and the official reports; each number there is a sum of counts of communes and months. What they print is
solved as equations: no count from 1 to 4 may have a single answer, neither by subtracting nor by what the marks say.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import (
    FigureOf,
    figure_map_of,
    figure_table,
    figures_leaving,
    figures_of,
    may_see_in_full,
    movers_of,
    overview_of,
    parts_told,
    picture_of_course,
    picture_of_ranking,
    ranking_of,
    why_of,
)
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    COMMUNES,
    COUNTRY,
    DOI_CHE,
    PATHS,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.queries import unit_of_key
from binhyen.publications.models import DocumentKind
from binhyen.publications.queries import report_sheet_of
from binhyen.publications.reports.composing import compose
from binhyen.publications.rules.printed import Meaning
from binhyen.publications.rules.text import EditedText

pytestmark = pytest.mark.django_db

MONTHS = ("2026-01", "2026-02", "2026-03")
QUARTER = "2026-Q1"
PLACES = (SUOI_HOA, DOI_CHE, BAI_NGOC)
NAMES = {SUOI_HOA: "T910011", DOI_CHE: "T910012", BAI_NGOC: "T910013", BACH_MA: "T910001", COUNTRY: "T910000"}
PERSONS = ("members", "awarded")
FLOWS = {"awarded"}
OTHERS = {"teams": 10, "areas": 12, "sessions/a": 3, "sessions/b": 2, "kinds": 4}

Count = tuple[int, str]
"""What is secret: a commune and a month. A sum of them is known by its counts."""
Sum = dict[Count, int]
Counts = dict[str, dict[Count, int]]


def sum_of(unit: int, period: str, line: str) -> Sum:
    """The counts that a figure is made of: of the places below it, over the months, of a stock the last alone."""
    months = (period,) if period in MONTHS else MONTHS if line in FLOWS else MONTHS[-1:]
    return {
        (place, each): 1 for place in (PLACES if unit in (BACH_MA, COUNTRY) else (unit,)) for each in months
    }


@dataclass
class Reader:
    """What somebody has read of one line: sums with their values, and sums of which a mark says that they are small."""

    counts: dict[Count, int]
    read: list[tuple[Sum, int]] = field(default_factory=list)
    small: list[Sum] = field(default_factory=list)

    def note(self, what: Sum, value: Decimal | int | None, mark: str = "") -> None:
        assert what
        if mark == "<5":
            self.small.append(what)
        elif not mark and value is not None:
            assert value == self.value_of(what), "what is printed is so"
            self.read.append((what, int(value)))

    def value_of(self, what: Sum) -> int:
        return sum(times * self.counts[each] for each, times in what.items())

    def told(self) -> set[Count]:
        """The counts from 1 to 4 that only one number fits."""
        free = _free(list(self.counts), [what for what, _value in self.read])
        steps_tried = (-2, -1, 0, 1, 2) if len(free) < 6 else (-1, 0, 1)
        secret = {each for each, value in self.counts.items() if 0 < value < 5}
        open_: set[Count] = set()
        for steps in product(steps_tried, repeat=len(free)):
            if secret <= open_:
                break
            guess = {
                each: value + sum(step * way.get(each, 0) for step, way in zip(steps, free, strict=True))
                for each, value in self.counts.items()
            }
            if min(guess.values()) >= 0 and all(
                0 < sum(guess[each] for each in what) < 5 for what in self.small
            ):
                open_ |= {each for each, value in guess.items() if value != self.counts[each]}
        return secret - open_


def _free(counts: Sequence[Count], sums: Iterable[Sum]) -> list[dict[Count, int]]:
    """In which ways counts could be otherwise while all these sums stay: a basis, in whole numbers."""
    rows: list[dict[Count, Fraction]] = []
    pivots: list[Count] = []
    for what in sums:
        row = {each: Fraction(times) for each, times in what.items()}
        for pivot, other in zip(pivots, rows, strict=True):
            row = _less(row, other, row.get(pivot, Fraction(0)))
        if not row:
            continue
        pivot = next(iter(row))
        row = {each: times / row[pivot] for each, times in row.items()}
        rows = [_less(other, row, other.get(pivot, Fraction(0))) for other in rows]
        rows.append(row)
        pivots.append(pivot)
    ways = []
    for each in counts:
        if each not in pivots:
            way = {each: Fraction(1)}
            way |= {pivot: -row[each] for pivot, row in zip(pivots, rows, strict=True) if each in row}
            scale = max(part.denominator for part in way.values())
            ways.append({key: int(part * scale) for key, part in way.items()})
    return ways


def _less(row: dict[Count, Fraction], other: dict[Count, Fraction], times: Fraction) -> dict[Count, Fraction]:
    found = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in {**row, **other}}
    return {key: value for key, value in found.items() if value}


# ---- what one reads ----------------------------------------------------------------------------------------------


class Everything:
    """Opens whatever there is to open, and notes what it says of the lines about persons."""

    def __init__(self, actor: Actor, counts: Counts) -> None:
        self.actor = actor
        self.readers = {line: Reader(counts[line]) for line in PERSONS}

    def figure(self, unit: int, period: str, figure: FigureOf | None) -> None:
        if figure is None or figure.line not in self.readers:
            return
        value = figure.value if figure.absence is None else None
        self.readers[figure.line].note(sum_of(unit, period, figure.line), value, figure.mark)
        for each in figure.by_form:
            assert each.value is None or value is not None, "a form tells no more than the figure"

    def open_all(self, units: Sequence[int]) -> None:
        with acting_as(self.actor):
            for unit, code in product(units, (*MONTHS, QUARTER)):
                self.pages(unit, code, month(code))
                self.files(unit, code, month(code))
            for unit in units:
                self.tables(unit)

    def pages(self, unit: int, code: str, period: Period) -> None:
        in_full = may_see_in_full(self.actor, unit, PATHS[unit])
        for figure in (figures_of if in_full else figures_leaving)(self.actor, unit, period):
            self.figure(unit, code, figure)
        for led in overview_of(self.actor, unit, period, PERSONS):
            self.figure(unit, code, led.figure)
            for reading, (then, told) in zip(picture_of_course(led).readings, led.course, strict=True):
                if then.code in (*MONTHS, QUARTER):
                    self.figure(unit, then.code, told)
                assert reading.value == (told.value if told and not told.absence else None)
        for line in PERSONS:
            self.below(unit, code, period, line)
        if (than := period.earlier) is not None and than.code in MONTHS:
            for line in PERSONS:
                self.why(unit, code, period, than, line)
            for mover in movers_of(self.actor, unit, period, than):
                assert mover.line not in PERSONS or mover.why.amount is not None

    def below(self, unit: int, code: str, period: Period, line: str) -> None:
        for place, figure in parts_told(self.actor, unit, period, line).items():
            if place in NAMES:
                self.figure(place, code, figure)
        ranking = ranking_of(self.actor, unit, period, line)
        if ranking is not None:
            self.figure(unit, code, ranking.whole)
            for each in (*ranking.ranked, *ranking.absent):
                if each.unit_id in NAMES:
                    self.figure(each.unit_id, code, each.figure)
            drawn = {reading.label for reading in picture_of_ranking(ranking).readings}
            assert not drawn & {each.name for each in ranking.absent}, "no bar for what is not told"
        shaded = figure_map_of(self.actor, unit, period, line)
        for row in shaded.rows if shaded is not None else ():
            if row.unit_id in NAMES:
                self.figure(row.unit_id, code, row.figure)
                told = row.figure.value is not None and row.figure.absence is None
                assert told or row.written in ("<5", "…", "—")

    def why(self, unit: int, code: str, period: Period, than: Period, line: str) -> None:
        why = why_of(self.actor, unit, line, period, than)
        if why is None or why.amount is None:
            return
        self.figure(unit, code, why.now)
        self.figure(unit, than.code, why.before)
        change = _minus(sum_of(unit, code, line), sum_of(unit, than.code, line))
        self.readers[line].note(change, why.amount)
        for each in why.contributions:
            if each.unit_id in PLACES and each.unit_id != unit:
                now, before = (sum_of(each.unit_id, one, line) for one in (code, than.code))
                self.readers[line].note(now, each.now)
                self.readers[line].note(before, each.before)
                self.readers[line].note(_minus(now, before), each.amount)

    def files(self, unit: int, code: str, period: Period) -> None:
        for figure in figures_leaving(self.actor, unit, period):
            self.figure(unit, code, figure)

    def tables(self, unit: int) -> None:
        for codes, below in product((MONTHS, (QUARTER,)), (False, True)):
            table = figure_table(self.actor, unit, [month(code) for code in codes], below=below)
            for place, of_unit in zip(table.units, table.cells, strict=True):
                for line, over_time in zip(table.lines, of_unit, strict=True):
                    for code, cell in zip(codes, over_time, strict=True):
                        if cell is not None and line.code in self.readers and place.unit_id in NAMES:
                            value = cell.value if cell.absence is None else None
                            self.readers[line.code].note(
                                sum_of(place.unit_id, code, line.code), value, cell.mark
                            )

    def reports(self, unit: int, code: str, compared: str | None = None) -> None:
        """The official report, as its own desk composes it: every figure that it prints."""
        units = {name: key for key, name in NAMES.items()}
        with acting_as(OPERATOR):
            standing = unit_of_key(OPERATOR, unit, month(code).last_day)
            assert standing is not None
            sheet = report_sheet_of(
                OPERATOR,
                standing,
                month(code),
                at=datetime(2026, 7, 12, 9, tzinfo=VIETNAM),
                compared=month(compared) if compared else None,
            )
            composed = compose(DocumentKind.REPORT, sheet, EditedText())
        for each in composed.printed:
            if each.indicator not in self.readers or each.meaning in (
                Meaning.REPORTS,
                Meaning.WITH_LAST_KNOWN,
            ):
                continue
            assert each.meaning is not Meaning.PICTURED
            reader, place = self.readers[each.indicator], units[each.of_code]
            what = sum_of(place, each.period.code, each.indicator)
            if each.meaning is Meaning.CHANGE:
                assert each.earlier is not None
                what = _minus(what, sum_of(place, each.earlier.code, each.indicator))
            reader.note(what, each.value, each.text if each.text in ("<5", "…") else "")

    def found(self) -> dict[str, set[Count]]:
        """The small counts that were worked out, by line."""
        return {line: told for line, reader in self.readers.items() if (told := reader.told())}


def _minus(one: Sum, other: Sum) -> Sum:
    found: defaultdict[Count, int] = defaultdict(int, one)
    for each, times in other.items():
        found[each] -= times
    return {each: times for each, times in found.items() if times}


# ---- the worlds --------------------------------------------------------------------------------------------------


def laid(counts: Counts) -> None:
    """The province with these counts, all reports accepted."""
    with acting_as(OPERATOR):
        lay_units()
        owe(lay_form(COMMUNES), PLACES, *MONTHS)
        for place, code in product(PLACES, MONTHS):
            report(COMMUNES, place, code, OTHERS | {line: counts[line][place, code] for line in PERSONS})


def at_random(seed: int) -> Counts:
    chance = random.Random(seed)
    several = (0, 0, 1, 2, 3, 4, 6, 9, 15, 40)
    return {line: {each: chance.choice(several) for each in product(PLACES, MONTHS)} for line in PERSONS}


def alike(*rows: tuple[int, int, int]) -> Counts:
    """By commune its counts in the three months, the same in both lines."""
    numbers = {
        (place, code): value
        for place, row in zip(PLACES, rows, strict=True)
        for code, value in zip(MONTHS, row, strict=True)
    }
    return {line: dict(numbers) for line in PERSONS}


WORLDS = {
    "one small count in a quarter": alike((6, 3, 8), (20, 30, 40), (25, 35, 45)),
    "the sum alone is above four": alike((2, 2, 2), (2, 2, 2), (1, 2, 1)),
    "all are one, or none": alike((1, 1, 0), (1, 0, 0), (4, 4, 9)),
    "the partner changes from month to month": alike((3, 3, 3), (10, 50, 10), (50, 10, 50)),
    **{f"by chance {seed}": at_random(seed) for seed in (0, 3)},
}


BY_CHANCE, IN_REPORTS = (
    ("one small count in a quarter", "by chance 0"),
    (
        "the sum alone is above four",
        "the partner changes from month to month",
        "by chance 3",
    ),
)
"""Every world is read once with all that there is, or with the reports as well; each takes seconds."""


@pytest.fixture
def counts(request: pytest.FixtureRequest) -> Counts:
    found = WORLDS[request.param]
    laid(found)
    return found


LEADER = at(BACH_MA, Permission.VIEW_FIGURES, Permission.WRITE_REPORT, name="dung")
AUDITOR = at(COUNTRY, Permission.VIEW_FIGURES, name="yen")


@pytest.mark.parametrize("counts", BY_CHANCE, indirect=True)
def test_no_leader_of_the_province_subtracts_their_way_to_a_small_count(counts: Counts) -> None:
    reads = Everything(LEADER, counts)
    reads.open_all((BACH_MA, *PLACES))
    assert not reads.found()


@pytest.mark.parametrize("counts", ["all are one, or none", *IN_REPORTS[:1]], indirect=True)
def test_nor_does_an_auditor_of_the_country(counts: Counts) -> None:
    reads = Everything(AUDITOR, counts)
    reads.open_all((COUNTRY, BACH_MA, *PLACES))
    assert not reads.found()


@pytest.mark.parametrize("counts", IN_REPORTS, indirect=True)
def test_nor_whoever_has_all_issued_reports_and_the_pages(counts: Counts) -> None:
    reads = Everything(LEADER, counts)
    for code, compared in (
        (MONTHS[0], None),
        (MONTHS[1], MONTHS[0]),
        (MONTHS[2], MONTHS[1]),
        (QUARTER, None),
    ):
        reads.reports(BACH_MA, code, compared)
    assert not reads.found(), "from the reports alone"
    reads.open_all((BACH_MA, *PLACES))
    assert not reads.found()


def test_the_solver_finds_what_is_left_open() -> None:
    """What the tests above rest on: one month, a sum and all but one of its parts."""
    counts = alike((3, 0, 0), (10, 0, 0), (20, 0, 0))["awarded"]
    reader = Reader(counts)
    reader.note(sum_of(BACH_MA, MONTHS[0], "awarded"), 33)
    reader.note(sum_of(DOI_CHE, MONTHS[0], "awarded"), 10)
    reader.note(sum_of(SUOI_HOA, MONTHS[0], "awarded"), None, "<5")
    assert not reader.told()
    reader.note(_minus(sum_of(BAI_NGOC, QUARTER, "awarded"), sum_of(BAI_NGOC, MONTHS[1], "awarded")), 20)
    assert not reader.told()
    for code in MONTHS[1:]:
        reader.note(sum_of(BAI_NGOC, code, "awarded"), 0)
    assert reader.told() == {(SUOI_HOA, MONTHS[0])}
