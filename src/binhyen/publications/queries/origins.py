"""Where do the figures of the reports come from: which file and cell, when, and who accepted them?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from binhyen.access.queries import signatures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.indicators.values import IndicatorKind
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.queries.reports import COUNTED
from binhyen.publications.rules.origins import Approval, Origin, OriginKey, Origins
from binhyen.publications.rules.sheet import Reporters
from binhyen.reporting.models import Adjustment, FigureSource, Recording, Submission


def origins_of(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    reporters: tuple[Reporters, ...],
    compared: Period | None = None,
) -> Origins:
    """The origins of all figures in the reports of the period and of the one compared with, and who accepted these.

    Where several reports come to a period, a figure's origin is that it was worked out from them; each of them is among
    the approvals. Four statements, however many units there are.
    """
    spans = [period, *([compared] if compared else [])]
    kinds = {each.form: each.kind for each in reporters}
    submissions = list(
        Submission.objects.visible_to(actor)
        .filter(
            Q(obligation__superior_id=unit.id) | Q(obligation__unit_id=unit.id),
            obligation__part_of=None,
            obligation__data_set__code__in=kinds,
            obligation__period__in=[
                part.code for kind in set(kinds.values()) for span in spans for part in span.parts(kind)
            ],
        )
        .select_related("obligation__data_set")
    )
    keys = {
        submission.pk: (
            submission.obligation.data_set.code,
            submission.obligation.period,
            submission.unit_id,
        )
        for submission in submissions
    }
    at_once = {form for form, kind in kinds.items() if kind is period.kind}
    counted = [each for each in submissions if each.state in COUNTED]
    figures = _written(actor, [each for each in counted if keys[each.pk][0] in at_once], keys)
    figures |= _worked_out(
        reporters, spans, [each for each in counted if keys[each.pk][0] not in at_once], keys
    )
    return Origins(figures, _approvals(unit, reporters, submissions, keys))


def _written(
    actor: Actor, counted: list[Submission], keys: dict[int, tuple[str, str, int]]
) -> dict[OriginKey, Origin]:
    """Of figures that stand in one report: the file and cell that they came from. Two statements."""
    figures: dict[OriginKey, Origin] = {}
    ids = [submission.pk for submission in counted]
    recordings = (
        Recording.objects.visible_to(actor)
        .filter(submission_id__in=ids)
        .order_by("at", "pk")
        .values_list("submission_id", "at", "source", "file__name", "changes")
    )
    for report, at, source, file, changes in recordings:
        way = str(FigureSource(source).label)
        for line, _old, _new, address in changes:
            figures[*keys[report], line] = Origin(way, file or "", address, at)
    adjustments = (
        Adjustment.objects.visible_to(actor)
        .filter(submission_id__in=ids)
        .order_by("at", "pk")
        .values_list("submission_id", "line", "at")
    )
    for report, line, at in adjustments:
        before = figures.get((*keys[report], line))
        figures[*keys[report], line] = (
            Origin("điều chỉnh sau khoá", "", "", at, at)
            if before is None
            else Origin(before.way, before.file, before.cell, before.recorded_at, at)
        )
    return figures


def _worked_out(
    reporters: tuple[Reporters, ...],
    spans: list[Period],
    counted: list[Submission],
    keys: dict[int, tuple[str, str, int]],
) -> dict[OriginKey, Origin]:
    """Of figures that several reports come to: from which."""
    figures: dict[OriginKey, Origin] = {}
    for each in reporters:
        for span in spans:
            codes = {part.code for part in span.parts(each.kind)}
            of_unit: dict[int, list[Submission]] = defaultdict(list)
            for submission in counted:
                form, code, unit_id = keys[submission.pk]
                if form == each.form and code in codes:
                    of_unit[unit_id].append(submission)
            for unit_id, submissions in of_unit.items():
                at = max(each.changed_at for each in submissions)
                whole = Origin(f"cộng {len(submissions)} báo cáo {each.kind.label} đã duyệt", "", "", at)
                last = Origin(f"báo cáo {each.kind.label} cuối kỳ", "", "", at)
                for line in each.lines.values():
                    is_flow = line.form.kind is IndicatorKind.FLOW
                    figures[each.form, span.code, unit_id, line.code] = whole if is_flow else last
    return figures


def _approvals(
    unit: UnitOnDay,
    reporters: tuple[Reporters, ...],
    submissions: list[Submission],
    keys: dict[int, tuple[str, str, int]],
) -> tuple[Approval, ...]:
    names = {report.unit_id: (report.code, report.name) for each in reporters for report in each.reports}
    acted = {
        (submission.accepted_by, _day(submission))
        for submission in submissions
        if submission.accepted_by is not None
    }
    signatures = signatures_of(acted, unit.path, named=False)
    found = []
    for submission in submissions:
        form, period, unit_id = keys[submission.pk]
        if unit_id not in names:
            continue
        signature = (
            None
            if submission.accepted_by is None
            else signatures.get((submission.accepted_by, _day(submission)))
        )
        found.append(
            Approval(
                unit_id=unit_id,
                code=names[unit_id][0],
                name=names[unit_id][1],
                form=form,
                period=period,
                state=str(submission.get_state_display()),
                late=submission.late,
                submitted_at=submission.submitted_at,
                accepted_at=submission.accepted_at,
                accepted_by=f"{signature.role}, {signature.unit_name}" if signature else "",
            )
        )
    order = {unit_id: at for at, unit_id in enumerate(names)}
    return tuple(sorted(found, key=lambda each: (each.form, each.period, order[each.unit_id])))


def _day(submission: Submission) -> date:
    assert submission.accepted_at is not None  # the database holds that accepted reports say when  # noqa: S101
    return submission.accepted_at.astimezone(VIETNAM).date()
