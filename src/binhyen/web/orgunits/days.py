"""The day of which a page of units speaks, and how to come to another: ``?as_of=…``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.clock import today

TWO_TIERS_SINCE = date(2025, 7, 1)
"""Districts ended and 34 provinces began (Luật 72/2025/QH15, Nghị quyết 202/2025/QH15)."""
LAST_OF_THREE_TIERS = TWO_TIERS_SINCE - timedelta(days=1)


class DayField(forms.DateField):
    """A day as the address says it. A text field: the browser's own shows the order of day and month of its own
    language, not of ours."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Theo ngày"),
            required=False,
            widget=forms.DateInput(
                attrs={"inputmode": "numeric", "placeholder": "01/07/2025"}, format="%d/%m/%Y"
            ),
            error_messages={"invalid": _("Không đọc được ngày. Hãy viết như 01/07/2025.")},
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        )


class DayForm(forms.Form):
    """The field alone, for pages that ask nothing else."""

    as_of = DayField()

    @property
    def day(self) -> date:
        """The day that could be read, else today."""
        self.is_valid()
        return self.cleaned_data.get("as_of") or today()


def day_of(request: HttpRequest) -> date:
    """The day that the address asks for; today when it names none that can be read."""
    return DayForm(request.GET).day


def on_another_day(query: QueryDict, day: date) -> str:
    """The same address as of another day; today goes without saying."""
    query = query.copy()
    query.pop("as_of", None)
    if day != today():
        query["as_of"] = day.isoformat()
    return f"?{query.urlencode()}"


def day_switch(request: HttpRequest, day: date) -> dict[str, Any]:
    """The context of ``orgunits/day_switch.html``: the form, and the two maps to choose between."""
    maps = (
        (_("Trước 01/07/2025"), LAST_OF_THREE_TIERS, day < TWO_TIERS_SINCE),
        (_("Từ 01/07/2025"), max(today(), TWO_TIERS_SINCE), day >= TWO_TIERS_SINCE),
    )
    asked = DayForm(request.GET)
    return {
        # Once it could be read, the day stands there as we write days.
        "form": DayForm(initial={"as_of": day}) if asked.is_valid() else asked,
        "maps": [
            {"label": label, "url": on_another_day(request.GET, other), "current": current}
            for label, other, current in maps
        ],
        "kept": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("as_of", "page")
            for value in values
        ],
    }
