from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_number, nfc, parse_number
from binhyen.machinery.formats.documents import (
    Heading,
    Note,
    Paragraph,
    Table,
    annex_labels,
    compose,
    docx_of,
    pdf_of,
)
from binhyen.machinery.formats.documents.tests.pages import pages
from binhyen.publications.reports.composing import compose_report
from binhyen.publications.rules.agreement import disagreements
from binhyen.publications.rules.printed import Meaning
from binhyen.publications.tests.reading_back import NUMBER, ReadReport, read_docx
from binhyen.publications.tests.samples import GOOD, SIX, THREE_BODIES, Values, golden, sheet_of

GOLDEN = Path(__file__).parent / "golden" / "report.txt"
ALL_THERE = {"Xã Bãi Ngọc": {}, "Xã Đồi Chè": {}, "Xã Suối Hoa": {}}


def written(communes: dict[str, Values], bodies: dict[str, Values] | None = None, **more) -> ReadReport:
    return read_docx(docx_of(compose_report(sheet_of(communes, bodies, **more)).document))


# The text as a whole


def test_the_whole_report_reads_as_it_was_looked_through():
    document = compose_report(golden()).document
    text = "\n".join(line.text for line in compose(document).lines()) + "\n"
    if os.environ.get("BINHYEN_UPDATE_BASELINES"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_word_and_pdf_say_the_same():
    document = compose_report(golden()).document
    drawn = "".join(page.text for page in pages(pdf_of(document)))
    for text in read_docx(docx_of(document)).paragraphs:
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", drawn), text
    for table in read_docx(docx_of(document)).tables:
        for row in (*table.rows.values(), table.total):
            assert re.sub(r"\s", "", "".join(row)) in re.sub(r"\s", "", drawn), row


def test_the_same_report_makes_the_same_bytes():
    one, other = (compose_report(golden()).document for _time in range(2))
    assert docx_of(one) == docx_of(other)
    assert pdf_of(one) == pdf_of(other)


def test_nothing_praises_or_blames():
    text = GOLDEN.read_text(encoding="utf-8").lower()
    assert not re.search(
        r"tích cực|tốt|xuất sắc|đáng khen|yếu kém|chậm trễ|thiếu trách nhiệm|nghiêm túc", text
    )


# Figures and the rows of the figure sheet


def numbers_in(text: str) -> Counter[str]:
    """What stands in a sentence as a figure, once numbers that are parts of names and days are taken out."""
    bare = re.sub(
        r"mục \d|(?:tháng|ngày) \d\d/\d\d\d\d|\d\d/\d\d/\d\d\d\d|^\d+\. |\(… ", "", text.replace("\xa0", " ")
    )
    return Counter(number for share in bare.split("/") for number in NUMBER.findall(share))


def test_every_figure_of_the_text_has_its_row_and_every_row_its_figure():
    composed = compose_report(golden())
    rows = {printed.key: printed for printed in composed.printed}
    keys: list[str] = []
    for block in composed.document.body:
        if isinstance(block, Paragraph):
            keys += block.figures
            told = Counter(rows[key].text for key in block.figures if NUMBER.fullmatch(rows[key].text))
            assert numbers_in(block.text) == told, block.text
            for key in block.figures:
                assert rows[key].text in block.text
        elif isinstance(block, Heading | Note):
            assert not numbers_in(block.text)
    in_tables = [
        printed for printed in composed.printed if printed.key not in keys and "Ghi chú" not in printed.place
    ]
    assert sorted(keys) == sorted(set(keys))
    assert in_tables
    assert all(printed.place.startswith("Phụ lục") for printed in in_tables)


def test_every_cell_of_the_annexes_has_its_row_and_every_row_its_cell():
    composed = compose_report(golden())
    rows = {printed.place: printed for printed in composed.printed if printed.place.startswith("Phụ lục")}
    read = read_docx(docx_of(composed.document))
    cells = {}
    for label, table in zip(annex_labels(2), read.tables, strict=True):
        for at, title in list(enumerate(table.titles))[2:]:
            for name, row in table.rows.items():
                cells[f"{label}, {name}, cột “{title}”"] = row[at]
            if table.total[at] != "không cộng":
                cells[f"{label}, dòng “Tổng cộng”, cột “{title}”"] = table.total[at]
    assert {place: printed.text for place, printed in rows.items()} == cells


def test_every_row_says_which_days_it_speaks_of_and_of_whom():
    for printed in compose_report(golden()).printed:
        assert (printed.period.first_day, printed.period.last_day) == (date(2025, 12, 15), date(2026, 1, 14))
        assert printed.of_name
        assert printed.label
        if printed.meaning is Meaning.SUM:
            assert printed.counted is not None
            assert printed.expected is not None
            assert printed.standing


# What is missing, nought, or does not apply


def test_a_missing_unit_is_named_and_the_sum_is_provisional():
    report = written({**ALL_THERE, "Xã Đồi Chè": None})
    assert "Tính đến ngày 20/02/2026, 2/3 xã, phường có báo cáo được duyệt." in report.paragraphs
    assert report.sentence("1 xã, phường chưa có").endswith("Xã Đồi Chè (chưa gửi).")
    assert "Số liệu tạm tính, 2/3 xã, phường đã có báo cáo được duyệt." in report.paragraphs
    assert report.sentence("- Điểm mô hình").startswith("- Điểm mô hình đang hoạt động: 14 điểm")
    cells, total = report.column("Điểm mô hình đang hoạt động")
    assert (cells["Xã Đồi Chè"], total) == ("chưa có", "14")


def test_what_is_said_of_all_figures_under_a_heading_stays_with_them():
    body = compose_report(sheet_of({**ALL_THERE, "Xã Đồi Chè": None})).document.body
    kept = [block for block in body if isinstance(block, Paragraph) and block.keep_with_next]
    assert kept
    assert kept == [
        block for block in body if isinstance(block, Paragraph) and block.text.startswith("Số liệu tạm tính")
    ]
    assert all(isinstance(body[body.index(block) - 1], Heading) for block in kept)


def test_a_complete_report_is_not_provisional():
    report = written(ALL_THERE)
    assert not [text for text in report.paragraphs if "tạm tính" in text]
    assert not [text for text in report.paragraphs if "chưa có báo cáo" in text or "sau thời hạn" in text]
    assert report.sentence("- Điểm mô hình") == (
        "- Điểm mô hình đang hoạt động: 21 điểm, không thay đổi so với tháng 12/2025."
    )


def test_without_any_report_every_figure_is_said_to_be_missing():
    report = written(dict.fromkeys(ALL_THERE), last_known={"teams": (36, 3)})
    assert "Tính đến ngày 20/02/2026, 0/3 xã, phường có báo cáo được duyệt." in report.paragraphs
    results = report.paragraphs[: report.paragraphs.index("II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")]
    told = [text for text in results if text.startswith(("- ", "+ "))]
    assert len(told) == 12
    assert all(text.endswith(": chưa có số liệu.") for text in told)
    cells, total = report.column("Tổ bảo vệ an ninh, trật tự")
    assert {*cells.values(), total} == {"chưa có"}


def test_nought_is_a_figure():
    nothing: Values = dict.fromkeys(GOOD, 0)
    report = written(dict.fromkeys(ALL_THERE, nothing), earlier=dict.fromkeys(ALL_THERE, nothing))
    assert report.sentence("- Tổ bảo vệ") == (
        "- Tổ bảo vệ an ninh, trật tự: 0 tổ, không thay đổi so với tháng 12/2025."
    )
    assert report.sentence("- Tỷ lệ") == "- Tỷ lệ thôn đã có Tổ: không áp dụng."
    assert report.column("Cá nhân được khen thưởng")[1] == "0"


def test_what_applies_nowhere_is_said_so_and_a_line_left_empty_too():
    report = written(
        {name: {"lit_km": "x", "sites": None if name == "Xã Suối Hoa" else 7} for name in ALL_THERE}
    )
    assert report.sentence("- Chiều dài") == "- Chiều dài tuyến đường được thắp sáng: không áp dụng."
    assert "14 điểm (không có số của 1 đơn vị để trống dòng này)" in report.sentence("- Điểm mô hình")


def test_a_unit_that_lived_a_part_of_the_period_says_so_in_text_and_annex():
    lives = {"Xã Đồi Chè": Validity(date(2025, 12, 15), date(2026, 1, 1))}
    report = written(ALL_THERE, lives=lives)
    told = [text for text in report.paragraphs if "báo cáo cho phần kỳ 15/12/2025–31/12/2025" in text]
    assert len(told) == 2


def test_invented_figures_are_marked_on_the_report_and_under_every_table():
    report = written(SIX, THREE_BODIES, demonstration=True)
    assert len([text for text in report.paragraphs if text.startswith("Số liệu minh hoạ")]) == 3
    assert not [text for text in written(SIX, THREE_BODIES).paragraphs if "minh hoạ" in text]


# Changes


def test_only_what_the_same_units_said_both_times_is_compared():
    now = {"Xã Bãi Ngọc": {"sites": 9}, "Xã Đồi Chè": None, "Xã Suối Hoa": {"sites": 10}}
    before = {"Xã Bãi Ngọc": {"sites": 4}, "Xã Đồi Chè": {"sites": 100}, "Xã Suối Hoa": None}
    assert written(now, earlier=before).sentence("- Điểm mô hình") == (
        "- Điểm mô hình đang hoạt động: 19 điểm, tăng 5 điểm so với tháng 12/2025 (trên cùng 1 đơn vị)."
    )


def test_a_rate_changes_by_points_worked_out_from_the_same_units():
    now = {"Xã Bãi Ngọc": {"covered": 6}, "Xã Đồi Chè": None}
    before = {"Xã Bãi Ngọc": {"covered": 9}}
    assert written(now, earlier=before).sentence("- Tỷ lệ") == (
        "- Tỷ lệ thôn đã có Tổ: 50,0%, giảm 25,0 điểm phần trăm so với tháng 12/2025 (trên cùng 1 đơn vị)."
    )


def test_without_a_period_before_nothing_is_compared():
    report = written(ALL_THERE, earlier=dict.fromkeys(ALL_THERE))
    assert not [text for text in report.paragraphs if text.startswith("- ") and "so với" in text]


def test_kinds_of_model_are_stated_by_one_body_and_never_added():
    report = written(ALL_THERE, THREE_BODIES)
    assert report.sentence("- Loại mô hình").startswith(
        "- Loại mô hình đang duy trì trong toàn tỉnh: 38 loại"
    )
    assert report.column("Loại mô hình đang duy trì trong toàn tỉnh")[1] == "không cộng"


def test_last_known_values_stand_apart_and_never_for_persons():
    report = written({**ALL_THERE, "Xã Đồi Chè": None}, last_known={"teams": (36, 1), "members": (108, 1)})
    assert report.sentence("- Tổ bảo vệ").endswith("; có tính số gần nhất của 1 đơn vị còn thiếu: 36 tổ.")
    assert "gần nhất" not in report.sentence("- Thành viên")


# Persons


def test_of_persons_no_change_is_told_where_somebody_is_left_out():
    missing = written({**ALL_THERE, "Xã Đồi Chè": None}, earlier={"Xã Đồi Chè": {"members": 3}})
    assert missing.sentence("- Thành viên") == "- Thành viên Tổ bảo vệ an ninh, trật tự: 72 người."
    complete = written({**ALL_THERE, "Xã Đồi Chè": {"members": 40}})
    assert "tăng 4 người" in complete.sentence("- Thành viên")


def test_a_small_sum_of_persons_is_held_back_in_text_and_annex():
    report = written({"Xã Bãi Ngọc": {"awarded": 0}, "Xã Đồi Chè": {"awarded": 3}})
    assert report.sentence("- Cá nhân") == "- Cá nhân được khen thưởng: <5 cá nhân."
    cells, total = report.column("Cá nhân được khen thưởng")
    assert (cells["Xã Bãi Ngọc"], cells["Xã Đồi Chè"], total) == ("0", "<5", "<5")


def possible(cell: str) -> list[int]:
    """What a cell may stand for, to somebody who knows the rule: "…" may hide a small number too."""
    if cell == "<5":
        return [1, 2, 3, 4]
    if cell == "…":
        return list(range(60))
    return [int(cell)]


def reachable(cells: list[str]) -> set[int]:
    """Every sum that the cells of a column may come to."""
    sums = {0}
    for cell in cells:
        sums = {known + value for known in sums for value in possible(cell)}
    return sums


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), min_size=1, max_size=7))
def test_no_small_number_of_persons_follows_from_the_annex(counts):
    """Somebody subtracts what is shown from the total: for every small number several values remain possible."""
    units = {f"Xã {at}": {"awarded": count} if count is not None else None for at, count in enumerate(counts)}
    column, total = written(units).column("Cá nhân được khen thưởng")
    cells = {at: column[f"Xã {at}"] for at, count in enumerate(counts) if count is not None}
    for at, cell in cells.items():
        if not 0 < counts[at] < 5:
            continue
        assert cell in ("<5", "…")
        others = reachable([other for place, other in cells.items() if place != at])
        left = [value for value in possible(cell) if any(come - value in others for come in possible(total))]
        assert len(left) > 1, (counts, cells, total)


