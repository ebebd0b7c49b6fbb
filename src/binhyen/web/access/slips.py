"""One-time codes on their way from the act to the paper: kept encrypted in the session, shown once, gone."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

_KEY = "slips"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one slip."""

    account_id: int
    username: str
    full_name: str
    unit_name: str
    roles: str
    code: str


def keep(request: HttpRequest, slips: Iterable[Slip]) -> None:
    """Keep slips for the next page of this session; those kept before are gone."""
    text = json.dumps([asdict(slip) for slip in slips])
    request.session[_KEY] = _cipher().encrypt(text.encode()).decode()


def take(request: HttpRequest) -> list[Slip]:
    """The kept slips, for this once; empty when they were shown already."""
    kept = request.session.pop(_KEY, "")
    if not kept:
        return []
    try:
        return [Slip(**entry) for entry in json.loads(_cipher().decrypt(kept.encode()))]
    except InvalidToken:  # the key of the installation has changed since
        return []


def _cipher() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"binhyen slips").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
