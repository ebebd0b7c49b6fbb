"""Reports in prose on their pages: brought in, judged with and without script, written into a report, ended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict
from binhyen.reporting.models import FigureSource, Recording, State, Submission
from tests.cast import Cast, cast
from tests.reported import Reported, reported

TEXT = """Báo cáo tháng 9/2026

Trong tháng 9/2026, xã có 27 tổ hòa giải với 162 hòa giải viên; duy trì 34 điểm mô hình.
Toàn xã có 27 tổ hòa giải hoạt động nền nếp, hơn 120 tổ tự quản.
Năm 2027, phấn đấu 95% khu dân cư đạt tiêu chuẩn “An toàn về an ninh, trật tự”.
"""
SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def people(db: None) -> Cast:
    """A commune with its entering officer, and a desk above it."""
    made = cast()
    made.add("phuong", "Mai Lan Phương", (Role.STANDING_DESK, made.places.province))
    return made


@pytest.fixture
def report(people: Cast) -> Reported:
    """The commune's report of the month, begun."""
    with acting_as(OPERATOR):
        return reported(people.places.commune, State.DRAFT)


@pytest.fixture
def hoa(people: Cast) -> Client:
    return people.client_of("hoa")


def bring(client: Client, **fields: Any) -> Any:
    return client.post(reverse("narrative_new"), {"text": TEXT} | fields)


@pytest.fixture
def key(hoa: Client, report: Reported) -> int:
    """A narrative that was brought in, with the report of its month chosen."""
    answer = bring(hoa)
    assert answer.status_code == 302, answer.content.decode()
    pk = int(answer["Location"].split("/")[-2])
    send(hoa, "narrative_report", pk, {"bao-cao": report.obligation})
    return pk


