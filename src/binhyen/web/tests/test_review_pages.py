"""The desk's pages: the grid with its shares, one report after the other beside its like, and whom to remind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from binhyen.foundations import clock
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import open_period
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import queue_beside
from binhyen.web.frame.period_grid import Look, cells_of, drawn
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, laid
from binhyen.web.tests.test_report_pages import name_of, page_of, report_address, row_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        yield laid()


def handed_in(desk: Desk, how_many: int) -> list[Obligation]:
    """The reports of so many units wait for the desk, in the Vietnamese order of names. Answers with all owed ones."""
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).filter(data_set=desk.data_set, period=PERIOD)
        from binhyen.reporting.queries import with_unit_names

        ordered = list(with_unit_names(owed).order_by("unit_sort", "unit_id"))
        Submission.objects.bulk_create(
            Submission(
                obligation=each,
                unit_id=each.unit_id,
                unit_path=each.unit_path,
                state=State.SUBMITTED,
                values=[Decimal(8)] * len(desk.layout.kept),
                submitted_at=now(),
                late=True,
                changed_at=now(),
            )
            for each in ordered[:how_many]
        )
    return ordered


class TestGrid:
    def test_it_says_how_complete_and_how_timely_a_period_is(self, desk: Desk) -> None:
        owed = handed_in(desk, 5)
        with acting_as(OPERATOR):
            Submission.objects.visible_to(OPERATOR).filter(pk=owed[0].pk).update(late=False)
        page = page_of(desk.client("lan"), "/bao-cao/")
        received = f"{500 / len(owed):.1f}".replace(".", ",")
        on_time = f"{100 / len(owed):.1f}".replace(".", ",")
        assert f"Đầy đủ <strong>{received}%</strong> · Đúng hạn <strong>{on_time}%</strong>" in page
        assert f"đã nhận 5, nhận đúng hạn 1 trên {len(owed)} báo cáo phải nộp" in page

    def test_a_report_with_gaps_says_how_many_lines_are_filled(self, desk: Desk) -> None:
        desk.report()
        page = page_of(desk.client("lan"), "/bao-cao/", loc="thieu-o")
        lines = len(desk.layout.inputs) - 1  # one does not apply
        assert page.count("<tr data-row>") == 1
        assert f"{lines - 1}/{lines} ô" in page

    def test_forms_are_chosen_by_kind_of_period(self, desk: Desk) -> None:
        page = page_of(desk.client("lan"), "/bao-cao/")
        select = page[page.index('<select id="bieu"') : page.index("</select>", page.index('id="bieu"'))]
        groups = re.findall(r'<optgroup label="([^"]+)"', select)
        assert groups[0] == "Hằng tháng"
        assert len(groups) == len(set(groups))
        assert re.search(r'<option value="xa-thang" selected>', select)

    def test_two_dozen_periods_where_there_are_so_many(self, desk: Desk) -> None:
        period = parse_period(PERIOD, ADMINISTRATIVE)
        with acting_as(OPERATOR):
            for _month in range(13):
                open_period(by=OPERATOR, under=desk.commune, data_set=desk.data_set, period=period)
                period = period.previous()
                if period.first_day < date(2025, 7, 1):
                    break
        client = desk.client("lan")
        narrow, wide = page_of(client, "/bao-cao/"), page_of(client, "/bao-cao/", **{"so-ky": "24"})
        periods = re.findall(r'<th scope="col" class="figures', narrow)
        assert len(periods) == 12
        assert len(re.findall(r'<th scope="col" class="figures', wide)) == 13
        assert 'class="table-frame wide"' in wide

    def test_of_the_country_each_province_tells_its_counts(self, desk: Desk) -> None:
        handed_in(desk, 3)
        page = page_of(desk.client("yen"), "/bao-cao/")
        row = next(part for part in page.split("<tr data-row>") if f"don-vi={desk.province.pk}&" in part)
        figures = re.findall(r'<td class="figure-column">([^<]+)</td>', row)
        assert figures[1:3] == ["3", "3"]
        assert figures[4] == "0%" or figures[4] == "0,0%"


def test_a_cell_is_told_by_more_than_its_colour() -> None:
    look = drawn(Look("waiting", late=True, flagged=True, filled=18, asked=20))
    row = cells_of([(7, look), None, (8, look)], 2, ("/bao-cao/", "/"))
    assert 'aria-label="chờ duyệt, muộn, có dấu hiệu, 18/20 ô"' in row
    assert 'href="/bao-cao/7/"' in row
    assert "<small>18/20</small>" in row
    assert "không phải nộp" in row
    assert row.count("<td") == 3
    assert '<td class="current">' in row
    assert '<"' not in cells_of([('"><x', look)], 1, ('"', ""))[: len(look.before) + 1]


class TestOneAfterTheOther:
    def test_the_desk_goes_through_all_that_wait(self, desk: Desk) -> None:
        first, second, third, *_others = handed_in(desk, 3)
        client = desk.client("duyet")
        assert f'href="/bao-cao/{first.pk}/so-sanh/"' in page_of(client, "/bao-cao/")
        page = page_of(client, f"/bao-cao/{first.pk}/so-sanh/")
        assert "Báo cáo 1 trong 3 đang chờ duyệt" in page
        page = sent(client, f"/bao-cao/{first.pk}/duyet/", next="1")
        assert "Báo cáo 1 trong 2 đang chờ duyệt" in page
        assert f'action="/bao-cao/{second.pk}/duyet/"' in page
        page = sent(client, f"/bao-cao/{third.pk}/duyet/", next="1")
        assert f'action="/bao-cao/{second.pk}/duyet/"' in page, "after the last comes the first"
        page = sent(client, f"/bao-cao/{second.pk}/duyet/", next="1")
        assert "Theo đơn vị và kỳ" in page, "after all of them, the grid"

    def test_a_report_is_given_back_from_there_with_reasons_on_cells(self, desk: Desk) -> None:
        first, second, *_others = handed_in(desk, 2)
        client = desk.client("duyet")
        page = sent(
            client,
            f"/bao-cao/{first.pk}/tra-lai/",
            next="1",
            reason="",
            cell="model_points",
            **{"reason-model_points": "Tháng trước 18"},
        )
        assert f'action="/bao-cao/{second.pk}/duyet/"' in page
        with acting_as(OPERATOR):
            returned = Submission.objects.visible_to(OPERATOR).get(pk=first.pk)
        assert returned.state == State.RETURNED
        assert returned.return_reason == "Xem lý do ở từng dòng."
        assert returned.returns == [{"line": "model_points", "reason": "Tháng trước 18"}]
        page = sent(client, f"/bao-cao/{second.pk}/tra-lai/", next="1", cell="model_points")
        assert "đã chọn mà chưa ghi lý do" in page
        assert '<input type="hidden" name="next" value="1">' in page, "the way on is not lost by a mistake"

    def test_it_stands_beside_the_last_period_a_year_ago_and_its_like(self, desk: Desk) -> None:
        handed_in(desk, 1000)
        page = page_of(desk.client("duyet"), f"/bao-cao/{desk.obligation().pk}/so-sanh/")
        row = row_of(page, "model_points")
        labels = re.findall(r'data-label="([^"]*)"', row)
        assert labels == ["09/2026", "08/2026", "Thay đổi", "09/2025", "Trung vị"]
        assert row.count("<span>8</span>") == 1, "the median of the others"
        assert "Trung vị của" in page

    def test_it_is_for_whoever_judges_the_report(self, desk: Desk) -> None:
        owed = handed_in(desk, 2)
        for username in ("hoa", "dung", "yen", "ngoai"):
            page_of(desk.client(username), f"/bao-cao/{owed[0].pk}/so-sanh/", status=404)
        page_of(desk.client("lan"), f"/bao-cao/{owed[5].pk}/so-sanh/", status=404)

    def test_the_queue_is_asked_in_one_statement(self, desk: Desk, django_assert_num_queries: object) -> None:
        owed = handed_in(desk, 4)
        actor = desk.actor("duyet")
        with acting_as(actor), django_assert_num_queries(1):  # type: ignore[operator]
            queue = queue_beside(actor, owed[3])
        assert (queue.length, queue.place, queue.previous, queue.following) == (
            4,
            4,
            owed[2].pk,
            owed[0].pk,
        )
        with acting_as(actor):
            assert queue_beside(actor, owed[9]).place == 0


class TestReminding:
    def test_each_late_unit_has_its_text(self, desk: Desk) -> None:
        desk.record()
        owed = handed_in(desk, 0)
        client = desk.client("lan")
        page = page_of(client, "/bao-cao/nhac/")
        assert page.count("<tr data-row>") == len(owed)
        texts = re.findall(r"data-text>([^<]+)<", page)
        mine = next(text for text in texts if text.startswith(name_of(desk.commune) + ":"))
        assert "báo cáo tháng 09/2026 quá hạn 17/09/2026; còn thiếu 1 ô:" in mine
        assert sum("chưa có số liệu nào" in text for text in texts) == len(owed) - 1
        assert f"/bao-cao/{desk.obligation().pk}/gia-han/" in page

    def test_the_texts_come_as_a_plain_file(self, desk: Desk) -> None:
        response = desk.client("duyet").get("/bao-cao/nhac/", {"dang": "txt"})
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Content-Disposition"].endswith('2026-10-16.txt"')
        assert "chưa có số liệu nào. Đề nghị đơn vị hoàn thành và nộp.\n\n" in response.content.decode()

    def test_nobody_is_left_to_remind(self, desk: Desk) -> None:
        handed_in(desk, 1000)
        assert "Không đơn vị nào cần nhắc" in page_of(desk.client("lan"), "/bao-cao/nhac/")

    def test_only_whoever_judges_reports_reminds(self, desk: Desk) -> None:
        for username in ("hoa", "dung", "yen"):
            page_of(desk.client(username), "/bao-cao/nhac/", status=404)
        page_of(desk.client("ngoai"), f"/bao-cao/nhac/?don-vi={desk.province.pk}", status=404)


class TestOneReport:
    def test_the_unit_is_led_to_entering_and_the_desk_to_comparing(self, desk: Desk) -> None:
        address = report_address(desk)
        page = page_of(desk.client("hoa"), address)
        assert re.search(rf'<a class="button primary" href="{address}nhap/">', page)
        assert f'href="{address}tep-rieng/"' in page
        desk.report()
        page = page_of(desk.client("hoa"), address)
        assert f'action="{address}rut-lai/"' in page
        assert f'{address}nhap/"' not in page
        page = page_of(desk.client("duyet"), address)
        assert f'href="{address}so-sanh/"' in page
        assert "rut-lai" not in page

    def test_small_numbers_of_persons_a_year_ago_are_held_back_too(self, desk: Desk) -> None:
        desk.report()
        obligation = desk.obligation()
        with acting_as(OPERATOR):
            obligation.pk, obligation.period = None, "2025-09"
            obligation.first_day, obligation.last_day = date(2025, 8, 15), date(2025, 9, 14)
            obligation.save(force_insert=True)
            kept = desk.layout.kept
            Submission.objects.create(
                obligation=obligation,
                unit_id=obligation.unit_id,
                unit_path=obligation.unit_path,
                state=State.ACCEPTED,
                values=[Decimal(3)] * len(kept),
                submitted_at=now(),
                accepted_at=now(),
                changed_at=now(),
            )
        address = report_address(desk)
        assert "<span>3</span>" in row_of(page_of(desk.client("duyet"), address), "awd_commune_individuals")
        row = row_of(page_of(desk.client("dung"), address), "awd_commune_individuals")
        assert "<span>3</span>" not in row
        assert row.count("&lt;5") == 2
