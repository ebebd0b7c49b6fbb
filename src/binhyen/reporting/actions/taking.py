"""Take workbooks that units have filled in: each whole, or not at all, and each told its fate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import Refused
from binhyen.machinery.action import Done, act
from binhyen.machinery.files.keeping import ToKeep, keep
from binhyen.machinery.files.screening import RefusedNotKept, Taken, fate_of
from binhyen.machinery.formats.reading import Memory
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.actions.own_files import remembered_files
from binhyen.reporting.actions.writing import Incoming, Prepared, prepare, write
from binhyen.reporting.events import ReportSubmitted
from binhyen.reporting.models import (
    FigureSource,
    Obligation,
    Outcome,
    State,
    WorkbookIntake,
)
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.ownfiles import Table, lists_persons, read_tables, shape_of, texts_of
from binhyen.reporting.permissions import may_bring_files
from binhyen.reporting.rules.flags import unanswered
from binhyen.reporting.rules.gates import LineFault
from binhyen.reporting.versions import with_versions
from binhyen.reporting.workbooks import CellFault, Delivered, Expected, Judged, Unreadable, judge, read

_log = structlog.get_logger(__name__)

FAULTY = "workbook-faults"
"""Why a workbook that was read and screened is kept for correction rather than taken."""


@dataclass(slots=True)
class WorkbookFate:
    """What became of one workbook. ``faults`` say where and why it was refused; empty when it was taken."""

    name: str
    outcome: Outcome = Outcome.REFUSED
    unit_id: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    period: str = ""
    obligation_id: int | None = None
    faults: list[CellFault] = field(default_factory=list)
    flags: int = 0
    late: bool = False
    submitted: bool = False
    intake_id: int | None = None
    keepable: bool = True

    def refuse(self, code: str, sentence: str, remedy: str) -> None:
        """Refuse the file as a whole."""
        self.faults.append(CellFault(code, "", "", "", str(sentence), str(remedy)))


@dataclass(slots=True)
class _File:
    """A file on its way through the gates."""

    data: bytes
    sha256: str
    fate: WorkbookFate
    delivered: Delivered | None = None
    tables: tuple[Table, ...] = ()
    obligation: Obligation | None = None
    judged: Judged | None = None
    prepared: Prepared | None = None

    @property
    def own(self) -> bool:
        """Whether it is a file of the unit's own rather than a workbook of ours."""
        return bool(self.tables)

    @property
    def stands(self) -> bool:
        return not self.fate.faults


@act("reporting.take-workbooks", gettext_lazy("Nhận sổ Excel"), permission=may_bring_files)
def take_workbooks(
    *, by: Actor, files: Sequence[tuple[str, bytes]], batch: UUID, submit: bool = False
) -> Done[list[WorkbookFate]]:
    """Take each workbook whole or refuse it whole, and say which and why; answers one fate a file, in order.

    1. Screen and read every file; find the obligation that its hidden sheet names.
    2. Judge its cells; pass the gates of access, keys, timeliness and values.
    3. Keep the files, write the figures of those that passed, and note each fate.

    A file that is no workbook of ours is taken where its shape is remembered for one sender and it names its period
    (``own_files``); it too is taken whole or not at all here, where nobody looks at its rows.

    A workbook that says what the report already says changes nothing. With ``submit`` a report is handed in as
    well. Filling in is the unit's; bringing the file makes nobody its author, unless they stand at the unit itself.
    A constant number of statements for any number of files.
    """
    with override("vi"):  # fates are kept, and the copies that go back are in Vietnamese
        memory = Memory()  # workbooks of one form have most of their parts in common
        brought = [_received(name, data, memory) for name, data in files]
        _find_obligations(by, brought)
        _find_own_files(by, brought)
        for file in brought:
            _judge(file)
        _one_of_a_kind(brought)
        _pass_gates(by, brought, batch, submit)
        _keep(by, brought, batch, submit)
    fates = [file.fate for file in brought]
    return Done(
        fates,
        unit_id=by.mandates[0].unit_id if by.mandates else None,
        subject=f"batch:{batch}",
        detail={
            "files": [
                {
                    "sha256": file.sha256,
                    "outcome": file.fate.outcome,
                    "report": file.fate.obligation_id,
                    "reasons": sorted({fault.code for fault in file.fate.faults}),
                }
                for file in brought
            ]
        },
        events=_handed_in(by, brought) if submit else (),
        worth_a_line=any(fate.outcome != Outcome.UNCHANGED for fate in fates),
    )


