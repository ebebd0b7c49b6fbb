"""Whose figures stand for which unit on the map of a day?

What a crosswalk says of each unit, told for some units alone, the *targets*: what lies wholly within one of them is
whole, also where nobody knows how it was divided inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from binhyen.foundations.validity import Validity
from binhyen.orgunits.rules.crosswalk import Course, Loss, Part, courses_onto
from binhyen.orgunits.rules.succession import Basis, Link, faults_in

ELSEWHERE = 0
"""Stands in the parts of a course for all that lies in none of the targets."""


def origins(
    links: Iterable[Link],
    lives: Mapping[int, Validity],
    homes: Mapping[int, int],
    day: date,
    span: tuple[date, date],
    basis: Basis = Basis.PEOPLE,
) -> dict[int, Course]:
    """What of each unit that lived within the span, first day to last, lies in which target on the map of ``day``.

    ``homes`` holds the target of each unit of that map that lies in one; a target is its own home. ``links`` and
    ``lives`` must hold all that hangs together with them. Units of which nothing is, or may be, in any target are left
    out, the targets themselves too. Raises :class:`BadSuccession` for links that cannot be.
    """
    every = tuple(links)
    for fault in faults_in(every, lives):
        raise fault
    found = {}
    for unit, course in courses_onto(every, lives, day, span, basis):
        if homes.get(unit) == unit:
            continue
        told = _told_for(course, homes)
        if any(part.into != ELSEWHERE for part in told.parts) or any(loss.perhaps for loss in told.losses):
            found[unit] = told
    return dict(sorted(found.items()))


def _told_for(course: Course, homes: Mapping[int, int]) -> Course:
    shares: dict[int, Fraction] = {}
    for part in course.parts:
        home = homes.get(part.into, ELSEWHERE)
        shares[home] = shares.get(home, Fraction(0)) + part.share
    losses = []
    for loss in course.losses:
        within = sorted({homes.get(unit, ELSEWHERE) for unit in loss.perhaps})
        if len(within) == 1:  # however it was divided, it was divided inside of one
            shares[within[0]] = shares.get(within[0], Fraction(0)) + loss.share
        else:
            targets = tuple(home for home in within if home != ELSEWHERE)
            losses.append(Loss(loss.reason, loss.at, loss.day, loss.share, targets))
    return Course(course.unit, tuple(Part(*each) for each in sorted(shares.items())), tuple(losses))


def last_day_lived(life: Validity, last: date) -> date:
    """The last day of a life that is not after ``last``."""
    return last if life.until is None else min(last, life.until - timedelta(days=1))


def own_day(life: Validity, day: date) -> date:
    """The day itself, or the nearest one on which the life's unit was there."""
    return last_day_lived(life, max(day, life.since))
