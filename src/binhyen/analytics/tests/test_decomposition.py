"""Contributions come to the change exactly, whatever units give; and the sentence tells them kind by kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.analytics.rules.decomposition import (
    NOT_ASKED,
    Contribution,
    ContributionKind,
    Share,
    Side,
    decompose,
    like_for_like,
    weight_of,
    without_names,
)
from binhyen.analytics.rules.sums import NoValue
from binhyen.analytics.rules.why_in_words import in_one_sentence, text_of

MISSING, NOT_APPLICABLE = Side(None), Side(None, NoValue.NOT_APPLICABLE)
HIDDEN = Side(None, NoValue.HELD_BACK, held_back=True)

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
sides = st.one_of(
    st.sampled_from([MISSING, NOT_APPLICABLE, NOT_ASKED, HIDDEN]),
    st.builds(Side, numbers, st.none(), st.none() | numbers),
    st.builds(Side, st.none(), st.none(), numbers),
)
shares = st.lists(
    st.builds(Share, st.integers(1, 99), st.just("Đà Bắc"), st.just("xã"), sides, sides), max_size=12
)


def side(value: int | None) -> Side:
    return MISSING if value is None else Side(Decimal(value))


def share(name: str, before: Side | int | None, now: Side | int | None, **more: bool) -> Share:
    given_now, given_before = (each if isinstance(each, Side) else side(each) for each in (now, before))
    return Share(len(name), name, "xã", given_now, given_before, **more)


@settings(max_examples=50)
@given(shares, numbers, numbers)
def test_contributions_come_to_the_change_whatever_units_give(
    of_units: list[Share], now: Decimal, before: Decimal
) -> None:
    found = decompose(now, before, of_units)
    assert sum(each.amount for each in found) == now - before
    assert sum(each.amount for each in without_names(found)) == now - before
    assert all(each.unit_id is None and not each.name for each in without_names(found))


@settings(max_examples=50)
@given(shares)
def test_nothing_is_left_where_the_sums_are_those_of_the_units(of_units: list[Share]) -> None:
    told = [each for each in of_units if not each.is_held_back]

    def total(sides: list[Side]) -> Decimal:
        return sum(((each.value or 0) + (each.stated or 0) for each in sides), Decimal(0))

    found = decompose(total([each.now for each in told]), total([each.before for each in told]), told)
    assert ContributionKind.REST not in {each.kind for each in found}


@settings(max_examples=50)
@given(shares, numbers, numbers)
def test_whoever_is_held_back_is_told_neither_by_name_nor_by_number(
    of_units: list[Share], now: Decimal, before: Decimal
) -> None:
    hidden = [each for each in of_units if each.is_held_back]
    together = [each for each in decompose(now, before, of_units) if each.kind is ContributionKind.HELD_BACK]
    assert [(each.unit_id, each.name, each.now, each.before) for each in together] == [
        (None, "", None, None)
    ] * bool(hidden)
    assert sum(each.units for each in together) == len(hidden)


@pytest.mark.parametrize(
    ("before", "now", "kind", "amount"),
    [
        (3, 5, ContributionKind.CHANGED, 2),
        (0, 0, None, None),
        (5, 5, None, None),
        (None, None, None, None),
        (NOT_APPLICABLE, None, None, None),
        (None, 5, ContributionKind.NOT_YET_BEFORE, 5),
        (None, 0, ContributionKind.NOT_YET_BEFORE, 0),
        (5, None, ContributionKind.NOT_YET_NOW, -5),
        (NOT_APPLICABLE, 5, ContributionKind.NOW_APPLIES, 5),
        (NOT_ASKED, 5, ContributionKind.NOW_APPLIES, 5),
        (5, NOT_APPLICABLE, ContributionKind.NO_LONGER_APPLIES, -5),
        (5, NOT_ASKED, ContributionKind.NO_LONGER_APPLIES, -5),
    ],
)
def test_a_unit_takes_part_in_one_way(
    before: Side | int | None, now: Side | int | None, kind: ContributionKind | None, amount: int | None
) -> None:
    of_unit = share("Đà Bắc", before, now)
    whole_now, whole_before = (each.value or Decimal(0) for each in (of_unit.now, of_unit.before))
    found = decompose(whole_now, whole_before, [of_unit])
    assert [(each.kind, each.amount) for each in found] == ([] if kind is None else [(kind, amount)])


def test_what_longer_reports_state_stands_apart() -> None:
    of_unit = Share(1, "Đà Bắc", "xã", Side(Decimal(9), stated=Decimal(2)), Side(Decimal(8)))
    found = decompose(Decimal(11), Decimal(8), [of_unit])
    assert [(each.kind, each.amount) for each in found] == [
        (ContributionKind.CHANGED, 1),
        (ContributionKind.STATED, 2),
    ]
    assert like_for_like(found) == 3


SENTENCES = [
    ("nothing", [], "Không đổi so với tháng 12/2025."),
    (
        "rise and fall",
        [share("Đà Bắc", 1, 8), share("Tân Pheo", 1, 5), share("Cao Sơn", 4, 1)],
        "Tăng 8 tổ so với tháng 12/2025: 2 xã tăng 11 (Đà Bắc +7, Tân Pheo +4); 1 xã giảm 3 (Cao Sơn −3).",
    ),
    (
        "many",
        [share("a" * at, 0, at) for at in range(1, 7)],
        "Tăng 21 tổ so với tháng 12/2025: 6 xã tăng 21 (aaaaaa +6, aaaaa +5, aaaa +4, 3 đơn vị khác +6).",
    ),
    (
        "four are all named",
        [share("a" * at, 0, at) for at in range(1, 5)],
        "Tăng 10 tổ so với tháng 12/2025: 4 xã tăng 10 (aaaa +4, aaa +3, aa +2, a +1).",
    ),
    (
        "not yet",
        [share("Đà Bắc", None, 2), share("Cao Sơn", 6, None)],
        "Giảm 4 tổ so với tháng 12/2025: 1 xã chưa có số của tháng 12/2025 (Đà Bắc +2); "
        "1 xã chưa có số của tháng 01/2026 (Cao Sơn −6).",
    ),
    (
        "not applicable",
        [share("Đà Bắc", NOT_APPLICABLE, 2), share("Cao Sơn", 6, NOT_APPLICABLE)],
        "Giảm 4 tổ so với tháng 12/2025: 1 xã không tính vào tháng 12/2025 (Đà Bắc +2); "
        "1 xã không tính vào tháng 01/2026 (Cao Sơn −6).",
    ),
    (
        "bodies",
        [share("Sở Tư pháp", 0, 4, is_body=True), share("Đà Bắc", 3, 1)],
        "Tăng 2 tổ so với tháng 12/2025: 1 cơ quan, tổ chức tăng 4 (Sở Tư pháp +4); 1 xã giảm 2 (Đà Bắc −2).",
    ),
    (
        "both sorts",
        [share("Sở Tư pháp", 0, 4, is_body=True), share("Đà Bắc", 1, 3)],
        "Tăng 6 tổ so với tháng 12/2025: 2 đơn vị tăng 6 (Sở Tư pháp +4, Đà Bắc +2).",
    ),
    (
        "own",
        [share("báo cáo", 1, 3, is_own=True)],
        "Tăng 2 tổ so với tháng 12/2025, theo báo cáo của chính đơn vị.",
    ),
    (
        "own and below",
        [share("báo cáo", 1, 3, is_own=True), share("Đà Bắc", 1, 2)],
        "Tăng 3 tổ so với tháng 12/2025: 1 xã tăng 1 (Đà Bắc +1); báo cáo của chính đơn vị +2.",
    ),
]


@pytest.mark.parametrize(
    ("of_units", "said"), [each[1:] for each in SENTENCES], ids=[each[0] for each in SENTENCES]
)
def test_the_sentence(of_units: list[Share], said: str) -> None:
    now, before = (
        sum((each.value or 0 for each in sides), Decimal(0))
        for sides in ([each.now for each in of_units], [each.before for each in of_units])
    )
    found = decompose(now, before, of_units)
    pieces = in_one_sentence(now - before, "tổ", "tháng 01/2026", "tháng 12/2025", found)
    assert text_of(pieces) == said
    named = {each.unit_id for each in found if each.kind is not ContributionKind.OWN}
    assert {piece.unit_id for piece in pieces if piece.unit_id} <= named


def test_what_is_not_the_reader_s_to_see_is_said_without_a_name() -> None:
    found = decompose(Decimal(9), Decimal(4), [share("Đà Bắc", 4, 6)])
    assert text_of(in_one_sentence(Decimal(5), "tổ", "nay", "trước", found)) == (
        "Tăng 5 tổ so với trước: 1 xã tăng 2 (Đà Bắc +2); +3 không thuộc riêng đơn vị nào nay báo cáo về đây."
    )


def test_guarded_lines_name_nobody() -> None:
    found = without_names(
        decompose(
            Decimal(14), Decimal(9), [share("Đà Bắc", 4, 9), share("Cao Sơn", 5, 3), share("Tu Lý", 0, 2)]
        )
    )
    assert text_of(in_one_sentence(Decimal(5), "tin", "nay", "trước", found)) == (
        "Tăng 5 tin so với trước: 2 đơn vị tăng 7; 1 đơn vị giảm 2."
    )


def test_what_weighs_is_neither_a_great_share_of_little_nor_a_small_share_of_much() -> None:
    changes = [(1, 2), (10_000, 10_050), (40, 60), (0, 0)]
    weights = [weight_of(Decimal(now), Decimal(before)) for before, now in changes]
    assert max(weights) == weights[2]
    assert weights[3] == 0


def test_contributions_stand_kind_by_kind_the_greatest_first() -> None:
    found = decompose(Decimal(20), Decimal(8), [share("a", 4, 5), share("bb", None, 9), share("ccc", 4, 6)])
    assert [each.name for each in found] == ["ccc", "a", "bb"]
    assert all(isinstance(each, Contribution) for each in found)
