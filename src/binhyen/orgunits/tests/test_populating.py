"""Tables of residential areas and workplaces: what they add and rename, what is refused, and that twice is once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.faults import BadInput
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import TableRefused, populate, populate_many
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, UnitCount
from binhyen.orgunits.queries import (
    check_units,
    children_of,
    on_day,
    read_table,
    unit_of_code,
    unit_of_key,
    versions_of,
    workbook_of,
    workplaces_of,
)
from binhyen.orgunits.rules.populating import (
    COLUMNS,
    Judged,
    Place,
    Populated,
    Standing,
    Stay,
    Table,
    TableOutcome,
    Written,
    is_a_household_business,
    judge_table,
)
from binhyen.orgunits.sources import read_area_words
from binhyen.orgunits.workbooks import read_filled, workbook_to_fill
from tests import places

DAY = date(2026, 11, 2)
SINCE = date(2025, 7, 1)
DA_BAC = "04831"


# ---- the rule -------------------------------------------------------------------------------------------


def place(**changes: object) -> Place:
    days = Validity(SINCE)
    facts = {
        "id": 5,
        "path": "1.2.5.",
        "level": "commune",
        "kind": "commune",
        "code": DA_BAC,
        "name": "Xã Đà Bắc",
        "days": days,
        "stays": (Stay(days, "1.2.5."),),
    }
    return Place(**(facts | changes))  # type: ignore[arg-type]


def standing(key: int, name: str, code: str, level: str = "area", kind: str = "hamlet") -> Standing:
    return Standing(key, level, kind, code, name, "", SINCE, None)


def judged(*rows: Written, there: tuple[Standing, ...] = (), at: Place | None = None) -> Judged:
    codes = {each.code for each in there}
    return judge_table(at or place(), rows, there, codes, read_area_words(), DAY)


def row(name: str, kind: str = "thôn", number: int = 5, **more: object) -> Written:
    return Written(number, kind, name, **more)  # type: ignore[arg-type]


class TestRule:
    def test_codes_are_made_by_kind_behind_those_given_before(self) -> None:
        found = judged(
            row("Thôn Đồng Chum"),
            row("Trường Tiểu học Đà Bắc", "nhà trường", 6),
            row("Công ty Chè", "doanh nghiệp", 7),
            row("Trạm Y tế", "Cơ quan", 8),
            row("Thôn Hạ", number=9),
            there=(standing(9, "Thôn Tầy Măng", f"{DA_BAC}-001"),),
        )
        assert not found.faults
        assert [each.code for each in found.added] == [
            f"{DA_BAC}-002",
            f"{DA_BAC}-T001",
            f"{DA_BAC}-D001",
            f"{DA_BAC}-C001",
            f"{DA_BAC}-003",
        ]
        assert [each.short_name for each in found.added[:2]] == ["Đồng Chum", "Trường Tiểu học Đà Bắc"]

    def test_the_thousandth_code_still_fits(self) -> None:
        there = tuple(standing(n, f"Thôn {n}", f"{DA_BAC}-{n:03d}") for n in range(1, 1000))
        (added,) = judged(row("Thôn Cuối"), there=there).added
        assert added.code == f"{DA_BAC}-A00"

    def test_a_unit_without_a_day_begins_with_the_place_as_it_stands(self) -> None:
        moved = place(
            days=Validity(date(2004, 1, 1)),
            stays=(
                Stay(Validity(date(2004, 1, 1), SINCE), "1.2.4.5."),
                Stay(Validity(SINCE), "1.2.5."),
            ),
        )
        (today,) = judged(row("Thôn Hạ"), at=moved).added
        assert [stay.days.since for stay in today.stays] == [SINCE]
        (old,) = judged(row("Thôn Hạ", since=date(2010, 5, 1)), at=moved).added
        assert [(stay.days.since, stay.tree_path) for stay in old.stays] == [
            (date(2010, 5, 1), "1.2.4.5."),
            (SINCE, "1.2.5."),
        ]

    @pytest.mark.parametrize(
        ("rows", "column", "said"),
        [
            ((row("Thôn Hạ", "làng"),), "kind", "“làng” không phải một loại"),
            ((row("Thôn Hạ", ""),), "kind", "Chưa chọn loại"),
            ((row(""),), "name", "Chưa có tên"),
            ((row("Thôn " + "a" * 120),), "name", "dài quá 120"),
            ((row("Thôn Hạ 0912345678"),), "name", "số điện thoại"),
            ((row("Thôn Hạ", basis="ông A, 001085012345"),), "basis", "số giấy tờ"),
            ((row("Thôn Hạ", code="12345"),), "code", "không đúng dạng"),
            ((row("Thôn Hạ", since=date(2025, 6, 30)),), "since", "Ngày 30/06/2025 chưa có"),
            ((row("Nguyễn Văn An", "doanh nghiệp"),), "name", "trông như tên người"),
            ((row("Trần Thị Hoa"),), "name", "trông như tên người"),
            ((row("Hộ kinh doanh Ngọc Lan", "doanh nghiệp"),), "name", "hộ kinh doanh"),
            ((row("Cửa hàng ông Ba", "doanh nghiệp"),), "name", "hộ kinh doanh"),
            ((row("A", code="X-1"), row("B", number=6, code="X-1")), "code", "đã đứng ở dòng 5"),
            ((row("Thôn Hạ"), row("thôn hạ", number=6)), "name", "đã đứng ở dòng 5"),
        ],
    )
    def test_what_is_refused(self, rows: tuple[Written, ...], column: str, said: str) -> None:
        (fault,) = judged(*rows).faults
        assert fault.column == COLUMNS[column]
        assert said in fault.sentence
        assert fault.remedy
        assert fault.number == rows[-1].number

    def test_every_fault_is_told_at_once(self) -> None:
        faults = judged(row("", "làng"), row("Thôn Hạ", number=6, code="x", basis="b" * 201)).faults
        assert [(fault.number, fault.column) for fault in faults] == [(5, "Loại"), (6, "Mã"), (6, "Căn cứ")]

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Công ty TNHH Nguyễn Văn An", "doanh nghiệp"),
            ("Nguyễn Trãi", "thôn"),
        ],
    )
    def test_what_may_be_a_persons_name_is_doubted_and_taken(self, name: str, kind: str) -> None:
        found = judged(row(name, kind))
        assert not found.faults
        assert any("có thể là tên người" in note.sentence for note in found.notes)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Tổ dân phố Nguyễn Văn Trỗi", "tổ dân phố"),
            ("Ấp Bà Tô", "thôn"),
            ("Trường Mầm non Bà Triệu", "nhà trường"),
            ("Cửa hàng cơ khí số 2", "doanh nghiệp"),
        ],
    )
    def test_names_of_places_and_schools_are_taken(self, name: str, kind: str) -> None:
        assert not judged(row(name, kind)).faults

    def test_unusual_forms_are_noted_and_taken(self) -> None:
        ward = place(kind="ward", name="Phường Hoà Bình")
        assert "thường lập tổ dân phố" in judged(row("Thôn Hạ", since=DAY), at=ward).notes[0].sentence
        assert (
            "đứng trước tên thôn"
            in judged(row("Bản Hạ", "tổ dân phố", since=DAY), at=place(kind="special-zone")).notes[0].sentence
        )
        # Before the decree nobody had to choose.
        assert not judged(row("Thôn Hạ", since=SINCE), at=ward).notes

    def test_a_province_has_workplaces_and_no_areas_of_its_own(self) -> None:
        province = place(level="province", kind="province", code="25", name="Tỉnh Phú Thọ")
        assert judged(row("Trường Đại học Hùng Vương", "nhà trường"), at=province).added
        assert "không đứng thẳng dưới tỉnh" in judged(row("Thôn Hạ"), at=province).faults[0].sentence

    def test_a_changed_name_wants_its_day(self) -> None:
        there = (standing(9, "Thôn Hạ", "X-1"),)
        assert (
            "không cho biết từ ngày nào"
            in judged(row("Thôn Hạ Lưu", code="X-1"), there=there).faults[0].sentence
        )
        assert judged(row("Thôn Hạ Lưu", code="X-1", since=SINCE), there=there).faults
        (renamed,) = judged(row("Thôn Hạ Lưu", code="X-1", since=DAY), there=there).renamed
        assert (renamed.unit_id, renamed.short_name, renamed.since) == (9, "Hạ Lưu", DAY)

    def test_namesakes_want_their_codes(self) -> None:
        there = (standing(9, "Thôn 1", "X-1"), standing(10, "Thôn 1", "X-2"))
        (fault,) = judged(row("Thôn 1"), there=there).faults
        assert "X-1, X-2" in fault.remedy
        assert (
            judged(row("Thôn 1", code="X-1"), row("Thôn 1", number=6, code="X-2"), there=there).unchanged == 2
        )

    def test_a_code_of_a_workplace_is_no_areas(self) -> None:
        there = (standing(9, "Trạm Y tế", "X-1", "workplace", "agency"),)
        assert "Trạm Y tế" in judged(row("Thôn Hạ", code="X-1"), there=there).faults[0].sentence

    @given(
        st.dictionaries(st.integers(1, 40), st.sampled_from(["thôn", "cơ quan", "doanh nghiệp"]), max_size=30)
    )
    def test_a_second_time_changes_nothing(self, drawn: dict[int, str]) -> None:
        rows = [row(f"Đơn vị {number}", kind, at) for at, (number, kind) in enumerate(drawn.items(), start=5)]
        first = judged(*rows)
        assert not first.faults
        there = tuple(
            Standing(key, each.level, each.kind, each.code, each.name, each.basis, SINCE, None)
            for key, each in enumerate(first.added)
        )
        again = judged(*rows, there=there)
        assert (again.added, again.renamed, again.faults, again.unchanged) == ([], [], [], len(rows))
        assert len({each.code for each in there}) == len(there)


@pytest.mark.parametrize("name", ["HKD Minh Anh", "Quán cô Ba", "Tạp hóa chị Lan", "hộ ông Ba"])
def test_a_household_business_is_known(name: str) -> None:
    assert is_a_household_business("enterprise", name)
    assert not is_a_household_business("hamlet", name)


# ---- the workbook ---------------------------------------------------------------------------------------


def filled(*rows: tuple[object, ...], code: str = DA_BAC, columns: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["Mã đơn vị hành chính", code])
        sheet.write_row(3, 0, [*(columns or COLUMNS.values())])
        for number, cells in enumerate(rows, start=4):
            sheet.write_row(number, 0, cells)
    return target.getvalue()


class TestWorkbook:
    def test_what_is_written_is_read_back(self) -> None:
        rows = [Written(5, "hamlet", "Thôn Hạ", f"{DA_BAC}-001", SINCE, "12/NQ-HĐND")]
        read = read_filled(workbook_to_fill(DA_BAC, "Xã Đà Bắc", rows))
        assert read.code == DA_BAC
        assert not read.faults
        (back,) = read.rows
        assert back == rows[0]._replace(kind="thôn")

    def test_eaten_zeros_of_the_code_come_back(self) -> None:
        assert read_filled(filled(("thôn", "Thôn Hạ"), code="4831")).code == DA_BAC

    def test_days_are_read_as_people_write_them(self) -> None:
        read = read_filled(
            filled(("thôn", "Thôn Hạ", "", "02/02/2026"), ("thôn", "Thôn Thượng", "", "hôm qua"))
        )
        assert read.rows[0].since == date(2026, 2, 2)
        assert [(fault.number, fault.column) for fault in read.faults] == [(6, "Từ ngày")]

    @pytest.mark.parametrize("column", ["Giám đốc", "Điện thoại", "Chủ hộ", "Người đại diện", "Địa chỉ"])
    def test_a_column_for_a_person_is_refused(self, column: str) -> None:
        with pytest.raises(BadInput, match="không thuộc mẫu") as refused:
            read_filled(filled(("thôn", "Thôn Hạ"), columns=(*COLUMNS.values(), column)))
        assert column in refused.value.sentence

    def test_cells_beside_the_table_are_refused(self) -> None:
        with pytest.raises(BadInput, match="ngoài các cột"):
            read_filled(filled(("thôn", "Thôn Hạ", "", "", "", "ghi chú")))

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", filled(columns=("A", "B"))])
    def test_what_is_no_such_workbook_is_refused(self, data: bytes) -> None:
        with pytest.raises(BadInput):
            read_filled(data)

    def test_a_file_passes_the_screening_first(self) -> None:
        refused = read_table("ds.xlsx", filled(("thôn", "Thôn Hạ", "", "", "CCCD 001085012345")))
        assert isinstance(refused, Populated)
        assert "căn cước" in refused.faults[0].sentence
        assert isinstance(read_table("xa.xlsx", filled(("thôn", "Thôn Hạ"))), Table)
        assert isinstance(read_table("xa.docx", b"PK"), Populated)


# ---- the acts -------------------------------------------------------------------------------------------


def commune(code: str = DA_BAC) -> OrgUnit:
    found = unit_of_code(OPERATOR, code, DAY)
    assert found is not None
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


@pytest.mark.django_db
class TestActs:
    @pytest.fixture(autouse=True)
    def _whole_country(self, db: None) -> Iterator[None]:
        with acting_as(OPERATOR):
            yield

    def test_areas_and_workplaces_stand_in_their_commune(self) -> None:
        workplaces = [
            row("Trường Tiểu học Đà Bắc", "trường học", 6),
            row("Trạm Y tế", "cơ quan", 7),
            row("Hợp tác xã Chè", "doanh nghiệp", 8),
        ]
        done = populate(
            by=OPERATOR,
            commune=commune(),
            rows=[row("Thôn Đồng Chum"), *workplaces],
        )
        assert (done.added, done.renamed, done.unchanged) == (4, 0, 0)
        (area,) = children_of(OPERATOR, commune().pk, DAY)
        assert (area.name, area.code, area.short_name) == ("Thôn Đồng Chum", f"{DA_BAC}-001", "Đồng Chum")
        assert area.tree_path == area.unit_path == f"{commune().path}{area.unit_id}."
        assert workplaces_of(OPERATOR, commune().pk, DAY).count() == 3
        assert not any(each.broken for each in check_units(OPERATOR, DAY))
        counted = UnitCount.objects.visible_to(OPERATOR).filter(kind="hamlet", valid_until=None)
        on_the_path = map(int, area.unit_path.split(".")[:-1])
        assert {each.unit_id: each.units for each in counted} == dict.fromkeys(on_the_path, 1)
        (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.populate")
        assert (line.unit_id, line.detail) == (commune().pk, {"added": 4, "renamed": 0})

    def test_a_second_time_changes_nothing_and_leaves_no_line(self) -> None:
        rows = [row("Thôn Đồng Chum"), row("Trạm Y tế", "cơ quan", 6)]
        populate(by=OPERATOR, commune=commune(), rows=rows)
        before = list(OrgUnitVersion.objects.visible_to(OPERATOR).order_by("pk").values_list())
        again = populate(by=OPERATOR, commune=commune(), rows=rows)
        assert (again.outcome, again.unchanged) == (TableOutcome.UNCHANGED, 2)
        assert list(OrgUnitVersion.objects.visible_to(OPERATOR).order_by("pk").values_list()) == before
        assert AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.populate").count() == 1

    def test_what_was_taken_out_as_a_workbook_comes_back_unchanged(self) -> None:
        populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Đồng Chum"), row("Trạm Y tế", "cơ quan", 6)])
        shown = unit_of_code(OPERATOR, DA_BAC, DAY)
        assert shown is not None
        table = read_table("xa.xlsx", workbook_of(OPERATOR, shown, DAY))
        assert isinstance(table, Table)
        (answer,) = populate_many(by=OPERATOR, under=commune(), tables=[table])
        assert (answer.outcome, answer.unchanged, answer.notes) == (TableOutcome.UNCHANGED, 2, [])

    def test_a_new_name_is_a_new_version(self) -> None:
        populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Hạ", code="H-1")])
        done = populate(
            by=OPERATOR,
            commune=commune(),
            rows=[row("Thôn Hạ Lưu", code="H-1", since=DAY, basis="9/NQ-HĐND")],
        )
        assert done.renamed == 1
        found = unit_of_code(OPERATOR, "H-1", DAY)
        assert found is not None
        assert [(each.name, str(each.validity)) for each in versions_of(OPERATOR, found.id)] == [
            ("Thôn Hạ Lưu", "từ 02/11/2026"),
            ("Thôn Hạ", "01/07/2025–01/11/2026"),
        ]
        assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_with_a_fault_nothing_is_written(self) -> None:
        with pytest.raises(TableRefused) as refused:
            populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Hạ"), row("HKD Ba", "doanh nghiệp", 6)])
        assert [fault.number for fault in refused.value.faults] == [6]
        assert not children_of(OPERATOR, commune().pk, DAY).exists()

    def test_a_code_that_another_commune_bears_is_refused(self) -> None:
        populate(by=OPERATOR, commune=commune("04924"), rows=[row("Thôn Đầm", code="H-1")])
        with pytest.raises(TableRefused) as refused:
            populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Hạ", code="H-1")])
        assert "Thôn Đầm" in refused.value.faults[0].sentence

    def test_many_tables_stand_or_fall_each_for_itself(self) -> None:
        province = commune("25")
        tables = [
            Table("a.xlsx", DA_BAC, [row("Thôn Hạ", code="H-1")]),
            Table("b.xlsx", "04924", [row("Thôn Đầm", code="H-1")]),
            Table("c.xlsx", "04924", [row("Thôn Khác")]),
            Table("d.xlsx", "07840", [row("Thôn Xa")]),
            Table("e.xlsx", "", [row("Thôn Xa")]),
            Table("f.xlsx", "25", [row("Trường Đại học Hùng Vương", "nhà trường")]),
        ]
        answers = populate_many(by=OPERATOR, under=province, tables=tables)
        assert [answer.outcome for answer in answers] == [
            "changed",
            "refused",
            "refused",
            "refused",
            "refused",
            "changed",
        ]
        assert "H-1: Thôn Hạ" in answers[1].faults[0].sentence
        assert "cùng lần gửi" in answers[2].faults[0].sentence
        assert "không phải xã, phường, đặc khu trong phạm vi" in answers[3].faults[0].sentence
        assert "không cho biết" in answers[4].faults[0].sentence
        assert answers[5].added == 1
        again = populate_many(by=OPERATOR, under=province, tables=[tables[0], tables[5]])
        assert {answer.outcome for answer in again} == {TableOutcome.UNCHANGED}

    def test_a_file_of_another_commune_is_refused(self) -> None:
        (answer,) = populate_many(
            by=OPERATOR, under=commune(), tables=[Table("b.xlsx", "04924", [row("Thôn Đầm")])]
        )
        assert answer.outcome is TableOutcome.REFUSED

    def test_only_who_administers_may(self) -> None:
        da_bac, luong_son = commune(), commune("04924")
        khang = places.officer(places.Place(da_bac.pk, da_bac.path))
        with acting_as(khang):
            populate(by=khang, commune=da_bac, rows=[row("Thôn Hạ")])
            with pytest.raises(NotAllowed) as refused:
                populate(by=khang, commune=luong_son, rows=[row("Thôn Hạ")])
        assert refused.value.refused.code == "units-not-permitted"

    def test_a_code_out_of_sight_is_refused_without_its_bearer(self) -> None:
        da_bac = commune()
        populate(by=OPERATOR, commune=commune("04924"), rows=[row("Thôn Đầm", code="H-1")])
        khang = places.officer(places.Place(da_bac.pk, da_bac.path))
        with acting_as(khang), pytest.raises(TableRefused) as refused:
            populate(by=khang, commune=da_bac, rows=[row("Thôn Hạ", code="H-1")])
        assert "Thôn Đầm" not in refused.value.faults[0].sentence

    def test_statements_do_not_grow_with_the_communes(self) -> None:
        province = commune("25")
        codes = [version.code for version in children_of(OPERATOR, province.pk, DAY)[:12]]
        counted = []
        for some in (codes[:2], codes[2:]):
            tables = [Table("", code, [row(f"Thôn {n}", number=n) for n in range(20)]) for code in some]
            with CaptureQueriesContext(
                connection,
            ) as statements:
                answers = populate_many(by=OPERATOR, under=province, tables=tables)
            assert all(answer.added == 20 for answer in answers), [answer.faults for answer in answers]
            counted.append(len(statements))
        assert counted[0] == counted[1]

    def test_an_ended_areas_name_and_history_stay(self) -> None:
        populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Hạ", code="H-1")])
        found = unit_of_code(OPERATOR, "H-1", DAY)
        assert found is not None
        populate(by=OPERATOR, commune=commune(), rows=[row("Thôn Khác")])
        assert unit_of_key(OPERATOR, found.id, DAY) is not None, "a row left out ends nothing"
        assert on_day(OrgUnitVersion.objects.visible_to(OPERATOR).get(unit_id=found.id)).name == "Thôn Hạ"
