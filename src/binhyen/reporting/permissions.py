"""Who may carry out each act of this room? The first of the four gates, and the desk's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import HistoryIntake, Obligation, PublicFigure, Request, Submission


def may_open_period(*, by: Actor, under: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.OPEN_PERIOD, at=under.path)


def may_extend(*, by: Actor, obligation: Obligation, **_others: object) -> Decision:
    return by.may(Permission.OPEN_PERIOD, at=superior_path(obligation.unit_path))


def may_ask(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """For reports beside the periodic ones, of units below it; so with campaigns."""
    return by.may(Permission.ASK_REPORTS, at=unit.path)


def may_change_request(*, by: Actor, request: Request, **_others: object) -> Decision:
    return by.may(Permission.ASK_REPORTS, at=request.unit_path)


def may_record(*, by: Actor, obligation: Obligation, **_others: object) -> Decision:
    return by.may(Permission.ENTER_FIGURES, at=obligation.unit_path)


def may_submit(*, by: Actor, submission: Submission, **_others: object) -> Decision:
    return by.may(Permission.SUBMIT_REPORT, at=submission.unit_path)


def may_review(*, by: Actor, submission: Submission, **_others: object) -> Decision:
    """The desk above; of a part, whoever hands in the whole."""
    part = submission.obligation.part_of_id is not None
    permission = Permission.SUBMIT_REPORT if part else Permission.REVIEW_REPORT
    return by.may(permission, at=superior_path(submission.unit_path))


def may_review_below(*, by: Actor, under: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.REVIEW_REPORT, at=under.path)


def may_lock(*, by: Actor, under: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.LOCK_PERIOD, at=under.path)


def may_adjust(*, by: Actor, submission: Submission, **_others: object) -> Decision:
    return by.may(Permission.ADJUST_FIGURE, at=superior_path(submission.unit_path))


def may_bring_history(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """For the unit, those below it, and the former units that went into them: the act itself finds which these are."""
    return by.may(Permission.ENTER_HISTORY, at=unit.path)


def may_change_history(*, by: Actor, intake: HistoryIntake, **_others: object) -> Decision:
    return by.may(Permission.ENTER_HISTORY, at=intake.unit_path)


def may_bring_files(*, by: Actor, **_others: object) -> Decision:
    """Each file is then asked for by itself whether its unit is in reach."""
    if by.may_anywhere(Permission.ENTER_FIGURES):
        return ALLOWED
    return Refused(
        "not-permitted",
        _("Tài khoản không có quyền nhập số liệu."),
        _("Nhờ quản trị đơn vị phân công vai trò phù hợp."),
    )


def may_state_public_figures(*, by: Actor, **_others: object) -> Decision:
    """Each unit is then asked for by itself whether figures may be stated there."""
    if by.may_anywhere(Permission.STATE_PUBLIC_FIGURES):
        return ALLOWED
    return Refused(
        "not-permitted",
        _("Tài khoản không có quyền ghi số liệu đã công bố."),
        _("Nhờ quản trị đơn vị phân công vai trò phù hợp."),
    )


def may_change_public_figure(*, by: Actor, figure: PublicFigure) -> Decision:
    """Of withdrawing and restoring alike."""
    return by.may(Permission.STATE_PUBLIC_FIGURES, at=figure.unit_path)


def superior_path(unit_path: str) -> str:
    """The path of the unit above: ``1.26.`` for ``1.26.574.``."""
    return unit_path[: unit_path[:-1].rfind(".") + 1]
