"""What the desk's acts ask before they touch a report: hold it still, and is it somebody else's work?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.reporting.models import Recording, Submission


def held(by: Actor, submission: Submission) -> Submission:
    """The report as it stands now, with its obligation and form, and nobody else's until the transaction ends."""
    return (
        Submission.objects.visible_to(by)
        .select_related("obligation__version")
        .select_for_update(of=("self",))
        .get(pk=submission.pk)
    )


def authored_by(by: Actor, keys: Sequence[int]) -> set[int]:
    """Of which of the reports the account entered or corrected a value. The operator is no account."""
    if by.account_id is None:
        return set()
    return set(
        Recording.objects.visible_to(by)
        .filter(submission_id__in=keys, account_id=by.account_id, delivered=False)
        .exclude(changes=[])
        .values_list("submission_id", flat=True)
    )


def not_its_author(authored: bool) -> Decision:
    """Nobody takes or adjusts a report whose values they put in themselves."""
    if not authored:
        return ALLOWED
    return Refused(
        "own-figures",
        _("Tài khoản này đã nhập hoặc sửa số liệu của báo cáo nên không được tự duyệt."),
        _("Nhờ người khác ở đơn vị nhận báo cáo duyệt."),
    )
