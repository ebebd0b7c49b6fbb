"""Do reports roll up to what a plain recursive sum gives, whatever they say and in whatever order it happened?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.analytics.consolidating import consolidate, hash_of_consolidations, rebuild_consolidations
from binhyen.analytics.models import ConsolidatedFigure, Consolidation
from binhyen.analytics.tests.ground import lay_unit
from binhyen.foundations.clock import now
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Kind, Level
from binhyen.reporting.models import Obligation, State, Submission

PERIOD = "2026-01"
FIRST, LAST = date(2025, 12, 15), date(2026, 1, 14)
IN_FORCE = (State.ACCEPTED, State.LOCKED)


# ---- a form in two versions: other order, one line more, and one that adds in the first alone ---------------------

VERSIONS: tuple[tuple[tuple[str, bool], ...], ...] = (
    (("a", True), ("b", True), ("kinds", False), ("turned", True)),
    (("kinds", False), ("b", True), ("more", True), ("turned", False), ("a", True)),
)
RATE = ("a", "b")
Cell = Decimal | None | str  # a number, missing, or "x": not applicable


@dataclass
class Reporter:
    """A unit that owes a report: what it says, in what state, and what holds beside it since it was adjusted."""

    unit: int
    superior: int
    body: bool
    version: int
    cells: dict[str, Cell]
    state: State | None
    adjusted: dict[str, Cell] | None = None

    @property
    def in_force(self) -> dict[str, Cell] | None:
        if self.state not in IN_FORCE:
            return None
        return self.cells if self.adjusted is None else self.adjusted


@dataclass
class Tree:
    """Superiors by unit, and who owes what."""

    superiors: dict[int, int | None] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    reporters: list[Reporter] = field(default_factory=list)


numbers = st.one_of(
    st.integers(0, 10**15).map(Decimal),
    st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False),
)
cells = st.one_of(numbers, numbers, st.none(), st.just("x"))


@st.composite
def reports(draw: st.DrawFn, unit: int, superior: int, body: bool) -> Reporter:
    version = draw(st.integers(0, 1))
    said = {line: draw(cells) for line, _adds in VERSIONS[version]}
    state = draw(st.sampled_from([None, State.DRAFT, State.SUBMITTED, *IN_FORCE, State.ACCEPTED]))
    adjusted = None
    if state is State.LOCKED and draw(st.booleans()):
        adjusted = {**said, draw(st.sampled_from(sorted(said))): draw(cells)}
    return Reporter(unit, superior, body, version, said, state, adjusted)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A country with provinces, communes, and bodies below either; some communes owe nothing themselves."""
    keys = iter(range(920000, 930000))
    tree = Tree()

    def grow(superior: int | None, level: Level) -> int:
        unit = next(keys)
        tree.superiors[unit], tree.levels[unit] = superior, level
        return unit

    def owing(unit: int, superior: int, level: Level) -> None:
        tree.reporters.append(draw(reports(unit, superior, level is Level.BODY)))

    country = grow(None, Level.COUNTRY)
    for _province in range(draw(st.integers(1, 2))):
        province = grow(country, Level.PROVINCE)
        for level, most in ((Level.COMMUNE, 3), (Level.BODY, 2)):
            for _unit in range(draw(st.integers(0, most))):
                unit = grow(province, level)
                if draw(st.sampled_from([True, True, False])):
                    owing(unit, province, level)
                if level is Level.COMMUNE and draw(st.integers(0, 3)) == 0:
                    owing(grow(unit, Level.BODY), unit, Level.BODY)
    return tree


# ---- the plain sum ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    adds: bool
    value: Decimal | None
    denominator: Decimal | None
    counted: int
    not_applicable: int


def below(tree: Tree, unit: int) -> Iterator[Reporter]:
    """Everybody who owes a report to the unit or to one below it."""
    for reporter in tree.reporters:
        if reporter.superior == unit:
            yield reporter
    for child, superior in tree.superiors.items():
        if superior == unit:
            yield from below(tree, child)


