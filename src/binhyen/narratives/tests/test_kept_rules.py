"""The rules on kept figures: JSON and back, places, what speaks against a figure, what is sure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, PeriodKind, parse_period
from binhyen.foundations.quantities import exactly
from binhyen.indicators.values import (
    Check,
    Comparison,
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    Section,
    Term,
)
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.narratives.intake.lines import blocks_of_lines
from binhyen.narratives.queries import CORPUS
from binhyen.narratives.queries.ended import ended_places
from binhyen.narratives.rules.addresses import LONGEST_ADDRESS, address_of, place_in, title_in
from binhyen.narratives.rules.candidates import Proposed, differences, held, kept_correction
from binhyen.narratives.rules.doubts import Beside, Doubt, Read, doubts_about
from binhyen.narratives.rules.kept_text import block_at, blocks_of, kept_blocks, place_of, stretch_around
from binhyen.narratives.rules.lines import line_for, lines_held_together, lines_of_parts, part_named, use_for
from binhyen.narratives.rules.states import Use
from binhyen.narratives.rules.sureness import SURE_FROM, is_sure
from binhyen.narratives.tests.measured_sureness import measured
from binhyen.narratives.values import Alternative, Comparator, Direction, Kind
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA


def line(code: str, unit: str = "tổ", **more: Any) -> FormLine:
    indicator, _slash, option = code.partition("/")
    return FormLine(code, indicator, option, f"Số {code}", code, unit, unit, IndicatorKind.STOCK, **more)


GROUPS, HOMES, SESSIONS = (
    line("groups"),
    line("homes", "hộ"),
    line("sessions", "buổi", role=LineRole.TOTAL, parts=("sessions/a",)),
)
LAYOUT = FormLayout(
    "thu",
    1,
    "Biểu thử",
    "Form",
    "administrative",
    PeriodKind.MONTH,
    ("commune",),
    (),
    (
        Section(
            "", "", (GROUPS, HOMES, SESSIONS, line("sessions/a", "buổi"), line("share", "%", is_percent=True))
        ),
    ),
    (
        Check(
            "groups-of-homes",
            (Term("groups"),),
            Comparison.AT_MOST,
            (Term("homes"),),
            "Số tổ không lớn hơn số hộ.",
            "",
        ),
    ),
)
JANUARY = parse_period("2026-01", ADMINISTRATIVE)
SURE = Proposed(
    Decimal(12),
    "selfmgmt_groups",
    "groups",
    "Tổ tự quản",
    unit="tổ tự quản",
    period="2026-01",
    place="xã Suối Hoa",
    confidence=SURE_FROM,
    reasons=("“tổ tự quản” đứng sau số",),
)


def changed(**changes: Any) -> Proposed:
    from dataclasses import replace

    return replace(SURE, **changes)


def told(figure: Proposed, beside: Beside | None = None, **more: Any) -> dict[Doubt, str]:
    read = Read(1, figure, more.pop("line", "groups"), "12 tổ tự quản", **more)
    return {each.doubt: each.sentence for each in doubts_about([read], beside or BESIDE)[1]}


BESIDE = Beside(
    layout=LAYOUT,
    period=JANUARY,
    stated={"homes": exactly(100, "hộ")},
    own_names=frozenset({"xa suoi hoa", "suoi hoa"}),
    unit_name="Xã Suối Hoa",
    families={"model_points": "Điểm mô hình"},
)

# ---- as they are kept --------------------------------------------------------------------------------------

_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
_FIGURES = st.builds(
    Proposed,
    value=_NUMBERS,
    indicator=st.none() | _WORDS,
    code=st.none() | _WORDS,
    label_vi=_WORDS,
    value_max=st.none() | _NUMBERS,
    denominator=st.none() | _NUMBERS,
    unit=_WORDS,
    comparator=st.sampled_from(Comparator),
    kind=st.sampled_from(Kind),
    direction=st.none() | st.sampled_from(Direction),
    period=st.none() | _WORDS,
    place=st.none() | _WORDS,
    confidence=st.floats(0, 1),
    alternatives=st.lists(st.builds(Alternative, _WORDS, st.floats(0, 1)), max_size=3).map(tuple),
    reasons=st.lists(_WORDS, max_size=3).map(tuple),
)


@given(_FIGURES)
def test_a_proposal_reads_back_as_it_was(figure: Proposed) -> None:
    import json

    kept = json.loads(json.dumps(figure.as_json()))
    assert Proposed.from_json(kept) == figure
    assert held(kept, {}) == figure
    assert str(held(kept, {}).value) == str(figure.value), "exactly as it was written"


@given(_FIGURES, _NUMBERS, st.sampled_from(Kind))
def test_what_a_person_says_holds_and_the_rest_stays(figure: Proposed, value: Decimal, kind: Kind) -> None:
    said = differences(figure.as_json(), kept_correction({"value": value, "kind": kind}))
    after = held(figure.as_json(), said)
    assert (after.value, after.kind, after.place, after.reasons) == (
        value,
        kind,
        figure.place,
        figure.reasons,
    )
    assert set(said) <= {"value", "kind"}
    assert not differences(figure.as_json(), kept_correction({"value": figure.value, "kind": figure.kind}))


@given(st.lists(st.text(st.sampled_from("ab1. \t|"), max_size=12), max_size=6).map("\n".join), st.data())
def test_blocks_read_back_and_quotes_hold_the_figure(text: str, data: st.DataObject) -> None:
    blocks = blocks_of_lines(text)
    assert blocks_of(kept_blocks(blocks)) == blocks
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    first, last = stretch_around(text, blocks, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    block = block_at(blocks, start)
    assert (place_of(blocks, start) == "") == (block is None)


def test_a_quote_is_the_sentence_and_never_much_more() -> None:
    text = "Câu trước nói chuyện khác. Xã có 12 tổ tự quản. Câu sau cũng vậy."
    start = text.index("12")
    first, last = stretch_around(text, blocks_of_lines(text), start, start + 5)
    assert text[first:last] == "Xã có 12 tổ tự quản."
    long = "chữ " * 500 + "12 tổ " + "chữ " * 500
    start = long.index("12")
    first, last = stretch_around(long, blocks_of_lines(long), start, start + 5)
    assert last - first < 200
    assert long[first:].startswith("chữ ")


# ---- lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (SURE, "groups"),
        (changed(code="sessions"), ""),
        (changed(code=None), ""),
        (changed(code="elsewhere"), ""),
        (changed(kind=Kind.TARGET), ""),
        (changed(kind=Kind.CHANGE), ""),
        (changed(unit="%"), ""),
        (changed(code="share", unit="%"), "share"),
        (changed(code="share"), ""),
    ],
)
def test_a_figure_goes_to_the_line_of_its_indicator(figure: Proposed, expected: str) -> None:
    assert line_for(LAYOUT, figure) == expected


PARTS = tuple(
    FormLine(f"sessions/{option}", "sessions", option, label, option, "buổi", "", IndicatorKind.FLOW)
    for option, label in {
        "launch": "Hội nghị phát động, ra mắt mô hình",
        "information": "Buổi tuyên truyền, phổ biến pháp luật",
        "good": "Hoàn thành nhiệm vụ",
        "bad": "Không hoàn thành nhiệm vụ",
        "other": "Hình thức khác, buổi họp dân",
    }.items()
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("14 buổi tuyên truyền", "sessions/information"),
        ("14 Buổi tuyên truyền cho nhân dân", "sessions/information"),
        ("3 lần ra mắt mô hình", "sessions/launch"),
        ("2 tổ không hoàn thành nhiệm vụ", "sessions/bad"),
        ("2 tổ hoàn thành nhiệm vụ", "sessions/good"),
        ("14 buổi", ""),
        ("14 buổi họp dân", ""),
        ("14 buổi tuyên truyền và ra mắt mô hình", ""),
    ],
)
def test_a_part_is_proposed_where_its_own_words_name_it_alone(words: str, expected: str) -> None:
    assert part_named(PARTS, words) == expected


def test_parts_are_offered_of_what_is_broken_down() -> None:
    assert [each.code for each in lines_of_parts(LAYOUT, changed(code="sessions"))] == ["sessions/a"]
    assert lines_of_parts(LAYOUT, changed(code="groups")) == ()
    assert lines_of_parts(LAYOUT, changed(code="sessions", kind=Kind.TARGET)) == ()


def test_lines_that_a_check_or_a_total_holds_together_are_found() -> None:
    assert lines_held_together(LAYOUT, {"groups"}) == {"groups", "homes"}
    assert lines_held_together(LAYOUT, {"sessions/a"}) == {"sessions/a", "sessions"}
    assert lines_held_together(LAYOUT, {"share"}) == {"share"}


@pytest.mark.parametrize("title", ["Báo cáo", "Báo cáo, tháng 9", "Kết quả quý 3, xã A", "x" * 400])
@pytest.mark.parametrize("place", ["", "đoạn 12", "trang 3, bảng 1, dòng 4, cột 2"])
def test_an_address_tells_title_and_place(title: str, place: str) -> None:
    address = address_of(title, place)
    assert len(address) <= LONGEST_ADDRESS
    assert title.startswith(title_in(address))
    assert place_in(address) == place


def test_what_is_accepted_without_a_word_is_used_by_its_kind() -> None:
    assert use_for(SURE, "groups", has_report=True) is Use.FIGURE
    assert use_for(SURE, "", has_report=True) is Use.CONTEXT
    assert use_for(SURE, "", has_report=False) is Use.FIGURE
    assert use_for(changed(kind=Kind.TARGET), "", has_report=True) is Use.TARGET
    assert use_for(changed(kind=Kind.CHANGE), "", has_report=False) is Use.CONTEXT


# ---- doubts ------------------------------------------------------------------------------------------------


def test_what_fits_is_not_doubted() -> None:
    assert told(SURE) == {}
    assert told(changed(period="2026-01-15")) == {}
    assert told(changed(kind=Kind.CHANGE, unit="%", value=Decimal(250)), line="") == {}


def beside(**changes: Any) -> Beside:
    from dataclasses import replace

    return replace(BESIDE, **changes)


def test_another_number_in_the_report_is_told_with_both() -> None:
    stated = beside(stated={"groups": exactly(Decimal("1500.000000"), "tổ"), "homes": exactly(9000, "hộ")})
    assert told(changed(value=Decimal(1200)), stated) == {
        Doubt.DIFFERS: "Văn bản ghi 1.200, báo cáo tháng 01/2026 ghi 1.500."
    }
    assert told(changed(value=Decimal(1500)), stated) == {}
    assert told(changed(value=Decimal(1200)), stated, written=True) == {}
    assert told(changed(value=Decimal(1200)), stated, refused=True) == {}


def test_a_figure_of_the_period_before_is_held_against_that_one() -> None:
    before = beside(previous={"groups": exactly(11, "tổ")}, stated={"groups": exactly(13, "tổ")})
    found = told(changed(period="2025-12"), before)
    assert found[Doubt.DIFFERS] == "Văn bản ghi 12, báo cáo tháng 12/2025 ghi 11."
    assert found[Doubt.OTHER_PERIOD] == "Số 12 là của tháng 12/2025, báo cáo nhận là tháng 01/2026."
    assert set(told(changed(period="2025"), before)) == {Doubt.OTHER_PERIOD}


def test_parts_above_their_whole_are_told() -> None:
    assert told(changed(denominator=Decimal(10)))[Doubt.ABOVE_WHOLE] == "Phần 12 lớn hơn tổng số 10."
    share = changed(unit="%", value=Decimal("100.5"), code="share")
    assert told(share, line="share")[Doubt.ABOVE_WHOLE] == "100,5% lớn hơn 100%."
    small = beside(stated={"homes": exactly(10, "hộ")})
    assert told(SURE, small) == {
        Doubt.ABOVE_WHOLE: "Số tổ không lớn hơn số hộ. (Số groups: 12; Số homes: 10)"
    }


def test_two_numbers_for_one_thing_are_told_at_both() -> None:
    other = changed(value=Decimal(15))
    pair = [Read(1, SURE, "groups", ""), Read(2, other, "groups", "")]
    found = doubts_about(pair, Beside())
    assert [each[0].doubt for each in found.values()] == [Doubt.TWO_NUMBERS] * 2
    assert "12 và 15" in found[1][0].sentence
    for apart in (
        Read(2, changed(value=Decimal(15), period="2025"), "groups", ""),
        Read(2, changed(value=Decimal(15), place="xã Đồi Chè"), "groups", ""),
        Read(2, other, "groups", "", refused=True),
        Read(2, other, "groups", "", row=40),
        Read(2, SURE, "groups", ""),
    ):
        assert not any(doubts_about([pair[0], apart], Beside()).values())


def test_of_many_numbers_the_first_four_are_told() -> None:
    reads = [Read(number, changed(value=Decimal(number)), "groups", "") for number in range(1, 61)]
    (told_first, *_others) = doubts_about(reads, Beside())[1]
    assert told_first.sentence == "Văn bản có nhiều số cho cùng chỉ tiêu này: 1, 2, 3, 4 và 56 số khác."


def test_what_is_aimed_at_is_told_where_it_would_be_a_figure() -> None:
    assert "phấn đấu" in told(SURE, around="Xã phấn đấu có 12 tổ tự quản")[Doubt.PERHAPS_TARGET]
    assert Doubt.PERHAPS_TARGET in told(SURE, headings=("III. Phương hướng năm 2026",))
    target = changed(kind=Kind.TARGET)
    assert Doubt.PERHAPS_TARGET in told(target, taken=True)
    assert Doubt.PERHAPS_TARGET not in told(target)


def test_hedges_places_and_uncertainty_are_told() -> None:
    assert Doubt.NOT_EXACT in told(changed(comparator=Comparator.GT))
    assert Doubt.NOT_EXACT in told(changed(value_max=Decimal(15)))
    assert (
        told(changed(place="thôn Một"))[Doubt.OTHER_PLACE]
        == "Số 12 nói về thôn Một, báo cáo là của Xã Suối Hoa."
    )
    assert Doubt.OTHER_PLACE not in told(changed(place="toàn xã"))
    assert Doubt.OTHER_PLACE in told(changed(place="toàn tỉnh"))
    unsure = changed(confidence=0.3, alternatives=(Alternative("model_points", 0.2),))
    assert told(unsure)[Doubt.UNSURE] == "Chưa chắc đây là “Tổ tự quản”; có thể là “Điểm mô hình”."
    ended = beside(ended={"xa cu": "Xã Cũ không còn."}, own_names=frozenset())
    assert told(changed(place="xã Cũ"), ended) == {Doubt.UNIT_ENDED: "Xã Cũ không còn."}


def test_a_place_that_has_ended_names_what_it_went_into(small_tree: None) -> None:
    from binhyen.orgunits.models import Kind as UnitKind
    from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion, Relation, Reorganisation, Succession

    end = date(2026, 1, 1)
    with acting_as(OPERATOR):
        old = OrgUnit.objects.create(
            id=900013,
            path="1.900001.900013.",
            level=Level.COMMUNE,
            valid_from=date(2025, 7, 1),
            valid_until=end,
        )
        OrgUnitVersion.objects.create(
            unit=old,
            parent_id=BACH_MA.key,
            level=Level.COMMUNE,
            kind=UnitKind.COMMUNE,
            name="Xã Khe Cũ",
            short_name="Khe Cũ",
            search_key="xa khe cu",
            sort_key="khe cu",
            valid_from=date(2025, 7, 1),
            valid_until=end,
        )
        change = Reorganisation.objects.create(
            unit_id=BACH_MA.key, title="Chia xã", legal_basis="thử", effective_on=end, made_at=now()
        )
        for place in (SUOI_HOA, DOI_CHE):
            Succession.objects.create(
                unit_id=place.key, predecessor=old, reorganisation=change, day=end, relation=Relation.PART
            )
        told = ended_places(OPERATOR, ["xã Khe Cũ", "xã Chưa Nghe"], date(2026, 1, 14))
        before = ended_places(OPERATOR, ["xã Khe Cũ"], date(2025, 12, 31))
    assert told == {
        "xa khe cu": "Xã Khe Cũ không còn từ ngày 01/01/2026, nay thuộc Xã Suối Hoa và Xã Đồi Chè."
    }
    assert before == {}


# ---- what is sure ------------------------------------------------------------------------------------------

AROUND = "Đến nay xã có 12 tổ tự quản."


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "tổng đài"},
        {"unit": "điểm tự quản"},
        {"confidence": SURE_FROM - 0.01},
        {"kind": Kind.CONTEXT},
        {"comparator": Comparator.GT},
        {"denominator": Decimal(20)},
        {"indicator": None},
        {"period": None},
        {"code": "other"},
    ],
)
def test_only_what_counts_in_the_unit_of_its_line_is_sure(change: dict[str, Any]) -> None:
    assert is_sure(SURE, GROUPS, AROUND, ())
    assert not is_sure(SURE, None, AROUND, ())
    assert not is_sure(SURE, GROUPS, AROUND, [Doubt.OTHER_PLACE])
    assert not is_sure(SURE, GROUPS, "trong đó có 12 tổ tự quản", ())
    assert not is_sure(changed(**change), GROUPS, AROUND, ())


def test_sure_figures_are_right_in_98_of_a_hundred() -> None:
    _coded, sure, right = measured(CORPUS / "first")
    assert sure >= 10
    assert right >= 0.98 * sure
    _coded, more, _right = measured(CORPUS / "first", 0.8)
    assert more > sure
