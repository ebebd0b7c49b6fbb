"""What this room keeps: narratives until their figures are confirmed, and what was proposed and said of each figure."""

from binhyen.narratives.models.narratives import Candidate, Narrative
from binhyen.narratives.rules.states import NarrativeState, Use, Verdict

__all__ = ["Candidate", "Narrative", "NarrativeState", "Use", "Verdict"]
