"""Does every state have an owner, a way on and a label, and do the diagrams show what the tables say?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from binhyen.foundations.states import StateMachine, Step
from tests.architecture.codebase import own_models, said
from tools.state_diagrams import PAGE, machines, page

GOOD: StateMachine[str] = StateMachine(
    name="try",
    first="open",
    states={"open": "mở", "shut": "đóng"},
    owners={"open": "xã", "shut": "tỉnh"},
    steps=(Step("shut", "Đóng", frozenset({"open"}), "shut", "shut-it"),),
    final=frozenset({"shut"}),
)


def test_every_machine_is_whole() -> None:
    found = machines()
    assert found
    faults = [fault for machine in found for fault in machine.faults()]
    assert not faults, said(faults)


def test_every_field_called_state_has_a_machine_with_its_states() -> None:
    of_machines = {machine.name: set(machine.states) for machine in machines()}
    states = {
        # A room's second machine is called by its model, its first by the room alone.
        (model._meta.label_lower if model._meta.label_lower in of_machines else model._meta.app_label): {
            value for value, _label in model._meta.get_field("state").choices or ()
        }
        for model in own_models()
        if any(field.name == "state" for field in model._meta.local_fields)
    }
    assert states == of_machines


def test_the_diagrams_are_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python tools/state_diagrams.py"


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (replace(GOOD, owners={"open": "xã"}), "try: shut has no owner."),
        (replace(GOOD, states={"open": " ", "shut": "đóng"}), "try: open has no label."),
        (replace(GOOD, final=frozenset()), "try: nothing leads on from shut, and it is not final."),
        (
            replace(GOOD, final=frozenset({"open", "shut"})),
            "try: open is final, and yet steps lead on from it.",
        ),
        (replace(GOOD, first="nowhere"), "try: nowhere is no state."),
        (
            replace(GOOD, states={**GOOD.states, "lost": "lạc"}, owners={**GOOD.owners, "lost": "xã"}),
            "try: no steps lead to lost.",
        ),
        (
            replace(GOOD, steps=(*GOOD.steps, Step("lose", "Mất", frozenset({"open"}), "gone", "lose-it"))),
            "try: step lose names gone, which is no state.",
        ),
        (
            replace(GOOD, steps=(replace(GOOD.steps[0], label=""),)),
            "try: step shut has no label.",
        ),
    ],
)
def test_a_machine_with_a_hole_is_noticed(broken: StateMachine[str], fault: str) -> None:
    assert not list(GOOD.faults())
    assert fault in list(broken.faults())
