"""Frozen versions: publish a content under a kind and key, and read what was in force.

Nothing frozen is ever changed: the application role may only add and read.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.models import FrozenVersion


def freeze(kind: str, key: str, content: Any, *, by: Actor) -> FrozenVersion:
    """The version that holds ``content`` (JSON): the last one where nothing changed, else a new one.

    Must run in a transaction; two that freeze the same key take turns.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    mark = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [kind, key])
    last = latest(kind, key)
    if last is not None and last.content_hash == mark:
        return last
    return FrozenVersion.objects.create(
        kind=kind,
        key=key,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=mark,
        frozen_at=now(),
        account_id=by.account_id,
    )


def latest(kind: str, key: str) -> FrozenVersion | None:
    """The newest version, or ``None`` where nothing was frozen."""
    return FrozenVersion.objects.filter(kind=kind, key=key).order_by("-number").first()


def version(kind: str, key: str, number: int) -> FrozenVersion:
    """One version by its number; raises ``FrozenVersion.DoesNotExist``."""
    return FrozenVersion.objects.get(kind=kind, key=key, number=number)
