"""Reorganising units: the list, a draft on screen or from files, what it would do, and the way back.

Pages show what is planned; the acts of the room decide again. Whoever administers a unit sees the reorganisations
within it and below; for everybody else they do not exist.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, Func, IntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import BadDate, format_date, parse_date
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits import actions
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation, Succession
from binhyen.orgunits.queries import (
    UnitOnDay,
    draft_of,
    may_undo,
    plan_reorganisation,
    plans_of,
    reorganisation_workbook,
    search,
)
from binhyen.orgunits.values import BadDraft, Draft, Fault, Plan, draft_from
from binhyen.web.access.forms import UnitField, home_unit, written
from binhyen.web.access.views import administration, refused_words
from binhyen.web.frame import current
from binhyen.web.frame.lists import EXCEL, Column, ListOf
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.uploads import opened
from binhyen.web.orgunits.reorganising_files import BadFile, drafts_of
from binhyen.web.orgunits.reorganising_forms import (
    STEP_KINDS,
    DraftForm,
    first_values,
    place_in_words,
    step_number,
    too_large_for_the_page,
)
from binhyen.web.orgunits.reorganising_shown import (
    ROWS_FOLDED,
    Table,
    names_of_codes,
    steps_of,
    tables_of_enacted,
    tables_of_plan,
)

SUGGESTIONS = 12
ROWS_A_PAGE = 200
FAULTS_SHOWN = 100
LARGEST_DRAFT = 8 * 1024 * 1024
"""Bytes of one draft that a page carries from the looking at files to the enacting of them, unpacked."""


# ---- the list -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A reorganisation with the name of the unit within which it happens."""

    reorganisation: Any
    unit_name: str

    @property
    def url(self) -> str:
        return reverse("reorganisation", args=[self.reorganisation.pk])


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


REORGANISATIONS = ListOf[Row](
    gettext_lazy("Sắp xếp đơn vị"),
    Column("title", gettext_lazy("Tên lần sắp xếp"), lambda row: row.reorganisation.title, "title", width=48),
    (
        Column(
            "state", gettext_lazy("Trạng thái"), lambda row: row.reorganisation.get_state_display(), "state"
        ),
        Column("unit", gettext_lazy("Trong đơn vị"), lambda row: row.unit_name, width=32),
        Column(
            "effective",
            gettext_lazy("Có hiệu lực từ"),
            lambda row: format_date(row.reorganisation.effective_on),
            "effective",
        ),
        Column("basis", gettext_lazy("Căn cứ"), lambda row: row.reorganisation.legal_basis, width=48),
        Column("steps", gettext_lazy("Số việc"), lambda row: _number(row.reorganisation.steps)),
        Column("links", gettext_lazy("Số quan hệ kế thừa"), lambda row: _number(row.reorganisation.links)),
        Column(
            "made",
            gettext_lazy("Lập ngày"),
            lambda row: format_date(row.reorganisation.made_at.date()),
            "made",
            shown_at_first=False,
        ),
    ),
    {
        "title": ("title", "pk"),
        "state": ("state", "-effective_on", "-pk"),
        "effective": ("effective_on", "pk"),
        "made": ("made_at", "pk"),
    },
)


class _Filters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Tên hoặc căn cứ"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[("", gettext_lazy("Mọi trạng thái")), *Reorganisation.State.choices],
        error_messages={"invalid_choice": gettext_lazy("Không có trạng thái này. Hãy chọn trong danh sách.")},
    )


