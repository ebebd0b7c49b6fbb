"""A unit's own Excel file: dropped, its rows matched to lines of the form, taken; next month taken at once.

The file waits at the server between the steps, so every step has an address, and going back loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLayout, FormLine, LineRole
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, State
from binhyen.reporting.queries import (
    OwnFileShown,
    matching_of,
    matchings_of,
    own_file_of,
    own_file_shown,
    remembered_rows,
)
from binhyen.reporting.values import (
    Answer,
    Certainty,
    Choice,
    Naming,
    OwnRead,
    Reason,
    RowLaid,
    as_number,
    asks_for_unit,
    in_unit,
    typing_gate,
    unit_of,
)
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import in_language, label_of, period_label
from binhyen.web.frame.words import unit_of as unit_word
from binhyen.web.reporting.entry import may_enter
from binhyen.web.reporting.shown import Page, page_of, written

NONE = "none"
"""The answer *not on the form*."""
FILE, COLUMN, TAKEN = "tep", "cot", "da-nhan"

_REASONS = {
    Reason.SAME_NAME: gettext_lazy("trùng tên"),
    Reason.SYNONYM: gettext_lazy("từ đồng nghĩa"),
    Reason.SIMILAR: gettext_lazy("gần giống"),
    Reason.REMEMBERED: gettext_lazy("đã khớp lần trước"),
    Reason.SUM: gettext_lazy("dòng cộng của tệp, không nhập"),
}
_CERTAINTIES = {
    Certainty.SURE: gettext_lazy("chắc"),
    Certainty.LIKELY: gettext_lazy("khá chắc"),
    Certainty.WEAK: gettext_lazy("chưa chắc"),
}


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the file as the page shows it. ``options`` and ``units`` are those of its select boxes."""

    number: int
    label: str
    above: str
    figure: str
    place: str
    hidden: bool
    options: SafeString
    why: str
    open: bool
    fault: str
    remedy: str
    units: SafeString


@dataclass(frozen=True, slots=True)
class ReadShown:
    """One value as it was read: line, figure, cell."""

    label: str
    unit: str
    figure: str
    place: str
    theirs: str = ""


