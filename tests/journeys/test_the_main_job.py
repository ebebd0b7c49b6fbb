"""The main job as a provincial desk does it: 148 workbooks out, filled in and mistreated, in again, to the last sum.

Every sum of the province is checked against one taken straight from the cells of the workbooks that were accepted,
read by another library than the program's.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from binhyen.access.models import Role
from binhyen.analytics.queries import FigureOf, completeness, figures_of
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout, LineRole
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import (
    CellReason,
    WorkbookFate,
    accept_many,
    open_period,
    return_for_correction,
    take_workbooks,
)
from binhyen.reporting.models import Obligation, Outcome, State, Submission
from binhyen.reporting.queries.workbooks import workbooks_of
from tests.cast import Cast, places

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COMMUNES = 148
ABSENT = 5
MISTREATED_BY_HAND = 24


@dataclass
class Province:
    """Phú Thọ with its communes, the month that is collected, and the two people of its desk."""

    unit: OrgUnit
    data_set: DataSet
    period: Period
    layout: FormLayout
    obligations: list[Obligation]
    desk: Actor
    reviewer: Actor
    accepted_files: dict[int, bytes] = field(default_factory=dict)
    """The workbook that a report was accepted with, by obligation."""

    def take(self, files: Mapping[str, bytes]) -> dict[str, WorkbookFate]:
        with acting_as(self.desk):
            fates = take_workbooks(by=self.desk, files=list(files.items()), batch=uuid4(), submit=True)
        return {fate.name: fate for fate in fates}

    def states(self) -> dict[int, str]:
        with acting_as(OPERATOR):
            return dict(
                Submission.objects.visible_to(OPERATOR)
                .filter(obligation_id__in=[each.pk for each in self.obligations])
                .values_list("pk", "state")
            )


@pytest.fixture
def province() -> Province:
    period = parse_period("2026-01", ADMINISTRATIVE)
    with acting_as(OPERATOR):
        found = unit_of_code(OPERATOR, "25", period.last_day)
        assert found is not None
        unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)
        data_set = DataSet.objects.get(code="xa-thang")
        opened = open_period(by=OPERATOR, under=unit, data_set=data_set, period=period)
        assert (opened.owed, opened.new) == (COMMUNES, COMMUNES)
        obligations = list(
            Obligation.objects.visible_to(OPERATOR)
            .filter(data_set=data_set, period=period.code)
            .select_related("version", "data_set")
            .order_by("unit_path")
        )
    people = Cast(places())
    people.add("desk", "Lê Thị Bàn", (Role.STANDING_DESK, unit))
    people.add("reviewer", "Trần Văn Duyệt", (Role.REVIEWING, unit))
    return Province(
        unit,
        data_set,
        period,
        layout_of(obligations[0].version),
        obligations,
        people.actor("desk"),
        people.actor("reviewer"),
    )


def plausible(layout: FormLayout, at: int) -> dict[str, Decimal]:
    """Figures of one commune that break no check, in whole numbers but for the lines that have decimals."""
    chance = random.Random(at)
    areas = chance.randint(8, 30)
    households = areas * chance.randint(90, 260)
    teams = areas - chance.randint(0, 2)
    groups = areas * chance.randint(2, 6)
    mediation = areas
    known = {
        "ctx_residential_units": areas,
        "ctx_households": households,
        "force_areas_covered": areas,
        "force_safety_teams": teams,
        "force_safety_members": teams * 3,
        "model_points": areas * 5,
        "selfmgmt_groups": groups,
        "model_households": min(households, groups * 20),
        "mob_participants": chance.randint(500, 4000),
        "disp_mediation_groups": mediation,
        "disp_mediators": mediation * 4,
        "res_social_vnd": chance.randint(0, 90) * 1_000_000,
    }
    return {
        line.code: Decimal(known.get(line.code, chance.randint(0, 6)))
        + (Decimal(chance.randint(0, 9)) / 10 if line.decimals else 0)
        for line in layout.inputs
    }


# ---- what officers do to a workbook --------------------------------------------------------------------


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """The row of each line, by the code in the first column."""
    return {
        str(row[0].value): row[0].row
        for row in sheet.iter_rows(min_row=1, max_col=1)
        if isinstance(row[0].value, str)
    }


def edited(data: bytes, edit: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book, book.worksheets[0], rows_of(book.worksheets[0]))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def types_numbers_as_text(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    cell = sheet.cell(rows["ctx_households"], 4)
    cell.value = f"{int(cell.value):,}".replace(",", ".")


def inserts_a_row(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.insert_rows(rows["mob_participants"])


def writes_below_the_table(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(sheet.max_row + 3, 2).value = "Người lập biểu: văn phòng xã"


def marks_what_does_not_apply(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["res_cameras"], 4).value = "X"
    sheet.cell(rows["res_lit_routes_km"], 4).value = None


def renames_the_sheet(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.title = "Bieu thang 1"
    book.create_sheet("nháp")


def only_saves_it_elsewhere(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    """Another program writes the whole file anew."""


HARMLESS = (
    types_numbers_as_text,
    inserts_a_row,
    writes_below_the_table,
    marks_what_does_not_apply,
    renames_the_sheet,
    only_saves_it_elsewhere,
)


def writes_words(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["force_safety_teams"], 4).value = "mười hai"


def leaves_a_formula_unsaved(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["force_safety_teams"], 4).value = "=5+7"


def breaks_a_check(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["force_safety_members"], 4).value = 1


def loses_the_identity(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    for name in [each.title for each in book.worksheets if each.sheet_state != "visible"]:
        del book[name]


HARMFUL = (writes_words, leaves_a_formula_unsaved, breaks_a_check, loses_the_identity)


# ---- an independent reading ----------------------------------------------------------------------------


def cells_of(data: bytes) -> dict[str, Decimal | str | None]:
    """Values by line code, straight from the visible sheet: a number, ``x``, or nothing."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    sheet = book.worksheets[0]
    found: dict[str, Decimal | str | None] = {}
    for row in sheet.iter_rows(min_row=7, max_col=4, values_only=True):
        if isinstance(row[0], str) and row[1]:
            found[row[0]] = plain(row[3])
    return found


