"""What a password must be, said in the words of this house."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    """At least so many signs."""

    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn: cần ít nhất %d ký tự.") % self.min_length

    def get_help_text(self) -> str:
        return _("Mật khẩu cần ít nhất %d ký tự.") % self.min_length


class UnlikeTheAccount(password_validation.UserAttributeSimilarityValidator):
    """Not the sign-in name, the official's name or the address with a sign changed."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name", "email"))

    def get_error_message(self) -> str:
        return _("Mật khẩu quá giống tên đăng nhập, họ tên hoặc thư công vụ.")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được giống tên đăng nhập, họ tên hoặc thư công vụ.")


class Uncommon(password_validation.CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        return _("Mật khẩu này quá phổ biến.")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được là mật khẩu phổ biến.")


class NotDigitsAlone(password_validation.NumericPasswordValidator):
    """A row of digits is a telephone number or a birthday."""

    def get_error_message(self) -> str:
        return _("Mật khẩu không được chỉ gồm chữ số.")

    def get_help_text(self) -> str:
        return _("Mật khẩu không được chỉ gồm chữ số.")
