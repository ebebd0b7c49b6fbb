"""What a reorganisation asks for, before anybody has looked whether it can be done: a draft of steps.

Every step knows its ``place`` in the file or on the page ("dòng 7", "steps[2]"), so that whatever is wrong with it
can be told where it stands. Codes are those of the day before the reorganisation; where a unit is to stand *under*
another, a code of a unit that the same draft makes goes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from binhyen.foundations.faults import BadInput

WHOLE, PART, PART_AREA, PART_AREA_ALL_PEOPLE, PART_PEOPLE, DISTRICT_BECAME_ZONE = (
    "whole",
    "part",
    "part-area",
    "part-area-all-people",
    "part-people",
    "district-became-zone",
)
UNCHANGED, RENAMED, KIND_CHANGED = "unchanged", "renamed", "kind-changed"

ENTIRELY = (WHOLE, DISTRICT_BECAME_ZONE)
"""Relations in which all of the predecessor went to one successor."""
IN_PARTS = (PART, PART_AREA, PART_AREA_ALL_PEOPLE, PART_PEOPLE)
"""Relations in which the predecessor was divided: there must be another part."""

THE_COUNTRY = "TW"
"""Stands for the country in a draft, since that has no code."""

MEASURES = ("people", "area", "households", "hand")
"""By what a share of a unit may be told; ``hand`` is one that somebody set."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a draft: where, what, and what to do. ``code`` is for programs."""

    place: str
    code: str
    sentence: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence} {self.remedy}".removeprefix(": ").strip()


class BadDraft(BadInput):
    """What was given is no draft at all; ``faults`` are all that were found, each with its place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class PartOf:
    """A unit that ends, and how it went into its successor.

    Each share is the part of *this unit* that went there, from 0 to 1; None is unknown.
    """

    code: str
    relation: str = WHOLE
    people: Decimal | None = None
    area: Decimal | None = None
    households: Decimal | None = None
    hand: Decimal | None = None
    source: str = ""
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be founded. What is left empty is as with its predecessors: their level, kind, parent.

    An empty code of a residential area or cluster is given out; an empty parent without predecessors is the unit
    within which the reorganisation happens.
    """

    name: str
    level: str = ""
    kind: str = ""
    code: str = ""
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """Territory changes hands: the predecessors end, and one new unit stands on what they give.

    One with several predecessors is a merger; several that share a predecessor divide it.
    """

    place: str
    predecessors: tuple[PartOf, ...]
    successor: NewUnit


@dataclass(frozen=True, slots=True)
class Move:
    """A unit goes under another parent, whole and with all below it."""

    place: str
    code: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A unit is called otherwise."""

    place: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Recode:
    """A unit gets another code."""

    place: str
    code: str
    new_code: str


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A unit becomes of another kind of its level; the word of the kind in its name follows, or ``name`` is new."""

    place: str
    code: str
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A unit begins without predecessors; ``children`` are codes of units that go under it.

    A new level between two others is several of these.
    """

    place: str
    unit: NewUnit
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """A unit ends without a successor."""

    place: str
    code: str


@dataclass(frozen=True, slots=True)
class EndLevel:
    """All units of a level under a unit end; what stands below each goes to the unit above it."""

    place: str
    level: str
    under_code: str = ""


Step: TypeAlias = Territory | Move | Rename | Recode | ChangeKind | Found | End | EndLevel


@dataclass(frozen=True, slots=True)
class Draft:
    """A reorganisation as somebody asks for it, within the unit of ``under_code``, in force from ``effective``."""

    title: str
    legal_basis: str
    effective: date
    under_code: str
    steps: tuple[Step, ...]

    def content(self) -> dict[str, Any]:
        """The draft as plain values that JSON can say; ``draft_from`` reads the same draft out of them."""
        return {
            "title": self.title,
            "legal_basis": self.legal_basis,
            "effective": self.effective.isoformat(),
            "under": self.under_code,
            "steps": [{"place": step.place} | _plain_step(step) for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a draft speaks of: every one, and those of units below which everything is concerned too.

    ``numbering`` says that some unit to be founded has no code yet.
    """

    every: frozenset[str]
    with_all_below: frozenset[str]
    numbering: bool


def codes_of(draft: Draft) -> Codes:
    """The codes that must be looked up before the draft can be planned."""
    single, rooted = {draft.under_code}, set[str]()
    founded: list[NewUnit] = []
    for step in draft.steps:
        match step:
            case Territory(_, predecessors, successor):
                rooted.update(part.code for part in predecessors)
                founded.append(successor)
            case Move(_, code, parent_code):
                rooted.add(code)
                single.add(parent_code)
            case Rename(_, code, _) | ChangeKind(_, code, _, _):
                single.add(code)
            case Recode(_, code, new_code):
                single |= {code, new_code}
            case Found(_, unit, children):
                rooted.update(children)
                founded.append(unit)
            case End(_, code):
                rooted.add(code)
            case EndLevel(_, _, under_code):
                rooted.add(under_code or draft.under_code)
    for unit in founded:
        single |= {unit.code, unit.parent_code}
    return Codes(
        frozenset((single | rooted) - {""}), frozenset(rooted - {""}), any(not unit.code for unit in founded)
    )


def _plain_step(step: Step) -> dict[str, Any]:
    match step:
        case Territory(_, predecessors, successor):
            return {
                "territory": {
                    "predecessors": list(map(_plain_part, predecessors)),
                    "successor": _plain_unit(successor),
                }
            }
        case Move(_, code, parent_code):
            return {"move": code, "under": parent_code}
        case Rename(_, code, name):
            return {"rename": code, "name": name}
        case Recode(_, code, new_code):
            return {"recode": code, "code": new_code}
        case ChangeKind(_, code, kind, name):
            return _said({"change_kind": code, "kind": kind, "name": name})
        case Found(_, unit, children):
            return _said({"found": _plain_unit(unit), "children": list(children)})
        case End(_, code):
            return {"end": code}
        case EndLevel(_, level, under_code):
            return _said({"end_level": level, "within": under_code})


def _plain_part(part: PartOf) -> dict[str, Any]:
    shares = {measure: getattr(part, measure) for measure in MEASURES}
    return _said(
        {
            "code": part.code,
            "relation": part.relation,
            **{measure: None if share is None else str(share) for measure, share in shares.items()},
            "source": part.source,
            "note": part.note,
            "place": part.place,
        }
    )


def _plain_unit(unit: NewUnit) -> dict[str, Any]:
    return {"name": unit.name} | _said(
        {"level": unit.level, "kind": unit.kind, "code": unit.code, "under": unit.parent_code}
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Only what is not left open."""
    return {name: value for name, value in values.items() if value not in ("", None, [])}
