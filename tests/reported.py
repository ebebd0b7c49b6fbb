"""A report with figures at any unit, laid as the acts would leave it: for tests of who may see it.

The form is the communes' monthly one whatever the unit is: what is tried is where the report lies, not who owes it.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.queries import layout_of, version_for
from binhyen.machinery.database.reach import OPERATOR
from binhyen.machinery.models import ReceivedFile
from binhyen.machinery.models.files import Fate
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import (
    FigureSource,
    FileMatching,
    Obligation,
    Outcome,
    Recording,
    State,
    Submission,
    WorkbookIntake,
)
from binhyen.reporting.permissions import superior_path

FORM, PERIOD, LINE = "xa-thang", "2026-09", "model_points"


@dataclass(frozen=True)
class Reported:
    """The keys of what was laid."""

    obligation: int
    file: int
    intake: int
    batch: uuid.UUID
    matching: int


def reported(unit: OrgUnit, state: str = State.SUBMITTED, value: int = 12) -> Reported:
    """A report of September 2026 of the unit with ``value`` in every line, the workbook it came from, one that was
    refused, and how a file of the unit's own is read. Needs the reach of the whole country."""
    period = parse_period(PERIOD, ADMINISTRATIVE)
    version = version_for(FORM, period.first_day)
    assert version is not None
    above = OrgUnit.objects.visible_to(OPERATOR).filter(path=superior_path(unit.path)).first() or unit
    obligation = Obligation.objects.create(
        unit=unit,
        superior=above,
        data_set=version.data_set,
        version=version,
        period=PERIOD,
        first_day=period.first_day,
        last_day=period.last_day,
        deadline=date(2026, 9, 17),
    )
    lines = layout_of(version).inputs
    submission = Submission.objects.create(
        obligation=obligation,
        unit=unit,
        state=state,
        values=[value] * len(lines),
        submitted_at=now(),
        accepted_at=now() if state in (State.ACCEPTED, State.LOCKED) else None,
        changed_at=now(),
    )
    file = _file(unit, "so-da-nhan.xlsx", Fate.TAKEN)
    Recording.objects.create(
        submission=submission,
        unit=unit,
        at=now(),
        source=FigureSource.WORKBOOK,
        delivered=True,
        file=file,
        changes=[[line.code, None, str(value), f"D{at}"] for at, line in enumerate(lines, 8)],
    )
    intake = WorkbookIntake.objects.create(
        unit=unit,
        batch=uuid.uuid4(),
        name="so-bi-tu-choi.xlsx",
        file=_file(unit, "so-bi-tu-choi.xlsx", Fate.KEPT_FOR_CORRECTION),
        obligation=obligation,
        outcome=Outcome.REFUSED,
        faults=[
            {
                "code": "not-a-number",
                "sheet": "Bieu",
                "address": "D8",
                "line": lines[0].code,
                "sentence": "D8: “vai”?",
                "remedy": "0, 1, 2 …",
            }
        ],
        at=now(),
    )
    matching = FileMatching.objects.create(
        unit=unit,
        data_set=version.data_set,
        shape="0" * 64,
        rows=[["Bieu", "Số điểm mô hình", LINE, "", "1"], ["Bieu", "Số hộ nghèo", None, "", "1"]],
        column="D",
        matched_at=now(),
    )
    return Reported(obligation.pk, file.pk, intake.pk, intake.batch, matching.pk)


def reported_once(unit: OrgUnit) -> Reported:
    """The same, unless it was laid before in this test."""
    there = (
        Obligation.objects.visible_to(OPERATOR).filter(unit=unit, data_set__code=FORM, period=PERIOD).first()
    )
    if there is None:
        return reported(unit)
    recording = Recording.objects.visible_to(OPERATOR).get(submission_id=there.pk)
    intake = WorkbookIntake.objects.visible_to(OPERATOR).get(obligation=there)
    assert recording.file_id is not None
    matching = FileMatching.objects.visible_to(OPERATOR).get(unit=unit)
    return Reported(there.pk, recording.file_id, intake.pk, intake.batch, matching.pk)


def _file(unit: OrgUnit, name: str, fate: str) -> ReceivedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Bieu").write_string(7, 3, "vai")
    kept = fate == Fate.KEPT_FOR_CORRECTION
    return ReceivedFile.objects.create(
        unit_id=unit.pk,
        name=name,
        sha256=uuid.uuid4().hex * 2,
        size=len(out.getvalue()),
        content=out.getvalue(),
        received_at=now(),
        fate=fate,
        reason_code="workbook-faults" if kept else "",
        kept_until=date(2027, 1, 1) if kept else None,
    )
