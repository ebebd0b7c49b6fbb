"""The values in which this room speaks to pages: how a value is written and kept, and what a cell can have."""

from binhyen.reporting.ownfiles import (
    Answer,
    Certainty,
    Choice,
    Naming,
    OwnRead,
    Reason,
    RowLaid,
    as_number,
    asks_for_unit,
    in_unit,
    unit_of,
)
from binhyen.reporting.rules.bulk import parse_typed, parse_value
from binhyen.reporting.rules.flags import flags_of, jumps_in_a_year
from binhyen.reporting.rules.gates import LARGEST, LONGEST_NOTE, LineFault, timeliness_gate, typing_gate
from binhyen.reporting.rules.merging import Edit
from binhyen.reporting.rules.published import (
    PublicFault,
    Source,
    Stated,
    StatedFigure,
    agrees,
    in_words,
    read_as_written,
    read_published,
    speaks_of,
)
from binhyen.reporting.rules.values import kept_text, plain

__all__ = [
    "LARGEST",
    "LONGEST_NOTE",
    "Answer",
    "Certainty",
    "Choice",
    "Edit",
    "LineFault",
    "Naming",
    "OwnRead",
    "PublicFault",
    "Reason",
    "RowLaid",
    "Source",
    "Stated",
    "StatedFigure",
    "agrees",
    "as_number",
    "asks_for_unit",
    "flags_of",
    "in_unit",
    "in_words",
    "jumps_in_a_year",
    "kept_text",
    "parse_typed",
    "parse_value",
    "plain",
    "read_as_written",
    "read_published",
    "speaks_of",
    "timeliness_gate",
    "typing_gate",
    "unit_of",
]