def send(client: Client, name: str, pk: int, fields: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(reverse(name, args=[pk]), fields or {}, **headers)


def page(client: Client, pk: int, query: str = "") -> str:
    answer = client.get(f"{reverse('narrative', args=[pk])}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def figures(pk: int) -> dict[str, Candidate]:
    """The figures of a narrative by their words."""
    with acting_as(OPERATOR):
        found = Candidate.objects.visible_to(OPERATOR).filter(narrative_id=pk).order_by("number")
        return {each.words: each for each in reversed(found)}


def judge(client: Client, pk: int, figure: Candidate, what: str, **fields: Any) -> Any:
    return send(client, "narrative_judge", pk, {"so": figure.number, "viec": what} | fields)


def typed(figure: Candidate, **fields: Any) -> dict[str, Any]:
    """What the form of a figure sends, with other words in some fields."""
    proposed = figure.proposed
    return {
        "gia-tri": proposed["value"],
        "don-vi-tinh": proposed.get("unit", ""),
        "muc": proposed.get("comparator", "eq"),
        "loai": proposed.get("kind", "result"),
        "chi-tieu": proposed.get("indicator", "-"),
        "ky": proposed.get("period", ""),
        "noi": proposed.get("place", ""),
        "dung": "figure",
        "dong": figure.line,
    } | {name.replace("_", "-"): value for name, value in fields.items()}


def refusals(answer: Any) -> str:
    return " ".join(re.findall(r'class="note wrong".*?</div></div>', answer.content.decode(), re.DOTALL))


class TestBringing:
    def test_pasted_words_become_a_page_with_marks_and_rows(self, hoa: Client, key: int) -> None:
        shown = page(hoa, key)
        found = figures(key)
        assert len(found) >= 5
        for figure in found.values():
            assert f'id="so-{figure.number}"' in shown
            assert f'id="dong-{figure.number}"' in shown
            assert f'href="#dong-{figure.number}"' in shown
            assert f'href="#so-{figure.number}"' in shown
        assert "hơn 120 tổ tự quản" in shown
        assert "Báo cáo tháng 9/2026" in shown

    def test_a_file_gives_the_title(self, hoa: Client) -> None:
        file = SimpleUploadedFile("bao-cao-thang-9.txt", TEXT.encode())
        answer = hoa.post(reverse("narrative_new"), {"tep": file})
        assert "bao-cao-thang-9" in page(hoa, int(answer["Location"].split("/")[-2]))

    def test_a_title_taken_from_pasted_words_names_nobody(self, hoa: Client) -> None:
        answer = bring(hoa, text=f"Tới dự có đồng chí Trần Minh Quang, Trưởng ban Chỉ đạo.\n{TEXT}")
        with acting_as(OPERATOR):
            title = Narrative.objects.visible_to(OPERATOR).get(pk=answer["Location"].split("/")[-2]).title
        assert title.startswith("Tới dự có đồng chí")
        assert "Quang" not in title

    def test_a_secret_text_is_refused_and_what_was_typed_stays(self, hoa: Client) -> None:
        answer = bring(hoa, text=f"MẬT\n\n{TEXT}", title="Báo cáo thử")
        assert answer.status_code == 422
        body = answer.content.decode()
        assert "162 hòa giải viên" in body
        assert 'value="Báo cáo thử"' in body
        with acting_as(OPERATOR):
            assert not Narrative.objects.visible_to(OPERATOR).exists()

    def test_a_file_that_is_refused_is_told_beside_the_file(self, hoa: Client) -> None:
        answer = hoa.post(reverse("narrative_new"), {"tep": SimpleUploadedFile("anh.pdf", b"\x89PNG....")})
        assert answer.status_code == 422
        assert refusals(answer)
        assert "Tệp đã gửi: “anh.pdf”" in answer.content.decode()

    def test_nothing_at_all_is_told(self, hoa: Client) -> None:
        assert "Chọn tệp hoặc dán nội dung" in refusals(bring(hoa, text=" "))

    def test_a_title_that_names_a_person_is_told_at_its_field(self, hoa: Client) -> None:
        answer = bring(hoa, title="Báo cáo của ông Nguyễn Văn An")
        assert answer.status_code == 422
        assert 'href="#id_title"' in answer.content.decode()

    def test_the_same_text_opens_the_one_that_is_there(self, hoa: Client, key: int) -> None:
        assert bring(hoa)["Location"] == reverse("narrative", args=[key])

    def test_a_desk_brings_it_for_a_commune_below(self, people: Cast) -> None:
        desk = people.client_of("phuong")
        start = desk.get(f"{reverse('narrative_new')}?don-vi={people.places.commune.pk}").content.decode()
        unit = re.search(r'name="unit" value="([^"]+)"', start)
        assert unit is not None
        answer = bring(desk, unit=unit[1])
        with acting_as(OPERATOR):
            made = Narrative.objects.visible_to(OPERATOR).get()
        assert made.unit_id == people.places.commune.pk
        assert answer["Location"] == reverse("narrative", args=[made.pk])
        assert made.title in desk.get(reverse("narratives")).content.decode()


class TestJudging:
    def test_without_script_each_step_comes_back_to_its_row(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        for what, verdict in (
            ("nhan", Verdict.ACCEPTED),
            ("lai", Verdict.OPEN),
            ("bo", Verdict.REFUSED),
            ("lai", Verdict.OPEN),
        ):
            answer = judge(hoa, key, figure, what, loc="chua-xem")
            there = f"{reverse('narrative', args=[key])}?loc=chua-xem#dong-{figure.number}"
            assert answer["Location"] == there
            assert figures(key)[figure.words].verdict == verdict

    def test_a_script_gets_the_row_its_mark_and_the_counts(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        answer = send(hoa, "narrative_judge", key, {"so": figure.number, "viec": "nhan"}, **SCRIPT)
        body = answer.content.decode()
        assert body.count("<li class=") == 1
        assert f'<mark id="so-{figure.number}" class="accepted" hx-swap-oob="true">' in body
        assert 'id="narrative-counts"' in body
        assert "<html" not in body

    def test_a_correction_is_kept_and_the_row_says_so(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        form = page(hoa, key, f"?sua={figure.number}")
        assert 'name="gia-tri" value="162"' in form.replace(" aria-invalid", "")
        judge(hoa, key, figure, "sua", **typed(figure, gia_tri="1.163"))
        kept = figures(key)[figure.words]
        assert (kept.verdict, kept.said) == (Verdict.CORRECTED, {"value": "1163"})
        assert "1.163 hòa giải viên" in page(hoa, key)

    def test_a_correction_without_a_difference_is_an_acceptance(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        judge(hoa, key, figure, "sua", **typed(figure, ky="tháng 9/2026"))
        assert figures(key)[figure.words].verdict == Verdict.ACCEPTED

    def test_another_indicator_is_found_by_its_name(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        judge(hoa, key, figure, "sua", **typed(figure, chi_tieu_khac="số hộ GIA ĐÌNH"))
        assert figures(key)[figure.words].said["indicator"] == "ctx_households"

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"gia_tri": "12.5"}, "không phải là số viết đúng cách"),
            ({"gia_tri": ""}, "Chưa ghi số"),
            ({"chi_tieu_khac": "số gì đó"}, "Danh mục không có chỉ tiêu"),
        ],
    )
    @pytest.mark.parametrize("headers", [{}, SCRIPT])
    def test_what_cannot_be_kept_stands_in_its_field(
        self, hoa: Client, key: int, fields: dict[str, str], told: str, headers: dict[str, str]
    ) -> None:
        figure = figures(key)["162 hòa giải viên"]
        sent = {"so": figure.number, "viec": "sua"} | typed(figure, don_vi_tinh="vị", **fields)
        answer = send(hoa, "narrative_judge", key, sent, **headers)
        assert answer.status_code == (200 if headers else 422)
        assert told in refusals(answer)
        assert 'aria-invalid="true"' in answer.content.decode()
        assert 'value="vị"' in answer.content.decode()
        assert figures(key)[figure.words].verdict == Verdict.OPEN

    def test_all_that_are_sure_at_once_and_back(self, hoa: Client, key: int) -> None:
        sure = {each.number for each in figures(key).values() if each.line}
        assert len(sure) > 1
        with acting_as(OPERATOR):
            Candidate.objects.visible_to(OPERATOR).filter(number__in=sure).update(is_sure=True, doubts=[])
        assert f"Nhận {len(sure)} số rõ ràng nhất" in page(hoa, key)
        send(hoa, "narrative_accept_sure", key)
        assert {each.number for each in figures(key).values() if each.verdict == Verdict.ACCEPTED} == sure
        undo = f"{reverse('narrative_accept_sure', args=[key])}?lai=1"
        assert undo in page(hoa, key)
        hoa.post(undo)
        assert {each.verdict for each in figures(key).values()} == {Verdict.OPEN.value}

    def test_filters_show_what_they_name(self, hoa: Client, key: int) -> None:
        figure = figures(key)["162 hòa giải viên"]
        judge(hoa, key, figure, "nhan")
        waiting = page(hoa, key, "?loc=chua-xem")
        assert f'id="dong-{figure.number}"' not in waiting
        assert f'id="so-{figure.number}"' in waiting
        assert f'href="?#dong-{figure.number}"' in waiting


class TestAdding:
    def test_by_the_words_in_which_it_stands(self, hoa: Client, key: int) -> None:
        before = len(figures(key))
        answer = send(
            hoa, "narrative_add", key, {"chu": "tháng 9/2026, xã có 27", "gia-tri": "9", "dung": "context"}
        )
        assert answer.status_code == 302
        added = figures(key)["tháng 9/2026, xã có 27"]
        assert len(figures(key)) == before + 1
        assert (added.by_hand, added.use, added.said["value"]) == (True, Use.CONTEXT, "9")
        assert f'class="candidate accepted" id="dong-{added.number}"' in page(hoa, key)

    def test_words_at_many_places_ask_which(self, hoa: Client, key: int) -> None:
        answer = send(
            hoa, "narrative_add", key, {"chu": "27 tổ hòa giải", "gia-tri": "27", "dung": "context"}
        )
        assert answer.status_code == 422
        places = re.findall(r'name="tai" value="(\d+)"', answer.content.decode())
        assert len(places) == 2
        sent = {"chu": "27 tổ hòa giải", "tai": places[1], "gia-tri": "", "dung": "context"}
        told = send(hoa, "narrative_add", key, sent).content.decode()
        assert 'name="tai"' not in told, "the place that was chosen is not asked for again"
        assert f'name="tu" value="{places[1]}"' in told
        sent = {"chu": "27 tổ hòa giải", "tu": places[1], "gia-tri": "27", "dung": "context"}
        assert send(hoa, "narrative_add", key, sent).status_code == 302
        assert {str(each.start) for each in _all(key) if each.by_hand} == {places[1]}

    def test_words_that_are_not_there_are_told(self, hoa: Client, key: int) -> None:
        answer = send(hoa, "narrative_add", key, {"chu": "99 con trâu", "gia-tri": "99"})
        assert "Văn bản không có lời “99 con trâu”" in refusals(answer)
        assert 'value="99 con trâu"' in answer.content.decode()


class TestWriting:
    def test_accepted_figures_stand_in_the_draft_with_their_place(
        self, hoa: Client, key: int, report: Reported
    ) -> None:
        figure = figures(key)["162 hòa giải viên"]
        assert figure.line
        judge(hoa, key, figure, "nhan")
        assert "Ghi 1 số vào báo cáo tháng 09/2026" in page(hoa, key)
        told = hoa.get(send(hoa, "narrative_record", key)["Location"]).content.decode()
        assert "Đã ghi 1 số vào bản nháp" in told
        assert reverse("report_entry", args=[report.obligation]) in told
        assert "Đã ghi 1 số vào bản nháp" not in page(hoa, key)
        with acting_as(OPERATOR):
            written = Recording.objects.visible_to(OPERATOR).get(source=FigureSource.NARRATIVE)
        ((line, _old, new, address),) = written.changes
        assert (line, new) == (figure.line, "162")
        assert address.startswith("Báo cáo tháng 9/2026, ")
        assert 'class="written"' in page(hoa, key)

    def test_two_numbers_for_a_line_are_told_and_the_rest_is_written(self, hoa: Client, key: int) -> None:
        found = figures(key)
        judge(hoa, key, found["162 hòa giải viên"], "nhan")
        one, two = (each for each in _all(key) if each.words.startswith("27 tổ hòa giải"))
        judge(hoa, key, one, "nhan")
        judge(hoa, key, two, "sua", **typed(two, gia_tri="28"))
        told = hoa.get(send(hoa, "narrative_record", key)["Location"]).content.decode()
        assert "Đã ghi 1 số" in told
        assert "có nhiều số khác nhau" in told
        for each in (one, two):
            assert f'<a lang="vi" href="#dong-{each.number}">' in told

    def test_a_number_that_is_not_exact_says_so_in_its_row(self, hoa: Client, key: int) -> None:
        figure = next(each for words, each in figures(key).items() if words.startswith("hơn 120"))
        assert figure.line
        assert "chưa ghi được số không chính xác" not in page(hoa, key)
        judge(hoa, key, figure, "nhan")
        assert "chưa ghi được số không chính xác" in page(hoa, key)

    def test_a_report_that_was_handed_in_takes_nothing(self, hoa: Client, key: int, report: Reported) -> None:
        judge(hoa, key, figures(key)["162 hòa giải viên"], "nhan")
        with acting_as(OPERATOR):
            Submission.objects.visible_to(OPERATOR).filter(pk=report.obligation).update(state=State.SUBMITTED)
        answer = send(hoa, "narrative_record", key)
        assert answer.status_code == 422
        assert "đã nộp" in refusals(answer)

    def test_the_report_of_another_unit_cannot_be_chosen(self, people: Cast, hoa: Client, key: int) -> None:
        with acting_as(OPERATOR):
            other = reported(people.places.sibling, State.DRAFT)
        answer = send(hoa, "narrative_report", key, {"bao-cao": other.obligation})
        assert answer.status_code == 422

    def test_the_report_tells_of_which_text_a_figure_was_read(
        self, hoa: Client, key: int, report: Reported
    ) -> None:
        judge(hoa, key, figures(key)["162 hòa giải viên"], "nhan")
        send(hoa, "narrative_record", key)
        told = hoa.get(reverse("report", args=[report.obligation])).content.decode()
        assert "Đọc từ văn bản “Báo cáo tháng 9/2026”, 1 ô" in told
        assert "Chỗ trong văn bản" in told
        assert '<td class="figures">dòng 3</td>' in told


class TestLinesOfParts:
    @pytest.fixture
    def pk(self, hoa: Client, report: Reported) -> int:
        """A text that tells of two indicators that are broken down; one part is named, the other is not."""
        text = "Tháng 9/2026, xã tổ chức 14 buổi tuyên truyền; 96 lượt tuần tra."
        pk = int(bring(hoa, text=text)["Location"].split("/")[-2])
        send(hoa, "narrative_report", pk, {"bao-cao": report.obligation})
        return pk

    def test_the_row_offers_them_and_proposes_what_is_named(self, hoa: Client, pk: int) -> None:
        found, shown = figures(pk), page(hoa, pk)
        named = next(each for words, each in found.items() if words.startswith("14 buổi"))
        patrols = next(each for words, each in found.items() if words.startswith("96 lượt"))
        for each in (named, patrols):
            assert f'id="dong-cua-{each.number}" name="dong"' in shown
        assert f'<option value="{named.line}" selected>' in shown
        assert patrols.line == ""
        assert "chưa có dòng" not in shown.lower()

    def test_the_chosen_one_is_taken_with_the_figure(self, hoa: Client, pk: int) -> None:
        figure = next(each for words, each in figures(pk).items() if words.startswith("96 lượt"))
        offered = re.findall(r'<option value="([^"]+/with_police)"', page(hoa, pk))
        judge(hoa, pk, figure, "nhan", dong=offered[0])
        taken = figures(pk)[figure.words]
        assert (taken.line, taken.use, taken.verdict) == (offered[0], Use.FIGURE, Verdict.ACCEPTED)
        assert f'id="dong-cua-{figure.number}"' not in page(hoa, pk)

    def test_without_one_it_is_kept_as_context(self, hoa: Client, pk: int) -> None:
        figure = next(each for words, each in figures(pk).items() if words.startswith("96 lượt"))
        judge(hoa, pk, figure, "nhan", dong="")
        assert figures(pk)[figure.words].use == Use.CONTEXT


def test_what_was_kept_comes_page_by_page(hoa: Client, key: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from binhyen.web.narratives import views

    monkeypatch.setattr(views, "ROWS_A_PAGE", 2)
    with acting_as(OPERATOR):
        theirs = Candidate.objects.visible_to(OPERATOR).filter(narrative_id=key)
        theirs.update(verdict=Verdict.ACCEPTED, use=Use.CONTEXT)
        theirs.filter(number=1).update(use=Use.TARGET)
        number = theirs.count()
    pages = [
        hoa.get(f"{reverse('narrative_kept')}?page={at}").content.decode() for at in range(1, number // 2 + 2)
    ]
    assert [each.count("<tr data-row>") for each in pages][:2] == [2, 2]
    assert sum(each.count("<tr data-row>") for each in pages[: -(-number // 2)]) == number
    assert 'id="use-target"' in pages[0]
    assert 'id="use-target"' not in pages[1]


class TestEnding:
    def test_the_text_goes_and_what_was_kept_stands(self, hoa: Client, key: int) -> None:
        target = next(each for words, each in figures(key).items() if words.startswith("95%"))
        judge(hoa, key, target, "sua", **typed(target, dung="target", dong=""))
        send(hoa, "narrative_finish", key)
        with acting_as(OPERATOR):
            kept = Narrative.objects.visible_to(OPERATOR).get(pk=key)
        assert (kept.state, kept.text) == (NarrativeState.FINISHED, "")
        shown = page(hoa, key)
        assert "<mark id=" not in shown
        assert "data-accept" not in shown
        assert "phấn đấu 95% khu dân cư" in shown
        listed = hoa.get(reverse("narrative_kept")).content.decode()
        assert "Năm 2027" in listed
        assert "95% khu dân cư" in listed

    def test_a_public_text_stays(self, hoa: Client) -> None:
        pk = int(bring(hoa, public="on")["Location"].split("/")[-2])
        send(hoa, "narrative_finish", pk)
        assert 'id="so-1"' in page(hoa, pk)

    def test_dropping_leaves_nothing(self, hoa: Client, key: int) -> None:
        assert send(hoa, "narrative_drop", key)["Location"].startswith(reverse("narratives"))
        assert hoa.get(reverse("narrative", args=[key])).status_code == 404
        assert figures(key) == {}


def _all(pk: int) -> list[Candidate]:
    with acting_as(OPERATOR):
        return list(Candidate.objects.visible_to(OPERATOR).filter(narrative_id=pk).order_by("number"))


def test_a_narrative_that_is_still_read_says_how_far_it_is(hoa: Client, key: int) -> None:
    with acting_as(OPERATOR):
        kept = Narrative.objects.visible_to(OPERATOR).filter(pk=key)
        kept.update(state=NarrativeState.READING, read_to=40, letters=400)
    shown = page(hoa, key)
    assert 'value="40" max="400"' in shown
    assert f'hx-get="{reverse("narrative_progress", args=[key])}"' in shown
    assert "data-candidates" not in shown
    assert "HX-Refresh" not in hoa.get(reverse("narrative_progress", args=[key]))
    with acting_as(OPERATOR):
        kept.update(state=NarrativeState.OPEN)
    assert hoa.get(reverse("narrative_progress", args=[key]))["HX-Refresh"] == "true"


def test_many_figures_cost_no_more_statements_and_come_page_by_page(hoa: Client, key: int) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as sent:
            page(hoa, key)
        return len(sent)

    page(hoa, key)
    before = statements()
    one = _all(key)[0]
    with acting_as(OPERATOR):
        for number in range(100, 250):
            Candidate.objects.create(
                narrative_id=key,
                unit_id=one.unit_id,
                number=number,
                start=one.start,
                end=one.end,
                quote=one.quote,
                quote_start=one.quote_start,
                proposed=one.proposed,
            )
    assert statements() == before
    shown = page(hoa, key)
    assert shown.count('data-row="') == 100
    assert all(f'<td class="figure-column">{each.number}</td>' in shown for each in _all(key))
    following = re.search(r'hx-get="(\?trang=2)"', shown)
    assert following is not None
    more = hoa.get(f"{reverse('narrative', args=[key])}{following[1]}", **SCRIPT).content.decode()
    assert more.count('data-row="') == len(_all(key)) - 100
    assert "<html" not in more
    assert page(hoa, key, following[1]).count('data-row="') == len(_all(key)) - 100


def test_lists_that_are_empty_say_what_to_do(hoa: Client) -> None:
    assert "Chưa có văn bản nào" in hoa.get(reverse("narratives")).content.decode()
    assert "Chưa giữ chỉ tiêu phấn đấu nào" in hoa.get(reverse("narrative_kept")).content.decode()
