"""Documents on their pages: begun from figures, worked on sentence by sentence, frozen, compared."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.analytics.consolidating import consolidate
from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.documents import annex_labels
from binhyen.orgunits.models import OrgUnit
from binhyen.publications.models import DocumentKind, Edition, EditionFile, EditionState
from binhyen.publications.queries import edition_of
from binhyen.publications.tests.reading_back import read_docx, read_sheet
from binhyen.publications.values import Part, Sentence
from binhyen.reporting.models import Obligation, State
from binhyen.web.publications.shown import anchor_of
from tests.cast import Cast, cast
from tests.issued import issued
from tests.reported import PERIOD, reported

OWN = "Giao ban hằng tuần với các xã."


@pytest.fixture
def people(db: None) -> Cast:
    """A province to which one commune reported: its desk, its leader, its reviewer, and the desk of another."""
    made = cast()
    where = made.places
    made.add("phuong", "Mai Lan Phương", (Role.STANDING_DESK, where.province))
    made.add("khanh", "Đỗ Minh Khánh", (Role.LEADER, where.province))
    made.add("tam", "Phan Thanh Tâm", (Role.REVIEWING, where.province))
    made.add("giang", "Hồ Thu Giang", (Role.STANDING_DESK, where.other_province))
    made.add("thu", "Ngô Thu Hà", (Role.ENTERING, where.province))
    with acting_as(OPERATOR):
        done = reported(where.commune, State.ACCEPTED)
        form = Obligation.objects.visible_to(OPERATOR).get(pk=done.obligation).data_set_id
        consolidate(form, PERIOD, [where.province.pk])
    return made


def begun(client: Client, unit: OrgUnit) -> Edition:
    """The draft of the province's report, begun on the page."""
    sent = {"don-vi": unit.pk, "loai": DocumentKind.REPORT, "ky": f"administrative {PERIOD}"}
    answer = client.post(reverse("edition_start"), sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with acting_as(OPERATOR):
        return Edition.objects.visible_to(OPERATOR).get(pk=int(answer["Location"].split("/")[-2]))


@pytest.fixture
def khanh(people: Cast) -> Client:
    return people.client_of("khanh")


@pytest.fixture
def draft(people: Cast, khanh: Client) -> Edition:
    return begun(khanh, people.places.province)


def page(client: Client, edition: Edition, name: str = "edition", **query: str) -> str:
    answer = client.get(reverse(name, args=[edition.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, edition: Edition, what: str, **fields: Any) -> Any:
    return client.post(reverse("edition_sentence", args=[edition.pk]), {"viec": what} | fields)


def sentences(edition: Edition) -> tuple[Sentence, ...]:
    with acting_as(OPERATOR):
        found = edition_of(OPERATOR, edition.pk)
    assert found is not None
    return found.composed.sentences


def rewordable(edition: Edition) -> Sentence:
    """The first sentence by the rules that people may put otherwise."""
    return next(each for each in sentences(edition) if each.part is not Part.RESULTS)


def freeze(client: Client, edition: Edition, **more: Any) -> Any:
    address = reverse("edition_freeze", args=[edition.pk])
    seen = re.search(r'name="da-thay" value="(\w+)"', client.get(address).content.decode())
    assert seen is not None
    return client.post(address, {"da-thay": seen[1]} | more)


# The way of a document


def test_from_the_figures_to_a_frozen_document_with_its_files(people, khanh):
    figures = khanh.get(
        f"{reverse('figures', args=[people.places.province.pk])}?ky={PERIOD}"
    ).content.decode()
    start = re.search(r'href="(/van-ban/lap/[^"]+)"', figures)
    assert start is not None
    form = khanh.get(start[1].replace("&amp;", "&")).content.decode()
    assert f'value="administrative {PERIOD}" selected' in form
    draft = begun(khanh, people.places.province)
    assert "dự thảo" in page(khanh, draft)
    assert "Chốt văn bản" in page(khanh, draft)
    assert freeze(khanh, draft)["Location"] == reverse("edition", args=[draft.pk])
    shown = page(khanh, draft)
    assert "lãnh đạo, " in shown
    assert "Đỗ Minh Khánh" not in shown.partition("<main")[2]
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK")):
        file = khanh.get(reverse("edition_file", args=[draft.pk, kind]))
        assert file.content.startswith(begins)
        assert "-lan-1" in file["Content-Disposition"]
        with acting_as(OPERATOR):
            kept = EditionFile.objects.visible_to(OPERATOR).get(edition=draft, kind=kind)
        assert file.content == bytes(kept.content)
        if kind == "docx":
            assert (
                read_docx(file.content)
                .sentence("- Điểm mô hình đang hoạt động")
                .startswith("- Điểm mô hình đang hoạt động: 12 điểm")
            )
        if kind == "xlsx":
            assert {row["Tệp"] for row in read_sheet(file.content)["Nguồn"]} == {"so-da-nhan.xlsx"}
    assert khanh.get(reverse("edition_file", args=[draft.pk, "exe"])).status_code == 404


def test_files_of_a_draft_are_called_so(khanh, draft):
    file = khanh.get(reverse("edition_file", args=[draft.pk, "docx"]))
    assert "-du-thao.docx" in file["Content-Disposition"]


def test_the_page_shows_the_very_document(khanh, draft):
    shown = page(khanh, draft)
    word = read_docx(khanh.get(reverse("edition_file", args=[draft.pk, "docx"])).content)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown)).replace("&lt;", "<").lower()
    for each in sentences(draft):
        assert " ".join(each.text.split()).lower() in text, each.text
    headings = [line for line in word.paragraphs if re.match(r"[IVX]+\. ", line)]
    places = [text.index(line.lower()) for line in headings]
    assert places == sorted(places)
    assert len(headings) == 4


def test_every_figure_of_the_text_leads_to_where_it_comes_from(khanh, draft):
    shown = page(khanh, draft)
    said = {key for each in sentences(draft) if each.part is Part.RESULTS for key in each.figures}
    links = {link.replace("%3A", ":").replace("%2F", "/") for link in re.findall(r"/so/\?ma=([^\"]+)", shown)}
    assert said
    assert said <= links
    trace = page(khanh, draft, "edition_figure", ma="text:model_points")
    assert "so-da-nhan.xlsx" in trace
    assert "12" in trace
    assert khanh.get(reverse("edition_figure", args=[draft.pk]), {"ma": "text:khong"}).status_code == 404


def test_every_figure_of_the_annexes_leads_to_where_it_comes_from(khanh, draft):
    with acting_as(OPERATOR):
        found = edition_of(OPERATOR, draft.pk)
    assert found is not None
    labels = annex_labels(len(found.composed.document.annexes))
    for number, label in enumerate(labels, start=1):
        shown = page(khanh, draft, **{"phu-luc": str(number)})
        annex = shown.partition(f'id="phu-luc-{number}"')[2].partition("</section>")[0]
        linked = [unquote(link) for link in re.findall(r"/so/\?ma=([^\"]+)", annex)]
        assert linked
        assert linked == [each.key for each in found.composed.printed if each.place.startswith(f"{label},")]


# Working on it


def test_a_sentence_is_reworded_left_out_put_back_and_added(khanh, draft):
    limit = rewordable(draft)
    answer = send(
        khanh, draft, "sua", cau=limit.key, chu="Câu khác.", **{"de-xuat": limit.proposed, "da-thay": "0"}
    )
    assert answer["Location"].endswith(f"#{anchor_of(limit.key)}")
    send(khanh, draft, "them", phan=Part.TASKS, chu=OWN)
    result = next(each for each in sentences(draft) if each.part is Part.RESULTS)
    send(khanh, draft, "bo", cau=result.key)
    shown = page(khanh, draft)
    assert "Câu khác." in shown
    assert OWN in shown
    assert f"<del>{result.text}</del>" in shown.replace("&lt;", "<")
    send(khanh, draft, "lai", cau=result.key)
    assert "<del>" not in page(khanh, draft)
    send(
        khanh,
        draft,
        "sua",
        cau=limit.key,
        chu="x",
        **{"chu-goc": "1", "de-xuat": limit.proposed, "da-thay": "9"},
    )
    assert "Câu khác." not in page(khanh, draft)


def test_a_script_gets_the_page_with_what_changed(khanh, draft):
    answer = khanh.post(
        reverse("edition_sentence", args=[draft.pk]),
        {"viec": "them", "phan": Part.TASKS, "chu": OWN},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert OWN in answer.content.decode()
    assert 'id="edition-side"' in answer.content.decode()


def test_whoever_comes_second_sees_what_stands_and_loses_nothing(people, khanh, draft):
    limit = rewordable(draft)
    fields = {"cau": limit.key, "de-xuat": limit.proposed, "da-thay": "0"}
    send(people.client_of("phuong"), draft, "sua", chu="Câu của thường trực.", **fields)
    answer = send(khanh, draft, "sua", chu="Câu của lãnh đạo.", **fields)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Người khác vừa sửa câu này." in shown
    assert "Câu của thường trực." in shown
    assert re.search(r"<textarea[^>]+>Câu của lãnh đạo\.</textarea>", shown)
    assert 'name="da-thay" value="1"' in shown, "saved again, it goes over what was shown"


def test_words_that_name_somebody_are_refused_and_stay_in_the_field(khanh, draft):
    answer = send(khanh, draft, "them", phan=Part.TASKS, chu="Ông Trần Văn Bình phụ trách.")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "trông như có tên" in shown
    assert ">Ông Trần Văn Bình phụ trách.</textarea>" in shown
    assert send(khanh, draft, "them", phan=Part.RESULTS, chu=OWN).status_code == 422


def test_a_number_that_no_figure_bears_out_is_told(khanh, draft):
    send(khanh, draft, "them", phan=Part.PROPOSALS, chu="Đề nghị cấp 98.765 bộ trang phục.")
    assert "98.765 không có trong bảng kê" in page(khanh, draft)


def test_another_period_to_compare_with(khanh, draft):
    address = reverse("edition_compare", args=[draft.pk])
    assert khanh.post(address, {"so-voi": "2026-08"}).status_code == 302
    assert 'value="2026-08" selected' in page(khanh, draft)
    assert khanh.post(address, {"so-voi": "2027-08"}).status_code == 422
    assert khanh.post(address, {"so-voi": "2026-08", "dia-ban": "as-reported"}).status_code == 302
    assert 'value="as-reported" selected' in page(khanh, draft)
    assert khanh.post(address, {"so-voi": "hôm qua"}).status_code == 422


def test_a_dropped_draft_is_taken_back_by_the_toast(khanh, draft):
    send(khanh, draft, "them", phan=Part.TASKS, chu=OWN)
    listed = khanh.post(reverse("edition_drop", args=[draft.pk]), follow=True).content.decode()
    assert reverse("edition_restore") in listed
    assert khanh.get(reverse("edition", args=[draft.pk])).status_code == 404
    back = khanh.post(reverse("edition_restore"), follow=True).content.decode()
    assert OWN in back
    assert khanh.post(reverse("edition_restore"))["Location"] == reverse("editions")


def test_where_there_is_nothing_to_report_the_form_says_so(people, khanh):
    sent = {"don-vi": people.places.province.pk, "loai": DocumentKind.REPORT, "ky": "administrative 2026-03"}
    answer = khanh.post(reverse("edition_start"), sent)
    assert answer.status_code == 422
    assert "không có đơn vị nào phải gửi báo cáo tháng 03/2026" in answer.content.decode()


def test_a_draft_whose_figures_are_gone_says_so_and_can_be_dropped(khanh, draft):
    with acting_as(OPERATOR):
        Edition.objects.visible_to(OPERATOR).filter(pk=draft.pk).update(period="2026-03")
    for name in ("edition", "edition_freeze"):
        answer = khanh.get(reverse(name, args=[draft.pk]))
        assert answer.status_code == 422
        assert "không có đơn vị nào phải gửi báo cáo" in answer.content.decode()
    assert khanh.post(reverse("edition_drop", args=[draft.pk])).status_code == 302


# Freezing and what comes after


def test_what_was_not_looked_at_is_not_frozen(khanh, draft):
    answer = khanh.post(reverse("edition_freeze", args=[draft.pk]), {"da-thay": "0"})
    assert answer.status_code == 422
    assert "vừa thay đổi sau khi trang này được mở" in answer.content.decode()
    assert khanh.post(reverse("edition_freeze", args=[draft.pk])).status_code == 422


def test_a_stale_sentence_is_confirmed_in_the_form(khanh, draft):
    limit = rewordable(draft)
    send(khanh, draft, "sua", cau=limit.key, chu="Câu khác.", **{"de-xuat": "Câu cũ.", "da-thay": "0"})
    assert "Câu này viết khi số liệu còn khác." in page(khanh, draft)
    assert freeze(khanh, draft).status_code == 422
    assert freeze(khanh, draft, **{"van-dung": limit.key}).status_code == 302


def test_a_frozen_document_is_not_worked_on_and_a_new_edition_carries_the_text(people, khanh, draft):
    send(khanh, draft, "them", phan=Part.TASKS, chu=OWN)
    freeze(khanh, draft)
    assert send(khanh, draft, "bo", cau="limits:x").status_code == 422
    assert "edition_sentence" not in page(khanh, draft)
    second = begun(khanh, people.places.province)
    assert second.number == 2
    assert OWN in page(khanh, second)
    added = "Kiểm tra các xã còn thiếu."
    send(khanh, second, "them", phan=Part.CAUSES, chu=added)
    difference = khanh.get(reverse("edition_difference", args=[second.pk, draft.pk])).content.decode()
    assert f'<ins lang="vi">{added}</ins>' in difference
    assert "Lần 2 so với lần 1" in difference
    assert "1 câu khác" in difference


def test_a_document_that_this_program_cannot_read_still_has_its_files(people, khanh):
    with acting_as(OPERATOR):
        laid = issued(people.places.province)
        strange = Edition.objects.create(
            unit=people.places.province,
            kind=DocumentKind.TRANSMITTAL,
            calendar="administrative",
            period=PERIOD,
            number=1,
            state=EditionState.FROZEN,
            started_at=now(),
            changed_at=now(),
            frozen_at=now(),
            sheet={},
            figures={},
        )
    answer = khanh.get(reverse("edition", args=[strange.pk]))
    assert answer.status_code == 422
    assert "Ba tệp đã chốt vẫn nguyên vẹn" in answer.content.decode()
    assert reverse("edition_file", args=[strange.pk, "pdf"]) in answer.content.decode()
    assert "diễn đạt khác lúc chốt" not in page(khanh, Edition(pk=laid.edition))


# Who sees what


def test_the_list_shows_drafts_to_those_alone_who_work_on_them(people, khanh, draft):
    address = f"{reverse('editions')}?don-vi={people.places.province.pk}"
    for name, sees in (("khanh", True), ("tam", True), ("thu", False)):
        shown = people.client_of(name).get(address).content.decode()
        assert (reverse("edition", args=[draft.pk]) in shown) is sees, name
    assert people.client_of("thu").get(reverse("edition", args=[draft.pk])).status_code == 404
    freeze(khanh, draft)
    shown = people.client_of("thu").get(address).content.decode()
    assert reverse("edition", args=[draft.pk]) in shown
    assert "Soạn văn bản" not in shown


def test_a_reviewer_is_not_offered_to_freeze(people, draft):
    client = people.client_of("tam")
    assert "Chốt văn bản" not in page(client, draft)
    assert client.get(reverse("edition_freeze", args=[draft.pk])).status_code == 404


def test_for_another_province_there_is_nothing(people, khanh, draft):
    freeze(khanh, draft)
    client = people.client_of("giang")
    for name in ("edition", "edition_figure", "edition_freeze"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404
    assert client.get(reverse("edition_file", args=[draft.pk, "pdf"])).status_code == 404
    assert send(client, draft, "bo", cau="x").status_code == 404


def test_a_frozen_page_asks_for_little(khanh, draft):
    freeze(khanh, draft)
    with CaptureQueriesContext(connection) as asked:
        page(khanh, draft)
    assert len(asked) < 20
    with acting_as(OPERATOR):
        assert Edition.objects.visible_to(OPERATOR).get(pk=draft.pk).state == EditionState.FROZEN
