"""The page of what waits, the page of notices, and what the first page shows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binhyen.access.models import Account, Role
from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.worklist.models import MailChoice, Notice, What
from binhyen.worklist.queries import Duty, Item
from tests.cast import Cast, cast
from tests.reported import reported


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def told(people: Cast, username: str, what: What, state: str = State.RETURNED) -> Notice:
    """A report of the commune, and a notice on it."""
    with acting_as(OPERATOR):
        found = Obligation.objects.visible_to(OPERATOR).filter(unit=people.places.commune).first()
        pk = found.pk if found else reported(people.places.commune, state).obligation
    with acting_as(SYSTEM):
        notice = Notice(
            account=people[username], unit=people.places.commune, obligation_id=pk, what=what, at=now()
        )
        notice.save()
    return notice


def body_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_queue_leads_to_what_waits_and_counts_it_in_the_rail(people: Cast) -> None:
    with acting_as(OPERATOR):
        laid = reported(people.places.commune, State.RETURNED)
        Submission.objects.visible_to(OPERATOR).filter(pk=laid.obligation).update(
            return_reason="Xem lại số điểm"
        )
    page = body_of(people.client_of("hoa").get(reverse("worklist")))
    assert "Sửa và nộp lại báo cáo tháng 09/2026" in page
    assert "Xem lại số điểm" in page
    assert "quá hạn 46 ngày" in page
    assert "Đã quá hạn" in page
    assert '<b class="badge figures">1<' in page
    assert f'href="/bao-cao/{laid.obligation}/' in page


def test_who_has_nothing_to_do_reads_so(people: Cast) -> None:
    page = body_of(people.client_of("yen").get(reverse("worklist")))
    assert "Không có việc nào chờ" in page
    assert 'class="badge' not in page


def test_the_first_page_shows_the_most_urgent_three(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from binhyen.web.overview import home
    from binhyen.worklist.queries import Queue

    items = tuple(Item(Duty.OPEN_ACCOUNTS, 1, f"Đơn vị {n}", count=n + 1) for n in range(7))
    monkeypatch.setattr(home, "queue_of", lambda _actor: Queue(items, date(2026, 11, 2)))
    page = body_of(people.client_of("hoa").get(reverse("home")))
    strip = page[page.index('class="waiting-strip') : page.index("Xem cả 7 việc")]
    assert strip.count("<li>") == 3 + 1


def test_a_notice_opens_what_it_is_about_and_is_read_then(people: Cast) -> None:
    notice = told(people, "hoa", What.RETURNED)
    client = people.client_of("hoa")
    page = body_of(client.get(reverse("notices")))
    assert "Bị trả lại: báo cáo tháng 09/2026" in page
    assert "chưa đọc" in page
    answer: Any = client.post(reverse("notice_open"), {"notice": notice.pk})
    assert answer["Location"] == reverse("report", args=[notice.obligation_id])
    assert client.get(answer["Location"]).status_code == 200
    with acting_as(SYSTEM):
        assert Notice.objects.visible_to(SYSTEM).get().read_at is not None


def test_a_report_that_waits_leads_to_its_judging(people: Cast) -> None:
    people.add("phuong", "Mai Kim Lan", (Role.STANDING_DESK, people.places.province))
    notice = told(people, "phuong", What.SUBMITTED, State.SUBMITTED)
    client = people.client_of("phuong")
    assert "đã nộp báo cáo tháng 09/2026" in body_of(client.get(reverse("notices")))
    answer: Any = client.post(reverse("notice_open"), {"notice": notice.pk})
    assert client.get(answer["Location"]).status_code == 200


def test_another_accounts_notice_leads_back_to_ones_own(people: Cast) -> None:
    notice = told(people, "hoa", What.RETURNED)
    client = people.client_of("lan")
    answer: Any = client.post(reverse("notice_open"), {"notice": notice.pk})
    assert answer["Location"] == reverse("notices")
    assert "Chưa có thông báo nào" in body_of(client.get(reverse("notices")))
    with acting_as(SYSTEM):
        assert Notice.objects.visible_to(SYSTEM).get().read_at is None


def test_all_are_marked_and_the_next_page_takes_it_back(people: Cast) -> None:
    told(people, "hoa", What.RETURNED)
    told(people, "hoa", What.ASKED)
    client = people.client_of("hoa")
    page = body_of(client.post(reverse("notices_read"), follow=True))
    assert "Đã đánh dấu 2 thông báo là đã đọc." in page
    assert "Hoàn tác" in page
    undo = page.split('action="/viec-cua-toi/thong-bao/chua-doc/')[1].split('"')[0].replace("&amp;", "&")
    client.post(f"/viec-cua-toi/thong-bao/chua-doc/{undo}")
    with acting_as(SYSTEM):
        assert Notice.objects.visible_to(SYSTEM).filter(read_at=None).count() == 2


@pytest.mark.parametrize("moment", ["", "hôm qua", "2026-99-99", "2026-11-02T08:00:00"])
def test_a_moment_that_is_none_takes_nothing_back(people: Cast, moment: str) -> None:
    client = people.client_of("hoa")
    answer: Any = client.post(f"{reverse('notices_unread')}?luc={moment}")
    assert answer.status_code == 302


def test_mail_is_offered_where_it_is_set_up_and_the_account_has_an_address(
    people: Cast, settings: Any
) -> None:
    client = people.client_of("hoa")
    settings.MAIL_SET_UP = False
    assert "chưa thiết lập thư điện tử" in body_of(client.get(reverse("notices")))
    settings.MAIL_SET_UP = True
    assert "chưa có thư công vụ" in body_of(client.get(reverse("notices")))
    Account.objects.filter(pk=people["hoa"].pk).update(email="hoa@example.vn")
    assert "hoa@example.vn" in body_of(client.get(reverse("notices")))
    client.post(reverse("notices_mail"), {"wanted": "1"})
    assert MailChoice.objects.get().wanted
    assert "Thôi gửi thư" in body_of(client.get(reverse("notices")))
    client.post(reverse("notices_mail"), {"wanted": "0"})
    assert not MailChoice.objects.get().wanted


def test_more_notices_take_no_more_statements(people: Cast) -> None:
    client = people.client_of("hoa")
    counts = []
    for what in (What.RETURNED, What.ASKED, What.EXTENDED):
        told(people, "hoa", what)
        client.get(reverse("notices"))
        with CaptureQueriesContext(connection) as sent:
            client.get(reverse("notices"))
        counts.append(len(sent))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("named", ["", "x", "-1", "²", "9" * 40])
def test_what_is_no_notice_leads_back_to_the_list(people: Cast, named: str) -> None:
    answer: Any = people.client_of("hoa").post(reverse("notice_open"), {"notice": named})
    assert answer["Location"] == reverse("notices")
