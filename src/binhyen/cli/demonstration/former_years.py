"""The desk brings former years in: shares of what was split, tables by district and commune, two names matched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from binhyen.cli.demonstration.former import (
    FORMER_HALF,
    HAND_SHARES,
    NOT_HANDED_IN,
    YEARS,
    FormerCommune,
    FormerMap,
    bodies_in_month,
    bodies_in_year,
)
from binhyen.cli.demonstration.former_files import MISSPELLED, STYLES, months_as_csv, rows_as_workbook
from binhyen.cli.demonstration.invented import BEFORE
from binhyen.cli.demonstration.months import BODIES_FORM, COMMUNES, PhuTho
from binhyen.cli.demonstration.people import DESK
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.queries import layout_of, version_for
from binhyen.orgunits.actions import load_units
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import crosswalk_of, unit_of_code, units_as_of
from binhyen.reporting.actions import match_history, read_history, take_history
from binhyen.reporting.models import HistoryIntake, IntakeState

BROUGHT = date(2025, 11, 5)
THEN, NOW = date(2025, 6, 30), date(2025, 7, 1)
YEARLY, HALF_YEARLY, YEARLY_OF_BODIES = "xa-nam", "xa-6-thang", "coquan-tinh-nam"
_MONTHS_OF_2025 = {month: f"{month[5:]}/{month[:4]}" for month in BEFORE}
_DISTRICTS = "Huyện, thị xã, thành phố"


class _Table(NamedTuple):
    """A file as the desk has it: the form that it fills, and the document that its figures stand in.

    ``period`` is that of the whole file, where no column says it. ``doubtful`` are names that nobody but a person can
    tell, as the file says them, with the codes of those who are meant.
    """

    name: str
    data: bytes
    form: str
    source: str
    period: str = ""
    doubtful: Mapping[str, str] = MappingProxyType({})


def tell_former_years(story: Story, province: PhuTho) -> None:
    """The shares of divided communes, then the tables of the three former provinces."""
    former = _FormerYears(province)
    story.once("former shares", former.set_shares)
    story.once("former years", former.bring_years)
    story.once("former months", former.bring_months)


class _FormerYears:
    def __init__(self, province: PhuTho) -> None:
        self.province = province

    def set_shares(self) -> str:
        """Of two divided communes it is said what went where, by invented shares; of a third nobody knows."""
        rows = [
            f"{old},{new},part,{share},Số liệu minh hoạ"
            for old, shares in HAND_SHARES.items()
            for new, share in shares.items()
        ]
        listed = "\n".join(("old_code,new_code,relation,hand_share,source", *rows, ""))
        with on(BROUGHT) as operator:
            load_units(by=operator, lists=[("ty-le-minh-hoa.csv", listed.encode())])
        return (
            f"Ấn định tỷ lệ chia {len(HAND_SHARES)} xã cũ (số liệu minh hoạ); "
            "xã Cao Sơn cũ của huyện Lương Sơn chưa rõ tỷ lệ."
        )

    def bring_years(self) -> str:
        """Two years by district and of the provinces' bodies, the first half of 2025 for what no month asks."""
        tables = [*(self._years(code) for code in STYLES), self._half(), self._bodies_in_years()]
        taken = [self._bring(table) for table in tables]
        return (
            f"Nhập số liệu cũ: năm {' và '.join(YEARS)}, 6 tháng đầu năm 2025 của {len(self.map.districts)} huyện "
            f"thuộc ba tỉnh cũ, {len(taken)} tệp, {format_number(sum(taken))} số liệu."
        )

    def bring_months(self) -> str:
        """The months of 2025 by former commune; whom two of the names mean, the desk says."""
        tables = [*(self._months(code) for code in STYLES), self._bodies_in_months()]
        taken = [self._bring(table) for table in tables]
        return (
            f"Nhập số liệu cũ: tháng 01 đến 06/2025 của {len(self.map.communes)} xã cũ, {len(taken)} tệp, "
            f"{format_number(sum(taken))} số liệu; khớp tay {len(MISSPELLED)} tên, 1 xã thiếu tháng 01."
        )

    def _years(self, province: str) -> _Table:
        reports = {year: self.map.years(year) for year in YEARS}
        rows = [
            ((year, self._names[code]), reports[year][code])
            for year in YEARS
            for code, communes in self.map.districts.items()
            if communes[0].province == province
        ]
        name = self._names[province]
        return _Table(
            f"so-lieu-nam-{YEARS[0]}-{YEARS[1]}-{province}.xlsx",
            rows_as_workbook(
                f"{name}: số liệu phong trào năm {' và '.join(YEARS)} (số liệu minh hoạ)",
                ("Năm", _DISTRICTS),
                rows,
                self._labels(YEARLY, reports[YEARS[-1]]),
            ),
            YEARLY,
            f"Báo cáo năm {' và '.join(YEARS)} của {name} (số liệu minh hoạ)",
        )

    def _half(self) -> _Table:
        reports = self.map.halves()
        rows = [
            ((self._names[communes[0].province], self._names[code]), reports[code])
            for code, communes in self.map.districts.items()
        ]
        return _Table(
            "so-lieu-6-thang-dau-nam-2025.xlsx",
            rows_as_workbook(
                "Số liệu phong trào 6 tháng đầu năm 2025 (số liệu minh hoạ)",
                ("Tỉnh", _DISTRICTS),
                rows,
                self._labels(HALF_YEARLY, reports),
            ),
            HALF_YEARLY,
            "Báo cáo 6 tháng đầu năm 2025 của ba tỉnh (số liệu minh hoạ)",
            FORMER_HALF,
        )

    def _bodies_in_years(self) -> _Table:
        return self._of_bodies(
            YEARLY_OF_BODIES,
            f"so-lieu-co-quan-tinh-nam-{YEARS[0]}-{YEARS[1]}.xlsx",
            f"năm {' và '.join(YEARS)}",
            {(code, year): bodies_in_year(code, year) for year in YEARS for code in STYLES},
        )

    def _bodies_in_months(self) -> _Table:
        return self._of_bodies(
            BODIES_FORM,
            "so-lieu-co-quan-tinh-thang-01-06-2025.xlsx",
            "tháng 01 đến 06/2025",
            {
                (code, written): bodies_in_month(code, month)
                for month, written in _MONTHS_OF_2025.items()
                for code in STYLES
            },
        )

    def _of_bodies(
        self, form: str, name: str, when: str, reports: Mapping[tuple[str, str], Mapping[str, Decimal]]
    ) -> _Table:
        """What the bodies of each former province reported together, kinds of model among it."""
        return _Table(
            name,
            rows_as_workbook(
                f"Số liệu của cơ quan, tổ chức cấp tỉnh, {when} (số liệu minh hoạ)",
                ("Tỉnh", "Kỳ"),
                [((self._names[code], period), numbers) for (code, period), numbers in reports.items()],
                self._labels(form, {"": next(iter(reports.values()))}),
            ),
            form,
            f"Báo cáo {when} của cơ quan, tổ chức ba tỉnh (số liệu minh hoạ)",
        )

    def _months(self, province: str) -> _Table:
        reports = {month: dict(self.map.months(month)) for month in BEFORE}
        absent, month = NOT_HANDED_IN
        del reports[month][absent]
        communes = [commune for commune in self.map.communes if commune.province == province]
        _heads, written = STYLES[province]
        return _Table(
            f"so-lieu-thang-01-06-2025-{province}.csv",
            months_as_csv(
                STYLES[province],
                communes,
                self._names,
                self._labels(COMMUNES, reports[month]),
                reports,
            ),
            COMMUNES,
            f"Báo cáo tháng năm 2025 của {self._names[province]} (số liệu minh hoạ)",
            doubtful={
                ", ".join(written(commune, self._names[commune.district])): commune.code
                for commune in communes
                if commune.code in MISSPELLED
            },
        )

    def _labels(self, form: str, reports: Mapping[str, Mapping[str, Decimal]]) -> dict[str, str]:
        """The labels of the form's lines that the reports state, by code, in the order of the form."""
        version = version_for(form, BROUGHT) or version_for(form, date.max)
        if version is None:
            raise LookupError(f"Không có biểu {form} trong danh mục.")
        stated = {line for numbers in reports.values() for line in numbers}
        return {line.code: line.label for line in layout_of(version).lines if line.code in stated}

    @cached_property
    def map(self) -> FormerMap:
        return FormerMap(self._then[0], self.province.communes)

    @property
    def _names(self) -> dict[str, str]:
        return self._then[1]

    @cached_property
    def _then(self) -> tuple[list[FormerCommune], dict[str, str]]:
        """The former communes of the province of today, and the names of their districts and provinces by code."""
        with on(BROUGHT) as operator:
            named = crosswalk_of(operator, THEN, NOW, [self.province.unit.id], levels=[Level.COMMUNE])
            above = {
                each.unit_id: each
                for each in units_as_of(operator, THEN).filter(level__in=(Level.PROVINCE, Level.DISTRICT))
            }
            parents = dict(
                units_as_of(operator, THEN)
                .filter(unit_id__in=list(named.walk.courses))
                .values_list("unit_id", "parent_id")
            )
        communes: list[FormerCommune] = []
        names: dict[str, str] = {}
        for key, course in named.walk.courses.items():
            commune, district = named.before[key], above[parents[key]]
            province = above[district.parent_id or 0]
            names |= {district.code: district.name, province.code: province.name}
            went = [part.into for part in course.parts] + [
                unit for loss in course.losses for unit in loss.perhaps
            ]
            communes.append(
                FormerCommune(
                    commune.code,
                    commune.name,
                    district.code,
                    province.code,
                    tuple(sorted(named.after[unit].code for unit in went)),
                )
            )
        return communes, names

    def _bring(self, table: _Table) -> int:
        """Read the file, say whom the doubtful names mean, take it; how many numbers came in.

        Goes on where an interruption left it.
        """
        with on(BROUGHT, DESK) as desk:
            intake = HistoryIntake.objects.visible_to(desk).filter(name=table.name).first()
            if intake is None:
                intake = read_history(
                    by=desk,
                    unit=self.province.row(desk),
                    data_set=self.province.forms[table.form],
                    source=table.source,
                    name=table.name,
                    data=table.data,
                    period=parse_period(table.period, ADMINISTRATIVE) if table.period else None,
                )
            if intake.state == IntakeState.TAKEN:
                return int(intake.outcome["values"])
            if table.doubtful:
                match_history(by=desk, intake=intake, units=self._meant(desk, table.doubtful))
            return take_history(by=desk, intake=intake).values

    def _meant(self, desk: Actor, doubtful: Mapping[str, str]) -> dict[str, int]:
        found = {said: unit_of_code(desk, code, THEN, Level.COMMUNE) for said, code in doubtful.items()}
        return {said: unit.id for said, unit in found.items() if unit is not None}
