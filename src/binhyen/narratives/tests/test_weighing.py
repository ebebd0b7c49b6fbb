"""What is learned from a corpus, and what learned weights change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from binhyen.narratives.queries import CORPUS, evaluate
from binhyen.narratives.queries.taught import (
    Taught,
    fingerprint,
    teach,
    texts_to_learn_from,
    try_without,
    written_weights,
)
from binhyen.narratives.rules.scoring import rates
from binhyen.narratives.rules.weights import BadWeights, Scale, Weights, likelihoods, weights_from
from binhyen.narratives.sources import CATALOGUE, WEIGHTS, read_weights, weights_document
from binhyen.narratives.tests.reader import vocabulary
from binhyen.narratives.values import read


def few() -> list[Taught]:
    texts = [
        Taught(each.file, f"người viết {at % 2}", at % 4 > 1) for at, each in enumerate(texts_to_learn_from())
    ]
    return texts[:8]


@cache
def taught() -> dict[str, Any]:
    return teach(few(), vocabulary())


def test_the_same_texts_teach_the_same() -> None:
    assert written_weights(teach(few(), vocabulary())) == written_weights(taught())


def test_what_is_taught_is_read_back_from_its_file() -> None:
    weights = weights_from(taught())
    assert all((weights.families.rows, weights.kinds.rows, weights.ranks))
    assert set(weights.kinds.answers) == {"result", "target", "change", "context"}
    assert all(
        least <= more for (_, least), (_, more) in zip(weights.shares, weights.shares[1:], strict=False)
    )


def test_texts_are_read_better_with_what_they_teach() -> None:
    learned = replace(vocabulary(), weights=weights_from(taught()))
    plain = replace(vocabulary(), weights=None)
    right = [sum(evaluate(text.file, each).indicator for text in few()) for each in (plain, learned)]
    assert right[1] >= right[0]


def test_who_is_left_out_is_read_by_what_others_teach() -> None:
    tried = list(try_without(few(), vocabulary()))
    assert {each.writer for each in tried} == {"người viết 0", "người viết 1"}
    assert all(each.by_rules.gold == each.weighed.gold > 0 for each in tried)


def test_an_answer_that_the_words_speak_for_is_taken_and_said() -> None:
    """Weights that know one word only: whatever stands before "quả pháo" is counted as something else."""
    text = "Công an xã thu 12 quả pháo."
    (plain,) = read(text, replace(vocabulary(), weights=None)).figures
    assert plain.indicator != "disp_hotspots"
    weights = Weights(
        families=Scale(1, {"disp_hotspots": [0]}, {"a1=quả": "0 900"}),
        ranks={},
        kinds=Scale(1, {"result": [0], "target": [], "change": [], "context": []}, {"b": "0 900"}),
        shares=((0.0, 0.1), (1.0, 0.9)),
    )
    (figure,) = read(text, replace(vocabulary(), weights=weights)).figures
    assert (figure.indicator, figure.kind) == ("disp_hotspots", "result")
    assert any("“quả”" in reason for reason in figure.reasons)
    assert figure.confidence == pytest.approx(0.9, abs=0.02)
    assert plain.indicator in {each.indicator for each in figure.alternatives} | {"ctx_other"}


def test_weights_that_know_nothing_change_nothing_but_the_confidence() -> None:
    text = "Năm 2025, xã có 12 tổ hòa giải với 84 hòa giải viên; phấn đấu 90% khu dân cư đạt chuẩn an toàn."
    nothing = Weights(Scale(0, {}, {}), {"rank 0": 100}, Scale(0, {"result": []}, {}), ())
    plain = read(text, replace(vocabulary(), weights=None)).figures
    weighed = read(text, replace(vocabulary(), weights=replace(nothing, kinds=_no_kinds()))).figures
    assert [(each.indicator, each.kind, each.span) for each in plain] == [
        (each.indicator, each.kind, each.span) for each in weighed
    ]


def _no_kinds() -> Scale:
    return Scale(0, {"result": [], "target": [], "change": [], "context": []}, {})


def test_points_become_shares_of_one() -> None:
    found = likelihoods({"a": 100, "b": 0, "c": -2000})
    assert sum(found.values()) == pytest.approx(1)
    assert found["a"] / found["b"] == pytest.approx(2.718, rel=1e-3)


def test_shares_lie_on_straight_lines_between_what_was_counted() -> None:
    weights = Weights(Scale(0, {}, {}), {}, Scale(0, {}, {}), ((0.4, 0.2), (0.8, 0.6)))
    assert [weights.share_right(each) for each in (0.1, 0.6, 0.95)] == pytest.approx([0.2, 0.4, 0.6])


@pytest.mark.parametrize(
    "broken", [{}, {"families": {}}, {"families": {"parts": [], "answers": {"a": ["b"]}, "rows": {}}}]
)
def test_weights_without_their_form_are_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadWeights):
        weights_from(broken)


def test_a_text_never_seen_is_read_better_with_the_shipped_weights() -> None:
    """The second part of the corpus teaches nothing and nobody looks at it: floors of what was measured there."""
    plain = rates(evaluate(CORPUS / "second", replace(vocabulary(), weights=None)))
    weighed = rates(evaluate(CORPUS / "second", replace(vocabulary(), weights=read_weights())))
    assert weighed["indicator"].f1 >= plain["indicator"].f1 + 0.02
    assert weighed["comparator_and_kind"].f1 >= plain["comparator_and_kind"].f1 + 0.02


def test_the_shipped_weights_were_learned_from_the_corpus_as_it_is() -> None:
    """Where texts were added or changed: binhyen reader train."""
    assert weights_document((CATALOGUE / WEIGHTS).read_text("utf-8"))["learned from"] == fingerprint(
        texts_to_learn_from()
    )


def test_weights_are_written_as_they_are_read() -> None:
    assert weights_document(written_weights(taught())) == taught()
