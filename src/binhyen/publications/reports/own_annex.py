"""How does the annex look on which a unit's own report stands? Every line of its forms, with what it was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from binhyen.foundations.periods import Period
from binhyen.machinery.formats.documents import Alignment, Annex, Block, Column, Heading, Note, Table
from binhyen.publications.reports.coverage import on_territory
from binhyen.publications.reports.headings import signs_in_words, without_guidance
from binhyen.publications.reports.holding_back import HeldBack
from binhyen.publications.rules.printed import Ledger, of_unit
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, UnitReport


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of one form, numbered through the annex."""

    number: int
    reporters: Reporters
    line: ReportLine

    @property
    def report(self) -> UnitReport:
        return self.reporters.reports[0]


def own_annex(
    sheet: ReportSheet, own: Sequence[Reporters], held: HeldBack, ledger: Ledger, label: str
) -> Annex:
    """All lines of the unit's own forms under their headings, breakdowns too, now and in the period compared with."""
    blocks: list[Block] = []
    cells: set[str] = set()
    number = 0
    for each in own:
        for section in each.sections:
            rows = [_Row(number + at, each, line) for at, line in enumerate(section.lines, start=1)]
            number += len(rows)
            table = _table(sheet, rows, held, ledger, label)
            cells |= {cell for row in table.rows for cell in row[3:]}
            blocks += [Heading(without_guidance(section.title), 2), table]
    notes = tuple(_notes(sheet, own, cells))
    return Annex(
        f"Số liệu của {own[0].words} {sheet.period.label}",
        (*blocks, *([Note(" ".join(notes))] if notes else [])),
        landscape=True,
    )


def _table(sheet: ReportSheet, rows: Sequence[_Row], held: HeldBack, ledger: Ledger, label: str) -> Table:
    spans = [sheet.period, *([sheet.compared] if sheet.compared is not None else [])]
    return Table(
        columns=(
            Column("STT", 1, Alignment.CENTRE),
            Column("Chỉ tiêu", 9),
            Column("Đơn vị tính", 2.4, Alignment.CENTRE),
            *(Column(span.label[:1].upper() + span.label[1:], 3, Alignment.RIGHT) for span in spans),
        ),
        rows=tuple(
            (
                str(row.number),
                f"- {row.line.form.label}" if row.line.form.option else row.line.form.label,
                row.line.form.unit,
                *(_cell(row, span, sheet, held, ledger, label) for span in spans),
            )
            for row in rows
        ),
        text_size=12,
    )


def _cell(row: _Row, span: Period, sheet: ReportSheet, held: HeldBack, ledger: Ledger, label: str) -> str:
    earlier = span != sheet.period
    line, report, form = row.line, row.report, row.reporters.form
    figure = ((report.earlier if earlier else report.figures) or {}).get(line.code)
    mark = held.cell(form, line.code, report.unit_id, earlier=earlier)
    return ledger.print(
        of_unit(
            line,
            report,
            figure,
            mark,
            key=f"{f'{span.code}:' if earlier else ''}{form}:{line.code}:{report.unit_id}",
            place=f"{label}, dòng {row.number}, cột “{span.label}”",
            period=span,
            earlier=earlier,
        )
    )


def _notes(sheet: ReportSheet, own: Sequence[Reporters], cells: set[str]) -> Iterator[str]:
    if sheet.demonstration:
        yield "Số liệu minh hoạ."
    for each in own:
        for report in each.incomplete:
            yield f"Số liệu tạm tính: {each.report_name} chưa được duyệt đủ ({report.state})."
    if sheet.compared is not None:
        yield f"Cột {sheet.compared.label} chỉ ghi chỉ tiêu có đủ số liệu để so sánh."
    yield from on_territory(sheet)
    apart = {
        word
        for each in own
        for report in each.reports
        for by_line in (report.apart, report.earlier_apart)
        for words in by_line.values()
        for word in words
    }
    if signs := signs_in_words(cells, apart):
        yield signs