@require_GET
@needs(Permission.KEEP_UNITS)
def reorganisations(request: SignedInRequest) -> HttpResponse:
    """The reorganisations within one's own units and below, the latest first."""
    filters = _Filters(request.GET)
    filters.is_valid()
    chosen = filters.cleaned_data
    found = _within_reach(request.actor).order_by("-effective_on", "-pk")
    if chosen.get("state"):
        found = found.filter(state=chosen["state"])
    if text := chosen.get("q"):
        found = found.filter(title__icontains=text) | found.filter(legal_basis__icontains=text)
    links = Succession.objects.visible_to(request.actor).filter(reorganisation=OuterRef("pk")).order_by()
    counted = found.defer("content", "effects").annotate(
        steps=Func(
            KeyTransform("steps", "content"), function="jsonb_array_length", output_field=IntegerField()
        ),
        links=Subquery(
            links.annotate(links=Func(F("pk"), function="count", output_field=IntegerField())).values("links")
        ),
    )
    return render(
        request,
        "orgunits/reorganisations.html",
        {
            "filters": filters,
            "filtered": any(chosen.get(name) for name in filters.fields),
            **administration(request),
            **REORGANISATIONS.page(request, counted, lambda rows: _rows_of(request.actor, rows)),
        },
    )


def _rows_of(actor: Actor, found: Iterable[Reorganisation]) -> list[Row]:
    """The rows of these, each with its unit's name of today, or its last. One statement."""
    listed = list(found)
    names = unit_names(actor, {each.unit_id for each in listed})
    return [Row(each, names.get(each.unit_id, "")) for each in listed]


def unit_names(actor: Actor, keys: Iterable[int]) -> dict[int, str]:
    """What units are called today, former ones what they were called last. One statement."""
    versions = OrgUnitVersion.objects.visible_to(actor).filter(
        unit_id__in=list(keys), valid_from__lte=today()
    )
    return dict(versions.order_by("valid_from").values_list("unit_id", "name"))


def _within_reach(actor: Actor) -> ScopedQuerySet[Reorganisation]:
    return Reorganisation.objects.visible_to(actor).filter(within(actor.reach.administration_write))


