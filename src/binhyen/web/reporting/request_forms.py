"""The forms with which a desk asks for reports and opens campaigns, and the units that it picks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.values import FormLayout
from binhyen.orgunits.models import Kind, Level, OrgUnit
from binhyen.orgunits.queries import groups_of_units, on_day, units_as_of
from binhyen.reporting.models import Campaign, Occasion
from binhyen.reporting.queries import Askable, units_to_ask, working_days_ahead
from binhyen.web.access.forms import DayField
from binhyen.web.reporting.forms import ReasonField

_NAME_NOBODY = gettext_lazy("Ngắn gọn, không ghi tên người.")
MOST_LISTED = 400
"""More units than that are not listed one by one: the country picks its provinces, with all that lies below them."""


def deadline_hint() -> str:
    """The next working days in words; of a year whose days off are not known, how a day is written."""
    ahead = working_days_ahead(today())
    if not ahead:
        return _("Ngày/tháng/năm, như 02/02/2026.")
    told = ", ".join(
        _("%(count)d ngày: %(day)s") % {"count": count, "day": format_date(day)} for count, day in ahead
    )
    return _("Tính theo ngày làm việc kể từ hôm nay: %s.") % told


class AskForm(forms.Form):
    """What is asked, beside the form and the units."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("Loại báo cáo"),
        choices=[(value, capfirst(label)) for value, label in Occasion.choices],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=gettext_lazy("Tên báo cáo"), max_length=200, help_text=_NAME_NOBODY)
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Số, ký hiệu, ngày của văn bản yêu cầu; để trống nếu không có."),
    )
    first_day = DayField(label=gettext_lazy("Số liệu từ ngày"))
    last_day = DayField(label=gettext_lazy("Đến hết ngày"))
    deadline = DayField(label=gettext_lazy("Thời hạn trả lời"))

    def __init__(self, campaigns: Sequence[Campaign], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {str(each.pk): each for each in campaigns}
        self.fields["deadline"].help_text = deadline_hint()
        if campaigns:
            self.fields["campaign"] = forms.ChoiceField(
                label=_("Đợt cao điểm"),
                required=False,
                choices=[("", _("Không thuộc đợt nào")), *((str(each.pk), each.name) for each in campaigns)],
            )

    @property
    def chosen_campaign(self) -> Campaign | None:
        """The chosen one; asked of a valid form."""
        return self.campaigns.get(self.cleaned_data.get("campaign", ""))


class MoreForm(forms.Form):
    """By when the further units answer."""

    deadline = DayField(label=gettext_lazy("Thời hạn trả lời"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadline"].help_text = deadline_hint()


class ExtendRequestForm(forms.Form):
    """A later deadline for all who have not answered, and why."""

    until = DayField(label=gettext_lazy("Gia hạn đến hết ngày"))
    reason = ReasonField(label=gettext_lazy("Lý do gia hạn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = deadline_hint()


class CampaignForm(forms.Form):
    """What a campaign is called, by which plan it runs, and its days."""

    name = forms.CharField(
        label=gettext_lazy("Tên đợt cao điểm"),
        max_length=200,
        help_text=gettext_lazy("Như Cao điểm Tết Nguyên đán 2026. Không ghi tên người."),
    )
    plan = forms.CharField(
        label=gettext_lazy("Kế hoạch"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Số, ký hiệu, ngày của kế hoạch; để trống nếu chưa có."),
    )
    first_day = DayField(label=gettext_lazy("Từ ngày"))
    last_day = DayField(label=gettext_lazy("Đến hết ngày"))


# ---- which units -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """A unit to tick. ``meant`` are the keys of those who are asked by it: itself, or all below a province."""

    key: int
    name: str
    code: str
    kind: str
    meant: frozenset[int]
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class Quick:
    """A button that ticks several at once: ``name`` is what it sends."""

    name: str
    label: str
    number: int


@dataclass(frozen=True)
class UnitPicker:
    """The units of whom a form may be asked, which of them are ticked, and the buttons that tick many."""

    ticks: tuple[Tick, ...]
    quick: tuple[Quick, ...]
    ticked: frozenset[int]

    @property
    def rows(self) -> list[tuple[Tick, bool]]:
        return [(tick, tick.key in self.ticked) for tick in self.ticks]

    @property
    def chosen(self) -> frozenset[int]:
        """The keys of the units that are asked."""
        return frozenset(key for tick in self.ticks if tick.key in self.ticked for key in tick.meant)

    @property
    def number(self) -> int:
        """How many units there are to ask."""
        return sum(len(tick.meant) for tick in self.ticks)


def units_picked(
    actor: Actor, unit: OrgUnit, layout: FormLayout, query: QueryDict, without: Iterable[int] = ()
) -> UnitPicker:
    """The picker as a form that was sent leaves it: its ticks, or those of the button that was pressed.

    ``without`` are units that are asked already. At most three statements.
    """
    taken = set(without)
    units = [each for each in units_to_ask(actor, unit.path, layout, today()) if each.id not in taken]
    groups = groups_of_units(actor, [each.id for each in units], today())
    names: Counter[tuple[int, str]] = Counter()
    for belonging in groups.values():
        names.update({(each.group.pk, each.group.name) for each in belonging})
    ticks = _by_province(actor, unit, units) if len(units) > MOST_LISTED else _one_by_one(units, groups)
    quick = [Quick("all", _("Tất cả"), len(ticks))]
    if not any(tick.meant != {tick.key} for tick in ticks):
        kinds = Counter(tick.kind for tick in ticks)
        if len(kinds) > 1:
            quick += [
                Quick(f"kind:{kind}", capfirst(str(Kind(kind).label)), number)
                for kind, number in kinds.most_common()
            ]
        quick += [
            Quick(f"group:{key}", name, number)
            for (key, name), number in sorted(names.items(), key=lambda each: each[0][1])
        ]
    here = {tick.key for tick in ticks}
    sent = {int(key) for key in query.getlist("unit") if key.isascii() and key.isdigit() and len(key) < 18}
    return UnitPicker(ticks, tuple(quick), _ticked(query.get("tick", ""), ticks, sent & here))


def _ticked(pressed: str, ticks: Sequence[Tick], sent: set[int]) -> frozenset[int]:
    """A button adds its units to those that are ticked; *none* takes all away."""
    if pressed == "none":
        return frozenset()
    if pressed == "all":
        return frozenset(tick.key for tick in ticks)
    word, _colon, told = pressed.partition(":")
    more = {
        tick.key
        for tick in ticks
        if (word == "kind" and tick.kind == told)
        or (word == "group" and told.isdigit() and int(told) in tick.groups)
    }
    return frozenset(sent | more)


def _one_by_one(units: Sequence[Askable], groups: Any) -> tuple[Tick, ...]:
    return tuple(
        Tick(
            each.id,
            each.name,
            each.code,
            each.kind,
            frozenset({each.id}),
            frozenset(belonging.group.pk for belonging in groups.get(each.id, ())),
        )
        for each in units
    )


def _by_province(actor: Actor, unit: OrgUnit, units: Sequence[Askable]) -> tuple[Tick, ...]:
    provinces = [
        on_day(version)
        for version in units_as_of(actor, today())
        .filter(level=Level.PROVINCE, parent_id=unit.pk)
        .order_by("sort_key", "code")
    ]
    found = []
    for province in provinces:
        meant = frozenset(each.id for each in units if each.tree_path.startswith(province.tree_path))
        if meant:
            name = _("%(name)s: %(number)s đơn vị") % {
                "name": province.name,
                "number": format_number(len(meant)),
            }
            found.append(Tick(province.id, name, province.code, province.kind, meant, frozenset()))
    return tuple(found)


def proposed(layout_name: str, campaign: Campaign | None) -> dict[str, Any]:
    """What the page of asking says at first: the name of the form, and of which sort it says to be; the days of the
    campaign, or this month's until today; a deadline in two working days."""
    day = today()
    ahead = working_days_ahead(day, (2,))
    first, last = (campaign.first_day, campaign.last_day) if campaign else (date(day.year, day.month, 1), day)
    sudden = str(Occasion.SUDDEN.label) in layout_name.lower()
    return {
        "occasion": Occasion.SUDDEN if sudden else Occasion.TOPICAL,
        "title": layout_name,
        "first_day": first,
        "last_day": last,
        "deadline": ahead[0][1] if ahead else None,
        "campaign": str(campaign.pk) if campaign else "",
    }
