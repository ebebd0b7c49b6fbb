"""Every order of edits, lost links and repeats by two people ends in one state, and nobody's value is lost unseen."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.quantities import Absence, Quantity
from binhyen.reporting.rules.merging import Edit, merge_notes, merge_values
from binhyen.reporting.rules.values import Document
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.reporting.tests.two_pages import RuleAlone, Story, tell

EMPTY = Document.empty(LAYOUT)


def holding(**values: int | str) -> Document:
    return EMPTY.with_figures(
        LAYOUT,
        {
            line: Absence.NOT_APPLICABLE
            if value == "x"
            else Quantity(Decimal(value), LAYOUT.by_code[line].unit)
            for line, value in values.items()
        },
    )


@given(seed=st.integers(0, 10**9))
@settings(max_examples=300)
def test_two_pages_and_the_server_agree_in_the_end(seed: int) -> None:
    tell(Story(RuleAlone()), Random(seed), 50)


@pytest.mark.parametrize(
    ("stands", "edit", "becomes"),
    [
        ({}, Edit("teams", "12", ("",)), "written"),
        ({"teams": 12}, Edit("teams", "13", ("", "12,0")), "written"),
        ({"teams": 12}, Edit("teams", "13", ("12.0",)), "written"),
        ({"teams": 12}, Edit("teams", "", ("12",)), "written"),
        ({"teams": "x"}, Edit("teams", "0", ("x",)), "written"),
        ({"teams": 1200}, Edit("teams", "13", ("1.200",)), "written"),
        ({"teams": 12}, Edit("teams", "12,0", ()), "standing"),
        ({}, Edit("teams", " ", ("5",)), "standing"),
        ({"teams": "x"}, Edit("teams", "không áp dụng", ()), "standing"),
        ({"teams": 12}, Edit("teams", "13", ("",)), "conflict"),
        ({"teams": 12}, Edit("teams", "", ("", "11")), "conflict"),
        ({"teams": 0}, Edit("teams", "5", ("",)), "conflict"),
        ({}, Edit("teams", "5", ("0", "x")), "conflict"),
        ({"teams": 12}, Edit("teams", "13", ("twelve", "1.2.3")), "conflict"),
        ({}, Edit("teams", "twelve", ("",)), "fault"),
        ({}, Edit("teams", "2,5", ("",)), "fault"),
        ({}, Edit("sessions", "3", ("",)), "fault"),
        ({}, Edit("unknown", "3", ("",)), "fault"),
    ],
)
def test_what_becomes_of_one_edit(stands: dict[str, int | str], edit: Edit, becomes: str) -> None:
    merged = merge_values(LAYOUT, holding(**stands), [edit])
    found = {
        "written": list(merged.to_write),
        "standing": merged.standing,
        "conflict": [each.line for each in merged.conflicts],
        "fault": [each.line for each in merged.faults],
    }
    assert {name: lines for name, lines in found.items() if lines} == {becomes: [edit.line]}


def test_two_edits_of_one_line_in_one_request_are_its_last() -> None:
    merged = merge_values(
        LAYOUT,
        holding(teams=5),
        [Edit("teams", "6", ("5",)), Edit("members", "1", ("",)), Edit("teams", "7")],
    )
    assert merged.done == ("teams", "members")
    assert merged.to_write["teams"] == Quantity(Decimal(7), LAYOUT.by_code["teams"].unit)
    assert not merged.conflicts


def test_a_line_that_a_body_fills_in_is_not_typed_here() -> None:
    merged = merge_values(LAYOUT, EMPTY, [Edit("teams", "6", ("",))], handed_out={"teams"})
    assert [fault.code for fault in merged.faults] == ["others-line"]


def test_notes_are_merged_like_values() -> None:
    notes = {"teams": "Đã rà soát."}
    edits = [Edit("teams", " Đã rà soát lại. ", ("Đã rà soát.",)), Edit("members", "Đếm lại", ("",))]
    merged = merge_notes(LAYOUT, notes, edits)
    assert merged.to_write == {"teams": "Đã rà soát lại.", "members": "Đếm lại"}
    assert merge_notes(LAYOUT, notes, [Edit("teams", "", ("",))]).conflicts[0].theirs == "Đã rà soát."
    assert merge_notes(LAYOUT, notes, [Edit("teams", "", ("Đã rà soát.",))]).to_write == {"teams": ""}


@given(
    stands=st.sampled_from(["", "0", "1", "2", "x"]),
    typed=st.sampled_from(["", "0", "1", "1,0", "2", "x"]),
    seen=st.sets(st.sampled_from(["", "0", "1", "2", "x"])),
)
def test_what_comes_again_changes_nothing(stands: str, typed: str, seen: set[str]) -> None:
    document = EMPTY if not stands else holding(teams=stands)
    edit = Edit("teams", typed, tuple(sorted(seen)))
    once = merge_values(LAYOUT, document, [edit])
    again = merge_values(LAYOUT, document.with_figures(LAYOUT, once.to_write), [edit])
    assert not again.to_write
    assert again.done == once.done
    assert [each.theirs for each in again.conflicts] == [each.theirs for each in once.conflicts]
