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
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from binhyen.web.frame.pages import for_everyone_signed_in
from tests.architecture.codebase import said, without_reason
from tests.architecture.pages import pages
from tests.architecture.visits import address, visitor
from tests.cast import Cast

BASELINE = Path(__file__).parent / "statement_counts.json"
REMEDY = "Mend it, or settle the new number with BINHYEN_UPDATE_BASELINES=1."

NOT_LOOKED_AT: dict[str, str] = {
    "figures_home": "leads to the figures of the unit where one works",
    "set_language": "leads back to where one was",
    "mfa_authenticate": "stands between the password and the pages; leads back to the beginning for others",
    "mfa_index": "leads to the section of one's own page",
    "account_reauthenticate": "leads to the code where there is a second factor",
    "mfa_activate_totp": "asks for the code anew first",
    "mfa_deactivate_totp": "asks for the code anew first",
    "mfa_generate_recovery_codes": "asks for the code anew first",
    "mfa_view_recovery_codes": "asks for the code anew first",
    "mfa_download_recovery_codes": "asks for the code anew first",
}
"""Pages that show the visitor of this test nothing: why."""

ONLY_ACTS = 405
"""The answer of an address that takes acts alone."""


def statements(client: Client, url: str) -> tuple[int, int]:
    """The status of a page, and how many statements its second visit sends."""
    client.raise_request_exception = False
    client.get(url)
    with CaptureQueriesContext(connection) as sent:
        answer: Any = client.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return answer.status_code, len(sent)


def visited(people: Cast) -> tuple[dict[str, int], list[str]]:
    """Page → statements, and complaints about pages that this test fails to look at."""
    counted, complaints = {}, []
    for page in pages():
        client = visitor(page, people)
        status, number = statements(client, address(page, people, client))
        if status == 200:
            counted[page.name] = number
        if status not in {200, ONLY_ACTS} and page.name not in NOT_LOOKED_AT:
            complaints.append(
                f"{page.name}: answers {status}; say in visits.py how it comes to show something."
            )
        elif status == 200 and page.name in NOT_LOOKED_AT:
            complaints.append(f"{page.name}: is looked at after all; take it out of NOT_LOOKED_AT.")
    return counted, complaints + without_reason(NOT_LOOKED_AT)


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
    counted, complaints = visited(people)
    assert "home" in counted
    assert not complaints, said(complaints)
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
            once, twice = (statements(people.client_of("hoa"), page.url()) for page in pages())
    finally:
        del sys.modules["asking_house"]
    assert once[0] == twice[0] == 200
    assert twice[1] == once[1] + 1
