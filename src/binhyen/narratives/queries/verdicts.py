"""What people said of figures in finished narratives: the reader's own corpus of masked spans."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from binhyen.foundations.authority import Actor, branches
from binhyen.machinery.database.scoping import within
from binhyen.narratives.models import Candidate, NarrativeState, Verdict
from binhyen.narratives.rules.scoring import Tally, score
from binhyen.narratives.rules.verdicts import Judged, VerdictTally, records_of, tally_of
from binhyen.narratives.rules.vocabulary import Vocabulary
from binhyen.narratives.values import read


def verdicts_of(actor: Actor, path: str = "") -> list[dict[str, Any]]:
    """A record of the corpus for each judged figure of finished narratives within reach, at and below ``path``.

    Names of persons are covered in the quotes; who judged, and where, is not told. One statement.
    """
    return [record for listed in _judged(actor, path).values() for record in records_of(listed)]


def how_judged(actor: Actor) -> VerdictTally:
    """How people judged what the reader proposed, in sums. One statement."""
    return tally_of(each for listed in _judged(actor, "").values() for each in listed)


def evaluate_verdicts(actor: Actor, vocabulary: Vocabulary) -> Tally:
    """How well today's reader reads the judged spans again. One statement."""
    total = Tally()
    for record in verdicts_of(actor):
        total += score(record, read(record["text"], vocabulary).figures)
    return total


def _judged(actor: Actor, path: str) -> dict[int, list[Judged]]:
    """The figures of each finished narrative, in the order of its text."""
    candidates = Candidate.objects.visible_to(actor).filter(narrative__state=NarrativeState.FINISHED)
    if path:
        candidates = candidates.filter(within(branches(paths=(path,))))
    found: dict[int, list[Judged]] = defaultdict(list)
    for each in candidates.order_by("narrative_id", "start", "number"):
        found[each.narrative_id].append(
            Judged(
                key=f"{each.narrative_id}.{each.number}",
                quote=each.quote,
                quote_start=each.quote_start,
                start=each.start,
                end=each.end,
                verdict=Verdict(each.verdict),
                by_hand=each.by_hand,
                proposed=each.proposed,
                said=each.said,
            )
        )
    return found