def _handed_in(by: Actor, files: Sequence[_File]) -> tuple[ReportSubmitted, ...]:
    """What a unit handed in itself. A desk that brings the workbooks of others need not be told of them."""
    return tuple(
        ReportSubmitted(owed.pk, owed.unit_id, owed.superior_id, owed.part_of_id)
        for file in files
        if (owed := file.obligation) is not None
        and file.fate.submitted
        and file.fate.outcome != Outcome.UNCHANGED
        and owed.unit_id in by.reach.own
    )


def _received(name: str, data: bytes, memory: Memory) -> _File:
    """Screen a file and read it. A mistake of the program on one file refuses that file alone."""
    file = _File(data, hashlib.sha256(data).hexdigest(), WorkbookFate(name))
    try:
        screened = fate_of(name, data, memory=memory)
        if not isinstance(screened, Taken):
            file.fate.keepable = not isinstance(screened, RefusedNotKept)
            file.fate.refuse(screened.code, screened.sentence, screened.remedy)
            return file
        found = read(data, memory)
    except Exception:
        _log.exception("workbook could not be read", sha256=file.sha256)
        file.fate.keepable = False
        file.fate.refuse(
            "unreadable",
            _("Không đọc được tệp này."),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại."),
        )
        return file
    if isinstance(found, Unreadable):
        _read_as_own(file, found, memory)
        return file
    file.delivered = found
    return file


def _read_as_own(file: _File, unread: Unreadable, memory: Memory) -> None:
    """What is no workbook of ours may be a file that the unit's rows were matched in; else it is refused."""
    tables = read_tables(file.data, memory) if unread.code == "no-identity" else ()
    if isinstance(tables, Unreadable) or not tables:
        file.fate.refuse(unread.code, unread.sentence, unread.remedy)
        return
    persons = lists_persons(tables, texts_of(file.data, memory))
    if persons is not None:
        file.fate.keepable = False
        file.fate.refuse(persons.code, persons.sentence, persons.remedy)
        return
    file.tables = tables


def _find_own_files(by: Actor, files: Sequence[_File]) -> None:
    """Whose files these are, by remembered shapes, and for which report; three statements, none without such files."""
    wanted = [file for file in files if file.own]
    if not wanted:
        return
    known = remembered_files(by, {shape_of(table) for file in wanted for table in file.tables})
    for file in wanted:
        found = known.report_of(file.fate.name, file.tables)
        if isinstance(found, Refused):
            file.fate.refuse(found.code, found.sentence, found.remedy)
            continue
        obligation, file.judged = found
        fate = file.fate
        fate.unit_name, fate.unit_code, fate.period = (
            obligation.unit_name,
            obligation.unit_code,
            obligation.period,
        )
        file.obligation, fate.unit_id, fate.obligation_id = obligation, obligation.unit_id, obligation.pk
        fate.faults.extend(file.judged.faults)


