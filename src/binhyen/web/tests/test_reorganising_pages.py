"""Reorganising on screen and by file: what is written, what it would do, the doing and the way back."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from binhyen.access.models import Role
from binhyen.foundations.decisions import Refused
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation
from binhyen.orgunits.queries import draft_of, stakes
from binhyen.orgunits.tests.rearranged import lay_areas, print_of_the_units
from binhyen.web.orgunits.reorganising import pack, unpack
from binhyen.web.orgunits.reorganising_forms import STEP_KINDS, DraftForm
from tests.cast import Cast
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA

HEAD = {
    "title": "Sắp xếp thôn của Suối Hoa",
    "legal_basis": "Nghị quyết 15/NQ-HĐND",
    "effective": "01/12/2026",
    "under": "T11",
}
MERGE = {
    "step": "1:merge",
    "s1-name": "Thôn Hoa Mới",
    "row-1": ["0", "1"],
    "s1r0-unit": "T11-001",
    "s1r0-relation": "whole",
    "s1r1-unit": "Thôn 2 (T11-002)",
    "s1r1-relation": "whole",
}
YAML = """
title: Sắp xếp thôn của {under}
legal_basis: Nghị quyết 15/NQ-HĐND
effective: 01/12/2026
under: {under}
steps:
  - merge: ["{under}-001", "{under}-002"]
    into: {{name: Thôn Hoa Mới, kind: thôn}}
  - rename: "{under}-003"
    name: Thôn Ba
"""


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(OPERATOR):
        lay_areas()
    people = Cast(places=None)  # type: ignore[arg-type]
    with acting_as(OPERATOR):
        units = OrgUnit.objects.visible_to(OPERATOR).in_bulk([BACH_MA.key, SUOI_HOA.key, DOI_CHE.key])
    for username, place in (("tinh", BACH_MA), ("hoa", SUOI_HOA), ("che", DOI_CHE)):
        people.add(username, "Nguyễn Thị Thử", (Role.UNIT_ADMINISTRATOR, units[place.key]))
    people.add("doc", "Trần Văn Đọc", (Role.LEADER, units[SUOI_HOA.key]))
    return people


@pytest.fixture
def hoa(people: Cast) -> Client:
    return people.client_of("hoa")


def kept() -> Reorganisation:
    with acting_as(OPERATOR):
        return _ours().latest("pk")


def how_many() -> int:
    with acting_as(OPERATOR):
        return _ours().count()


def _ours() -> Any:
    """Without those that came with the country's lists."""
    return Reorganisation.objects.visible_to(OPERATOR).filter(unit_path__startswith=BACH_MA.path)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def draft(client: Client, **changes: Any) -> Any:
    return client.post(reverse("reorganisation_new"), HEAD | MERGE | {"do": "save"} | changes)


