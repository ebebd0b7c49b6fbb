"""What is a figure, how exactly is it meant, of which kind is it, and what does it count?"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from binhyen.narratives.tests.reader import figure_by_rules as the_figure
from binhyen.narratives.tests.reader import figures_by_rules as figures
from binhyen.narratives.values import Comparator, Direction, Kind


@pytest.mark.parametrize(
    ("hedge", "comparator"),
    [
        ("", Comparator.EQ),
        ("hơn ", Comparator.GT),
        ("trên ", Comparator.GT),
        ("gần ", Comparator.APPROX_BELOW),
        ("khoảng ", Comparator.APPROX),
        ("xấp xỉ ", Comparator.APPROX),
        ("trên dưới ", Comparator.APPROX),
        ("dưới ", Comparator.LT),
        ("chưa đến ", Comparator.LT),
        ("ít nhất ", Comparator.GE),
        ("tối thiểu ", Comparator.GE),
        ("không dưới ", Comparator.GE),
        ("tối đa ", Comparator.LE),
        ("không quá ", Comparator.LE),
    ],
)
def test_a_hedge_says_how_exactly_a_number_is_meant(hedge: str, comparator: Comparator) -> None:
    figure = the_figure(f"Toàn xã có {hedge}120 hòa giải viên.")
    assert (figure.comparator, figure.value, figure.indicator) == (comparator, 120, "disp_mediators")
    assert figure.quote == f"{hedge}120 hòa giải viên"


@pytest.mark.parametrize(
    ("text", "comparator", "kind"),
    [
        ("Phấn đấu có từ 80% trở lên khu dân cư đạt chuẩn an toàn.", Comparator.GE, Kind.TARGET),
        ("Phấn đấu có từ 80% khu dân cư đạt chuẩn an toàn.", Comparator.GE, Kind.TARGET),
        ("Phấn đấu 80% khu dân cư trở lên đạt chuẩn an toàn.", Comparator.GE, Kind.TARGET),
        ("Mức hỗ trợ đến 1.200.000 đồng/người/tháng.", Comparator.LE, Kind.TARGET),
        ("Lắp bóng đèn chiếu sáng trên 15 km đường.", Comparator.EQ, Kind.RESULT),
        ("Phấn đấu trên 94% khu dân cư đạt chuẩn an toàn.", Comparator.GT, Kind.TARGET),
    ],
)
def test_other_ways_to_bound_a_number(text: str, comparator: Comparator, kind: Kind) -> None:
    figure = the_figure(text)
    assert (figure.comparator, figure.kind) == (comparator, kind)


def test_a_range_is_one_figure() -> None:
    figure = the_figure("Mỗi tổ bảo vệ an ninh, trật tự có từ 3 đến 5 thành viên.")
    assert (figure.value, figure.value_max, figure.comparator) == (3, 5, Comparator.EQ)
    assert (figure.indicator, figure.kind) == ("force_norm", Kind.TARGET)


def test_a_part_of_a_whole_is_one_figure() -> None:
    figure = the_figure("Đã có 12/15 khu dân cư được công nhận an toàn về ANTT.")
    assert (figure.value, figure.denominator) == (12, 15)
    assert (figure.indicator, figure.code) == ("safe_residential_count", "safe_area_count")


def test_a_part_may_be_told_in_words_of_a_whole() -> None:
    figure = the_figure("Mới có 4 trên 9 tổ bảo vệ an ninh, trật tự được cấp đủ công cụ.")
    assert (figure.value, figure.denominator) == (4, 9)
    (all_of_them,) = figures("Xã được tặng bằng khen, là một trong 15 tập thể của tỉnh.")
    assert (all_of_them.value, all_of_them.denominator) == (15, None)


def test_what_has_its_share_behind_is_counted_and_no_name() -> None:
    count, share, *_ = figures("Công nhận khu dân cư an toàn 172 (91%); xã 18 (86,1%).")
    assert (count.indicator, count.value) == ("safe_residential_count", 172)
    assert (share.indicator, share.value) == ("safe_residential_pct", 91)


def test_money_is_told_in_full() -> None:
    figure = the_figure("Nhân dân đóng góp 2,3 tỷ đồng.")
    assert (figure.value, figure.unit, figure.indicator) == (2_300_000_000, "đồng", "res_social_vnd")


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 2/2, hội nghị được tổ chức.",
        "Hội nghị ngày 19-8 và 20/8/2025.",
        "Năm 2025, phong trào phát triển.",
        "Giai đoạn 2021 - 2025 đã kết thúc.",
        "Trong 6 tháng đầu năm, tình hình ổn định.",
        "Quý III/2025 có nhiều chuyển biến.",
        "Lúc 19h30 tối qua, 7 giờ 30 phút sáng nay.",
        "Ông Páo, 56 tuổi, có gần 20 năm làm hòa giải.",
        "Liên hệ 0912 345 678 hoặc đường dây nóng 113.",
        "Thực hiện Kế hoạch số 60/KH-UBND và Chỉ thị 09-CT/TW.",
        "Theo Nghị định số 165/2024/NĐ-CP, Điều 5, khoản 2.",
        "Ban Chỉ đạo 138 tỉnh và BCĐ 799.",
        "Mô hình “Khu dân cư 3 không” được duy trì.",
        "Người dân Thôn 10 rất phấn khởi.",
        "Tổ dân phố số 4 tổ chức họp.",
        "Tại ấp Bình Thạnh 3 có tiếng loa.",
        "Cả 3 tiêu chí đều đạt.",
        "Kế hoạch gồm 2 phần, chia làm 2 giai đoạn.",
        "Tăng trưởng hai con số.",
        "Chính quyền địa phương 2 cấp hoạt động ổn định.",
        "Lần thứ 3, đợt 1, khóa XVI, lớp 8.",
        "Phương châm “4 tại chỗ”, 3 không.",
        "Huy động hàng nghìn lượt người.",
        "1. Công tác tuyên truyền",
        "Dùng mã PA03, thẻ K20, Covid-19.",
        "Ngày hội 19/8 vừa rồi, nhân dân rất vui.",
        "Đoàn làm việc từ 18 đến 21/11.",
        "Tuổi bình quân giảm từ 56 xuống 47.",
        "Xã đã đạt tiêu chí 19.2.",
        "Bà con nhận trông mốc 411 và 412.",
        "Công an xã trực 24/24h, đường dây nóng mở 24/7.",
        "Mọi nhà cài ứng dụng báo cháy 114.",
        "Điểm chữa cháy đặt trong ngõ đường Miếu Hai Xã.",
        "Theo chủ trương của hai Đảng, hai Nhà nước.",
        "Hoạt động dịp Ngày Biên phòng toàn dân 3/3 hằng năm.",
        "Ông làm trưởng thôn 3 khóa liền.",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [figure.quote for figure in figures(text)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mở 12 khóa tập huấn.", 12),
        ("Nộp gần 260 khóa số 8.", 260),
        ("Phụ cấp bằng 0,55 mức lương cơ sở.", Decimal("0.55")),
        ("Trong ngày toàn quốc có 3/5 tổ ra quân.", 3),
        ("“<5”: từ 1 đến 4 người. 146 xã, phường có báo cáo.", 146),
    ],
)
def test_what_looks_like_none_and_is_a_figure(text: str, value: Decimal | int) -> None:
    assert the_figure(text).value == value


@pytest.mark.parametrize(
    ("text", "kind", "direction"),
    [
        ("Năm 2025, xã đã tổ chức 12 buổi tuyên truyền.", Kind.RESULT, None),
        ("Phấn đấu năm 2026 tổ chức 12 buổi tuyên truyền.", Kind.TARGET, None),
        ("Năm 2026, xã sẽ tổ chức 12 buổi tuyên truyền.", Kind.TARGET, None),
        ("Số buổi tuyên truyền tăng 12 buổi so với cùng kỳ.", Kind.CHANGE, Direction.UP),
        ("Số buổi tuyên truyền giảm 8% so với năm trước.", Kind.CHANGE, Direction.DOWN),
        ("Số buổi tuyên truyền tăng lên 12 buổi.", Kind.RESULT, None),
        ("Phạm pháp hình sự giảm còn 12 vụ.", Kind.CONTEXT, None),
        ("Xã có 2.318 hộ.", Kind.CONTEXT, None),
        ("Cùng kỳ năm 2024 có 12 buổi tuyên truyền.", Kind.CONTEXT, None),
    ],
)
def test_the_kind_of_a_figure(text: str, kind: Kind, direction: Direction | None) -> None:
    figure = the_figure(text)
    assert (figure.kind, figure.direction) == (kind, direction)


def test_the_old_value_is_context_and_the_new_one_a_result() -> None:
    old, new = figures("Tỷ lệ hộ gia đình tham gia tổ tự quản tăng từ 88% lên 93,5%.")
    assert [(each.value, each.kind) for each in (old, new)] == [
        (Decimal(88), Kind.CONTEXT),
        (Decimal("93.5"), Kind.RESULT),
    ]
    assert {old.indicator, new.indicator} == {"model_household_pct"}


def test_a_change_speaks_of_what_the_figure_before_counts() -> None:
    found = figures("Xảy ra 14 vụ phạm pháp hình sự, giảm 5 vụ (26,3%) so với năm 2024 (19 vụ).")
    assert [str(each.kind) for each in found] == ["context", "change", "change", "context"]
    assert {each.indicator for each in found} == {"crime_cases"}


def test_headings_hold_for_what_stands_under_them() -> None:
    text = (
        "I. KẾT QUẢ\n- 12 buổi tuyên truyền.\nII. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2026\n- 15 buổi tuyên truyền.\n"
    )
    assert [str(each.kind) for each in figures(text)] == ["result", "target"]


def test_an_enumeration_shares_what_is_said_of_it() -> None:
    found = figures(
        "5 tập thể, 10 cá nhân được Chủ tịch UBND tỉnh tặng Bằng khen; "
        "Giám đốc Công an tỉnh tặng Giấy khen cho 12 tập thể, 20 cá nhân."
    )
    assert [each.indicator for each in found] == ["awd_province"] * 2 + ["awd_provincial_police"] * 2


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Chủ tịch UBND tỉnh tặng bằng khen cho 12 tập thể và 25 cá nhân.", "province"),
        ("Chủ tịch UBND xã tặng giấy khen cho 12 tập thể và 25 cá nhân.", "commune"),
        ("Giám đốc Công an tỉnh tặng giấy khen cho 12 tập thể, 25 cá nhân.", "police"),
    ],
)
def test_collectives_and_persons_are_counted_apart(text: str, level: str) -> None:
    assert [each.code for each in figures(text)] == [f"awd_{level}_collectives", f"awd_{level}_individuals"]


def test_members_belong_to_the_group_named_before_them() -> None:
    found = figures("Có 14 tổ hòa giải với 84 thành viên; 9 tổ bảo vệ ANTT với 30 thành viên.")
    assert [each.indicator for each in found] == [
        *("disp_mediation_groups", "disp_mediators"),
        *("force_safety_teams", "force_safety_members"),
    ]


def test_period_and_place_are_carried_on() -> None:
    text = "Năm 2024, xã Kim Thượng có 12 mô hình. Toàn xã lắp 35 camera. Quý I/2025, tổ chức 4 buổi tuyên truyền."
    assert [(each.period, each.place) for each in figures(text)] == [
        ("2024", "xã Kim Thượng"),
        ("2024", "xã Kim Thượng"),
        ("2025-Q1", "xã Kim Thượng"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Phó Chủ tịch UBND tỉnh Nguyễn Minh Hoạ dự. Xã Kim Thượng có 12 mô hình.", "xã Kim Thượng"),
        ("Chủ tịch UBND xã Trần Văn Minh Hoạ dự. Toàn xã có 12 mô hình.", "toàn xã"),
        ("Phường Hoàng Văn Thụ có 12 mô hình.", "phường Hoàng Văn Thụ"),
        ("Công an xã Kim Thượng ra quân. Toàn tỉnh có 12 mô hình.", "toàn tỉnh"),
        ("Xã Kim Thượng làm tốt. Hiện nay, cả nước có 12 mô hình.", "cả nước"),
        ("Xã Kim Thượng có 12 mô hình được phổ biến trong cả nước.", "xã Kim Thượng"),
        ("Tỉnh Bạch Mã hợp nhất từ tỉnh Suối Hoa và tỉnh Đồi Chè. Nay có 12 mô hình.", "tỉnh Bạch Mã"),
        ("TRƯỜNG THCS KIM THƯỢNG\nBÁO CÁO\nNhà trường lắp 16 camera.", "trường THCS Kim Thượng"),
    ],
)
def test_the_place_of_a_figure_is_no_person_and_may_be_unnamed(text: str, place: str) -> None:
    assert figures(text)[0].place == place


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Hằng năm đều họp. Năm 2025, xã có 12 mô hình.", "2025"),
        ("Năm 2025 có 3 lớp. Hằng năm, xã mở 12 buổi. Có 35 camera.", "2025"),
        ("KẾ HOẠCH NĂM 2026\n1. Mọi xã kiện toàn trong quý I/2026.\n2. Lắp 35 camera.", "2026"),
    ],
)
def test_what_holds_every_year_or_of_one_item_is_not_carried_on(text: str, period: str) -> None:
    assert figures(text)[-1].period == period


def test_what_the_catalogue_does_not_know_is_said() -> None:
    figure = the_figure("Trao 6 tấm phản quang.")
    assert (figure.indicator, figure.code, figure.label_vi) == ("ctx_other", None, "Chưa có trong danh mục")
    assert figure.confidence < 0.5


def test_a_figure_says_why_and_what_else_it_may_be() -> None:
    figure = the_figure("Toàn tỉnh duy trì gần 1.000 mô hình, điển hình tiên tiến.")
    assert figure.reasons
    assert {figure.indicator, *(each.indicator for each in figure.alternatives)} >= {
        "model_count",
        "model_exemplars",
    }


TEXT = "Toàn xã có hơn 1.131 hòa giải viên, đạt 12,5%; hoà giải 7/9 vụ."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spans_hold_in_the_text_as_it_was_given(form: str) -> None:
    text = unicodedata.normalize(form, TEXT)
    found = figures(text)
    assert [text[slice(*each.span)] for each in found] == [each.quote for each in found]
    assert [unicodedata.normalize("NFC", each.quote) for each in found] == [
        "hơn 1.131 hòa giải viên",
        "12,5%",
        "7/9 vụ",
    ]


def test_the_older_and_the_newer_spelling_are_one() -> None:
    assert the_figure("Có 12 tổ hoà giải.").indicator == the_figure("Có 12 tổ hòa giải.").indicator
