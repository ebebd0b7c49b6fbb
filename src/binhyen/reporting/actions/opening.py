"""Obligations: open a period for all units that owe a form, and give one of them more time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.deadlines import BadDeadline, YearMissing
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of, regimes_for, version_for
from binhyen.indicators.values import FormLayout
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.reporting.actions.parts import hand_out_sections
from binhyen.reporting.events import DeadlineExtended, ReportsAsked, ReportsChanged
from binhyen.reporting.models import Obligation
from binhyen.reporting.permissions import may_extend, may_open_period
from binhyen.reporting.rules.obliging import Owed, UnitLife, owed_by
from binhyen.reporting.working_days import working_days


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a period came to: how many units owe the report, and how many of them had no obligation before."""

    owed: int
    new: int
    deadline: date | None
    basis: str
    local_rule: bool
    units: tuple[int, ...] = ()
    """The units that had no obligation before."""


@act("reporting.open-period", gettext_lazy("Mở kỳ báo cáo"), permission=may_open_period)
def open_period(*, by: Actor, under: OrgUnit, data_set: DataSet, period: Period) -> Done[Opened]:
    """Write the obligation of every unit at and below ``under`` that owes the form for the period. Safe to repeat.

    1. Find the form version in force on the period's first day, and the regime of each level.
    2. Find the units that lived in the period, for which part of it, and under whom.
    3. Write the obligations that are not there yet; those that are there stay as they are.

    Raises ``NotAllowed`` where the form has no version or no deadline for the period.
    """
    opened, superiors = oblige_below(by, under.path, data_set, period)
    return Done(
        opened,
        unit_id=under.pk,
        subject=f"{data_set.code}:{period.code}",
        detail={"owed": opened.owed, "new": opened.new},
        events=(
            ReportsChanged(data_set.pk, period.code, superiors),
            ReportsAsked(data_set.pk, period.code, under.pk, opened.units),
        )
        if opened.new
        else (),
        worth_a_line=bool(opened.new),
    )


def oblige_below(by: Actor, path: str, data_set: DataSet, period: Period) -> tuple[Opened, tuple[int, ...]]:
    """The work of :func:`open_period`, with the keys of the units to which the new obligations are owed."""
    version = version_for(data_set.code, period.first_day)
    if version is None:
        raise NotAllowed(
            Refused(
                "no-form-version",
                _("Biểu %(form)s chưa có phiên bản nào dùng cho %(period)s.")
                % {"form": data_set.code, "period": period.label_with_days},
                _("Chọn kỳ muộn hơn, hoặc ban hành phiên bản biểu có hiệu lực từ trước kỳ đó."),
            )
        )
    layout = layout_of(version)
    owed = owed_among(by, within(branches(paths=(path,))), layout, period)
    deadlines = Deadlines(by, owed, layout, period)
    there = set(
        Obligation.objects.visible_to(by)
        .filter(data_set=data_set, period=period.code, unit_id__in=[each.unit_id for each in owed])
        .values_list("unit_id", flat=True)
    )
    new = [
        new_obligation(each, data_set, version, period, deadlines.of(each.superior_id))
        for each in owed
        if each.unit_id not in there
    ]
    Obligation.objects.bulk_create(new, ignore_conflicts=True)
    hand_out_sections(by, layout, data_set, version, period.code, [each.unit_id for each in new])
    told = deadlines.of(owed[0].superior_id) if owed else None
    return (
        Opened(
            len(owed),
            len(new),
            told.day if told else None,
            told.basis if told else "",
            told.local_rule if told else False,
            tuple(each.unit_id for each in new),
        ),
        tuple(sorted({obligation.superior_id for obligation in new})),
    )


def owed_among(by: Actor, units: Q, layout: FormLayout, period: Period) -> tuple[Owed, ...]:
    """What the units of a condition on their versions owe for the period. One statement."""
    versions = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(
            units,
            Q(valid_until=None) | Q(valid_until__gt=period.first_day),
            level__in=layout.levels,
            valid_from__lte=period.last_day,
        )
        .select_related("unit", "parent")
        .order_by("code", "unit_id")
    )
    lives = [
        UnitLife(
            version.unit_id,
            version.kind,
            version.parent_id,
            version.parent.level if version.parent else "",
            version.validity,
            version.unit.validity,
        )
        for version in versions
    ]
    return owed_by(lives, period, layout.kinds, layout.under)


@dataclass(frozen=True, slots=True)
class ByWhen:
    """By when, by what right, and whether that is a rule of the operator's own."""

    day: date
    basis: str
    local_rule: bool


