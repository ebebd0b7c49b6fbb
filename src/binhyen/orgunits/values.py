"""The values in which this room speaks of what became of what, and of figures carried over. Pure, for all rules."""

from binhyen.orgunits.rules.crosswalk import (
    Carried,
    CarriedSum,
    Course,
    Crosswalk,
    Fate,
    Loss,
    NotCarried,
    Part,
    Reason,
    carried_over,
    crosswalk,
)
from binhyen.orgunits.rules.succession import BadSuccession, Basis, Link, faults_in, share_of

__all__ = [
    "BadSuccession",
    "Basis",
    "Carried",
    "CarriedSum",
    "Course",
    "Crosswalk",
    "Fate",
    "Link",
    "Loss",
    "NotCarried",
    "Part",
    "Reason",
    "carried_over",
    "crosswalk",
    "faults_in",
    "share_of",
]
