"""Fields that stand on many pages, written without a template for each of their parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainSelect(forms.Select):
    """A choice of one from a flat list. Django renders a template for each option, which a list of provinces feels."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The element with its options; what was chosen is marked."""
        chosen = "" if value is None else str(value)
        options = (
            (each, SafeString(" selected") if str(each) == chosen else "", label)
            for each, label in ((("" if key is None else key), label) for key, label in self.choices)
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )
