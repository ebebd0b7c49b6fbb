"""What a page says after an act, and the way to undo it.

Confirm by undo: the act is done at once, and the next page offers to take it back. The address of the
undoing page travels in the message's ``extra_tags``; it is opened by POST.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_UNDO = "undo:"


def say(request: HttpRequest, sentence: Any) -> None:
    """Tell on the next page that something was done."""
    messages.success(request, sentence)


def say_with_undo(request: HttpRequest, sentence: Any, undo_url: str) -> None:
    """Tell on the next page that something was done, with a button that posts to ``undo_url``."""
    messages.success(request, sentence, extra_tags=f"{_UNDO}{undo_url}")


def undo_address(message: Message | Any) -> str:
    """The address given to :func:`say_with_undo`; empty for every other message."""
    tags = getattr(message, "extra_tags", None) or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
