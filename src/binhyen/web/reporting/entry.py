"""The entry grid of one report: figures are typed here, checked while they are typed, kept at once, and handed in.

The page works without script: it then sends all its cells to itself. With script they are kept as they are typed
(``report_save``), and this page is only asked to hand the report in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import Decision, NotAllowed, Refused
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLayout, FormLine, IndicatorKind, LineRole
from binhyen.machinery.formats.charts import NOTHING
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.permissions import may_record
from binhyen.reporting.queries import (
    AWAITED,
    CellShown,
    Part,
    ReportShown,
)
from binhyen.reporting.values import LONGEST_NOTE, Edit, kept_text, typing_gate
from binhyen.web.frame.entry_words import form_for_script
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import (
    in_language,
    kind_label,
    label_of,
    period_label,
    unit_of,
)
from binhyen.web.reporting.report import may_open_files
from binhyen.web.reporting.shown import Page, anchor, doubts_of, page_of, written
from binhyen.web.reporting.views import STATE_NAMES

VALUE, NOTE = "v-", "n-"
"""How the fields of the form are called: these and the code of the line."""
FORM = "entry"
"""The id of the grid, and the beginning of those of its inputs."""
OPEN = (AWAITED, State.DRAFT, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to look at in a row: ``fault`` keeps the value from being taken, ``doubt`` wants a look."""

    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line as the grid shows it, every text ready: the template only sets them.

    ``kind`` is the role of the line, or ``others`` where a body fills it in. ``kept`` is the value as it is kept, of a
    carried line the difference; ``base`` what a carried line comes to without it. ``stands`` and ``note_stands`` are
    what the unit's own cells say at the server, where ``shown``, ``difference`` and ``note`` may be typed and faulty.
    """

    code: str
    kind: str
    anchor: str
    label: str
    unit: str
    indented: bool
    last_year: str
    previous: str
    shown: str
    kept: str
    note: str
    returned: str
    marks: tuple[Mark, ...]
    stands: str = ""
    note_stands: str = ""
    base: str = ""
    carried: str = ""
    difference: str = ""
    faulty: bool = False

    @property
    def opened(self) -> bool:
        """Whether the place for a note stands open."""
        return bool(self.note or self.difference)


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section with its rows. ``body`` fills it in, where it is not the unit; ``url`` leads to its part."""

    title: str
    rows: tuple[Row, ...]
    body: str = ""
    ready: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a form that was sent: what was typed and explained, and its faults, each by line; or a refusal."""

    typed: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None

    @property
    def complete(self) -> bool:
        return not self.faults and self.refused is None


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ENTER_FIGURES)
def report_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type the figures of a report. 404 for whoever may not; a page that says why where the report is shut."""
    page = page_of(request, pk)
    if not may_enter(request.actor, page.obligation):
        raise Http404
    shut = _shut(page.shown)
    if isinstance(shut, Refused):
        may_take_back = page.shown.state == State.SUBMITTED and page.obligation.closed_at is None
        context = {
            **page.context(),
            "title": _title(page),
            "refused": shut,
            "may_take_back": may_take_back and _may_hand_in(request.actor, page.obligation),
        }
        return render(request, "reporting/entry_shut.html", context)
    if request.method != "POST":
        return _grid(request, page, Taken())
    taken = _record(request, page.obligation, page.shown.layout)
    if taken.complete:
        if "hand_in" not in request.POST:
            say(request, _("Đã lưu số liệu."))
            return redirect("report_entry", pk=pk)
        taken = _hand_in(request, page.obligation)
        if taken.complete:
            return redirect("report_submitted", pk=pk)
    return _grid(request, page_of(request, pk), taken, status=422)


def may_enter(actor: Actor, obligation: Obligation) -> bool:
    """Whether the account may type figures of this report, the state of the report left aside."""
    return actor.read_only_at is None and bool(may_record(by=actor, obligation=obligation))


def _may_hand_in(actor: Actor, obligation: Obligation) -> bool:
    return bool(actor.may(Permission.SUBMIT_REPORT, at=obligation.unit_path))


def _shut(shown: ReportShown) -> Decision:
    """Whether the report is one that its unit may still change."""
    return typing_gate(
        closed=shown.obligation.closed_at is not None,
        state=shown.submission.state if shown.submission else State.DRAFT,
        period_label=period_label(shown.period),
    )


# ---- what comes without script ---------------------------------------------------------------------------


