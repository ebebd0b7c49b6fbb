"""The forms of signing in, in the words of this house."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from allauth.mfa.adapter import get_adapter as second_factor_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.actions import record_failed_sign_in, try_code
from binhyen.access.models import Account, OneTimeCode
from binhyen.access.queries import nobody_signed_in
from binhyen.foundations.decisions import NotAllowed

_LIFE_OF_A_CODE = 120  # seconds: a code is taken one period early and late


def _label(field: forms.Field, label: Any, help_text: Any = "") -> None:
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


def _password_rules() -> str:
    return _(
        "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập, không phải mật khẩu phổ biến."
    )


class LoginForm(library.LoginForm):  # type: ignore[misc]
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self.fields["login"], gettext_lazy("Tên đăng nhập"))
        _label(self.fields["password"], gettext_lazy("Mật khẩu"))
        self.fields["login"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }


class ReauthenticateForm(library.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self.fields["password"], gettext_lazy("Mật khẩu"))


class ChangePasswordForm(library.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self.fields["oldpassword"], gettext_lazy("Mật khẩu hiện tại"))
        _label(self.fields["password1"], gettext_lazy("Mật khẩu mới"), _password_rules())
        _label(self.fields["password2"], gettext_lazy("Nhập lại mật khẩu mới"))

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) or {}
        _same_twice(self, cleaned)
        return cleaned


def _same_twice(form: forms.Form, cleaned: dict[str, Any]) -> None:
    first, second = cleaned.get("password1"), cleaned.get("password2")
    if first and second and first != second:
        form.add_error("password2", _("Hai lần nhập mật khẩu không giống nhau."))


class _CodeOnce(forms.Form):
    """A code of the authenticator counts once, however long it is still shown."""

    user: Account

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self.fields["code"],
            gettext_lazy("Mã xác thực"),
            gettext_lazy("6 số đang hiện trên ứng dụng xác thực, hoặc một mã dự phòng 8 số."),
        )
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        typed = "".join(self.cleaned_data["code"].split())
        spent = f"second-factor-spent:{self.user.pk}:{typed}"
        if cache.get(spent):
            raise second_factor_adapter().validation_error("incorrect_code")
        self.cleaned_data["code"] = typed
        code: str = super().clean_code()  # type: ignore[misc]
        cache.set(spent, True, _LIFE_OF_A_CODE)
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        record_failed_sign_in(by=nobody_signed_in(), username=self.user.username, step="second-factor")


class AuthenticateForm(_CodeOnce, second_factor.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmByCodeForm(_CodeOnce, second_factor.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that touches the account's security."""


class SetUpSecondFactorForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self.fields["code"],
            gettext_lazy("Mã xác thực"),
            gettext_lazy("6 số đang hiện trên ứng dụng xác thực."),
        )
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class ActivationForm(forms.Form):
    """First use: what stands on the slip, and a password of one's own."""

    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã dùng một lần"),
        max_length=40,
        help_text=gettext_lazy("12 ký tự trên phiếu, gõ thường hay hoa đều được."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    opened: OneTimeCode

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _password_rules()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _same_twice(self, cleaned)
        if "password1" in cleaned:
            try:
                password_validation.validate_password(
                    cleaned["password1"], Account(username=cleaned.get("username", ""))
                )
            except ValidationError as fault:
                self.add_error("password1", fault)
        if not self.errors:  # a try is not spent on a form that is wrong anyhow
            try:
                self.opened = try_code(cleaned["username"], cleaned["code"])
            except NotAllowed as refusal:
                self.add_error(None, f"{refusal.refused.sentence} {refusal.refused.remedy}")
        return cleaned
