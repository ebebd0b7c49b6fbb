"""Accepted figures go into the draft of the receiving report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import format_number, join_words
from binhyen.indicators.values import FormLayout
from binhyen.machinery.action import Done, act
from binhyen.narratives.actions.holding import held_narrative
from binhyen.narratives.actions.judging import TAKEN
from binhyen.narratives.actions.laying import lay_near
from binhyen.narratives.models import Candidate, Narrative, Use
from binhyen.narratives.permissions import may_work_on
from binhyen.narratives.rules.addresses import address_of
from binhyen.narratives.rules.candidates import held as understood
from binhyen.reporting.actions import BadFigures, record_values
from binhyen.reporting.models import FigureSource, Obligation, State, Submission


@dataclass(frozen=True, slots=True)
class NotWritten:
    """Why a line was left as it was: which figures by their numbers, a sentence, and what to do."""

    line: str
    figures: tuple[int, ...]
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many figures were written; lines of which the text says several numbers; figures that cannot be taken."""

    written: int
    conflicts: tuple[NotWritten, ...] = ()
    faults: tuple[NotWritten, ...] = ()


@act("narratives.record", gettext_lazy("Ghi số liệu đã nhận vào báo cáo"), permission=may_work_on)
def record_accepted(*, by: Actor, narrative: Narrative) -> Done[Recorded]:
    """Write all accepted figures that are not written yet into the draft of the chosen report.

    A line of which two figures say different numbers is left and told, so is each figure without a line, without an
    exact number, or with one that its line cannot have; the rest is written. Raises ``NotAllowed`` where no report is
    chosen, where it was handed in (nothing opens it again by itself), and where it takes no figures at all.
    """
    held = held_narrative(by, narrative)
    obligation = _held_report(by, held)
    layout = obligation.workbook_layout
    taken = list(
        Candidate.objects.visible_to(by)
        .filter(narrative=held, use=Use.FIGURE, verdict__in=TAKEN)
        .order_by("number")
    )
    fit, faults = _judged(layout, [each for each in taken if each.recorded_at is None])
    written_before = {
        each.line: understood(each.proposed, each.said).value
        for each in taken
        if each.recorded_at is not None and each.recorded_in_id == obligation.pk
    }
    to_write, conflicts = _without_conflicts(layout, fit, written_before)
    written, refused = _write(by, held, obligation, layout, to_write)
    Candidate.objects.visible_to(by).filter(pk__in=[each.pk for each in written]).update(
        recorded_in=obligation, recorded_at=now()
    )
    if written:
        lay_near(by, held, [each.pk for each in written], {each.line for each in written})
    return Done(
        Recorded(len(written), tuple(conflicts), (*faults, *refused)),
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={
            "report": obligation.pk,
            "written": len(written),
            "left": len(conflicts) + len(faults) + len(refused),
        },
        worth_a_line=bool(written),
    )


def _held_report(by: Actor, narrative: Narrative) -> Obligation:
    """The chosen report, held as whoever writes figures holds it, so that nobody hands it in meanwhile."""
    found = (
        Obligation.objects.visible_to(by)
        .filter(pk=narrative.obligation_id or 0)
        .select_related("version")
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if found is None:
        raise NotAllowed(
            Refused("no-report", _("Chưa chọn báo cáo nhận số liệu."), _("Chọn báo cáo rồi ghi lại."))
        )
    handed_in = Submission.objects.visible_to(by).filter(obligation=found, state=State.SUBMITTED).exists()
    if handed_in:
        raise NotAllowed(
            Refused(
                "handed-in",
                _("Báo cáo đã nộp, đang chờ duyệt nên không ghi thêm được."),
                _("Bấm “Rút lại để sửa” ở trang báo cáo rồi ghi lại."),
            )
        )
    return found


def _judged(
    layout: FormLayout, candidates: Sequence[Candidate]
) -> tuple[dict[str, list[Candidate]], list[NotWritten]]:
    """The figures that may be written, by line, and why the others may not."""
    fit: dict[str, list[Candidate]] = defaultdict(list)
    faults = []
    for each in candidates:
        figure = understood(each.proposed, each.said)
        if each.line not in layout.by_code:
            faults.append(
                NotWritten(
                    each.line,
                    (each.number,),
                    _("Số thứ %(number)s chưa có dòng của báo cáo.") % {"number": each.number},
                    _("Bấm “Sửa”, chọn dòng, hoặc giữ làm bối cảnh."),
                )
            )
        elif not figure.is_exact:
            faults.append(
                NotWritten(
                    each.line,
                    (each.number,),
                    _("“%(words)s” không phải một số chính xác.") % {"words": each.words},
                    _("Bấm “Sửa” và ghi đúng số, nếu biết."),
                )
            )
        else:
            fit[each.line].append(each)
    return fit, faults


def _without_conflicts(
    layout: FormLayout, fit: Mapping[str, Sequence[Candidate]], written: Mapping[str, Decimal]
) -> tuple[dict[str, Sequence[Candidate]], list[NotWritten]]:
    """The lines of which one number is said, and those of which several are."""
    to_write: dict[str, Sequence[Candidate]] = {}
    conflicts = []
    for line, candidates in fit.items():
        values = [understood(each.proposed, each.said).value for each in candidates]
        if line in written:
            values.insert(0, written[line])
        if len(set(values)) == 1:
            to_write[line] = candidates
            continue
        conflicts.append(
            NotWritten(
                line,
                tuple(each.number for each in candidates),
                _("“%(label)s” có nhiều số khác nhau: %(numbers)s.")
                % {
                    "label": layout.by_code[line].label,
                    "numbers": join_words(list(dict.fromkeys(map(format_number, values)))),
                },
                _("Chỉ giữ một số cho dòng này; các số khác chọn “Không lấy” hoặc dòng khác."),
            )
        )
    return to_write, conflicts


def _write(
    by: Actor,
    narrative: Narrative,
    obligation: Obligation,
    layout: FormLayout,
    to_write: Mapping[str, Sequence[Candidate]],
) -> tuple[list[Candidate], list[NotWritten]]:
    """Write what the gates let through. They are asked again without the lines that they refuse, at most twice."""
    left, refused = dict(to_write), list[NotWritten]()
    while left:
        try:
            record_values(
                by=by,
                obligation=obligation,
                figures={
                    line: Quantity(
                        understood(each[0].proposed, each[0].said).value, layout.by_code[line].unit
                    )
                    for line, each in left.items()
                },
                source=FigureSource.NARRATIVE,
                addresses={line: address_of(narrative.title, each[0].place) for line, each in left.items()},
            )
            break
        except BadFigures as bad:
            for fault in bad.faults:
                figures = tuple(each.number for each in left.pop(fault.line, ()))
                label = layout.by_code[fault.line].label
                refused.append(NotWritten(fault.line, figures, f"{label}: {fault.sentence}", fault.remedy))
    return [each for candidates in left.values() for each in candidates], refused
