"""What the reader proposes: figures with their places in the text, and the text they stand in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.kinds import Direction, Kind


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another family that a figure may tell of."""

    indicator: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the reader understands it. ``span``: code points of the text as given, half-open.

    ``indicator`` is a family of the common vocabulary, ``code`` our own indicator, each None where there is none;
    ``confidence`` (0 to 1) is how sure the family is. ``value`` is in whole đồng where ``unit`` is đồng.
    """

    indicator: str | None
    code: str | None
    label_vi: str
    value: Decimal
    value_max: Decimal | None
    denominator: Decimal | None
    unit: str
    comparator: Comparator
    kind: Kind
    direction: Direction | None
    period: str | None
    place: str | None
    passage: int
    span: tuple[int, int]
    quote: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For programs: numbers are JSON numbers, words plain strings."""
        return asdict(self) | {
            "value": plain(self.value),
            "value_max": plain(self.value_max),
            "denominator": plain(self.denominator),
            "comparator": str(self.comparator),
            "kind": str(self.kind),
            "direction": str(self.direction) if self.direction else None,
            "span": list(self.span),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and the figures found in it, from left to right."""

    text: str
    figures: tuple[Figure, ...]

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "figures": [figure.as_json() for figure in self.figures]}


def plain(value: Decimal | None) -> int | float | None:
    """A number as JSON holds it: whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
