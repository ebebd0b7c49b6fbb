"""Former years: tables that were brought in, what of each could not be matched, taking and taking back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import CUSTOM_WINDOWS, Period, PeriodKind, calendar_of, parse_period
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import data_sets, layout_of, versions
from binhyen.indicators.values import FormLayout, LineRole
from binhyen.orgunits.models import Level
from binhyen.reporting import actions
from binhyen.reporting.models import HistoryIntake, IntakeState
from binhyen.reporting.queries import (
    HistoryShown,
    histories_of,
    history_layout,
    history_of_key,
    history_shown,
    history_template,
    history_units_coded,
)
from binhyen.web.access.views import refused_words
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.words import in_language, kind_label, label_of, period_label
from binhyen.web.frame.words import unit_of as unit_word
from binhyen.web.reporting.report import disposition
from binhyen.web.reporting.requests import frame_of, frame_of_asker, place_of, row_of

NONE = "none"
"""The answer *leave it out*."""
OF_PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
MOST_LISTED = 200
"""Of what was matched without anybody's doing, so many are listed."""


def _forms() -> list[tuple[DataSet, FormLayout]]:
    """The forms on which former years may come in: regular ones, of places or of a province's bodies."""
    latest = {version.data_set_id: version for version in versions()}
    return [
        (data_set, layout)
        for data_set in data_sets()
        if data_set.calendar != CUSTOM_WINDOWS.id
        and data_set.pk in latest
        and {*(layout := layout_of(latest[data_set.pk])).levels, *layout.under} & set(OF_PLACES)
    ]


