"""``binhyen workbooks write | take``: workbooks out to the units, and back in with their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress

from binhyen.cli.asked import (
    CalendarId,
    Form,
    Json,
    PeriodCode,
    Under,
    forms_of_period,
    row_of,
    unit_asked,
)
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import format_date, format_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from binhyen.foundations.periods import Period
    from binhyen.indicators.models import DataSet
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.reporting.actions import WorkbookFate
    from binhyen.reporting.models import Obligation

workbooks = typer.Typer(help="Sổ Excel: ghi cho từng đơn vị, nhận về khi đã điền.", no_args_is_help=True)

BODIES_FOLDER = "co-quan"
"""Where the workbooks of a province's own bodies lie, beside those of its communes."""
BATCH = 50
"""So many workbooks are taken by one act."""


# ---- write ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """What writing one form's workbooks came to. ``kept`` files were there already and stayed as they are."""

    form: str
    period: Period
    owed: int
    new: int
    deadline: date
    basis: str
    folder: Path
    files: tuple[Path, ...]
    kept: tuple[Path, ...]


@workbooks.command("write")
def write_workbooks(
    ctx: typer.Context,
    under: Under,
    period: PeriodCode,
    to: Annotated[Path, typer.Option(help="Thư mục để ghi; sổ của cơ quan, tổ chức nằm trong co-quan.")],
    form: Form = None,
    calendar: CalendarId = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ghi đè tệp đã có cùng tên.")] = False,
    as_json: Json = False,
) -> None:
    """Mở kỳ báo cáo nếu chưa mở, và ghi một sổ Excel cho mỗi đơn vị phải nộp. Sổ đã có ở đó được giữ nguyên."""
    with working(ctx) as actor, Progress(console=err, transient=True) as progress:
        task = progress.add_task("Ghi sổ Excel …", total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        written, refusals = list[Written](), list[NotAllowed]()
        for unit, data_set, found in _asked(actor, under, period, form, calendar):
            try:
                each = write(actor, unit, data_set, found, to, overwrite=overwrite, step=step)
            except NotAllowed as refusal:  # another form may be open to this account
                refusals.append(refusal)
            else:
                written += [each] if each else []
        if refusals and not written:
            raise refusals[0]
    if not written:
        stop_with(f"Dưới đơn vị {under} không có đơn vị nào phải nộp biểu này cho kỳ {period}.", NOT_IN_ORDER)
    if as_json:
        say_json([_plain(each) for each in written])
        return
    for each in written:
        _say_written(each)


def _asked(
    actor: Actor, under: str, period: str, form: str | None, calendar: str | None
) -> Iterator[tuple[UnitOnDay, DataSet, Period]]:
    for data_set, found in forms_of_period(form, calendar, period):
        yield unit_asked(actor, under, found.last_day), data_set, found


def write(
    actor: Actor,
    unit: UnitOnDay,
    data_set: DataSet,
    period: Period,
    folder: Path,
    *,
    overwrite: bool = False,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Written | None:
    """Open the period where the actor may, and write the workbook of each unit that owes the form; None for none."""
    from binhyen.reporting.queries import workbooks_of

    new = _open(actor, unit, data_set, period)
    owed = obligations_below(actor, unit, data_set, period)
    if not owed:
        return None
    bodies = [obligation for obligation in owed if obligation.unit.level == "body"]
    if bodies:
        folder = folder / BODIES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    files, kept = [], []
    for done, workbook in enumerate(workbooks_of(actor, owed), start=1):
        file = folder / workbook.file_name
        if file.exists() and not overwrite:
            kept.append(file)
        else:
            file.write_bytes(workbook.data)
            files.append(file)
        step(done, len(owed))
    return Written(
        data_set.code,
        period,
        len(owed),
        new,
        min(obligation.due for obligation in owed),
        owed[0].deadline_basis,
        folder,
        tuple(files),
        tuple(kept),
    )


def _open(actor: Actor, unit: UnitOnDay, data_set: DataSet, period: Period) -> int:
    """Open the period; answers how many obligations are new. Who may not open it writes what was opened by others."""
    from binhyen.access.permissions import Permission
    from binhyen.reporting.actions import open_period

    refused = actor.may(Permission.OPEN_PERIOD, at=unit.path)
    if isinstance(refused, Refused):
        if not obligations_below(actor, unit, data_set, period):
            raise NotAllowed(refused)
        return 0
    return open_period(by=actor, under=row_of(actor, unit), data_set=data_set, period=period).new


def obligations_below(actor: Actor, unit: UnitOnDay, data_set: DataSet, period: Period) -> list[Obligation]:
    """What is owed at and below a unit, with form versions and units."""
    from binhyen.foundations.authority import branches
    from binhyen.machinery.database.scoping import within
    from binhyen.reporting.models import Obligation

    return list(
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(unit.path,))), data_set=data_set, period=period.code)
        .select_related("version", "unit")
        .order_by("unit_path")
    )


