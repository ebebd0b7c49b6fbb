"""The small components, as tags: ``{% load components %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from binhyen.web.frame import toasts

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A drawing of ``frame/icons.html``, silent to a screen reader: a word always stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="#icon-{}"></use></svg>',
        size,
        name,
    )


@register.filter
def undo_address(message: Any) -> str:
    """Where the act that a message tells of can be undone, or nothing (``frame/toasts.py``)."""
    return toasts.undo_address(message)
