"""Rows for files that may stay: what receiving one file and taking many share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.machinery.models import Fate, ReceivedFile

DAYS_KEPT_FOR_CORRECTION = 30


@dataclass(frozen=True, slots=True)
class ToKeep:
    """A file that was screened and may stay. ``reason_code`` set: it was refused and waits for its correction."""

    unit_id: int
    name: str
    data: bytes
    sha256: str
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The row of a file; ``again`` tells that the unit had sent this content before, and the row is that one's."""

    file: ReceivedFile
    again: bool


def keep(by: Actor, files: Sequence[ToKeep]) -> dict[tuple[int, str], Kept]:
    """The rows of the files by unit and hash. Of files that were there the content is not read back.

    A file that had been refused and is taken now stays for good. Two statements, one more where there is such a file.
    """
    units = {file.unit_id for file in files}
    hashes = {file.sha256 for file in files}
    there = {
        (row.unit_id, row.sha256): Kept(row, again=True)
        for row in ReceivedFile.objects.visible_to(by)
        .filter(unit_id__in=units, sha256__in=hashes)
        .defer("content")
    }
    until = today() + timedelta(days=DAYS_KEPT_FOR_CORRECTION)
    new = {
        (file.unit_id, file.sha256): ReceivedFile(
            unit_id=file.unit_id,
            name=file.name[-200:],
            sha256=file.sha256,
            size=len(file.data),
            content=file.data,
            received_at=now(),
            account_id=by.account_id,
            fate=Fate.KEPT_FOR_CORRECTION if file.reason_code else Fate.TAKEN,
            reason_code=file.reason_code,
            kept_until=until if file.reason_code else None,
        )
        for file in files
        if (file.unit_id, file.sha256) not in there
    }
    ReceivedFile.objects.bulk_create(new.values())
    taken_now = [
        there[key].file
        for file in files
        if (key := (file.unit_id, file.sha256)) in there
        and not file.reason_code
        and there[key].file.fate != Fate.TAKEN
    ]
    if taken_now:
        for row in taken_now:
            row.fate, row.reason_code, row.kept_until = Fate.TAKEN, "", None
        ReceivedFile.objects.visible_to(by).filter(pk__in=[row.pk for row in taken_now]).update(
            fate=Fate.TAKEN, reason_code="", kept_until=None
        )
    return there | {key: Kept(row, again=False) for key, row in new.items()}
