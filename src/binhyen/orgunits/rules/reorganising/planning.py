"""What would a draft do to the units as they are, and what stands against it?

Everything is judged on the day of the reorganisation: the map before is that of the versions which hold on it,
and nothing that was recorded for that day or later may be touched. The plan is worked out in this order:

1. resolve the codes of every step, and note what it asks of each unit (``steps``);
2. let what ends draw its bodies along and hand its children over (``standing``);
3. find every unit's parent and, from the top down, its path; whatever stands below a unit that moves follows
   it (``foundings``, ``standing``);
4. judge later changes, levels, kinds, codes and shares (``judging``, ``shares``);
5. tell the difference (``results``).

All of them work on one ``Ground``. Faults are gathered there, never raised, each with the place of its step.
"""

from __future__ import annotations

from binhyen.orgunits.rules.reorganising.drafts import Draft, Fault
from binhyen.orgunits.rules.reorganising.foundings import give_out_codes, settle_foundings
from binhyen.orgunits.rules.reorganising.ground import Ground, unit_within
from binhyen.orgunits.rules.reorganising.judging import (
    faults_of_head,
    judge_codes,
    judge_later_changes,
    judge_levels,
)
from binhyen.orgunits.rules.reorganising.plans import Plan
from binhyen.orgunits.rules.reorganising.results import (
    changed_units,
    ended_units,
    founded_units,
    links_of,
    unsaid_consequences,
)
from binhyen.orgunits.rules.reorganising.shares import judge_parts
from binhyen.orgunits.rules.reorganising.snapshots import Snapshot
from binhyen.orgunits.rules.reorganising.standing import (
    draw_along,
    end_bodies,
    hand_children_over,
    judge_receiving,
    place_what_moves,
)
from binhyen.orgunits.rules.reorganising.steps import read_steps


def plan_draft(draft: Draft, snapshot: Snapshot, *, within: str = "") -> Plan:
    """What ``draft`` would do to the units of ``snapshot``; it must happen within the path ``within``."""
    faults: list[Fault] = []
    under = unit_within(draft, snapshot, within, faults)
    faults.extend(faults_of_head(draft))
    if under is None:
        return Plan(draft, None, "", "", faults=tuple(faults))
    ground = Ground(draft, snapshot, under, faults)
    _work_out(ground)
    _judge(ground)
    return _told(ground)


def _work_out(ground: Ground) -> None:
    """Find out what ends, what is founded and where everything stands afterwards."""
    judge_receiving(ground, "under", ground.under)
    read_steps(ground)
    end_bodies(ground)
    settle_foundings(ground)
    place_what_moves(ground)
    hand_children_over(ground)
    draw_along(ground)


def _judge(ground: Ground) -> None:
    """Judge the map as it would be."""
    judge_later_changes(ground)
    give_out_codes(ground)
    judge_levels(ground)
    judge_codes(ground)
    judge_parts(ground)


def _told(ground: Ground) -> Plan:
    """The plan; what changes is told first, since that too may find faults."""
    changed = tuple(changed_units(ground))
    return Plan(
        draft=ground.draft,
        under_id=ground.under.unit_id,
        under_path=ground.under.unit_path,
        under_name=ground.under.name,
        ended=tuple(ended_units(ground)),
        founded=tuple(founded_units(ground)),
        changed=changed,
        links=tuple(links_of(ground, changed)),
        faults=tuple(dict.fromkeys(ground.faults)),
        consequences=(*ground.remarks, *unsaid_consequences(ground, changed)),
    )
