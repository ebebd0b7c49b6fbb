"""What would a reorganisation do, and which were there?"""

from __future__ import annotations

from binhyen.foundations.authority import Actor
from binhyen.orgunits.rules.reorganising import Draft, Plan


def plan_reorganisation(actor: Actor, draft: Draft, *, within: str = "") -> Plan:
    """What the draft would do, with everything that stands against it as ``faults``; writes nothing.

    ``within`` is the path of a unit in which the reorganisation must happen, such as a province that takes files in.
    A constant number of statements.
    """
    return plans_of(actor, (draft,), within=within)[0]


def plans_of(actor: Actor, drafts: tuple[Draft, ...], *, within: str = "") -> tuple[Plan, ...]:
    """The same for many drafts, each planned as if it came alone, in as many statements as for one."""
    raise NotImplementedError