def plain_sum(tree: Tree, unit: int) -> tuple[tuple[int, int, int], dict[str, Line]]:
    """Expected, accepted and locked reports, and what each line comes to."""
    owed = list(below(tree, unit))
    said = [(reporter, reporter.in_force) for reporter in owed if reporter.in_force is not None]
    lines: dict[str, Line] = {}
    for line in {line for reporter in owed for line, _adds in VERSIONS[reporter.version]}:
        adds = all(dict(VERSIONS[reporter.version]).get(line, True) for reporter in owed)
        here = [(reporter, cells[line]) for reporter, cells in said if line in cells]
        values = [cell for _reporter, cell in here if isinstance(cell, Decimal)]
        if not adds:
            stated = [
                cell
                for reporter, cell in here
                if isinstance(cell, Decimal) and reporter.body and reporter.superior == unit
            ]
            value = stated[0] if len(stated) == 1 else None
        else:
            value = sum(values, Decimal(0)) if values else None
        lines[line] = Line(adds, value, None, len(values), sum(cell == "x" for _reporter, cell in here))
    if owed:
        pairs = [(cells[RATE[0]], cells[RATE[1]]) for _reporter, cells in said]
        both = [(a, b) for a, b in pairs if isinstance(a, Decimal) and isinstance(b, Decimal)]
        lines["rate"] = Line(
            True,
            sum((a for a, _b in both), Decimal(0)) if both else None,
            sum((b for _a, b in both), Decimal(0)) if both else None,
            len(both),
            sum("x" in pair and None not in pair for pair in pairs),
        )
    states = [reporter.state for reporter in owed]
    accepted = sum(state in IN_FORCE for state in states)
    return (len(owed), accepted, states.count(State.LOCKED)), lines


# ---- the same in the database -------------------------------------------------------------------------------


@dataclass
class Laid:
    form: DataSet
    versions: list[DataSetVersion]
    lines: dict[str, int]


def lay(tree: Tree) -> Laid:
    """Units, form and obligations; no report yet."""
    paths: dict[int, str] = {}
    for unit, superior in tree.superiors.items():
        paths[unit] = f"{paths[superior] if superior else ''}{unit}."
        kind = Kind.FRONT if tree.levels[unit] is Level.BODY else Kind.COMMUNE
        lay_unit(unit, superior, paths[unit], tree.levels[unit], kind, f"Đơn vị {unit}")
    form = DataSet.objects.create(code="thu", calendar="administrative", period_kind="month")
    names = [*sorted({line for version in VERSIONS for line, _adds in version}), "rate"]
    lines = {
        name: IndicatorLine.objects.create(
            indicator=Indicator.objects.create(code=name, version=1, definition={}, valid_from=FIRST),
            code=name,
        ).pk
        for name in names
    }
    versions = []
    for number, version in enumerate(VERSIONS):
        order = [line for line, _adds in version]
        versions.append(
            DataSetVersion.objects.create(
                data_set=form,
                number=number,
                content={},
                layout_hash="",
                lines=[lines[line] for line in order],
                adds=[adds for _line, adds in version],
                rates=[[lines["rate"], order.index(RATE[0]), order.index(RATE[1])]],
                valid_from=FIRST,
                published_at=now(),
            )
        )
    laid = Laid(form, versions, lines)
    for reporter in tree.reporters:
        oblige(laid, reporter)
    return laid


def oblige(laid: Laid, reporter: Reporter) -> None:
    Obligation.objects.create(
        unit_id=reporter.unit,
        superior_id=reporter.superior,
        data_set=laid.form,
        version=laid.versions[reporter.version],
        period=PERIOD,
        first_day=FIRST,
        last_day=LAST,
        deadline=LAST,
    )


