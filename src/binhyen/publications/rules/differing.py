"""What differs between two editions of one document? Figures and sentences, each under its own key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from binhyen.publications.rules.printed import Printed
from binhyen.publications.rules.text import Part, Sentence, Wording


@dataclass(frozen=True, slots=True)
class FigureDiffers:
    """One figure as either edition prints it; ``before`` or ``after`` is None where that one does not print it."""

    printed: Printed
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class SentenceDiffers:
    """One sentence as it stands in either edition, empty where it does not stand there."""

    part: Part
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, figures in the order in which the later edition prints them, gone ones last."""

    figures: tuple[FigureDiffers, ...]
    sentences: tuple[SentenceDiffers, ...]

    def __bool__(self) -> bool:
        return bool(self.figures or self.sentences)

    @property
    def changed(self) -> int:
        return sum(each.before is not None and each.after is not None for each in self.figures)

    @property
    def new(self) -> int:
        return sum(each.before is None for each in self.figures)

    @property
    def gone(self) -> int:
        return sum(each.after is None for each in self.figures)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two editions."""

    printed: Sequence[Printed]
    sentences: Sequence[Sentence]


def difference_of(before: Side, after: Side) -> Difference:
    """What stands otherwise in ``after`` than in ``before``.

    A sentence of the results that the rules wrote both times differs by its figures alone, which are told as such.
    """
    return Difference(
        tuple(
            _figures({each.key: each for each in before.printed}, {each.key: each for each in after.printed})
        ),
        tuple(_sentences(_standing(before.sentences), _standing(after.sentences))),
    )


def _figures(before: Mapping[str, Printed], after: Mapping[str, Printed]) -> Iterable[FigureDiffers]:
    for key, printed in after.items():
        earlier = before.get(key)
        if earlier is None or earlier.text != printed.text:
            yield FigureDiffers(printed, earlier.text if earlier else None, printed.text)
    for key, printed in before.items():
        if key not in after:
            yield FigureDiffers(printed, printed.text, None)


def _standing(sentences: Sequence[Sentence]) -> dict[str, Sentence]:
    return {each.key: each for each in sentences if each.wording is not Wording.LEFT_OUT}


def _sentences(before: Mapping[str, Sentence], after: Mapping[str, Sentence]) -> Iterable[SentenceDiffers]:
    for key, sentence in after.items():
        earlier = before.get(key)
        if earlier is None or (earlier.text != sentence.text and not _by_figures_alone(earlier, sentence)):
            yield SentenceDiffers(sentence.part, key, earlier.text if earlier else "", sentence.text)
    for key, sentence in before.items():
        if key not in after:
            yield SentenceDiffers(sentence.part, key, sentence.text, "")


def _by_figures_alone(before: Sentence, after: Sentence) -> bool:
    return after.part is Part.RESULTS and before.wording is after.wording is Wording.PROPOSED
