"""Bring in tables of former years: read, matched by people, taken as locked reports, and taken back.

Whoever brings them stands at today's unit; which former units lie in its reach, ``former.maps_of`` says.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import ALLOWED, Decision, NotAllowed, Refused, ensure
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.bulk import insert_rows
from binhyen.machinery.files.keeping import ToKeep, keep
from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.machinery.formats.reading import Memory
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions.published import (
    BadPublicFigures,
    state_public_figures,
    withdraw_public_figure,
)
from binhyen.reporting.actions.recording import changed_event
from binhyen.reporting.former import (
    FormsOfThen,
    Hindrance,
    fitting,
    frame_of,
    hindrances,
    lines_without_place,
    read_intake,
)
from binhyen.reporting.history import (
    Decisions,
    HedgedCell,
    HistoryRead,
    ReportRead,
    Sheet,
    day_of_source,
    read_table,
    sheets_of,
)
from binhyen.reporting.models import (
    Adjustment,
    FigureSource,
    HistoryIntake,
    IntakeState,
    Obligation,
    PublicFigure,
    Recording,
    State,
    Submission,
)
from binhyen.reporting.ownfiles import MOST_NAMES, heads_a_list, names_a_person, split_number
from binhyen.reporting.permissions import may_bring_history, may_change_history
from binhyen.reporting.rules.history_states import may_step
from binhyen.reporting.rules.published import Source, Stated, StatedFigure
from binhyen.reporting.rules.values import Document, changes_between
from binhyen.reporting.workbooks import Unreadable

WAITS = "history-waits"
"""Why a file of former years that was not taken yet is kept for a time only."""

MOST_LEFT_OUT_KEPT = 500
LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class HistoryTaken:
    """What was taken: how many reports and numbers, for how many units and periods, and how much was left out."""

    intake: HistoryIntake
    reports: int
    values: int
    units: int
    periods: tuple[str, ...]
    left_out: int


# ---- reading ---------------------------------------------------------------------------------------------


@act("reporting.read-history", gettext_lazy("Đưa vào tệp số liệu cũ"), permission=may_bring_history)
def read_history(
    *,
    by: Actor,
    unit: OrgUnit,
    data_set: DataSet,
    source: str,
    name: str,
    data: bytes,
    period: Period | None = None,
) -> Done[HistoryIntake]:
    """Screen a table of former years, read it and keep it for matching; no figure is written.

    ``unit`` is the desk's: the table may speak of it, of those below it, and of former units that went into these.
    Without ``period`` a column of the table says it. ``source`` are number and day of the document. Raises
    ``NotAllowed`` for a file that cannot be read or may not be held, and where the table has no units or figures.
    A constant number of statements.
    """
    ensure(_asked_well(data_set, source))
    mark = hashlib.sha256(data).hexdigest()
    sheets = _screened(name, data)
    frame = frame_of(by, unit.path, data_set, period)
    sheet, read = _first_table(sheets, lambda each: read_table(each, frame, Decisions()))
    _refuse_persons(sheet, read)
    kept = keep(by, [ToKeep(unit.pk, name, data, mark, WAITS)])[unit.pk, mark]
    intake = HistoryIntake.objects.create(
        unit=unit,
        name=name[-200:],
        file=kept.file,
        data_set=data_set,
        period=period.code if period is not None else "",
        source=source.strip()[:LONGEST_SOURCE],
        said=sheet.as_json() | {"others": [each.name for each in sheets if each is not sheet]},
        decisions=Decisions().as_json(),
        brought_at=now(),
        brought_by=by.account_id,
    )
    return Done(
        intake,
        unit_id=unit.pk,
        subject=f"history:{intake.pk}",
        detail={"sha256": mark, "form": data_set.code, "period": intake.period, "values": read.values},
    )


def _asked_well(data_set: DataSet, source: str) -> Decision:
    unfit = fitting(data_set)
    if unfit is not None:
        return unfit
    if not source.strip():
        return Refused(
            "no-source",
            _("Chưa ghi nguồn của số liệu."),
            _("Ghi số và ngày văn bản, ví dụ: Báo cáo số 12/BC-BCĐ ngày 20/12/2023."),
        )
    return ALLOWED


def _screened(name: str, data: bytes) -> tuple[Sheet, ...]:
    memory = Memory()  # what screening has unpacked need not be unpacked again
    screened = fate_of(name, data, memory=memory)
    if not isinstance(screened, Taken):
        raise NotAllowed(Refused(screened.code, screened.sentence, screened.remedy))
    if screened.text.kind not in ("xlsx", "csv"):
        raise NotAllowed(
            Refused(
                "no-table",
                _("Tệp này không phải bảng .xlsx hay .csv."),
                _("Lưu bảng thành .xlsx rồi gửi lại."),
            )
        )
    sheets = sheets_of(name, data, memory)
    if isinstance(sheets, Unreadable):
        raise NotAllowed(Refused(sheets.code, sheets.sentence, sheets.remedy))
    if not sheets:
        raise NotAllowed(Refused("empty", _("Tệp không có dòng nào."), _("Kiểm tra lại tệp rồi gửi lại.")))
    return sheets


def _first_table(sheets: Sequence[Sheet], read: Callable[[Sheet], HistoryRead]) -> tuple[Sheet, HistoryRead]:
    """The first sheet that holds a table, with what it says; else why the first one does not."""
    first: BadInput | None = None
    for sheet in sheets:
        try:
            found = read(sheet)
        except BadInput as bad:
            first = first or bad
            continue
        if found.units:
            return sheet, found
        first = first or BadInput(
            _("Bảng không có dòng nào ghi số liệu của một đơn vị."),
            _("Mỗi đơn vị một dòng, số liệu ở các cột bên phải."),
        )
    sentence, remedy = (first.sentence, first.remedy) if first is not None else ("", "")
    raise NotAllowed(Refused("no-table", sentence, remedy))


def _refuse_persons(sheet: Sheet, read: HistoryRead) -> None:
    """A list of people never comes in. Places are often called after people: what may be one of the units passes."""
    places = {
        part
        for unit in read.units
        if unit.found.unit is not None or unit.found.candidates
        for part in unit.key.replace(" · ", ", ").split(", ")
    }
    cells = {cell for row in sheet.rows for cell in row}
    suspects = {
        cell for cell in cells - places if split_number(cell)[1] not in places and names_a_person(cell)
    }
    if suspects:  # a sum of money has as many digits as the number of a card or a telephone
        figures = {place for report in read.reports.values() for place in report.addresses.values()}
        suspects = {
            cell
            for number, row in enumerate(sheet.rows, 1)
            for column, cell in enumerate(row)
            if cell in suspects and sheet.place(number, column) not in figures
        }
    if any(map(heads_a_list, cells)) or len(suspects) > MOST_NAMES:
        raise NotAllowed(
            Refused(
                "persons",
                _("Tệp có tên người hoặc số giấy tờ, số điện thoại, như một danh sách cá nhân."),
                _("Tệp không được lưu. Xóa cột đó, chỉ để số đếm của từng đơn vị, rồi gửi lại."),
            )
        )


# ---- matching --------------------------------------------------------------------------------------------


@act("reporting.match-history", gettext_lazy("Khớp tệp số liệu cũ"), permission=may_change_history)
def match_history(
    *,
    by: Actor,
    intake: HistoryIntake,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, int] | None = None,
) -> Done[HistoryIntake]:
    """Keep what people said of columns and rows; what they do not name stays as it was.

    ``columns`` are letters (in a long table the indicator as it is written) → code of the line, nothing to leave it
    out; ``units`` the unit as it is written → its key, 0 to leave its rows out. Figures are not written.
    """
    intake = _held(by, intake)
    ensure(may_step("match", intake.state))
    before = Decisions.from_json(intake.decisions)
    after = Decisions({**before.columns, **(columns or {})}, {**before.units, **(units or {})})
    changed = after != before or intake.state != IntakeState.MATCHING
    if changed:
        intake.decisions, intake.state = after.as_json(), IntakeState.MATCHING
        intake.save(update_fields=["decisions", "state"])
    return Done(
        intake,
        unit_id=intake.unit_id,
        subject=f"history:{intake.pk}",
        detail={"columns": len(after.columns), "units": len(after.units)},
        worth_a_line=changed,
    )


def _held(by: Actor, intake: HistoryIntake) -> HistoryIntake:
    """The intake as it stands now, and nobody else's until the transaction ends."""
    return (
        HistoryIntake.objects.visible_to(by)
        .select_related("data_set")
        .select_for_update(of=("self",))
        .get(pk=intake.pk)
    )


