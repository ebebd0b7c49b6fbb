"""Does the file of ways of speaking name what the catalogue names, and is a broken one refused?"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from binhyen.narratives.rules.vocabulary import (
    UNLISTED,
    BadVocabulary,
    terms_in,
    vocabulary_from,
)
from binhyen.narratives.sources import CATALOGUE, WAYS_OF_SPEAKING
from binhyen.narratives.tests.reader import vocabulary


def document(**families: Any) -> dict[str, Any]:
    return {
        "abbreviations": {"antt": "an ninh trật tự"},
        "sets": {"nhóm": "tổ | đội"},
        "families": families,
    }


def family(*said: str) -> dict[str, Any]:
    return {"name": "Thử", "unit": "tổ", "said": list(said)}


def test_every_family_of_the_catalogue_has_ways_of_speaking_and_no_other() -> None:
    listed = yaml.safe_load((CATALOGUE / "families.yaml").read_text("utf-8"))
    families = {each for area, ids in listed.items() if area != "left_out" for each in ids}
    assert set(vocabulary().families) == families | {UNLISTED}
    spoken_of = {way.family for ways in vocabulary().ways.values() for way in ways}
    assert spoken_of == families | {UNLISTED}


def test_no_way_is_said_twice_in_a_family() -> None:
    entries = yaml.safe_load((CATALOGUE / WAYS_OF_SPEAKING).read_text("utf-8"))["families"]
    twice = {
        family: said
        for family, entry in entries.items()
        for said in entry["said"]
        if entry["said"].count(said) > 1
    }
    assert not twice


def test_our_own_indicators_stand_with_their_families() -> None:
    assert {each.code for each in vocabulary().own["force_safety_teams"]} >= {"force_safety_teams"}
    assert vocabulary().own["safe_residential_count"][0].code == "safe_area_count"


def test_terms_are_found_whatever_begins_inside_them() -> None:
    known = vocabulary_from(document(a=family("tổ an ninh", "tổ", "an ninh trật tự")), [])
    words = ["tổ", "an", "ninh", "trật", "tự"]
    found = {known.words[each.term] for each in terms_in(known, words)}
    assert found == {"tổ", "tổ an ninh", "an ninh trật tự"}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"abbreviations": {}, "sets": {}},
        document(a={"name": "Thử", "unit": "tổ"}),
        document(a=family("{không có} thử")),
        document(a=family("tổ @ ")),
        document(a=family("!!")),
        document(a=None),
    ],
)
def test_a_broken_file_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadVocabulary):
        vocabulary_from(broken, [])
