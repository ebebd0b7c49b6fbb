"""What does a report speak of? Everything its text and tables are made of, as plain values.

A report sheet holds the units that report to the issuing unit, form by form, each with its figures of the period
and of the period before, and beside them the sums as they are kept. Composing reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from binhyen.foundations.periods import Period, PeriodKind
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.validity import Validity
from binhyen.indicators.values import FormLine, Handling, LineRole
from binhyen.machinery.formats.charts.values import Chart
from binhyen.publications.rules.issuing import Issuing


def value_of(figure: Figure | None) -> Decimal | None:
    """Its number, where it has one."""
    return figure.value if isinstance(figure, Quantity) else None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a form, with what its indicator says about adding it up and about persons."""

    form: FormLine
    area: str
    adds: bool
    counts_persons: bool
    handling: frozenset[Handling] = frozenset()

    @property
    def code(self) -> str:
        return self.form.code

    @property
    def may_be_weighed(self) -> bool:
        """Whether units may be put in order by it, and more of it told from less."""
        return Handling.NO_RANK not in self.handling


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Lines of a form under one heading."""

    title: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What one unit reported in one form for the period, which may take several reports: six of a monthly form for a
    half-year.

    ``figures`` are all lines of its form, worked out; None where no report is accepted. ``earlier`` are those of the
    period compared with, the lines alone that can be compared: all reports are there, and as many both times.
    ``accepted`` of ``owed`` reports are accepted, ``late`` ones came after their deadline; ``state`` says in words
    where those stand that are not accepted, ``absent`` how many stand so. ``counts``: how many reports state a line,
    where that is not one for a number and none for an absence. ``explained`` are the lines whose jump or doubt the
    unit explained by a note. ``lives`` is set where the unit was there for a part of the period alone. ``due`` is the
    day by which the report was owed, the last one of several.

    Where figures of former units were put together on the unit's territory, ``estimated`` says by line how much of a
    figure was apportioned, and ``apart`` in words why a line has no figure; ``earlier_estimated`` and
    ``earlier_apart`` say it of ``earlier``. A line that stands apart is missing among the figures.
    """

    unit_id: int
    code: str
    name: str
    figures: Mapping[str, Figure] | None
    earlier: Mapping[str, Figure] | None
    late: int = 0
    state: str = ""
    lives: Validity | None = None
    owed: int = 1
    accepted: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)
    explained: tuple[str, ...] = ()
    due: date | None = None
    estimated: Mapping[str, Decimal] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earlier_estimated: Mapping[str, Decimal] = field(default_factory=dict)
    earlier_apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def left_empty(self, line: str) -> bool:
        """Whether all its reports are there and none of them states the line."""
        return (
            self.figures is not None
            and self.accepted == self.owed
            and self.figures.get(line) is Absence.MISSING
            and line not in self.apart
        )

    def counted(self, line: str) -> int:
        """How many reports state the line."""
        stated = (self.figures or {}).get(line)
        return self.counts.get(line, int(isinstance(stated, Quantity)))


@dataclass(frozen=True)
class Reporters:
    """The units that owe one form, in the Vietnamese order of their names.

    ``words`` is what they are called together ("xã, phường"), ``apart`` marks the unit's own bodies, whose sums stand
    apart from those of the places below it, ``own`` the unit's own report. ``owners`` is whose reports they are where
    they are those of units further below. ``kind`` is the form's own period; ``unopened`` names those within the
    report's period for which nobody was asked yet.
    """

    form: str
    words: str
    apart: bool
    sections: tuple[ReportSection, ...]
    reports: tuple[UnitReport, ...]
    own: bool = False
    kind: PeriodKind = PeriodKind.MONTH
    unopened: tuple[str, ...] = ()
    owners: str = ""

    @cached_property
    def accepted(self) -> tuple[UnitReport, ...]:
        """The units of which at least one report is accepted."""
        return tuple(report for report in self.reports if report.figures is not None)

    @cached_property
    def incomplete(self) -> tuple[UnitReport, ...]:
        """The units of which a report is missing."""
        return tuple(report for report in self.reports if report.accepted < report.owed)

    @cached_property
    def late(self) -> tuple[UnitReport, ...]:
        return tuple(report for report in self.reports if report.late)

    @cached_property
    def lines(self) -> dict[str, ReportLine]:
        return {line.code: line for section in self.sections for line in section.lines}

    @property
    def whose(self) -> str:
        """Whose reports they are, together."""
        return self.owners or self.words

    @property
    def report_name(self) -> str:
        """What one of their reports is called: "báo cáo tháng"."""
        return f"báo cáo {self.kind.label}"

    @property
    def reports_accepted(self) -> int:
        return sum(report.accepted for report in self.reports)

    @property
    def reports_owed(self) -> int:
        return sum(report.owed for report in self.reports)

    @property
    def complete(self) -> bool:
        return not self.incomplete and not self.unopened


@dataclass(frozen=True, slots=True)
class KeptSum:
    """What a line comes to for the unit, as the sums are kept: over all forms, or within one.

    ``counted`` of ``expected`` units have a value; ``standing`` says in words how far it may still change.
    ``with_last_known`` is the total with the last accepted value of ``carried`` absent units, for stocks alone.
    ``not_additive``: units state it and it cannot be added.

    ``estimated`` is how much of it was apportioned by shares where figures of former units were put together on the
    territory, ``apart`` in words why it could not be; ``of_others``: former units gave something to it. ``complete``:
    nobody is missing from it, in no part of the period; of a sum compared with also that the same forms were asked for.
    """

    figure: Figure
    counted: int
    expected: int
    standing: str
    with_last_known: Decimal | None = None
    carried: int = 0
    not_additive: bool = False
    estimated: Decimal = Decimal(0)
    apart: tuple[str, ...] = ()
    complete: bool = False
    of_others: bool = False


