"""The workbooks that units fill in: each with its unit, its period and what was reported before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import PeriodKind
from binhyen.foundations.quantities import Figure, Quantity
from binhyen.foundations.vietnamese import fold
from binhyen.indicators.queries import indicators_on
from binhyen.indicators.values import FormLayout
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.actions.writing import previous_values
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.rules.values import Document
from binhyen.reporting.workbooks.identity import Identity
from binhyen.reporting.workbooks.patching import Template, patch

LONGEST_NAME_IN_FILE = 60


@dataclass(frozen=True, slots=True)
class WorkbookWritten:
    """The workbook of one obligation as XLSX, with the name under which it is saved."""

    obligation_id: int
    unit_code: str
    unit_name: str
    file_name: str
    data: bytes


def workbooks_of(
    actor: Actor,
    obligations: Sequence[Obligation],
    figures: Mapping[int, Mapping[str, Figure]] | None = None,
    notes: Mapping[int, Mapping[str, str]] | None = None,
) -> Iterator[WorkbookWritten]:
    """The workbooks of these obligations, one after the other. A constant number of statements for all of them.

    A report that was begun goes on where it stands. ``figures`` and ``notes`` by obligation's key put other values in
    its place: that is how filled-in workbooks are made for demonstrations and tests.
    """
    names = _names(actor, obligations)
    previous = previous_values(actor, obligations)
    there = {
        submission.pk: submission
        for submission in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[obligation.pk for obligation in obligations]
        )
    }
    templates: dict[tuple[int, str, tuple[str, ...]], Template] = {}
    for obligation in obligations:
        asked = (obligation.version_id, obligation.body_kind, tuple(obligation.handed_out))
        template = templates.get(asked)
        if template is None:
            template = templates[asked] = _template(obligation)
        submission = there.get(obligation.pk)
        code, name, short_name = names[obligation.unit_id]
        values = (figures or {}).get(obligation.pk) or _standing(obligation, submission)
        noted = (notes or {}).get(obligation.pk) or (submission.notes if submission else {})
        before = {
            line: Quantity(value, template.layout.by_code[line].unit)
            for line, value in previous.get(obligation.pk, {}).items()
            if line in template.layout.by_code
        }
        identity = _identity(obligation, template.layout, code, name, names[obligation.superior_id][1])
        yield WorkbookWritten(
            obligation_id=obligation.pk,
            unit_code=code,
            unit_name=name,
            file_name=workbook_name(code, short_name, obligation.period, _form_in_name(template.layout)),
            data=patch(template, identity, before, values, noted),
        )


def workbook_name(code: str, short_name: str, period: str, form: str = "") -> str:
    """``04831-da-bac-2026-02.xlsx``: plain letters alone, so that it survives any mail and any disk.

    With the code of the form where a unit owes several of one period: ``04831-da-bac-2026-xa-nam.xlsx``.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(short_name)).strip("-")[:LONGEST_NAME_IN_FILE].rstrip("-")
    return "-".join(part for part in (code, plain, period, form) if part) + ".xlsx"


def _form_in_name(layout: FormLayout) -> str:
    """A month has one form for each unit; a year has several, in several calendars."""
    return "" if layout.period_kind is PeriodKind.MONTH else layout.data_set


_templates: dict[tuple[int, str], Template] = {}


def _template(obligation: Obligation) -> Template:
    """Written once a process for what a form version asks in a workbook, which never changes."""
    version = obligation.version
    layout = obligation.workbook_layout
    key = (version.pk, layout.layout_hash)
    if key not in _templates:
        meanings = {code: each.definition for code, each in indicators_on(version.valid_from).items()}
        _templates[key] = Template.of(layout, meanings)
    return _templates[key]


def _standing(obligation: Obligation, submission: Submission | None) -> Mapping[str, Figure] | None:
    if submission is None:
        return None
    kept = Document(submission.in_force, submission.not_applicable_in_force).kept_figures(obligation.layout)
    return {line.code: kept[line.code] for line in obligation.workbook_layout.inputs}


def _identity(obligation: Obligation, layout: FormLayout, code: str, name: str, superior: str) -> Identity:
    label = obligation.period_in(layout.calendar).label_with_days
    if obligation.lives is not None:
        label = f"{label}, phần đơn vị phải báo cáo: {obligation.lives}"
    return Identity(
        form=layout.data_set,
        version=layout.version,
        layout_hash=layout.layout_hash,
        unit_id=obligation.unit_id,
        unit_code=code,
        unit_name=name,
        period=obligation.period,
        calendar=layout.calendar,
        period_label=label,
        deadline=obligation.due,
        superior_name=superior,
        written_on=today(),
        illustrative=settings.DATA_FOLDER.demonstration,
    )


def _names(actor: Actor, obligations: Sequence[Obligation]) -> dict[int, tuple[str, str, str]]:
    """Code, name and short name of the units and those that they report to, as they were at the period's end."""
    wanted = {obligation.unit_id: obligation.last_day for obligation in obligations}
    wanted |= {obligation.superior_id: obligation.last_day for obligation in obligations}
    found: dict[int, tuple[str, str, str]] = {}
    versions = (
        OrgUnitVersion.objects.beyond_scope(
            "names of units whose obligations the actor sees, and of those above"
        )
        .filter(unit_id__in=wanted)
        .order_by("valid_from")
    )
    for version in versions:
        if version.unit_id not in found or version.valid_from <= wanted[version.unit_id]:
            found[version.unit_id] = (version.code, version.name, version.short_name)
    return found