@needs(Permission.ENTER_FIGURES)
def report_own_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Drop a file, match its rows, see what was taken. 404 for whoever may not enter figures of the report."""
    page = page_of(request, pk)
    if not may_enter(request.actor, page.obligation):
        raise Http404
    if request.method == "POST":
        return _taken_from(request, page) if FILE in request.POST else _dropped(request, page)
    if TAKEN in request.GET:
        return _what_was_read(request, page)
    if FILE in request.GET:
        return _matching(request, page, _shown(request, page, request.GET))
    return _asked(request, page)


# ---- dropping --------------------------------------------------------------------------------------------


def _asked(request: SignedInRequest, page: Page, refused: Any = None) -> HttpResponse:
    shut = typing_gate(
        closed=page.obligation.closed_at is not None,
        state=page.shown.submission.state if page.shown.submission else State.DRAFT,
        period_label=period_label(page.shown.period),
    )
    matchings = [
        {
            "url": reverse("report_own_file_matching", args=[page.obligation.pk, each.pk]),
            "rows": len(each.rows),
            "used": sum(bool(row[2]) for row in each.rows),
            "sheet": each.rows[0][0] if each.rows else "",
            "at": each.matched_at,
        }
        for each in matchings_of(request.actor, page.obligation)
    ]
    context = {
        **page.context(),
        "refused": refused if refused is not None or not isinstance(shut, Refused) else shut,
        "shut": isinstance(shut, Refused),
        "matchings": matchings,
    }
    return render(request, "reporting/own_file.html", context, status=200 if refused is None else 422)


def _dropped(request: SignedInRequest, page: Page) -> HttpResponse:
    """Keep the file; take it at once where everything about it is known, else ask."""
    upload = request.FILES.get("file")
    if upload is None or not upload.name:
        return _asked(
            request, page, {"sentence": _("Chưa chọn tệp nào."), "remedy": _("Chọn tệp rồi gửi lại.")}
        )
    obligation = page.obligation
    brought = actions.bring_own_file(
        by=request.actor, obligation=obligation, name=upload.name, data=upload.read()
    )
    if brought.file is None:
        return _asked(request, page, brought.refused)
    file = own_file_of(request.actor, obligation, brought.file.pk)
    shown = own_file_shown(request.actor, obligation, file) if file is not None else None
    if shown is None:
        raise Http404
    if shown.laid.at_once:
        try:
            return _take(request, page, shown, shown.laid.answers, rest=False)
        except (actions.BadCells, actions.BadFigures):
            pass  # the page of the rows shows the same faults
        except NotAllowed as refusal:
            return _asked(request, page, refusal.refused)
    return redirect(_address(obligation, **{FILE: str(shown.file.pk)}))


# ---- matching --------------------------------------------------------------------------------------------


def _shown(request: SignedInRequest, page: Page, query: Mapping[str, Any]) -> OwnFileShown:
    """The file that an address or a form names, beside the form; 404 where there is none."""
    file = _file(request, page, str(query.get(FILE) or query.get(TAKEN) or ""))
    sheet, _bang, letters = str(query.get(COLUMN, "")).rpartition("!")
    shown = own_file_shown(request.actor, page.obligation, file, (sheet, letters) if letters else None)
    if shown is None:
        raise Http404
    return shown


def _file(request: SignedInRequest, page: Page, key: str) -> ReceivedFile:
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        raise Http404
    file = own_file_of(request.actor, page.obligation, int(key))
    if file is None:
        raise Http404
    return file


def _matching(
    request: SignedInRequest,
    page: Page,
    shown: OwnFileShown,
    answers: Mapping[int, Answer] | None = None,
    refused: Any = None,
) -> HttpResponse:
    """The rows with their proposals; after a form was sent with what it said and what is wrong with it."""
    obligation, laid = page.obligation, shown.laid
    sent = answers is not None
    standing = laid.answers if answers is None else dict(answers)
    read = shown.read(obligation, standing)
    layout = obligation.own_layout
    options = _Options(layout)
    given = {answer.line for answer in standing.values()}
    rows = [_row(each, standing.get(each.row.number), shown, read, options, sent=sent) for each in laid.rows]
    left = [row for row in rows if row.open or row.fault]
    context = {
        **page.context(),
        "refused": refused,
        "file": shown.file,
        "column": _key(laid.choice),
        "choices": [
            {"key": _key(each), "words": _words_of(each), "chosen": each is laid.choice}
            for each in laid.choices
        ],
        "choice_words": _words_of(laid.choice),
        "rows": rows,
        "left": left,
        "remembered": shown.matching is not None,
        "new_rows": sum(not each.known for each in laid.rows),
        "other_period": laid.choice.naming is Naming.OTHER,
        "untold": laid.choice.naming is Naming.NOTHING,
        "hidden_sheet": laid.choice.table.hidden,
        "nameless": ", ".join(map(str, laid.choice.table.nameless)),
        "totals": _totals(read),
        "aside": [label_of(layout.by_code[code]) for code in read.aside if code in layout.by_code],
        "missing": [label_of(line) for line in obligation.workbook_layout.inputs if line.code not in given],
        "may_take_rest": sent and bool(read.faults) and bool(read.values),
        "other_sheets": [
            {
                "sheet": each.sheet,
                "url": _address(
                    obligation,
                    **{FILE: str(shown.file.pk), COLUMN: f"{each.sheet}!{each.columns[0].letters}"},
                ),
            }
            for each in laid.tables
            if each.sheet != laid.choice.table.sheet
        ],
    }
    return render(request, "reporting/own_file_match.html", context, status=422 if sent else 200)


def _row(
    laid: RowLaid,
    answer: Answer | None,
    shown: OwnFileShown,
    read: OwnRead,
    options: _Options,
    *,
    sent: bool,
) -> RowShown:
    row, table = laid.row, shown.laid.choice.table
    fault = read.row_faults.get(row.number)
    asking = fault is not None and fault.code in ("unanswered", "unit-unsaid")
    line = options.lines.get(answer.line) if answer is not None and answer.line else None
    told = fault if fault is not None and (sent or not asking) else None
    return RowShown(
        number=row.number,
        label=row.label,
        above=" › ".join(row.above),
        figure=_figure_of(laid, unit_of(row, table)),
        place=laid.cell.address,
        hidden=row.hidden,
        options=options.of(laid, answer),
        why=_why(laid),
        open=asking,
        fault=told.sentence if told is not None else "",
        remedy=told.remedy if told is not None else "",
        units=_units(laid, answer, line, shown) if line is not None else SafeString(""),
    )


def _why(laid: RowLaid) -> str:
    """How sure a proposal is and why."""
    proposal = laid.proposal
    if proposal.reason is Reason.NOTHING:
        return _("không giống dòng nào của biểu")
    words = str(_REASONS[proposal.reason])
    if proposal.reason in (Reason.REMEMBERED, Reason.SUM):
        return words
    return f"{_CERTAINTIES[proposal.certainty]} · {words}"


def _figure_of(laid: RowLaid, unit: str) -> str:
    cell = laid.cell
    number = as_number(cell.raw)
    if cell.flaw is not None:
        words = _("ô lỗi")
    elif number is not None and cell.percent:
        words = f"{format_number((number * 100).normalize() + 0)}%"
    elif number is not None:
        words = in_unit(number, Decimal(1))
    else:
        words = str(cell.raw)
    return f"{words} {unit}".strip()


class _Options:
    """The options of the select boxes: every line of the form under its heading, written once for all rows."""

    def __init__(self, layout: FormLayout) -> None:
        self.lines = layout.by_code
        self._all = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (
                    in_language(section.title, section.title_en),
                    format_html_join("", '<option value="{}">{}</option>', map(_option, section.lines)),
                )
                for section in layout.sections
            ),
        )

    def of(self, laid: RowLaid, answer: Answer | None) -> SafeString:
        """The options of a row, its answer chosen; what came near stands on top."""
        near = [laid.proposal.line, *laid.proposal.others]
        known = [self.lines[code] for code in dict.fromkeys(near) if code in self.lines]
        chosen = "" if answer is None else answer.line or NONE
        return self.chosen(chosen, known)

    def chosen(self, code: str, near: list[FormLine] | None = None) -> SafeString:
        """All options with one of them chosen."""
        top = format_html(
            '<option value="">{}</option><option value="{}">{}</option>',
            _("— chọn dòng của biểu —"),
            NONE,
            _("Không có trong biểu"),
        )
        if near:
            likely = format_html_join("", '<option value="{}">{}</option>', map(_option, near))
            top += format_html('<optgroup label="{}">{}</optgroup>', _("Gần giống nhất"), likely)
        mark = f'value="{conditional_escape(code)}"'
        return mark_safe((top + self._all).replace(mark, f"{mark} selected", 1))  # noqa: S308  # both are escaped


def _option(line: FormLine) -> tuple[str, str]:
    words = f"{label_of(line)} ({unit_word(line)})"
    if line.role is LineRole.INPUT:
        return line.code, words
    if line.role is LineRole.CARRIED:
        return line.code, _("%(line)s: cộng từ kỳ ngắn hơn, không nhập") % {"line": words}
    return line.code, _("%(line)s: máy tính, chỉ đối chiếu") % {"line": words}


def _units(laid: RowLaid, answer: Answer | None, line: FormLine, shown: OwnFileShown) -> SafeString:
    """In which unit a number stands, where file and form differ: nothing is multiplied unasked."""
    table = shown.laid.choice.table
    factor = asks_for_unit(laid.row, line, table)
    number = as_number(laid.cell.raw)
    if factor == 1 or number is None or line.role is not LineRole.INPUT:
        return SafeString("")
    theirs, ours = unit_of(laid.row, table), unit_word(line)
    changed = _("Đổi: %(before)s %(theirs)s = %(after)s %(ours)s") % {
        "before": in_unit(number, Decimal(1)),
        "theirs": theirs,
        "after": in_unit(number, factor),
        "ours": ours,
    }
    kept = _("Giữ nguyên: %(number)s %(ours)s") % {"number": in_unit(number, Decimal(1)), "ours": ours}
    choices = [("", _("— số này theo đơn vị nào? —")), (format(factor, "f"), changed), ("1", kept)]
    said = "" if answer is None or answer.factor is None else format(answer.factor, "f")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == said else "", words) for value, words in choices),
    )


def _key(choice: Choice) -> str:
    return f"{choice.table.sheet}!{choice.column.letters}"


def _words_of(choice: Choice) -> str:
    words = _("Trang “%(sheet)s”, cột %(column)s") % {
        "sheet": choice.table.sheet,
        "column": choice.column.letters,
    }
    if choice.column.header:
        words += f" “{choice.column.header}”"
    if choice.table.hidden or choice.column.hidden:
        hidden = _("đang ẩn")
        words += f" ({hidden})"
    return words


def _totals(read: OwnRead) -> list[dict[str, Any]]:
    return [
        {
            "label": label_of(each.line),
            "place": each.place,
            "given": format_number(each.given.normalize() + 0),
            "expected": format_number(round(each.expected, each.line.decimals).normalize() + 0)
            if each.expected is not None
            else "",
            "differs": each.differs,
        }
        for each in read.totals
    ]


# ---- taking ----------------------------------------------------------------------------------------------


def _taken_from(request: SignedInRequest, page: Page) -> HttpResponse:
    """Take the figures by what the form says; with faults, the form again with each at its row."""
    shown = _shown(request, page, request.POST)
    answers = {
        each.row.number: answer
        for each in shown.laid.rows
        if (answer := _answer(request, each.row.number)) is not None
    }
    try:
        return _take(request, page, shown, answers, rest="rest" in request.POST)
    except actions.BadCells as bad:
        number = len(bad.read.faults)
        refused = {
            "sentence": _("Chưa nhận số nào: còn %(number)d dòng cần xem.") % {"number": number},
            "remedy": _("Sửa từng dòng được đánh dấu, hoặc nhận các dòng còn lại bằng nút cuối trang.")
            if bad.read.values
            else _("Sửa từng dòng được đánh dấu."),
        }
        return _matching(request, page, shown, answers, refused)
    except actions.BadFigures as bad:
        fault = bad.faults[0]
        refused = {"sentence": fault.sentence, "remedy": fault.remedy}
        return _matching(request, page, shown, answers, refused)
    except NotAllowed as refusal:
        return _matching(request, page, shown, answers, refusal.refused)


def _answer(request: SignedInRequest, number: int) -> Answer | None:
    said = request.POST.get(f"row-{number}", "")
    if not said:
        return None
    try:
        factor = Decimal(request.POST.get(f"unit-{number}", ""))
    except InvalidOperation:
        return Answer(None if said == NONE else said)
    plain = factor if factor.is_finite() and 0 < factor <= Decimal(10) ** 12 else None
    return Answer(None if said == NONE else said, plain)


def _take(
    request: SignedInRequest, page: Page, shown: OwnFileShown, answers: Mapping[int, Answer], *, rest: bool
) -> HttpResponse:
    choice = shown.laid.choice
    taken = actions.take_own_file(
        by=request.actor,
        obligation=page.obligation,
        file=shown.file,
        sheet=choice.table.sheet,
        column=choice.column.letters,
        answers=answers,
        rest=rest,
    )
    say(
        request,
        _("Đã nhận %(number)d số từ tệp của đơn vị.") % {"number": len(taken.read.values)}
        if taken.changed
        else _("Báo cáo đã có đúng các số này, không có gì thay đổi."),
    )
    return redirect(_address(page.obligation, **{TAKEN: str(taken.file.pk), COLUMN: _key(choice)}))


def _what_was_read(request: SignedInRequest, page: Page) -> HttpResponse:
    """What was read of a file, cell by cell, by what is remembered; and what was not."""
    shown = _shown(request, page, request.GET)
    obligation, laid = page.obligation, shown.laid
    read = shown.read(obligation, laid.answers)
    cells = {f"{laid.choice.table.sheet}!{each.cell.address}": each for each in laid.rows}
    values = []
    for line in obligation.workbook_layout.inputs:
        if line.code in read.values:
            place = read.addresses[line.code]
            row = cells[place]
            theirs = _figure_of(row, unit_of(row.row, laid.choice.table))
            asked = asks_for_unit(row.row, line, laid.choice.table) != 1
            figure = written(read.values[line.code], line)
            values.append(ReadShown(label_of(line), unit_word(line), figure, place, theirs if asked else ""))
    context = {
        **page.context(),
        "file": shown.file,
        "choice_words": _words_of(laid.choice),
        "values": values,
        "faults": read.faults,
        "totals": _totals(read),
        "missing": [
            label_of(line) for line in obligation.workbook_layout.inputs if line.code not in read.values
        ],
        "matching": shown.matching,
    }
    return render(request, "reporting/own_file_taken.html", context)


# ---- what is remembered ----------------------------------------------------------------------------------


@needs(Permission.ENTER_FIGURES)
def report_own_file_matching(request: SignedInRequest, pk: int, matching_id: int) -> HttpResponse:
    """How a file of the unit is read: seen, corrected, forgotten."""
    page = page_of(request, pk)
    obligation = page.obligation
    matching = matching_of(request.actor, obligation, matching_id)
    if matching is None or not may_enter(request.actor, obligation):
        raise Http404
    refused = None
    lines = [row.line for row in remembered_rows(matching)]
    if request.method == "POST" and "forget" in request.POST:
        actions.forget_matching(by=request.actor, obligation=obligation, matching=matching)
        say(request, _("Đã quên cách đọc tệp này. Số đã nhận vẫn giữ nguyên."))
        return redirect("report_own_file", pk=pk)
    if request.method == "POST":
        said = [request.POST.get(f"row-{at}", "") for at in range(len(lines))]
        lines = [None if each in ("", NONE) else each for each in said]
        try:
            actions.correct_matching(by=request.actor, obligation=obligation, matching=matching, lines=lines)
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(request, _("Đã sửa cách đọc tệp. Lần sau tệp được đọc theo cách này."))
            return redirect("report_own_file", pk=pk)
    options = _Options(obligation.own_layout)
    context = {
        **page.context(),
        "refused": refused,
        "matching": matching,
        "rows": [
            {"at": at, "row": row, "options": options.chosen(line or NONE)}
            for at, (row, line) in enumerate(zip(remembered_rows(matching), lines, strict=True))
        ],
    }
    return render(
        request, "reporting/own_file_matching.html", context, status=200 if refused is None else 422
    )


def _address(obligation: Obligation, **query: str) -> str:
    return f"{reverse('report_own_file', args=[obligation.pk])}?{urlencode(query)}"