def _find_obligations(by: Actor, files: Sequence[_File]) -> None:
    """What each workbook says it is, against what is owed; two statements."""
    wanted = [file for file in files if file.delivered is not None]
    identities = [file.delivered.identity for file in wanted if file.delivered is not None]
    owed = Obligation.objects.visible_to(by).filter(
        unit_id__in={identity.unit_id for identity in identities},
        data_set__code__in={identity.form for identity in identities},
        period__in={identity.period for identity in identities},
    )
    there = {
        (each.unit_id, each.data_set.code, each.period): each for each in with_versions(with_unit_names(owed))
    }
    for file, identity in zip(wanted, identities, strict=True):
        fate = file.fate
        fate.unit_name, fate.unit_code, fate.period = identity.unit_name, identity.unit_code, identity.period
        obligation = there.get((identity.unit_id, identity.form, identity.period))
        if obligation is None or obligation.unit_code != identity.unit_code:
            fate.refuse(
                "not-theirs",
                _("Sổ này của %(unit)s, kỳ %(period)s, không có trong phạm vi của tài khoản.")
                % {"unit": identity.unit_name, "period": identity.period},
                _("Kiểm tra đúng đơn vị và kỳ, hoặc nhờ cấp trên mở kỳ báo cáo và gửi lại sổ."),
            )
            continue
        refused = by.may(Permission.ENTER_FIGURES, at=obligation.unit_path)
        if isinstance(refused, Refused):
            fate.refuse(refused.code, refused.sentence, refused.remedy)
            continue
        file.obligation = obligation
        fate.unit_id, fate.obligation_id = obligation.unit_id, obligation.pk
        fate.unit_name = obligation.unit_name


def _judge(file: _File) -> None:
    if file.obligation is None or file.delivered is None:
        return
    layout = file.obligation.workbook_layout
    try:
        file.judged = judge(
            file.delivered, layout, Expected(layout_hash=layout.layout_hash, version=layout.version)
        )
    except Exception:
        _log.exception("workbook could not be judged", sha256=file.sha256)
        file.fate.refuse(
            "unreadable",
            _("Không đọc được bảng số liệu trong tệp này."),
            _("Tải lại sổ của kỳ này và điền lại."),
        )
        return
    file.fate.faults.extend(file.judged.faults)


def _one_of_a_kind(files: Sequence[_File]) -> None:
    """Two different workbooks for one report in one drop: nobody can tell which holds, so neither does."""
    first: dict[int, _File] = {}
    for file in files:
        if not file.stands or file.obligation is None or file.judged is None:
            continue
        other = first.setdefault(file.obligation.pk, file)
        if (
            other is not file
            and other.judged is not None
            and (
                dict(other.judged.values) != dict(file.judged.values)
                or dict(other.judged.notes) != dict(file.judged.notes)
            )
        ):
            for each, twin in ((file, other), (other, file)):
                if each.stands:
                    _refuse_twin(each, twin.fate.name)


def _refuse_twin(file: _File, twin: str) -> None:
    file.fate.refuse(
        "two-workbooks",
        _("Tệp “%(twin)s” cùng đợt cũng là sổ của %(unit)s nhưng số liệu khác.")
        % {"twin": twin, "unit": file.fate.unit_name},
        _("Giữ lại một tệp đúng rồi gửi lại."),
    )


def _taken_before(by: Actor, batch: UUID, obligations: Sequence[int]) -> dict[int, str]:
    """For which reports a workbook of the same drop was taken already, with its name: files may come one by one."""
    intakes = WorkbookIntake.objects.visible_to(by).filter(
        batch=batch, obligation_id__in=obligations, outcome__in=[Outcome.TAKEN, Outcome.FLAGGED]
    )
    return dict(intakes.values_list("obligation_id", "name"))


def _pass_gates(by: Actor, files: Sequence[_File], batch: UUID, submit: bool) -> None:
    standing: dict[int, _File] = {}
    for file in files:
        if file.stands and file.obligation is not None and file.judged is not None:
            standing.setdefault(file.obligation.pk, file)
    incoming = [
        Incoming(
            file.obligation,
            file.judged.values,
            file.judged.notes,
            file.judged.addresses,
            FigureSource.OWN_FILE if file.own else FigureSource.WORKBOOK,
            delivered=by.reach.whole or file.obligation.unit_id not in by.reach.own,
            whole=not file.own,
        )
        for file in standing.values()
        if file.obligation is not None and file.judged is not None
    ]
    taken_before = _taken_before(by, batch, list(standing))
    for file, prepared in zip(standing.values(), prepare(by, incoming), strict=True):
        judged = prepared.gates(to_submit=submit)
        twin = taken_before.get(prepared.incoming.obligation.pk)
        if twin is not None and not prepared.repeats:
            _refuse_twin(file, twin)
        elif isinstance(judged, Refused):
            file.fate.refuse(judged.code, judged.sentence, judged.remedy)
        elif isinstance(judged, list):
            file.fate.faults.extend(_at_its_cell(fault, file.judged) for fault in judged)
        else:
            file.prepared = prepared


