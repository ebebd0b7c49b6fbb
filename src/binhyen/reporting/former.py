"""A table of former years beside what is kept: of which units it may speak, and what stands against taking it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.access.queries import heritage_paths
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.periods import CUSTOM_WINDOWS, Period, calendar_of, parse_period
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import indicators_on, layout_of, version_for, versions
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import Level, OrgUnitVersion, Succession
from binhyen.orgunits.queries import named_units
from binhyen.orgunits.values import NameIndex
from binhyen.reporting.history import (
    Decisions,
    Frame,
    HistoryRead,
    MapOfDay,
    Maps,
    ReportKey,
    ReportRead,
    Sheet,
    read_table,
)
from binhyen.reporting.models import HistoryIntake, Obligation, Submission
from binhyen.reporting.ownfiles import Vocabulary
from binhyen.reporting.versions import with_versions

LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
"""The levels of which tables of former years speak."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why the figures of one unit and period cannot be taken."""

    key: ReportKey
    unit: str
    period: str
    code: str
    sentence: str
    remedy: str


class FormsOfThen:
    """The version of a form that a period of former years is read by: the one in force, else the earliest."""

    def __init__(self, data_set: DataSet) -> None:
        self.data_set = data_set
        self.earliest = next((each for each in versions() if each.data_set_id == data_set.pk), None)
        self.known: dict[date, DataSetVersion] = {}

    def version(self, first_day: date | None) -> DataSetVersion:
        """Raises ``NotAllowed`` for a form without any version."""
        if self.earliest is None:
            raise NotAllowed(
                Refused("no-form-version", _("Biểu này chưa có phiên bản nào."), _("Chọn biểu khác."))
            )
        if first_day is None or first_day < self.earliest.valid_from:
            return self.earliest
        if first_day not in self.known:
            self.known[first_day] = version_for(self.data_set.code, first_day) or self.earliest
        return self.known[first_day]


def frame_of(by: Actor, unit_path: str, data_set: DataSet, period: Period | None) -> Frame:
    """What a table for the units at and below ``unit_path`` is read by. Six statements, whatever it holds."""
    layout = layout_of(FormsOfThen(data_set).version(period.first_day if period is not None else None))
    first = period.last_day if period is not None else date.min
    return Frame(
        layout,
        Vocabulary(layout, indicators_on(today())),
        calendar_of(data_set.calendar),
        period,
        maps_of(by, unit_path, first, period.last_day if period is not None else today()),
    )


def maps_of(by: Actor, unit_path: str, first: date, last: date) -> Maps:
    """The units of each day from ``first`` to ``last`` of which a desk at ``unit_path`` may bring figures. Three
    statements."""
    paths = (unit_path, *heritage_paths(unit_path))
    above = {int(key) for path in paths for key in path.split(".")[:-2]}
    reach = branches(paths=paths)
    allowed = within(reach)
    versions = OrgUnitVersion.objects.visible_to(by).filter(
        allowed | Q(unit_id__in=above),
        Q(valid_until=None) | Q(valid_until__gt=first),
        valid_from__lte=last,
        level__in=LEVELS,
    )
    named = [(unit, reach.covers(path)) for unit, path in named_units(versions)]
    links = list(
        Succession.objects.visible_to(by).filter(allowed).values_list("predecessor_id", "unit_id", "day")
    )

    days = {unit.days.since for unit, _ours in named} | {unit.days.until for unit, _ours in named}
    changes = sorted(day for day in days if day is not None)

    @cache
    def since(day: date) -> MapOfDay:
        there = [(unit, ours) for unit, ours in named if unit.days.holds_on(day)]
        return MapOfDay(
            day,
            NameIndex([unit for unit, _ours in there], links, day),
            {unit.id: unit for unit, ours in there if ours},
        )

    @cache
    def on(day: date) -> MapOfDay:
        # All the months between two changes have one map, and one index of names.
        at = bisect_right(changes, day)
        return replace(since(changes[at - 1] if at else day), day=day)

    return on


