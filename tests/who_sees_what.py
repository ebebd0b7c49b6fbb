"""The table *Who sees what* of ``access/README.md``, read for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import binhyen

README = Path(binhyen.__file__).parent / "access" / "README.md"
HEADING = "## Who sees what"
RELATIONS = frozenset({"own", "below", "heritage", "above", "sibling", "elsewhere"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One row: what it is, the names of its addresses, and for each asker the relations (or yes, no) that open it."""

    name: str
    addresses: tuple[str, ...]
    open_to: dict[str, frozenset[str]]


def read_table(text: str) -> list[Thing]:
    """The rows under the heading. Raises ``ValueError`` for a cell with any other word than the table explains."""
    section = text.split(HEADING, 1)[1].split("\n### ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    askers = _cells(lines[0])[2:]
    things = []
    for line in lines[2:]:
        name, addresses, *cells = _cells(line)
        open_to = {}
        for asker, cell in zip(askers, cells, strict=True):
            words = frozenset(cell.split())
            if not words or (words not in ({"yes"}, {"no"}) and not words <= RELATIONS):
                raise ValueError(f"{name}, {asker}: {cell!r}")
            open_to[asker] = words - {"no"}
        things.append(Thing(name, tuple(re.findall(r"`([^`]+)`", addresses)), open_to))
    return things


def who_sees_what() -> list[Thing]:
    return read_table(README.read_text(encoding="utf-8"))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
