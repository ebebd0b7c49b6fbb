"""Take figures out of a unit's own Excel file: its rows matched to lines of the form once, and remembered.

A workbook of ours is taken whole or not at all: it is made for this, and goes back marked where it is wrong. A unit's
own file serves other ends too, and may hold cells that nobody here can mend. So nothing is taken either while a cell
is faulty, unless the officer, who sees each of them, says so (``rest``): then those rows are left out and told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.machinery.action import Done, act
from binhyen.machinery.files.keeping import ToKeep, keep
from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.actions.recording import BadFigures
from binhyen.reporting.actions.writing import Incoming, prepare, write
from binhyen.reporting.models import FigureSource, FileMatching, Obligation, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.ownfiles import (
    Answer,
    Kept,
    Laid,
    OwnRead,
    RememberedRow,
    Table,
    lay,
    lists_persons,
    read_rows,
    read_tables,
    shape_of,
    texts_of,
    unit_of,
)
from binhyen.reporting.permissions import may_record
from binhyen.reporting.versions import with_versions
from binhyen.reporting.workbooks import Judged, Unreadable

WAITS = "own-file-waits"
"""Why a file that was brought and not yet matched is kept for a time only."""


class BadCells(Exception):
    """Cells that cannot be taken; nothing was written. ``read`` says which, why and what to do."""

    def __init__(self, read: OwnRead) -> None:
        super().__init__("; ".join(fault.sentence for fault in read.faults))
        self.read = read


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was dropped: its row, or why it was refused and left no trace but a line in the trail."""

    file: ReceivedFile | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class OwnFileTaken:
    """What was taken: the report, the file as it is kept, what was read, and how many values changed."""

    submission: Submission
    file: ReceivedFile
    read: OwnRead
    changed: int


@act("reporting.bring-own-file", gettext_lazy("Đưa vào tệp Excel của đơn vị"), permission=may_record)
def bring_own_file(*, by: Actor, obligation: Obligation, name: str, data: bytes) -> Done[Brought]:
    """Screen a unit's own file and keep it until its rows are matched, at most 30 days.

    Refused and not kept: what screening refuses, what lists persons, and what has no table of figures. At most three
    statements.
    """
    mark = hashlib.sha256(data).hexdigest()
    refused = _refusal(name, data)
    if refused is not None:
        return Done(
            Brought(refused=refused),
            unit_id=obligation.unit_id,
            subject=f"sha256:{mark}",
            detail={"fate": "not-kept", "reason": refused.code},
        )
    unit_id = _kept_at(by, obligation)
    kept = keep(by, [ToKeep(unit_id, name, data, mark, WAITS)])[unit_id, mark]
    return Done(
        Brought(kept.file),
        unit_id=obligation.unit_id,
        subject=f"file:{kept.file.pk}",
        detail={"fate": kept.file.fate, "sha256": mark},
        worth_a_line=not kept.again,
    )


def _refusal(name: str, data: bytes) -> Refused | None:
    screened = fate_of(name, data)
    if not isinstance(screened, Taken):
        return Refused(screened.code, screened.sentence, screened.remedy)
    if screened.text.kind != "xlsx":
        return Refused(
            "not-a-workbook",
            _("Tệp này không phải bảng tính .xlsx."),
            _("Mở bằng Excel, lưu thành .xlsx rồi gửi lại."),
        )
    tables = read_tables(data)
    unreadable = tables if isinstance(tables, Unreadable) else lists_persons(tables, texts_of(data))
    if unreadable is not None:
        return Refused(unreadable.code, unreadable.sentence, unreadable.remedy)
    if not tables:
        return Refused(
            "no-figures",
            _("Không tìm thấy bảng số liệu trong tệp: cần cột tên chỉ tiêu và bên phải là cột số."),
            _("Kiểm tra tệp có số liệu, hoặc nhập trực tiếp trên trang báo cáo."),
        )
    return None


def _kept_at(by: Actor, obligation: Obligation) -> int:
    """A file that is not taken yet is for whoever must see to it: the unit, or the superior who brought it."""
    if by.reach.whole or obligation.unit_id in by.reach.own:
        return obligation.unit_id
    return next(
        (mandate.unit_id for mandate in by.mandates if mandate.covers(obligation.unit_path)),
        obligation.unit_id,
    )


