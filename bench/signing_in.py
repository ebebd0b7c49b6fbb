"""A session of an account, made beside the pages: what a browser would hold after signing in."""

from __future__ import annotations

import urllib.request
from importlib import import_module

from bench.house import Place, Serving


def session_of(place: Place) -> str:
    """The key of a fresh session; the account gets a second factor, without which no page opens."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from binhyen.access.models import Account

    account = Account.objects.get(pk=place.account_id)
    Authenticator.objects.get_or_create(
        user=account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "never asked for"}}
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def cookies_at(serving: Serving, page: str, session: str) -> str:
    """The cookies that a browser sends once it has opened the page: its session, and what the page set."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{serving.port}{page}", headers={"Cookie": f"sessionid={session}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        set_by_page = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or ()]
    kept = [cookie for cookie in set_by_page if not cookie.startswith("sessionid=")]
    return "; ".join([f"sessionid={session}", *kept])
