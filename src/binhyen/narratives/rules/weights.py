"""Learned weights: how much each thing that is seen around a number speaks for each answer.

Linear and pure: the points of an answer are the sum of the weights of what is seen. Weights are whole hundredths, so
that the file says exactly what is added up.
"""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_SHIFT = 1 << 20  # more than any weight: packed weights are never below nothing
ONE = 100
"""A weight of one, as the file writes it."""


class BadWeights(ValueError):
    """The file of weights does not have its form."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``rows``: what is seen → places of parts and their weights in hundredths, as they are written.

    ``answers``: each with the places of the parts that its points are the sum of: its own, and those that it shares
    with answers like it.
    """

    parts: int
    answers: Mapping[str, Sequence[int]]
    rows: Mapping[str, str]
    _packed: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    _of_part: dict[int | None, int] = field(default_factory=dict, compare=False, repr=False)

    def points(self, seen: Iterable[str]) -> dict[str, int]:
        """The points of each answer, in hundredths.

        A row is packed into one whole number, so that the points of all answers are added at once.
        """
        total = many = 0
        for each in seen:
            if each in self.rows:
                total += self._packed.get(each) or self._pack(each)
                many += 1
        found = array("I")
        found.frombytes(total.to_bytes(4 * len(self.answers), sys.byteorder))
        shift = many * _SHIFT
        return {answer: each - shift for answer, each in zip(self.answers, found, strict=True)}

    def _pack(self, each: str) -> int:
        row = map(int, self.rows[each].split())
        packed = self._sum_of(None) + sum(
            weight * self._sum_of(part) for part, weight in zip(row, row, strict=True)
        )
        self._packed[each] = packed
        return packed

    def _sum_of(self, part: int | None) -> int:
        """One point for each answer that a part belongs to, packed; without a part what keeps all above nothing."""
        if part not in self._of_part:
            points = [_SHIFT if part is None else of.count(part) for of in self.answers.values()]
            self._of_part[part] = int.from_bytes(array("I", points).tobytes(), sys.byteorder)
        return self._of_part[part]

    def weight(self, each: str, answer: str) -> int:
        """How much one thing speaks for an answer."""
        row = map(int, self.rows.get(each, "").split())
        parts = self.answers.get(answer, ())
        return sum(weight for part, weight in zip(row, row, strict=True) if part in parts)


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
