"""What a reorganisation of units means for the reports that they owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.orgunits.models import OrgUnitVersion, Reorganisation
from binhyen.orgunits.queries import Change, Consequence, Founding
from binhyen.reporting.models import Obligation, PublicFigure, Recording, Submission
from binhyen.reporting.rules.states import State
from binhyen.reporting.versions import with_versions

MOST_PERIODS_NAMED = 4
_SETTLED = (State.ACCEPTED, State.LOCKED)


@dataclass
class _Opened:
    """A form that is opened for periods that end on or after the day, and what stands in them."""

    layout: FormLayout
    periods: set[Period] = field(default_factory=set)
    removed: set[Period] = field(default_factory=set)
    parted: set[Period] = field(default_factory=set)
    kept: set[Period] = field(default_factory=set)
    rerouted: set[Period] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, what: str, period: Period) -> None:
        getattr(self, what).add(period)
        self.counts[what] += 1


class ReportStake:
    """Obligations follow the units; a report stays with the unit that made it."""

    def consequences(self, actor: Actor, change: Change) -> tuple[Consequence, ...]:
        """Which reports are owed no more, which in part, which stay, and what the new units will owe. They are counted
        whether or not the actor reads reports: a plan that left some out would be wrong. At most five statements."""
        with acting_as(SYSTEM):
            forms = _opened(change)
            levels = _levels_of(change.founded)
        told: list[Consequence] = []
        for form in forms:
            told += _of_ended(form, change.day)
        for form in forms:
            told += _of_founded(form, change.founded, levels, change.day)
        return tuple(told)

    def may_be_undone(self, founded: tuple[int, ...], day: date) -> Decision:
        """Not once a figure was recorded by a new unit, or by one whose report the change gave another part or another
        superior, or was published about a new unit: it rests on the new map. Four statements."""
        with acting_as(SYSTEM):
            reported = Submission.objects.visible_to(SYSTEM).filter(unit_id__in=founded)
            published = PublicFigure.objects.visible_to(SYSTEM).filter(unit_id__in=founded)
            if founded and (reported.exists() or published.exists()):
                return _rests_on_the_new_map()
            enacted = Reorganisation.objects.visible_to(SYSTEM).filter(
                state="enacted", effective_on=day, effects__reporting__founded=list(founded)
            )
            shaped = Q(pk__in=[])
            for at, ended, moved in enacted.values_list(
                "enacted_at", "effects__reporting__ended", "effects__reporting__moved"
            ):
                units = [*ended, *(unit for unit, _parent in moved)]
                shaped |= Q(at__gte=at, unit_id__in=units, submission__obligation__last_day__gte=day)
            if Recording.objects.visible_to(SYSTEM).filter(shaped).exists():
                return _rests_on_the_new_map()
        return ALLOWED


def _rests_on_the_new_map() -> Refused:
    return Refused(
        "reported-on-the-new-map",
        _("Đã có số liệu được ghi theo đơn vị sau sắp xếp nên không hoàn tác được."),
        _("Lập một lần sắp xếp mới để sửa lại; số liệu đã ghi vẫn giữ nguyên."),
    )


def _opened(change: Change) -> list[_Opened]:
    """The forms opened for the units that would end or change, or for others under the same ones."""
    near = {*change.ended, *change.changed}
    obligations = with_versions(
        Obligation.objects.visible_to(SYSTEM)
        .filter(
            Q(unit_id__in=near) | Q(superior_id__in={unit.under_id for unit in change.founded}),
            closed_at=None,
            last_day__gte=change.day,
        )
        .order_by("data_set__code", "first_day", "unit_id")
    )
    ended = set(change.ended)
    concerned = [each for each in obligations if each.unit_id in ended or each.superior_id in ended]
    states: dict[int, str] = dict(
        Submission.objects.visible_to(SYSTEM)
        .filter(obligation_id__in=[each.pk for each in concerned])
        .values_list("pk", "state")
    )
    forms: dict[int, _Opened] = {}
    for each in obligations:
        layout = each.layout
        form = forms.setdefault(each.data_set_id, _Opened(layout))
        period = parse_period(each.period, calendar_of(layout.calendar))
        form.periods.add(period)
        if each.unit_id in ended:
            form.count(_fate(each, states.get(each.pk), change.day), period)
        elif each.superior_id in ended and states.get(each.pk) not in _SETTLED:
            form.count("rerouted", period)
    return list(forms.values())


def _fate(obligation: Obligation, state: str | None, day: date) -> str:
    """What becomes of what a unit owes that ends on ``day``."""
    if state in _SETTLED:
        return "kept"
    if obligation.first_day < day:
        return "parted"
    return "removed" if state is None else "kept"


def _of_ended(form: _Opened, day: date) -> Iterable[Consequence]:
    sentences = {
        "removed": _(
            "%(form)s: %(count)s báo cáo chưa có số liệu của đơn vị kết thúc (%(periods)s) không phải nộp nữa."
        ),
        "parted": _(
            "%(form)s: %(count)s báo cáo của đơn vị kết thúc (%(periods)s) chỉ còn phần đến trước ngày %(day)s;"
            " cơ quan thường trực cấp trên nộp thay nếu đơn vị chưa nộp."
        ),
        "kept": _(
            "%(form)s: %(count)s báo cáo đã có số liệu của đơn vị kết thúc (%(periods)s) giữ nguyên ở đơn vị cũ;"
            " xem lại để không tính hai lần với báo cáo của đơn vị mới."
        ),
        "rerouted": _(
            "%(form)s: %(count)s báo cáo chưa duyệt của đơn vị đi theo (%(periods)s) chuyển sang nộp cho"
            " đơn vị cấp trên mới."
        ),
    }
    for what, sentence in sentences.items():
        if form.counts[what]:
            told = _told(form, getattr(form, what), day) | {"count": form.counts[what]}
            yield Consequence(f"reports-{what}", sentence % told, form.counts[what])


def _of_founded(
    form: _Opened, founded: tuple[Founding, ...], levels: Mapping[int, str], day: date
) -> Iterable[Consequence]:
    layout = form.layout
    owing = [
        unit
        for unit in founded
        if unit.level in layout.levels
        and (not layout.kinds or unit.kind in layout.kinds)
        and (not layout.under or levels.get(unit.under_id) in layout.under)
    ]
    if owing and form.periods:
        sentence = _("%(form)s: %(count)s đơn vị mới phải nộp báo cáo từ ngày %(day)s (%(periods)s).")
        yield Consequence(
            "reports-of-new-units",
            sentence % (_told(form, form.periods, day) | {"count": len(owing)}),
            len(owing) * len(form.periods),
        )


def _told(form: _Opened, periods: set[Period], day: date) -> dict[str, object]:
    named = [period.label for period in sorted(periods)]
    if len(named) > MOST_PERIODS_NAMED:
        named = [*named[:MOST_PERIODS_NAMED], "…"]
    return {"form": form.layout.name, "periods": ", ".join(named), "day": format_date(day)}


def _levels_of(founded: tuple[Founding, ...]) -> dict[int, str]:
    """The levels of the units under which new ones would stand."""
    keys = {unit.under_id for unit in founded}
    return dict(
        OrgUnitVersion.objects.visible_to(SYSTEM).filter(unit_id__in=keys).values_list("unit_id", "level")
    )
