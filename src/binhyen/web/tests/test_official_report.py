"""The official report from the page of figures: who gets it, its name, and what is said where there is none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.analytics.consolidating import consolidate
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.publications.tests.reading_back import read_docx, read_sheet
from binhyen.reporting.models import Obligation, State
from tests.cast import Cast, cast
from tests.reported import PERIOD, reported

ADDRESSES = ("figures_report_word", "figures_report_pdf", "figures_report_sheet")


@pytest.fixture
def people(db: None) -> Cast:
    """A province to which one commune reported; ``phuong`` sits at its desk, ``giang`` at that of another."""
    made = cast()
    where = made.places
    made.add("phuong", "Mai Lan Phương", (Role.STANDING_DESK, where.province))
    made.add("giang", "Hồ Thu Giang", (Role.STANDING_DESK, where.other_province))
    with acting_as(OPERATOR):
        done = reported(where.commune, State.ACCEPTED)
        form = Obligation.objects.visible_to(OPERATOR).get(pk=done.obligation).data_set_id
        consolidate(form, PERIOD, [where.province.pk])
    return made


def url(people: Cast, name: str, period: str = PERIOD) -> str:
    return f"{reverse(name, args=[people.places.province.pk])}?ky={period}"


def test_the_desk_downloads_the_report_for_word_and_its_figure_sheet(people):
    client = people.client_of("phuong")
    word = client.get(url(people, "figures_report_word"))
    assert word.status_code == 200
    assert "bao-cao-thanh-pho-ha-noi-2026-09.docx" in word["Content-Disposition"]
    report = read_docx(word.content)
    assert report.sentence("- Điểm mô hình đang hoạt động").startswith(
        "- Điểm mô hình đang hoạt động: 12 điểm"
    )
    sheet = client.get(url(people, "figures_report_sheet"))
    assert "bao-cao-thanh-pho-ha-noi-2026-09-so-lieu.xlsx" in sheet["Content-Disposition"]
    assert {row["Tệp"] for row in read_sheet(sheet.content)["Nguồn"]} == {"so-da-nhan.xlsx"}


def test_it_comes_as_pdf_too(people):
    answer = people.client_of("phuong").get(url(people, "figures_report_pdf"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_trail_says_who_wrote_it(people):
    people.client_of("phuong").get(url(people, "figures_report_word"))
    with acting_as(OPERATOR):
        entry = AuditEntry.objects.visible_to(OPERATOR).get(act="publications.write-report")
    assert (entry.account_id, entry.unit_id) == (people["phuong"].pk, people.places.province.pk)


@pytest.mark.parametrize("address", ADDRESSES)
def test_for_others_it_does_not_exist(people, address):
    for name in ("hoa", "lan", "giang", "minh"):  # lan and hoa sit at the commune, giang elsewhere
        assert people.client_of(name).get(url(people, address)).status_code == 404, name


def test_the_page_of_figures_offers_it_to_whoever_may_write_it(people):
    page = people.client_of("phuong").get(url(people, "figures")).content.decode()
    assert all(url(people, address) in page for address in ADDRESSES)
    commune = reverse("figures", args=[people.places.commune.pk])
    for name in ("phuong", "lan", "hoa"):
        assert "bao-cao.docx" not in people.client_of(name).get(f"{commune}?ky={PERIOD}").content.decode()
    quarter = people.client_of("phuong").get(url(people, "figures", "2026-Q3")).content.decode()
    assert "bao-cao.docx" not in quarter


def test_where_there_is_nothing_to_report_a_page_says_so(people):
    answer = people.client_of("phuong").get(url(people, "figures_report_word", "2026-03"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "không có đơn vị nào phải gửi báo cáo tháng 03/2026" in text
    assert url(people, "figures", "2026-03") in text
