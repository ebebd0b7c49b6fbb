"""What awaits an actor, and what it was told."""

from binhyen.worklist.queries.matters import Matter, MatterKind, matters_of
from binhyen.worklist.queries.notices import notices_of, told_with_names, unread_count, wants_mail
from binhyen.worklist.queries.queue import Queue, queue_of
from binhyen.worklist.rules.urgency import Duty, Item, Urgency, urgency_of

__all__ = [
    "Duty",
    "Item",
    "Matter",
    "MatterKind",
    "Queue",
    "Urgency",
    "matters_of",
    "notices_of",
    "queue_of",
    "told_with_names",
    "unread_count",
    "urgency_of",
    "wants_mail",
]
