"""Every address of the house, as the resolver knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from binhyen.web.frame.pages import audience_of

NOWHERE = {"int": "99999999", "str": "khong-co", "slug": "khong-co", "path": "khong/co"} | {
    "uuid": "00000000-0000-4000-8000-000000000000"
}
"""A value for each kind of argument that no object has."""


@dataclass(frozen=True)
class Page:
    """An address and the view behind it; ``arguments`` are the names in it with their converters."""

    route: str
    name: str
    view: Callable[..., HttpResponse]
    arguments: tuple[tuple[str, str], ...] = ()

    @property
    def audience(self) -> str | None:
        return audience_of(self.view)

    def url(self, values: Mapping[str, object] | None = None) -> str:
        """The address with these values; with none given, of something that does not exist."""
        url = self.route
        for name, converter in self.arguments:
            value = str((values or {}).get(name, NOWHERE[converter]))
            url = url.replace(f"<{converter}:{name}>", value).replace(f"<{name}>", value)
        return "/" + url


def pages(urlconf: Any = None) -> Iterator[Page]:
    """Every page of the installation, those of libraries among them."""
    return _below(get_resolver(urlconf), "", ())


def _below(resolver: URLResolver, prefix: str, arguments: tuple[tuple[str, str], ...]) -> Iterator[Page]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        more = tuple((name, _kind(converter)) for name, converter in each.pattern.converters.items())
        if isinstance(each, URLResolver):
            yield from _below(each, route, arguments + more)
        elif isinstance(each, URLPattern):
            yield Page(route, each.name or "", each.callback, arguments + more)


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def opened(
    client: Client, page: Page, values: Mapping[str, object] | None = None, method: str = "get"
) -> Any:
    """The answer of a page; a view's own error is an answer too, namely 500."""
    client.raise_request_exception = False
    return getattr(client, method)(page.url(values))