# Sums


_COUNT = st.one_of(st.integers(0, 50_000), st.just("x"), st.none())
_UNIT = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "teams": _COUNT,
            "given": st.integers(0, 10**12),
            "sites": _COUNT,
            "covered": st.integers(0, 20),
            "areas": st.integers(1, 40),
        }
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_UNIT, min_size=1, max_size=9))
def test_the_totals_row_is_what_the_rows_above_come_to(units):
    report = written({f"Xã {at}": values for at, values in enumerate(units)})
    for title in ("Tổ bảo vệ an ninh, trật tự", "Kinh phí xã hội hóa", "Điểm mô hình đang hoạt động"):
        cells, total = report.column(title)
        known = [parse_number(cell) for cell in cells.values() if cell not in ("chưa có", "x")]
        if known:
            assert parse_number(total) == sum(known, Decimal(0)), title
        else:
            assert total in ("chưa có", "x")
    covered, areas = (report.column(title)[1] for title in ("Thôn đã có Tổ", "Tổng số thôn"))
    if covered != "chưa có":
        rate = parse_number(covered) * 100 / parse_number(areas)
        assert report.column("Tỷ lệ thôn đã có Tổ")[1] == format_number(rate, 1)


def test_sums_that_are_not_those_of_the_reports_are_noticed():
    sheet = sheet_of(ALL_THERE)
    assert not disagreements(sheet)
    wrong = dict(sheet.sums_by_form)
    wrong["xa-thu", "sites"] = replace(wrong["xa-thu", "sites"], counted=2)
    assert disagreements(replace(sheet, sums_by_form=wrong)) == (("xa-thu", "sites"),)
    del wrong["xa-thu", "teams"]
    assert ("xa-thu", "teams") in disagreements(replace(sheet, sums_by_form=wrong))


