"""Adding a line to the trail. The envelope of acts does it; nothing else needs to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now

_INSERT = """
    insert into machinery_auditentry
        (at, act, account_id, actor_name, actor_role, unit_id, unit_path, branch, subject, detail)
    values (%s, %s, %s, %s, %s, %s, '', '', %s, %s)
"""


def write_entry(
    act: str, *, by: Actor, unit_id: int | None, subject: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Add one line in the caller's transaction: it stands or falls with what it tells.

    ``unit_id`` says where it happened (None: it belongs to no unit); path and branch are filled by the database.
    Nothing is read back, since who acts need not be allowed to read the trail.
    """
    role = by.mandates[0] if by.mandates else None
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                now(),
                act,
                by.account_id,
                by.name,
                f"{role.role_label}, {role.unit_name}" if role else "",
                unit_id,
                subject,
                json.dumps(detail or {}, ensure_ascii=False, default=str),
            ],
        )
