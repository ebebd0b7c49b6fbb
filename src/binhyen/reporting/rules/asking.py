"""What must hold before a desk asks for a report beside the periodic ones? And what do the answers come to so far?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.periods import CUSTOM_WINDOWS
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import FormLayout, worked_out
from binhyen.orgunits.values import Likeness, holds_a_personal_number, likeness_to_a_person

LONGEST_TITLE = 200
LONGEST_TEXT = 300
MOST_NAMED = 3


def text_fits(text: str, what: str, most: int = LONGEST_TEXT, *, required: bool = True) -> Decision:
    """Whether a short text may stand: something is said, it is short, and it names nobody.

    ``what`` says which text is meant, as in *tên báo cáo*.
    """
    if not text:
        if not required:
            return ALLOWED
        return Refused(
            "text-missing", _("Chưa ghi %(what)s.") % {"what": what}, _("Ghi ngắn gọn, không ghi tên người.")
        )
    if len(text) > most:
        return Refused(
            "text-too-long",
            _("Ghi %(what)s dài quá %(most)s ký tự.") % {"what": what, "most": most},
            _("Viết ngắn lại."),
        )
    if holds_a_personal_number(text) or likeness_to_a_person(text) is Likeness.CERTAIN:
        return Refused(
            "text-names-a-person",
            _("“%s” trông như có tên hoặc số giấy tờ của một người.") % text[:60],
            _("Không ghi tên người; số điện thoại, số giấy tờ cũng vậy."),
        )
    return ALLOWED


def form_fits(layout: FormLayout) -> Decision:
    """Only a form that is asked for days of its own; the others have periods, and one home for each figure."""
    if layout.calendar == CUSTOM_WINDOWS.id:
        return ALLOWED
    return Refused(
        "periodic-form",
        _("“%(form)s” là biểu định kỳ, không dùng cho báo cáo chuyên đề, đột xuất.") % {"form": layout.name},
        _("Chọn một biểu ngắn, hoặc mở kỳ báo cáo của biểu này."),
    )


def days_fit(first_day: date, last_day: date, deadline: date, today: date) -> Decision:
    """The days in their order, and a deadline that can still be met. It may lie before the last day."""
    if last_day < first_day:
        return Refused(
            "days-turned-round",
            _("Ngày cuối %(last)s trước ngày đầu %(first)s.")
            % {"last": format_date(last_day), "first": format_date(first_day)},
            _("Đổi lại ngày đầu và ngày cuối."),
        )
    if deadline < first_day:
        return Refused(
            "deadline-before-days",
            _("Thời hạn %(deadline)s trước ngày đầu của số liệu %(first)s.")
            % {"deadline": format_date(deadline), "first": format_date(first_day)},
            _("Chọn thời hạn từ ngày đó trở đi."),
        )
    return deadline_fits(deadline, today)


def deadline_fits(deadline: date, today: date) -> Decision:
    """Nobody is asked for what is late already."""
    if deadline >= today:
        return ALLOWED
    return Refused(
        "deadline-past",
        _("Thời hạn %s đã qua.") % format_date(deadline),
        _("Chọn hôm nay hoặc một ngày sau hôm nay."),
    )


def units_fit(
    chosen: Collection[int], owing: Collection[int], asked: Collection[int], names: Mapping[int, str]
) -> Decision:
    """Each chosen unit is one that can answer (``owing``) and that was not asked the same already (``asked``).

    ``names`` holds those of the units within reach: one that it lacks is not told apart from one that is not there.
    """
    if not chosen:
        return Refused("no-unit", _("Chưa chọn đơn vị nào."), _("Đánh dấu ít nhất một đơn vị."))
    strange = [key for key in chosen if key not in names]
    if strange:
        return Refused(
            "unit-out-of-reach",
            _("Có %d đơn vị không thuộc đơn vị yêu cầu.") % len(strange),
            _("Chỉ chọn các đơn vị trong danh sách."),
        )
    unable = [key for key in chosen if key not in owing]
    if unable:
        return Refused(
            "unit-owes-no-such-form",
            _("Biểu này không dùng cho %s trong những ngày đã chọn.") % _named(unable, names),
            _("Bỏ các đơn vị đó, hoặc chọn biểu hay ngày khác."),
        )
    twice = [key for key in chosen if key in asked]
    if twice:
        return Refused(
            "asked-already",
            _("Đã yêu cầu %s báo cáo này rồi.") % _named(twice, names),
            _("Bỏ các đơn vị đó."),
        )
    return ALLOWED


def _named(keys: Sequence[int], names: Mapping[int, str]) -> str:
    told = ", ".join(names[key] for key in keys[:MOST_NAMED])
    more = len(keys) - MOST_NAMED
    return _("%(names)s và %(more)d đơn vị khác") % {"names": told, "more": more} if more > 0 else told


def may_begin(first_day: date, today: date) -> Decision:
    """A report that was asked for may be handed in as soon as its days have begun: it need not wait for their end."""
    if today >= first_day:
        return ALLOWED
    return Refused(
        "not-begun",
        _("Báo cáo này nộp được từ ngày %s.") % format_date(first_day),
        _("Lưu nháp và nộp từ ngày đó."),
    )


def tentative_sums(
    layout: FormLayout, adds: Sequence[bool], answers: Iterable[Mapping[str, Figure]]
) -> dict[str, Figure]:
    """What the answers come to, accepted or not, by line: plain sums, and the totals and rates that follow from them.

    ``adds`` says of each kept line whether it adds over units; one that does not, or that nobody stated, is missing;
    one that applies nowhere is not applicable.
    """
    listed = list(answers)
    sums: dict[str, Figure] = {}
    for line, additive in zip(layout.kept, adds, strict=True):
        stated = [answer.get(line.code, Absence.MISSING) for answer in listed]
        values = [figure.value for figure in stated if isinstance(figure, Quantity)]
        if values and additive:
            sums[line.code] = Quantity(sum(values, Decimal(0)), line.unit)
        elif stated and all(figure is Absence.NOT_APPLICABLE for figure in stated):
            sums[line.code] = Absence.NOT_APPLICABLE
        else:
            sums[line.code] = Absence.MISSING
    return sums | worked_out(layout, sums)
