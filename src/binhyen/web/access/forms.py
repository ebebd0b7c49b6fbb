"""The forms of accounts and appointments."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.actions import Purpose
from binhyen.access.models import Role
from binhyen.access.permissions import SYSTEM_ROLES, Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import BadDate, fold, format_date, nfc, parse_date
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import UnitOnDay, on_day, search, unit_of_code, unit_of_key, units_as_of

MOST_SUGGESTIONS = 200
_CODE_AT_END = re.compile(r"\(([0-9A-Z][0-9A-Z.\-]{1,9})\)\s*$")


class DayField(forms.Field):
    """A day as people write it, ``02/02/2026``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Ngày/tháng/năm, như 02/02/2026."))
        super().__init__(**kwargs)
        self.widget.attrs |= {"maxlength": "20", "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except BadDate as fault:
            raise forms.ValidationError(f"{fault.sentence} {fault.remedy}".strip()) from fault

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, date) else value


class UnitField(forms.Field):
    """A unit by name or code, at or below where the actor holds ``permission``; its value is a ``UnitOnDay``."""

    def __init__(self, actor: Actor, permission: Permission, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Đơn vị"))
        kwargs.setdefault("help_text", gettext_lazy("Gõ tên hoặc mã đơn vị, có dấu hay không dấu đều được."))
        super().__init__(**kwargs)
        self.widget.attrs |= {"maxlength": "200", "autocomplete": "off"}
        self.actor, self.permission = actor, permission

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        return self._find(text) if text else None

    def _find(self, text: str) -> UnitOnDay:
        if found := self._by_code(text):
            return self._permitted(found)
        fitting = [each for each in search(self.actor, text, today(), 10) if self._may(each.unit)]
        as_written = nfc(text).casefold()
        same = [each for each in fitting if as_written in _names(each.unit)]
        exact = [each for each in fitting if fold(text) in map(fold, _names(each.unit))]
        for only in (same, exact, fitting):
            if len(only) == 1:
                return only[0].unit
        if not fitting:
            raise forms.ValidationError(
                _("Không tìm thấy đơn vị “%s” trong phạm vi của bạn. Kiểm tra lại tên hoặc dùng mã.") % text
            )
        options = "; ".join(
            f"{each.unit.name} ({each.unit.code})" if each.unit.code else each.unit.name
            for each in (exact or fitting)[:5]
        )
        raise forms.ValidationError(
            _("“%(text)s” có thể là nhiều đơn vị: %(options)s. Chọn một.")
            % {
                "text": text,
                "options": options,
            }
        )

    def _by_code(self, text: str) -> UnitOnDay | None:
        at_end = _CODE_AT_END.search(text)
        code = at_end[1] if at_end else text if text.isascii() and text.isdigit() else ""
        return unit_of_code(self.actor, code, today()) if code else None

    def _may(self, unit: UnitOnDay) -> bool:
        return bool(self.actor.may(self.permission, at=unit.path))

    def _permitted(self, unit: UnitOnDay) -> UnitOnDay:
        if self._may(unit):
            return unit
        raise forms.ValidationError(_("Đơn vị này ngoài phạm vi của bạn."))


def _names(unit: UnitOnDay) -> tuple[str, str]:
    return unit.name.casefold(), unit.short_name.casefold()


def written(unit: UnitOnDay) -> str:
    """A unit as the field of units reads it back."""
    return f"{unit.name} ({unit.code})" if unit.code else unit.name


def suggestions(actor: Actor, permission: Permission) -> list[str]:
    """The units to offer while typing, when they are few enough to be a list."""
    paths = [mandate.unit_path for mandate in actor.mandates if permission in mandate.permissions]
    if any(path.count(".") == 1 for path in paths):
        return []
    units = units_as_of(actor, today()).order_by("unit_path", "sort_key")
    listed = [on_day(version) for version in units[: MOST_SUGGESTIONS + 50]]
    return [written(unit) for unit in listed if actor.may(permission, at=unit.path)][:MOST_SUGGESTIONS]


def home_unit(actor: Actor, permission: Permission) -> UnitOnDay | None:
    """The first unit at which the actor holds the permission."""
    for mandate in actor.mandates:
        if permission in mandate.permissions:
            return unit_of_key(actor, mandate.unit_id, today())
    return None


def roles_to_give(actor: Actor) -> list[tuple[str, Any]]:
    """The roles that the actor may give anywhere; the act asks again for the unit."""
    system = actor.may_anywhere(Permission.APPOINT_SYSTEM_ROLES)
    return [(role.value, role.label) for role in Role if system or role not in SYSTEM_ROLES]


class AppointForm(forms.Form):
    """A role at a unit from a day."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = home_unit(actor, Permission.APPOINT)
        self.fields["unit"] = UnitField(
            actor, Permission.APPOINT, initial=written(home) if home and home.level != "country" else ""
        )
        self.fields["unit"].widget.attrs["list"] = "units"
        self.units = suggestions(actor, Permission.APPOINT)
        self.fields["role"] = forms.ChoiceField(
            label=gettext_lazy("Vai trò"), choices=[("", _("Chọn vai trò")), *roles_to_give(actor)]
        )
        self.fields["valid_from"] = DayField(label=gettext_lazy("Từ ngày"), initial=today())
        self.fields["decided_by"] = forms.CharField(
            label=gettext_lazy("Văn bản phân công"),
            max_length=120,
            required=False,
            help_text=gettext_lazy("Số, ký hiệu và ngày, như 15/QĐ-BCĐ ngày 02/02/2026."),
        )


class CreateAccountForm(AppointForm):
    """An official and the first role; no private telephone, no identity number, no picture."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=100)
    post = forms.CharField(label=gettext_lazy("Chức vụ"), max_length=100, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư công vụ"), required=False)
    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Để trống thì hệ thống đặt, như hoant.05116."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_full_name(self) -> str:
        name: str = self.cleaned_data["full_name"]
        if any(sign.isdigit() for sign in name):
            raise forms.ValidationError(_("Chỉ ghi họ và tên, không ghi số điện thoại hay số giấy tờ."))
        return name


class EndForm(forms.Form):
    """The last day of an appointment."""

    last_day = DayField(
        label=gettext_lazy("Thôi vai trò từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên không còn giữ vai trò. Chọn hôm nay để có hiệu lực ngay."),
    )


class SupportForm(forms.Form):
    """Where to look, why, and for how long."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        min_length=10,
        max_length=200,
        help_text=gettext_lazy(
            "Nói về công việc, từ 10 đến 200 ký tự, không ghi tên người. "
            "Mọi người được phân công ở đơn vị và ở cấp trên đọc được trong 90 ngày."
        ),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Thời gian"),
        coerce=int,
        choices=[(15, gettext_lazy("15 phút")), (30, gettext_lazy("30 phút")), (60, gettext_lazy("60 phút"))],
        initial=30,
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(actor, Permission.OPEN_SUPPORT_ACCESS)
        self.order_fields(["unit", "reason", "minutes"])


class TrailForm(forms.Form):
    """What to look for in the trail, and for which purpose."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Mục đích tra cứu"),
        choices=[("", gettext_lazy("Chọn mục đích")), *Purpose.choices],
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Như số văn bản yêu cầu. Không ghi tên người."),
    )

    def __init__(self, actor: Actor, acts: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            actor,
            Permission.SEARCH_TRAIL,
            required=False,
            label=gettext_lazy("Đơn vị và cấp dưới"),
            help_text="",
        )
        self.fields["act"] = forms.ChoiceField(
            label=gettext_lazy("Việc"), choices=[("", _("Mọi việc")), *acts], required=False
        )
        self.fields["since"] = DayField(label=gettext_lazy("Từ ngày"), required=False, help_text="")
        self.fields["until"] = DayField(label=gettext_lazy("Đến hết ngày"), required=False, help_text="")
        for name in ("since", "until"):
            self.fields[name].widget.attrs["placeholder"] = "02/02/2026"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải không trước ngày đầu."))
        return cleaned


class WorkbookForm(forms.Form):
    """The filled workbook."""

    workbook = forms.FileField(label=gettext_lazy("Tệp Excel"))


def unit_of(unit: UnitOnDay, actor: Actor) -> OrgUnit:
    """The identity behind what the field of units found."""
    return OrgUnit.objects.visible_to(actor).get(pk=unit.id)
