"""August to December 2025: loaded in bulk, accepted and locked month by month, with latecomers and corrections."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial

from binhyen.cli.asked import row_of
from binhyen.cli.demonstration.invented import BODIES, DECEMBER, MONTHS, SEED, Place, Province, body_report
from binhyen.cli.demonstration.people import DESK, ENTERING_DESK, PHU_THO, REVIEWER
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import data_sets
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import UnitOnDay, children_of, unit_of_code
from binhyen.reporting.actions import BulkRow, accept_many, adjust, load_figures, lock, open_period
from binhyen.reporting.models import Obligation, Submission

COMMUNES, BODIES_FORM = "xa-thang", "coquan-tinh-thang"
LATECOMERS = 3
ABSENT = {"2025-08": 2, "2025-09": 1}
"""How many communes never reported for a month: the first ones on the new map."""
UNCOUNTED_ROADS = 4
"""So many communes leave their lit roads blank until October: missing is not zero."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A commune's figure that came in wrong, was locked, and was adjusted afterwards to what it should have been."""

    month: str
    at: int
    line: str
    reason: str

    def wrong(self, right: Decimal) -> Decimal:
        return right * 10 if self.line == "mob_participants" else right + 9


SLIPS = (
    Slip("2025-10", 12, "mob_participants", "Đơn vị gõ thừa một chữ số 0 (số liệu minh hoạ)"),
    Slip("2025-12", 40, "model_points", "Rà soát lại: 9 điểm đã ngừng hoạt động (số liệu minh hoạ)"),
)


class PhuTho:
    """The province of the demonstration: its units by code, and what they report."""

    @cached_property
    def unit(self) -> UnitOnDay:
        with on(date(2026, 1, 5)) as operator:
            found = unit_of_code(operator, PHU_THO, date(2026, 1, 5))
        if found is None:
            raise LookupError(f"Không có đơn vị mã {PHU_THO} trong danh mục.")
        return found

    @cached_property
    def communes(self) -> Province:
        with on(date(2026, 1, 5)) as operator:
            places = [
                Place(version.code, version.kind == "ward")
                for version in children_of(operator, self.unit.id, date(2026, 1, 5))
            ]
        return Province(places)

    @cached_property
    def codes(self) -> list[str]:
        return [place.code for place in self.communes.places]

    def row(self, actor: Actor) -> OrgUnit:
        return row_of(actor, self.unit)

    @cached_property
    def forms(self) -> dict[str, DataSet]:
        return {each.code: each for each in data_sets()}


def tell_the_months(
    story: Story,
    province: PhuTho,
    before: Mapping[str, Callable[[], None]],
    issue: Mapping[str, Callable[[PhuTho], None]],
) -> None:
    """Every month of 2025 on the new map, from opening to locking.

    ``before`` is what is told before a month; ``issue`` what is done with its figures once they are locked, before they
    are adjusted.
    """
    for month in MONTHS[: DECEMBER + 1]:
        if month in before:
            before[month]()
        story.once(month, partial(_tell, province, month, issue.get(month)))


def _tell(province: PhuTho, month: str, issue: Callable[[PhuTho], None] | None) -> str:
    return _Month(province, month).tell(issue)