# ---- taking ----------------------------------------------------------------------------------------------


@act("reporting.take-history", gettext_lazy("Nhận số liệu cũ"), permission=may_change_history)
def take_history(*, by: Actor, intake: HistoryIntake, rest: bool = False) -> Done[HistoryTaken]:
    """Write what the table says as locked reports of the units of then, at once and wholly.

    1. Read the table anew by the decisions; ask what stands against it.
    2. Write an obligation, a locked report and a recording for each unit and period.
    3. Keep what was left out, and tell whose sums to reckon.

    A line that shorter reports would add up to holds the whole here. A hedged number is never one of a report: it is
    kept as published by the document where its day is known, and told. Raises
    ``NotAllowed`` while something is not decided, faulty or hindered, unless ``rest``: then those are left out and
    told. About 25 statements, one more a
    period, and a few more for thousands of reports.
    """
    intake = _held(by, intake)
    ensure(may_step("take", intake.state))
    DataSet.objects.select_for_update().get(
        pk=intake.data_set_id
    )  # two tables of one form, one after the other
    read = read_intake(by, intake)
    against = hindrances(intake, read.reports)
    _ensure_settled(read, against, rest=rest)
    hindered = {each.key for each in against}
    reports = [report for key, report in read.reports.items() if key not in hindered]
    if not reports:
        raise NotAllowed(
            Refused(
                "nothing-to-take", _("Không có số liệu nào nhận được."), _("Khớp đơn vị và chỉ tiêu trước.")
            )
        )
    quoted = _quoted(by, intake, read.hedged)
    left_out = _left_out(read, against, quoted=bool(quoted))
    written = _write(by, intake, reports, left_out)
    values = sum(report.values for report in reports)
    periods = tuple(sorted({report.period.code for report in reports}))
    units = len({report.unit.id for report in reports})
    intake.state, intake.taken_at, intake.taken_by = IntakeState.TAKEN, now(), by.account_id
    intake.outcome = {
        "reports": len(reports),
        "values": values,
        "units": units,
        "periods": list(periods),
        "left_out": left_out[:MOST_LEFT_OUT_KEPT],
        "left_out_count": len(left_out),
        "quoted": quoted,
    }
    intake.save(update_fields=["state", "taken_at", "taken_by", "outcome"])
    return Done(
        HistoryTaken(intake, len(reports), values, units, periods, len(left_out)),
        unit_id=intake.unit_id,
        subject=f"history:{intake.pk}",
        detail={"reports": len(reports), "values": values, "periods": list(periods)},
        events=changed_event(written),
    )


