"""Steering committees: founded, re-formed, corrected and closed, and composed of posts, never of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import (
    SeatsRefused,
    close_committee,
    correct_committee,
    found_body,
    found_committee,
    reform_committee,
)
from binhyen.orgunits.models import Committee, OrgUnit
from binhyen.orgunits.queries import committees_of, unit_of_code
from binhyen.orgunits.rules.committees import Seat
from tests.places import Place, officer

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
SINCE, LATER = date(2025, 8, 22), date(2026, 3, 1)
PHU_THO, DA_BAC = "25", "04831"
NAME = "Ban Chỉ đạo 138"
SEATS = (
    Seat("head", "Chủ tịch Ủy ban nhân dân", "Ủy ban nhân dân tỉnh"),
    Seat("standing-deputy", "Giám đốc", "Công an tỉnh"),
    Seat("member", "Phó Giám đốc", "Sở Giáo dục và Đào tạo"),
)


@pytest.fixture(autouse=True)
def _whole_country() -> Iterator[None]:
    with acting_as(OPERATOR):
        yield


def unit(code: str = PHU_THO) -> OrgUnit:
    found = unit_of_code(OPERATOR, code, DAY)
    assert found is not None
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


def founded(**changes: object) -> Committee:
    fields = {"unit": unit(), "name": NAME, "decision": "1405/QĐ-BCĐ", "seats": SEATS, "valid_from": SINCE}
    return found_committee(by=OPERATOR, **(fields | changes))  # type: ignore[arg-type]


def reformed(committee: Committee, **changes: object) -> Committee:
    fields = {"name": NAME, "decision": "12/QĐ-BCĐ", "seats": SEATS[:2], "valid_from": LATER}
    return reform_committee(by=OPERATOR, committee=committee, **(fields | changes))  # type: ignore[arg-type]


def test_a_committee_is_founded_with_its_seats_and_standing_body() -> None:
    police = found_body(
        by=OPERATOR,
        parent=unit(),
        kind="police",
        name="Công an tỉnh Phú Thọ",
        code="25-CA",
        valid_from=date(2025, 7, 1),
    )
    founded(name=f"  {NAME} ", standing_body=police, seats=(*SEATS, Seat("member", " ", "")))
    (shown,) = committees_of(OPERATOR, unit().pk, DAY)
    assert (shown.committee.name, shown.committee.founding) == (NAME, True)
    assert (shown.standing_body, shown.seats) == ("Công an tỉnh Phú Thọ", SEATS)
    assert shown.seats_in_words[0][0] == "Trưởng ban"
    assert committees_of(OPERATOR, unit().pk, date(2025, 8, 21)) == ()


def test_a_reforming_ends_the_former_on_the_day() -> None:
    first = founded()
    reformed(first, name="Ban Chỉ đạo 138 tỉnh")
    now, before = committees_of(OPERATOR, unit().pk)
    assert (str(before.validity), str(now.validity)) == ("22/08/2025–28/02/2026", "từ 01/03/2026")
    assert (now.committee.founding, len(now.seats), len(before.seats)) == (False, 2, 3)
    assert [each.committee.name for each in committees_of(OPERATOR, unit().pk, LATER)] == [
        "Ban Chỉ đạo 138 tỉnh"
    ]


def test_a_correction_replaces_the_seats_and_the_trail_keeps_what_stood_there() -> None:
    committee = founded()
    correct_committee(by=OPERATOR, committee=committee, name=NAME, decision="1406/QĐ-BCĐ", seats=SEATS[:1])
    (shown,) = committees_of(OPERATOR, unit().pk)
    assert (shown.committee.decision, shown.seats) == ("1406/QĐ-BCĐ", SEATS[:1])
    (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.correct-committee")
    assert line.detail["before"]["decision"] == "1405/QĐ-BCĐ"
    assert line.detail["before"]["seats"][1] == ["standing-deputy", "Giám đốc", "Công an tỉnh"]


def test_a_committee_closes() -> None:
    committee = founded()
    close_committee(by=OPERATOR, committee=committee, valid_until=LATER)
    assert committees_of(OPERATOR, unit().pk, LATER) == ()
    with pytest.raises(NotAllowed) as refused:
        reformed(committee)
    assert refused.value.refused.code == "committee-ended"


@pytest.mark.parametrize(
    "post",
    ["Ông Nguyễn Văn A", "Nguyễn Văn A", "Chủ tịch: Lê Quốc Minh", "Mai Hoa", "Chủ tịch 0912345678", ""],
)
def test_a_seat_names_nobody(post: str) -> None:
    with pytest.raises(SeatsRefused) as refused:
        founded(seats=(*SEATS, Seat("member", post, "Sở Y tế")))
    (fault,) = refused.value.faults
    assert (fault.number, fault.field) == (4, "post")
    assert fault.remedy
    assert committees_of(OPERATOR, unit().pk) == ()


def test_a_committee_has_one_head_and_known_duties() -> None:
    with pytest.raises(SeatsRefused) as refused:
        founded(seats=(*SEATS, SEATS[0], Seat("boss", "Giám đốc", "Sở Y tế")))
    assert [(fault.number, fault.field) for fault in refused.value.faults] == [(5, "duty"), (4, "duty")]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, "name-empty"),
        ({"decision": ""}, "decision-empty"),
        ({"name": "b" * 201}, "text-too-long"),
        ({"decision": "Trần Thị Hoa"}, "text-names-a-person"),
        ({"valid_from": date(2025, 6, 30)}, "outside-the-unit"),
        ({"seats": SEATS[1:2] * 101}, "too-many-seats"),
    ],
)
def test_what_cannot_be_founded_is_refused(changes: dict[str, object], refusal: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        founded(**changes)
    assert refused.value.refused.code == refusal


def test_a_second_committee_needs_another_name() -> None:
    founded()
    with pytest.raises(NotAllowed) as refused:
        founded(name="ban chỉ đạo  138", valid_from=LATER)
    assert refused.value.refused.code == "committee-stands"
    founded(name="Ban Chỉ đạo 35")
    assert len(committees_of(OPERATOR, unit().pk, DAY)) == 2


def test_a_standing_body_is_the_units_own() -> None:
    with pytest.raises(NotAllowed) as refused:
        founded(unit=unit(DA_BAC), standing_body=unit(PHU_THO))
    assert refused.value.refused.code == "standing-body-elsewhere"


def test_only_who_administers_keeps_it_and_units_below_read_it() -> None:
    committee, below = founded(), unit(DA_BAC)
    khang = officer(Place(below.pk, below.path))
    with acting_as(khang):
        assert [each.seats for each in committees_of(khang, committee.unit_id, DAY)] == [SEATS]
        with pytest.raises(NotAllowed) as refused:
            close_committee(by=khang, committee=committee, valid_until=LATER)
    assert refused.value.refused.code == "units-not-permitted"
