"""The figure sheet: a workbook with a row for every figure of a report, and where each comes from.

Three sheets. *Số liệu*: every figure as it is printed, with place, exact value and source. *Nguồn*: every value that
was filled in by a unit, for the period and the one compared with, with file, cell and time. *Báo cáo*: every report,
with who accepted it, by role and unit. A fourth, *Địa bàn*, where figures of former units stand for the territory: each
of these, with its share and what of it is in the report. What the report holds back is held back here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

import xlsxwriter

from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import format_date, format_number, join_words
from binhyen.indicators.values import LineRole
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.holding_back import WITH_IT
from binhyen.publications.rules.origins import Approval, Origin, Origins
from binhyen.publications.rules.printed import NOT_COMPARABLE, Meaning, Printed, cell_of
from binhyen.publications.rules.sheet import FormerFigure, Reporters, ReportLine, ReportSheet, UnitReport

FIGURES, SOURCES, REPORTS, TERRITORY = "Số liệu", "Nguồn", "Báo cáo", "Địa bàn"

FIGURE_COLUMNS = (
    "Mã",
    "Vị trí trong báo cáo",
    "Loại số",
    "Nội dung",
    "Mã chỉ tiêu",
    "Phân tổ",
    "Đơn vị tính",
    "Của đơn vị",
    "Mã đơn vị",
    "Từ ngày",
    "Đến ngày",
    "In trong báo cáo",
    "Giá trị chính xác",
    "Tình trạng",
    "Số đơn vị có số liệu",
    "Số đơn vị phải báo cáo",
    "Nguồn",
)
SOURCE_COLUMNS = (
    "Kỳ",
    "Biểu",
    "Mã dòng",
    "Nội dung",
    "Đơn vị",
    "Mã đơn vị",
    "Giá trị",
    "Cách ghi",
    "Tệp",
    "Ô",
    "Ghi lúc",
    "Điều chỉnh lúc",
    "Duyệt lúc",
    "Vai trò, đơn vị duyệt",
)
REPORT_COLUMNS = (
    "Kỳ",
    "Biểu",
    "Đơn vị",
    "Mã đơn vị",
    "Trạng thái",
    "Nộp lúc",
    "Nộp muộn",
    "Duyệt lúc",
    "Vai trò, đơn vị duyệt",
)

LEAST_TOLD = 5
"""Of persons, smaller numbers are not told."""
ESTIMATED_COLUMN = "Trong đó ước tính"
TERRITORY_COLUMNS = (
    "Kỳ",
    "Mã dòng",
    "Nội dung",
    "Đơn vị trước đây",
    "Mã đơn vị",
    "Có đến ngày",
    "Giá trị đã báo cáo",
    "Phần thuộc địa bàn",
    "Nguồn của tỷ lệ",
    "Phần tính vào báo cáo",
    "Vì sao không tính hết",
)

Cell = str | Decimal | int | date | datetime | None


def figure_sheet_of(sheet: ReportSheet, composed: Composed, origins: Origins) -> bytes:
    """The figure sheet of a report as XLSX. The same report gives the same bytes."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    created = sheet.composed_at.astimezone(VIETNAM).replace(tzinfo=None)
    workbook.set_properties({"title": composed.document.subject, "created": created})
    writer = _Writer(workbook)
    estimated = any(each.estimated for each in composed.printed)
    columns = (*FIGURE_COLUMNS, *([ESTIMATED_COLUMN] if estimated else []))
    writer.write(FIGURES, columns, _figure_rows(sheet, composed, origins, estimated=estimated))
    writer.write(SOURCES, SOURCE_COLUMNS, _source_rows(sheet, composed, origins))
    writer.write(REPORTS, REPORT_COLUMNS, _report_rows(origins))
    if sheet.former:
        writer.write(TERRITORY, TERRITORY_COLUMNS, _territory_rows(sheet, composed))
    workbook.close()
    return target.getvalue()


