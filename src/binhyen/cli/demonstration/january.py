"""January 2026, the main job for real: workbooks out, filled in, brought back, refused, corrected, accepted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from binhyen.cli import workbooks
from binhyen.cli.demonstration.invented import BODIES, SEED, body_report
from binhyen.cli.demonstration.mistakes import of_another_form_version, with_bare_formula, with_text
from binhyen.cli.demonstration.months import BODIES_FORM, COMMUNES, PhuTho
from binhyen.cli.demonstration.people import COMMUNE_OFFICER, DA_BAC, DESK, ENTERING_DESK, REVIEWER
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.queries import layout_of
from binhyen.publications.actions import ReportFormat, write_report
from binhyen.reporting.actions import (
    CellReason,
    WorkbookFate,
    accept,
    accept_many,
    open_period,
    return_for_correction,
)
from binhyen.reporting.models import Outcome, Submission
from binhyen.reporting.queries import workbooks_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from binhyen.reporting.models import Obligation

JANUARY, FEBRUARY = (parse_period(code, ADMINISTRATIVE) for code in ("2026-01", "2026-02"))
WRITTEN, COMMUNE_BRINGS, DESK_BRINGS, REVIEWED, CORRECTED, LATE, LATE_REVIEWED, REPORTED, NEXT_OPENED = (
    date(2026, 1, 5),
    date(2026, 1, 16),
    date(2026, 1, 19),
    date(2026, 1, 20),
    date(2026, 1, 21),
    date(2026, 1, 26),
    date(2026, 1, 27),
    date(2026, 1, 28),
    date(2026, 2, 5),
)
"""The days of the story. The deadline is the third of them."""
ABSENT_BODY, LATE_BODY = "25-CCB", "25-SVHTTDL"


@dataclass(frozen=True)
class Parts:
    """Which commune plays which part, by code; all others report in time and well."""

    late: tuple[str, ...]
    absent: tuple[str, ...]
    text_in_a_count: str
    broken_check: str
    another_version: str
    bare_formula: str
    slip_of_a_key: str
    explained_jumps: tuple[str, ...]
    explained_check: str
    written_with_points: tuple[str, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        return (self.text_in_a_count, self.broken_check, self.another_version, self.bare_formula)

    @classmethod
    def given_out(cls, codes: list[str]) -> Parts:
        chance = random.Random(f"{SEED} 2026-01 vai")  # noqa: S311
        chosen = chance.sample([code for code in codes if code != DA_BAC], 17)
        return cls(
            late=tuple(chosen[:3]),
            absent=tuple(chosen[3:6]),
            text_in_a_count=chosen[6],
            broken_check=chosen[7],
            another_version=chosen[8],
            bare_formula=chosen[9],
            slip_of_a_key=chosen[10],
            explained_jumps=tuple(chosen[11:13]),
            explained_check=chosen[13],
            written_with_points=tuple(chosen[14:17]),
        )


def tell_january(story: Story, province: PhuTho) -> None:
    """From the writing of the workbooks to the opening of the next month."""
    january = January(province, story.folder.path / "demo")
    story.once("2026-01 written", january.write)
    story.once("2026-01 filled in", january.fill_in)
    story.once("2026-01 brought", january.bring)
    story.once("2026-01 reviewed", january.review)
    story.once("2026-01 corrected", january.correct)
    story.once("2026-01 late", january.come_late)
    story.once("2026-01 report", january.write_the_report)
    story.once("2026-02 opened", january.open_the_next)


class January:
    """The acts of the story, each on its day; ``folder`` is where the workbooks lie."""

    def __init__(self, province: PhuTho, folder: Path) -> None:
        self.province, self.folder = province, folder
        self.workbooks, self.corrected = folder / "workbooks", folder / "corrected"
        self.bodies = self.workbooks / workbooks.BODIES_FOLDER

    @cached_property
    def parts(self) -> Parts:
        return Parts.given_out(self.province.codes)

    def write(self) -> str:
        """The desk opens the month and writes a workbook for every unit."""
        with on(WRITTEN, DESK) as desk:
            written = [
                workbooks.write(
                    desk,
                    self.province.unit,
                    self.province.forms[form],
                    JANUARY,
                    self.workbooks,
                    overwrite=True,
                )
                for form in (COMMUNES, BODIES_FORM)
            ]
        count = sum(len(each.files) for each in written if each)
        return f"{JANUARY.label_with_days.capitalize()}: mở kỳ, ghi {count} sổ Excel vào {self.workbooks}."

    def fill_in(self) -> str:
        """Units fill their workbooks in, some of them wrongly; the absent ones leave theirs as they are."""
        count = 0
        with on(COMMUNE_BRINGS, DESK) as desk:
            for form, folder in ((COMMUNES, self.workbooks), (BODIES_FORM, self.bodies)):
                owed = workbooks.obligations_below(
                    desk, self.province.unit, self.province.forms[form], JANUARY
                )
                codes = {each.obligation_id: each.unit_code for each in workbooks_of(desk, owed)}
                figures = {each.pk: self._figures(each, codes[each.pk]) for each in owed}
                notes = {each.pk: self._notes(codes[each.pk]) for each in owed}
                hashes = {each.pk: each.version.layout_hash for each in owed}
                for workbook in workbooks_of(desk, owed, figures, notes):
                    if workbook.unit_code not in (*self.parts.absent, ABSENT_BODY):
                        data = self._mistreated(
                            workbook.unit_code, workbook.data, hashes[workbook.obligation_id]
                        )
                        (folder / workbook.file_name).write_bytes(data)
                        count += 1
        return f"Các đơn vị điền {count} sổ; {len(self.parts.wrong)} sổ điền sai theo bốn cách khác nhau."

    def _figures(self, obligation: Obligation, code: str) -> dict[str, Figure]:
        layout = layout_of(obligation.version)
        if code in {body.code for body in BODIES}:
            report: Mapping[str, Decimal | None] = body_report(code, JANUARY.code)
        else:
            report = self._of_commune(code)
        return {
            line: Absence.NOT_APPLICABLE if value is None else Quantity(value, layout.by_code[line].unit)
            for line, value in report.items()
        }

    def _of_commune(self, code: str) -> dict[str, Decimal]:
        report = self.province.communes.report(code, JANUARY.code)
        if code == self.parts.broken_check:
            report["force_safety_members"] = report["force_safety_teams"] + 3
        if code == self.parts.slip_of_a_key:
            report["mob_participants"] *= 10
        if code in self.parts.explained_jumps:
            report["model_points"] = (report["model_points"] * Decimal("1.7")).to_integral_value()
        if code == self.parts.explained_check:
            report["mob_participants"] = Decimal(sum(_sessions(report)))
        return report

    def _notes(self, code: str) -> dict[str, str]:
        if code in self.parts.explained_jumps:
            return {"model_points": "Gộp các điểm của ba xã cũ sau rà soát (số liệu minh hoạ)"}
        if code == self.parts.explained_check:
            return {"mob_participants": "Chưa đủ danh sách điểm danh, sẽ bổ sung (số liệu minh hoạ)"}
        return {}

    def _mistreated(self, code: str, data: bytes, layout_hash: str) -> bytes:
        if code == self.parts.text_in_a_count:
            return with_text(data, "force_safety_teams", "khoảng 30 tổ")
        if code == self.parts.another_version:
            return of_another_form_version(data, layout_hash)
        if code == self.parts.bare_formula:
            return with_bare_formula(data, "mob_materials", "250+130")
        if code in self.parts.written_with_points:
            hearers = self.province.communes.report(code, JANUARY.code)["mob_participants"]
            return with_text(data, "mob_participants", format_number(hearers))
        return data

    def bring(self) -> str:
        """One commune hands in its own workbook, the desk takes the others that came in time."""
        mine, others = self._files(DA_BAC), self._files(*self._punctual)
        with on(COMMUNE_BRINGS, COMMUNE_OFFICER) as officer:
            fates = workbooks.take(officer, mine, submit=True)
        with on(DESK_BRINGS, ENTERING_DESK) as officer:
            brought = workbooks.take(officer, others, submit=True)
        copies = workbooks.write_copies(others, brought, self.corrected)
        fates += brought
        return f"Nhận sổ: {_counted(fates)}; {len(copies)} bản đánh dấu ô sai ở {self.corrected}."

    @cached_property
    def _punctual(self) -> tuple[str, ...]:
        elsewhere = (*self.parts.late, *self.parts.absent, DA_BAC, ABSENT_BODY, LATE_BODY)
        every = (*self.province.codes, *(body.code for body in BODIES))
        return tuple(code for code in every if code not in elsewhere)

    def _files(self, *codes: str) -> list[tuple[str, bytes]]:
        found = []
        for code in codes:
            folder = self.bodies if code.startswith("25-") else self.workbooks
            (file,) = folder.glob(f"{code}-*-{JANUARY.code}.xlsx")
            found.append((file.name, file.read_bytes()))
        return found

    def review(self) -> str:
        """What is plain is accepted at once; of what is flagged one report is accepted and one given back."""
        with on(REVIEWED, REVIEWER) as reviewer:
            accepted = self._accept_all(reviewer)
            accept(by=reviewer, submission=self._report(reviewer, self.parts.explained_check))
            return_for_correction(
                by=reviewer,
                submission=self._report(reviewer, self.parts.slip_of_a_key),
                reason="Kiểm tra lại số lượt người dự (số liệu minh hoạ)",
                cells=[CellReason("mob_participants", "Cao gấp mười lần kỳ trước, có thể thừa một chữ số 0")],
            )
        return f"Duyệt {accepted + 1} báo cáo, trả lại 1 báo cáo có số tăng bất thường."

    def correct(self) -> str:
        """The report that was given back comes again, corrected, and is accepted."""
        code = self.parts.slip_of_a_key
        with on(CORRECTED, ENTERING_DESK) as officer:
            report = self._report(officer, code)
            figures = {
                line: Quantity(value, layout_of(report.obligation.version).by_code[line].unit)
                for line, value in self.province.communes.report(code, JANUARY.code).items()
            }
            (workbook,) = workbooks_of(officer, [report.obligation], {report.pk: figures})
            (self.workbooks / workbook.file_name).write_bytes(workbook.data)
            workbooks.take(officer, [(workbook.file_name, workbook.data)], submit=True)
        with on(CORRECTED, REVIEWER) as reviewer:
            accept(by=reviewer, submission=self._report(reviewer, code))
        return "Đơn vị sửa và gửi lại, báo cáo được duyệt."

    def come_late(self) -> str:
        """Latecomers are taken and marked; the communes' reports are accepted, the body's waits for the reader."""
        with on(LATE, ENTERING_DESK) as officer:
            fates = workbooks.take(officer, self._files(*self.parts.late, LATE_BODY), submit=True)
        with on(LATE_REVIEWED, REVIEWER) as reviewer:
            for code in self.parts.late:
                accept(by=reviewer, submission=self._report(reviewer, code))
        missing = len(self.parts.absent) + 1
        return f"Nhận sổ nộp muộn: {_counted(fates)}; còn {missing} đơn vị chưa nộp, 1 báo cáo chờ duyệt."

    def open_the_next(self) -> str:
        """February is open for whoever wants to go on."""
        with on(NEXT_OPENED, DESK) as desk:
            opened = [
                open_period(
                    by=desk,
                    under=self.province.row(desk),
                    data_set=self.province.forms[form],
                    period=FEBRUARY,
                )
                for form in (COMMUNES, BODIES_FORM)
            ]
        return (
            f"{FEBRUARY.label_with_days.capitalize()}: mở kỳ cho {sum(each.owed for each in opened)} đơn vị."
        )

    def write_the_report(self) -> str:
        """The province's report as a draft for Word and as PDF/A, with the sheet of the figures of both."""
        for ending in ReportFormat:
            with on(REPORTED, DESK) as desk:
                written = write_report(by=desk, unit=self.province.row(desk), period=JANUARY, format=ending)
            (self.folder / written.name).write_bytes(written.content)
        (self.folder / written.sheet_name).write_bytes(written.sheet)
        return f"Lập báo cáo {JANUARY.label} của tỉnh (DOCX, PDF) và bảng số liệu kèm nguồn ở {self.folder}."

    def _accept_all(self, reviewer: Actor) -> int:
        done = [
            accept_many(
                by=reviewer,
                under=self.province.row(reviewer),
                data_set=self.province.forms[form],
                period=JANUARY.code,
            )
            for form in (COMMUNES, BODIES_FORM)
        ]
        return sum(len(each.accepted) for each in done)

    def _report(self, actor: Actor, code: str) -> Submission:
        from binhyen.orgunits.queries import unit_of_code

        unit = unit_of_code(actor, code, JANUARY.last_day)
        if unit is None:
            raise LookupError(f"Không có đơn vị mã {code} trong danh mục.")
        return (
            Submission.objects.visible_to(actor)
            .select_related("obligation__version", "obligation__unit")
            .get(unit_id=unit.id, obligation__period=JANUARY.code)
        )


def _sessions(report: Mapping[str, Decimal]) -> list[int]:
    return [int(value) for line, value in report.items() if line.startswith("mob_sessions/")]


def _counted(fates: list[WorkbookFate]) -> str:
    counts = Counter(fate.outcome for fate in fates)
    return "; ".join(f"{counts[each]} {each.label}" for each in Outcome if counts[each])