def _ensure_settled(read: HistoryRead, against: Sequence[Hindrance], *, rest: bool) -> None:
    if rest:
        return
    if against:
        first = against[0]
        raise NotAllowed(
            Refused(
                first.code,
                _("%(unit)s, %(period)s: %(sentence)s (%(count)s báo cáo như vậy)")
                % {
                    "unit": first.unit,
                    "period": first.period,
                    "sentence": first.sentence,
                    "count": len(against),
                },
                first.remedy,
            )
        )
    if not read.is_settled:
        raise NotAllowed(
            Refused(
                "not-settled",
                _("Còn %(units)s đơn vị, %(columns)s cột chưa khớp và %(cells)s ô có lỗi.")
                % {
                    "units": len(read.open_units),
                    "columns": len(read.open_columns),
                    "cells": len(read.faults),
                },
                _("Chọn cho từng dòng, cột; sửa ô có lỗi; hoặc nhận phần còn lại."),
            )
        )


def _left_out(read: HistoryRead, against: Sequence[Hindrance], *, quoted: bool) -> list[dict[str, str]]:
    """What of the table does not come in, each with its place and why."""
    labels = {column.line: column.heading for column in read.columns}
    found = [
        {
            "place": each.place,
            "what": f"{each.unit.name}, {each.period.label}: {labels.get(each.line, each.line)}",
            "why": (
                _("“%(words)s” không phải số chính xác nên không cộng; giữ nguyên văn ở số liệu đã công bố.")
                if quoted
                else _("“%(words)s” không phải số chính xác nên không cộng.")
            )
            % {"words": each.said.words},
        }
        for each in read.hedged
    ]
    found += [{"place": each.place, "what": "", "why": each.sentence} for each in read.faults]
    found += [
        {"place": each.place, "what": each.key, "why": _("Không khớp đơn vị.")}
        for each in read.units
        if each.found.unit is None or each.left_out
    ]
    found += [
        {"place": each.key, "what": each.heading, "why": _("Không lấy cột này.")}
        for each in read.columns
        if each.line is None
    ]
    found += [
        {"place": each.key, "what": each.heading, "why": _("Chỉ đối chiếu, không nhập.")}
        for each in read.only_totals
    ]
    return found + [
        {"place": "", "what": f"{each.unit}, {each.period}", "why": each.sentence} for each in against
    ]


