"""Commands on the tests' database, and reports for them to work on: one province, one of its communes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.queries import data_sets, layout_of
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import open_period
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import workbooks_of

PROVINCE, COMMUNE, SIBLING = "25", "04831", "04846"
"""Phú Thọ, its xã Đà Bắc and xã Đức Nhàn."""
PERIOD = "2026-09"
FORM = "xa-thang"

NUMBERS = {
    "ctx_residential_units": "24",
    "ctx_households": "3100",
    "org_steering_committees": "1",
    "force_safety_teams": "22",
    "force_safety_members": "66",
    "force_areas_covered": "22",
    "model_points": "120",
    "selfmgmt_groups": "50",
    "model_households": "2400",
    "mob_sessions/information": "12",
    "mob_participants": "840",
    "res_lit_routes_km": "12.5",
}
"""What a commune reports; every other line is 0."""


def run_on_the_tests_database(
    monkeypatch: pytest.MonkeyPatch, *modules: ModuleType, actor: Callable[[], Actor] = lambda: OPERATOR
) -> None:
    """Let the commands of these modules work in the test's transaction, as ``actor``."""

    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        acting = actor()
        with acting_as(acting):
            yield acting

    for module in modules:
        monkeypatch.setattr(module, "working", working)


def invoke(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def owed(code: str = COMMUNE, period: str = PERIOD) -> Obligation:
    """The obligation of a commune, its period opened for the whole province."""
    (form,) = (each for each in data_sets() if each.code == FORM)
    days = parse_period(period, ADMINISTRATIVE)
    with acting_as(OPERATOR):
        province = unit_of_code(OPERATOR, PROVINCE, days.last_day)
        unit = unit_of_code(OPERATOR, code, days.last_day)
        assert province is not None
        assert unit is not None
        open_period(
            by=OPERATOR,
            under=OrgUnit.objects.visible_to(OPERATOR).get(pk=province.id),
            data_set=form,
            period=days,
        )
        return (
            Obligation.objects.visible_to(OPERATOR)
            .select_related("version", "unit")
            .get(unit_id=unit.id, data_set=form, period=period)
        )


def filled(obligation: Obligation, **changes: str | None) -> dict[str, Figure]:
    """A whole report. ``changes`` by line code, ``__`` for the slash; None is missing, ``x`` not applicable."""
    layout = layout_of(obligation.version)
    texts: Mapping[str, str | None] = NUMBERS | {
        line.replace("__", "/"): text for line, text in changes.items()
    }
    return {line.code: _figure(texts.get(line.code, "0"), line.unit) for line in layout.inputs}


def _figure(text: str | None, unit: str) -> Figure:
    if text is None:
        return Absence.MISSING
    return Absence.NOT_APPLICABLE if text == "x" else Quantity(Decimal(text), unit)


def workbook_in(folder: Path, obligation: Obligation, **changes: str | None) -> Path:
    """The commune's workbook in a folder, filled in."""
    with acting_as(OPERATOR):
        (written,) = workbooks_of(OPERATOR, [obligation], {obligation.pk: filled(obligation, **changes)})
    file = folder / written.file_name
    file.write_bytes(written.data)
    return file


def report(obligation: Obligation) -> Submission:
    """The report as it stands."""
    with acting_as(OPERATOR):
        return (
            Submission.objects.visible_to(OPERATOR)
            .select_related("obligation__version")
            .get(obligation=obligation)
        )