class Deadlines:
    """The deadline that the regime gives to the units below each superior. Two statements for all of them."""

    def __init__(self, by: Actor, owed: Sequence[Owed], layout: FormLayout, period: Period) -> None:
        self.layout, self.period = layout, period
        self.rules = regimes_for(layout.data_set, layout.levels[0], period.last_day)
        self.codes = dict(
            OrgUnitVersion.objects.visible_to(by)
            .filter(unit_id__in={each.superior_id for each in owed}, valid_from__lte=period.last_day)
            .order_by("valid_from")
            .values_list("unit_id", "code")
        )
        self.known: dict[str, ByWhen] = {}

    def of(self, superior_id: int) -> ByWhen:
        code = self.codes.get(superior_id, "")
        code = code if code in self.rules else ""
        if code not in self.known:
            self.known[code] = self._reckon(code)
        return self.known[code]

    def _reckon(self, province_code: str) -> ByWhen:
        regime = self.rules.get(province_code)
        if regime is None:
            raise NotAllowed(
                Refused(
                    "no-regime",
                    _("Biểu %(form)s chưa có chế độ báo cáo cho %(period)s.")
                    % {"form": self.layout.data_set, "period": self.period.label},
                    _("Thêm thời hạn vào chế độ báo cáo của danh mục rồi nạp lại."),
                )
            )
        try:
            day = regime.deadline.day_for(self.period.last_day, working_days())
        except (BadDeadline, YearMissing) as fault:
            raise NotAllowed(Refused("no-deadline", fault.sentence, fault.remedy)) from fault
        return ByWhen(day, regime.basis, regime.local_rule)


def new_obligation(
    owed: Owed,
    data_set: DataSet,
    version: DataSetVersion,
    period: Period,
    deadline: ByWhen,
) -> Obligation:
    """The obligation as it is written, not yet kept."""
    part: Validity | None = owed.part
    return Obligation(
        unit_id=owed.unit_id,
        superior_id=owed.superior_id,
        data_set=data_set,
        version=version,
        period=period.code,
        first_day=period.first_day,
        last_day=period.last_day,
        lives_from=part.since if part and part.since > period.first_day else None,
        lives_until=part.until if part and part.last_day and part.last_day < period.last_day else None,
        deadline=deadline.day,
        deadline_basis=deadline.basis,
    )


@act("reporting.extend-deadline", gettext_lazy("Gia hạn nộp báo cáo"), permission=may_extend)
def extend_deadline(*, by: Actor, obligation: Obligation, until: date, reason: str) -> Done[Obligation]:
    """Give one unit more time, with a reason. A report that is already late stays marked as it was.

    Bodies that fill in sections of it get the same time.
    """
    if obligation.closed_at is not None:
        raise NotAllowed(
            Refused("period-locked", _("Kỳ đã khoá nên không gia hạn được."), _("Dùng điều chỉnh sau khoá."))
        )
    if until <= obligation.deadline:
        raise NotAllowed(
            Refused(
                "not-later",
                _("Ngày gia hạn %(until)s không sau thời hạn %(deadline)s.")
                % {"until": format_date(until), "deadline": format_date(obligation.deadline)},
                _("Chọn ngày muộn hơn."),
            )
        )
    if not reason.strip():
        raise NotAllowed(
            Refused("no-reason", _("Chưa ghi lý do gia hạn."), _("Ghi ngắn gọn lý do, không ghi tên người."))
        )
    obligation.extended_to, obligation.extension_reason = until, reason.strip()[:300]
    obligation.save(update_fields=["extended_to", "extension_reason"])
    if obligation.handed_out:
        Obligation.objects.visible_to(by).filter(part_of=obligation).update(
            extended_to=until, extension_reason=obligation.extension_reason
        )
    return Done(
        obligation,
        unit_id=obligation.unit_id,
        subject=f"obligation:{obligation.pk}",
        detail={"until": until.isoformat(), "deadline": obligation.deadline.isoformat()},
        events=(DeadlineExtended(obligation.pk, obligation.unit_id),),
    )


def superiors_of(obligations: Iterable[Obligation]) -> dict[tuple[int, str], set[int]]:
    """The superiors of the obligations, by form and period: what has to be added up anew."""
    found: dict[tuple[int, str], set[int]] = {}
    for obligation in obligations:
        found.setdefault((obligation.data_set_id, obligation.period), set()).add(obligation.superior_id)
    return found
