"""What does the main job cost: workbooks out, workbooks in, many figures at once? Each against the least it could."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from python_calamine import CalamineWorkbook

from bench.measuring import Aim, Effort, Line, alternate
from bench.policies import as_owner
from binhyen.machinery.datafolder import DataFolder

if TYPE_CHECKING:
    from binhyen.indicators.models import DataSet
    from binhyen.indicators.values import FormLayout
    from binhyen.reporting.models import Obligation

COMMUNES = 148
PROVINCE = "25"
PERIOD = "2026-01"
ROWS = 100_000
SEED = 20260120


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Taking and writing the 148 workbooks of a province; loading 100,000 figures of the country, first and again."""
    from binhyen.foundations import clock

    few = Effort(seconds=effort.seconds, least=3 if effort.seconds < 2 else 7)
    with clock.fixed_to(_day()), as_owner(folder) as owner:
        workbooks = _filled_workbooks()
        yield alternate(
            f"take {COMMUNES} workbooks",
            few,
            partial(_take, workbooks),
            partial(_parse_and_copy, owner, workbooks),
            aim=Aim(5, "ratio"),
        )
        yield alternate(
            f"write {COMMUNES} workbooks",
            few,
            _write,
            partial(_replace_one_part, workbooks[0]),
            aim=Aim(2, "ratio"),
        )
        rows = _rows()
        staged = _as_csv(rows)
        _prepare_floor(owner)
        yield alternate(
            f"load {ROWS:,} figures",
            Effort(seconds=0, least=3),
            partial(_load, staged, keep=False),
            partial(_copy_and_upsert, owner, staged, keep=False),
            aim=Aim(6, "ratio"),
        )
        _load(staged, keep=True)
        _copy_and_upsert(owner, staged, keep=True)
        yield alternate(
            f"load the same {ROWS:,} again",
            Effort(seconds=0, least=3),
            partial(_load, staged, keep=False),
            partial(_copy_and_upsert, owner, staged, keep=False),
            aim=Aim(3, "ratio"),
        )


def _day() -> date:
    return date(2026, 1, 16)


@contextmanager
def undone() -> Iterator[None]:
    """Work as the operator in a transaction that is taken back, so that every repetition meets the same state."""
    from django.db import transaction

    from binhyen.machinery.database.reach import OPERATOR, acting_as

    with acting_as(OPERATOR):
        yield
        transaction.set_rollback(True)


def _communes_form() -> DataSet:
    from binhyen.indicators.models import DataSet

    return DataSet.objects.get(code="xa-thang")


def _filled_workbooks() -> list[bytes]:
    """The province's workbooks of the period, filled in with figures that hold."""
    from binhyen.foundations.clock import today
    from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
    from binhyen.foundations.quantities import Quantity
    from binhyen.indicators.queries import layout_of
    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.orgunits.models import OrgUnit
    from binhyen.orgunits.queries import unit_of_code
    from binhyen.reporting.actions import open_period
    from binhyen.reporting.queries.workbooks import workbooks_of

    with acting_as(OPERATOR):
        province = unit_of_code(OPERATOR, PROVINCE, today())
        if province is None:
            raise LookupError(PROVINCE)
        unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=province.id)
        open_period(
            by=OPERATOR, under=unit, data_set=_communes_form(), period=parse_period(PERIOD, ADMINISTRATIVE)
        )
        obligations = _obligations()
        layout = layout_of(obligations[0].version)
        figures = {
            obligation.pk: {
                code: Quantity(value, layout.by_code[code].unit)
                for code, value in zip(layout.position, plausible(layout, at), strict=True)
            }
            for at, obligation in enumerate(obligations)
        }
        return [written.data for written in workbooks_of(OPERATOR, obligations, figures)]


def plausible(layout: FormLayout, at: int) -> list[Decimal]:
    """Values of the communes' form that break no check, different for every ``at``."""
    chance = random.Random(SEED + at)
    large = {"ctx_households": 3000, "model_households": 900, "ctx_residential_units": 20}
    small = {
        "force_areas_covered": 18,
        "force_safety_teams": 15,
        "force_safety_members": 45,
        "selfmgmt_groups": 40,
        "model_points": 60,
        "mob_participants": 900,
        "disp_mediation_groups": 20,
        "disp_mediators": 70,
    }
    known = large | small
    return [
        Decimal(known.get(code, 0) + chance.randint(0, 0 if code in known else 9)) for code in layout.position
    ]


def _obligations() -> list[Obligation]:
    from binhyen.machinery.database.reach import OPERATOR
    from binhyen.reporting.models import Obligation

    return list(
        Obligation.objects.visible_to(OPERATOR)
        .filter(data_set__code="xa-thang", period=PERIOD)
        .select_related("version", "data_set")
        .order_by("unit_path")
    )


