"""What does a report speak of? Everything its text and tables are made of, as plain values.

A report sheet holds the units that report to the issuing unit, form by form, each with its figures of the period
and of the period before, and beside them the sums as they are kept. Composing reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Figure
from binhyen.foundations.validity import Validity
from binhyen.indicators.values import FormLine
from binhyen.publications.rules.issuing import Issuing


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a form, with what its indicator says about adding it up and about persons."""

    form: FormLine
    area: str
    adds: bool
    counts_persons: bool

    @property
    def code(self) -> str:
        return self.form.code


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Lines of a form under one heading."""

    title: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit's report. ``figures`` are all lines of its form, worked out; None where none is accepted.

    ``earlier`` are those of the period compared with, on the same terms. ``state`` says in words where a report stands
    that is not accepted; ``lives`` is set where the unit was there for a part of the period alone.
    """

    unit_id: int
    code: str
    name: str
    figures: Mapping[str, Figure] | None
    earlier: Mapping[str, Figure] | None
    late: bool = False
    state: str = ""
    lives: Validity | None = None


@dataclass(frozen=True)
class Reporters:
    """The units that owe one form, in the Vietnamese order of their names.

    ``words`` is what they are called together ("xã, phường"), ``apart`` marks the unit's own bodies, whose sums stand
    apart from those of the places below it.
    """

    form: str
    words: str
    apart: bool
    sections: tuple[ReportSection, ...]
    reports: tuple[UnitReport, ...]

    @cached_property
    def accepted(self) -> tuple[UnitReport, ...]:
        return tuple(report for report in self.reports if report.figures is not None)

    @cached_property
    def lines(self) -> dict[str, ReportLine]:
        return {line.code: line for section in self.sections for line in section.lines}

    @property
    def complete(self) -> bool:
        return len(self.accepted) == len(self.reports)


@dataclass(frozen=True, slots=True)
class KeptSum:
    """What a line comes to for the unit, as the sums are kept: over all forms, or within one.

    ``counted`` of ``expected`` units have a value; ``standing`` says in words how far it may still change.
    ``with_last_known`` is the total with the last accepted value of ``carried`` absent units, for stocks alone.
    ``not_additive``: units state it and it cannot be added.
    """

    figure: Figure
    counted: int
    expected: int
    standing: str
    with_last_known: Decimal | None = None
    carried: int = 0
    not_additive: bool = False


@dataclass(frozen=True)
class ReportSheet:
    """Everything that one report speaks of.

    ``sums`` are by line code over all forms, ``sums_by_form`` by form and line code. ``compared``: the period that
    changes are told from. ``demonstration``: everything is invented, and the report says so.
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

    def reporters_of(self, code: str) -> tuple[Reporters, ...]:
        """Who reports the line."""
        return tuple(each for each in self.reporters if code in each.lines)

    def reports_of(self, code: str) -> Iterator[UnitReport]:
        """The reports that have the line, of all forms."""
        return (report for each in self.reporters_of(code) for report in each.reports)
