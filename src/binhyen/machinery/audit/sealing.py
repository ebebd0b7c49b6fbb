"""Can the trail be trusted? Entries are hashed in batches, each seal with the one before it in its branch.

A job seals; writers never wait for a chain. Whoever changes or removes a sealed entry breaks the hash of
its batch; whoever forges a seal breaks the chain. What seals cannot show: entries taken away before
they were sealed, and a chain rebuilt from its start by somebody with the owner's password. Against
the second, keep the head of each branch (``verify`` prints them) outside the installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from binhyen.foundations.clock import now

LARGEST_BATCH = 5000

_COLUMNS = "id, at at time zone 'UTC', act, account_id, actor_name, actor_role, unit_id, branch, subject, detail::text"


def _hash_of(entries: Iterable[tuple[Any, ...]]) -> str:
    mark = hashlib.sha256()
    for entry in entries:
        mark.update(json.dumps(entry, ensure_ascii=False, default=str).encode())
        mark.update(b"\n")
    return mark.hexdigest()


def _seal_hash(branch: str, number: int, batch_hash: str, previous: str) -> str:
    return hashlib.sha256(f"{branch}\n{number}\n{batch_hash}\n{previous}".encode()).hexdigest()


def seal() -> int:
    """Seal every entry that is not sealed yet, branch by branch; answer how many were.

    Needs the reach of the whole trail. Two sealers take turns at a branch.
    """
    sealed = 0
    with connection.cursor() as cursor:
        cursor.execute("select distinct branch from machinery_auditentry where seal_id is null")
        branches = [branch for (branch,) in cursor.fetchall()]
    for branch in branches:
        while batch := _seal_next_batch(branch):
            sealed += batch
            if batch < LARGEST_BATCH:
                break
    return sealed


def _seal_next_batch(branch: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('trail'), hashtext(%s))", [branch])
        cursor.execute(
            f"select {_COLUMNS} from machinery_auditentry where seal_id is null and branch = %s"  # noqa: S608
            " order by id limit %s",
            [branch, LARGEST_BATCH],
        )
        entries = cursor.fetchall()
        if not entries:
            return 0
        cursor.execute(
            "select number, seal_hash from machinery_auditseal where branch = %s order by number desc limit 1",
            [branch],
        )
        last_number, previous = cursor.fetchone() or (0, "")
        batch_hash = _hash_of(entries)
        cursor.execute(
            "select record_seal(%s, %s, %s, %s, %s, %s)",
            [
                branch,
                [entry[0] for entry in entries],
                batch_hash,
                previous,
                _seal_hash(branch, last_number + 1, batch_hash, previous),
                now(),
            ],
        )
        return len(entries)


@dataclass
class Verification:
    """What verifying found. ``faults`` are Vietnamese sentences; ``heads`` the last seal of each branch.

    ``removed`` counts batches that went with their time of keeping: whoever verifies should know how many to expect.
    """

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    removed: int = 0
    faults: list[str] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify() -> Verification:
    """Recompute every seal from its entries and follow every chain. Needs the reach of the whole trail."""
    found = Verification()
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, branch, number, entries, batch_hash, previous_hash, seal_hash, removed_at"
            " from machinery_auditseal order by branch, number"
        )
        seals = cursor.fetchall()
        cursor.execute("select count(*), count(*) filter (where seal_id is null) from machinery_auditentry")
        found.entries, found.unsealed = cursor.fetchone()
    found.seals = len(seals)
    heads: dict[str, tuple[int, str]] = {}
    recomputed = {key: (count, batch_hash) for key, count, batch_hash in _batches()}
    for key, branch, number, entries, batch_hash, previous, seal_hash, removed_at in seals:
        place = f"niêm phong số {number} của nhánh {branch or 'chung'}"
        last_number, last_hash = heads.get(branch, (0, ""))
        if number != last_number + 1:
            found.faults.append(
                f"Thiếu niêm phong giữa số {last_number} và số {number}, nhánh {branch or 'chung'}."
            )
        elif previous != last_hash:
            found.faults.append(f"Chuỗi bị đứt ở {place}.")
        if seal_hash != _seal_hash(branch, number, batch_hash, previous):
            found.faults.append(f"Mã của {place} không đúng.")
        count, actual = recomputed.get(key, (0, ""))
        if removed_at is not None:
            found.removed += 1
            if count:
                found.faults.append(f"Lô của {place} đã xoá mà vẫn còn {count} dòng.")
        elif count != entries:
            found.faults.append(f"Lô của {place} có {count} dòng, khi niêm phong có {entries}.")
        elif actual != batch_hash:
            found.faults.append(f"Nội dung lô của {place} đã bị sửa.")
        heads[branch] = (number, seal_hash)
    found.heads = {branch: seal_hash for branch, (_, seal_hash) in heads.items()}
    return found


def _batches() -> Iterator[tuple[int, int, str]]:
    """Of every sealed batch that has entries: its seal's key, how many they are now, and their hash now.

    One statement, read in pieces: years of the trail fit into no memory, and have very many seals.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"select seal_id, {_COLUMNS} from machinery_auditentry"  # noqa: S608
            " where seal_id is not null order by seal_id, id"
        )
        for key, rows in groupby(cursor, key=itemgetter(0)):
            entries = [row[1:] for row in rows]
            yield key, len(entries), _hash_of(entries)
