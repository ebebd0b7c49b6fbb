"""Accounts of officials at work. No private phone, no identity number, no picture."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.vietnamese import fold, sort_key, tidy


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name. Accounts are made by the acts of the room, not here."""


class Account(AbstractBaseUser):
    """A work account: sign-in name, the official's name and post, work e-mail. It has no powers by itself:
    those come from appointments."""

    username = models.CharField(
        _("Tên đăng nhập"), max_length=60, unique=True, validators=[ASCIIUsernameValidator()]
    )
    full_name = models.CharField(_("Họ và tên"), max_length=100)
    post = models.CharField(_("Chức vụ"), max_length=100, blank=True)
    email = models.EmailField(_("Thư điện tử công vụ"), blank=True)
    language = models.CharField(_("Ngôn ngữ"), max_length=2, default="vi")
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    created_at = models.DateTimeField(_("Lúc tạo"))
    created_by = models.ForeignKey(
        "self", verbose_name=_("Người tạo"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    search_key = models.TextField(_("Khoá tìm kiếm"), blank=True, default="")
    sort_key = models.TextField(_("Khoá sắp xếp"), blank=True, default="", db_collation="C")
    session_mark = models.PositiveIntegerField(_("Đợt phiên làm việc"), default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        verbose_name = _("tài khoản")

    def __str__(self) -> str:
        return self.username

    def take_name(self, full_name: str) -> None:
        """Set the official's name with what it is found and ordered by: given name first, as lists here do."""
        self.full_name = tidy(full_name)
        words = self.full_name.split()
        self.search_key = fold(f"{self.full_name} {self.username}")
        self.sort_key = sort_key(" ".join([*words[-1:], *words[:-1]]))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to count: it ends with the password and when ``session_mark`` moves on."""
        return salted_hmac(
            "binhyen.access.session",
            f"{self.password}:{self.session_mark}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class OneTimeCode(models.Model):
    """A code on a slip of paper that lets an official choose a password once. Only its hash is kept."""

    account = models.ForeignKey(
        Account, verbose_name=_("Tài khoản"), on_delete=models.CASCADE, related_name="+"
    )
    code_hash = models.CharField(_("Mã băm của mã"), max_length=128)
    issued_at = models.DateTimeField(_("Lúc cấp"))
    expires_at = models.DateTimeField(_("Hết hạn lúc"))
    used_at = models.DateTimeField(_("Dùng lúc"), null=True)
    wrong_tries = models.PositiveSmallIntegerField(_("Số lần nhập sai"), default=0)

    class Meta:
        verbose_name = _("mã dùng một lần")

    def __str__(self) -> str:
        return f"{self.account_id} {self.issued_at:%d/%m/%Y}"