@act("reporting.take-own-file", gettext_lazy("Nhận số liệu từ tệp của đơn vị"), permission=may_record)
def take_own_file(
    *,
    by: Actor,
    obligation: Obligation,
    file: ReceivedFile,
    sheet: str,
    column: str,
    answers: Mapping[int, Answer],
    rest: bool = False,
) -> Done[OwnFileTaken]:
    """Write the figures of one column by the answers, and remember those for the next file of the same shape.

    1. Read the file anew; every row with something in the column needs its answer.
    2. Pass the gates of keys, timeliness and values like figures from any other source; addresses are kept.
    3. Keep the file for good, and what each row was said to be.

    Lines that no row gives stay as they are. Raises :class:`BadCells` with every faulty cell unless ``rest`` is set,
    ``NotAllowed`` where the file or the report as a whole cannot be taken. At most ten statements.
    """
    table = _table_of(file, sheet, column)
    read = read_rows(table, column, answers, obligation.layout, obligation.workbook_layout)
    if read.faults and not rest:
        raise BadCells(read)
    if not read.values:
        raise NotAllowed(
            Refused(
                "nothing-to-take",
                _("Không có ô nào nhận được."),
                _("Khớp ít nhất một dòng có số liệu với dòng của biểu."),
            )
        )
    kept = _kept_for_good(by, obligation, file)
    incoming = Incoming(
        obligation,
        read.values,
        addresses=read.addresses,
        source=FigureSource.OWN_FILE,
        file=kept,
        delivered=not (by.reach.whole or obligation.unit_id in by.reach.own),
    )
    (prepared,) = prepare(by, [incoming])
    judged = prepared.gates(to_submit=False)
    if isinstance(judged, Refused):
        raise NotAllowed(judged)
    if isinstance(judged, list):
        raise BadFigures(judged)
    if not prepared.repeats:
        write(by, [prepared], to_submit=False)
    new = _remember(by, obligation, table, column, answers)
    return Done(
        OwnFileTaken(prepared.submission, kept, read, len(prepared.changes)),
        unit_id=obligation.unit_id,
        subject=f"report:{obligation.pk}",
        detail={"cells": len(prepared.changes), "left_out": len(read.faults), "file": kept.pk},
        worth_a_line=not prepared.repeats or new,
    )


def _table_of(file: ReceivedFile, sheet: str, column: str) -> Table:
    tables = read_tables(bytes(file.content))
    for table in () if isinstance(tables, Unreadable) else tables:
        if table.sheet == sheet and column in table.column_by_letters:
            return table
    raise NotAllowed(
        Refused("no-such-column", _("Tệp không có cột số liệu này."), _("Chọn lại cột, hoặc gửi lại tệp."))
    )


def _kept_for_good(by: Actor, obligation: Obligation, file: ReceivedFile) -> ReceivedFile:
    """The file as one of the unit's, no longer kept for a time only."""
    content = bytes(file.content)
    name, mark = file.name, file.sha256
    return keep(by, [ToKeep(obligation.unit_id, name, content, mark)])[obligation.unit_id, mark].file


# ---- what is remembered ----------------------------------------------------------------------------------


def kept_matchings(matchings: Iterable[FileMatching]) -> list[Kept]:
    """What is remembered of files, as values."""
    return [
        Kept(each.pk, each.shape, each.column, tuple(map(RememberedRow.from_json, each.rows)))
        for each in matchings
    ]


def _remember(
    by: Actor, obligation: Obligation, table: Table, column: str, answers: Mapping[int, Answer]
) -> bool:
    """Keep what each row was said to be; whether anything is new.

    A file that was matched before and has rows more or less now is the same sender's file: its matching goes on.
    """
    matchings = {
        each.pk: each
        for each in FileMatching.objects.visible_to(by)
        .filter(unit_id=obligation.unit_id, data_set_id=obligation.data_set_id)
        .order_by("pk")
    }
    period = obligation.period_in(obligation.layout.calendar)
    laid = lay([table], period, "", obligation.layout, kept_matchings(matchings.values()))
    standing = matchings[laid.kept.key] if laid is not None and laid.kept is not None else None
    rows = [each.as_json() for each in _rows(table, answers, laid.kept.rows if laid and laid.kept else ())]
    shape = shape_of(table)
    if standing is not None and (standing.rows, standing.column, standing.shape) == (rows, column, shape):
        return False
    matching = standing or FileMatching(unit_id=obligation.unit_id, data_set_id=obligation.data_set_id)
    matching.shape, matching.column, matching.rows = shape, column, rows
    matching.matched_at, matching.matched_by = now(), by.account_id
    matching.save()
    return True


def _rows(
    table: Table, answers: Mapping[int, Answer], before: Sequence[RememberedRow]
) -> list[RememberedRow]:
    """The rows that were answered, and those remembered from before that have no figure this time."""
    told = [
        RememberedRow(
            table.sheet,
            row.path,
            answer.line,
            unit_of(row, table) if answer.factor is not None else "",
            answer.factor if answer.factor is not None else Decimal(1),
        )
        for row in table.rows
        if (answer := answers.get(row.number)) is not None
    ]
    labels = {each.label for each in told}
    lines = {each.line for each in told if each.line}
    return told + [each for each in before if each.label not in labels and each.line not in lines]


