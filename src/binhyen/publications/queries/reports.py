"""Which units report to one, form by form, and what did each say in the period and in the one before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db.models import F, Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Figure
from binhyen.indicators.models import Indicator
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout, IndicatorDefinition, OverUnits, worked_out
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSection, UnitReport
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import Document, with_unit_names

COUNTED = (State.ACCEPTED, State.LOCKED)

_KINDS = {
    "province": "tỉnh",
    "city": "thành phố",
    "commune": "xã",
    "ward": "phường",
    "special-zone": "đặc khu",
}
_LEVELS = {Level.COUNTRY: "trung ương", Level.PROVINCE: "cấp tỉnh", Level.COMMUNE: "cấp xã"}
_WHERE_IT_STANDS = {
    State.DRAFT: "chưa nộp",
    State.SUBMITTED: "chờ duyệt",
    State.RETURNED: "đã trả lại để sửa",
}
_AWAITED = "chưa gửi"


class NothingToReport(BadInput):
    """No unit owes the unit a report for the period."""

    def __init__(self, unit: UnitOnDay, period: Period) -> None:
        super().__init__(
            _("%(unit)s không có đơn vị nào phải gửi báo cáo %(period)s, nên chưa có gì để lập báo cáo.")
            % {"unit": unit.name, "period": period.label},
            _("Mở kỳ báo cáo trước, hoặc chọn kỳ và đơn vị khác."),
        )


def reporters_below(actor: Actor, unit: UnitOnDay, period: Period) -> tuple[Reporters, ...]:
    """Who owes the unit a report for the period, with every report that was accepted; its own bodies last.

    Raises ``NothingToReport``. Three statements, however many units there are.
    """
    obligations = _obligations(actor, unit, period)
    if not any(obligation.period == period.code for obligation in obligations):
        raise NothingToReport(unit, period)
    submissions = {
        submission.pk: submission
        for submission in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[obligation.pk for obligation in obligations]
        )
    }
    definitions = _definitions(obligations)
    earlier = {
        (obligation.data_set_id, obligation.unit_id): _counted_figures(
            obligation, submissions.get(obligation.pk)
        )
        for obligation in obligations
        if obligation.period != period.code
    }
    found = []
    for _key, owed in groupby(
        [obligation for obligation in obligations if obligation.period == period.code],
        key=lambda obligation: obligation.data_set_id,
    ):
        own = list(owed)
        layout = own[0].layout
        apart = Level.BODY in layout.levels
        found.append(
            Reporters(
                form=layout.data_set,
                words=_words(unit, own, apart=apart),
                apart=apart,
                sections=_sections(layout, definitions),
                reports=tuple(
                    _report(
                        obligation,
                        submissions.get(obligation.pk),
                        earlier.get((obligation.data_set_id, obligation.unit_id)),
                    )
                    for obligation in own
                ),
            )
        )
    return tuple(sorted(found, key=lambda reporters: reporters.apart))


def _definitions(obligations: Sequence[Obligation]) -> dict[str, IndicatorDefinition]:
    """The indicators of the forms as they are defined now, disabled or not. One statement."""
    versions = {obligation.version_id: obligation.version for obligation in obligations}
    codes = {line.indicator for version in versions.values() for line in layout_of(version).lines}
    found = Indicator.objects.filter(code__in=codes).values_list("code", "definition")
    return {code: IndicatorDefinition.from_json(definition) for code, definition in found}


def _obligations(actor: Actor, unit: UnitOnDay, period: Period) -> list[Obligation]:
    owed = Obligation.objects.visible_to(actor).filter(
        Q(period=period.code) | Q(period=period.previous().code),
        superior_id=unit.id,
        part_of=None,
        data_set__calendar=period.calendar.id,
        data_set__period_kind=period.kind,
    )
    formed = owed.select_related("version").annotate(form=F("data_set__code"))
    named = with_unit_names(formed, period.last_day)
    return list(named.order_by("form", "unit_sort", "unit_id", "first_day"))


def _report(
    obligation: Obligation, submission: Submission | None, earlier: Mapping[str, Figure] | None
) -> UnitReport:
    figures = _counted_figures(obligation, submission)
    state = "" if figures is not None else _AWAITED
    if submission is not None and figures is None:
        state = _WHERE_IT_STANDS[State(submission.state)]
    return UnitReport(
        unit_id=obligation.unit_id,
        code=obligation.unit_code or "",  # type: ignore[attr-defined]
        name=obligation.unit_name or "",  # type: ignore[attr-defined]
        figures=figures,
        earlier=earlier,
        late=submission is not None and submission.submitted_at is not None and submission.late,
        state=state,
        lives=obligation.lives,
    )


def _counted_figures(obligation: Obligation, submission: Submission | None) -> dict[str, Figure] | None:
    """Every line of a report that counts, worked out where it is not filled in; None where none counts."""
    if submission is None or submission.state not in COUNTED:
        return None
    layout = layout_of(obligation.version)
    inputs = Document(submission.in_force, submission.not_applicable_in_force).figures(layout)
    return inputs | worked_out(layout, inputs)


def _sections(
    layout: FormLayout, definitions: Mapping[str, IndicatorDefinition]
) -> tuple[ReportSection, ...]:
    return tuple(
        ReportSection(
            section.title,
            tuple(
                ReportLine(
                    line,
                    area=definitions[line.indicator].area,
                    adds=definitions[line.indicator].over_units is not OverUnits.NONE,
                    counts_persons=definitions[line.indicator].counts_persons,
                )
                for line in section.lines
            ),
        )
        for section in layout.sections
    )


def _words(unit: UnitOnDay, owed: Sequence[Obligation], *, apart: bool) -> str:
    """What those who report are called together: "xã, phường", "cơ quan, tổ chức cấp tỉnh"."""
    if apart:
        return f"cơ quan, tổ chức {_LEVELS.get(Level(unit.level), '')}".rstrip()
    kinds = {obligation.unit_kind for obligation in owed}  # type: ignore[attr-defined]
    known = [words for kind, words in _KINDS.items() if kind in kinds]
    return ", ".join(known) or "đơn vị"
