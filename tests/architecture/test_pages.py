"""Does every page say who may open it, and is it shut to everybody else?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from binhyen.access.permissions import Permission
from binhyen.web.frame.pages import (
    SIGNED_IN,
    STRANGERS,
    for_everyone_signed_in,
    needs,
    open_to_strangers,
)
from tests.architecture.codebase import said
from tests.architecture.pages import Page, opened, pages
from tests.cast import Cast

OPEN_TO_STRANGERS: dict[str, str] = {
    "account_login": "the way in",
    "account_inactive": "tells a disabled account why it comes no further",
    "mfa_authenticate": "the second step of the way in",
    "activate": "the first use of a slip",
    "health": "whether the process lives, and nothing else",
    "set_language": "the language of the sign-in page",
}
"""Pages that anybody may open, by name: what for."""


def unmarked(found: Iterator[Page]) -> list[str]:
    """Complaints about pages that do not say who may open them, or are open without being known to be."""
    marks = {STRANGERS, SIGNED_IN, *Permission}
    complaints = []
    for page in found:
        if page.audience not in marks:
            complaints.append(f"/{page.route} ({page.name}): the view says by no mark who may open it.")
        if page.audience == STRANGERS and page.name not in OPEN_TO_STRANGERS:
            complaints.append(f"/{page.route} ({page.name}) is open to strangers and stands in no list.")
        if not page.name:
            complaints.append(f"/{page.route}: an address has a name.")
    return complaints


def shown_to_strangers(found: Iterator[Page], client: Client) -> list[str]:
    """Complaints about pages that answer somebody who is not signed in otherwise than by the way in, or 404."""
    way_in = reverse("account_login")
    complaints = []
    for page in found:
        if page.audience == STRANGERS:
            continue
        for method in ("get", "post"):
            answer = opened(client, page, method=method)
            if answer.status_code == 404 or (
                answer.status_code == 302 and answer.url.startswith(f"{way_in}?")
            ):
                continue
            complaints.append(
                f"{method.upper()} {page.url()} ({page.name}) answers {answer.status_code} to anybody."
            )
    return complaints


def shown_without_mandate(found: Iterator[Page], client: Client, values: dict[str, object]) -> list[str]:
    """Complaints about pages that answer an account without any appointment, its own pages left aside.

    405 (a way of asking that the address does not take) tells nothing of what is there.
    """
    complaints = []
    for page in found:
        its_own = page.audience in {STRANGERS, SIGNED_IN} and not page.arguments
        for method in ("get",) if its_own else ("get", "post"):
            answered = opened(client, page, values, method).status_code
            if answered >= 500 or not (its_own or answered in {404, 405}):
                complaints.append(
                    f"{method.upper()} {page.url(values)} ({page.name}) answers {answered} "
                    "to an account without mandate."
                )
    return complaints


@pytest.fixture
def without_mandate(people: Cast) -> Client:
    """Signed in with a second factor, and appointed nowhere."""
    people.add("khach", "Ngô Thị Khách")
    return people.client_of("khach")


def existing(people: Cast) -> dict[str, object]:
    """Keys of things that are there, by the names that addresses give them."""
    return {
        "pk": people.places.commune.pk,
        "unit": people.places.commune.pk,
        "unit_id": people.places.commune.pk,
    }


def test_every_page_says_who_may_open_it() -> None:
    found = list(pages())
    complaints = unmarked(iter(found))
    gone = set(OPEN_TO_STRANGERS) - {page.name for page in found if page.audience == STRANGERS}
    assert len(found) > 5
    assert not complaints, said(complaints)
    assert not gone, f"known as open to strangers, and not there: {sorted(gone)}"


def test_every_address_has_a_name_of_its_own() -> None:
    names = [page.name for page in pages()]
    assert len(names) == len(set(names)), said(sorted(name for name in names if names.count(name) > 1))


@pytest.mark.django_db
@pytest.mark.usefixtures("static_files")
def test_a_stranger_is_shown_the_way_in_or_nothing() -> None:
    complaints = shown_to_strangers(pages(), Client())
    assert not complaints, said(complaints)


def test_an_account_without_mandate_sees_its_own_pages_alone(people: Cast, without_mandate: Client) -> None:
    complaints = shown_without_mandate(pages(), without_mandate, existing(people))
    assert not complaints, said(complaints)


# ---- broken on purpose ------------------------------------------------------------------------------------


def answer(request: HttpRequest, **_arguments: object) -> HttpResponse:
    return HttpResponse("số liệu")


def behind(mark: Callable[[Any], Any]) -> Callable[..., HttpResponse]:
    """The answering view behind a mark; each its own function, since marks are laid on the function."""

    def view(request: HttpRequest, **arguments: object) -> HttpResponse:
        return answer(request, **arguments)

    return mark(view)  # type: ignore[no-any-return]


@pytest.fixture
def careless_house() -> Iterator[str]:
    """Addresses beside the real ones: without a mark, with a mark too wide, with a mark that lets pass."""
    module = ModuleType("careless_house")
    behind_a_permission = behind(needs(Permission.VIEW_ACCOUNTS))
    pretending = behind(for_everyone_signed_in)
    pretending.audience = Permission.VIEW_ACCOUNTS  # type: ignore[attr-defined]
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("khong-ghi/", answer, name="unmarked"),
        path("mo-cua/", behind(open_to_strangers), name="open"),
        path("gia-vo/", pretending, name="pretending"),
        path("cua-ai-cung-duoc/<int:pk>/", behind(for_everyone_signed_in), name="unit_of_anybody"),
        path("dung/", behind_a_permission, name="good"),
        path("khong-ten/", behind(for_everyone_signed_in)),
        path("", include("binhyen.config.urls")),
    ]
    module.handler404 = "binhyen.web.frame.views.not_found"  # type: ignore[attr-defined]
    sys.modules["careless_house"] = module
    yield "careless_house"
    del sys.modules["careless_house"]


def test_a_page_without_a_mark_is_noticed(careless_house: str) -> None:
    known = set(unmarked(pages()))
    complaints = [complaint for complaint in unmarked(pages(careless_house)) if complaint not in known]
    assert [complaint.split()[0] for complaint in complaints] == ["/khong-ghi/", "/mo-cua/", "/khong-ten/:"]


@pytest.mark.django_db
@pytest.mark.usefixtures("static_files")
def test_pages_open_to_strangers_are_noticed_when_the_guard_is_taken_away(careless_house: str) -> None:
    guarded = [name for name in settings.MIDDLEWARE if not name.endswith("ActorMiddleware")]
    with override_settings(ROOT_URLCONF=careless_house):
        complaints = shown_to_strangers(pages(), Client())
    assert not any("(pretending)" in complaint for complaint in complaints), "the middleware holds it shut"
    with override_settings(ROOT_URLCONF=careless_house, MIDDLEWARE=guarded):
        complaints = shown_to_strangers(pages(), Client())
    assert any("(unmarked)" in complaint for complaint in complaints)
    assert any("(pretending)" in complaint for complaint in complaints)


def test_a_page_for_too_many_is_noticed(people: Cast, without_mandate: Client, careless_house: str) -> None:
    with override_settings(ROOT_URLCONF=careless_house):
        complaints = shown_without_mandate(pages(), without_mandate, existing(people))
    assert any("(pretending)" in complaint for complaint in complaints)
    assert any("(unit_of_anybody)" in complaint for complaint in complaints)
    assert not any("(good)" in complaint for complaint in complaints)