class TestOnScreen:
    def test_steps_are_added_and_taken_away_without_losing_a_word(self, hoa: Client) -> None:
        new = reverse("reorganisation_new")
        page = text_of(hoa.get(new))
        assert "Xã Suối Hoa (T11)" in page
        assert "Chưa có việc nào" in page
        page = text_of(hoa.post(new, HEAD | {"do": "add", "add": "merge"}))
        assert HEAD["title"] in page
        assert "Việc 1. Nhập nhiều đơn vị thành một" in page
        assert "Chưa gửi được" not in page, "nothing is judged before it is to be kept"
        page = text_of(hoa.post(new, HEAD | MERGE | {"do": "add-row:1"}))
        assert 'name="s1r2-unit"' in page
        assert 'value="Thôn Hoa Mới"' in page
        page = text_of(hoa.post(new, HEAD | MERGE | {"do": "remove-row:1:0"}))
        assert 'value="T11-001"' not in page
        assert 'value="Thôn 2 (T11-002)"' in page
        page = text_of(hoa.post(new, HEAD | MERGE | {"do": "remove:1"}))
        assert "Chưa có việc nào" in page
        assert how_many() == 0

    def test_every_kind_of_step_can_be_added(self, hoa: Client) -> None:
        for kind, what in STEP_KINDS.items():
            answer = hoa.post(reverse("reorganisation_new"), HEAD | {"do": "add", "add": kind})
            assert answer.status_code == 200
            assert f"Việc 1. {what.label}" in text_of(answer)

    def test_a_draft_leads_to_all_that_it_would_do(self, hoa: Client) -> None:
        answer = draft(hoa)
        assert answer.status_code == 302, text_of(answer)
        page = text_of(hoa.get(answer.url))
        for words in (
            "Kế hoạch không có lỗi",
            "Đơn vị kết thúc: 2",
            "Đơn vị mới: 1",
            "Thôn Hoa Mới",
            "T11-001",
            "nhập toàn bộ",
            "Có hiệu lực từ 01/12/2026",
        ):
            assert words in page

    def test_what_is_wrong_stands_at_its_place_and_nothing_is_kept(self, hoa: Client) -> None:
        answer = draft(
            hoa,
            **{
                "title": "",
                "effective": "31/02/2026",
                "s1r0-people": "1,5",
                "s1r0-relation": "part",
                "s1r1-unit": "Thôn Không Có",
            },
        )
        page = text_of(answer)
        assert answer.status_code == 422
        assert "Chưa gửi được" in page
        assert "Việc 1, Mã hoặc tên: Không tìm thấy đơn vị “Thôn Không Có”" in page
        assert 'value="Thôn Hoa Mới"' in page, "what was written stays"
        assert how_many() == 0
        page = text_of(draft(hoa, **{"s1r0-people": "1,5", "s1r0-relation": "part"}))
        assert "“1,5” không phải một số từ 0 đến 1" in page

    def test_a_name_that_several_bear_is_not_guessed(self, people: Cast) -> None:
        page = text_of(draft(people.client_of("tinh"), **{"s1r0-unit": "thôn 1"}))
        assert "có thể là nhiều đơn vị" in page
        assert "Thôn 1 (T12-001)" in page

    def test_names_are_as_good_as_codes(self, hoa: Client) -> None:
        assert draft(hoa, **{"s1r0-unit": "thon 1"}).status_code == 302
        assert kept().content["steps"][0]["territory"]["predecessors"][0]["code"] == "T11-001"

    def test_a_draft_with_faults_is_kept_and_cannot_be_enacted(self, hoa: Client) -> None:
        answer = draft(hoa, **{"s1r1-unit": "T11-999"})
        page = text_of(hoa.get(answer.url))
        assert "Chưa thực hiện được" in page
        assert "T11-999" in page
        assert "Việc 1" in page
        assert 'disabled aria-describedby="why-not"' in page
        before = state_of_units()
        refused = hoa.post(reverse("reorganisation_enact", args=[kept().pk]))
        assert refused.status_code == 422
        assert kept().state == "drafted"
        assert state_of_units() == before

    def test_a_kept_draft_is_changed_as_it_was_written(self, hoa: Client) -> None:
        split = {
            "step": ["1:merge", "2:split", "3:move", "4:found"],
            "s2-unit": "T11-003",
            "row-2": ["0", "1"],
            **{f"s2r{row}-name": f"Thôn Ba {row}" for row in (0, 1)},
            **{f"s2r{row}-relation": "part" for row in (0, 1)},
            "s2r0-people": "60%",
            "s2r1-people": "0,4",
            "s3-unit": "T11-004",
            "s3-under": "T11-K01",
            "s4-name": "Cụm Tây",
            "s4-kind": "cluster",
            "s4-children": "T11-005\n",
        }
        answer = draft(hoa, **split)
        assert answer.status_code == 302, text_of(answer)
        first = kept().content
        page = hoa.get(reverse("reorganisation_change", args=[kept().pk]))
        form: DraftForm = page.context["form"]
        assert [step.kind for step in form.steps] == ["merge", "split", "move", "found"]
        assert 'value="Thôn 4 (T11-004)"' in text_of(page)
        sent = resent(form)
        again = hoa.post(reverse("reorganisation_change", args=[kept().pk]), sent)
        assert again.status_code == 302, text_of(again)
        assert kept().content == first
        hoa.post(reverse("reorganisation_change", args=[kept().pk]), sent | {"title": "Tên khác"})
        assert kept().title == "Tên khác"
        assert how_many() == 1

    def test_a_draft_that_is_longer_than_the_page_is_not_changed_there(
        self, hoa: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft(hoa)
        first = kept().content
        monkeypatch.setattr("binhyen.web.orgunits.reorganising_forms.MOST_ROWS", 1)
        change = reverse("reorganisation_change", args=[kept().pk])
        for answer in (hoa.get(change), hoa.post(change, HEAD | MERGE)):
            assert answer.status_code == 422
            assert "dài hơn trang này giữ được" in text_of(answer)
        assert kept().content == first

    def test_a_draft_is_thrown_away(self, hoa: Client) -> None:
        draft(hoa)
        answer = hoa.post(reverse("reorganisation_discard", args=[kept().pk]), follow=True)
        assert "Đã bỏ bản nháp" in text_of(answer)
        assert how_many() == 0

    def test_units_are_offered_while_somebody_types(self, hoa: Client) -> None:
        offered = hoa.get(reverse("reorganisation_units"), {"q": "thon 3"}).json()["options"]
        assert {"value": "Thôn 3 (T11-003)", "above": "Tỉnh Bạch Mã › Xã Suối Hoa"} in offered
        assert not any("T12" in each["value"] for each in offered), "the commune beside it does not exist"


class TestDoingAndUndoing:
    def test_enacting_offers_to_undo_and_undoing_puts_all_back(self, hoa: Client) -> None:
        before = state_of_units()
        draft(hoa)
        page = text_of(hoa.post(reverse("reorganisation_enact", args=[kept().pk]), follow=True))
        undo = reverse("reorganisation_undo", args=[kept().pk])
        assert "Đã thực hiện lúc" in page
        assert page.count(f'action="{undo}"') == 2, "in the toast, and on the page for later"
        assert "Đơn vị mới: 1" in page
        assert "Đơn vị kết thúc: 2" in page
        page = text_of(hoa.post(undo, follow=True))
        assert "Các đơn vị trở lại như trước" in page
        assert "Hoàn tác</button>" not in page
        assert state_of_units() == before

    def test_what_rests_on_the_new_map_stands_beside_the_button(
        self, hoa: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft(hoa)
        hoa.post(reverse("reorganisation_enact", args=[kept().pk]))

        class Figures:
            def consequences(self, *_asked: object) -> tuple[()]:
                return ()

            def may_be_undone(self, *_asked: object) -> Refused:
                return Refused(
                    "figures", "Đã có số liệu theo địa giới mới.", "Lập một bản sắp xếp ngược lại."
                )

        monkeypatch.setattr(stakes, "_stakes", [Figures()])
        page = text_of(hoa.get(reverse("reorganisation", args=[kept().pk])))
        assert "Đã có số liệu theo địa giới mới." in page
        assert 'disabled aria-describedby="why-not"' in page
        refused = hoa.post(reverse("reorganisation_undo", args=[kept().pk]))
        assert refused.status_code == 422
        assert kept().state == "enacted"

    def test_a_later_reorganisation_of_the_same_units_stands_beside_the_button(self, hoa: Client) -> None:
        draft(hoa)
        first = kept()
        hoa.post(reverse("reorganisation_enact", args=[first.pk]), follow=True)
        with acting_as(OPERATOR):
            new = OrgUnitVersion.objects.visible_to(OPERATOR).get(name="Thôn Hoa Mới")
        rename = {"step": "1:rename", "s1-unit": new.code, "s1-name": "Thôn Hoa Cũ"}
        hoa.post(
            reverse("reorganisation_new"), HEAD | rename | {"title": "Đổi tên sau", "effective": "01/01/2027"}
        )
        with acting_as(OPERATOR):
            later = Reorganisation.objects.visible_to(OPERATOR).get(title="Đổi tên sau")
        hoa.post(reverse("reorganisation_enact", args=[later.pk]), follow=True)
        page = text_of(hoa.get(reverse("reorganisation", args=[first.pk])))
        assert "Hoàn tác “Đổi tên sau” trước." in page
        assert f'action="{reverse("reorganisation_undo", args=[first.pk])}"' not in page

    def test_a_long_table_stands_in_part_and_says_so(
        self, hoa: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("binhyen.web.orgunits.reorganising_shown.ROWS_FOLDED", 1)
        monkeypatch.setattr("binhyen.web.orgunits.reorganising.ROWS_FOLDED", 1)
        monkeypatch.setattr("binhyen.web.orgunits.reorganising.ROWS_A_PAGE", 1)
        page = text_of(hoa.get(draft(hoa).url))
        assert "Hiện 1 trong 2 dòng" in page
        whole = reverse("reorganisation", args=[kept().pk])
        page = text_of(hoa.get(whole, {"xem": "ket-thuc", "page": "2"}))
        assert "Trang 2 / 2" in page
        assert "T11-002" in page
        assert "T11-001</span>" not in page


class TestByFile:
    def test_each_file_gets_its_row_and_the_sound_ones_are_enacted_together(self, people: Cast) -> None:
        tinh = people.client_of("tinh")
        files = [
            upload("suoi-hoa.yaml", YAML.format(under="T11")),
            upload("doi-che.yaml", YAML.format(under="T12")),
            upload("sai.yaml", YAML.format(under="T11").replace("T11-003", "T11-777")),
        ]
        before = state_of_units()
        answer = tinh.post(reverse("reorganisations_take"), {"files": files})
        page = text_of(answer)
        assert page.count("không có lỗi</span>") == 2
        assert "T11-777" in page
        assert "Xã Đồi Chè" in page
        assert state_of_units() == before, "looking changes nothing"
        packed = [row.packed for row in answer.context["rows"] if row.packed]
        assert len(packed) == 2
        done = tinh.post(reverse("reorganisations_enact"), {"draft": packed}, follow=True)
        assert "Đã thực hiện 2 lần sắp xếp." in text_of(done)
        assert how_many() == 2
        again = text_of(tinh.post(reverse("reorganisations_enact"), {"draft": packed}))
        assert "Đã thực hiện 0 lần sắp xếp" in again
        assert again.count("có lỗi</span>") == 2

    def test_files_that_cannot_be_taken_say_why(self, hoa: Client) -> None:
        bad = [
            ("rong.yaml", "", "Tệp rỗng"),
            ("tab.yaml", "title: a\nsteps:\n\t- end: x\n", "dòng 3"),
            ("hong.yaml", "title: [a", "dòng 1"),
            ("so.yaml", YAML.format(under="T11").replace('"T11-003"', "12345"), "12345"),
            ("danh-sach.yaml", "- a\n- b\n", "không phải một bản sắp xếp"),
            ("tai-lieu.pdf", "%PDF-1.4", "Không nhận tệp loại “.pdf”"),
            ("so.xlsx", "PK no", "Tệp"),
            ("noi-khac.yaml", YAML.format(under="T21"), "T21"),
            ("hai-lan.yaml", YAML.format(under="T11") + '  - end: "T11-001"\n', "T11-001"),
            (
                "ty-le.yaml",
                YAML.format(under="T11").replace('"T11-001"', "{code: T11-001, people: 2}"),
                "“2”",
            ),
        ]
        answer = hoa.post(
            reverse("reorganisations_take"),
            {"files": [upload(name, data) for name, data, _words in bad]},
            headers={"X-Rows-Only": "1"},
        )
        assert answer.content.decode().lstrip().startswith("<tr"), "rows alone for the script of the page"
        for row, (name, _data, words) in zip(answer.context["rows"], bad, strict=True):
            assert row.name == name
            assert words in " ".join(row.faults), row
            assert not row.packed

    def test_the_template_holds_the_units_of_today_and_comes_back_as_a_draft(self, hoa: Client) -> None:
        template = hoa.get(reverse("reorganisation_template"))
        assert "sap-xep-T11.xlsx" in template["Content-Disposition"]
        book = load_workbook(BytesIO(template.content))
        sheet = book.worksheets[0]
        heads = {
            cell.value: cell.column
            for cell in next(row for row in sheet.iter_rows() if row[0].value == "Mã cũ")
        }
        rows = {row[0].value: row[0].row for row in sheet.iter_rows()}
        assert "T11-001" in rows
        for words, value in (
            ("Tên lần sắp xếp", "Sắp xếp thôn"),
            ("Văn bản quyết định", "15/NQ-HĐND"),
            ("Có hiệu lực từ ngày", "01/12/2026"),
        ):
            sheet.cell(rows[words], 3, value)
        sheet.cell(rows["T11-001"], heads["Việc"], "Đổi tên")
        sheet.cell(rows["T11-001"], heads["Tên mới"], "Thôn Đầu Làng")
        filled = BytesIO()
        book.save(filled)
        answer = hoa.post(
            reverse("reorganisations_take"), {"files": SimpleUploadedFile("t11.xlsx", filled.getvalue())}
        )
        (row,) = answer.context["rows"]
        assert row.outcome == "sound", row.faults
        assert dict(row.counts) == {"đơn vị thay đổi": 1}
        elsewhere = hoa.get(reverse("reorganisation_template"), {"unit": "T12"})
        assert elsewhere.status_code == 422

    def test_files_may_come_in_a_zip_and_nothing_is_an_answer_too(self, hoa: Client) -> None:
        bundle = BytesIO()
        with ZipFile(bundle, "w") as archive:
            archive.writestr("xa/suoi-hoa.yaml", YAML.format(under="T11"))
        page = text_of(
            hoa.post(
                reverse("reorganisations_take"), {"files": SimpleUploadedFile("t.zip", bundle.getvalue())}
            )
        )
        assert "suoi-hoa.yaml" in page
        assert "không có lỗi</span>" in page
        nothing = hoa.post(reverse("reorganisations_take"))
        assert nothing.status_code == 422
        assert "Chưa chọn tệp nào" in text_of(nothing)
        assert hoa.post(reverse("reorganisations_enact")).url == reverse("reorganisations_take")

    def test_a_file_with_identity_numbers_is_refused(self, hoa: Client) -> None:
        data = YAML.format(under="T11").replace("Thôn Ba", "001085012345")
        answer = hoa.post(reverse("reorganisations_take"), {"files": [upload("a.yaml", data)]})
        (row,) = answer.context["rows"]
        assert row.faults
        assert "001085012345" not in answer.content.decode()

    def test_a_draft_survives_its_way_through_the_page_and_nothing_else_does(self, hoa: Client) -> None:
        hoa.post(reverse("reorganisation_new"), HEAD | MERGE | {"do": "save"})
        there = draft_of(kept())
        assert unpack(pack(there)) == there
        for other in ("", "abc", "====", pack(there)[:-9]):
            assert unpack(other) is None


class TestWhoSeesWhat:
    def test_a_neighbour_a_reader_and_a_superior(self, people: Cast, hoa: Client) -> None:
        draft(hoa)
        pk = kept().pk
        addresses = [reverse(name, args=[pk]) for name in ("reorganisation", "reorganisation_change")]
        for url in addresses:
            assert people.client_of("che").get(url).status_code == 404
            assert people.client_of("doc").get(url).status_code == 404
            assert people.client_of("tinh").get(url).status_code == 200
        for name in ("reorganisation_enact", "reorganisation_undo", "reorganisation_discard"):
            assert people.client_of("che").post(reverse(name, args=[pk])).status_code == 404
        assert HEAD["title"] in text_of(people.client_of("tinh").get(reverse("reorganisations")))
        assert HEAD["title"] not in text_of(people.client_of("che").get(reverse("reorganisations")))
        assert people.client_of("doc").get(reverse("reorganisations")).status_code == 404

    def test_a_draft_within_another_unit_is_not_kept(self, people: Cast) -> None:
        answer = draft(people.client_of("che"))
        assert answer.status_code == 422
        assert how_many() == 0

    def test_the_list_filters_and_says_what_to_do_where_it_is_empty(self, hoa: Client) -> None:
        assert "Chưa có lần sắp xếp nào" in text_of(hoa.get(reverse("reorganisations")))
        draft(hoa)
        page = text_of(hoa.get(reverse("reorganisations"), {"q": "15/nq"}))
        assert HEAD["title"] in page
        assert "<span>bản nháp</span>" in page
        assert "Không có lần sắp xếp nào khớp" in text_of(
            hoa.get(reverse("reorganisations"), {"state": "undone"})
        )


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def state_of_units() -> dict[str, str]:
    with acting_as(OPERATOR):
        return print_of_the_units()


def resent(form: DraftForm) -> dict[str, Any]:
    """What a browser sends back of a form that it was shown."""
    sent: dict[str, Any] = {"do": "save", "step": [f"{step.key}:{step.kind}" for step in form.steps]}
    sent |= {field.html_name: field.value() or "" for field in form.head}
    for step in form.steps:
        sent[f"row-{step.key}"] = [str(key) for key, _row in step.rows]
        for part in step.parts:
            sent |= {field.html_name: field.value() or "" for field in part}
    return sent