# The form (Nghị định 30/2020/NĐ-CP)


def test_the_parts_stand_in_the_order_of_a_report_upward():
    lines = [line.text for line in compose(compose_report(golden()).document).lines()]
    order = [
        "BÁO CÁO",
        "Kính gửi: Cục Xây dựng phong trào bảo vệ an ninh Tổ\xa0quốc, Bộ Công an",
        "I. TÌNH HÌNH VÀ KẾT QUẢ",
        "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN",
        "III. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM THÁNG 02/2026",
        "IV. ĐỀ XUẤT, KIẾN NGHỊ",
        "Nơi nhận:",
        "TM. BAN CHỈ ĐẠO",
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "Phụ lục I",
        "Phụ lục II",
    ]
    places = [lines.index(text) for text in order]
    assert places == sorted(places)
    assert [text for text in lines if text.endswith("./.")] == ["(… Cơ quan thường trực bổ sung)./."]
    assert lines[lines.index("Nơi nhận:") + 1] == "- Như trên;"
    assert all(text == nfc(text) for text in lines)


def test_number_day_and_name_stay_blank():
    document = compose_report(golden()).document
    assert (document.header.number, document.header.day, document.signature.name) == (None, None, "")
    lines = [line.text for line in compose(document).lines()]
    assert "Số: \xa0\xa0\xa0\xa0\xa0\xa0/BC-BCĐ" in lines


def test_annexes_lie_across_and_hold_at_most_twelve_columns_of_figures():
    document = compose_report(golden()).document
    assert all(annex.landscape for annex in document.annexes)
    for annex in document.annexes:
        (table,) = (block for block in annex.blocks if isinstance(block, Table))
        assert len(table.columns) <= 14


@pytest.mark.parametrize("word", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_no_secrecy_mark_is_ever_set(word):
    lines = [line.text.strip() for line in compose(compose_report(golden()).document).lines()]
    assert word not in lines
