"""A report's values: as figures by line, as the document that is kept, and as text in its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLayout, LineRole
from binhyen.reporting.rules.carrying import Carried, with_difference

NOT_APPLICABLE = "x"


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a report as they are kept: numbers in the order of the form's kept lines; what does not apply."""

    values: list[Decimal | None]
    not_applicable: list[int]

    @classmethod
    def empty(cls, layout: FormLayout) -> Document:
        return cls([None] * len(layout.kept), [])

    def figures(
        self, layout: FormLayout, carried: Mapping[str, Carried] = MappingProxyType({})
    ) -> dict[str, Figure]:
        """Every kept line with its figure; of one that shorter reports add up to, what it then states."""
        without = set(self.not_applicable)
        return {
            line.code: (
                with_difference(line, carried.get(line.code), self.values[at])
                if line.role is LineRole.CARRIED
                else Quantity(value, line.unit)
                if (value := self.values[at]) is not None
                else Absence.NOT_APPLICABLE
                if at in without
                else Absence.MISSING
            )
            for at, line in enumerate(layout.kept)
        }

    def kept_figures(self, layout: FormLayout) -> dict[str, Figure]:
        """Every kept line with what is kept of it: of a carried one the difference alone."""
        without = set(self.not_applicable)
        return {
            line.code: Quantity(value, line.unit)
            if value is not None
            else Absence.NOT_APPLICABLE
            if at in without
            else Absence.MISSING
            for at, (line, value) in enumerate(zip(layout.kept, self.values, strict=True))
        }

    def with_figures(self, layout: FormLayout, figures: Mapping[str, Figure]) -> Document:
        """A new document in which the given lines say something else. ``KeyError`` for a line that is not kept."""
        values, without = list(self.values), set(self.not_applicable)
        for code, figure in figures.items():
            at = layout.position[code]
            values[at] = figure.value if isinstance(figure, Quantity) else None
            if figure is Absence.NOT_APPLICABLE:
                without.add(at)
            else:
                without.discard(at)
        return Document(values, sorted(without))


Change = tuple[str, str | None, str | None, str]
"""Line code, old value, new value, address: what a recording keeps of one cell."""


def changes_between(
    layout: FormLayout, old: Document, new: Document, addresses: Mapping[str, str]
) -> list[Change]:
    """The cells that differ, in the form's order, each with the address where its new value stood."""
    before, after = set(old.not_applicable), set(new.not_applicable)
    return [
        (
            line.code,
            _kept(old.values[at], at in before),
            _kept(new.values[at], at in after),
            addresses.get(line.code, ""),
        )
        for at, line in enumerate(layout.kept)
        if old.values[at] != new.values[at] or (at in before) != (at in after)
    ]


def notes_between(
    layout: FormLayout, old: Mapping[str, str], new: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """The explanations that differ, in the form's order: line code, old text, new text; nothing for none."""
    return [
        (code, old.get(code, ""), new.get(code, ""))
        for code in layout.by_code
        if old.get(code, "") != new.get(code, "")
    ]


def _kept(value: Decimal | None, not_applicable: bool) -> str | None:
    """A value as text with one spelling a number: ``12``, ``0.5``; nothing for missing, ``x`` for not applicable."""
    if value is None:
        return NOT_APPLICABLE if not_applicable else None
    return plain(value)


def plain(value: Decimal) -> str:
    """A number without needless zeros and without an exponent, as programs write it."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def kept_text(figure: Figure) -> str | None:
    """A figure as histories and adjustments keep it."""
    if isinstance(figure, Quantity):
        return plain(figure.value)
    return NOT_APPLICABLE if figure is Absence.NOT_APPLICABLE else None


def shown(text: str | None) -> str:
    """What a kept text says to people."""
    if text is None or text == "":
        return Absence.MISSING.words
    return Absence.NOT_APPLICABLE.words if text == NOT_APPLICABLE else format_number(Decimal(text))


def filled(figures: Iterable[Figure]) -> int:
    """How many are not missing."""
    return sum(figure is not Absence.MISSING for figure in figures)


def missing_lines(layout: FormLayout, document: Document) -> Sequence[str]:
    """The codes of the lines to fill in that say nothing yet."""
    without = set(document.not_applicable)
    at = layout.position
    return [
        line.code
        for line in layout.inputs
        if document.values[at[line.code]] is None and at[line.code] not in without
    ]
