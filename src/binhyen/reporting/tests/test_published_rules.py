from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Precision
from binhyen.indicators.sources import read_catalogue
from binhyen.indicators.values import IndicatorDefinition
from binhyen.reporting.rules.published import (
    CommunesThen,
    Source,
    Stated,
    StatedFigure,
    UnitSpokenOf,
    agrees,
    days_in_words,
    doubts_of,
    faults_of,
    in_words,
    published_in_words,
    read_as_written,
    read_published,
    speaks_of,
    wholes_among,
)

TODAY = date(2026, 2, 20)
BAC_KAN = UnitSpokenOf("province", "Tỉnh Bắc Kạn", date(1997, 1, 1), date(2025, 7, 1))
THAI_NGUYEN = UnitSpokenOf("province", "Tỉnh Thái Nguyên", date(2025, 7, 1), None)
SOURCE = Source("Tin hội nghị tổng kết năm 2023", "2024-01")
LINES: dict[str, IndicatorDefinition] = {
    each.definition.code: each.definition for each in read_catalogue().indicators
}


def figure(written: str = "939 buổi", **told: Any) -> StatedFigure:
    stated = told.pop("stated", None) or read_as_written(written)
    told = {"line": "mob_sessions"} | told if "label" not in told else told
    return StatedFigure(
        told.pop("unit_id", 1),
        stated,
        told.pop("as_written", written),
        told.pop("first_day", date(2023, 1, 1)),
        told.pop("last_day", date(2023, 12, 31)),
        told.pop("source", SOURCE),
        **told,
    )


def fields(given: StatedFigure, unit: UnitSpokenOf = BAC_KAN) -> list[str]:
    faults = list(faults_of(1, given, unit, LINES, TODAY))
    assert all(fault.sentence and fault.remedy and fault.number == 1 for fault in faults)
    return [fault.field for fault in faults]


@pytest.mark.parametrize(
    ("written", "meant", "said"),
    [
        ("939 buổi", Stated(Decimal(939), measure="buổi"), "939 buổi"),
        ("hơn 500", Stated(Decimal(500), Precision.MORE_THAN), "hơn 500"),
        ("trên 33.100 điểm", Stated(Decimal(33100), Precision.MORE_THAN, measure="điểm"), "hơn 33.100 điểm"),
        ("gần 1.000", Stated(Decimal(1000), Precision.NEARLY), "gần 1.000"),
        ("Gần 100%", Stated(Decimal(100), Precision.NEARLY, measure="%"), "gần 100%"),
        ("ít nhất 12 xã", Stated(Decimal(12), Precision.AT_LEAST, measure="xã"), "ít nhất 12 xã"),
        ("từ 80% trở lên", Stated(Decimal(80), Precision.AT_LEAST, measure="%"), "ít nhất 80%"),
        ("không quá 3 vụ", Stated(Decimal(3), Precision.AT_MOST, measure="vụ"), "tối đa 3 vụ"),
        (
            "khoảng 2,3 tỷ đồng",
            Stated(Decimal("2300000000"), Precision.ABOUT, measure="đồng"),
            "khoảng 2.300.000.000 đồng",
        ),
        ("từ 3 đến 5 vụ", Stated(Decimal(3), value_max=Decimal(5), measure="vụ"), "từ 3 đến 5 vụ"),
        ("80-85%", Stated(Decimal(80), value_max=Decimal(85), measure="%"), "từ 80 đến 85%"),
    ],
)
def test_a_number_is_read_with_its_hedge_and_said_again(written: str, meant: Stated, said: str) -> None:
    assert read_as_written(written) == meant
    assert in_words(meant) == said


@given(
    value=st.integers(0, 10**9),
    precision=st.sampled_from(Precision),
    measure=st.sampled_from(["", "tổ", "%", "lượt người"]),
)
def test_what_is_said_is_read_as_the_same(value: int, precision: Precision, measure: str) -> None:
    stated = Stated(Decimal(value), precision, measure=measure)
    assert read_as_written(in_words(stated)) == stated


@pytest.mark.parametrize("written", ["", "hàng nghìn", "từ 5 đến 3 vụ", "5-5", "hơn", "5.00 tổ"])
def test_what_is_no_number_is_refused_with_a_remedy(written: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_as_written(written)
    assert bad.value.remedy


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("25/09/2025", "2025-09-25", "25/09/2025"),
        ("2025-09-25", "2025-09-25", "25/09/2025"),
        ("1/2024", "2024-01", "tháng 01/2024"),
        ("2024-12", "2024-12", "tháng 12/2024"),
        ("2024", "2024", "năm 2024"),
    ],
)
def test_as_much_of_the_day_is_kept_as_is_known(typed: str, kept: str, said: str) -> None:
    assert read_published(typed) == kept
    assert published_in_words(kept) == said