def plain(value: Any) -> Decimal | str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return "x" if value.strip().lower() == "x" else Decimal(value.replace(".", "").replace(",", "."))
    return Decimal(repr(value))


def independent_sums(
    layout: FormLayout, workbooks: list[bytes]
) -> dict[str, tuple[Decimal | None, int, int]]:
    """Line → what the cells add up to, in how many workbooks a value stands, and in how many it does not apply."""
    cells = [cells_of(data) for data in workbooks]
    sums: dict[str, tuple[Decimal | None, int, int]] = {}
    for line in layout.inputs:
        values = [each[line.code] for each in cells if line.code in each]
        assert len(values) == len(workbooks), f"{line.code} is missing in a workbook"
        numbers = [value for value in values if isinstance(value, Decimal)]
        sums[line.code] = (sum(numbers, Decimal(0)) if numbers else None, len(numbers), values.count("x"))
    for line in layout.lines:
        if line.role is LineRole.TOTAL:
            parts = [sums[part] for part in line.parts]
            numbers = [value for value, _counted, _without in parts if value is not None]
            sums[line.code] = (
                sum(numbers, Decimal(0)) if numbers else None,
                min(counted for _value, counted, _without in parts),
                0,
            )
        elif line.role is LineRole.RATE:
            above, below = line.parts
            pairs = [
                (each[above], each[below])
                for each in cells
                if isinstance(each[above], Decimal) and isinstance(each[below], Decimal)
            ]
            whole = sum((pair[1] for pair in pairs), Decimal(0))
            part = sum((pair[0] for pair in pairs), Decimal(0))
            sums[line.code] = (part * line.per / whole if whole else None, len(pairs), 0)
    return sums


def line_of(figure: FigureOf) -> str:
    return f"{figure.code}/{figure.disaggregation}" if figure.disaggregation else figure.code


