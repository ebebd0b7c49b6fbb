"""A draft of a reorganisation is changed, or thrown away, as long as nothing was done by it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import Reorganisation
from binhyen.orgunits.permissions import may_redraft, may_reorganise
from binhyen.orgunits.queries.reorganising import bare_plans_of
from binhyen.orgunits.rules.reorganising import Draft


@act("orgunits.redraft-reorganisation", gettext_lazy("Sửa bản sắp xếp đơn vị"), permission=may_redraft)
def redraft_reorganisation(
    *, by: Actor, reorganisation: Reorganisation, draft: Draft
) -> Done[Reorganisation]:
    """Keep another draft in the place of the one that was kept. It may still have faults; its unit must be there."""
    kept = _still_a_draft(by, reorganisation)
    (plan,) = bare_plans_of(by, (draft,))
    if plan.under_id is None:
        fault = plan.faults[0]
        raise NotAllowed(Refused(fault.code, fault.sentence, fault.remedy))
    kept.unit_id, kept.title, kept.legal_basis = plan.under_id, draft.title, draft.legal_basis
    kept.effective_on, kept.content = draft.effective, draft.content()
    kept.save(update_fields=["unit", "title", "legal_basis", "effective_on", "content"])
    return Done(
        kept,
        unit_id=kept.unit_id,
        subject=f"reorganisation:{kept.pk}",
        detail={"effective": draft.effective, "legal_basis": draft.legal_basis, "steps": len(draft.steps)},
    )


@act("orgunits.discard-reorganisation", gettext_lazy("Bỏ bản sắp xếp đơn vị"), permission=may_reorganise)
def discard_reorganisation(*, by: Actor, reorganisation: Reorganisation) -> Done[None]:
    """Throw a draft away; the trail keeps that there was one."""
    kept = _still_a_draft(by, reorganisation)
    done = Done(
        None,
        unit_id=kept.unit_id,
        subject=f"reorganisation:{kept.pk}",
        detail={"effective": kept.effective_on, "legal_basis": kept.legal_basis},
    )
    kept.delete()
    return done


def _still_a_draft(by: Actor, reorganisation: Reorganisation) -> Reorganisation:
    """The row, locked. Raises ``NotAllowed`` where it was enacted meanwhile."""
    kept = Reorganisation.objects.visible_to(by).select_for_update().get(pk=reorganisation.pk)
    if kept.state != Reorganisation.State.DRAFTED:
        raise NotAllowed(
            Refused(
                "no-draft",
                _("Lần sắp xếp này không còn là bản nháp nên không sửa, không bỏ được."),
                _("Lập một bản mới nếu vẫn cần sắp xếp."),
            )
        )
    return kept