def _plain(written: Written) -> dict[str, Any]:
    return {
        "form": written.form,
        "period": written.period.code,
        "from": written.period.first_day.isoformat(),
        "to": written.period.last_day.isoformat(),
        "deadline": written.deadline.isoformat(),
        "basis": written.basis,
        "units": written.owed,
        "newly_opened": written.new,
        "written": [str(file) for file in written.files],
        "kept": [str(file) for file in written.kept],
    }


def _say_written(written: Written) -> None:
    opened = f", mở kỳ cho {format_number(written.new)} đơn vị" if written.new else ""
    out.print(f"Biểu {written.form}, {written.period.label_with_days}{opened}.", style="bold", markup=False)
    out.print(f"Thời hạn {format_date(written.deadline)}. {written.basis}", markup=False)
    out.print(f"Đã ghi {format_number(len(written.files))} sổ vào {written.folder}.", markup=False)
    if written.kept:
        out.print(
            f"Giữ nguyên {format_number(len(written.kept))} sổ đã có ở đó; ghi lại bằng --overwrite.",
            markup=False,
        )


# ---- take -----------------------------------------------------------------------------------------------


@workbooks.command("take")
def take_workbooks(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Tệp .xlsx, thư mục, hoặc tệp .zip.")],
    submit: Annotated[bool, typer.Option("--submit", help="Nộp luôn báo cáo nhận được.")] = False,
    corrected: Annotated[
        Path | None,
        typer.Option("--corrected", help="Ghi vào thư mục này bản có đánh dấu ô sai của tệp bị từ chối."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Nhận sổ đã điền: mỗi sổ được nhận trọn vẹn hoặc bị từ chối trọn vẹn. Kết thúc với 1 nếu có sổ bị từ chối."""
    import django

    django.setup()
    files, unopened = gather(paths)
    with working(ctx) as actor, Progress(console=err, transient=True) as progress:
        task = progress.add_task("Nhận sổ Excel …", total=len(files))
        fates = take(actor, files, submit=submit, step=lambda done: progress.update(task, completed=done))
    copies = write_copies(files, fates, corrected) if corrected else {}
    fates += unopened
    refused = sum(fate.outcome == "refused" for fate in fates)
    if as_json:
        say_json(
            {
                "counts": Counter(str(fate.outcome) for fate in fates),
                "files": [_plain_fate(fate, copies.get(at)) for at, fate in enumerate(fates)],
            }
        )
    else:
        for at, fate in enumerate(fates):
            say_fate(fate, copies.get(at))
        _say_counts(fates)
        if refused and not corrected:
            out.print("Thêm --corrected THƯ_MỤC để nhận bản có đánh dấu ô sai.", markup=False)
    if refused:
        raise typer.Exit(NOT_IN_ORDER)


def gather(paths: Sequence[Path]) -> tuple[list[tuple[str, bytes]], list[WorkbookFate]]:
    """The files at these places, by name and content, and the fates of ZIPs that could not be opened, or not whole.

    Of folders come the workbooks and ZIPs at any depth.
    """
    from binhyen.machinery.files.bundles import BadBundle, files_in
    from binhyen.reporting.actions import WorkbookFate

    found: list[tuple[str, bytes]] = []
    unopened: list[WorkbookFate] = []
    for path in paths:
        if not path.exists():
            stop_with(f"Không có tệp hay thư mục {path}.", CALLED_WRONGLY)
        inner = sorted(file for file in path.rglob("*") if _is_workbook(file)) if path.is_dir() else [path]
        if not inner:
            stop_with(f"Trong {path} không có sổ Excel (.xlsx) hay tệp .zip nào.", CALLED_WRONGLY)
        for file in inner:
            try:
                data = file.read_bytes()
                if file.suffix.lower() == ".zip":
                    found.extend(files_in(file.name, data))
                else:
                    found.append((file.name, data))
            except OSError as error:
                stop_with(f"Không đọc được {file} ({error.strerror}).", CALLED_WRONGLY)
            except BadBundle as fault:
                fate = WorkbookFate(file.name)
                fate.refuse("bundle", fault.sentence, fault.remedy)
                unopened.append(fate)
    if not found and not unopened:
        stop_with("Trong tệp nén không có tệp nào.", CALLED_WRONGLY)
    return found, unopened


def _is_workbook(file: Path) -> bool:
    """What somebody may have meant as a workbook: wrong kinds too, so that they are told."""
    endings = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".zip")
    return file.suffix.lower() in endings and not file.name.startswith((".", "~$")) and file.is_file()


def take(
    actor: Actor,
    files: Sequence[tuple[str, bytes]],
    *,
    submit: bool,
    step: Callable[[int], None] = lambda done: None,
) -> list[WorkbookFate]:
    """Take the files by as many acts as they need; one fate a file, in order."""
    from uuid import uuid4

    from binhyen.reporting.actions import take_workbooks as take_batch

    batch = uuid4()
    fates: list[WorkbookFate] = []
    for begin in range(0, len(files), BATCH):
        fates += take_batch(by=actor, files=files[begin : begin + BATCH], batch=batch, submit=submit)
        step(len(fates))
    return fates


def write_copies(
    files: Sequence[tuple[str, bytes]], fates: Sequence[WorkbookFate], folder: Path
) -> dict[int, Path]:
    """Copies of the refused files with the faulty cells marked, by position; none of what may not be kept."""
    from binhyen.reporting.queries import marked_copy

    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for at, ((name, data), fate) in enumerate(zip(files, fates, strict=True)):
        if fate.outcome == "refused" and fate.keepable:
            written[at] = _free(folder / f"{Path(name).stem}-can-sua.xlsx")
            written[at].write_bytes(marked_copy(data, fate.faults))
    return written


def _free(file: Path) -> Path:
    """The name, or one like it under which nothing lies yet."""
    free, number = file, 2
    while free.exists():
        free, number = file.with_stem(f"{file.stem}-{number}"), number + 1
    return free


def _plain_fate(fate: WorkbookFate, copy: Path | None) -> dict[str, Any]:
    return {
        "name": fate.name,
        "outcome": str(fate.outcome),
        "outcome_label": str(fate.outcome.label),
        "unit": {"code": fate.unit_code, "name": fate.unit_name} if fate.unit_code else None,
        "period": fate.period,
        "submitted": fate.submitted,
        "late": fate.late,
        "flags": fate.flags,
        "faults": [
            {
                "code": fault.code,
                "sheet": fault.sheet,
                "cell": fault.address,
                "line": fault.line_code,
                "sentence": str(fault.sentence),
                "remedy": str(fault.remedy),
            }
            for fault in fate.faults
        ],
        "corrected": str(copy) if copy else None,
    }


SIGNS = {"taken": "✓", "flagged": "!", "unchanged": "=", "refused": "✗"}


def say_fate(fate: WorkbookFate, copy: Path | None) -> None:
    """One line for the file, and one for each fault with what to do."""
    about = f" {fate.unit_name} ({fate.unit_code})" if fate.unit_code else ""
    more = [words for said, words in ((fate.submitted, "đã nộp"), (fate.late, "nộp muộn")) if said]
    told = f"{fate.outcome.label}{', ' + ', '.join(more) if more and fate.outcome != 'refused' else ''}"
    out.print(f"{SIGNS[fate.outcome]} {fate.name}:{about} {told}", markup=False, soft_wrap=True)
    for fault in fate.faults:
        place = f"{fault.place}: " if fault.place else ""
        out.print(f"    {place}{fault.sentence} {fault.remedy}".rstrip(), markup=False, soft_wrap=True)
    if copy is not None:
        out.print(f"    Bản để sửa: {copy}", markup=False, soft_wrap=True)


def _say_counts(fates: Sequence[WorkbookFate]) -> None:
    from binhyen.reporting.models import Outcome

    counts = Counter(fate.outcome for fate in fates)
    told = "; ".join(f"{format_number(counts[each])} {each.label}" for each in Outcome if counts[each])
    out.print(f"{format_number(len(fates))} tệp: {told}.", style="bold", markup=False)
