"""The forms of reports: reasons, days, a figure, files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import nfc, parse_number
from binhyen.indicators.values import FormLayout, FormLine, LineRole
from binhyen.web.access.forms import DayField
from binhyen.web.frame.words import label_of, period_with_days, unit_of

LONGEST_REASON = 300
_NAME_NOBODY = gettext_lazy("Ngắn gọn, không ghi tên người.")


class ReasonField(forms.CharField):
    """A short reason that names nobody."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _NAME_NOBODY)
        super().__init__(max_length=LONGEST_REASON, widget=forms.Textarea, **kwargs)


class OpenPeriodForm(forms.Form):
    """Which period to open."""

    def __init__(self, periods: tuple[Period, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"] = forms.ChoiceField(
            label=_("Kỳ"),
            choices=[(period.code, period_with_days(period)) for period in periods],
            error_messages={"invalid_choice": _("Không mở được kỳ này. Hãy chọn trong danh sách.")},
        )


class ReturnForm(forms.Form):
    """Why the report goes back, as a whole; the reasons on cells stand beside it in the page's table.

    Where cells say why (``has_cells``), nothing more need be written: the report then refers to them.
    """

    reason = ReasonField(label=gettext_lazy("Lý do trả lại"))

    def __init__(self, *args: Any, has_cells: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not has_cells

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).strip() or _("Xem lý do ở từng dòng.")


class ExtendForm(forms.Form):
    """A later deadline and why."""

    until = DayField(label=gettext_lazy("Gia hạn đến hết ngày"))
    reason = ReasonField(label=gettext_lazy("Lý do gia hạn"))


class AdjustForm(forms.Form):
    """Which line of a locked report says something else from now on, what, and why.

    Of a line that shorter reports add up to, it is the difference from their sum that is stated anew.
    """

    value = forms.CharField(
        label=gettext_lazy("Số điều chỉnh"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Ghi “x” nếu không áp dụng, để trống nếu không có số."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}),
    )
    reason = ReasonField(label=gettext_lazy("Lý do điều chỉnh"))

    def __init__(self, layout: FormLayout, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        self.fields["line"] = forms.ChoiceField(
            label=_("Chỉ tiêu"),
            choices=[
                (line.code, _name(line) if line.role is LineRole.INPUT else _("%s: chênh lệch") % _name(line))
                for line in layout.kept
            ],
        )
        self.order_fields(["line", "value", "reason"])

    @property
    def figure(self) -> Figure:
        """What was written for the line; asked of a valid form."""
        figure: Figure = self.cleaned_data["figure"]
        return figure

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "line" in cleaned and "value" in cleaned:
            unit = self.layout.by_code[cleaned["line"]].unit
            try:
                cleaned["figure"] = figure_from(cleaned["value"], unit)
            except BadInput as fault:
                self.add_error("value", f"{fault.sentence} {fault.remedy}".strip())
        return cleaned


def _name(line: FormLine) -> str:
    return f"{label_of(line)} ({unit_of(line)})"


def figure_from(text: str, unit: str) -> Figure:
    """What a person wrote for a line: a number, ``x`` (not applicable) or nothing (missing). Raises ``BadInput``."""
    written = " ".join(nfc(text).split()).lower()
    if not written or written == Absence.MISSING.words:
        return Absence.MISSING
    if written in ("x", Absence.NOT_APPLICABLE.words):
        return Absence.NOT_APPLICABLE
    return Quantity(parse_number(written), unit)


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class TakeForm(forms.Form):
    """What belongs to one drop of workbooks, beside the files themselves."""

    batch = forms.UUIDField()
    submit = forms.BooleanField(required=False)
