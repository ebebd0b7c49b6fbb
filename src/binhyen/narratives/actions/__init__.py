"""Everything that changes narratives and what was proposed in them, as named acts."""

from binhyen.narratives.actions.adding import add_figure
from binhyen.narratives.actions.bringing import read_narrative, take_narrative
from binhyen.narratives.actions.choosing import choose_report
from binhyen.narratives.actions.ending import drop_narrative, finish_narrative
from binhyen.narratives.actions.exporting import export_verdicts
from binhyen.narratives.actions.judging import accept_sure, judge, reopen
from binhyen.narratives.actions.leaving import drop_abandoned
from binhyen.narratives.actions.recording import NotWritten, Recorded, record_accepted

__all__ = [
    "NotWritten",
    "Recorded",
    "accept_sure",
    "add_figure",
    "choose_report",
    "drop_abandoned",
    "drop_narrative",
    "export_verdicts",
    "finish_narrative",
    "judge",
    "read_narrative",
    "record_accepted",
    "reopen",
    "take_narrative",
]