@pytest.mark.parametrize("typed", ["31/02/2025", "2025-02-30", "hôm qua", "13/2025", ""])
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_published(typed)


def test_days_in_words() -> None:
    assert days_in_words(date(2023, 1, 1), date(2023, 12, 31)) == "năm 2023"
    assert days_in_words(date(2025, 9, 25), date(2025, 9, 25)) == "ngày 25/09/2025"
    assert days_in_words(date(2025, 1, 1), date(2025, 6, 30)) == "01/01/2025–30/06/2025"


def test_a_year_of_a_source_speaks_of_the_period_that_shares_most_of_it() -> None:
    year = date(2023, 1, 1), date(2023, 12, 31)
    assert speaks_of(*year, date(2022, 12, 15), date(2023, 12, 14)), "the administrative 2023"
    assert not speaks_of(*year, date(2023, 12, 15), date(2024, 12, 14)), "the one after"
    assert speaks_of(*year, date(2023, 5, 15), date(2023, 6, 14)), "a month within"
    day = date(2025, 9, 25)
    assert speaks_of(day, day, date(2025, 9, 15), date(2025, 10, 14))
    assert not speaks_of(day, day, date(2025, 8, 15), date(2025, 9, 14))


class TestRefusals:
    def test_nothing_stands_against_a_figure_of_a_unit_of_its_time(self) -> None:
        assert fields(figure()) == []
        assert fields(figure("60 mô hình", label="Mô hình “Khu dân cư 3 không”")) == []
        assert fields(figure("527 tin", line="info_tips_valuable")) == []

    def test_a_former_units_figure_is_never_that_of_the_unit_it_went_into(self) -> None:
        (fault,) = faults_of(1, figure(), THAI_NGUYEN, LINES, TODAY)
        assert fault.field == "unit_id"
        assert "01/07/2025" in fault.sentence

    def test_nor_is_todays_that_of_a_unit_that_ended(self) -> None:
        assert fields(figure(first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))) == ["unit_id"]

    def test_nothing_is_kept_below_the_commune(self) -> None:
        assert fields(figure(), replace(BAC_KAN, level="area")) == ["unit_id"]

    @pytest.mark.parametrize(
        "label",
        ["Tin báo của nhân dân về một vụ việc", "Đối tượng bị bắt", "Người được cảm hóa", "Tội phạm giảm"],
    )
    def test_tips_and_offenders_are_told_by_lines_of_the_catalogue_alone(self, label: str) -> None:
        assert fields(figure("12 tin", label=label)) == ["label"]

    @pytest.mark.parametrize(
        "told",
        [
            {"label": "Mô hình của ông Nguyễn Văn An"},
            {"source": replace(SOURCE, publisher="Trần Thị Bình")},
            {"source": replace(SOURCE, title="Đồng chí Nguyễn Đăng Bình dự hội nghị")},
            {"doubt": "Gọi 0912 345 678 để hỏi"},
            {"doubt": "Theo bà Lê Thị Hoa"},
        ],
    )
    def test_persons_are_not_named(self, told: dict[str, Any]) -> None:
        (field,) = fields(
            figure("60 mô hình", **({"line": "model_points"} | told if "label" not in told else told))
        )
        assert field in ("label", "publisher", "title", "doubt")

    def test_few_persons_are_not_told(self) -> None:
        assert fields(figure("4 người", line="force_safety_members")) == ["as_written"]
        assert fields(figure("3 thành viên", label="Ban bảo vệ dân phố")) == ["as_written"]
        assert fields(figure("5 người", line="force_safety_members")) == []
        assert fields(figure("3 lượt người", label="Buổi gặp mặt")) == [], "attendances are no persons"

    def test_a_rate_is_no_count(self) -> None:
        assert fields(figure("99%", line="model_points")) == ["as_written"]
        assert fields(figure("99 hộ", line="model_household_rate")) == ["as_written"]

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"line": "no_such_line"}, "line"),
            ({"line": ""}, "label"),
            ({"as_written": ""}, "as_written"),
            ({"stated": Stated(Decimal(-1))}, "as_written"),
            ({"last_day": date(2022, 1, 1)}, "last_day"),
            ({"first_day": date(2024, 5, 1), "last_day": date(2024, 1, 1)}, "last_day"),
            ({"source": replace(SOURCE, title="")}, "title"),
            ({"source": replace(SOURCE, published="2024-13")}, "published"),
            ({"source": replace(SOURCE, published="2027")}, "published"),
            ({"source": replace(SOURCE, address="javascript:alert(1)")}, "address"),
            ({"source": replace(SOURCE, address="https://ten@bao.vn/bai")}, "address"),
            ({"label": "x" * 201, "line": "mob_sessions"}, "label"),
        ],
    )
    def test_each_fault_names_its_field(self, told: dict[str, Any], field: str) -> None:
        told = {"line": "mob_sessions"} | told
        assert fields(figure(**told)) == [field]

    def test_an_address_with_long_numbers_is_no_persons(self) -> None:
        source = replace(SOURCE, address="https://bao.example.vn/bai-202401251234567.html")
        assert fields(figure(source=source)) == []

    def test_what_has_not_been_yet_is_a_target(self) -> None:
        ahead = figure(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
        assert fields(ahead, THAI_NGUYEN) == ["first_day"]


class TestDoubts:
    COMMITTEES = figure("558 ban", line="org_steering_committees", last_day=date(2025, 9, 25))
    NOW = CommunesThen(date(2025, 9, 25), 166)

    def doubts(
        self, given: StatedFigure, communes: CommunesThen | None = None, **beside: Stated
    ) -> tuple[str, ...]:
        return doubts_of(given, communes, wholes_among(LINES.values()), beside)

    def test_more_committees_than_communes_on_both_maps(self) -> None:
        then = replace(self.NOW, changed_on=date(2025, 7, 1), count_before=547)
        (doubt,) = self.doubts(self.COMMITTEES, then)
        assert doubt == (
            "Nhiều hơn số đơn vị cấp xã: 558, mà ngày 25/09/2025 có 166. "
            "Trước 01/07/2025 có 547: có thể là số của bản đồ cũ."
        )

    def test_no_more_than_communes_is_no_doubt(self) -> None:
        assert self.doubts(self.COMMITTEES, replace(self.NOW, count=558)) == ()
        assert self.doubts(replace(self.COMMITTEES, line="force_safety_teams"), self.NOW) == ()

    @pytest.mark.parametrize("written", ["gần 558 ban", "khoảng 558 ban", "tối đa 558 ban"])
    def test_a_hedge_that_reaches_down_raises_no_doubt(self, written: str) -> None:
        hedged = replace(self.COMMITTEES, stated=read_as_written(written))
        assert self.doubts(hedged, self.NOW) == ()
        assert (
            len(self.doubts(replace(self.COMMITTEES, stated=read_as_written("hơn 558 ban")), self.NOW)) == 1
        )

    def test_larger_than_its_whole(self) -> None:
        part = figure("120 khu", line="safe_area_count")
        whole = read_as_written("100 khu")
        assert self.doubts(part, safe_area_total=whole) == ("Lớn hơn tổng số mà nguồn nêu: 100 khu.",)
        assert self.doubts(part, safe_area_total=read_as_written("hơn 100 khu")) == ()
        assert self.doubts(part, safe_area_total=read_as_written("120 khu")) == ()

    def test_what_no_line_counts_is_part_of_nothing(self) -> None:
        beside = {"": read_as_written("1 ban")}
        wholes = wholes_among(LINES.values())
        assert doubts_of(figure("11 ban", label="Ban bảo vệ dân phố"), None, wholes, beside) == ()

    def test_more_than_all(self) -> None:
        assert self.doubts(figure("101%", line="safe_area_rate")) == ("Tỷ lệ lớn hơn 100%.",)
        assert self.doubts(figure("gần 100%", line="safe_area_rate")) == ()


@pytest.mark.parametrize(
    ("written", "counted", "same"),
    [
        ("939", 939, True),
        ("939", 940, False),
        ("hơn 5.000", 5012, True),
        ("hơn 5.000", 4999, False),
        ("hơn 5.000", 5501, False),
        ("gần 1.000", 985, True),
        ("gần 1.000", 1001, False),
        ("gần 1.000", 899, False),
        ("khoảng 1.000", 1099, True),
        ("ít nhất 80", 4000, True),
        ("ít nhất 80", 79, False),
        ("tối đa 80", 0, True),
        ("dưới 80", 81, False),
        ("từ 3 đến 5", 5, True),
        ("từ 3 đến 5", 6, False),
    ],
)
def test_whether_what_was_counted_is_what_was_meant(written: str, counted: int, same: bool) -> None:
    assert agrees(read_as_written(written), Decimal(counted)) is same
