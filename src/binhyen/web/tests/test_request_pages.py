"""What a desk asks for, seen in a browser without one: asking, answers, files, changing one's mind, campaigns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from binhyen.access.models import Role
from binhyen.foundations import clock
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.models import DataSet, Indicator
from binhyen.indicators.queries import layout_of
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import accept, ask_reports, record_values, submit
from binhyen.reporting.models import Campaign, Obligation, Occasion, Request, Submission
from binhyen.web.tests.reporting_desk import Desk, laid

pytestmark = pytest.mark.django_db

FORM = "chuyen-de-cao-diem-tet"
DAY = date(2026, 10, 16)
SENT = {
    "bieu": FORM,
    "occasion": "topical",
    "title": "Kết quả cao điểm tháng 10",
    "basis": "Kế hoạch 12/KH-BCĐ",
    "first_day": "01/10/2026",
    "last_day": "31/10/2026",
    "deadline": "20/10/2026",
}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        yield laid()


def laid_down(model: Any) -> list[Any]:
    with acting_as(OPERATOR):
        return list(model.objects.visible_to(OPERATOR))


def only(model: Any) -> Any:
    (found,) = laid_down(model)
    return found


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def asked(desk: Desk, **changed: Any) -> Request:
    """The province asks both communes."""
    actor = desk.actor("lan")
    with acting_as(actor):
        told: dict[str, Any] = {
            "unit": desk.province,
            "occasion": Occasion.TOPICAL,
            "title": "Kết quả cao điểm",
            "basis": "",
            "data_set": DataSet.objects.get(code=FORM),
            "first_day": date(2026, 10, 1),
            "last_day": date(2026, 10, 31),
            "deadline": date(2026, 10, 20),
            "units": [desk.commune.pk, desk.sibling.pk],
        }
        return ask_reports(by=actor, **(told | changed))


def answered(desk: Desk, request: Request, by: str, unit: Any, **values: int) -> Submission:
    told = {
        "tet_directives": 6,
        "tet_teams_on_duty": 3,
        "tet_patrols": 9,
        "tet_sessions": 2,
        "tet_attendances": 80,
    } | values
    actor = desk.actor(by)
    lines = layout_of(request.version).by_code
    with acting_as(actor):
        owed = Obligation.objects.visible_to(actor).get(unit=unit, request=request)
        figures = {code: Quantity(Decimal(value), lines[code].unit) for code, value in told.items()}
        report = record_values(by=actor, obligation=owed, figures=figures)
        return submit(by=actor, submission=report)


class TestAsking:
    def test_the_form_is_chosen_then_the_units_and_the_answers_are_awaited(self, desk: Desk) -> None:
        client = desk.client("lan")
        page = text_of(client.get(reverse("request_ask")))
        assert f"bieu={FORM}" in page
        page = text_of(client.get(reverse("request_ask"), {"bieu": FORM}))
        assert "Lượt tuần tra" in page
        assert f'value="{desk.commune.pk}"' in page
        made = client.post(
            reverse("request_ask"), SENT | {"unit": [desk.commune.pk, desk.sibling.pk]}, follow=True
        )
        page = text_of(made)
        assert "Kết quả cao điểm tháng 10" in page
        assert "0 / 2" in page
        assert page.count("chưa nộp") >= 2
        request = only(Request)
        assert reverse("request_withdraw", args=[request.pk]) in page, "the toast offers to undo"
        assert (request.deadline, request.unit_id) == (date(2026, 10, 20), desk.province.pk)

    def test_a_button_ticks_many_and_keeps_what_was_typed(self, desk: Desk) -> None:
        client = desk.client("lan")
        page = text_of(client.post(reverse("request_ask"), SENT | {"tick": "all"}))
        assert "Kết quả cao điểm tháng 10" in page
        number = page.count('name="unit"')
        assert page.count("checked><span") == number > 0
        assert not laid_down(Request)
        wards = text_of(client.post(reverse("request_ask"), SENT | {"tick": "kind:ward"}))
        assert 0 < wards.count("checked><span") < number
        none = text_of(
            client.post(reverse("request_ask"), SENT | {"tick": "none", "unit": [desk.commune.pk]})
        )
        assert "checked><span" not in none

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"title": ""}, "Tên báo cáo"),
            ({"title": "Hỏi ông Nguyễn Văn Bảy"}, "trông như có tên"),
            ({"deadline": "15/10/2026"}, "đã qua"),
            ({"last_day": "01/09/2026"}, "Đổi lại ngày đầu và ngày cuối"),
            ({"unit": []}, "Chưa chọn đơn vị nào"),
        ],
    )
    def test_a_refusal_keeps_all_that_was_typed(
        self, desk: Desk, changed: dict[str, Any], expected: str
    ) -> None:
        answer = desk.client("lan").post(reverse("request_ask"), SENT | {"unit": [desk.commune.pk]} | changed)
        assert answer.status_code == 422
        page = text_of(answer)
        assert expected in page
        assert "Kế hoạch 12/KH-BCĐ" in page
        if "unit" not in changed:
            assert page.count("checked><span") == 1
        assert not laid_down(Request)

    def test_the_country_asks_by_province(self, desk: Desk) -> None:
        desk.people.add("baoan", "Lý Thị Bảo An", (Role.STANDING_DESK, desk.people.places.country))
        client = desk.client("baoan")
        page = text_of(client.get(reverse("request_ask"), {"bieu": FORM}))
        assert page.count('name="unit"') < 60, "provinces, not three thousand communes"
        client.post(reverse("request_ask"), SENT | {"unit": [desk.province.pk]})
        with acting_as(OPERATOR):
            owed = Obligation.objects.visible_to(OPERATOR).filter(request__isnull=False)
            assert owed.count() > 50
            assert {each.superior_id for each in owed} == {desk.province.pk}


class TestAnswers:
    def test_they_come_in_provisional_and_are_accepted_at_once(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("lan")
        url = reverse("request", args=[request.pk])
        empty = text_of(client.get(url))
        poll = empty.split('id="answers"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
        assert client.get(poll).status_code == 204, "nothing is new"
        answered(desk, request, "hoa", desk.commune, tet_patrols=7)
        again = client.get(poll)
        assert again.status_code == 200
        page = text_of(again)
        assert "1 / 2" in page
        assert 'class="figure-column figures provisional">7<' in page
        assert page.count(">7<") == 2, "the unit, and the sum so far; nothing is accepted yet"
        told = text_of(client.post(reverse("request_accept", args=[request.pk]), follow=True))
        assert "Đã duyệt 1 báo cáo." in told
        assert told.count(">7<") == 3
        assert "provisional" not in told.split("<tbody>")[-1]

    def test_a_filter_shows_those_alone_who_are_counted(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("lan")
        report = answered(desk, request, "hoa", desk.commune)
        url = reverse("request", args=[request.pk])
        waiting, missing = (text_of(client.get(url, {"loc": name})) for name in ("cho", "chua"))
        link = reverse("report", args=[report.pk])
        assert link in waiting
        assert link not in missing

    def test_the_asked_officer_finds_it_and_not_the_answers_of_others(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("hoa")
        for page in (client.get(reverse("requests")), client.get(reverse("reports"))):
            assert "Kết quả cao điểm" in text_of(page)
        assert client.get(reverse("request", args=[request.pk])).status_code == 404
        assert client.get(reverse("request_csv", args=[request.pk])).status_code == 404

    def test_files_hold_every_unit_and_both_sums(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("lan")
        answered(desk, request, "hoa", desk.commune, tet_patrols=7)
        told = client.get(reverse("request_csv", args=[request.pk])).content.decode("utf-8-sig")
        lines = told.splitlines()
        assert len(lines) == 1 + 2 + 2
        assert lines[-1].startswith(",Cộng tạm tính")
        assert ",7," in lines[-1]
        book = load_workbook(
            io.BytesIO(client.get(reverse("request_excel", args=[request.pk])).content), read_only=True
        )
        rows = list(book.active.values)
        assert 7 in rows[-1], "a number, not a text"

    def test_small_numbers_of_persons_are_held_back_from_leaders_and_in_files(self, desk: Desk) -> None:
        request = asked(desk)
        _count_persons("tet_attendances")
        answered(desk, request, "hoa", desk.commune, tet_attendances=4, tet_sessions=1)
        answered(desk, request, "mai", desk.sibling, tet_attendances=30, tet_sessions=1)
        url = reverse("request", args=[request.pk])
        assert ">4<" in text_of(desk.client("lan").get(url))
        page = text_of(desk.client("dung").get(url))
        assert "&lt;5" in page
        assert ">4<" not in page
        assert ">34<" not in page or ">30<" not in page, "what is held back does not follow from the rest"
        told = desk.client("lan").get(reverse("request_csv", args=[request.pk])).content.decode()
        assert "<5" in told
        assert not ("34" in told and "30" in told)

    def test_english_readers_get_the_page_too(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("lan")
        client.post(reverse("set_language"), {"language": "en"})
        assert client.get(reverse("request", args=[request.pk])).status_code == 200


class TestChangingOnesMind:
    def test_withdrawing_offers_to_undo_and_undoing_asks_again(self, desk: Desk) -> None:
        request, client = asked(desk), desk.client("lan")
        page = text_of(client.post(reverse("request_withdraw", args=[request.pk]), follow=True))
        undo = reverse("request_ask_again", args=[request.pk])
        assert f'action="{undo}"' in page
        assert "Kết quả cao điểm" not in page.split('id="toasts"')[0]
        page = text_of(client.post(undo, follow=True))
        assert "0 / 2" in page

    def test_more_time_and_more_units(self, desk: Desk) -> None:
        request, client = asked(desk, units=[desk.commune.pk]), desk.client("lan")
        url = reverse("request_extend", args=[request.pk])
        refused = client.post(url, {"until": "19/10/2026", "reason": "Mưa lũ"})
        assert refused.status_code == 422
        assert "không sau thời hạn" in text_of(refused)
        page = text_of(client.post(url, {"until": "23/10/2026", "reason": "Mưa lũ"}, follow=True))
        assert "hạn 23/10/2026" in page
        url = reverse("request_more", args=[request.pk])
        assert f'value="{desk.commune.pk}"' not in text_of(client.get(url)), "asked already"
        page = text_of(client.post(url, {"deadline": "23/10/2026", "unit": [desk.sibling.pk]}, follow=True))
        assert "0 / 2" in page

    def test_nobody_is_let_go_who_began(self, desk: Desk) -> None:
        request = asked(desk, units=[desk.commune.pk])
        answered(desk, request, "hoa", desk.commune)
        answer = desk.client("lan").post(reverse("request_withdraw", args=[request.pk]))
        assert answer.status_code == 422
        assert "đã bắt đầu trả lời" in text_of(answer)


class TestCampaigns:
    def test_one_is_opened_asked_in_and_shows_its_figures(self, desk: Desk) -> None:
        client = desk.client("lan")
        assert "Chưa có đợt cao điểm nào" in text_of(client.get(reverse("campaigns")))
        told = {
            "name": "Cao điểm quý IV",
            "plan": "Kế hoạch 9/KH-BCĐ",
            "first_day": "15/09/2026",
            "last_day": "30/11/2026",
        }
        page = text_of(client.post(reverse("campaign_open"), told, follow=True))
        assert "chưa có yêu cầu báo cáo nào" in page
        assert "tháng 10/2026" in page, "a month within its days"
        assert client.post(reverse("campaign_open"), told).status_code == 422, "the name is taken"
        campaign = only(Campaign)
        request = asked(desk)
        client.post(reverse("request_gather", args=[request.pk]), {"dot": campaign.pk})
        report = answered(desk, request, "hoa", desk.commune, tet_patrols=7)
        reviewer = desk.actor("duyet")
        with acting_as(reviewer):
            accept(by=reviewer, submission=report)
        page = text_of(client.get(reverse("campaign", args=[campaign.pk])))
        assert "1 / 2" in page
        assert ">7<" in page
        assert ">1/2<" in page
        assert "Kế hoạch 9/KH-BCĐ" in page


def _count_persons(indicator: str) -> None:
    """Let the indicator be one that counts persons."""
    with acting_as(OPERATOR):
        found = Indicator.objects.get(code=indicator)
        found.definition = {**found.definition, "handling": ["persons"]}
        found.save(update_fields=["definition"])
