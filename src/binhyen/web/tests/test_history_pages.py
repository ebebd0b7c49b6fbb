"""The pages of former years: bring a table, match what is not clear, take it, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.reporting.models import HistoryIntake, Obligation, Submission
from tests.brought import brought
from tests.cast import Cast, cast
from tests.heritage import former_commune, former_province

SOURCE = "Báo cáo số 12/BC-BCĐ ngày 20/01/2024"


@pytest.fixture
def people(db: None) -> Cast:
    made = cast()
    made.add("phuong", "Mai Kim Lan", (Role.STANDING_DESK, made.places.province))
    return made


@pytest.fixture
def commune_of_then(people: Cast) -> OrgUnit:
    """A former commune of a former province, both of which went into those of the cast."""
    with acting_as(OPERATOR):
        return former_commune(under=former_province(of=people.places.province), of=people.places.commune)


@pytest.fixture
def client(people: Cast, commune_of_then: OrgUnit) -> Iterator[Client]:
    return people.client_of("phuong")  # type: ignore[return-value]


def bring(client: Client, text: str, **more: str) -> Any:
    sent = {"form": "xa-thang", "period": "2024-01", "source": SOURCE, **more}
    file = SimpleUploadedFile("so-lieu-cu.csv", text.encode())
    return client.post(reverse("history_new"), {**sent, "file": file}, follow=True)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_is_empty_at_first_and_leads_to_a_new_one(client: Client) -> None:
    page = words(client.get(reverse("history")))
    assert "Chưa có số liệu cũ nào" in page
    assert reverse("history_new") in page
    assert reverse("history") in words(client.get(reverse("reports")))


def test_a_table_is_brought_matched_taken_and_taken_back(client: Client, commune_of_then: OrgUnit) -> None:
    answer = bring(
        client, "Xã;force_safety_teams;Số lượt người dự tuyên truyền\nXã Bến Cữ;12;hơn 500\nCộng;12;\n"
    )
    page = words(answer)
    intake = answer.context["intake"]
    address = reverse("history_one", args=[intake.pk])
    assert answer.redirect_chain[-1][0] == address
    assert "1 đơn vị chưa khớp" in page
    assert "Xã Bến Cữ" in page
    assert f'<option value="{commune_of_then.pk}">Xã Bến Cũ' in page, "the likeliest unit is offered"
    assert "1 cột chưa khớp" in page
    refused = client.post(address, {"do": "take"})
    assert (refused.status_code, "chưa khớp" in words(refused)) == (422, True)
    page = words(
        client.post(
            address,
            {
                "do": "save",
                "unit-key-1": "Xã Bến Cữ",
                "unit-1": str(commune_of_then.pk),
                "column-key-2": "C",
                "column-2": "mob_participants",
            },
            follow=True,
        )
    )
    assert "Đã lưu cách khớp." in page
    assert "1 số áng chừng, không cộng" in page
    assert "<strong>hơn 500</strong>" in page
    assert "1 số cộng khớp với các dòng." in page
    page = words(client.post(address, {"do": "take"}, follow=True))
    assert "Đã nhận 1 số của 1 đơn vị." in page
    assert "giữ nguyên văn ở số liệu đã công bố" in page
    with acting_as(OPERATOR):
        report = Submission.objects.visible_to(OPERATOR).get(unit_id=commune_of_then.pk)
    assert report.state == "locked"
    assert "đã nhận" in words(client.get(reverse("history")))
    page = words(client.post(reverse("history_take_back", args=[intake.pk]), follow=True))
    assert "Đã rút lại" in page
    with acting_as(OPERATOR):
        assert not Obligation.objects.visible_to(OPERATOR).filter(unit_id=commune_of_then.pk).exists()


def test_a_code_may_be_typed_and_a_wrong_one_is_refused(client: Client, commune_of_then: OrgUnit) -> None:
    answer = bring(client, "Xã;force_safety_teams\nKhông Rõ;12\n")
    address = reverse("history_one", args=[answer.context["intake"].pk])
    wrong = client.post(address, {"unit-key-1": "Không Rõ", "unit-1": "", "unit-code-1": "99999"})
    assert wrong.status_code == 422
    assert "Không có đơn vị mã “99999”" in words(wrong)
    with acting_as(OPERATOR):
        code = OrgUnitVersion.objects.visible_to(OPERATOR).get(unit=commune_of_then).code
    page = words(client.post(address, {"unit-key-1": "Không Rõ", "unit-code-1": code}, follow=True))
    assert "Nhận 1 số" in page


def test_what_stands_against_it_is_told_once(client: Client) -> None:
    text = "Xã;force_safety_teams\nBến Cũ;12\n"
    first = bring(client, text)
    client.post(reverse("history_one", args=[first.context["intake"].pk]), {"do": "take"})
    page = words(bring(client, text))
    assert "Chưa nhận được" in page
    assert "Đã có số liệu của đơn vị trong kỳ này, từ tệp “so-lieu-cu.csv”" in page
    assert 'value="take"' not in page


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("Xã;force_safety_teams\nBến Cũ;12\n", {"period": "2024"}, "Biểu này theo tháng."),
        ("Xã;force_safety_teams\nBến Cũ;12\n", {"period": "2024-13"}, "2024"),
        ("Xã;force_safety_teams\nBến Cũ;12\n", {"period": ""}, "Bảng không có cột nào ghi kỳ."),
        ("Xã;force_safety_teams\nBến Cũ;12\n", {"source": " "}, "Nguồn của số liệu"),
        ("a;b\n1;2\n", {}, "Không thấy cột tên hoặc mã đơn vị"),
    ],
)
def test_bad_input_is_answered_on_the_page_that_sent_it(
    client: Client, text: str, more: dict[str, str], sentence: str
) -> None:
    answer = bring(client, text, **more)
    assert answer.status_code == 422
    assert sentence in words(answer)
    with acting_as(OPERATOR):
        assert not HistoryIntake.objects.visible_to(OPERATOR).exists()


def test_no_file_is_told(client: Client) -> None:
    answer: Any = client.post(
        reverse("history_new"), {"form": "xa-thang", "period": "2024-01", "source": SOURCE}
    )
    assert answer.status_code == 422
    assert "Chưa chọn tệp nào." in words(answer)


def test_the_workbook_to_fill_in_has_the_units_of_then(client: Client) -> None:
    address = reverse("history_template")
    book: Any = client.get(address, {"bieu": "xa-thang", "ky": "2024-01", "cap": "commune"})
    assert book.status_code == 200
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    answer: Any = client.post(
        reverse("history_new"),
        {
            "form": "xa-thang",
            "period": "2024-01",
            "source": SOURCE,
            "file": SimpleUploadedFile("mau.xlsx", book.content),
        },
    )
    assert "không có số liệu" in words(answer), "an empty one says so"
    wrong: Any = client.get(address, {"bieu": "xa-thang", "ky": "2024"})
    assert (wrong.status_code, "Biểu này theo tháng." in words(wrong)) == (422, True)


def test_nobody_but_the_standing_desk_finds_them(people: Cast, commune_of_then: OrgUnit) -> None:
    with acting_as(OPERATOR):
        pk = brought(people.places.province)
    for name in ("hoa", "binh", "dung", "minh", "son"):
        other = people.client_of(name)
        assert other.get(reverse("history")).status_code == 404
        assert other.get(reverse("history_one", args=[pk])).status_code == 404
    below = people.client_of("lan")  # the standing desk of a commune below
    assert below.get(reverse("history")).status_code == 200
    assert below.get(reverse("history_one", args=[pk])).status_code == 404
