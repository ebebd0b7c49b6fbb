"""The values in which this room speaks of the text of documents."""

from binhyen.publications.reports.composed import Composed
from binhyen.publications.rules.differing import Difference, FigureDiffers, SentenceDiffers
from binhyen.publications.rules.editing import LONGEST_SENTENCE, WRITTEN_BY_PEOPLE
from binhyen.publications.rules.printed import Meaning, Printed
from binhyen.publications.rules.text import Part, Sentence, Wording

__all__ = [
    "LONGEST_SENTENCE",
    "WRITTEN_BY_PEOPLE",
    "Composed",
    "Difference",
    "FigureDiffers",
    "Meaning",
    "Part",
    "Printed",
    "Sentence",
    "SentenceDiffers",
    "Wording",
]