def units_coded(by: Actor, unit_path: str, codes: Collection[str], first: date, last: date) -> dict[str, int]:
    """By each code the one unit in reach that bore it on some day from ``first`` to ``last``. Two statements."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = OrgUnitVersion.objects.visible_to(by).filter(
        within(branches(paths=(unit_path, *heritage_paths(unit_path)))),
        Q(valid_until=None) | Q(valid_until__gt=first),
        valid_from__lte=last,
        level__in=LEVELS,
        code__in=codes,
    )
    for code, unit in rows.values_list("code", "unit_id"):
        found[code].add(unit)
    return {code: next(iter(units)) for code, units in found.items() if len(units) == 1}


def period_of_intake(intake: HistoryIntake) -> Period | None:
    """The period of the whole table; None where a column says it."""
    return parse_period(intake.period, calendar_of(intake.data_set.calendar)) if intake.period else None


def read_intake(by: Actor, intake: HistoryIntake) -> HistoryRead:
    """What a table that was brought says, by the decisions made so far. Six statements. Raises ``BadInput``."""
    frame = frame_of(by, intake.unit_path, intake.data_set, period_of_intake(intake))
    return read_table(Sheet.from_json(intake.said), frame, Decisions.from_json(intake.decisions))


def fitting(data_set: DataSet) -> Refused | None:
    """Why no former years can be brought in on a form: it has no regular periods, or is no form of places.

    On the form of a province's bodies the province states what all of them came to: its kinds of model stand nowhere
    else.
    """
    if data_set.calendar != CUSTOM_WINDOWS.id:
        layout = layout_of(FormsOfThen(data_set).version(None))
        if {*layout.levels, *layout.under} & set(LEVELS):
            return None
        return Refused(
            "form-of-bodies",
            _("Biểu này của cơ quan, tổ chức; số liệu cũ nhập theo tỉnh, huyện, xã."),
            _("Chọn biểu của cấp xã hoặc cấp tỉnh."),
        )
    return Refused(
        "form-on-request",
        _("Biểu này chỉ dùng khi có yêu cầu báo cáo nên không nhập số liệu cũ."),
        _("Chọn biểu tháng, 6 tháng hoặc năm."),
    )


# ---- what stands against it ------------------------------------------------------------------------------


def hindrances(intake: HistoryIntake, reports: Mapping[ReportKey, ReportRead]) -> list[Hindrance]:
    """Every report of a table that cannot be taken, and why. At most eight statements, whatever the number of reports.

    Asked as the program itself: a report above the desk's reach stands against its figures too.
    """
    if not reports:
        return []
    with acting_as(SYSTEM):
        found = [
            *_not_over(reports),
            *_since_the_beginning(intake, reports),
            *_there_already(intake, reports),
            *_beside_other_lengths(intake, reports),
        ]
    first: dict[ReportKey, Hindrance] = {}
    for each in found:
        first.setdefault(each.key, each)
    return list(first.values())


def _hindrance(key: ReportKey, report: ReportRead, code: str, sentence: str, remedy: str) -> Hindrance:
    return Hindrance(key, report.unit.name, report.period.label, code, sentence, remedy)


def _not_over(reports: Mapping[ReportKey, ReportRead]) -> Iterable[Hindrance]:
    day = today()
    for key, report in reports.items():
        if report.period.last_day >= day:
            yield _hindrance(
                key,
                report,
                "period-not-over",
                _("Kỳ này đến hết ngày %(day)s mới kết thúc.") % {"day": format_date(report.period.last_day)},
                _("Số liệu của kỳ này được báo cáo theo cách thường."),
            )


def _since_the_beginning(
    intake: HistoryIntake, reports: Mapping[ReportKey, ReportRead]
) -> Iterable[Hindrance]:
    """From the first period for which reports were asked here, figures come as reports."""
    first = (
        Obligation.objects.visible_to(SYSTEM)
        .filter(
            within(branches(paths=(intake.unit_path,))),
            data_set_id=intake.data_set_id,
            history=None,
            request=None,
            part_of=None,
        )
        .order_by("first_day")
        .values_list("first_day", flat=True)
        .first()
    )
    for key, report in reports.items():
        if first is not None and report.period.first_day >= first:
            yield _hindrance(
                key,
                report,
                "reported-here",
                _("Từ kỳ bắt đầu ngày %(day)s, biểu này được báo cáo trên hệ thống.")
                % {"day": format_date(first)},
                _("Mở kỳ báo cáo và nhận báo cáo theo cách thường."),
            )


def _there_already(intake: HistoryIntake, reports: Mapping[ReportKey, ReportRead]) -> Iterable[Hindrance]:
    """A report of the same unit, or of one above or below it on the same map, would count twice."""
    periods = {report.period.code: report.period for report in reports.values()}
    owed = list(
        Obligation.objects.visible_to(SYSTEM)
        .filter(data_set_id=intake.data_set_id, period__in=periods, part_of=None)
        .select_related("history")
        .only("unit_id", "period", "last_day", "history__name", "history__source")
    )
    there: dict[str, dict[str, tuple[Obligation, str]]] = defaultdict(dict)
    for obligation, path, name in _where(owed):
        there[obligation.period][path] = obligation, name
    above: dict[str, set[str]] = {
        code: {stem for path in paths for stem in _stems(path)} for code, paths in there.items()
    }
    for key, report in reports.items():
        standing, own = there.get(report.period.code, {}), report.unit.tree_path
        near = next((stem for stem in (own, *_stems(own)) if stem in standing), None)
        if near is None and own in above.get(report.period.code, ()):
            near = next(path for path in standing if path.startswith(own))
        if near is not None:
            obligation, name = standing[near]
            yield _hindrance(key, report, *_standing_there(obligation, name, same=near == own))


def _where(owed: Sequence[Obligation]) -> Iterable[tuple[Obligation, str, str]]:
    """Each obligation with the path and name of its unit on the last day of its period. One statement."""
    lives: dict[int, list[tuple[Validity, str, str]]] = defaultdict(list)
    for unit, since, until, path, name in (
        OrgUnitVersion.objects.visible_to(SYSTEM)
        .filter(unit_id__in={each.unit_id for each in owed})
        .values_list("unit_id", "valid_from", "valid_until", "tree_path", "name")
    ):
        lives[unit].append((Validity(since, until), path, name))
    for each in owed:
        for days, path, name in lives[each.unit_id]:
            if days.holds_on(each.last_day):
                yield each, path, name


def _stems(path: str) -> list[str]:
    """The paths above one, the nearest first, without the country's."""
    keys = path.split(".")[:-1]
    return [".".join(keys[:end]) + "." for end in range(len(keys) - 1, 1, -1)]