def test_from_148_workbooks_to_every_sum_of_the_province(province: Province) -> None:
    layout = province.layout
    values = {each.pk: plausible(layout, at) for at, each in enumerate(province.obligations)}
    with clock.fixed_to(date(2026, 1, 16)):
        # 1. The workbooks go out and come back, filled in: most as they were written, some through other hands.
        with acting_as(OPERATOR):
            written = list(
                workbooks_of(
                    OPERATOR,
                    province.obligations,
                    {
                        key: {
                            code: Quantity(value, layout.by_code[code].unit) for code, value in each.items()
                        }
                        for key, each in values.items()
                    },
                )
            )
        assert len({each.file_name for each in written}) == COMMUNES
        files = {each.obligation_id: each.data for each in written[:-ABSENT]}
        names = {each.obligation_id: each.file_name for each in written}
        keys = list(files)
        for at, key in enumerate(keys[:MISTREATED_BY_HAND]):
            files[key] = edited(files[key], HARMLESS[at % len(HARMLESS)])
        good = dict(files)
        bad = keys[MISTREATED_BY_HAND : MISTREATED_BY_HAND + len(HARMFUL)]
        for key, edit in zip(bad, HARMFUL, strict=True):
            files[key] = edited(files[key], edit)

        # 2. They are taken: each whole or not at all.
        fates = province.take({names[key]: data for key, data in files.items()})
        refused = {key for key in keys if fates[names[key]].outcome == Outcome.REFUSED}
        assert refused == set(bad)
        for key in refused:
            assert all(fault.sentence and fault.remedy for fault in fates[names[key]].faults)
        assert set(province.states()) == set(keys) - refused

        # 3. The refused ones come again, put right; what was taken already changes nothing.
        fates = province.take({names[key]: good[key] for key in keys})
        assert {fates[names[key]].outcome for key in bad} == {Outcome.TAKEN}
        assert {fates[names[key]].outcome for key in keys if key not in bad} == {Outcome.UNCHANGED}

        # 4. The desk gives three back; they come again with other figures, one of them with an explained oddity.
        with acting_as(province.reviewer):
            for key in keys[-3:]:
                return_for_correction(
                    by=province.reviewer,
                    submission=Submission.objects.visible_to(province.reviewer).get(pk=key),
                    reason="Đối chiếu lại số buổi",
                    cells=[CellReason("mob_participants", "Chưa khớp với kế hoạch")],
                )
        for key in keys[-3:]:
            good[key] = edited(good[key], gives_another_number)
        good[keys[-1]] = edited(good[keys[-1]], explains_a_broken_check)
        fates = province.take({names[key]: good[key] for key in keys[-3:]})
        assert [fates[names[key]].outcome for key in keys[-3:]] == [
            Outcome.TAKEN,
            Outcome.TAKEN,
            Outcome.FLAGGED,
        ]

        # 5. All that wait are accepted; the flagged one is named and taken knowingly.
        with acting_as(province.reviewer):
            first = accept_many(
                by=province.reviewer, under=province.unit, data_set=province.data_set, period="2026-01"
            )
            second = accept_many(
                by=province.reviewer,
                under=province.unit,
                data_set=province.data_set,
                period="2026-01",
                with_flags=True,
            )
        assert (len(first.accepted), len(first.flagged), len(second.accepted)) == (
            COMMUNES - ABSENT - 1,
            1,
            1,
        )
        assert set(province.states().values()) == {State.ACCEPTED}

    # 6. Every sum of the province is what the cells of the accepted workbooks add up to.
    expected = independent_sums(layout, [good[key] for key in keys])
    with acting_as(province.reviewer):
        figures = {
            line_of(each): each for each in figures_of(province.reviewer, province.unit.pk, province.period)
        }
        counts = completeness(province.reviewer, province.unit.pk, province.data_set, province.period)
    assert set(figures) >= set(expected)
    for line in layout.lines:
        figure = figures[line.code]
        value, counted, without = expected[line.code]
        if line.role is LineRole.RATE:
            assert value is not None
            assert figure.value is not None
            assert abs(figure.value - value) < Decimal("1e-20"), line.code
        else:
            assert figure.value == value, line.code
        assert figure.units_counted == counted, line.code
        assert figure.units_expected == COMMUNES, line.code
        assert figure.standing == "provisional", line.code
        if line.role is LineRole.INPUT:
            assert figure.units_not_applicable == without, line.code
    assert any(without for _value, _counted, without in expected.values())
    assert len(counts.missing) == ABSENT


def gives_another_number(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["mob_participants"], 4).value += 17


def explains_a_broken_check(book: Any, sheet: Any, rows: dict[str, int]) -> None:
    sheet.cell(rows["force_safety_members"], 4).value = 1
    sheet.cell(rows["force_safety_members"], 6).value = "Đang kiện toàn các tổ, mới có một thành viên."
