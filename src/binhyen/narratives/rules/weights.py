"""Learned weights: how much each thing that is seen around a number speaks for each answer.

Linear and pure: the points of an answer are the sum of the weights of what is seen. Weights are whole hundredths, so
that the file says exactly what is added up.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

ONE = 100
"""A weight of one, as the file writes it."""


class BadWeights(ValueError):
    """The file of weights does not have its form."""


@dataclass(slots=True)
class Scale:
    """``rows``: what is seen → places of parts and their weights in hundredths, as they are written.

    ``answers``: each with the places of the parts that its points are the sum of: its own, and those that it shares
    with answers like it.
    """

    parts: int
    answers: Mapping[str, Sequence[int]]
    rows: Mapping[str, str]
    _packed: _Packed = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._packed = _Packed(self)

    def points(self, seen: Iterable[str]) -> dict[str, int]:
        """The points of each answer, in hundredths.

        A row is packed into one whole number, so that the points of all answers are added at once.
        """
        total = sum(map(self._packed.__getitem__, seen))
        return dict(zip(self.answers, self._packed.unpacked(total), strict=True))

    def likeliest(self, seen: Iterable[str], most: int, besides: Iterable[str]) -> dict[str, int]:
        """The points of those answers alone that most speaks for, the highest first, and of others besides."""
        places = self._packed.answers
        points = self._packed.unpacked(sum(map(self._packed.__getitem__, seen)))
        best = sorted(range(len(points)), key=points.__getitem__, reverse=True)[:most]
        names = list(places)
        found = {names[place]: points[place] for place in best}
        for answer in besides:
            if answer not in found:
                found[answer] = points[places[answer]] if answer in places else 0
        return found

    def weight(self, each: str, answer: str) -> int:
        """How much one thing speaks for an answer."""
        place = self._packed.answers.get(answer)
        return self._packed.one(self._packed[each], place) if place is not None else 0


class _Packed(dict[str, int]):
    """The rows of a scale that were asked for, each as one whole number: the sum of its points, each 32 bits higher.

    What was never learned of is nothing, and is not kept: texts would fill the memory with their words.
    Points may be below nothing. Lifted by half of what 32 bits hold none is, so that they can be taken apart.
    """

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.answers = {answer: place for place, answer in enumerate(scale.answers)}
        self._rows = scale.rows
        self._form = Struct(f"<{len(scale.answers)}i")
        self._lift = sum(1 << 32 * place + 31 for place in range(len(scale.answers)))
        self._places: list[list[int]] = [[] for _part in range(scale.parts)]  # of the answers, by their parts
        for place, parts in enumerate(scale.answers.values()):
            for part in parts:
                self._places[part].append(place)

    def __missing__(self, each: str) -> int:
        if each not in self._rows:
            return 0
        points = [0] * (self._form.size // 4)
        row = map(int, self._rows[each].split())
        for part, weight in zip(row, row, strict=True):
            for place in self._places[part]:
                points[place] += weight
        whole = int.from_bytes(self._form.pack(*points), "little")
        self[each] = (whole ^ self._lift) - self._lift
        return self[each]

    def unpacked(self, total: int) -> tuple[int, ...]:
        """The points of a row, or of a sum of rows."""
        lifted = (total + self._lift) ^ self._lift
        return self._form.unpack(lifted.to_bytes(self._form.size, "little"))

    def one(self, total: int, place: int) -> int:
        """The points of one answer among them."""
        return ((total + self._lift) >> 32 * place & 0xFFFFFFFF) - (1 << 31)


@dataclass(frozen=True, slots=True)
class Weights:
    """Of families and kinds by what is seen; ``ranks`` for what holds of a candidate whatever its family is.

    ``shares``: of answers at least so likely how many were right on texts not learned from; rising pairs.
    """

    families: Scale
    ranks: Mapping[str, int]
    kinds: Scale
    shares: Sequence[tuple[float, float]]

    def share_right(self, likelihood: float) -> float:
        """How often answers as likely as this one were right, between what was counted by straight lines."""
        if not self.shares:
            return likelihood
        at = bisect_right(self.shares, (likelihood, 2.0))
        if not at:
            return self.shares[0][1]
        if at == len(self.shares):
            return self.shares[-1][1]
        (low, least), (high, most) = self.shares[at - 1], self.shares[at]
        return least + (most - least) * (likelihood - low) / (high - low)


def likelihoods(points: Mapping[str, int]) -> dict[str, float]:
    """Points in hundredths as shares of one."""
    most = max(points.values())
    powers = {answer: math.exp((each - most) / ONE) for answer, each in points.items()}
    total = sum(powers.values())
    return {answer: power / total for answer, power in powers.items()}


def weights_from(document: Mapping[str, Any]) -> Weights:
    """The weights of a parsed file. Raises ``BadWeights`` where it does not have its form."""
    try:
        return Weights(
            _scale(document["families"]),
            document["ranks"],
            _scale(document["kinds"]),
            tuple((float(least), float(share)) for least, share in document["shares"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadWeights(str(error)) from error


def _scale(document: Mapping[str, Any]) -> Scale:
    """Parts are written by their names, answers by their parts' names."""
    places = {part: at for at, part in enumerate(document["parts"])}
    answers = {answer: [places[part] for part in of] for answer, of in document["answers"].items()}
    return Scale(len(places), answers, document["rows"])