class HistoryForm(forms.Form):
    """What belongs to a table of former years, beside the file."""

    form = forms.ChoiceField(label=gettext_lazy("Biểu mẫu"))
    period = forms.CharField(
        label=gettext_lazy("Kỳ của cả bảng"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("Như 2024-01, 2024-H1 hoặc 2024. Để trống nếu bảng có cột ghi kỳ."),
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn của số liệu"),
        max_length=200,
        help_text=gettext_lazy("Số và ngày văn bản, ví dụ: Báo cáo số 12/BC-BCĐ ngày 20/12/2023."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {data_set.code: data_set for data_set, _layout in _forms()}
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (data_set.code, in_language(layout.name, layout.name_en)) for data_set, layout in _forms()
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        code, data_set = found.get("period", "").strip(), self.known.get(found.get("form", ""))
        found["data_set"], found["whole"] = data_set, None
        if code and data_set is not None:
            try:
                found["whole"] = period_of_form(data_set, code)
            except BadInput as bad:
                self.add_error("period", f"{bad.sentence} {bad.remedy}".strip())
        return found


def period_of_form(data_set: DataSet, code: str) -> Period:
    """The period of that code as the form has it. Raises :class:`BadInput`."""
    period = parse_period(code, calendar_of(data_set.calendar))
    if period.kind != data_set.period_kind:
        raise BadInput(
            _("Biểu này theo %(kind)s.") % {"kind": kind_label(PeriodKind(data_set.period_kind)).lower()},
            _("Chọn biểu khác, hoặc ghi kỳ đúng loại."),
        )
    return period


# ---- the list, a new one ---------------------------------------------------------------------------------


@require_GET
@needs(Permission.ENTER_HISTORY)
def history(request: SignedInRequest) -> HttpResponse:
    """The tables that the unit and those below it brought in, the latest first; the way to a workbook to fill in."""
    path = place_of(request, request.GET, Permission.ENTER_HISTORY)
    unit = path[-1]
    names = {data_set.pk: in_language(layout.name, layout.name_en) for data_set, layout in _forms()}
    listed = [
        {
            "url": reverse("history_one", args=[each.pk]),
            "name": each.name,
            "form": names.get(each.data_set_id, each.data_set.code),
            "period": _period_of(each),
            "source": each.source,
            "state": each.state,
            "at": each.brought_at,
            "reports": each.outcome.get("reports") if each.state == IntakeState.TAKEN else None,
        }
        for each in histories_of(request.actor, unit.path)
    ]
    return render(
        request,
        "reporting/history.html",
        {**frame_of(path), "listed": listed, **_template_choices()},
    )


def _template_choices() -> dict[str, Any]:
    return {
        "forms": [
            {"code": data_set.code, "name": in_language(layout.name, layout.name_en)}
            for data_set, layout in _forms()
        ],
        "levels": [{"code": level.value, "name": level.label} for level in reversed(OF_PLACES)],
    }


def _period_of(intake: HistoryIntake) -> str:
    if intake.period:
        return period_label(parse_period(intake.period, calendar_of(intake.data_set.calendar)))
    periods = [
        period_label(parse_period(code, calendar_of(intake.data_set.calendar)))
        for code in intake.outcome.get("periods", ())
    ]
    if not periods:
        return _("theo cột trong bảng")
    return periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"


@needs(Permission.ENTER_HISTORY)
def history_new(request: SignedInRequest) -> HttpResponse:
    """Bring in a table: file, form, period, source. What it says is shown on its own page."""
    path = place_of(request, request.POST or request.GET, Permission.ENTER_HISTORY)
    form = HistoryForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST":
        upload = request.FILES.get("file")
        if form.is_valid() and (upload is None or not upload.name):
            refused = Refused("no-file", _("Chưa chọn tệp nào."), _("Chọn tệp rồi gửi lại."))
        elif form.is_valid() and upload is not None:
            try:
                made = actions.read_history(
                    by=request.actor,
                    unit=row_of(request.actor, path[-1]),
                    data_set=form.cleaned_data["data_set"],
                    source=form.cleaned_data["source"],
                    name=upload.name or "",
                    data=upload.read(),
                    period=form.cleaned_data["whole"],
                )
            except NotAllowed as refusal:
                refused = refusal.refused
            else:
                return redirect("history_one", pk=made.pk)
    return render(
        request,
        "reporting/history_new.html",
        {**frame_of(path), "form": form, "refused": refused},
        status=422 if form.errors or refused is not None else 200,
    )


@require_GET
@needs(Permission.ENTER_HISTORY)
def history_template_file(request: SignedInRequest) -> HttpResponse:
    """A workbook with the units of a level on the map of a period, a column for each line of a form."""
    path = place_of(request, request.GET, Permission.ENTER_HISTORY)
    known = {data_set.code: data_set for data_set, _layout in _forms()}
    data_set = known.get(request.GET.get("bieu", ""))
    code, level = request.GET.get("ky", "").strip(), request.GET.get("cap", Level.COMMUNE)
    if data_set is None:
        return redirect("history")
    try:
        period = period_of_form(data_set, code)
    except BadInput as bad:
        refused = Refused("period", bad.sentence, bad.remedy)
        listing = {**frame_of(path), "listed": None, **_template_choices(), "refused": refused}
        return render(request, "reporting/history.html", listing, status=422)
    book = history_template(request.actor, path[-1].path, data_set, period, level)
    if book is None:
        raise Http404
    return HttpResponse(
        book,
        content_type=EXCEL,
        headers={
            "Content-Disposition": disposition(f"so-lieu-cu-{path[-1].code}-{data_set.code}-{code}.xlsx")
        },
    )


# ---- one table -------------------------------------------------------------------------------------------


def _intake(request: SignedInRequest, pk: int) -> HistoryIntake:
    intake = history_of_key(request.actor, pk)
    if intake is None or not request.actor.may(Permission.ENTER_HISTORY, at=intake.unit_path):
        raise Http404
    return intake


@needs(Permission.ENTER_HISTORY)
def history_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a table says, what could not be matched, what stands against taking it; keep decisions, take."""
    intake = _intake(request, pk)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return _done(request, intake)
        except NotAllowed as refusal:
            refused = refusal.refused
        except BadInput as bad:
            refused = Refused("no-such-unit", bad.sentence, bad.remedy)
        intake = _intake(request, pk)
    shown = history_shown(request.actor, intake)
    return render(
        request,
        "reporting/history_one.html",
        _context(request, shown, refused),
        status=200 if refused is None else 422,
    )


def _done(request: SignedInRequest, intake: HistoryIntake) -> HttpResponse:
    """Keep what was chosen; then take where that was asked for."""
    sent = request.POST
    if intake.state != IntakeState.TAKEN:
        columns = _answers(sent, "column")
        units = _units_said(request, intake, sent)
        if columns or units:
            actions.match_history(by=request.actor, intake=intake, columns=columns, units=units)
        elif intake.state == IntakeState.TAKEN_BACK:
            actions.match_history(by=request.actor, intake=intake)
    if sent.get("do") not in ("take", "rest"):
        say(request, _("Đã lưu cách khớp."))
        return redirect("history_one", pk=intake.pk)
    taken = actions.take_history(by=request.actor, intake=intake, rest=sent.get("do") == "rest")
    say_with_undo(
        request,
        _("Đã nhận %(values)s số của %(units)s đơn vị.")
        % {"values": format_number(taken.values), "units": format_number(taken.units)},
        reverse("history_take_back", args=[intake.pk]),
    )
    return redirect("history_one", pk=intake.pk)


def _answers(sent: Mapping[str, str], what: str) -> dict[str, str]:
    """What was chosen for columns: key → code of the line, nothing to leave it out. What was not chosen is not said."""
    found: dict[str, str] = {}
    for name, key in sent.items():
        number = name.removeprefix(f"{what}-key-")
        if number == name:
            continue
        answer = sent.get(f"{what}-{number}", "")
        if answer:
            found[key] = "" if answer == NONE else answer
    return found


def _units_said(request: SignedInRequest, intake: HistoryIntake, sent: Mapping[str, str]) -> dict[str, int]:
    """The same for units: key as written → key of the unit, 0 to leave out. A typed code goes before a choice."""
    chosen = _answers(sent, "unit")
    found = {key: int(value) for key, value in chosen.items() if value.isascii() and value.isdigit()}
    found |= {key: 0 for key, value in chosen.items() if not value}
    typed = {
        key: sent.get(f"unit-code-{name.removeprefix('unit-key-')}", "").strip()
        for name, key in sent.items()
        if name.startswith("unit-key-")
    }
    typed = {key: code for key, code in typed.items() if code}
    if typed:
        coded = history_units_coded(request.actor, intake, set(typed.values()))
        for key, code in typed.items():
            if code not in coded:
                raise BadInput(
                    _("Không có đơn vị mã “%(code)s” của ngày đó trong phạm vi được nhập.") % {"code": code},
                    _("Kiểm tra mã theo bản đồ của kỳ, hoặc chọn trong danh sách."),
                )
            found[key] = coded[code]
    return found


@require_POST
@needs(Permission.ENTER_HISTORY)
def history_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what was taken from a table: its reports go, the table stays."""
    intake = _intake(request, pk)
    try:
        actions.take_back_history(by=request.actor, intake=intake)
    except NotAllowed as refusal:
        say(request, refused_words(refusal.refused))
    else:
        say(request, _("Đã rút lại: mọi số liệu trở về như trước khi nhận."))
    return redirect("history_one", pk=pk)


def _context(request: SignedInRequest, shown: HistoryShown, refused: Refused | None) -> dict[str, Any]:
    intake, read = shown.intake, shown.read
    layout = history_layout(intake)
    context = {
        **frame_of_asker(request.actor, intake.unit_id),
        "intake": intake,
        "form_name": in_language(layout.name, layout.name_en),
        "period": _period_of(intake),
        "taken": intake.state == IntakeState.TAKEN,
        "refused": refused if refused is not None else _fault(shown),
        "outcome": intake.outcome if intake.state == IntakeState.TAKEN else {},
        "others": intake.said.get("others", []),
        "shown": shown,
        "read": read,
    }
    if read is None:
        return context
    options = _LineOptions(layout)
    differing = [each for each in read.sums if each.differs]
    columns = [
        {
            "key": each.key,
            "heading": each.heading,
            "line": label_of(layout.by_code[each.line]) if each.line else "",
            "only_compared": each in read.only_totals,
            "open": each.is_open,
            "options": options.of(each.line, each.decided, each.candidates),
        }
        for each in read.columns
    ]
    return context | {
        "columns": columns,
        "open_columns": [each for each in columns if each["open"]],
        "units": [
            {
                "key": each.key,
                "place": each.place,
                "rows": each.rows,
                "found": each.found,
                "left_out": each.left_out,
            }
            for each in read.units
        ],
        "open_units": [
            {
                "key": each.key,
                "place": each.place,
                "rows": each.rows,
                "found": each.found,
                "candidates": [
                    {"id": unit.id, "words": f"{unit.name} ({unit.code})"} for unit in each.found.candidates
                ],
            }
            for each in read.open_units
        ],
        "noted_units": [each for each in read.units if each.found.note and not each.left_out][:MOST_LISTED],
        "left_units": [each for each in read.units if each.left_out],
        "known_units": sum(each.found.unit is not None and not each.left_out for each in read.units),
        "hedged": [
            {
                "place": each.place,
                "unit": each.unit.name,
                "period": period_label(each.period),
                "line": label_of(layout.by_code[each.line]),
                "words": each.said.words,
            }
            for each in read.hedged[:MOST_LISTED]
        ],
        "differing": [
            {
                "label": each.label,
                "place": each.place,
                "line": label_of(layout.by_code[each.line]),
                "given": format_number(each.given),
                "expected": format_number(each.expected or 0),
            }
            for each in differing[:MOST_LISTED]
        ],
        "sums_fitting": sum(not each.differs and each.expected is not None for each in read.sums),
        "hindrances": _grouped((each.sentence, each.remedy) for each in shown.hindrances),
        "unheld": _grouped(
            (check.sentence, "") for report in read.reports.values() for check in report.unheld
        ),
        "faults": read.faults[:MOST_LISTED],
        "reports": len(read.reports),
        "values": read.values,
    }


def _fault(shown: HistoryShown) -> Refused | None:
    return None if shown.fault is None else Refused("unread", shown.fault.sentence, shown.fault.remedy)


def _grouped(said: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The same sentence once, with how many reports it is said of."""
    return [
        {"sentence": sentence, "remedy": remedy, "reports": reports}
        for (sentence, remedy), reports in Counter(said).most_common()
    ]


_KEPT = (LineRole.INPUT, LineRole.CARRIED)


class _LineOptions:
    """The options of the select boxes: every line of the form under its heading, written once for all columns."""

    def __init__(self, layout: FormLayout) -> None:
        self.layout = layout
        self._all = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (
                    in_language(section.title, section.title_en),
                    format_html_join("", '<option value="{}">{}</option>', map(self._option, section.lines)),
                )
                for section in layout.sections
            ),
        )

    def _option(self, line: Any) -> tuple[str, str]:
        words = f"{label_of(line)} ({unit_word(line)})"
        return line.code, words if line.role in _KEPT else _("%(line)s: chỉ đối chiếu") % {"line": words}

    def of(self, chosen: str | None, decided: bool, candidates: Iterable[str]) -> SafeString:
        """All options with the answer chosen; what came near stands on top."""
        top = format_html(
            '<option value="">{}</option><option value="{}">{}</option>',
            _("— chọn dòng của biểu —"),
            NONE,
            _("Không lấy cột này"),
        )
        near = [self.layout.by_code[code] for code in candidates if code in self.layout.by_code]
        if near:
            likely = format_html_join("", '<option value="{}">{}</option>', map(self._option, near))
            top += format_html('<optgroup label="{}">{}</optgroup>', _("Gần giống nhất"), likely)
        code = chosen or (NONE if decided else "")
        mark = f'value="{conditional_escape(code)}"'
        return mark_safe((top + self._all).replace(mark, f"{mark} selected", 1))  # noqa: S308  # both are escaped