def _take(workbooks: Sequence[bytes]) -> None:
    from binhyen.machinery.database.reach import OPERATOR
    from binhyen.reporting.actions import take_workbooks

    files = [(f"so-{at}.xlsx", data) for at, data in enumerate(workbooks)]
    with undone():
        fates = take_workbooks(by=OPERATOR, files=files, batch=uuid4(), submit=True)
        refused = [fate for fate in fates if fate.faults]
        if refused:
            raise RuntimeError(refused[0].faults[0].sentence)


def _parse_and_copy(owner: psycopg.Connection, workbooks: Sequence[bytes]) -> None:
    """Floor of taking: every sheet parsed, all numbers copied into a bare table at once."""
    with owner.transaction(force_rollback=True), owner.cursor() as cursor:
        cursor.execute(
            "drop table if exists bench_cells;"
            "create temp table bench_cells (file int, row int, value numeric) on commit drop"
        )
        with cursor.copy("copy bench_cells from stdin") as copy:
            for at, data in enumerate(workbooks):
                book = CalamineWorkbook.from_filelike(io.BytesIO(data))
                for row_at, row in enumerate(book.get_sheet_by_index(0).to_python()):
                    for cell in row:
                        if isinstance(cell, (int, float)):
                            copy.write_row((at, row_at, Decimal(repr(cell))))


def _write() -> None:
    from binhyen.machinery.database.reach import OPERATOR
    from binhyen.reporting.queries.workbooks import workbooks_of

    with undone():
        for _written in workbooks_of(OPERATOR, _obligations()):
            pass


def _replace_one_part(template: bytes) -> None:
    """Floor of writing: unzip the same workbook, replace one part, deflate, write, once a commune."""
    for _ in range(COMMUNES):
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(template)) as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
        ):
            for entry in source.infolist():
                content = source.read(entry)
                if entry.filename == "xl/sharedStrings.xml":
                    content = content.replace(b"<t>", b"<t>", 1)
                copy.writestr(entry.filename, content)


def _rows() -> list[tuple[str, str, str, str, str]]:
    """100,000 rows of the communes' form: unit, indicator, disaggregation, period, value; the period open for all."""
    from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
    from binhyen.indicators.queries import layout_of, version_for
    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
    from binhyen.reporting.actions import open_period

    period = parse_period(PERIOD, ADMINISTRATIVE)
    with acting_as(OPERATOR):
        country = OrgUnit.objects.visible_to(OPERATOR).get(level="country")
        open_period(by=OPERATOR, under=country, data_set=_communes_form(), period=period)
        version = version_for("xa-thang", period.first_day)
        if version is None:
            raise LookupError("xa-thang")
        layout = layout_of(version)
        codes = list(
            OrgUnitVersion.objects.visible_to(OPERATOR)
            .filter(level="commune", valid_until=None)
            .order_by("code")
            .values_list("code", flat=True)
        )
    rows = [
        (code, layout.by_code[line].indicator, layout.by_code[line].option, PERIOD, str(value))
        for at, code in enumerate(codes)
        for line, value in zip(layout.position, plausible(layout, at), strict=True)
    ]
    return rows[:ROWS]


def _as_csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("unit", "indicator", "disaggregation", "period", "value"))
    writer.writerows(rows)
    return text.getvalue()


def _load(staged: str, *, keep: bool) -> None:
    from django.db import transaction

    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.reporting.actions import load_figures
    from binhyen.reporting.actions.loading import BulkRow

    reader = csv.reader(io.StringIO(staged))
    next(reader)
    with acting_as(OPERATOR):
        rows = (BulkRow(number, *row) for number, row in enumerate(reader, start=2))
        loaded = load_figures(by=OPERATOR, rows=rows)
        if loaded.faults or loaded.rows != ROWS:
            raise RuntimeError(str(loaded.faults[:1]))
        if not keep:
            transaction.set_rollback(True)


def _prepare_floor(owner: psycopg.Connection) -> None:
    owner.execute(
        "create table bench_cell (unit_id bigint, line_id bigint, period text, value numeric,"
        " primary key (unit_id, line_id, period))"
    )


def _copy_and_upsert(owner: psycopg.Connection, staged: str, *, keep: bool) -> None:
    """Floor of loading: the file copied to staging, then one statement that looks up, checks and upserts."""
    with owner.transaction(force_rollback=not keep), owner.cursor() as cursor:
        cursor.execute(
            "drop table if exists bench_staging;"
            "create temp table bench_staging (unit text, indicator text, disaggregation text, period text,"
            " value numeric) on commit drop"
        )
        with cursor.copy("copy bench_staging from stdin (format csv, header true)") as copy:
            copy.write(staged)
        cursor.execute(
            "insert into bench_cell select v.unit_id, l.id, s.period, s.value from bench_staging s"
            " join orgunits_orgunitversion v on v.code = s.unit and v.level = 'commune' and v.valid_until is null"
            " join indicators_indicatorline l on l.code = s.indicator ||"
            "   case when s.disaggregation is null then '' else '/' || s.disaggregation end"
            " where s.value >= 0 on conflict (unit_id, line_id, period) do update set value = excluded.value"
            " where bench_cell.value is distinct from excluded.value"
        )
