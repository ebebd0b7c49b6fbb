"""The way in: a document or pasted words become a text with stable places, or are refused.

``read_document(name, content)``, ``read_file(path)`` and ``read_pasted(text)`` answer with a ``NarrativeText`` that
may be kept: numbers of persons are covered in it. ``read_as_given(text)`` leaves every sign as it is, and what it
answers must not be kept. Refusals are ``NotRead``, a ``BadInput``. ``mask_names`` covers names of persons in the
spans that are quoted once figures are confirmed. Nothing here knows Django.
"""

from binhyen.narratives.intake.names import mask_names
from binhyen.narratives.intake.narrative import (
    Block,
    BlockKind,
    Cell,
    Masked,
    NarrativeText,
    Source,
    tables_of,
)
from binhyen.narratives.intake.reading import (
    MAX_BYTES,
    read_as_given,
    read_document,
    read_file,
    read_pasted,
    read_stream,
)
from binhyen.narratives.intake.refusals import NotRead

__all__ = [
    "MAX_BYTES",
    "Block",
    "BlockKind",
    "Cell",
    "Masked",
    "NarrativeText",
    "NotRead",
    "Source",
    "mask_names",
    "read_as_given",
    "read_document",
    "read_file",
    "read_pasted",
    "read_stream",
    "tables_of",
]
