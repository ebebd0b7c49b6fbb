"""Where do the figures of the reports come from: which file and cell, when, and who accepted them?"""

from __future__ import annotations

from datetime import date

from binhyen.access.queries import signatures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import Period
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.queries.reports import COUNTED
from binhyen.publications.rules.origins import Approval, Origin, OriginKey, Origins
from binhyen.publications.rules.sheet import Reporters
from binhyen.reporting.models import Adjustment, FigureSource, Recording, Submission


def origins_of(actor: Actor, unit: UnitOnDay, period: Period, reporters: tuple[Reporters, ...]) -> Origins:
    """The origins of all figures in the reports of the period and of the one before, and who accepted these.

    Four statements, however many units there are.
    """
    submissions = list(
        Submission.objects.visible_to(actor)
        .filter(
            obligation__superior_id=unit.id,
            obligation__data_set__code__in=[each.form for each in reporters],
            obligation__period__in=[period.code, period.previous().code],
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
    counted = [submission.pk for submission in submissions if submission.state in COUNTED]
    figures: dict[OriginKey, Origin] = {}
    recordings = (
        Recording.objects.visible_to(actor)
        .filter(submission_id__in=counted)
        .order_by("at", "pk")
        .values_list("submission_id", "at", "source", "file__name", "changes")
    )
    for report, at, source, file, changes in recordings:
        way = str(FigureSource(source).label)
        for line, _old, _new, address in changes:
            figures[*keys[report], line] = Origin(way, file or "", address, at)
    adjustments = (
        Adjustment.objects.visible_to(actor)
        .filter(submission_id__in=counted)
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
    return Origins(figures, _approvals(unit, reporters, submissions, keys))


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
