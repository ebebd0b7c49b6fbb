"""What does a one-time code look like, and when does it open an account?"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody mistakes for one another on paper: no 0, O, 1, I, L."""
GROUPS, GROUP_LENGTH = 3, 4
VALID_FOR = timedelta(days=14)
MOST_WRONG_TRIES = 5


def wrong_or_expired() -> Refused:
    """One answer to every way of being wrong, so that it tells nobody which accounts exist."""
    return Refused(
        "code-wrong",
        _("Tên đăng nhập hoặc mã không đúng, hoặc mã đã hết hạn."),
        _("Kiểm tra lại phiếu. Nếu vẫn không được, đề nghị quản trị đơn vị cấp mã mới."),
    )


def new_code(choose: Callable[[str], str]) -> str:
    """A fresh code such as ``K7QM-3F9T-XW2B``; ``choose`` picks one letter of those given (59 bits in all)."""
    return "-".join("".join(choose(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def as_typed(text: str) -> str:
    """A code in its written form, however it was typed: small letters, spaces, without hyphens."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return "-".join(signs[at : at + GROUP_LENGTH] for at in range(0, len(signs), GROUP_LENGTH))


def hash_of(code: str, account_id: int, key: str) -> str:
    """What is kept of a code. A keyed hash is enough: nobody guesses 59 bits in five tries and 14 days,
    and a whole country's slips are made in seconds."""
    return hmac.new(key.encode(), f"one-time-code:{account_id}:{code}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class CodeState:
    """What is known of a code on file."""

    code_hash: str
    expires_at: datetime
    used: bool
    wrong_tries: int


def opens(state: CodeState, tried_hash: str, moment: datetime) -> Decision:
    """Whether the code that hashes to ``tried_hash`` opens the account at ``moment``."""
    if state.used or moment >= state.expires_at or state.wrong_tries >= MOST_WRONG_TRIES:
        return wrong_or_expired()
    if not hmac.compare_digest(state.code_hash, tried_hash):
        return wrong_or_expired()
    return ALLOWED