class _Month:
    def __init__(self, province: PhuTho, code: str) -> None:
        self.province, self.period = province, parse_period(code, ADMINISTRATIVE)
        chance = random.Random(f"{SEED} {code} muộn")  # noqa: S311
        chosen = chance.sample(province.codes, LATECOMERS + ABSENT.get(code, 0))
        slipping = {province.codes[slip.at] for slip in SLIPS}
        self.late = [each for each in chosen[:LATECOMERS] if each not in slipping]
        self.absent = [each for each in chosen[LATECOMERS:] if each not in slipping]

    def tell(self, issue: Callable[[PhuTho], None] | None) -> str:
        """Opened after the cut-off, loaded, accepted, locked, issued, adjusted. What it came to, in a sentence.

        Goes on where an interruption left it.
        """
        period = self.period
        self._open(_days_after(period, 1))
        punctual = [code for code in self.province.codes if code not in (*self.late, *self.absent)]
        rows = self._load(_days_after(period, 2), punctual, with_bodies=True)
        rows += self._load(_days_after(period, 10), self.late, with_bodies=False)
        accepted = self._accept(_days_after(period, 11))
        self._lock(_days_after(period, 12))
        if issue is not None:
            issue(self.province)
        self._adjust(_days_after(period, 25))
        return (
            f"{period.label_with_days.capitalize()}: nạp {format_number(rows)} số liệu, duyệt và khoá "
            f"{format_number(accepted)} báo cáo, {len(self.late)} báo cáo nộp muộn, {len(self.absent)} xã không nộp."
        )

    def _open(self, day: date) -> None:
        with on(day, DESK) as desk:
            for form in (COMMUNES, BODIES_FORM):
                open_period(
                    by=desk,
                    under=self.province.row(desk),
                    data_set=self.province.forms[form],
                    period=self.period,
                )

    def _load(self, day: date, communes: list[str], *, with_bodies: bool) -> int:
        rows = [row for code in communes for row in self._rows_of_commune(code)]
        if with_bodies:
            rows += [
                row
                for body in BODIES
                for row in self._rows(body.code, body_report(body.code, self.period.code))
            ]
        numbered = [row._replace(number=number) for number, row in enumerate(rows, start=2)]
        with on(day, ENTERING_DESK) as officer:
            loaded = load_figures(by=officer, rows=numbered, submit=True)
        if loaded.faults:
            raise RuntimeError(f"Số liệu minh hoạ bị từ chối: {loaded.faults[0]}")
        return loaded.rows

    def _rows_of_commune(self, code: str) -> list[BulkRow]:
        report = self.province.communes.report(code, self.period.code)
        for slip in SLIPS:
            if (slip.month, self.province.codes[slip.at]) == (self.period.code, code):
                report[slip.line] = slip.wrong(report[slip.line])
        if self.period.code < "2025-11" and code in self.province.codes[:UNCOUNTED_ROADS]:
            del report["res_lit_routes_km"]
        return self._rows(code, report)

    def _rows(self, unit: str, report: object) -> list[BulkRow]:
        rows = []
        for line, value in dict(report).items():  # type: ignore[call-overload]
            indicator, _slash, option = line.partition("/")
            text = "x" if value is None else f"{value:f}"
            rows.append(BulkRow(0, unit, indicator, option, self.period.code, text))
        return rows

    def _accept(self, day: date) -> int:
        with on(day, REVIEWER) as reviewer:
            done = [
                accept_many(
                    by=reviewer,
                    under=self.province.row(reviewer),
                    data_set=self.province.forms[form],
                    period=self.period.code,
                    with_flags=True,
                )
                for form in (COMMUNES, BODIES_FORM)
            ]
        return sum(len(each.accepted) for each in done)

    def _lock(self, day: date) -> None:
        with on(day, DESK) as desk:
            for form in (COMMUNES, BODIES_FORM):
                data_set = self.province.forms[form]
                still_open = Obligation.objects.visible_to(desk).filter(
                    data_set=data_set, period=self.period.code, closed_at=None
                )
                if still_open.exists():
                    lock(
                        by=desk,
                        under=self.province.row(desk),
                        data_set=data_set,
                        period=self.period.code,
                    )

    def _adjust(self, day: date) -> None:
        for slip in SLIPS:
            if slip.month != self.period.code:
                continue
            code = self.province.codes[slip.at]
            right = self.province.communes.report(code, slip.month)[slip.line]
            with on(day, DESK) as desk:
                unit = unit_of_code(desk, code, day)
                submission = Submission.objects.visible_to(desk).get(
                    unit_id=unit.id if unit else 0,
                    obligation__data_set=self.province.forms[COMMUNES],
                    obligation__period=slip.month,
                )
                if submission.adjusted is not None:
                    continue
                figure = Quantity(right, _unit_of_measure(submission, slip.line))
                adjust(by=desk, submission=submission, line=slip.line, figure=figure, reason=slip.reason)


def _unit_of_measure(submission: Submission, line: str) -> str:
    from binhyen.indicators.queries import layout_of

    return layout_of(submission.obligation.version).by_code[line].unit


def _days_after(period: Period, days: int) -> date:
    return period.last_day + timedelta(days=days)
