"""Drafts of reorganisations out of files that somebody dropped: Excel by the template, or YAML, also in a ZIP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.receiving import look_at
from binhyen.orgunits.queries import draft_of_file
from binhyen.orgunits.values import BadDraft, Draft

_AS_TEXT = (".yaml", ".yml", ".json")


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
        return ReadFile(shown, draft_of_file(name, data))
    except BadDraft as bad:
        return BadFile(shown, tuple(map(str, bad.faults)))
    except BadInput as fault:
        return BadFile(shown, (str(fault),))
