"""Many figures at once, from rows of unit, indicator, disaggregation, period and value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import Allowed, NotAllowed, Refused, ensure
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import CUSTOM_WINDOWS, BadPeriod, Period, calendar_of, parse_period
from binhyen.foundations.quantities import Figure
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import data_sets, layout_of, version_for
from binhyen.indicators.values import FormLayout, LineRole, line_code
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.actions.opening import oblige_below
from binhyen.reporting.actions.recording import changed_event
from binhyen.reporting.actions.writing import Incoming, Prepared, prepare, write
from binhyen.reporting.models import FigureSource, Obligation, State
from binhyen.reporting.permissions import may_bring_files, superior_path
from binhyen.reporting.rules.bulk import parse_value
from binhyen.reporting.versions import with_versions

COLUMNS = ("unit", "indicator", "disaggregation", "period", "value")


class BulkRow(NamedTuple):
    """One row as it was written, with its number in the file (the heading is row 1)."""

    number: int
    unit: str
    indicator: str
    disaggregation: str
    period: str
    value: str


@dataclass(frozen=True, slots=True)
class BulkFault:
    """Why a row, or a report as a whole (``number`` of its first row), was not taken."""

    number: int
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BulkLoaded:
    """What a load did. ``rows`` taken include those that changed nothing."""

    rows: int
    cells: int
    reports: int
    unchanged_reports: int
    faults: tuple[BulkFault, ...]


@dataclass(slots=True)
class _Report:
    """The rows of one unit, form and period."""

    unit: OrgUnitVersion
    data_set: DataSet
    period: Period
    first_row: int
    figures: dict[str, Figure] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def opened_by(self) -> tuple[int, str, str]:
        """What would open its period: form, period and the path of the unit above."""
        return self.data_set.pk, self.period.code, superior_path(self.unit.unit_path)

    def refused(self, refusal: Refused) -> list[BulkFault]:
        """The refusal of the report as a whole, told for each of its rows."""
        sentence = f"{self.unit.name}, {self.period.label}: {refusal.sentence}"
        return [BulkFault(number, sentence, str(refusal.remedy)) for number in self.rows.values()]


@act("reporting.load-figures", gettext_lazy("Nạp số liệu từ tệp CSV"), permission=may_bring_files)
def load_figures(
    *, by: Actor, rows: Iterable[BulkRow], submit: bool = False, calendar: str = ""
) -> Done[BulkLoaded]:
    """Write the figures of ``rows`` into the reports that they belong to. Safe to repeat.

    1. Read each row: unit and period by their codes, line, value.
    2. Find the form: the one that is asked of the unit and has the line; open its period where it is not open.
    3. Pass the four gates, report by report; write what passed.

    A row that cannot be taken is answered with its number, sentence and remedy, and the others stand. With
    ``submit`` complete reports are handed in too; one that cannot be stays a draft and is named.
    """
    faults: list[BulkFault] = []
    reports = _Reader(by, calendar, faults).reports(rows)
    opened, shut = _open_missing(by, reports)
    obligations = _obligations(by, reports)
    incoming = []
    kept: list[_Report] = []
    for report in reports:
        obligation = obligations.get((report.unit.unit_id, report.data_set.pk, report.period.code))
        if obligation is None:
            faults.extend(report.refused(shut.get(report.opened_by) or _not_owed(report)))
            continue
        addresses = {line: str(number) for line, number in report.rows.items()}
        incoming.append(Incoming(obligation, report.figures, addresses=addresses, source=FigureSource.BULK))
        kept.append(report)
    passed = [
        each
        for each, report in zip(prepare(by, incoming), kept, strict=True)
        if _passes(each, report, faults)
    ]
    handed_in, drafts = _sort_out(passed, kept, faults) if submit else ([], passed)
    changed = [each for each in passed if not each.repeats]
    write(by, handed_in, to_submit=True)
    write(by, [each for each in drafts if not each.repeats], to_submit=False)
    faults.sort(key=lambda fault: fault.number)
    loaded = BulkLoaded(
        rows=sum(len(each.incoming.figures) for each in passed),
        cells=sum(len(each.changes) for each in changed),
        reports=len(changed),
        unchanged_reports=len(passed) - len(changed),
        faults=tuple(faults),
    )
    unit_id = by.mandates[0].unit_id if by.mandates else None
    return Done(
        loaded,
        unit_id=unit_id,
        subject="figures",
        detail={"rows": loaded.rows, "cells": loaded.cells, "refused": len(faults)},
        events=changed_event(opened),
        worth_a_line=bool(changed) or bool(faults) or bool(opened),
    )


class _Reader:
    """Rows to reports: every code is looked up once, whatever the number of rows."""

    def __init__(self, by: Actor, calendar: str, faults: list[BulkFault]) -> None:
        self.by, self.faults = by, faults
        self.forms = [each for each in data_sets() if not calendar or each.calendar == calendar]
        self.forms.sort(key=lambda form: form.calendar == CUSTOM_WINDOWS.id)
        self.periods: dict[tuple[str, str], Period | BadInput] = {}
        self.layouts: dict[tuple[int, date], FormLayout | None] = {}
        self.figures: dict[tuple[str, str], Figure | BadInput] = {}
        self.homes: dict[tuple[str, str, str, str], tuple[DataSet, Period, FormLayout] | BulkFault] = {}

    def reports(self, rows: Iterable[BulkRow]) -> list[_Report]:
        listed = list(rows)
        units = self._units({row.unit for row in listed})
        lines: dict[tuple[str, str], str] = {}
        found: dict[tuple[int, int, str], _Report] = {}
        for row in listed:
            unit = units.get(row.unit)
            if unit is None:
                self._refuse(
                    row.number,
                    _("Không có đơn vị mã “%(code)s” trong phạm vi của tài khoản.") % {"code": row.unit},
                    _("Ghi mã số chính thức của đơn vị, đủ các chữ số 0 ở đầu."),
                )
                continue
            named = (row.indicator, row.disaggregation)
            line = lines.get(named) or lines.setdefault(named, line_code(*named))
            home = self._home(unit, line, row.period)
            if isinstance(home, BulkFault):
                self.faults.append(BulkFault(row.number, home.sentence, home.remedy))
                continue
            data_set, period, layout = home
            figure = self._figure(layout, line, row.value)
            if isinstance(figure, BadInput):
                self._refuse(row.number, figure.sentence, figure.remedy)
                continue
            key = (unit.unit_id, data_set.pk, row.period)
            report = found.get(key)
            if report is None:
                report = found[key] = _Report(unit, data_set, period, row.number)
            if line in report.figures and report.figures[line] != figure:
                self._refuse(
                    row.number,
                    _("Dòng này trái với dòng %(other)s của cùng ô số liệu.") % {"other": report.rows[line]},
                    _("Chỉ giữ một dòng cho mỗi đơn vị, chỉ tiêu, phân tổ và kỳ."),
                )
                continue
            report.figures[line], report.rows[line] = figure, row.number
        return list(found.values())

    def _figure(self, layout: FormLayout, line: str, text: str) -> Figure | BadInput:
        key = (line, text)
        if key not in self.figures:
            try:
                self.figures[key] = parse_value(layout.by_code[line], text)
            except BadInput as fault:
                self.figures[key] = fault
        return self.figures[key]

    def _refuse(self, number: int, sentence: str, remedy: str) -> None:
        self.faults.append(BulkFault(number, sentence, remedy))

    def _units(self, codes: set[str]) -> dict[str, OrgUnitVersion]:
        """By code: the last version that bore it, so that figures of a closed unit still find it."""
        versions = OrgUnitVersion.objects.visible_to(self.by).filter(code__in=codes).order_by("valid_from")
        found: dict[str, OrgUnitVersion] = {}
        for version in versions:
            there = found.get(version.code)
            if there is None or version.unit_path.count(".") <= there.unit_path.count("."):
                found[version.code] = version
        return found

    def _home(
        self, unit: OrgUnitVersion, line: str, code: str
    ) -> tuple[DataSet, Period, FormLayout] | BulkFault:
        key = (unit.level, unit.kind, line, code)
        if key not in self.homes:
            self.homes[key] = self._find_home(unit, line, code)
        return self.homes[key]

    def _find_home(
        self, unit: OrgUnitVersion, line: str, code: str
    ) -> tuple[DataSet, Period, FormLayout] | BulkFault:
        bad: BadInput | None = None
        readable = False
        for data_set in self.forms:
            period = self._period(data_set.calendar, code)
            if isinstance(period, BadInput):
                bad = bad or period
                continue
            readable = True
            layout = self._layout(data_set, period)
            if (
                layout is not None
                and period.kind == layout.period_kind
                and unit.level in layout.levels
                and (not layout.kinds or unit.kind in layout.kinds)
                and line in layout.position
                and layout.by_code[line].role is LineRole.INPUT  # never the sum that a longer form shows
            ):
                return data_set, period, layout
        if bad is not None and not readable:
            return BulkFault(0, bad.sentence, bad.remedy)
        return BulkFault(
            0,
            _("Không có biểu nào hỏi %(kind)s về “%(line)s” cho kỳ %(period)s.")
            % {"kind": unit.get_kind_display(), "line": line, "period": code},
            _("Kiểm tra mã chỉ tiêu, mã phân tổ và loại kỳ; dòng tổng và tỷ lệ do chương trình tính."),
        )

    def _period(self, calendar: str, code: str) -> Period | BadInput:
        key = (calendar, code)
        if key not in self.periods:
            try:
                self.periods[key] = parse_period(code, calendar_of(calendar))
            except BadPeriod as fault:
                self.periods[key] = fault
        return self.periods[key]

    def _layout(self, data_set: DataSet, period: Period) -> FormLayout | None:
        key = (data_set.pk, period.first_day)
        if key not in self.layouts:
            version = version_for(data_set.code, period.first_day)
            self.layouts[key] = layout_of(version) if version else None
        return self.layouts[key]


def _open_missing(
    by: Actor, reports: list[_Report]
) -> tuple[dict[tuple[int, str], set[int]], dict[tuple[int, str, str], Refused]]:
    """Open periods that the units' superiors have not opened yet, where the account may.

    Answers whom that concerns, and by what it is opened what could not be.
    """
    there = _obligations(by, reports)
    missing = {
        report.opened_by: report
        for report in reports
        if (report.unit.unit_id, report.data_set.pk, report.period.code) not in there
    }
    opened: dict[tuple[int, str], set[int]] = {}
    shut: dict[tuple[int, str, str], Refused] = {}
    for key, report in missing.items():
        data_set_id, code, above = key
        try:
            ensure(by.may(Permission.OPEN_PERIOD, at=above))
            _opened, superiors = oblige_below(by, above, report.data_set, report.period)
        except NotAllowed as refusal:
            shut[key] = refusal.refused
            continue
        if superiors:
            opened.setdefault((data_set_id, code), set()).update(superiors)
    return opened, shut


def _not_owed(report: _Report) -> Refused:
    return Refused(
        "not-owed",
        _("đơn vị không phải nộp biểu %(form)s cho kỳ này.") % {"form": report.data_set.code},
        _("Kiểm tra kỳ và thời gian tồn tại của đơn vị."),
    )


def _obligations(by: Actor, reports: list[_Report]) -> Mapping[tuple[int, int, str], Obligation]:
    if not reports:
        return {}
    found = Obligation.objects.visible_to(by).filter(
        unit_id__in={report.unit.unit_id for report in reports},
        data_set_id__in={report.data_set.pk for report in reports},
        period__in={report.period.code for report in reports},
    )
    return {(each.unit_id, each.data_set_id, each.period): each for each in with_versions(found)}


def _passes(each: Prepared, report: _Report, faults: list[BulkFault]) -> bool:
    """Whether the report passes the gates once its faulty rows are out; those are named."""
    judged = each.gates(to_submit=False)
    if isinstance(judged, list):
        for fault in judged:
            faults.append(BulkFault(report.rows[fault.line], fault.sentence, fault.remedy))
            del report.figures[fault.line]
        each.incoming = replace(each.incoming, figures=dict(report.figures))
        judged = each.gates(to_submit=False)
    if isinstance(judged, Refused):
        faults.extend(report.refused(judged))
    return isinstance(judged, Allowed) and bool(report.figures)


def _sort_out(
    passed: list[Prepared], kept: list[_Report], faults: list[BulkFault]
) -> tuple[list[Prepared], list[Prepared]]:
    """Which reports can be handed in, and which stay drafts; of these it is said why."""
    report_of = {(report.unit.unit_id, report.data_set.pk, report.period.code): report for report in kept}
    handed_in, drafts = [], []
    for each in passed:
        if each.repeats and each.submission.state not in (State.DRAFT, State.RETURNED):
            drafts.append(each)  # it stands as it was handed in
            continue
        decision = each.submitting()
        if isinstance(decision, Refused):
            obligation = each.incoming.obligation
            report = report_of[obligation.unit_id, obligation.data_set_id, obligation.period]
            faults.append(
                BulkFault(
                    report.first_row,
                    f"{report.unit.name}, {report.period.label}: {decision.sentence}",
                    str(decision.remedy),
                )
            )
            drafts.append(each)
        else:
            handed_in.append(each)
    return handed_in, drafts