def _quoted(by: Actor, intake: HistoryIntake, hedged: Sequence[HedgedCell]) -> list[int]:
    """Keep hedged numbers as what the document published; answers the keys of new ones.

    None where the source does not say when it was, or where the figures cannot be kept as published: they are then
    left out and told.
    """
    published = day_of_source(intake.source)
    if not hedged or not published:
        return []
    since = now()
    try:
        stated = state_public_figures(
            by=by,
            figures=[
                StatedFigure(
                    each.unit.id,
                    Stated(each.said.value, each.said.precision, each.said.upto),
                    each.said.words,
                    each.period.first_day,
                    each.period.last_day,
                    Source(intake.source, published),
                    line=each.line,
                )
                for each in hedged
            ],
        )
    except (BadPublicFigures, NotAllowed):
        return []
    return [figure.pk for figure in stated.figures if figure.stated_at >= since]


def _write(
    by: Actor, intake: HistoryIntake, reports: Sequence[ReportRead], left_out: list[dict[str, str]]
) -> dict[tuple[int, str], set[int]]:
    """Write the reports; answers to whom they are owed, by form and period."""
    file = _for_good(by, intake)
    forms = FormsOfThen(intake.data_set)
    of_period = {report.period.code: forms.version(report.period.first_day) for report in reports}
    obligations = [_obligation(intake, report, of_period[report.period.code]) for report in reports]
    moment = now()
    Obligation.objects.bulk_create(obligations, batch_size=2_000)
    submissions, recordings = [], []
    for report, obligation in zip(reports, obligations, strict=True):
        version = of_period[report.period.code]
        layout = layout_of(version)
        figures = dict(report.figures)
        for code in lines_without_place(version, figures):
            del figures[code]
            left_out.append(
                {
                    "place": report.addresses[code],
                    "what": f"{report.unit.name}, {report.period.label}: {code}",
                    "why": _("Phiên bản biểu của kỳ này không có dòng đó."),
                }
            )
        empty = Document.empty(layout)
        document = empty.with_figures(layout, figures)
        submission = Submission(
            obligation=obligation,
            unit_id=report.unit.id,
            state=State.LOCKED,
            values=document.values,
            not_applicable=document.not_applicable,
            submitted_at=moment,
            submitted_by=by.account_id,
            accepted_at=moment,
            accepted_by=by.account_id,
            locked_at=moment,
            changed_at=moment,
            revision=1,
        )
        submissions.append(submission)
        recordings.append(
            Recording(
                submission=submission,
                unit_id=report.unit.id,
                at=moment,
                account_id=by.account_id,
                source=FigureSource.HISTORY,
                delivered=True,
                file=file,
                changes=changes_between(layout, empty, document, report.addresses),
                revision=1,
            )
        )
    insert_rows(submissions)
    insert_rows(recordings)
    owed: dict[tuple[int, str], set[int]] = defaultdict(set)
    for obligation in obligations:
        owed[obligation.data_set_id, obligation.period].add(obligation.superior_id)
    return owed