def _at_its_cell(fault: LineFault, judged: Judged | None) -> CellFault:
    place = judged.addresses.get(fault.line, "") if judged else ""
    sheet, _bang, address = place.rpartition("!")
    return CellFault(fault.code, sheet, address, fault.line, fault.sentence, fault.remedy)


def _keep(by: Actor, files: Sequence[_File], batch: UUID, submit: bool) -> None:
    """Keep what may be kept, write what passed, note each fate. At most seven statements."""
    rows = keep(
        by,
        [
            ToKeep(unit_id, file.fate.name, file.data, file.sha256, "" if file.stands else FAULTY)
            for file in files
            if file.fate.keepable and (unit_id := _kept_at(by, file)) is not None
        ],
    )

    def row_of(file: _File) -> ReceivedFile | None:
        unit_id = _kept_at(by, file)
        kept = rows.get((unit_id, file.sha256)) if unit_id is not None and file.fate.keepable else None
        return kept.file if kept else None

    to_write = []
    for file in files:
        prepared = file.prepared
        if prepared is None:
            continue
        prepared.incoming = replace(prepared.incoming, file=row_of(file))
        open_still = prepared.submission.state in (State.DRAFT, State.RETURNED)
        if not prepared.repeats or (submit and open_still):
            to_write.append(prepared)
    write(by, to_write, to_submit=submit)
    written = {id(prepared) for prepared in to_write}
    reports = {
        file.obligation.pk: file.prepared
        for file in files
        if file.obligation is not None and file.prepared is not None
    }
    moment = now()
    intakes = []
    for file in files:
        fate = file.fate
        prepared = reports.get(fate.obligation_id) if file.stands and fate.obligation_id else None
        if prepared is not None:
            submission = prepared.submission
            fate.flags, fate.late = len(unanswered(submission.flags)), submission.late
            fate.submitted = submission.state not in (State.DRAFT, State.RETURNED)
            if file.prepared is None or id(prepared) not in written:
                fate.outcome = Outcome.UNCHANGED
            else:
                fate.outcome = Outcome.FLAGGED if fate.flags else Outcome.TAKEN
        intakes.append(
            WorkbookIntake(
                unit_id=_kept_at(by, file),
                batch=batch,
                name=fate.name[-200:] if fate.keepable else "",
                file=row_of(file),
                obligation=file.obligation,
                outcome=fate.outcome,
                faults=[
                    {
                        "code": fault.code,
                        "sheet": fault.sheet,
                        "address": fault.address,
                        "line": fault.line_code,
                        "sentence": fault.sentence,
                        "remedy": fault.remedy,
                    }
                    for fault in fate.faults
                ],
                at=moment,
                account_id=by.account_id,
            )
        )
    for file, intake in zip(files, WorkbookIntake.objects.bulk_create(intakes), strict=True):
        file.fate.intake_id = intake.pk


def _kept_at(by: Actor, file: _File) -> int | None:
    """The unit for which a file is kept: its own, or, where it is refused, that of whoever must see to it.

    The operator of the data folder has no unit: a refused file without a known unit is then kept nowhere.
    """
    obligation = file.obligation
    if obligation is None:
        return by.mandates[0].unit_id if by.mandates else None
    if file.stands or by.reach.whole or obligation.unit_id in by.reach.own:
        return obligation.unit_id
    return next(
        (mandate.unit_id for mandate in by.mandates if mandate.covers(obligation.unit_path)),
        obligation.unit_id,
    )
