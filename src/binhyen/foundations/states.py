"""A state machine as a table of data: states, who holds each, and the steps that lead from one to another.

Rooms declare theirs in ``rules/states.py`` under the name ``MACHINE``; pages, acts, guards and the generated diagrams
read the same table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from binhyen.foundations.decisions import ALLOWED, Decision, Refused

Permission = TypeVar("Permission", bound=str)


@dataclass(frozen=True, slots=True)
class Step(Generic[Permission]):
    """One step: ``since`` are the states it may be taken from, ``to`` the one it leads to.

    ``label`` is what people call it (text, perhaps lazily translated), ``permission`` what it takes.
    ``at_superior``: the permission must hold at the unit above the one that the thing belongs to.
    """

    code: str
    label: object
    since: frozenset[str]
    to: str
    permission: Permission
    at_superior: bool = False


@dataclass(frozen=True, slots=True)
class StateMachine(Generic[Permission]):
    """``states`` maps each state to what people call it, ``owners`` to whose turn it is.

    ``final`` states lead nowhere else. All words may be lazily translated.
    """

    name: str
    first: str
    states: Mapping[str, object]
    owners: Mapping[str, object]
    steps: tuple[Step[Permission], ...]
    final: frozenset[str] = frozenset()

    def step(self, code: str) -> Step[Permission]:
        """The step with that code; ``KeyError`` where there is none."""
        found = {step.code: step for step in self.steps}
        return found[code]

    def may_step(self, code: str, state: str, sentence: str, remedies: Mapping[str, object]) -> Decision:
        """Whether a step may be taken from ``state``; else a refusal with what would help in that state.

        ``sentence`` names the state and the step by ``%(state)s`` and ``%(step)s``, in the room's own words.
        """
        step = self.step(code)
        if state in step.since:
            return ALLOWED
        return Refused(
            "wrong-state", sentence % {"state": self.states[state], "step": step.label}, str(remedies[state])
        )

    def leading_from(self, state: str) -> tuple[Step[Permission], ...]:
        """The steps that may be taken from ``state``."""
        return tuple(step for step in self.steps if state in step.since)

    def faults(self) -> Iterator[str]:
        """What is wrong with the table, in English, for the guard that holds it."""
        for state, label in self.states.items():
            if not str(label).strip():
                yield f"{self.name}: {state} has no label."
            if not str(self.owners.get(state, "")).strip():
                yield f"{self.name}: {state} has no owner."
            onward = {step.to for step in self.leading_from(state)} - {state}
            if not onward and state not in self.final:
                yield f"{self.name}: nothing leads on from {state}, and it is not final."
            if onward and state in self.final:
                yield f"{self.name}: {state} is final, and yet steps lead on from it."
        for state in [self.first, *self.owners, *self.final]:
            if state not in self.states:
                yield f"{self.name}: {state} is no state."
        for step in self.steps:
            for state in sorted(step.since | {step.to}):
                if state not in self.states:
                    yield f"{self.name}: step {step.code} names {state}, which is no state."
            if not str(step.label).strip():
                yield f"{self.name}: step {step.code} has no label."
        unreached = set(self.states) - self._reached()
        for state in sorted(unreached):
            yield f"{self.name}: no steps lead to {state}."

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram, with the labels that people read."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        lines += [f"    {state}: {label} ({self.owners[state]})" for state, label in self.states.items()]
        lines += [
            f"    {state} --> {step.to}: {step.label}"
            for step in self.steps
            for state in self.states
            if state in step.since
        ]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        return "\n".join(lines) + "\n"

    def _reached(self) -> set[str]:
        reached, waiting = {self.first}, [self.first]
        while waiting:
            state = waiting.pop()
            for step in self.leading_from(state):
                if step.to not in reached:
                    reached.add(step.to)
                    waiting.append(step.to)
        return reached