def _obligation(intake: HistoryIntake, report: ReportRead, version: DataSetVersion) -> Obligation:
    """Nobody owed it: it is due on the last day of its period, by the document that it comes from, and closed."""
    period, life = report.period, report.unit.life
    return Obligation(
        unit_id=report.unit.id,
        superior_id=report.unit.keys_above[-1],
        data_set_id=intake.data_set_id,
        version=version,
        period=period.code,
        first_day=period.first_day,
        last_day=period.last_day,
        lives_from=life.since if life.since > period.first_day else None,
        deadline=period.last_day,
        deadline_basis=intake.source,
        closed_at=now(),
        history=intake,
    )


def _for_good(by: Actor, intake: HistoryIntake) -> ReceivedFile | None:
    """The file as one that stays: the figures rest on it."""
    if intake.file is None:
        return None
    kept = keep(
        by, [ToKeep(intake.unit_id, intake.file.name, bytes(intake.file.content), intake.file.sha256)]
    )
    return kept[intake.unit_id, intake.file.sha256].file


# ---- taking back -----------------------------------------------------------------------------------------


@act("reporting.take-back-history", gettext_lazy("Rút lại số liệu cũ"), permission=may_change_history)
def take_back_history(*, by: Actor, intake: HistoryIntake) -> Done[HistoryIntake]:
    """Remove every report that the table wrote, so that all stands as before; the table itself stays.

    Raises ``NotAllowed`` where one of them was adjusted or changed since. A constant number of statements.
    """
    intake = _held(by, intake)
    ensure(may_step("take-back", intake.state))
    obligations = list(
        Obligation.objects.visible_to(by).filter(history=intake).order_by("pk").select_for_update()
    )
    keys = [each.pk for each in obligations]
    _ensure_untouched(by, keys)
    Recording.objects.visible_to(by).filter(submission_id__in=keys).delete()
    Submission.objects.visible_to(by).filter(obligation_id__in=keys).delete()
    Obligation.objects.visible_to(by).filter(pk__in=keys).delete()
    for figure in PublicFigure.objects.visible_to(by).filter(pk__in=intake.outcome.get("quoted", ())):
        withdraw_public_figure(by=by, figure=figure)
    owed: dict[tuple[int, str], set[int]] = defaultdict(set)
    for obligation in obligations:
        owed[obligation.data_set_id, obligation.period].add(obligation.superior_id)
    intake.state, intake.taken_back_at, intake.taken_back_by = IntakeState.TAKEN_BACK, now(), by.account_id
    intake.save(update_fields=["state", "taken_back_at", "taken_back_by"])
    return Done(
        intake,
        unit_id=intake.unit_id,
        subject=f"history:{intake.pk}",
        detail={"reports": len(keys)},
        events=changed_event(owed),
    )


def _ensure_untouched(by: Actor, keys: Sequence[int]) -> None:
    """Nothing was adjusted beside the reports, and nothing recorded in them, since they were taken."""
    touched = (
        Adjustment.objects.visible_to(by).filter(submission_id__in=keys).exists()
        or Submission.objects.visible_to(by)
        .filter(obligation_id__in=keys)
        .exclude(state=State.LOCKED, revision=1, adjusted=None)
        .exists()
    )
    if touched:
        raise NotAllowed(
            Refused(
                "changed-since",
                _("Số liệu nhận từ tệp này đã được điều chỉnh nên không rút lại được."),
                _("Điều chỉnh tiếp từng số có lý do, hoặc giữ như hiện nay."),
            )
        )
