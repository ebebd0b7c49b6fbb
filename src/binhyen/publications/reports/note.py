"""How does a report that was handed in become half a page for whoever leads the unit?

Figures, dates and what the desk may ask about. No sentence praises, blames or says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.quantities import PERCENT
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.values import FormLine
from binhyen.machinery.formats.documents import (
    Alignment,
    Block,
    Column,
    Note,
    Paragraph,
    Table,
    WorkingNote,
)
from binhyen.publications.queries.handed_in import HandedIn, OwnLine

TYPE_NAME = "Báo cáo nhanh"
MOST_LINES, LEAST_LINES = 6, 5
_LETTERS_A_ROW, _MOST_ROWS = 48, 8
"""So many lines, and rows of their labels, leave the note on half a page."""
MOST_FLAGS = 2
NOTHING = "—"

_LEADERS = {"commune", "province"}


def note_of(handed_in: HandedIn, *, at: datetime, demonstration: bool = False) -> WorkingNote:
    """The note, in Vietnamese; the caller sees to the language of the sentences of flags."""
    unit = handed_in.unit
    place = unit.name[:1].lower() + unit.name[1:]
    chairman = f"Chủ tịch Ủy ban nhân dân {place}" if unit.level in _LEADERS else f"Lãnh đạo {unit.name}"
    return WorkingNote(
        unit=unit.name,
        type_name=TYPE_NAME,
        subject=f"Số liệu đã báo cáo {handed_in.period.label}",
        addressee=chairman,
        body=tuple(_body(handed_in, demonstration)),
        composed_at=at,
    )


def _body(handed_in: HandedIn, demonstration: bool) -> Iterator[Block]:
    if demonstration:
        yield Note("Số liệu minh hoạ, không phải số liệu thật.")
    yield Paragraph.of(_what_was_handed_in(handed_in))
    if handed_in.lines:
        yield _table(handed_in)
    yield Paragraph.of(_what_may_be_asked(handed_in))


def _what_was_handed_in(handed_in: HandedIn) -> str:
    submission, obligation, period = handed_in.submission, handed_in.obligation, handed_in.period
    at = submission.submitted_at.astimezone(VIETNAM) if submission.submitted_at else None
    when = f" lúc {at:%H:%M} ngày {format_date(at.date())}" if at else ""
    standing = "sau thời hạn" if submission.late else "đúng hạn"
    counts = [f"{format_number(handed_in.stated)} dòng có số"]
    if handed_in.without:
        counts.append(f"{format_number(handed_in.without)} dòng không áp dụng")
    if handed_in.missing:
        counts.append(f"{format_number(handed_in.missing)} dòng chưa có số")
    return (
        f"Đã nộp “{obligation.title or handed_in.layout.name}” {period.label_with_days}{when}, {standing} "
        f"(hạn {format_date(obligation.due)}): {', '.join(counts)}."
    )


def _table(handed_in: HandedIn) -> Table:
    former_units = list(_about_the_year_before(handed_in))
    compared = bool(handed_in.typical.label)
    lines = _fitting(handed_in.lines, rows_besides=len(former_units))
    medians = [each.units for each in lines if each.median is not None]
    columns = [Column("Chỉ tiêu", 5), Column("Kỳ này", 1, Alignment.RIGHT)]
    since: dict[str, Callable[[OwnLine], Decimal | None]] = {
        "So với kỳ trước": lambda each: each.previous,
        "So với cùng kỳ": lambda each: each.last_year,
    }
    known = {
        title: before for title, before in since.items() if any(before(each) is not None for each in lines)
    }
    columns += [Column(title, 1.4, Alignment.RIGHT) for title in known]
    if compared:
        columns.append(Column("Trung vị", 1, Alignment.RIGHT))
    return Table(
        tuple(columns),
        tuple(_row(each, [before(each) for before in known.values()], compared) for each in lines),
        text_size=11,
        notes=(
            *((_about_medians(handed_in, medians),) if medians else ()),
            *former_units,
        ),
    )


def _about_the_year_before(handed_in: HandedIn) -> Iterator[str]:
    """Whose figures those of a year before are, where they are not the unit's own."""
    before, lines = handed_in.year_before, handed_in.lines
    if before is not None and before.note is not None and any(each.last_year is not None for each in lines):
        estimated = any(each.last_year_estimated for each in lines)
        yield before.note.sentence + (" Có phần ước tính." if estimated else "")


def _fitting(lines: tuple[OwnLine, ...], *, rows_besides: int) -> tuple[OwnLine, ...]:
    """As many as leave the note on half a page: fewer where their labels are long."""
    rows = rows_besides + sum(-(-len(_label(each.line)) // _LETTERS_A_ROW) for each in lines)
    return lines if rows <= _MOST_ROWS else lines[: LEAST_LINES - rows_besides]


def _label(line: FormLine) -> str:
    return f"{line.label} ({line.unit})" if line.unit and line.unit != PERCENT else line.label


def _row(each: OwnLine, earlier: Sequence[Decimal | None], compared: bool) -> tuple[str, ...]:
    line = each.line
    cells = [
        _label(line),
        number(line, each.value),
        *(_moved(line, each.value, before) for before in earlier),
    ]
    if compared:
        cells.append(NOTHING if each.median is None else format_number(each.median))
    return tuple(cells)


def number(line: FormLine, value: Decimal) -> str:
    """``1.234``, ``12,5``: no places that a value does not have."""
    return format_number(value, 0 if value == value.to_integral_value() else line.decimals or None)


def _moved(line: FormLine, now: Decimal, before: Decimal | None) -> str:
    if before is None:
        return NOTHING
    if now == before:
        return "không đổi"
    return f"{'tăng' if now > before else 'giảm'} {number(line, abs(now - before))}"


def _about_medians(handed_in: HandedIn, units: list[int]) -> str:
    least, most = format_number(min(units)), format_number(max(units))
    return (
        f"Trung vị: số đứng giữa khi xếp {least if least == most else f'{least}–{most}'} đơn vị trong "
        f"{handed_in.typical.label} theo thứ tự."
    )


def _what_may_be_asked(handed_in: HandedIn) -> str:
    flags = handed_in.flags
    if not flags:
        return "Phép kiểm tra không đánh dấu dòng nào."
    told = [
        flag.sentence(handed_in.layout).rstrip(" .") + (" (đã giải trình)" if flag.answered else "")
        for flag in flags[:MOST_FLAGS]
    ]
    if more := len(flags) - len(told):
        told.append(f"và {format_number(more)} điều khác")
    return f"Cấp trên có thể hỏi về: {'; '.join(told)}."
