"""How many statements does each page send to the database? As many as ``statement_counts.json`` says.

More: somebody asks row by row. Fewer: say so, that the gain is kept. Settle new numbers with
``BINHYEN_UPDATE_BASELINES=1 pytest tests/architecture/test_statement_counts.py``, and look at what changed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from binhyen.access.permissions import Permission
from binhyen.web.frame.pages import STRANGERS, for_everyone_signed_in
from tests.architecture.codebase import said
from tests.architecture.pages import Page, opened, pages
from tests.cast import NAMES, Cast

BASELINE = Path(__file__).parent / "statement_counts.json"
REMEDY = "Mend it, or settle the new number with BINHYEN_UPDATE_BASELINES=1."

NOT_LOOKED_AT = {
    "mfa_download_recovery_codes": "a file of codes, behind the password asked anew",
}
"""Pages that are opened by no visit of this test: why."""


def values_for(page: Page, people: Cast) -> Mapping[str, object]:
    """What to put into the address, so that the page has something to show."""
    unit = people.places.commune.pk
    known: dict[str, object] = {"pk": unit, "unit": unit, "unit_id": unit}
    if page.name.startswith(("account_", "appointment", "person")):
        known["pk"] = people["minh"].pk
    known |= {"account": people["minh"].pk, "account_id": people["minh"].pk}
    return known


def visitor(page: Page, people: Cast) -> Client:
    """Somebody who may open the page and has the most to see there."""
    if page.audience == STRANGERS:
        return Client()
    names = [name for name, _full_name in NAMES.values()]
    wanted = page.audience if page.audience in set(Permission) else Permission.VIEW_UNIT
    able = [name for name in reversed(names) if people.actor(name).may_anywhere(str(wanted))]
    return people.client_of(able[0])


def statements(client: Client, page: Page, values: Mapping[str, object]) -> int | None:
    """How many statements the second visit of a page sends; ``None`` where a visit shows no page."""
    first = opened(client, page, values)
    assert first.status_code < 500, f"{page.url(values)} ({page.name}) fails: {first.status_code}"
    if first.status_code != 200:
        return None
    with CaptureQueriesContext(connection) as sent:
        answer = opened(client, page, values)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(sent)


def differences(baseline: Mapping[str, int], counted: Mapping[str, int]) -> list[str]:
    """Complaints about pages whose number of statements is not the settled one."""
    found = []
    for name in sorted({*baseline, *counted}):
        before, now = baseline.get(name), counted.get(name)
        if now is None:
            found.append(f"{name}: in the baseline, and no page of that name is shown. {REMEDY}")
        elif before is None:
            found.append(f"{name}: a new page of {now} statements. {REMEDY}")
        elif now > before:
            found.append(f"{name}: {now} statements instead of {before}; does it ask row by row? {REMEDY}")
        elif now < before:
            found.append(f"{name}: only {now} statements instead of {before}, well done. {REMEDY}")
    return found


def as_text(counted: Mapping[str, int]) -> str:
    return json.dumps(dict(sorted(counted.items())), indent=2) + "\n"


def settle_or_compare(file: Path, counted: Mapping[str, int]) -> list[str]:
    """The complaints; or none, and the baseline written anew, where the environment says so."""
    if os.environ.get("BINHYEN_UPDATE_BASELINES") == "1":
        file.write_text(as_text(counted), encoding="utf-8")
        return []
    return differences(json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}, counted)


def test_every_page_sends_as_many_statements_as_settled(people: Cast) -> None:
    counted = {}
    for page in pages():
        if page.name not in NOT_LOOKED_AT:
            number = statements(visitor(page, people), page, values_for(page, people))
            if number is not None:
                counted[page.name] = number
    assert "home" in counted
    complaints = settle_or_compare(BASELINE, counted)
    assert not complaints, said(complaints)


# ---- broken on purpose ------------------------------------------------------------------------------------


def test_more_and_fewer_statements_new_pages_and_gone_ones_are_noticed() -> None:
    settled = {"home": 7, "unit": 9, "gone": 3}
    complaints = differences(settled, {"home": 8, "unit": 8, "new": 5})
    assert [complaint.split(":")[0] for complaint in complaints] == ["gone", "home", "new", "unit"]
    assert not differences(settled, settled)


def test_a_baseline_is_settled_only_where_the_environment_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "counts.json"
    monkeypatch.delenv("BINHYEN_UPDATE_BASELINES", raising=False)
    assert settle_or_compare(file, {"home": 7})
    assert not file.exists()
    monkeypatch.setenv("BINHYEN_UPDATE_BASELINES", "1")
    assert not settle_or_compare(file, {"home": 7})
    monkeypatch.setenv("BINHYEN_UPDATE_BASELINES", "")
    assert not settle_or_compare(file, {"home": 7})
    assert settle_or_compare(file, {"home": 6})


def test_a_page_that_asks_once_more_is_counted_once_more(people: Cast) -> None:
    def asking(times: int) -> object:
        def view(request: HttpRequest) -> HttpResponse:
            assert get_user(request).is_authenticated
            with connection.cursor() as cursor:
                for _each in range(times):
                    cursor.execute("select 1")
            return HttpResponse()

        return for_everyone_signed_in(view)

    module = ModuleType("asking_house")
    module.urlpatterns = [path(f"{times}/", asking(times), name=f"asks_{times}") for times in (1, 2)]  # type: ignore[attr-defined, call-overload]
    sys.modules["asking_house"] = module
    try:
        with override_settings(ROOT_URLCONF="asking_house"):
            once, twice = (statements(people.client_of("hoa"), page, {}) for page in pages())
    finally:
        del sys.modules["asking_house"]
    assert once is not None
    assert twice is not None
    assert twice == once + 1
