"""Tables of the machinery."""

from binhyen.machinery.models.files import Fate, ReceivedFile
from binhyen.machinery.models.records import FrozenVersion
from binhyen.machinery.models.trail import AuditEntry, AuditSeal

__all__ = ["AuditEntry", "AuditSeal", "Fate", "FrozenVersion", "ReceivedFile"]
