"""Found the bodies that report beside places, such as a province's Front or its departments, and close them."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed, ensure
from binhyen.machinery.action import Done, act
from binhyen.orgunits.actions.counting import recount
from binhyen.orgunits.actions.keys import giving_out_keys, next_keys
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion
from binhyen.orgunits.permissions import may_close_body, may_found_body, may_rename_body
from binhyen.orgunits.rules.bodies import (
    BodyRow,
    body_row,
    code_taken,
    may_be_closed,
    may_be_founded,
    may_be_renamed,
)
from binhyen.orgunits.rules.naming import keys_of


@act("orgunits.found-body", _("Thêm cơ quan, tổ chức"), permission=may_found_body)
def found_body(
    *,
    by: Actor,
    parent: OrgUnit,
    kind: str,
    name: str,
    code: str,
    valid_from: date,
    legal_basis: str = "",
) -> Done[OrgUnit]:
    """Let a body begin on ``valid_from`` under a province or commune; it ends with that unit, or when closed.

    ``code`` is of our own making: at most ten capitals, digits, dots and hyphens, not digits alone, and never
    borne by two bodies on one day. ``legal_basis`` is the document that set the body up.
    """
    body = body_row(kind, name, code, legal_basis, valid_from)
    ensure(may_be_founded(body, parent.level, parent.validity))
    _refuse_if_taken(by, body)
    giving_out_keys()
    (key,) = next_keys(1)
    unit = OrgUnit.objects.create(
        pk=key,
        level=Level.BODY,
        path=f"{parent.path}{key}.",
        valid_from=body.since,
        valid_until=parent.valid_until,
    )
    try:
        OrgUnitVersion.objects.create(
            unit=unit,
            parent=parent,
            level=Level.BODY,
            kind=body.kind,
            code=body.code,
            name=body.name,
            short_name=body.name,
            legal_basis=body.legal_basis,
            valid_from=body.since,
            valid_until=parent.valid_until,
            **keys_of(body.name, body.name)._asdict(),
        )
    except IntegrityError as error:  # its bearer lies where the actor sees nothing
        if "one_unit_of_a_code_a_level_and_day" not in str(error):
            raise
        raise NotAllowed(code_taken(body.code)) from error
    recount([unit.path])
    return Done(
        unit,
        unit_id=unit.pk,
        subject=f"unit:{unit.pk}",
        detail={
            "parent": parent.pk,
            "kind": body.kind,
            "code": body.code,
            "name": body.name,
            "from": body.since,
            "legal_basis": body.legal_basis,
        },
    )


@act("orgunits.rename-body", _("Đổi tên cơ quan, tổ chức"), permission=may_rename_body)
def rename_body(
    *, by: Actor, unit: OrgUnit, name: str, valid_from: date, legal_basis: str = "", kind: str = ""
) -> Done[OrgUnit]:
    """Let a body or workplace go on under another name, or as another kind, from ``valid_from``; it keeps its code.

    Without ``kind`` it stays of its kind.
    """
    last = OrgUnitVersion.objects.visible_to(by).filter(unit=unit).latest("valid_from")
    body = body_row(kind or last.kind, name, last.code, legal_basis, valid_from)
    ensure(may_be_renamed(body, unit.level, last.kind, last.name, last.validity))
    before = last.name
    until = last.valid_until
    last.valid_until = valid_from
    last.save(update_fields=["valid_until"])
    OrgUnitVersion.objects.create(
        unit=unit,
        parent_id=last.parent_id,
        level=last.level,
        kind=body.kind,
        code=last.code,
        name=body.name,
        short_name=body.name,
        tree_path=last.tree_path,
        legal_basis=body.legal_basis,
        valid_from=valid_from,
        valid_until=until,
        **keys_of(body.name, body.name)._asdict(),
    )
    if body.kind != last.kind:
        recount([unit.path])
    return Done(
        unit,
        unit_id=unit.pk,
        subject=f"unit:{unit.pk}",
        detail={
            "code": last.code,
            "name": body.name,
            "name_before": before,
            "kind": body.kind,
            "from": valid_from,
            "legal_basis": body.legal_basis,
        },
    )


@act("orgunits.close-body", _("Ghi ngày cơ quan, tổ chức kết thúc"), permission=may_close_body)
def close_body(*, by: Actor, unit: OrgUnit, valid_until: date) -> Done[OrgUnit]:
    """Let a body or workplace end: ``valid_until`` is the first day on which it no longer exists. Its past stays."""
    last = OrgUnitVersion.objects.visible_to(by).filter(unit=unit).latest("valid_from")
    ensure(may_be_closed(unit.level, unit.validity, last.validity, valid_until))
    before = unit.valid_until
    for each in (last, unit):
        each.valid_until = valid_until
        each.save(update_fields=["valid_until"])
    recount([unit.path])
    return Done(
        unit,
        unit_id=unit.pk,
        subject=f"unit:{unit.pk}",
        detail={"code": last.code, "until": valid_until, "until_before": before},
    )


def _refuse_if_taken(by: Actor, body: BodyRow) -> None:
    """Say who bears the code on some day from the body's first, where the actor may know it."""
    bearer = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(Q(valid_until=None) | Q(valid_until__gt=body.since), level=Level.BODY, code=body.code)
        .first()
    )
    if bearer is not None:
        raise NotAllowed(code_taken(body.code, bearer.name))