def _one(request: SignedInRequest, pk: int) -> Reorganisation:
    found = _within_reach(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# ---- a draft on screen ----------------------------------------------------------------------------------


@needs(Permission.KEEP_UNITS)
def reorganisation_new(request: SignedInRequest) -> HttpResponse:
    """Write a draft step by step. Adding and taking away steps keeps nothing; keeping leads to what it would do."""
    if request.method != "POST":
        return _draft_page(request, DraftForm(request.actor, initial=first_values(_working_unit(request))))
    form = DraftForm(request.actor, request.POST)
    if form.judged and (draft := form.draft()) is not None:
        try:
            kept = actions.draft_reorganisation(by=request.actor, draft=draft)
        except NotAllowed as refusal:
            form.head.add_error("under", refused_words(refusal.refused))
        else:
            say(request, _("Đã lưu bản nháp."))
            return redirect("reorganisation", pk=kept.pk)
    return _draft_page(request, form)


@needs(Permission.KEEP_UNITS)
def reorganisation_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft that was kept."""
    kept = _one(request, pk)
    if kept.state != Reorganisation.State.DRAFTED:
        return redirect("reorganisation", pk=pk)
    if too_large_for_the_page(kept.content):
        too_large = Refused(
            "too-large-for-the-page",
            _("Bản nháp này dài hơn trang này giữ được nên không sửa trên trang."),
            _("Sửa trong tệp rồi gửi lại tệp ấy; bản nháp này vẫn thực hiện hoặc bỏ được."),
        )
        return _page_of(request, kept, too_large)
    if request.method != "POST":
        names = names_of_codes(request.actor, _all_codes(kept.content), kept.effective_on)
        return _draft_page(request, DraftForm.of(request.actor, kept.content, names), kept)
    form = DraftForm(request.actor, request.POST)
    if form.judged and (draft := form.draft()) is not None:
        try:
            actions.redraft_reorganisation(by=request.actor, reorganisation=kept, draft=draft)
        except NotAllowed as refusal:
            form.head.add_error("under", refused_words(refusal.refused))
        else:
            say(request, _("Đã lưu bản nháp."))
            return redirect("reorganisation", pk=pk)
    return _draft_page(request, form, kept)


def _draft_page(
    request: SignedInRequest, form: DraftForm, kept: Reorganisation | None = None
) -> HttpResponse:
    faults = form.faults() if form.judged else []
    return render(
        request,
        "orgunits/reorganisation_draft.html",
        {
            "form": form,
            "faults": faults[:FAULTS_SHOWN],
            "kept": kept,
            "kinds": [(kind, what.label) for kind, what in STEP_KINDS.items()],
        },
        status=422 if faults else 200,
    )


@require_GET
@needs(Permission.KEEP_UNITS)
def reorganisation_units(request: SignedInRequest) -> HttpResponse:
    """Units to offer while somebody types one, as a field of the draft reads them back."""
    text = request.GET.get("q", "").strip()
    try:
        day = parse_date(request.GET.get("day", ""))
    except BadDate:
        day = today()
    found = search(request.actor, text, day, SUGGESTIONS) if text else ()
    options = [
        {"value": written(each.unit), "above": " › ".join(each.above)} for each in found if each.unit.code
    ]
    return JsonResponse({"options": options})


def _working_unit(request: SignedInRequest) -> UnitOnDay | None:
    """The unit that was entered last, where the actor administers it; else the first of their units."""
    unit = current.current_unit(request, request.actor)
    if unit is not None and request.actor.reach.administration_write.covers(unit.path):
        return unit
    return home_unit(request.actor, Permission.KEEP_UNITS)


def _all_codes(content: dict[str, Any]) -> set[str]:
    """Every text of a draft that may be a code; what is none is found under no unit."""
    texts: set[str] = set()
    waiting: list[Any] = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and len(each) <= 10:
            texts.add(each)
    return texts


# ---- one reorganisation ---------------------------------------------------------------------------------


@require_GET
@needs(Permission.KEEP_UNITS)
def reorganisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a draft would do, or what was done; with the button that does it, or takes it back."""
    return _page_of(request, _one(request, pk))


def _page_of(request: SignedInRequest, shown: Reorganisation, refused: Refused | None = None) -> HttpResponse:
    actor = request.actor
    tables: list[Table] = []
    context: dict[str, Any] = {}
    if shown.state == Reorganisation.State.DRAFTED:
        context, tables = _planned(actor, shown)
    elif shown.state == Reorganisation.State.ENACTED:
        tables = tables_of_enacted(actor, shown)
        context = {"undo": may_undo(actor, shown)}
    steps = steps_of(actor, shown.content, shown.effective_on)
    tables = [table for table in (*tables, steps) if table.count]
    alone = next((table for table in tables if table.name == request.GET.get("xem")), None)
    if alone is not None:
        page = Paginator(alone.lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context |= {"alone": alone, "page": page, "lines": page.object_list}
    name = unit_names(actor, [shown.unit_id]).get(shown.unit_id, "")
    return render(
        request,
        "orgunits/reorganisation.html",
        {
            "shown": shown,
            "unit_name": name,
            "state_mark": _STATE_MARKS[Reorganisation.State(shown.state)],
            "tables": [] if alone is not None else tables,
            "counted": tables,
            "folded_at": ROWS_FOLDED,
            "refused": refused,
            **context,
        },
        status=422 if refused is not None else 200,
    )


_STATE_MARKS = {
    Reorganisation.State.DRAFTED: "draft",
    Reorganisation.State.ENACTED: "enacted",
    Reorganisation.State.UNDONE: "undone",
}


def _planned(actor: Actor, shown: Reorganisation) -> tuple[dict[str, Any], list[Table]]:
    """What the draft would do, with its faults and what follows in other rooms."""
    try:
        plan = plan_reorganisation(actor, draft_of(shown))
    except BadDraft as bad:
        return {"faults": _placed(bad.faults), "fault_count": len(bad.faults)}, []
    return {
        "plan": plan,
        "faults": _placed(plan.faults),
        "fault_count": len(plan.faults),
        "consequences": plan.consequences,
    }, tables_of_plan(actor, plan)


def _placed(faults: Sequence[Fault]) -> list[tuple[str, str, Fault]]:
    """Each fault with its place in words, and where that stands on the page on which the draft is changed."""
    found = []
    for fault in faults[:FAULTS_SHOWN]:
        number = step_number(fault.place)
        found.append((place_in_words(fault.place), f"viec-{number}" if number else "", fault))
    return found


@require_POST
@needs(Permission.KEEP_UNITS)
def reorganisation_enact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do what the draft says, at once and wholly."""
    kept = _one(request, pk)
    try:
        actions.enact_reorganisation(by=request.actor, reorganisation=kept)
    except NotAllowed as refusal:
        return _page_of(request, _one(request, pk), refusal.refused)
    except BadDraft:
        return _page_of(request, _one(request, pk))
    say_with_undo(request, _("Đã thực hiện “%s”.") % kept.title, reverse("reorganisation_undo", args=[pk]))
    return redirect("reorganisation", pk=pk)


@require_POST
@needs(Permission.KEEP_UNITS)
def reorganisation_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put everything back, as long as nothing rests on the new map."""
    kept = _one(request, pk)
    try:
        actions.undo_reorganisation(by=request.actor, reorganisation=kept)
    except NotAllowed as refusal:
        return _page_of(request, _one(request, pk), refusal.refused)
    say(request, _("Đã hoàn tác “%s”. Các đơn vị trở lại như trước.") % kept.title)
    return redirect("reorganisation", pk=pk)


@require_POST
@needs(Permission.KEEP_UNITS)
def reorganisation_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    kept = _one(request, pk)
    title = kept.title
    try:
        actions.discard_reorganisation(by=request.actor, reorganisation=kept)
    except NotAllowed as refusal:
        return _page_of(request, _one(request, pk), refusal.refused)
    say(request, _("Đã bỏ bản nháp “%s”.") % title)
    return redirect("reorganisations")


# ---- from files -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file that was looked at: what it would do, or what is wrong with it. ``packed`` is its draft."""

    name: str
    unit_name: str = ""
    title: str = ""
    effective: date | None = None
    counts: tuple[tuple[str, int], ...] = ()
    consequences: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    packed: str = ""
    url: str = ""

    @property
    def outcome(self) -> str:
        """The name of the mark of what became of it."""
        return "faulty" if self.faults else "enacted" if self.url else "sound"

    @property
    def shown_faults(self) -> tuple[str, ...]:
        return self.faults[:FAULTS_A_FILE]

    @property
    def more_faults(self) -> int:
        return max(len(self.faults) - FAULTS_A_FILE, 0)


FAULTS_A_FILE = 20


class _TemplateForm(forms.Form):
    """Whose units the template shall hold."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            actor,
            Permission.KEEP_UNITS,
            required=False,
            label=_("Mẫu Excel của đơn vị"),
            help_text=_("Gõ mã hoặc tên, thường là một xã. Mẫu có sẵn các đơn vị đang có ở đó."),
        )
        self.fields["unit"].widget.attrs |= {"list": "units", "data-unit": ""}


@needs(Permission.KEEP_UNITS)
def reorganisations_take(request: SignedInRequest) -> HttpResponse:
    """Drop files, a row of result for each; nothing is done or kept until the sound ones are enacted."""
    under = _working_unit(request)
    if under is None:
        raise Http404
    rows: list[FileRow] = []
    faults: list[BadInput] = []
    if request.method == "POST":
        try:
            rows = _looked_at(request, under)
        except BadInput as fault:
            faults = [fault]
    if request.headers.get("X-Rows-Only"):
        name = ", ".join(each.name or "" for each in request.FILES.getlist("files"))
        rows += [FileRow(name, faults=(str(fault),)) for fault in faults]
        return render(request, "orgunits/reorganisation_file_rows.html", {"rows": rows})
    return _take_page(request, _TemplateForm(request.actor, initial={"unit": written(under)}), rows, faults)


def _take_page(
    request: SignedInRequest,
    template_form: _TemplateForm,
    rows: Sequence[FileRow] = (),
    faults: Sequence[BadInput] = (),
) -> HttpResponse:
    return render(
        request,
        "orgunits/reorganisations_take.html",
        {
            "under": _working_unit(request),
            "rows": rows,
            "sound": sum(bool(row.packed) for row in rows),
            "faults": faults,
            "template_form": template_form,
        },
        status=422 if faults or template_form.errors else 200,
    )


def _looked_at(request: SignedInRequest, under: UnitOnDay) -> list[FileRow]:
    """The row of each file that was sent. Raises ``BadInput`` where there is none, or too many."""
    read = drafts_of(request.actor, opened(request.FILES.getlist("files")))
    drafts = [each for each in read if not isinstance(each, BadFile)]
    plans = iter(plans_of(request.actor, [each.draft for each in drafts], within=under.path))
    return [
        FileRow(each.name, faults=each.faults)
        if isinstance(each, BadFile)
        else _row_of(each.name, next(plans))
        for each in read
    ]


def _row_of(name: str, plan: Plan) -> FileRow:
    counted = (
        (_("đơn vị kết thúc"), len(plan.ended)),
        (_("đơn vị mới"), len(plan.founded)),
        (_("đơn vị thay đổi"), len(plan.changed)),
    )
    return FileRow(
        name,
        plan.under_name,
        plan.draft.title,
        plan.draft.effective,
        tuple((words, number) for words, number in counted if number),
        tuple(each.sentence for each in plan.consequences),
        tuple(map(str, plan.faults)),
        packed="" if plan.faults else pack(plan.draft),
    )


@require_POST
@needs(Permission.KEEP_UNITS)
def reorganisations_enact(request: SignedInRequest) -> HttpResponse:
    """Enact what was looked at and found sound, in one go; what is refused meanwhile says why, and the rest stands."""
    under = _working_unit(request)
    if under is None:
        raise Http404
    drafts = list(filter(None, map(unpack, request.POST.getlist("draft"))))
    if not drafts:
        say(request, _("Chưa có tệp nào để thực hiện. Gửi tệp để kiểm tra trước."))
        return redirect("reorganisations_take")
    outcomes = actions.reorganise_many(
        by=request.actor,
        within=OrgUnit.objects.visible_to(request.actor).get(pk=under.id),
        drafts=drafts,
    )
    done = sum(each.reorganisation is not None for each in outcomes)
    if done == len(outcomes):
        say(request, _("Đã thực hiện %d lần sắp xếp.") % done)
        return redirect(f"{reverse('reorganisations')}?state=enacted")
    names = unit_names(
        request.actor, {each.reorganisation.unit_id for each in outcomes if each.reorganisation}
    )
    rows = [
        FileRow(
            each.draft.title,
            names.get(each.reorganisation.unit_id, "") if each.reorganisation else each.draft.under_code,
            each.draft.legal_basis,
            each.draft.effective,
            faults=tuple(map(str, each.faults)),
            url=reverse("reorganisation", args=[each.reorganisation.pk]) if each.reorganisation else "",
        )
        for each in outcomes
    ]
    return render(
        request, "orgunits/reorganisations_enacted.html", {"rows": rows, "done": done, "under": under}
    )


def pack(draft: Draft) -> str:
    """A draft as text that a page carries from the looking at a file to its enacting."""
    plain = json.dumps(draft.content(), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode()


def unpack(packed: str) -> Draft | None:
    """The draft in such a text; None for any other. The act judges it anew, so nobody gains by writing one."""
    try:
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(base64.urlsafe_b64decode(packed), LARGEST_DRAFT)
        if unpacking.unconsumed_tail:
            return None
        return draft_from(json.loads(plain))
    except (binascii.Error, zlib.error, ValueError):  # a draft with faults among them: BadDraft is one
        return None


@require_GET
@needs(Permission.KEEP_UNITS)
def reorganisation_template(request: SignedInRequest) -> HttpResponse:
    """The workbook of a unit with what may be rearranged in it today; of one's own where the address names none."""
    form = _TemplateForm(request.actor, request.GET)
    unit = form.cleaned_data["unit"] if form.is_valid() else None
    if form.errors:
        return _take_page(request, form)
    if unit is None and (unit := _working_unit(request)) is None:
        raise Http404
    return HttpResponse(
        reorganisation_workbook(request.actor, unit, today()),
        content_type=EXCEL,
        headers={"Content-Disposition": f'attachment; filename="sap-xep-{unit.code or "ca-nuoc"}.xlsx"'},
    )
