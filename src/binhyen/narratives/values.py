"""The values in which this room speaks, and the reading itself. Pure, for the rules of others."""

from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.figures import Alternative, Figure, Reading
from binhyen.narratives.rules.kinds import Direction, Kind
from binhyen.narratives.rules.reading import read, read_on
from binhyen.narratives.rules.scoring import BadCorpus, Rate, Tally, rates
from binhyen.narratives.rules.vocabulary import BadVocabulary, Vocabulary

__all__ = [
    "Alternative",
    "BadCorpus",
    "BadVocabulary",
    "Comparator",
    "Direction",
    "Figure",
    "Kind",
    "Rate",
    "Reading",
    "Tally",
    "Vocabulary",
    "rates",
    "read",
    "read_on",
]
