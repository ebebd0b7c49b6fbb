"""Where the sign-in library meets this house: its words, its secrets, and the lines it leaves in the trail."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.access import actions
from binhyen.access.models import Account
from binhyen.access.queries import nobody_signed_in, oneself
from binhyen.machinery.datafolder import DataFolder


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: accounts are made by administrators."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đã bị khoá. Liên hệ quản trị đơn vị."),
        "enter_current_password": _("Mật khẩu hiện tại không đúng."),
        "incorrect_code": _("Mã không đúng. Nhập mã đang hiện trên ứng dụng xác thực."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "rate_limited": _("Gửi quá nhiều lần. Chờ vài phút rồi thử lại."),
        "too_many_login_attempts": _("Sai quá nhiều lần. Chờ 5 phút rồi thử lại."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # pages alone; no sign-in by JSON

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's own remarks stay unsaid; our pages say what is worth saying."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.record_failed_sign_in(by=nobody_signed_in(), username=str(credentials.get("username", "")))

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        actions.record_failed_sign_in(by=nobody_signed_in(), username=user.username, step="disabled")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        actions.record_sign_in(by=oneself(user), account=user)
        if not is_mfa_enabled(user):  # setting up the first second factor needs no second password just now
            reauthenticate_by_password(request)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def logout(self, request: HttpRequest) -> None:
        account = cast(Account, request.user)
        actions.record_sign_out(by=oneself(account), account=account)
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("own_account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it: the password alone must not be enough to remove it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        with_factor = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return with_factor or methods


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors of this house: their secrets are encrypted with a key that is not in the database."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Không gỡ được xác thực hai lớp."),
        "cannot_generate_recovery_codes": _("Thiết lập xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã không đúng. Nhập mã đang hiện trên ứng dụng xác thực."),
    }

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is sent: the trail and the pages tell."""


@lru_cache(maxsize=1)
def _cipher() -> Fernet:
    key = DataFolder(settings.DATA_FOLDER.path).secrets["second_factor_key"]
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"binhyen second factors").derive(
        key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
