"""After handing in: when it was, the unit's own course, what the desk may ask about, and the note to take along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from binhyen.foundations import clock
from binhyen.web.tests.reporting_desk import DAY, Desk, laid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    with clock.fixed_to(DAY):
        yield


@pytest.fixture
def desk() -> Desk:
    return laid()


def test_handing_in_leads_to_what_comes_back(desk: Desk) -> None:
    submission = desk.record()
    client = desk.client("hoa")
    answer = client.post(reverse("report_submit", args=[submission.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("report_submitted", args=[submission.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Đã nộp lúc" in page
    assert "16/10/2026" in page
    assert "đúng hạn" in page or "sau thời hạn" in page
    assert "Chưa có số của kỳ trước để so." in page
    assert "chưa đủ hai kỳ" in page
    assert reverse("report_note", args=[submission.pk]) in page
    assert reverse("report", args=[submission.pk]) in page


def test_the_note_is_a_word_file_of_the_unit(desk: Desk) -> None:
    submission = desk.report()
    answer = desk.client("hoa").get(reverse("report_note", args=[submission.pk]))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "bao-cao-nhanh-" in answer["Content-Disposition"]
    assert "wordprocessingml" in answer["Content-Type"]


def test_a_report_that_is_not_handed_in_is_shown_itself(desk: Desk) -> None:
    submission = desk.record()
    client = desk.client("hoa")
    for name in ("report_submitted", "report_note"):
        answer = client.get(reverse(name, args=[submission.pk]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("report", args=[submission.pk]))


def test_only_who_may_have_its_workbook_gets_it(desk: Desk) -> None:
    submission = desk.report()
    for name in ("report_submitted", "report_note"):
        address = reverse(name, args=[submission.pk])
        assert desk.client("lan").get(address).status_code == 200
        for stranger in ("mai", "ngoai", "dung", "yen"):
            assert desk.client(stranger).get(address).status_code == 404, (name, stranger)
