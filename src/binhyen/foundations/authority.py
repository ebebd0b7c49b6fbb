"""Who is asking, and how far does their word reach?

An :class:`Actor` is the answer of the access room to "who is signed in today": their mandates (a role
at a unit) and, computed from those, their :class:`Reach`. Rooms ask the actor and never look at roles.

A *path* names a unit's place in the tree as text: the keys of its ancestors from the top and its own,
each followed by a dot (``"1.26.7094."``). A path that starts with another lies below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from binhyen.foundations.decisions import ALLOWED, Decision, Refused


@dataclass(frozen=True, slots=True)
class Branches:
    """A set of sub-trees: everything, or all that lies at or below the given paths."""

    everywhere: bool = False
    paths: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether the unit at ``path`` lies in one of the sub-trees."""
        return self.everywhere or path.startswith(self.paths)

    def __or__(self, other: Branches) -> Branches:
        return branches(self.everywhere or other.everywhere, self.paths + other.paths)


def branches(everywhere: bool = False, paths: tuple[str, ...] = ()) -> Branches:
    """Make a :class:`Branches` without paths that another one already covers, in the order given.

    Put first what most questions are about: the policies of the database compare with the first path the fastest.
    """
    if everywhere:
        return Branches(everywhere=True)
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return Branches(paths=tuple(sorted(kept, key=paths.index)))


NOWHERE = Branches()
EVERYWHERE = Branches(everywhere=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """What rows an actor may touch, by class of table. The database holds every statement to it.

    ``content``: figures, drafts, documents, files: to read. ``content_write``: the same, to change.
    ``administration``: appointments and what surrounds accounts, to read. ``administration_write``: the same, and
    the units themselves, to change. ``heritage``: former units that went into those of the actor, and what lay below
    them: to read, and never more. ``own``: keys of the units at which the actor stands, for what is kept for
    a unit alone. ``above``: keys of the units above all these, whose names may be read and nothing else.
    ``account``: the key of the account, for what is kept for it alone. ``whole``: nothing is held back, as befits the
    operator and the program itself.

    ``content`` holds the heritage of whoever reads content.
    """

    content: Branches = NOWHERE
    content_write: Branches = NOWHERE
    administration: Branches = NOWHERE
    administration_write: Branches = NOWHERE
    heritage: Branches = NOWHERE
    own: tuple[int, ...] = ()
    above: tuple[int, ...] = ()
    account: int | None = None
    whole: bool = False

    @property
    def places(self) -> Branches:
        """The units that the actor may open."""
        return self.content | self.administration | self.heritage

    @property
    def traces(self) -> Branches:
        """The units of whose doings the actor may be told, the lines of the trail and the notices: no former ones."""
        own = tuple(path for path in self.content.paths if path not in self.heritage.paths)
        return branches(self.content.everywhere, own) | self.administration


NO_REACH = Reach()
WHOLE_REACH = Reach(
    content=EVERYWHERE,
    content_write=EVERYWHERE,
    administration=EVERYWHERE,
    administration_write=EVERYWHERE,
    whole=True,
)


@dataclass(frozen=True, slots=True)
class Mandate:
    """One appointment that holds today: a role at a unit, and what it permits at and below that unit.

    ``everywhere`` marks a mandate at the top of the tree: it also covers what belongs to no unit. ``heritage`` are the
    paths of former units that went into this one or those below it; ``at_heritage`` is what is permitted there.
    """

    role: str
    role_label: str
    unit_id: int
    unit_name: str
    unit_path: str
    permissions: frozenset[str]
    everywhere: bool = False
    heritage: tuple[str, ...] = ()
    at_heritage: frozenset[str] = frozenset()

    def covers(self, path: str) -> bool:
        return self.everywhere or (path != "" and path.startswith(self.unit_path))

    def permits(self, permission: str, at: str) -> bool:
        """Whether ``permission`` comes with this mandate at the unit of path ``at``, be it a former one."""
        if permission not in self.permissions:
            return False
        return self.covers(at) or (permission in self.at_heritage and at.startswith(self.heritage))


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts: an account with its mandates of today, or the built-in operator.

    ``account_id`` is None for the operator of a data folder and for the system's own jobs.
    ``name`` is what the trail keeps. ``read_only_at`` is the path of the unit at which a system administrator
    looks by support access; then ``reach`` is that unit's, for reading alone.
    """

    account_id: int | None
    name: str
    mandates: tuple[Mandate, ...] = ()
    reach: Reach = NO_REACH
    read_only_at: str | None = None
    everything: bool = field(default=False)

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    def may(self, permission: str, at: str) -> Decision:
        """Whether one of the mandates permits ``permission`` at the unit of path ``at``.

        ``at=""`` asks about what belongs to no unit: only a mandate at the top of the tree covers that.
        """
        if self.everything or any(mandate.permits(permission, at) for mandate in self.mandates):
            return ALLOWED
        return Refused(
            "not-permitted",
            "Tài khoản không có quyền làm việc này ở đơn vị này.",
            "Nhờ quản trị đơn vị phân công vai trò phù hợp.",
        )

    def may_anywhere(self, permission: str) -> bool:
        """Whether some mandate permits ``permission`` somewhere: what a menu asks before it shows an entry."""
        return self.everything or any(permission in mandate.permissions for mandate in self.mandates)


NOBODY = Actor(account_id=None, name="")
