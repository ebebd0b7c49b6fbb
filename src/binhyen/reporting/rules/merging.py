"""Several people type into one report: what of what a page sends is written, and what did somebody else say meanwhile?

Each cell stands for itself. A page sends with every cell all that it has shown there or sent from there (``seen``).
What stands now is replaced if it is one of these, so that nobody's value gives way to somebody who never saw it. A
request that comes again, because its answer was lost, finds its own values standing and changes nothing.

Texts are compared as what they say: ``12``, ``12,0`` and ``12.0`` are one value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Figure
from binhyen.foundations.vietnamese import nfc
from binhyen.indicators.values import FormLayout, FormLine
from binhyen.reporting.rules.bulk import parse_typed
from binhyen.reporting.rules.gates import LineFault, keys_gate, notes_gate, values_gate
from binhyen.reporting.rules.values import Document

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a page wants to stand on one line: a value, or an explanation, as it was typed."""

    line: str
    text: str
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict(Generic[Said]):
    """Somebody else's word stands where the page would have written, and the page has never shown it."""

    line: str
    mine: str
    theirs: Said


@dataclass(slots=True)
class Merged(Generic[Said]):
    """What becomes of the edits: ``to_write`` by line, ``standing`` are lines that say it already."""

    to_write: dict[str, Said] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    conflicts: list[Conflict[Said]] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)

    @property
    def says_something_new(self) -> bool:
        """Whether anything of it asks for another report than the one that stands."""
        return bool(self.to_write or self.conflicts)

    @property
    def done(self) -> tuple[str, ...]:
        """The lines that say what the page wanted, once ``to_write`` is written."""
        return (*self.to_write, *self.standing)


def merge_values(
    layout: FormLayout, document: Document, edits: Sequence[Edit], *, handed_out: Collection[str] = ()
) -> Merged[Figure]:
    """Judge each edit by itself against the values that stand: a faulty one holds up no other.

    Of a line that shorter reports add up to the value is the difference. ``handed_out`` are the codes of lines that
    bodies fill in.
    """
    merged: Merged[Figure] = Merged()
    kept = document.kept_figures(layout)
    for edit in _one_a_line(edits):
        faults = keys_gate(layout, [edit.line], handed_out=handed_out, takes_differences=True)
        figure = None if faults else _read(layout.by_code[edit.line], edit.text)
        if isinstance(figure, LineFault):
            faults = [figure]
        elif figure is not None:
            faults = values_gate(layout, {edit.line: figure})
            if not faults:
                seen = [_read(layout.by_code[edit.line], text) for text in edit.seen]
                _judge(merged, edit, kept[edit.line], figure, seen)
        merged.faults += faults
    return merged


def merge_notes(layout: FormLayout, notes: Mapping[str, str], edits: Sequence[Edit]) -> Merged[str]:
    """The same for the explanations by line; an empty text takes one away."""
    merged: Merged[str] = Merged()
    for edit in _one_a_line(edits):
        note = nfc(edit.text).strip()
        faults = notes_gate(layout, {edit.line: note})
        if not faults:
            seen = [nfc(text).strip() for text in edit.seen]
            _judge(merged, edit, notes.get(edit.line, ""), note, seen)
        merged.faults += faults
    return merged


def _judge(merged: Merged[Said], edit: Edit, stands: Said, new: Said, seen: Collection[object]) -> None:
    if stands == new:
        merged.standing.append(edit.line)
    elif stands in seen:
        merged.to_write[edit.line] = new
    else:
        merged.conflicts.append(Conflict(edit.line, edit.text, stands))


def _one_a_line(edits: Iterable[Edit]) -> Iterable[Edit]:
    """The last edit of each line; what the page sent before it, it has also seen."""
    latest: dict[str, Edit] = {}
    for edit in edits:
        before = latest.get(edit.line)
        seen = edit.seen if before is None else (*before.seen, before.text, *edit.seen)
        latest[edit.line] = replace(edit, seen=seen)
    return latest.values()


def _read(line: FormLine, text: str) -> Figure | LineFault:
    """The value, or why it is none; what is no value has never stood anywhere."""
    try:
        return parse_typed(line, text)
    except BadInput as bad:
        return LineFault(line.code, "unreadable", bad.sentence, bad.remedy)
