from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.validity import BadValidity, FaultKind, Validity, ValidityFault, faults_in

unhurried = settings(deadline=None)  # a busy machine is no fault

JULY, AUGUST, YEAR_END = date(2025, 7, 1), date(2025, 8, 1), date(2026, 1, 1)

days = st.dates(date(2025, 1, 1), date(2025, 2, 15))


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    since = draw(days)
    length = draw(st.none() | st.integers(1, 30))
    return Validity(since, None if length is None else since + timedelta(days=length))


window = [date(2024, 12, 30) + timedelta(days=step) for step in range(90)]


def test_the_end_is_the_first_day_on_which_it_no_longer_holds():
    validity = Validity(JULY, AUGUST)
    assert not validity.holds_on(date(2025, 6, 30))
    assert validity.holds_on(JULY)
    assert validity.holds_on(date(2025, 7, 31))
    assert not validity.holds_on(AUGUST)
    assert validity.last_day == date(2025, 7, 31)


def test_without_an_end_it_holds_on():
    assert Validity(JULY).holds_on(date(2199, 12, 31))
    assert Validity(JULY).last_day is None


@pytest.mark.parametrize("until", [JULY, date(2025, 6, 30)])
def test_an_end_that_is_not_after_the_beginning_is_refused(until: date):
    with pytest.raises(BadValidity, match="không sau ngày bắt đầu có hiệu lực 01/07/2025"):
        Validity(JULY, until)


@pytest.mark.parametrize(
    ("validity", "shown"),
    [
        (Validity(JULY), "từ 01/07/2025"),
        (Validity(JULY, YEAR_END), "01/07/2025–31/12/2025"),
        (Validity(JULY, date(2025, 7, 2)), "ngày 01/07/2025"),
    ],
)
def test_it_is_shown_with_its_last_day(validity: Validity, shown: str):
    assert str(validity) == shown


@unhurried
@given(validities(), validities())
def test_the_intersection_holds_on_the_days_on_which_both_hold(one: Validity, other: Validity):
    both = one.intersection(other)
    assert both == other.intersection(one)
    assert (both is not None) == one.overlaps(other)
    for day in window:
        assert (both is not None and both.holds_on(day)) == (one.holds_on(day) and other.holds_on(day))


@unhurried
@given(validities(), validities())
def test_covering_means_that_the_intersection_is_the_covered_one(one: Validity, other: Validity):
    assert one.covers(other) == (one.intersection(other) == other)


def test_neighbours_that_meet_have_no_fault():
    assert faults_in([Validity(AUGUST), Validity(JULY, AUGUST)]) == ()
    assert faults_in([]) == ()


def test_a_gap_is_named_with_its_days():
    (fault,) = faults_in([Validity(JULY, AUGUST), Validity(date(2025, 8, 10))])
    assert fault == ValidityFault(FaultKind.GAP, Validity(AUGUST, date(2025, 8, 10)))
    assert fault.sentence == "Không có phiên bản nào có hiệu lực trong thời gian 01/08/2025–09/08/2025."


def test_an_overlap_is_named_with_its_days():
    (fault,) = faults_in([Validity(JULY, date(2025, 8, 3)), Validity(AUGUST)])
    assert fault == ValidityFault(FaultKind.OVERLAP, Validity(AUGUST, date(2025, 8, 3)))
    assert "Nhiều phiên bản" in fault.sentence


def test_two_versions_without_end_overlap_without_end():
    assert faults_in([Validity(JULY), Validity(AUGUST)]) == (
        ValidityFault(FaultKind.OVERLAP, Validity(AUGUST)),
    )


def test_a_short_version_within_a_long_one_hides_no_gap_after_the_long_one():
    long, short = Validity(JULY, YEAR_END), Validity(AUGUST, date(2025, 8, 5))
    later = Validity(date(2026, 2, 1))
    assert [fault.kind for fault in faults_in([long, short, later])] == [FaultKind.OVERLAP, FaultKind.GAP]


@unhurried
@given(st.lists(validities(), min_size=1, max_size=5))
def test_faults_are_exactly_the_days_with_no_version_or_several(versions: list[Validity]):
    faults = faults_in(versions)
    begin = min(version.since for version in versions)
    for day in window:
        holding = sum(version.holds_on(day) for version in versions)
        later = any(version.since > day for version in versions)
        gap = day >= begin and holding == 0 and later
        assert gap == any(f.kind is FaultKind.GAP and f.days.holds_on(day) for f in faults)
        assert (holding > 1) == any(f.kind is FaultKind.OVERLAP and f.days.holds_on(day) for f in faults)