def _record(request: SignedInRequest, obligation: Obligation, layout: FormLayout) -> Taken:
    """Keep what was typed, and no cell over what others wrote since the page was made; the rest comes back."""
    typed, edits = _edits(request, layout, VALUE)
    remarks, notes = _edits(request, layout, NOTE)
    if not edits and not notes:
        return Taken()
    try:
        saved = actions.save_edits(by=request.actor, obligation=obligation, edits=edits, notes=notes)
    except NotAllowed as refusal:
        return Taken(typed, remarks, refused=refusal.refused)
    faults = {
        each.line: f"{each.sentence} {each.remedy}".strip() for each in (*saved.note_faults, *saved.faults)
    }
    faults |= {
        each.line: _("Người khác đã ghi %(theirs)s sau khi mở trang này. Ghi lại nếu vẫn giữ số của mình.")
        % {"theirs": written(each.theirs, layout.by_code[each.line])}
        for each in saved.conflicts
    }
    faults |= {
        each.line: _("Người khác đã ghi giải trình “%(theirs)s” sau khi mở trang này.")
        % {"theirs": each.theirs}
        for each in saved.note_conflicts
    }
    return Taken(typed, remarks, faults)


def _edits(request: SignedInRequest, layout: FormLayout, name: str) -> tuple[dict[str, str], list[Edit]]:
    """The fields that say something else than when the page was made, by line, and as edits."""
    try:
        before = json.loads(request.POST.get("shown", "{}"))
    except ValueError:
        before = None
    said = before if isinstance(before, dict) else {}
    typed = {}
    for line in layout.kept:
        text, was = request.POST.get(name + line.code), str(said.get(name + line.code, ""))
        if text is not None and text.strip() != was:
            typed[line.code] = (text, was)
    return (
        {code: text for code, (text, _was) in typed.items()},
        [Edit(code, text, (was,)) for code, (text, was) in typed.items()],
    )


def _hand_in(request: SignedInRequest, obligation: Obligation) -> Taken:
    submission = Submission.objects.visible_to(request.actor).get(pk=obligation.pk)
    try:
        submitted = actions.submit(by=request.actor, submission=submission)
    except NotAllowed as refusal:
        return Taken(refused=refusal.refused)
    except actions.BadFigures as bad:
        return Taken(faults={fault.line: f"{fault.sentence} {fault.remedy}".strip() for fault in bad.faults})
    say(request, _("Đã nộp báo cáo, ghi nhận nộp muộn.") if submitted.late else _("Đã nộp báo cáo."))
    return Taken()


# ---- what the page shows ---------------------------------------------------------------------------------


def _title(page: Page) -> str:
    obligation = page.obligation
    told = {"what": obligation.title or period_label(page.shown.period), "unit": page.unit_name}
    return _("Nhập số liệu %(what)s · %(unit)s") % told


def _grid(request: SignedInRequest, page: Page, taken: Taken, status: int = 200) -> HttpResponse:
    actor, shown, obligation = request.actor, page.shown, page.obligation
    submission, context = shown.submission, page.context()
    sections = tuple(_sections(actor, page, taken))
    inputs = [row for section in sections for row in section.rows if row.kind == LineRole.INPUT]
    return render(
        request,
        "reporting/entry.html",
        {
            **context,
            "title": _title(page),
            "refused": taken.refused,
            "faulty": len(taken.faults),
            "overdue": shown.state in OPEN and today() > obligation.due,
            "may_submit": _may_hand_in(actor, obligation),
            "may_open_files": may_open_files(actor, obligation),
            "parts": [part for part in shown.parts if not part.ready],
            "grid": {
                "id": FORM,
                "caption": _("Số liệu cần nhập"),
                "form": _form_for_script(obligation, shown.layout),
                "sections": sections,
                "last_year": context["last_year_label"],
                "last_period": context["previous_label"],
                "this_period": context["period_short"],
                "save_url": reverse("report_save", args=[obligation.pk]),
                "revision": submission.revision if submission else 0,
                "saved_at": submission.changed_at if submission else None,
                "keeper": f"{actor.account_id}.{obligation.pk}",
                "filled": sum(row.kept != "" for row in inputs),
                "asked": len(inputs),
                "longest_note": LONGEST_NOTE,
                "states": [STATE_NAMES[state] for state in OPEN],
                "shown": json.dumps(dict(_fields(sections)), ensure_ascii=False),
            },
        },
        status=status,
    )


