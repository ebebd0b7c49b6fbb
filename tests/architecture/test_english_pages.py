"""Do English pages show no Vietnamese but names?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from binhyen.indicators.models import Regime
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.narratives.models import Narrative
from binhyen.orgunits.models import OrgUnitVersion, Reorganisation
from binhyen.publications.models import Edition
from binhyen.reporting.models import Campaign, FileMatching, HistoryIntake, PublicFigure
from tests.architecture.codebase import said
from tests.architecture.languages import VIETNAMESE, without_names
from tests.architecture.pages import pages
from tests.architecture.visits import address, visitor
from tests.cast import Cast
from tools.messages import ENGLISH

FULL_OF_NAMES = {"gallery": "shows invented names and figures to whoever builds pages"}

_SKIPPED = re.compile(
    r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<(?!html)(\w+)\b[^>]*\blang=\"vi\"[^>]*>.*?</\2>", re.DOTALL
)
"""Beside what nobody reads, what says of itself that it is Vietnamese: official documents, and words out of them."""


def vietnamese_in(page: str, names: list[str]) -> list[str]:
    """What a reader of English would stumble over: Vietnamese in texts and attributes, names left aside."""
    found = []
    for raw in without_names(html.unescape(_SKIPPED.sub(" ", page))).splitlines():
        line = raw.strip()
        for name in names if VIETNAMESE.search(line) else ():
            line = line.replace(name, "")
        if VIETNAMESE.search(line):
            found.append(line[:100])
    return found


def texts_in(content: object) -> Iterator[str]:
    """Every text within a draft that bears a name: what units are to be called."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from ([value] if key == "name" and value else texts_in(value))
    elif isinstance(content, list):
        for value in content:
            yield from texts_in(value)


def texts_of(content: object) -> Iterator[str]:
    """Every text within a table as it was read: headings, and units as they were written."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from texts_of(each)
        yield from content if isinstance(content, dict) else ()


@pytest.fixture
def names(people: Cast) -> list[str]:
    """Every name of units and people that stands in the database, the longest first."""
    with acting_as(OPERATOR):
        units = OrgUnitVersion.objects.visible_to(OPERATOR).values_list("name", "short_name", "legal_basis")
        known = {name for row in units for name in row if name}
    known |= {account.full_name for account in people.accounts.values()} | {OPERATOR.name, "Tiếng Việt"}
    return sorted(known, key=len, reverse=True)


def names_that_came_in() -> list[str]:
    """What people wrote and sources say, in their own language: titles, plans, bases, tables, documents, quotes.

    Read by now: scenes lay some of it as their pages are opened.
    """
    with acting_as(OPERATOR):
        texts = {row[1] for each in FileMatching.objects.visible_to(OPERATOR) for row in each.rows}
        texts |= set(Narrative.objects.visible_to(OPERATOR).values_list("title", flat=True))
        texts |= set(Campaign.objects.visible_to(OPERATOR).values_list("plan", flat=True))
        for intake in HistoryIntake.objects.visible_to(OPERATOR):
            texts |= {intake.source, *texts_of(intake.said)}
        for quoted in PublicFigure.objects.visible_to(OPERATOR):
            texts |= {quoted.title, quoted.publisher, quoted.label, quoted.as_written, quoted.doubt}
        texts |= set(Regime.objects.values_list("basis", flat=True))
        for each in Reorganisation.objects.visible_to(OPERATOR):
            texts |= {each.title, each.legal_basis, *texts_in(each.content)}
        for sheet in Edition.objects.visible_to(OPERATOR).exclude(sheet=None).values_list("sheet", flat=True):
            texts |= {*texts_in(sheet)}
    return sorted(filter(None, texts), key=len, reverse=True)


def test_english_pages_show_no_vietnamese_but_names(people: Cast, names: list[str]) -> None:
    assert ENGLISH.with_suffix(".mo").exists(), "Run “make messages”: the binary catalogue is not there."
    complaints, looked_at = [], 0
    for page in pages():
        client = visitor(page, people)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = client.get(address(page, people, client))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        looked_at += 1
        if page.name not in FULL_OF_NAMES:
            known = names_that_came_in() + names
            complaints += [f"{page.name}: {line}" for line in vietnamese_in(answer.content.decode(), known)]
    assert looked_at > 15
    assert not complaints, said(complaints)


@pytest.mark.django_db
@pytest.mark.usefixtures("static_files")
def test_a_vietnamese_page_is_noticed() -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert vietnamese_in(page, [])
    assert vietnamese_in("<p title='Đơn vị'>unit</p>", [])
    assert not vietnamese_in("<p>Phường Ba Đình</p><script>let a = 'đơn vị'</script>", ["Phường Ba Đình"])
