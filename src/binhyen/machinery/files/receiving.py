"""A file came in: which of three fates does it meet, and what remains of it?

Taken: kept for its unit. Refused and kept: for the unit alone, until it is corrected, at most 30 days.
Refused and not kept (a secrecy mark, identity numbers, or content that cannot be screened): its bytes and
its name are gone at once; the trail holds hash, time, account and reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.machinery.action import Done, act
from binhyen.machinery.files.keeping import ToKeep, keep
from binhyen.machinery.files.screening import RefusedAndKept, RefusedNotKept, Taken, fate_of
from binhyen.machinery.formats.reading import FileText
from binhyen.machinery.models import ReceivedFile


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file. ``file`` is its kept row, if any; ``refused`` says why it was refused.

    ``text`` is what was read from a file that was taken; ``again`` tells that the unit had sent it before.
    """

    sha256: str
    file: ReceivedFile | None = None
    text: FileText | None = None
    refused: Refused | None = None
    again: bool = False

    @property
    def read(self) -> FileText:
        """What was read of a file that was not refused; asked of another it is a mistake of the program."""
        if self.text is None:
            raise ValueError("A refused file has no text.")
        return self.text


def may_receive(*, by: Actor, unit_path: str, **_others: object) -> Decision:
    """Files come from those who may write content of the unit."""
    if by.reach.content_write.covers(unit_path):
        return ALLOWED
    return Refused(
        "not-permitted",
        str(_("Tài khoản không được nộp tệp cho đơn vị này.")),
        str(_("Chọn đúng đơn vị, hoặc nhờ quản trị đơn vị phân công vai trò phù hợp.")),
    )


@act("files.receive", _("Nhận tệp"), permission=may_receive)
def receive(*, by: Actor, unit_id: int, unit_path: str, name: str, data: bytes) -> Done[Receipt]:
    """Screen a file and give it its fate. Refusing is an answer, not an error, so that the trail keeps it.

    A file that is refused and kept belongs to whoever must correct it: the unit, if its own people sent it; else
    the unit of the superior who did.
    """
    mark = hashlib.sha256(data).hexdigest()
    fate = fate_of(name, data)
    if isinstance(fate, RefusedNotKept):
        return Done(
            Receipt(mark, refused=Refused(fate.code, fate.sentence, fate.remedy)),
            unit_id=unit_id,
            subject=f"sha256:{mark}",
            detail={"fate": "not-kept", "reason": fate.code},
        )
    kept_for_correction = isinstance(fate, RefusedAndKept)
    if kept_for_correction and not by.reach.whole and unit_id not in by.reach.own:
        unit_id = next(mandate.unit_id for mandate in by.mandates if mandate.covers(unit_path))
    reason = fate.code if isinstance(fate, RefusedAndKept) else ""
    kept = keep(by, [ToKeep(unit_id, name, data, mark, reason)])[unit_id, mark]
    known = kept.file
    return Done(
        Receipt(
            mark,
            file=known,
            text=fate.text if isinstance(fate, Taken) else None,
            refused=Refused(fate.code, fate.sentence, fate.remedy)
            if isinstance(fate, RefusedAndKept)
            else None,
            again=kept.again,
        ),
        unit_id=unit_id,
        subject=f"file:{known.pk}",
        detail={"fate": known.fate, "sha256": mark, "reason": known.reason_code},
        worth_a_line=not kept.again,
    )


def may_look_at(*, by: Actor, **_others: object) -> Decision:
    """A file that is read and kept nowhere may come from whoever has anything to do here."""
    if by.everything or by.mandates:
        return ALLOWED
    return Refused(
        "not-permitted",
        str(_("Tài khoản chưa được phân công ở đơn vị nào.")),
        str(_("Nhờ quản trị đơn vị phân công vai trò phù hợp.")),
    )


@act("files.look-at", _("Đọc tệp không lưu"), permission=may_look_at)
def look_at(*, by: Actor, name: str, data: bytes) -> Done[Receipt]:
    """Screen a file that is only read, such as a workbook of accounts. Only a file that is refused leaves a line."""
    mark = hashlib.sha256(data).hexdigest()
    fate = fate_of(name, data)
    unit_id = by.mandates[0].unit_id if by.mandates else None
    if isinstance(fate, Taken):
        return Done(Receipt(mark, text=fate.text), unit_id=unit_id, worth_a_line=False)
    return Done(
        Receipt(mark, refused=Refused(fate.code, fate.sentence, fate.remedy)),
        unit_id=unit_id,
        subject=f"sha256:{mark}",
        detail={"fate": "not-kept", "reason": fate.code},
    )


def only_the_program(*, by: Actor) -> Decision:
    """Work that no account asks for."""
    return by.may("expire-files", at="")


@act("files.expire", _("Xoá tệp bị từ chối đã quá hạn giữ"), permission=only_the_program)
def remove_expired(*, by: Actor) -> Done[int]:
    """Remove refused files whose days are over; answer how many."""
    removed, _tables = ReceivedFile.objects.visible_to(by).filter(kept_until__lt=today()).delete()
    return Done(removed, detail={"removed": removed}, worth_a_line=removed > 0)
