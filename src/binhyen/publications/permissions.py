"""Who may write a unit's official documents, and who may freeze them? Who may have a note on a report handed in?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import may_see_in_full
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import Decision, Refused
from binhyen.orgunits.models import OrgUnit
from binhyen.publications.models import Edition, EditionState
from binhyen.reporting.models import Obligation


def may_write_report(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.WRITE_REPORT, at=unit.path)


def may_edit(*, by: Actor, edition: Edition, **_others: object) -> Decision:
    return by.may(Permission.WRITE_REPORT, at=edition.unit_path)


def may_freeze(*, by: Actor, edition: Edition, **_others: object) -> Decision:
    return by.may(Permission.FREEZE_EDITION, at=edition.unit_path)


def may_open(by: Actor, edition: Edition) -> Decision:
    """What was frozen is for whoever may see the unit's figures; a draft for whoever may write it."""
    frozen = edition.state == EditionState.FROZEN
    return by.may(Permission.VIEW_FIGURES if frozen else Permission.WRITE_REPORT, at=edition.unit_path)


def may_write_note(*, by: Actor, obligation: Obligation, **_others: object) -> Decision:
    """Whoever sees the report in full: the unit and its leader, for whom it is written, and the desk above."""
    path = obligation.unit_path
    if by.may(Permission.ENTER_FIGURES, at=path) or may_see_in_full(by, obligation.unit_id, path):
        return by.may(Permission.OPEN_NOTE, at=path)
    return Refused(
        "not-in-full",
        _("Tài khoản không được xem đầy đủ số liệu của đơn vị này."),
        _("Nhờ cán bộ nhập liệu của đơn vị tải báo cáo nhanh."),
    )
