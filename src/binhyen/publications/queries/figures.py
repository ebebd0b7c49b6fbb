"""Where does one figure that an edition prints come from: which reports, files and cells, and who accepted them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period, parse_period
from binhyen.publications.queries.editions import EditionOf, origins_of_edition
from binhyen.publications.rules.origins import Approval, Origin, Origins
from binhyen.publications.rules.printed import Meaning, Printed, cell_of
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, UnitReport

_Periods = dict[tuple[str, int, str], list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """How one unit's value came in, and by whom its report was accepted: role and unit, never a name."""

    origin: Origin | None
    approval: Approval | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit's report says of one line; ``entries`` by period, where the figure is of several months."""

    unit_name: str
    line: str
    value: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class TraceIn:
    """A printed figure with what stands behind it. ``line`` is empty where reports are counted."""

    printed: Printed
    unit_id: int
    line: str
    contributions: tuple[Contribution, ...]


def trace_in(actor: Actor, found: EditionOf, key: str) -> TraceIn | None:
    """The trace of the figure that the edition prints under the key, or None where it prints no such one.

    As it was kept with a frozen edition, with no statement; of a draft as it stands now, with four.
    """
    printed = next((each for each in found.printed if each.key == key), None)
    if printed is None:
        return None
    origins = origins_of_edition(actor, found)
    unit_id = _unit_of(printed) or found.edition.unit_id
    line = _line_of(found.sheet, printed)
    return TraceIn(
        printed,
        unit_id,
        line,
        tuple(_behind(found, printed, line, origins)) if line else (),
    )


def _unit_of(printed: Printed) -> int | None:
    """The unit whose own value is printed, which ends its key."""
    if printed.meaning is not Meaning.PART:
        return None
    last = printed.key.rsplit(":", 1)[-1]
    return int(last) if last.isdigit() else None


def _line_of(sheet: ReportSheet, printed: Printed) -> str:
    code = printed.indicator + (f"/{printed.option}" if printed.option else "")
    return code if code and sheet.reporters_of(code) else ""


def _behind(found: EditionOf, printed: Printed, code: str, origins: Origins) -> Iterator[Contribution]:
    """The values that units filled in: of the line, or of those from which it is worked out."""
    unit, periods = _unit_of(printed), _periods_within(found.period, origins)
    for reporters in found.sheet.reporters_of(code):
        if printed.key.endswith(":total") and not printed.key.startswith(f"{reporters.form}:"):
            continue
        for line in _inputs(reporters, code):
            for report in reporters.reports:
                if report.figures is not None and unit in (None, report.unit_id):
                    yield _contribution(found, reporters, line, report, origins, periods)


def _inputs(reporters: Reporters, code: str) -> Iterator[ReportLine]:
    line = reporters.lines[code]
    if not line.form.parts:
        yield line
    for part in line.form.parts:
        if part in reporters.lines:
            yield from _inputs(reporters, part)


def _contribution(
    found: EditionOf,
    reporters: Reporters,
    line: ReportLine,
    report: UnitReport,
    origins: Origins,
    periods: _Periods,
) -> Contribution:
    mark = found.composed.held.cell(reporters.form, line.code, report.unit_id)
    return Contribution(
        report.name,
        line.form.label,
        mark or cell_of(line, (report.figures or {}).get(line.code)),
        tuple(
            Entry(
                origins.figures.get((reporters.form, period, report.unit_id, line.code)),
                origins.approval.get((reporters.form, period, report.unit_id)),
            )
            for period in periods.get((reporters.form, report.unit_id, line.code), ())
        ),
    )


def _periods_within(period: Period, origins: Origins) -> _Periods:
    """In which periods of the document's own each value was filled in; those compared with are left aside."""
    found: _Periods = {}
    for form, code, unit_id, line in sorted(origins.figures):
        if period.contains(parse_period(code, period.calendar)):
            found.setdefault((form, unit_id, line), []).append(code)
    return found