@act("reporting.correct-matching", gettext_lazy("Sửa cách đọc tệp của đơn vị"), permission=may_record)
def correct_matching(
    *, by: Actor, obligation: Obligation, matching: FileMatching, lines: Sequence[str | None]
) -> Done[FileMatching]:
    """Say anew which line each remembered row is, in the order of the rows; figures already taken stay as they are.

    ``NotAllowed`` where two rows are said to be one line, where the form has no such line, or where the rows have
    changed meanwhile.
    """
    rows = [RememberedRow.from_json(each) for each in matching.rows]
    given = [line for line in lines if line]
    if len(lines) != len(rows) or not set(given) <= set(obligation.layout.by_code):
        raise NotAllowed(
            Refused("matching-changed", _("Cách đọc tệp vừa thay đổi."), _("Mở lại trang rồi sửa."))
        )
    twice = next((line for line in given if given.count(line) > 1), None)
    if twice is not None:
        raise NotAllowed(
            Refused(
                "line-twice",
                _("“%(line)s” được chọn cho hai dòng.") % {"line": obligation.layout.by_code[twice].label},
                _("Mỗi dòng của biểu chỉ lấy từ một dòng của tệp: đổi một trong hai."),
            )
        )
    before = matching.rows
    matching.rows = [
        (row if row.line == line else RememberedRow(row.sheet, row.label, line)).as_json()
        for row, line in zip(rows, lines, strict=True)
    ]
    changed = sum(old != new for old, new in zip(before, matching.rows, strict=True))
    if changed:
        matching.matched_at, matching.matched_by = now(), by.account_id
        matching.save(update_fields=["rows", "matched_at", "matched_by"])
    return Done(
        matching,
        unit_id=obligation.unit_id,
        subject=f"matching:{matching.pk}",
        detail={"rows": changed},
        worth_a_line=changed > 0,
    )


@act("reporting.forget-matching", gettext_lazy("Quên cách đọc tệp của đơn vị"), permission=may_record)
def forget_matching(*, by: Actor, obligation: Obligation, matching: FileMatching) -> Done[None]:
    """Remember no longer how a file is read; figures that came from it stay as they are."""
    FileMatching.objects.visible_to(by).filter(pk=matching.pk).delete()
    return Done(None, unit_id=obligation.unit_id, subject=f"matching:{matching.pk}")


# ---- files that come with others -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RememberedFiles:
    """The matchings of some shapes, and the reports still open that they could answer."""

    matchings: Sequence[FileMatching]
    owed: Sequence[Any]

    def report_of(self, name: str, tables: Sequence[Table]) -> tuple[Any, Judged] | Refused:
        """The one report that a file is for, and what it says; or why that cannot be told."""
        shapes = {shape_of(table) for table in tables}
        matchings = [each for each in self.matchings if each.shape in shapes]
        if not matchings:
            return Refused(
                "no-identity",
                _("Tệp không phải sổ do phần mềm này gửi, và cách đọc tệp này chưa được khớp lần nào."),
                _(
                    "Mở báo cáo của đơn vị, chọn “Dùng tệp Excel của đơn vị” để khớp một lần; hoặc gửi sổ đã tải về."
                ),
            )
        if len({each.unit_id for each in matchings}) > 1:
            return Refused(
                "several-senders",
                _("Nhiều đơn vị cùng dùng mẫu tệp này nên không rõ tệp của đơn vị nào."),
                _("Gửi tệp này ở trang báo cáo của đúng đơn vị."),
            )
        found = [each for owed in self.owed if (each := _laid_for(owed, name, tables, matchings)) is not None]
        if len(found) != 1:
            return Refused(
                "period-untold",
                _("Không rõ tệp này là số liệu của kỳ nào, hoặc tệp có dòng mới chưa khớp."),
                _("Gửi tệp này ở trang báo cáo của đúng kỳ, mục “Dùng tệp Excel của đơn vị”."),
            )
        obligation, laid = found[0]
        choice = laid.choice
        read = read_rows(
            choice.table, choice.column.letters, laid.answers, obligation.layout, obligation.workbook_layout
        )
        return obligation, Judged(read.values, {}, read.addresses, read.faults)


def remembered_files(by: Actor, shapes: Collection[str]) -> RememberedFiles:
    """What is remembered within reach of files of these shapes, and their senders' open reports. Three statements."""
    matchings = list(FileMatching.objects.visible_to(by).filter(shape__in=shapes).order_by("pk"))
    owed = Obligation.objects.visible_to(by).filter(
        unit_id__in={each.unit_id for each in matchings},
        data_set_id__in={each.data_set_id for each in matchings},
        closed_at=None,
    )
    reports = with_versions(with_unit_names(owed)) if matchings else []
    return RememberedFiles(
        matchings, [each for each in reports if by.may(Permission.ENTER_FIGURES, at=each.unit_path)]
    )


def _laid_for(
    obligation: Obligation, name: str, tables: Sequence[Table], matchings: Sequence[FileMatching]
) -> tuple[Obligation, Laid] | None:
    """The file beside one report, if it may be taken for it at once."""
    of_this = [
        each
        for each in matchings
        if (each.unit_id, each.data_set_id) == (obligation.unit_id, obligation.data_set_id)
    ]
    layout = obligation.own_layout
    period = obligation.period_in(layout.calendar)
    laid = lay(tables, period, name, layout, kept_matchings(of_this)) if of_this else None
    return (obligation, laid) if laid is not None and laid.same and laid.at_once else None