def _standing_there(obligation: Obligation, name: str, *, same: bool) -> tuple[str, str, str]:
    where = (
        _("tệp “%(file)s” (%(source)s)")
        % {"file": obligation.history.name, "source": obligation.history.source}
        if obligation.history is not None
        else _("báo cáo trên hệ thống")
    )
    if same:
        return (
            "there-already",
            _("Đã có số liệu của đơn vị trong kỳ này, từ %(where)s.") % {"where": where},
            _("Rút lại tệp đó trước nếu muốn thay, hoặc bỏ các dòng này."),
        )
    return (
        "counted-twice",
        _("%(unit)s đã có số liệu kỳ này, từ %(where)s; nhập thêm sẽ tính trùng địa bàn.")
        % {"unit": name, "where": where},
        _("Chỉ giữ một cấp cho mỗi kỳ: rút lại tệp đó, hoặc bỏ các dòng này."),
    )


def _beside_other_lengths(
    intake: HistoryIntake, reports: Mapping[ReportKey, ReportRead]
) -> Iterable[Hindrance]:
    """A line stands in one length of period: in a year's report whole, or in those of its months, never in both; nor in
    the year of a district and the months of its communes."""
    first = min(report.period.first_day for report in reports.values())
    last = max(report.period.last_day for report in reports.values())
    above = {int(key) for report in reports.values() for key in report.unit.tree_path.split(".")[:-1]}
    in_reach = within(branches(paths=(intake.unit_path, *heritage_paths(intake.unit_path))))
    others = with_versions(
        Obligation.objects.visible_to(SYSTEM)
        .filter(
            in_reach | Q(unit_id__in=above),
            first_day__lte=last,
            last_day__gte=first,
            part_of=None,
            request=None,
        )
        .exclude(data_set_id=intake.data_set_id)
    )
    values = {
        each.pk: each.in_force
        for each in Submission.objects.visible_to(SYSTEM).filter(
            obligation_id__in=[each.pk for each in others]
        )
    }
    of_bodies = _is_of_bodies(layout_of(FormsOfThen(intake.data_set).version(None)))
    kind = intake.data_set.period_kind
    near: dict[str, list[tuple[Obligation, str]]] = defaultdict(list)
    above_of: dict[str, list[tuple[Obligation, str]]] = defaultdict(list)
    for other, path, name in _where([each for each in others if each.pk in values]):
        near[path].append((other, name))
        # What bodies state is theirs alone, and forms of one length add up: neither holds what others below state.
        if _is_of_bodies(other.layout) is of_bodies and other.data_set.period_kind != kind:
            for stem in _stems(path):
                near[stem].append((other, name))
            above_of[path].append((other, name))
    for key, report in reports.items():
        own = report.unit.tree_path
        for other, name in (
            *near.get(own, ()),
            *(each for stem in _stems(own) for each in above_of.get(stem, ())),
        ):
            line = _held_twice(report, other, values[other.pk])
            if line:
                yield _hindrance(
                    key,
                    report,
                    "other-length",
                    _("“%(line)s” đã có trong báo cáo kỳ %(period)s của %(unit)s.")
                    % {"line": line, "period": other.period, "unit": name},
                    _("Mỗi chỉ tiêu chỉ giữ ở một loại kỳ: bỏ cột đó, hoặc rút lại số liệu của kỳ kia."),
                )
                break


def _is_of_bodies(layout: FormLayout) -> bool:
    return Level.BODY in layout.levels


def _held_twice(report: ReportRead, other: Obligation, values: Sequence[object]) -> str:
    """The label of a line that another report of the same days holds already; nothing where there is none."""
    period = report.period
    overlaps_as_part = (other.first_day >= period.first_day and other.last_day <= period.last_day) or (
        other.first_day <= period.first_day and other.last_day >= period.last_day
    )
    if not overlaps_as_part:
        return ""
    layout = other.layout
    for code in report.figures:
        at = layout.position.get(code)
        if at is not None and at < len(values) and values[at] is not None:
            return layout.by_code[code].label
    return ""


def lines_without_place(version: DataSetVersion, lines: Collection[str]) -> list[str]:
    """Of some lines those for which this version of the form keeps nothing."""
    position = layout_of(version).position
    return [code for code in lines if code not in position]
