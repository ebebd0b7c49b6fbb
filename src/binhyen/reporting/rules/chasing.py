"""What one tells a unit whose reports are due: short, polite, and exact about what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.reporting.rules.completeness import AWAITED
from binhyen.reporting.rules.states import State

MOST_LINES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pending:
    """A report that has not come though it is due: which, by when, and what it lacks.

    ``name`` is what people call it, ``missing`` the lines that the unit has still to fill in, ``unready`` bodies whose
    sections are not ready.
    """

    name: str
    due: date
    state: str
    missing: tuple[str, ...] = ()
    unready: tuple[str, ...] = ()


def reminder(unit: str, pending: Sequence[Pending], today: date) -> str:
    """The text to one unit about all that it owes on ``today``: one line where it is one report, else one each."""
    told = [_of_report(each, today) for each in pending]
    if len(told) == 1:
        return _("%(unit)s: %(report)s. Đề nghị đơn vị hoàn thành và nộp.") % {
            "unit": unit,
            "report": told[0],
        }
    listed = "\n".join(f"– {report}." for report in told)
    return _("%(unit)s: %(number)d báo cáo đã đến hạn, đề nghị đơn vị hoàn thành và nộp.\n%(listed)s") % {
        "unit": unit,
        "number": len(told),
        "listed": listed,
    }


def _of_report(report: Pending, today: date) -> str:
    due = {"report": report.name, "day": format_date(report.due)}
    when = (
        _("%(report)s quá hạn %(day)s") % due
        if today > report.due
        else _("%(report)s đến hạn hôm nay %(day)s") % due
    )
    lacks = [part for part in (_lines(report), _bodies(report)) if part]
    if report.state == State.RETURNED:
        lacks.insert(0, _("đã trả lại để sửa, chưa nộp lại"))
    elif not lacks:
        lacks.append(_("đã đủ số liệu, chưa nộp"))
    return "; ".join((when, *lacks))


def _lines(report: Pending) -> str:
    """What is missing of the unit's own lines."""
    if report.state == AWAITED:
        return _("chưa có số liệu nào")
    if not report.missing:
        return ""
    named = "; ".join(report.missing[:MOST_LINES_NAMED])
    told = {"number": len(report.missing), "lines": named, "more": len(report.missing) - MOST_LINES_NAMED}
    if told["more"] > 0:  # type: ignore[operator]
        return _("còn thiếu %(number)d ô: %(lines)s và %(more)d ô nữa") % told
    return _("còn thiếu %(number)d ô: %(lines)s") % told


def _bodies(report: Pending) -> str:
    return (
        _("chưa xong phần của %(bodies)s") % {"bodies": ", ".join(report.unready)} if report.unready else ""
    )
