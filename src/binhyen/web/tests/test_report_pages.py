"""Pages of reports: the grid, one report with what is done to it, and workbooks dropped in."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from binhyen.foundations import clock
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_key
from binhyen.reporting.models import Obligation, State
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, laid

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        yield laid()


def page_of(client: Client, address: str, status: int = 200, **query: Any) -> str:
    response: Any = client.get(address, query)
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def sent(client: Client, address: str, status: int = 200, **content: Any) -> str:
    """The page that answers a form; of a redirect, the page it leads to."""
    response: Any = client.post(address, content, follow=True)
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def name_of(unit: OrgUnit) -> str:
    with acting_as(OPERATOR):
        found = unit_of_key(OPERATOR, unit.pk, DAY)
    assert found is not None
    return found.name


def report_address(desk: Desk, unit: OrgUnit | None = None) -> str:
    return f"/bao-cao/{desk.obligation(unit).pk}/"


class TestGrid:
    def test_it_shows_every_unit_with_the_state_of_its_report(self, desk: Desk) -> None:
        desk.report()
        page = page_of(desk.client("lan"), "/bao-cao/")
        with acting_as(OPERATOR):
            owed = Obligation.objects.visible_to(OPERATOR).filter(period=PERIOD).count()
        assert page.count("<tr data-row>") == owed > 100
        row = next(
            part for part in page.split("<tr data-row>")[1:] if f"/bao-cao/{desk.obligation().pk}/" in part
        )
        assert name_of(desk.commune) in row
        assert "chờ duyệt" in row
        assert "Hạn" in page or "hạn nộp 17/09/2026" in page

    def test_the_counts_narrow_it(self, desk: Desk) -> None:
        desk.report()
        client = desk.client("lan")
        waiting = page_of(client, "/bao-cao/", loc="cho")
        assert waiting.count("<tr data-row>") == 1
        assert "Không có đơn vị nào trong nhóm này" in page_of(client, "/bao-cao/", loc="dau-hieu")
        missing = page_of(client, "/bao-cao/", loc="chua")
        assert f'href="/bao-cao/{desk.obligation().pk}/"' not in missing

    @pytest.mark.parametrize("ky", ["hôm qua", "2026-13", "2031-01"])
    def test_a_period_that_cannot_be_read_is_named_and_the_last_one_shown(self, desk: Desk, ky: str) -> None:
        page = page_of(desk.client("lan"), "/bao-cao/", ky=ky)
        assert 'class="note wrong"' in page
        assert "tháng 09/2026" in page

    def test_an_officer_sees_the_own_row_and_what_is_due_first(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), "/bao-cao/")
        assert page.count("<tr data-row>") == 1
        assert page.index("Báo cáo đang chờ đơn vị") < page.index("Theo đơn vị và kỳ")
        assert name_of(desk.sibling) not in page
        desk.report()
        assert "Báo cáo đang chờ đơn vị" not in page_of(desk.client("hoa"), "/bao-cao/")

    def test_of_the_country_one_chooses_a_province(self, desk: Desk) -> None:
        client = desk.client("yen")
        page = page_of(client, "/bao-cao/")
        address = f"/bao-cao/?don-vi={desk.province.pk}"
        assert address in page
        assert page_of(client, address).count("<tr data-row>") > 100

    def test_of_a_unit_beside_there_is_nothing(self, desk: Desk) -> None:
        page_of(desk.client("ngoai"), f"/bao-cao/?don-vi={desk.province.pk}", status=404)

    def test_the_workbooks_of_a_period_come_in_one_file(self, desk: Desk) -> None:
        response: Any = desk.client("hoa").get("/bao-cao/so-excel.zip", {"ky": PERIOD})
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        (name,) = archive.namelist()
        assert CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name))).sheet_names
        assert desk.client("dung").get("/bao-cao/so-excel.zip", {"ky": PERIOD}).status_code == 404


class TestAPeriod:
    def test_the_desk_opens_the_next_one(self, desk: Desk) -> None:
        client = desk.client("lan")
        assert "tháng 10/2026 (15/09/2026–14/10/2026)" in page_of(client, "/bao-cao/mo-ky/")
        page = sent(client, "/bao-cao/mo-ky/", period="2026-10")
        assert "Đã mở tháng 10/2026" in page
        assert "hạn nộp 19/10/2026" in page
        assert "Quy định của địa phương" in page

    def test_a_period_that_is_not_next_is_refused(self, desk: Desk) -> None:
        page = sent(desk.client("lan"), "/bao-cao/mo-ky/", period="2030-01")
        assert "Không mở được kỳ này. Hãy chọn trong danh sách." in page

    @pytest.mark.parametrize("address", ["mo-ky", "khoa-ky"])
    def test_only_a_desk_opens_and_locks(self, desk: Desk, address: str) -> None:
        for username in ("hoa", "duyet", "dung"):
            page_of(desk.client(username), f"/bao-cao/{address}/", status=404)

    def test_accepting_all_leaves_out_flagged_ones_and_names_them(self, desk: Desk) -> None:
        desk.report()
        desk.report("mai", desk.sibling, notes={"mob_participants": "Hai buổi nhỏ."}, mob_participants=2)
        client = desk.client("duyet")
        page = sent(client, "/bao-cao/duyet-tat-ca/", ky=PERIOD)
        assert "Đã duyệt 1 báo cáo." in page
        assert "Để lại 1 báo cáo có dấu hiệu cần xem" in page
        assert name_of(desk.sibling) in page
        page = sent(client, "/bao-cao/duyet-tat-ca/", ky=PERIOD, with_flags="1")
        assert "Đã duyệt 1 báo cáo." in page
        assert desk.submission(desk.sibling).state == State.ACCEPTED
        assert "Đã duyệt 0 báo cáo." in sent(client, "/bao-cao/duyet-tat-ca/", ky=PERIOD)

    def test_accepting_all_leaves_out_what_the_account_entered(self, desk: Desk) -> None:
        desk.report("lan")
        page = sent(desk.client("lan"), "/bao-cao/duyet-tat-ca/", ky=PERIOD)
        assert "do chính tài khoản này nhập hoặc sửa số" in page
        assert desk.submission().state == State.SUBMITTED

    def test_locking_says_what_cannot_be_taken_back_and_waits_for_nothing_to_judge(self, desk: Desk) -> None:
        desk.report()
        client = desk.client("lan")
        page = page_of(client, "/bao-cao/khoa-ky/", ky=PERIOD)
        assert "Khoá rồi thì không mở lại được." in page
        assert name_of(desk.sibling) in page
        page = sent(client, "/bao-cao/khoa-ky/", 422, ky=PERIOD)
        assert "Còn 1 báo cáo chờ duyệt nên chưa khoá kỳ được." in page
        assert "Duyệt hoặc trả lại các báo cáo đó trước." in page
        sent(desk.client("duyet"), report_address(desk) + "duyet/")
        assert "Đã khoá tháng 09/2026" in sent(client, "/bao-cao/khoa-ky/", ky=PERIOD)
        assert desk.submission().state == State.LOCKED
        assert "Kỳ này đã khoá." in page_of(client, "/bao-cao/khoa-ky/", ky=PERIOD)


def row_of(page: str, code: str) -> str:
    """The row of a line on the page of a report."""
    anchor = f'id="dong-{code.replace("/", "-")}"'
    return next(part for part in page.split("<tr ") if anchor in part)


class TestOneReport:
    def test_missing_zero_and_not_applicable_are_three_things(self, desk: Desk) -> None:
        desk.report()
        page = page_of(desk.client("hoa"), report_address(desk))
        assert "Báo cáo tháng 09/2026 · " + name_of(desk.commune) in page
        assert "chưa có" in row_of(page, "res_lit_routes_km")
        assert "không áp dụng" in row_of(page, "res_cameras")
        assert "<strong>0</strong>" in row_of(page, "mob_materials")
        assert "<strong>16</strong>" in row_of(page, "mob_sessions"), "a total is worked out"
        assert "<strong>50,0</strong>" in row_of(page, "force_area_coverage"), "and so is a rate"

    def test_nothing_has_come_in_yet(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), report_address(desk))
        assert "chưa nộp" in page
        assert "Gửi sổ Excel đã điền" in page
        assert "Nộp báo cáo" not in page

    def test_the_unit_hands_it_in_and_the_desk_accepts(self, desk: Desk) -> None:
        desk.record()
        officer, reviewer = desk.client("hoa"), desk.client("duyet")
        assert "Duyệt báo cáo" not in page_of(reviewer, report_address(desk))
        page = sent(officer, report_address(desk) + "nop/")
        assert "Đã nộp báo cáo, ghi nhận nộp muộn." in page
        assert "Duyệt báo cáo" not in page
        page = sent(reviewer, report_address(desk) + "duyet/")
        assert "Đã duyệt báo cáo của" in page
        assert desk.submission().state == State.ACCEPTED

    def test_a_broken_check_is_shown_and_holds_up_what_is_not_explained(self, desk: Desk) -> None:
        desk.record(mob_participants=2)
        page = sent(desk.client("hoa"), report_address(desk) + "nop/", 422)
        assert "Sửa số liệu, hoặc ghi giải trình" in page
        assert "1 điều cần xem" in page
        assert "icon-flag" in row_of(page, "mob_participants")
        assert desk.submission().state == State.DRAFT

    def test_whoever_entered_a_value_is_told_why_not_to_accept_it(self, desk: Desk) -> None:
        desk.report("lan")
        page = sent(desk.client("lan"), report_address(desk) + "duyet/", 422)
        assert "nên không được tự duyệt" in page
        assert "Nhờ người khác ở đơn vị nhận báo cáo duyệt." in page

    def test_it_is_given_back_with_reasons_on_its_lines(self, desk: Desk) -> None:
        desk.report(notes={"mob_participants": "Buổi nhỏ."}, mob_participants=2)
        client, address = desk.client("duyet"), report_address(desk) + "tra-lai/"
        form = page_of(client, address)
        suggested = re.search(r'name="reason-mob_participants"[^>]*value="([^"]+)"', form)
        assert suggested is not None, "a flagged line comes with a suggestion"
        assert "Xem lại các chỗ sau" in sent(client, address, reason="")
        page = sent(client, address, reason="Chưa khớp", cell="model_points")
        assert "đã chọn mà chưa ghi lý do" in page
        page = sent(
            client,
            address,
            reason="Chưa khớp",
            **{"reason-model_points": "Tháng trước 18", "reason-mob_participants": suggested[1]},
        )
        assert "Đã trả lại báo cáo" in page
        assert desk.submission().returns == [{"line": "model_points", "reason": "Tháng trước 18"}]
        page = page_of(desk.client("hoa"), report_address(desk))
        assert "Chưa khớp" in page
        assert "Tháng trước 18" in row_of(page, "model_points")
        assert "Chưa khớp" in page_of(desk.client("hoa"), "/bao-cao/")

    def test_more_time_has_a_later_day_and_a_reason(self, desk: Desk) -> None:
        client, address = desk.client("lan"), report_address(desk) + "gia-han/"
        assert "không sau thời hạn" in sent(client, address, until="01/09/2026", reason="Mưa lũ")
        assert "Xem lại các chỗ sau" in sent(client, address, until="hôm nào", reason="Mưa lũ")
        page = sent(client, address, until="25/10/2026", reason="Mưa lũ")
        assert "gia hạn đến 25/10/2026" in page
        assert "Mưa lũ" in page

    def test_an_adjusted_value_stands_beside_the_locked_one(self, desk: Desk) -> None:
        desk.accepted()
        client = desk.client("lan")
        page_of(client, report_address(desk) + "dieu-chinh/")
        sent(client, "/bao-cao/khoa-ky/", ky=PERIOD)
        address = report_address(desk) + "dieu-chinh/"
        form = page_of(client, address, dong="mob_participants")
        assert "200" in form
        for value, words in (("nhiều", "không phải"), ("1,5", "không phải số nguyên"), ("-4", "số âm")):
            page = sent(client, address, line="mob_participants", value=value, reason="Đếm lại")
            assert words in page, value
        page = sent(client, address, line="mob_participants", value="1.205", reason="Đếm lại")
        row = row_of(page, "mob_participants")
        assert re.search(r"<del[^>]*>.*200</del>.*<strong>1\.205</strong>", row, re.DOTALL)
        assert "Điều chỉnh sau khoá" in page[page.index("Diễn biến") :]
        page = sent(client, address, 422, line="mob_participants", value="1205", reason="Lại")
        assert "Số điều chỉnh trùng với số đang có." in page

    def test_names_stay_with_the_unit_and_its_superior(self, desk: Desk) -> None:
        desk.accepted()
        for username, named in (("hoa", True), ("lan", True), ("dung", True), ("yen", False)):
            page = page_of(desk.client(username), report_address(desk))
            told = page[page.index("Diễn biến") :]
            assert ("Nguyễn Thị Hoa" in told) is named, username
            assert ("Trần Văn Bình" in told) is named, username
            assert "nhập liệu, " + name_of(desk.commune) in told

    def test_small_numbers_of_persons_are_for_the_unit_and_its_desk(self, desk: Desk) -> None:
        desk.accepted()
        for username in ("hoa", "lan", "duyet"):
            page = page_of(desk.client(username), report_address(desk))
            assert "<strong>3</strong>" in row_of(page, "awd_commune_individuals"), username
        for username in ("dung", "yen"):
            page = page_of(desk.client(username), report_address(desk))
            row = row_of(page, "awd_commune_individuals")
            assert "&lt;5" in row, username
            assert ">3<" not in row
            assert "Tải sổ Excel" not in page
            assert "Cá nhân được cấp xã khen thưởng" not in page[page.index("Diễn biến") :]
            assert desk.client(username).get(report_address(desk) + "so-excel.xlsx").status_code == 404

    def test_the_workbook_goes_on_where_the_report_stands(self, desk: Desk) -> None:
        desk.record(model_points=777)
        response: Any = desk.client("hoa").get(report_address(desk) + "so-excel.xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
        assert 777 in cells
        assert PERIOD in response["Content-Disposition"]


def uploaded(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class TestDroppingWorkbooks:
    def bring(self, client: Client, *files: tuple[str, bytes], rows_only: bool = False, **more: Any) -> Any:
        headers = {"X-Rows-Only": "1"} if rows_only else {}
        return client.post(
            "/bao-cao/nhap-hang-loat/",
            {"batch": str(uuid.uuid4()), "files": [uploaded(*file) for file in files], **more},
            follow=True,
            headers=headers,
        )

    def test_without_script_all_are_sent_and_their_fates_have_an_address(self, desk: Desk) -> None:
        answer = self.bring(
            desk.client("lan"), desk.workbook(), desk.workbook(desk.sibling, model_points=5), submit="on"
        )
        page = answer.content.decode()
        assert answer.redirect_chain
        assert "2 tệp: 2 được nhận, 0 bị từ chối" in page
        assert page.count("chờ duyệt") == 2
        assert desk.submission(desk.sibling).state == State.SUBMITTED
        again = page_of(desk.client("lan"), answer.redirect_chain[-1][0])
        assert again.count("<tr data-row>") == 2

    def test_with_script_the_answer_is_the_row_alone(self, desk: Desk) -> None:
        answer = self.bring(desk.client("hoa"), desk.workbook(), rows_only=True)
        page = answer.content.decode().strip()
        assert page.startswith("<tr data-row>")
        assert "đã nhận" in page
        assert report_address(desk) in page
        assert desk.submission().state == State.DRAFT

    def test_a_faulty_one_names_its_cell_and_comes_back_marked(self, desk: Desk) -> None:
        client = desk.client("hoa")
        page = self.bring(client, desk.workbook(model_points="1.5"), rows_only=True).content.decode()
        assert "từ chối" in page
        assert re.search(r"Ô D\d+: 1,5 không phải số nguyên\.", page)
        copy = re.search(r'href="(/bao-cao/tep/\d+/ban-danh-dau\.xlsx)"', page)
        assert copy is not None
        marked: Any = client.get(copy[1])
        assert CalamineWorkbook.from_filelike(io.BytesIO(marked.content)).sheet_names
        for username in ("lan", "mai"):
            assert desk.client(username).get(copy[1]).status_code == 404, "it is kept for its unit alone"

    def test_one_of_another_unit_is_refused_with_a_remedy(self, desk: Desk) -> None:
        page = self.bring(desk.client("hoa"), desk.workbook(desk.sibling)).content.decode()
        assert "không có trong phạm vi của tài khoản" in page
        assert "Kiểm tra đúng đơn vị và kỳ" in page

    def test_a_zip_is_opened(self, desk: Desk) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for each in (desk.workbook(), desk.workbook(desk.sibling)):
                archive.writestr(f"các xã/{each[0]}", each[1])
            archive.writestr("__MACOSX/._x", b"")
        page = self.bring(desk.client("lan"), ("so.zip", out.getvalue())).content.decode()
        assert "2 tệp: 2 được nhận, 0 bị từ chối" in page
        assert "các xã/" not in page

    def test_what_cannot_be_opened_is_told_and_nothing_is_taken(self, desk: Desk) -> None:
        client = desk.client("lan")
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        for name, data, words in (
            ("so.zip", b"PK no", "Không mở được tệp nén"),
            ("so.zip", empty.getvalue(), "Trong tệp nén không có tệp nào."),
        ):
            answer = self.bring(client, (name, data))
            assert answer.status_code == 422
            assert words in answer.content.decode()
            assert words in self.bring(client, (name, data), rows_only=True).content.decode()

    def test_too_many_are_refused_before_any_is_read(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("binhyen.web.frame.uploads.MOST_FILES", 1)
        answer = self.bring(desk.client("lan"), desk.workbook(), desk.workbook(desk.sibling))
        assert "Nhiều hơn 1 tệp" in answer.content.decode()
        with acting_as(OPERATOR):
            assert not desk.obligation().closed_at
        assert "chưa nộp" in page_of(desk.client("hoa"), report_address(desk))

    def test_as_many_as_a_province_has_come_together(self, desk: Desk) -> None:
        files = [(f"xa-{number}.xlsx", b"PK no") for number in range(168)]
        page = self.bring(desk.client("lan"), *files).content.decode()
        assert "168 tệp: 0 được nhận, 168 bị từ chối" in page

    def test_no_file_at_all_is_told(self, desk: Desk) -> None:
        answer: Any = desk.client("lan").post("/bao-cao/nhap-hang-loat/", {"batch": str(uuid.uuid4())})
        assert answer.status_code == 422
        assert "Chưa chọn tệp nào." in answer.content.decode()

    def test_a_drop_is_seen_by_whoever_sees_its_units(self, desk: Desk) -> None:
        answer = self.bring(desk.client("hoa"), desk.workbook())
        address = answer.redirect_chain[-1][0]
        assert desk.client("lan").get(address).status_code == 200
        for username in ("mai", "ngoai"):
            assert desk.client(username).get(address).status_code == 404
