"""Drafts of reorganisations out of files that somebody dropped: Excel by the template, or YAML, also in a ZIP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import yaml
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.receiving import look_at
from binhyen.orgunits.values import BadDraft, Draft, draft_from

_AS_TEXT = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file and the draft in it."""

    name: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file without a draft, and why."""

    name: str
    faults: tuple[str, ...]


def drafts_of(actor: Actor, files: Iterable[tuple[str, bytes]]) -> list[ReadFile | BadFile]:
    """What each file says, in their order. Each is screened like every file that comes in, and none is kept."""
    return [_read(actor, name, data) for name, data in files]


def _read(actor: Actor, name: str, data: bytes) -> ReadFile | BadFile:
    shown = name.rpartition("/")[2]
    ending = PurePath(name).suffix.lower()
    if ending not in (".xlsx", *_AS_TEXT):
        return BadFile(shown, (_("Không nhận tệp loại “%s”. Gửi tệp .xlsx theo mẫu, hoặc .yaml.") % ending,))
    # YAML is screened as the plain text that it is.
    receipt = look_at(by=actor, name=f"{name}.txt" if ending in _AS_TEXT else name, data=data)
    if receipt.refused is not None:
        return BadFile(shown, (f"{receipt.refused.sentence} {receipt.refused.remedy}",))
    try:
        return ReadFile(shown, read_draft(name, data))
    except BadDraft as bad:
        return BadFile(shown, tuple(map(str, bad.faults)))
    except BadInput as fault:
        return BadFile(shown, (str(fault),))


def read_draft(name: str, data: bytes) -> Draft:
    """The draft that a file holds. Raises ``BadInput``, of which ``BadDraft`` tells all its faults."""
    if PurePath(name).suffix.lower() in _AS_TEXT:
        return draft_from(_yaml(data))
    raise BadInput(_("Chưa đọc được mẫu Excel."))


def _yaml(data: bytes) -> Any:
    """The plain values of a YAML file. Raises ``BadInput`` with the place where it cannot be read."""
    try:
        return yaml.safe_load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            _("Tệp không phải văn bản UTF-8."), _("Lưu lại tệp với bảng mã UTF-8 rồi gửi lại.")
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a day that no calendar has
        mark = getattr(error, "problem_mark", None)
        where = ""
        if mark is not None:
            where = _("Dòng %(line)d, cột %(column)d: ") % {"line": mark.line + 1, "column": mark.column + 1}
        if "\\t" in str(error):
            raise BadInput(
                where + _("Có dấu tab ở chỗ thụt dòng."), _("Thụt dòng bằng dấu cách, không bằng tab.")
            ) from error
        raise BadInput(
            where + _("Không đọc được tệp YAML."), _("Xem lại dấu hai chấm, nháy và thụt dòng ở đó.")
        ) from error
