"""A small form with one line of each sort, and workbooks of it, to be filled in and mistreated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl

from binhyen.foundations.periods import PeriodKind
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.values import (
    Check,
    Comparison,
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    Section,
    Term,
)
from binhyen.reporting.workbooks import (
    CellFault,
    Delivered,
    Expected,
    Identity,
    Judged,
    Template,
    Unreadable,
    judge,
    patch,
    read,
)

STOCK, FLOW, DERIVED = IndicatorKind.STOCK, IndicatorKind.FLOW, IndicatorKind.DERIVED


def line(code: str, label: str, unit: str, kind: IndicatorKind = STOCK, **more: Any) -> FormLine:
    indicator, _, option = code.partition("/")
    return FormLine(code, indicator, option, label, label, unit, unit, kind, **more)


LAYOUT = FormLayout(
    data_set="xa-thu",
    version=3,
    name="Biểu thử của xã",
    name_en="Trial form of communes",
    calendar="administrative",
    period_kind=PeriodKind.MONTH,
    levels=("commune",),
    kinds=(),
    sections=(
        Section(
            "Địa bàn & lực lượng",
            "Area",
            (
                line("areas", "Thôn, tổ dân phố", "khu"),
                line("teams", "Tổ bảo vệ an ninh, trật tự", "tổ"),
                line("members", "Thành viên của các Tổ", "người"),
                line("covered", "Thôn đã có Tổ", "khu"),
                line(
                    "coverage", "Tỷ lệ thôn đã có Tổ", "%", DERIVED,
                    role=LineRole.RATE, parts=("covered", "areas"), decimals=1, is_percent=True,
                ),
            ),
        ),
        Section(
            "Hoạt động",
            "Activities",
            (
                line(
                    "sessions", "Buổi tuyên truyền", "buổi", FLOW,
                    role=LineRole.TOTAL, parts=("sessions/launch", "sessions/talk"),
                ),
                line("sessions/launch", "Lễ phát động", "buổi", FLOW, indent=1),
                line("sessions/talk", "Buổi nói chuyện <nhỏ>", "buổi", FLOW, indent=1),
                line("lit_km", "Chiều dài tuyến đường thắp sáng", "km", decimals=2),
                line("satisfied", "Tỷ lệ người dân hài lòng", "%", decimals=1, is_percent=True),
            ),
        ),
    ),
    checks=(
        Check(
            "teams-in-areas", (Term("teams"),), Comparison.AT_MOST, (Term("areas"),),
            "Số Tổ không lớn hơn số thôn, tổ dân phố.", "No more teams than areas.",
        ),
        Check(
            "two-a-team", (Term("members"),), Comparison.AT_LEAST, (Term("teams", 2),),
            "Mỗi Tổ có ít nhất hai thành viên.", "Every team has at least two members.",
        ),
        Check(
            "sessions-few", (Term("sessions"),), Comparison.AT_MOST, (Term("areas", 31),),
            "Mỗi thôn có nhiều nhất 31 buổi trong kỳ.", "At most 31 sessions an area.",
        ),
    ),
)  # fmt: skip
EXPECTED = Expected(LAYOUT.layout_hash, LAYOUT.version)

IDENTITY = Identity(
    form=LAYOUT.data_set,
    version=LAYOUT.version,
    layout_hash=LAYOUT.layout_hash,
    unit_id=7094,
    unit_code="07094",
    unit_name="Xã Tân Lập",
    period="2026-02",
    calendar=LAYOUT.calendar,
    period_label="tháng 02/2026 (15/01/2026–14/02/2026)",
    deadline=date(2026, 2, 20),
    superior_name="Ủy ban nhân dân tỉnh Phú Thọ",
    written_on=date(2026, 2, 15),
)

CELLS = {
    "areas": "D8", "teams": "D9", "members": "D10", "covered": "D11",
    "sessions/launch": "D15", "sessions/talk": "D16", "lit_km": "D17", "satisfied": "D18",
}  # fmt: skip
"""The value cell of each input line in a workbook that nobody has touched."""

GOOD = {
    "areas": 12, "teams": 10, "members": 31, "covered": 11,
    "sessions/launch": 2, "sessions/talk": 0, "lit_km": 3.25, "satisfied": 94.5,
}  # fmt: skip
"""What an officer types into the cells, and what breaks no check."""


def figures(typed: Mapping[str, Any] = GOOD) -> dict[str, Figure]:
    """Typed values as figures: ``None`` is missing, ``x`` not applicable."""
    return {
        code: Absence.MISSING
        if value is None
        else Absence.NOT_APPLICABLE
        if value == "x"
        else Quantity(Decimal(str(value)), LAYOUT.by_code[code].unit)
        for code, value in typed.items()
    }


@cache
def template() -> Template:
    return Template.of(LAYOUT)


def empty(identity: Identity = IDENTITY, previous: Mapping[str, Figure] | None = None) -> bytes:
    """The workbook as it is sent out."""
    return patch(template(), identity, previous or {})


@cache
def filled() -> bytes:
    """A workbook with good values, as the program itself writes it."""
    return patch(template(), IDENTITY, figures(GOOD | {"areas": 11}), figures())


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(change: Callable[[Any], object], data: bytes | None = None) -> bytes:
    """The good workbook, or another, with its form sheet changed and saved by openpyxl."""
    book = opened(filled() if data is None else data)
    change(book["Biểu"])
    return saved(book)


def typed(**cells: Any) -> bytes:
    """The good workbook with other contents in these cells of the form (``D9=4``)."""

    def change(sheet: Any) -> None:
        for place, content in cells.items():
            sheet[place] = content

    return edited(change)


def rewritten(changes: Mapping[str, Callable[[str], str]], data: bytes | None = None) -> bytes:
    """The good workbook with the XML of some parts changed; a change that changes nothing is a mistake."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(filled() if data is None else data)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            if name in changes:
                changed = changes[name](content.decode())
                assert changed != content.decode()
                content = changed.encode()
            copy.writestr(name, content)
    return out.getvalue()


def taken(data: bytes) -> Judged:
    """What is read from a workbook and judged; it must be readable."""
    found = read(data)
    assert isinstance(found, Delivered), found
    return judge(found, LAYOUT, EXPECTED)


def only_fault(data: bytes) -> CellFault:
    """The one reason why the workbook is refused; nothing of it is taken."""
    judged = taken(data)
    assert not judged.values
    assert not judged.notes
    (fault,) = judged.faults
    return fault


def refusal(data: bytes) -> Unreadable:
    found = read(data)
    assert isinstance(found, Unreadable), found
    return found