def write(laid: Laid, reporter: Reporter) -> None:
    """The report as it stands now."""
    order = [line for line, _adds in VERSIONS[reporter.version]]

    def kept(said: dict[str, Cell]) -> tuple[list[Decimal | None], list[int]]:
        values = [cell if isinstance(cell := said[line], Decimal) else None for line in order]
        return values, [position for position, line in enumerate(order) if said[line] == "x"]

    obligation = Obligation.objects.beyond_scope("test").get(unit_id=reporter.unit, data_set=laid.form)
    Submission.objects.beyond_scope("test").filter(obligation=obligation).delete()
    if reporter.state is None:
        return
    values, absent = kept(reporter.cells)
    adjusted, adjusted_absent = kept(reporter.adjusted) if reporter.adjusted else (None, None)
    Submission.objects.create(
        obligation=obligation,
        unit_id=reporter.unit,
        state=reporter.state,
        values=values,
        not_applicable=absent,
        adjusted=adjusted,
        adjusted_not_applicable=adjusted_absent,
        accepted_at=now() if reporter.state in IN_FORCE else None,
        changed_at=now(),
    )


def kept_sums(laid: Laid) -> dict[int, tuple[tuple[int, int, int], dict[str, Line]]]:
    names = {key: name for name, key in laid.lines.items()}
    found: dict[int, tuple[tuple[int, int, int], dict[str, Line]]] = {}
    for each in Consolidation.objects.beyond_scope("test"):
        assert (each.period, each.first_day, each.last_day) == (PERIOD, FIRST, LAST)
        found[each.unit_id] = ((each.expected, each.accepted, each.locked), {})
    for row in ConsolidatedFigure.objects.beyond_scope("test"):
        found[row.unit_id][1][names[row.line_id]] = Line(
            row.adds, row.value, row.denominator, row.counted, row.not_applicable
        )
    return found


def plain_sums(tree: Tree) -> dict[int, tuple[tuple[int, int, int], dict[str, Line]]]:
    return {unit: plain_sum(tree, unit) for unit in tree.superiors if any(True for _ in below(tree, unit))}


@contextmanager
def undone() -> Iterator[None]:
    """Everything that happens inside is undone, so that each example begins with nothing."""
    with acting_as(OPERATOR), transaction.atomic():
        yield
        transaction.set_rollback(True)


hypothesis_with_database = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.django_db
@hypothesis_with_database
@given(tree=trees())
def test_whatever_reports_say_rolls_up_to_the_plain_sum(tree: Tree) -> None:
    with undone():
        laid = lay(tree)
        for reporter in tree.reporters:
            write(laid, reporter)
        wrong = rebuild_consolidations()
        assert bool(wrong) == bool(tree.reporters)
        assert kept_sums(laid) == plain_sums(tree)
        assert not rebuild_consolidations()


@pytest.mark.django_db
@hypothesis_with_database
@given(tree=trees(), data=st.data())
def test_acts_in_any_order_leave_the_rows_of_a_rebuild(tree: Tree, data: st.DataObject) -> None:
    with undone():
        laid = lay(tree)
        for reporter in data.draw(st.permutations(tree.reporters)):
            write(laid, reporter)
            consolidate(laid.form.pk, PERIOD, [reporter.superior])
        gone: list[Reporter] = []
        for _step in range(data.draw(st.integers(0, 6)) if tree.reporters else 0):
            if not tree.reporters:
                break
            reporter = data.draw(st.sampled_from(tree.reporters))
            if data.draw(st.integers(0, 5)) == 0:  # the obligation is withdrawn
                reporter.state = None
                write(laid, reporter)
                Obligation.objects.beyond_scope("test").filter(unit_id=reporter.unit).delete()
                tree.reporters.remove(reporter)
                gone.append(reporter)
            else:
                changed = data.draw(reports(reporter.unit, reporter.superior, reporter.body))
                if changed.version == reporter.version:
                    reporter.cells = changed.cells
                reporter.state, reporter.adjusted = changed.state, None
                write(laid, reporter)
            consolidate(laid.form.pk, PERIOD, [reporter.superior])
        assert kept_sums(laid) == plain_sums(tree)
        mark = hash_of_consolidations()
        assert not rebuild_consolidations()
        assert hash_of_consolidations() == mark
        if gone and data.draw(st.booleans()):  # and one comes back
            oblige(laid, gone[0])
            tree.reporters.append(gone[0])
            consolidate(laid.form.pk, PERIOD, [gone[0].superior])
            assert kept_sums(laid) == plain_sums(tree)
            assert hash_of_consolidations() != mark
            assert not rebuild_consolidations()