def _fields(sections: tuple[SectionShown, ...]) -> Iterator[tuple[str, str]]:
    """What each field of the page said when it was made; what says nothing is left out."""
    for section in sections:
        for row in section.rows:
            if row.stands:
                yield VALUE + row.code, row.stands
            if row.note_stands:
                yield NOTE + row.code, row.note_stands


def _sections(actor: Actor, page: Page, taken: Taken) -> Iterator[SectionShown]:
    shown = page.shown
    marks: dict[str, tuple[Mark, ...]] = {}
    for doubt in doubts_of(shown, page.withheld):
        for where in doubt.lines:
            marks[where["code"]] = (*marks.get(where["code"], ()), Mark("doubt", doubt.sentence))
    parts = {part.obligation.body_kind: part for part in shown.parts}
    for section in shown.layout.sections:
        part = parts.get(section.body)
        yield SectionShown(
            in_language(section.title, section.title_en),
            tuple(_row(shown.cells[line.code], marks.get(line.code, ()), taken) for line in section.lines),
            *(_body(actor, part) if part else ()),
        )


def _body(actor: Actor, part: Part) -> tuple[str, bool, str]:
    """The name of the body, whether its part is ready, and where whoever may type it finds it."""
    url = (
        reverse("report_entry", args=[part.obligation.pk])
        if not part.ready and may_enter(actor, part.obligation)
        else ""
    )
    return part.name, part.ready, url


def _row(cell: CellShown, doubts: tuple[Mark, ...], taken: Taken) -> Row:
    line, code = cell.line, cell.line.code
    fault = taken.faults.get(code)
    is_carried, is_typed = line.role is LineRole.CARRIED, line.is_kept and not cell.body
    stated = Quantity(cell.difference, line.unit) if cell.difference is not None else Absence.MISSING
    own = stated if is_carried else cell.figure
    stands = _in_cell(own, line) if is_typed else ""
    typed = taken.typed.get(code, stands) if fault else stands
    return Row(
        code=code,
        kind="others" if cell.body else line.role,
        anchor=anchor(code),
        label=label_of(line),
        unit=unit_of(line),
        indented=bool(line.indent),
        last_year=_earlier(cell.last_year, line),
        previous=_earlier(cell.previous, line),
        shown=typed if line.role is LineRole.INPUT and is_typed else written(cell.figure, line),
        kept=kept_text(cell.figure if cell.body else own) or "",
        note=taken.notes.get(code, cell.note) if fault else cell.note,
        returned=cell.returned,
        marks=(Mark("fault", fault), *doubts) if fault else doubts,
        stands=stands,
        note_stands=cell.note if is_typed else "",
        base=(kept_text(cell.carried.figure) or "") if cell.carried else "",
        carried=_carried(cell),
        difference=typed if is_carried else "",
        faulty=fault is not None,
    )


def _in_cell(figure: Figure, line: FormLine) -> str:
    """A figure as one would type it, to read back as itself: *1.234* would not where fractions are possible."""
    if not isinstance(figure, Quantity):
        return "x" if figure is Absence.NOT_APPLICABLE else ""
    text = format_number(figure.value)
    return f"{text},0" if line.decimals and "." in text and "," not in text else text


def _earlier(figure: Figure | None, line: FormLine) -> str:
    return NOTHING if figure is None else written(figure, line)


def _carried(cell: CellShown) -> str:
    """On how many shorter reports the figure of a carried line rests, and what they come to."""
    carried = cell.carried
    if carried is None or cell.line.home is None:
        return ""
    told = {
        "known": carried.known,
        "owed": carried.owed,
        "kind": kind_label(cell.line.home).lower(),
        "figure": written(carried.figure, cell.line),
    }
    if cell.line.kind is not IndicatorKind.FLOW:
        return _("lấy từ báo cáo %(kind)s cuối kỳ: %(figure)s") % told
    return _("cộng từ %(known)s/%(owed)s báo cáo %(kind)s: %(figure)s") % told


def _form_for_script(obligation: Obligation, layout: FormLayout) -> SafeString:
    """The form as its script reads it. Made once for each version, part and language: a version never changes."""
    key = (obligation.version_id, obligation.version.layout_hash, obligation.body_kind, get_language())
    made = _forms.get(key)
    if made is None:
        if len(_forms) >= MOST_FORMS_KEPT:
            _forms.clear()
        made = _forms[key] = json_script(form_for_script(layout), f"{FORM}-form")
    return made


MOST_FORMS_KEPT = 60
_forms: dict[tuple[int, str, str, str | None], SafeString] = {}
