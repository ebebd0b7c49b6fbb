"""May a steering committee be founded, re-formed or closed as it was put? A seat is a post and an agency, nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused, first_refusal
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date, tidy
from binhyen.orgunits.rules.naming import AREA, BODY, CLUSTER, WORKPLACE
from binhyen.orgunits.rules.persons import Likeness, holds_a_personal_number, likeness_to_a_person

LONGEST_NAME, LONGEST_DECISION, LONGEST_POST = 200, 200, 120
NO_COMMITTEES = (CLUSTER, AREA, WORKPLACE, BODY)
MOST_SEATS = 100
HEAD = "head"


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat: what its holder does in the committee, and by which post of which agency they sit there."""

    duty: str
    post: str
    agency: str


@dataclass(frozen=True, slots=True)
class SeatFault:
    """What is wrong with a seat; ``number`` counts from 1, ``field`` is ``duty``, ``post`` or ``agency``."""

    number: int
    field: str
    sentence: str
    remedy: str


def tidy_seats(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """The seats without empty rows, texts in NFC and without needless spaces."""
    tidied = (Seat(seat.duty, tidy(seat.post), tidy(seat.agency)) for seat in seats)
    return tuple(seat for seat in tidied if seat.post or seat.agency)


def faults_of_seats(seats: Sequence[Seat], duties: Sequence[str]) -> tuple[SeatFault, ...]:
    """Every fault of a composition. A post that looks like a person's name is one; what that misses stands in
    ``persons.likeness_to_a_person``."""
    faults: list[SeatFault] = []
    for number, seat in enumerate(seats, start=1):

        def fault(field: str, sentence: str, remedy: str, number: int = number) -> None:
            faults.append(SeatFault(number, field, sentence, remedy))

        if seat.duty not in duties:
            fault("duty", _("Chưa chọn nhiệm vụ trong Ban."), _("Chọn một nhiệm vụ trong danh sách."))
        if not seat.post:
            fault("post", _("Chưa ghi chức vụ."), _("Ghi chức vụ, như Phó Chủ tịch Ủy ban nhân dân."))
        for field, text, least in (
            ("post", seat.post, Likeness.POSSIBLE),
            ("agency", seat.agency, Likeness.CERTAIN),
        ):
            if len(text) > LONGEST_POST:
                fault(field, _("Dài quá %d ký tự.") % LONGEST_POST, _("Viết gọn lại."))
            elif likeness_to_a_person(text) >= least:
                fault(
                    field,
                    _("“%s” trông như tên người.") % text[:60],
                    _("Chỉ ghi chức vụ và cơ quan; ai giữ chức vụ ấy không được lưu ở đây."),
                )
            elif holds_a_personal_number(text):
                fault(
                    field,
                    _("Ô có dãy số giống số điện thoại hoặc số giấy tờ cá nhân."),
                    _("Chỉ ghi chức vụ và cơ quan."),
                )
    heads = [number for number, seat in enumerate(seats, start=1) if seat.duty == HEAD]
    if len(heads) > 1:
        faults.append(
            SeatFault(heads[1], "duty", _("Ban có hai Trưởng ban."), _("Mỗi Ban Chỉ đạo một Trưởng ban."))
        )
    return tuple(faults)


def may_stand(
    level: str, name: str, decision: str, seats: Sequence[Seat], since: date, unit: Validity
) -> Decision:
    """Whether a committee of that name and decision may begin at a unit of ``level`` that holds for ``unit``."""
    return first_refusal(
        (
            lambda: _at_a_place(level),
            lambda: _texts_fit(name, decision),
            lambda: _few_enough(seats),
            lambda: _while_the_unit_holds(since, unit),
        )
    )


def may_follow(former: Validity, since: date) -> Decision:
    """Whether a re-forming, or an end, on ``since`` may end the committee that stood for ``former``."""
    if former.until is not None and former.until <= since:
        return Refused(
            "committee-ended",
            _("Ban Chỉ đạo này đã kết thúc từ ngày %s.") % format_date(former.until),
            _("Chọn Ban Chỉ đạo đang hoạt động."),
        )
    if since <= former.since:
        return Refused(
            "before-it-began",
            _("Ngày phải sau ngày %s, ngày Ban Chỉ đạo hiện nay bắt đầu.") % format_date(former.since),
            _("Chọn một ngày sau đó."),
        )
    return ALLOWED


def _at_a_place(level: str) -> Decision:
    if level not in NO_COMMITTEES:
        return ALLOWED
    return Refused(
        "no-committee-here",
        _("Ban Chỉ đạo được lập ở trung ương, cấp tỉnh, cấp xã, không lập ở đơn vị này."),
        _("Chọn đơn vị hành chính mà Ban Chỉ đạo thuộc về."),
    )


def _texts_fit(name: str, decision: str) -> Decision:
    if not name:
        return Refused(
            "name-empty", _("Chưa có tên gọi của Ban Chỉ đạo."), _("Ghi tên như trong quyết định thành lập.")
        )
    if not decision:
        return Refused(
            "decision-empty",
            _("Chưa có quyết định."),
            _("Ghi số, ký hiệu và ngày, như 15/QĐ-UBND ngày 02/02/2026."),
        )
    for text, most in ((name, LONGEST_NAME), (decision, LONGEST_DECISION)):
        if len(text) > most:
            return Refused(
                "text-too-long",
                _("“%(text)s…” dài quá %(most)d ký tự.") % {"text": text[:30], "most": most},
                _("Viết gọn lại."),
            )
        if holds_a_personal_number(text) or likeness_to_a_person(text) is Likeness.CERTAIN:
            return Refused(
                "text-names-a-person",
                _("“%s” trông như có tên hoặc số giấy tờ của một người.") % text[:60],
                _("Chỉ ghi tên Ban Chỉ đạo, số, ký hiệu và ngày của quyết định."),
            )
    return ALLOWED


def _few_enough(seats: Sequence[Seat]) -> Decision:
    if len(seats) <= MOST_SEATS:
        return ALLOWED
    return Refused(
        "too-many-seats",
        _("Ban Chỉ đạo có %(seats)d ghế, nhiều hơn %(most)d.") % {"seats": len(seats), "most": MOST_SEATS},
        _("Kiểm tra lại thành phần."),
    )


def _while_the_unit_holds(since: date, unit: Validity) -> Decision:
    if unit.holds_on(since):
        return ALLOWED
    return Refused(
        "outside-the-unit",
        _("Ngày %(day)s chưa có, hoặc không còn, đơn vị này (%(days)s).")
        % {"day": format_date(since), "days": unit},
        _("Chọn một ngày trong thời gian ấy."),
    )
