from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.decisions import Refused
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.publications.rules.differing import Side, difference_of
from binhyen.publications.rules.editing import (
    LONGEST_SENTENCE,
    MOST_OWN_SENTENCES,
    DraftText,
    may_stand_in,
    words_fit,
)
from binhyen.publications.rules.printed import Meaning, Printed
from binhyen.publications.rules.text import EditedText, Part, Reworded, Sentence, Wording

KEYS = st.sampled_from(["limits:a", "limits:b", "tasks:c"])
STEPS = st.one_of(
    st.tuples(st.just("reword"), KEYS, st.sampled_from(["Câu một.", "Câu hai.", "Đề nghị."])),
    st.tuples(st.just("out"), KEYS),
    st.tuples(st.just("back"), KEYS),
    st.tuples(st.just("own"), st.sampled_from(list(Part)), st.sampled_from(["Ý riêng.", "Ý khác."])),
)


def after(steps: list[tuple[str, ...]]) -> DraftText:
    draft = DraftText()
    for revision, step in enumerate(steps, start=1):
        match step:
            case ("reword", key, words):
                draft = draft.reworded(key, words, "Đề nghị.", revision)
            case ("out", key):
                draft = draft.without(key, revision)
            case ("back", key):
                draft = draft.with_again(key, revision)
            case ("own", part, words):
                draft, _key = draft.with_own(Part(part), words, revision)
    return draft


@given(st.lists(STEPS, max_size=12))
def test_a_text_is_kept_without_losing_anything(steps):
    draft = after(steps)
    kept = draft.to_json()
    assert DraftText.from_json(kept) == draft
    assert EditedText.from_json(kept) == draft.text, "whoever composes reads the same"
    assert len({key for pairs in draft.text.own.values() for key, _words in pairs}) == sum(
        step[0] == "own" for step in steps
    ), "own sentences have keys of their own"


@given(st.lists(STEPS, max_size=8), KEYS)
def test_what_is_left_out_comes_back_as_it_was(steps, key):
    draft = after(steps).with_again(key, 90)
    assert draft.without(key, 91).with_again(key, 92).text == draft.text


def test_the_rules_own_words_are_no_rewording():
    draft = DraftText().reworded("limits:a", "Khác.", "Đề nghị.", 1)
    assert draft.text.reworded == {"limits:a": Reworded("Khác.", "Đề nghị.")}
    assert draft.reworded("limits:a", "Đề nghị.", "Đề nghị.", 2).text == EditedText()


def test_an_own_sentence_that_was_taken_out_is_not_in_the_document_and_can_come_back():
    draft, key = DraftText().with_own(Part.TASKS, "Giao ban hằng tuần.", 1)
    out = draft.without(key, 2)
    assert not out.standing.own[Part.TASKS]
    assert out.taken_out == ((Part.TASKS, key, "Giao ban hằng tuần."),)
    assert out.with_again(key, 3).standing.own == draft.standing.own
    assert out.anew().text.own[Part.TASKS] == (), "a new edition begins without it"


def test_a_sentence_of_the_next_edition_never_takes_the_key_of_one_carried_over():
    first, old = DraftText().with_own(Part.TASKS, "Giao ban hằng tuần.", 7)
    second, new = first.anew().with_own(Part.CAUSES, "Đường truyền yếu.", 1)
    assert old != new
    assert second.text.own[Part.TASKS] == ((old, "Giao ban hằng tuần."),)


def test_a_page_that_has_not_seen_the_latest_change_is_told():
    draft = DraftText().reworded("limits:a", "Khác.", "Đề nghị.", 4)
    assert draft.is_later_than("limits:a", 3)
    assert not draft.is_later_than("limits:a", 4)
    assert not draft.is_later_than("limits:b", 0), "nobody touched the other one"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "text-missing"),
        ("a" * (LONGEST_SENTENCE + 1), "text-too-long"),
        ("Ông Nguyễn Văn Bình chưa gửi báo cáo.", "text-names-a-person"),
        ("Liên hệ 0912 345 678 để biết thêm.", "text-names-a-person"),
        ("Số định danh 025089001234.", "text-names-a-person"),
    ],
)
def test_words_that_may_not_stand(words, code):
    refused = words_fit(words)
    assert isinstance(refused, Refused)
    assert refused.code == code


@pytest.mark.parametrize(
    "words",
    [
        "Kinh phí huy động 1.250.000.000 đồng, tăng 12,5% so với năm 2025.",
        "Thực hiện Kế hoạch số 45/KH-BCĐ ngày 02/01/2026 của Ban Chỉ đạo tỉnh Phú Thọ.",
        "Đường Nguyễn Văn Trỗi và phường Nguyễn Trãi còn thiếu tổ bảo vệ.",
        unicodedata.normalize("NFC", "Một số xã gửi báo cáo chậm do đường truyền."),
    ],
)
def test_words_of_every_day_may_stand(words):
    assert words_fit(words)


def test_results_come_from_figures_alone():
    assert not may_stand_in(Part.RESULTS, 0)
    assert may_stand_in(Part.TASKS, MOST_OWN_SENTENCES - 1)
    assert not may_stand_in(Part.TASKS, MOST_OWN_SENTENCES)


# Differences


def printed(key: str, text: str) -> Printed:
    period = parse_period("2026-01", ADMINISTRATIVE)
    return Printed(
        key, "Phần I", Meaning.SUM, "Tổ", "teams", "", "tổ", "Tỉnh", "25", period, text, Decimal(text)
    )


FIGURES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3).map(str))


@given(FIGURES, FIGURES)
def test_a_difference_tells_every_figure_that_is_another_and_no_more(before, now):
    sides = [Side([printed(*each) for each in figures.items()], ()) for figures in (before, now)]
    difference = difference_of(*sides)
    told = {each.printed.key: (each.before, each.after) for each in difference.figures}
    assert told == {
        key: (before.get(key), now.get(key))
        for key in before.keys() | now.keys()
        if before.get(key) != now.get(key)
    }
    assert difference.changed + difference.new + difference.gone == len(told)
    assert not difference_of(sides[0], sides[0])


def test_sentences_differ_by_their_words_not_by_the_figures_of_the_results():
    def result(text: str, wording: Wording = Wording.PROPOSED) -> Sentence:
        return Sentence(Part.RESULTS, "text:teams", text, wording, text)

    def limit(text: str, wording: Wording = Wording.PROPOSED) -> Sentence:
        return Sentence(Part.LIMITS, "limits:late", text, wording, text)

    before = Side((), (result("Có 3 tổ."), limit("2 xã chậm.")))
    assert not difference_of(before, Side((), (result("Có 4 tổ."), limit("2 xã chậm.")))).sentences
    told = difference_of(before, Side((), (result("Có 3 tổ.", Wording.LEFT_OUT), limit("3 xã chậm."))))
    assert [(each.key, each.before, each.after) for each in told.sentences] == [
        ("limits:late", "2 xã chậm.", "3 xã chậm."),
        ("text:teams", "Có 3 tổ.", ""),
    ]
