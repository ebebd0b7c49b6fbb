"""Reorganising units: what somebody asks for (drafts), and what it would do (plans). Pure."""

from binhyen.orgunits.rules.reorganising.drafts import (
    BadDraft,
    ChangeKind,
    Codes,
    Draft,
    End,
    EndLevel,
    Fault,
    Found,
    Move,
    NewUnit,
    PartOf,
    Recode,
    Rename,
    Step,
    Territory,
    codes_of,
)
from binhyen.orgunits.rules.reorganising.planning import plan_draft
from binhyen.orgunits.rules.reorganising.plans import (
    ChangedUnit,
    Consequence,
    EndedUnit,
    Facts,
    FoundedUnit,
    Link,
    Plan,
)
from binhyen.orgunits.rules.reorganising.reading import draft_from, kind_of, share_from
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion, Snapshot

__all__ = [
    "BadDraft",
    "ChangeKind",
    "ChangedUnit",
    "Codes",
    "Consequence",
    "Draft",
    "End",
    "EndLevel",
    "EndedUnit",
    "Facts",
    "Fault",
    "Found",
    "FoundedUnit",
    "KnownVersion",
    "Link",
    "Move",
    "NewUnit",
    "PartOf",
    "Plan",
    "Recode",
    "Rename",
    "Snapshot",
    "Step",
    "Territory",
    "codes_of",
    "draft_from",
    "kind_of",
    "plan_draft",
    "share_from",
]