@dataclass(frozen=True)
class PictureOf:
    """A chart in the text of one line: of whom and of which period each of its readings is, by unit code and name."""

    line: str
    chart: Chart
    of: tuple[tuple[str, str, Period], ...]


@dataclass(frozen=True, slots=True)
class WeakUnits:
    """Units that a local rule tells to be named: how often each missed its deadline, ``least`` times or more in the
    last ``periods`` ones of a form. ``basis`` is the document that the rule stands in, if one was given."""

    rule: str
    least: int
    periods: int
    basis: str
    units: tuple[tuple[str, str, int], ...]
    """Code, name, times; most often first."""


@dataclass(frozen=True, slots=True)
class HeldMark:
    """What stands in place of a figure that is held back: of one unit below, or with 0 of the unit itself."""

    line: str
    unit_id: int
    earlier: bool
    mark: str


@dataclass(frozen=True, slots=True)
class FormerFigure:
    """A former unit's own figure of which the territory that the report is told on has its ``share``, from above 0
    to 1; ``source`` says who says so. ``inside`` is what of its ``value`` is in the report's figure, ``why`` says in
    words why something of it is not. ``last_day`` is the unit's own."""

    period: Period
    line: str
    code: str
    name: str
    last_day: date | None
    value: Decimal | None
    share: Fraction
    source: str = ""
    inside: Decimal | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Territory:
    """On which map the figures are told, and in words what that means for this report.

    ``code`` is that of the choice (``TerritoryChoice``). ``before`` are the sums of the period compared with, by line,
    on the same territory. ``composed_of`` names the former units whose figures stand for a part of the period itself,
    ``compared_with`` those that stand for the period compared with; empty where there are none. ``without`` says why
    nothing is compared. ``former`` are the figures of these units.
    """

    code: str
    before: Mapping[str, KeptSum] = field(default_factory=dict)
    composed_of: str = ""
    compared_with: str = ""
    without: str = ""
    former: tuple[FormerFigure, ...] = ()


@dataclass(frozen=True)
class ReportSheet:
    """Everything that one report speaks of.

    ``sums`` are by line code over all forms, ``sums_by_form`` by form and line code. ``compared``: the period that
    changes are told from. ``demonstration``: everything is invented, and the report says so. ``next_due`` is the day by
    which the reports of the next period are owed, where that is known.
    """

    unit_name: str
    unit_code: str
    period: Period
    reporters: tuple[Reporters, ...]
    sums: Mapping[str, KeptSum]
    sums_by_form: Mapping[tuple[str, str], KeptSum]
    issuing: Issuing
    composed_at: datetime
    demonstration: bool = False
    compared: Period | None = None
    pictures: tuple[PictureOf, ...] = ()
    weak: WeakUnits | None = None
    next_due: date | None = None
    held: tuple[HeldMark, ...] = ()
    territory: Territory | None = None

    @cached_property
    def sections(self) -> tuple[ReportSection, ...]:
        """The headings of the text: those of the first form, with what other forms add put under its own area."""
        sections = [(section.title, list(section.lines)) for section in self.reporters[0].sections]
        known = {line.code for _title, lines in sections for line in lines}
        for section in (section for each in self.reporters[1:] for section in each.sections):
            further = [line for line in section.lines if line.code not in known]
            known |= {line.code for line in further}
            for line in further:
                home = next((lines for _title, lines in sections if lines[0].area == line.area), None)
                if home is None:
                    sections.append((section.title, home := []))
                home.append(line)
        return tuple(ReportSection(title, tuple(lines)) for title, lines in sections)

    @property
    def before(self) -> Mapping[str, KeptSum]:
        """The sums of the period compared with on the same territory, by line."""
        return self.territory.before if self.territory is not None else {}

    @property
    def former(self) -> tuple[FormerFigure, ...]:
        """The figures of former units that stand behind those of the report."""
        return self.territory.former if self.territory is not None else ()

    def beside(self, reporters: Reporters, code: str) -> Decimal | None:
        """What of a form's sum lies in none of its units' figures: what former units reported for all of them, and the
        figures of units that stand apart. None where no former unit gave anything to it."""
        line, kept = reporters.lines[code], self.sums_by_form[reporters.form, code]
        value = value_of(kept.figure)
        if not kept.of_others or value is None or not line.adds or line.form.role is LineRole.RATE:
            return None
        listed = [value_of((report.figures or {}).get(code)) for report in reporters.accepted]
        rest = value - sum((each for each in listed if each is not None), Decimal(0))
        return rest

    def reporters_of(self, code: str) -> tuple[Reporters, ...]:
        """Who reports the line."""
        return tuple(each for each in self.reporters if code in each.lines)

    def to_json(self) -> dict[str, Any]:
        """As it is kept: exact, so that what is composed from it is the same to the byte."""
        from binhyen.publications.rules.kept_sheet import as_json

        return as_json(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ReportSheet:
        """The other way."""
        from binhyen.publications.rules.kept_sheet import read

        return read(kept)

    def speaks_of(self, each: Reporters) -> str:
        """What is counted of them: "xã, phường" for one report each, else "báo cáo tháng của xã, phường"."""
        one_each = all(report.owed == 1 for report in each.reports)
        if (
            one_each
            and not each.own
            and each.kind is self.period.kind
            and len({other.kind for other in self.reporters}) == 1
        ):
            return each.words
        return f"{each.report_name} của {each.whose}"

    def reports_of(self, code: str) -> Iterator[UnitReport]:
        """The reports that have the line, of all forms."""
        return (report for each in self.reporters_of(code) for report in each.reports)
