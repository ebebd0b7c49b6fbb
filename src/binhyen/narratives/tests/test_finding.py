"""What is looked for before a pattern is tried never hides what the pattern would find."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from binhyen.narratives.queries import CORPUS, read_vocabulary
from binhyen.narratives.rules import kinds, not_figures
from binhyen.narratives.rules.finding import Phrases, holds_any, words_in
from binhyen.narratives.rules.shadow import shadow_of


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The part of the corpus that is looked at, in one spelling."""
    files = sorted((CORPUS / "first").glob("*.json"))
    return [shadow_of(json.loads(file.read_text(encoding="utf-8"))["text"]).text for file in files]


ALL_PHRASES = {
    "days": not_figures._TIMES,
    "documents": not_figures._NAMES,
    "aims": kinds._AIM,
    "plans": kinds._PLANNED,
    "deeds": kinds._DONE,
    "weak cues": kinds._WEAK,
}


@pytest.mark.parametrize("phrases", ALL_PHRASES.values(), ids=ALL_PHRASES.keys())
def test_first_words_lead_to_every_phrase(phrases: Phrases, texts: list[str]) -> None:
    for text in texts:
        lines = [found.span() for found in re.finditer(r"[^\n@+]+", text)]
        for start, end in lines:
            places = phrases.places(words_in(text, start, end))
            assert phrases.found(text, start, end, places) == phrases.found(text, start, end)


def test_a_phrase_may_begin_with_one_of_several_words_or_with_a_digit() -> None:
    phrases = Phrases(["(?<!không )(?:quá|(?:rất|hơi) )nhiều", "ít"], ["[0-9]+ xã"])
    assert phrases.first_words == {"quá", "rất", "hơi", "ít"}
    text = "không quánhiều, rất nhiều, 12 xã, ít"
    assert phrases.found(text, 0, len(text), phrases.places(words_in(text, 0, len(text)))) == [
        (16, 25),
        (27, 32),
        (34, 36),
    ]


def test_no_cue_begins_with_an_abbreviation_that_is_written_out() -> None:
    assert kinds._CUES.isdisjoint(read_vocabulary().abbreviations)


GUARDED = (
    (kinds._CHANGE, kinds._CHANGING),
    (kinds._LEVEL, kinds._CHANGING),
    (kinds._COMPARED, kinds._COMPARING),
    (kinds._ONCE, kinds._LONG_AGO),
)


@pytest.mark.parametrize(
    ("pattern", "words"), GUARDED, ids=["changes", "levels", "comparisons", "former times"]
)
def test_plain_words_stand_wherever_a_long_pattern_fits(
    pattern: re.Pattern[str], words: Sequence[str], texts: list[str]
) -> None:
    for text in texts:
        for number in re.finditer(r"[0-9]+", text):
            before = text[max(0, number.start() - 150) : number.start()]
            assert holds_any(words, before) or not pattern.search(before)


def test_places_that_are_called_by_a_number_end_as_expected(texts: list[str]) -> None:
    for text in texts:
        for number in re.finditer(r"[0-9]+", text):
            before = text[max(0, number.start() - 40) : number.start()]
            assert before.endswith(not_figures._PLACES_END) or not not_figures._PLACE_WORD.search(before)
