"""The values in which this room speaks: the names of permissions. Pure, for the rules of others."""

from binhyen.access.rules.powers import Permission

__all__ = ["Permission"]