class _Writer:
    """Writes tables of plain rows: a title row that stays in sight, filters, widths that fit."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        self.title = workbook.add_format({**base, "bold": True, "text_wrap": True, "bottom": 1})
        self.text = workbook.add_format(base)
        self.number = workbook.add_format({**base, "num_format": "#,##0.######"})
        self.whole = workbook.add_format({**base, "num_format": "#,##0"})
        self.day = workbook.add_format({**base, "num_format": "dd/mm/yyyy"})
        self.moment = workbook.add_format({**base, "num_format": "dd/mm/yyyy hh:mm"})

    def write(self, name: str, columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> None:
        table = self.workbook.add_worksheet(name)
        widths = [len(word) for word in columns]
        for at, title in enumerate(columns):
            table.write_string(0, at, title, self.title)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                widths[at] = max(widths[at], self._write(table, last, at, cell))
        for at, width in enumerate(widths):
            table.set_column(at, at, min(width, 60) + 2)
        table.freeze_panes(1, 0)
        table.autofilter(0, 0, last, len(columns) - 1)

    def _write(self, table: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell) -> int:
        """Write one cell as what it is; gives back about how many signs wide it is. Text is never a formula."""
        if cell is None:
            return 0
        if isinstance(cell, str):
            table.write_string(row, at, cell, self.text)
            return len(cell)
        if isinstance(cell, datetime):
            table.write_datetime(row, at, cell.astimezone(VIETNAM).replace(tzinfo=None), self.moment)
            return 16
        if isinstance(cell, date):
            table.write_datetime(row, at, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001
            return 10
        is_whole = isinstance(cell, int) or cell == cell.to_integral_value()
        table.write_number(row, at, float(cell), self.whole if is_whole else self.number)
        return len(f"{cell:,.6g}")


def _figure_rows(
    sheet: ReportSheet, composed: Composed, origins: Origins, *, estimated: bool
) -> Iterator[Sequence[Cell]]:
    for each in composed.printed:
        yield (
            each.key,
            each.place,
            str(each.meaning),
            each.label,
            each.indicator,
            each.option,
            each.unit,
            each.of_name,
            each.of_code,
            each.period.first_day,
            each.period.last_day,
            each.text,
            each.value,
            each.standing,
            each.counted,
            each.expected,
            _source_of(sheet, each, origins),
            *([each.estimated or None] if estimated else []),
        )


def _source_of(sheet: ReportSheet, printed: Printed, origins: Origins) -> str:
    """In one sentence where a printed figure comes from."""
    code = printed.indicator + (f"/{printed.option}" if printed.option else "")
    match printed.meaning:
        case Meaning.REPORTS:
            return f"Đếm trên trang “{REPORTS}”"
        case Meaning.CHANGE:
            assert printed.earlier is not None  # noqa: S101
            where = f"trang “{SOURCES}”"
            if sheet.territory is not None and sheet.territory.compared_with:
                where = f"trên cùng địa bàn, trang “{SOURCES}” và “{TERRITORY}”"
            return (
                f"Số kỳ {printed.period.code} trừ số kỳ {printed.earlier.code} của các đơn vị có số liệu cả hai kỳ, "
                f"{where}"
            )
        case Meaning.ESTIMATE:
            return f"Phần chia theo tỷ lệ, trang “{TERRITORY}”"
        case Meaning.BESIDE:
            return "Tổng trừ số của các đơn vị trong bảng"
        case Meaning.PICTURED:
            return f"Mã {code}, kỳ {printed.period.code}, của {printed.of_name}"
        case Meaning.WITH_LAST_KNOWN:
            return f"Tổng, cộng số được duyệt gần nhất của các đơn vị chưa có báo cáo {printed.period.label}"
    line = next(each.lines[code] for each in sheet.reporters_of(code))
    if line.form.role is LineRole.RATE:
        above, below = line.form.parts
        return f"{above} : {below} × {line.form.per}"
    if line.form.role is LineRole.TOTAL:
        return f"Cộng {' + '.join(line.form.parts)}"
    if printed.meaning is Meaning.SUM:
        others = sheet.sums[code].of_others and sheet.former
        beside = f", và số của đơn vị trước đây, trang “{TERRITORY}”" if others else ""
        return f"Cộng các dòng mã {code} của kỳ {printed.period.code}, trang “{SOURCES}”{beside}"
    form, _line, unit_id = printed.key.rsplit(":", 2)
    form = form.rpartition(":")[2]  # without the period that an earlier figure is of
    origin = origins.figures.get((form, printed.period.code, int(unit_id), code))
    approval = origins.approval.get((form, printed.period.code, int(unit_id)))
    if printed.value is None:
        return ""
    if origin is None:
        return f"Tổng hợp các báo cáo đã duyệt về {printed.of_name}"
    return _told(origin, approval)


def _told(origin: Origin, approval: Approval | None) -> str:
    where = [each for each in (origin.file, origin.cell) if each]
    pieces = [f"{origin.way}: {', '.join(where)}" if where else origin.way]
    pieces.append(f"ghi {_moment(origin.recorded_at)}")
    if origin.adjusted_at is not None:
        pieces.append(f"điều chỉnh {_moment(origin.adjusted_at)}")
    if approval is not None and approval.accepted_at is not None:
        by = f" ({approval.accepted_by})" if approval.accepted_by else ""
        pieces.append(f"duyệt {_moment(approval.accepted_at)}{by}")
    return "; ".join(pieces)


def _moment(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {format_date(local.date())}"


def _source_rows(sheet: ReportSheet, composed: Composed, origins: Origins) -> Iterator[Sequence[Cell]]:
    spans = [(sheet.period, False), *([(sheet.compared, True)] if sheet.compared else [])]
    for period, earlier in spans:
        for reporters in sheet.reporters:
            lines = [line for line in reporters.lines.values() if line.form.role is LineRole.INPUT]
            for line in lines:
                for report in reporters.reports:
                    yield from _source_row(period, earlier, reporters, line, report, composed, origins)


def _source_row(
    period: Period,
    earlier: bool,
    reporters: Reporters,
    line: ReportLine,
    report: UnitReport,
    composed: Composed,
    origins: Origins,
) -> Iterator[Sequence[Cell]]:
    figures = report.earlier if earlier else report.figures
    if figures is None:
        return
    figure = figures.get(line.code)
    mark = composed.held.cell(reporters.form, line.code, report.unit_id, earlier=earlier)
    apart = (report.earlier_apart if earlier else report.apart).get(line.code)
    origin = origins.figures.get((reporters.form, period.code, report.unit_id, line.code))
    approval = origins.approval.get((reporters.form, period.code, report.unit_id))
    value: Cell = figure.value if isinstance(figure, Quantity) else cell_of(line, figure)
    way = origin.way if origin else ""
    if apart:
        value, way = NOT_COMPARABLE, join_words(apart)
    elif origin is None and isinstance(figure, Quantity) and not reporters.owners:
        way = "tính trên cùng địa bàn từ số của đơn vị trước đây"
    yield (
        period.code,
        reporters.form,
        line.code,
        line.form.label,
        report.name,
        report.code,
        mark or value,
        way,
        origin.file if origin else "",
        origin.cell if origin else "",
        origin.recorded_at if origin else None,
        origin.adjusted_at if origin else None,
        approval.accepted_at if approval else None,
        approval.accepted_by if approval else "",
    )


def _territory_rows(sheet: ReportSheet, composed: Composed) -> Iterator[Sequence[Cell]]:
    """The former units' figures. Of persons all of one line and period are held back where one of them is small, or
    where the report holds their sum back."""
    lines = {code: line for each in sheet.reporters for code, line in each.lines.items()}
    for (period, code), rows in groupby(sheet.former, key=lambda each: (each.period, each.line)):
        listed, earlier = list(rows), period != sheet.period
        told = [value for each in listed for value in (each.value, each.inside) if value is not None]
        small = any(0 < value < LEAST_TOLD for value in told)
        held = lines[code].counts_persons and (small or composed.held.sum(code, earlier=earlier) != "")
        for each in listed:
            yield (
                period.code,
                code,
                lines[code].form.label,
                each.name,
                each.code,
                each.last_day,
                WITH_IT if held and each.value is not None else each.value,
                _share(each),
                each.source,
                WITH_IT if held and each.inside is not None else each.inside,
                join_words(each.why),
            )


def _share(each: FormerFigure) -> str:
    if each.share == 1:
        return "toàn bộ"
    if not each.share:
        return "chưa biết tỷ lệ" if each.why else "không"
    return f"{format_number(Decimal(each.share.numerator * 100) / each.share.denominator, 2)}%"


def _report_rows(origins: Origins) -> Iterator[Sequence[Cell]]:
    for each in origins.approvals:
        yield (
            each.period,
            each.form,
            each.name,
            each.code,
            each.state,
            each.submitted_at,
            "muộn" if each.late else "",
            each.accepted_at,
            each.accepted_by,
        )
