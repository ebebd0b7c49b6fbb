"""What a number means where its noun, its group or its time was told elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from binhyen.narratives.tests.reader import figures, figures_by_rules, the_figure
from binhyen.narratives.values import Comparator, Figure, Kind

FILLER = "Các lực lượng phối hợp nhịp nhàng, giữ vững an ninh ở cơ sở. "


def told(text: str) -> list[tuple[str | None, int]]:
    return _said(figures(text))


def _said(found: Iterable[Figure]) -> list[tuple[str | None, int]]:
    return [(each.indicator, int(each.value)) for each in found]


@pytest.mark.parametrize(
    ("group", "groups", "members"),
    [
        ("Tổ bảo vệ an ninh, trật tự", "force_safety_teams", "force_safety_members"),
        ("Tổ bảo vệ ANTT", "force_safety_teams", "force_safety_members"),
        ("Tổ liên gia tự quản", "selfmgmt_groups", "selfmgmt_members"),
    ],
)
def test_a_bare_word_means_the_group_that_was_named_last(group: str, groups: str, members: str) -> None:
    text = f"{group} là nòng cốt ở thôn. {FILLER * 3}Toàn xã có 27 tổ, 81 thành viên."
    assert told(text) == [(groups, 27), (members, 81)]


def test_the_rules_take_a_bare_word_for_members_of_a_group_that_seldom_has_any() -> None:
    """By the rules alone: in the texts that weights are learned from "thành viên" are hardly ever hòa giải viên."""
    text = f"Tổ hòa giải là nòng cốt ở thôn. {FILLER * 3}Toàn xã có 27 tổ, 81 thành viên."
    assert _said(figures_by_rules(text)) == [("disp_mediation_groups", 27), ("disp_mediators", 81)]


def test_a_group_named_too_long_ago_means_nothing() -> None:
    near, far = (f"Tổ hòa giải là nòng cốt ở thôn. {FILLER * often}Toàn xã có 27 tổ." for often in (3, 60))
    assert told(near) == [("disp_mediation_groups", 27)]
    assert told(far) != told(near)


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        ("Quần chúng cung cấp 31 tin; 18 có giá trị.", "info_tips_valuable", 18),
        ("Quần chúng cung cấp 31 tin, công an đã xác minh 29.", "info_tips_resolved", 29),
        ("Số tổ hòa giải: 14, số hòa giải viên: 92.", "disp_mediators", 92),
        ("Số văn bản đã ban hành: 12.", "org_directives", 12),
    ],
)
def test_the_noun_of_a_number_may_stand_before(text: str, indicator: str, value: int) -> None:
    assert told(text)[-1] == (indicator, value)


@pytest.mark.parametrize(
    "text",
    [
        "Đoàn đến các khu phố 1, 2, 3 và 5.",
        "Bác tổ trưởng năm nay 69, vẫn đi tuần.",
        "Khi có việc, nhân dân gọi 113.",
        "1) Tuần tra; 2) Tuyên truyền.",
    ],
)
def test_a_bare_number_that_counts_nothing_stays_out(text: str) -> None:
    assert figures(text) == ()


def test_an_unknown_thing_is_not_what_was_named_before() -> None:
    text = "Xã có 18 tổ liên gia, trang bị 304 búa tạ và 76 xà beng."
    assert told(text) == [("selfmgmt_groups", 18), ("ctx_other", 304), ("ctx_other", 76)]


def test_a_part_of_all_villages_did_what_was_asked() -> None:
    assert told("Mô hình đã lan ra 21/24 thôn của xã.") == [("org_units_implementing", 21)]
    assert told("Xã có 24 thôn.") == [("ctx_residential_units", 24)]


def test_a_share_behind_a_count_is_its_share() -> None:
    text = "Các tổ hòa giải nhận 45 vụ việc, hòa giải thành 41 vụ, đạt tỷ lệ 91,1%."
    assert figures(text)[-1].indicator == "disp_mediation_success_pct"


@pytest.mark.parametrize(
    ("size", "least", "most", "comparator"),
    [
        ("dưới 350", 350, None, Comparator.LT),
        ("từ 350 đến 500", 350, 500, Comparator.EQ),
        ("từ 350 đến dưới 500", 350, 500, Comparator.EQ),
        ("trên 500", 500, None, Comparator.GT),
    ],
)
def test_a_norm_stands_behind_the_size_that_it_is_set_for(
    size: str, least: int, most: int | None, comparator: Comparator
) -> None:
    threshold, norm = figures(f"Tổ bảo vệ an ninh, trật tự: thôn có {size} hộ bố trí 04 thành viên;")
    assert (threshold.indicator, threshold.value, threshold.value_max) == ("plan_threshold", least, most)
    assert (threshold.comparator, threshold.kind) == (comparator, Kind.TARGET)
    assert (norm.indicator, norm.value, norm.kind) == ("force_norm", 4, Kind.TARGET)


def test_what_brackets_say_is_theirs_alone() -> None:
    held, planned, next_one = figures(
        "Đã mở 33 cuộc tuyên truyền (kế hoạch cả năm 40 cuộc), phát 600 tờ rơi."
    )
    assert [each.kind for each in (held, planned, next_one)] == [Kind.RESULT, Kind.TARGET, Kind.RESULT]


def test_a_weak_word_of_planning_holds_in_its_clause() -> None:
    *_ones, patrols = figures("Mỗi hộ ký một bản cam kết, công an xã tuần tra 120 lượt.")
    assert (patrols.value, patrols.kind) == (120, Kind.RESULT)


@pytest.mark.parametrize("then", ["ban đầu", "hồi đầu", "năm ngoái", "lúc ấy", "cùng kỳ năm 2025"])
def test_older_values_are_context_up_to_the_newer(then: str) -> None:
    old, members, new = figures(f"Phong trào {then} chỉ có 5 tổ liên gia, 62 thành viên, đến nay có 38 tổ.")
    assert [each.kind for each in (old, members, new)] == [Kind.CONTEXT, Kind.CONTEXT, Kind.RESULT]


def test_the_whole_is_not_told_by_what_is_said_of_a_part() -> None:
    text = "Kinh phí thực hiện 120 triệu đồng, trong đó nhân dân đóng góp 75 triệu đồng."
    assert told(text) == [("res_budget_vnd", 120_000_000), ("res_social_vnd", 75_000_000)]


def test_what_the_public_helped_with_is_told_by_its_own_sentence() -> None:
    text = "Nhân dân cung cấp 215 tin báo. Toàn xã xảy ra 12 vụ trộm cắp."
    assert told(text) == [("info_tips", 215), ("crime_cases", 12)]
    assert told("Từ nguồn tin của nhân dân, công an đã bắt 3 vụ đánh bạc.") == [("info_cases_from_tips", 3)]


def test_thousands_and_hundreds_are_one_number() -> None:
    assert the_figure("Có 29 nghìn 600 lượt người dự tuyên truyền.").value == 29_600


@pytest.mark.parametrize(
    ("hedge", "comparator"),
    [("ngót ", Comparator.APPROX_BELOW), ("≥ ", Comparator.GE), ("quãng ", Comparator.APPROX)],
)
def test_more_hedges(hedge: str, comparator: Comparator) -> None:
    assert the_figure(f"Toàn xã có {hedge}120 hòa giải viên.").comparator is comparator
