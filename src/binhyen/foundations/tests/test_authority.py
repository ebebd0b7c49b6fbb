from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.authority import EVERYWHERE, NOBODY, NOWHERE, Actor, Mandate, Reach, branches
from binhyen.foundations.decisions import ALLOWED, Refused

unhurried = settings(deadline=None)  # a busy machine is no fault

PHU_THO = "1.25."
VIET_TRI = "1.25.7900."
HOA_BINH = "1.25.8001."

paths = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(
    lambda keys: "".join(f"{key}." for key in keys)
)


def mandate(path: str, *permissions: str, everywhere: bool = False) -> Mandate:
    return Mandate(
        role="thuong-truc",
        role_label="Thường trực",
        unit_id=1,
        unit_name="Xã Tam Nông",
        unit_path=path,
        permissions=frozenset(permissions),
        everywhere=everywhere,
    )


def actor(*mandates: Mandate) -> Actor:
    return Actor(account_id=7, name="Nguyễn Thị Hoà", mandates=mandates)


@pytest.mark.parametrize(
    ("path", "covered"), [(PHU_THO, True), (VIET_TRI, True), ("1.", False), ("1.250.", False), ("", False)]
)
def test_a_branch_covers_its_unit_and_all_below(path: str, covered: bool):
    assert branches(paths=(PHU_THO,)).covers(path) is covered


def test_nowhere_covers_nothing_and_everywhere_all():
    assert not NOWHERE.covers(PHU_THO)
    assert EVERYWHERE.covers(PHU_THO)
    assert EVERYWHERE.covers("")


@unhurried
@given(st.lists(paths, max_size=6), paths)
def test_leaving_out_covered_branches_changes_no_answer(given_paths: list[str], path: str):
    reduced = branches(paths=tuple(given_paths))
    assert reduced.covers(path) == any(path.startswith(each) for each in given_paths)
    assert not any(a != b and a.startswith(b) for a in reduced.paths for b in reduced.paths)


@unhurried
@given(st.lists(paths, max_size=4), st.lists(paths, max_size=4), paths)
def test_the_union_covers_what_either_covers(left: list[str], right: list[str], path: str):
    one, other = branches(paths=tuple(left)), branches(paths=tuple(right))
    assert (one | other).covers(path) == (one.covers(path) or other.covers(path))


def test_branches_keep_their_order_so_that_the_own_one_comes_first():
    assert branches(paths=(HOA_BINH, VIET_TRI, "1.30.")).paths == (HOA_BINH, VIET_TRI, "1.30.")
    assert branches(paths=(VIET_TRI, PHU_THO)).paths == (PHU_THO,)


def test_former_units_are_places_that_leave_no_traces():
    reach = Reach(content=branches(paths=(VIET_TRI, HOA_BINH)), heritage=branches(paths=(HOA_BINH,)))
    assert reach.places == branches(paths=(VIET_TRI, HOA_BINH))
    assert Reach(heritage=branches(paths=(HOA_BINH,))).places == branches(paths=(HOA_BINH,))
    assert reach.traces == branches(paths=(VIET_TRI,))


def test_at_former_units_a_mandate_permits_what_is_only_reading():
    desk = replace(
        mandate(PHU_THO, "view", "accept"), heritage=("1.8.",), at_heritage=frozenset({"view", "submit"})
    )
    assert actor(desk).may("view", "1.8.")
    assert actor(desk).may("view", "1.8.90.")
    assert not actor(desk).may("accept", "1.8.90.")
    assert not actor(desk).may("submit", "1.8.90."), "not among its permissions"
    assert not actor(desk).may("view", "1.80.")
    assert not actor(desk).may("view", "")


def test_places_are_those_of_content_and_of_administration():
    reach = Reach(content=branches(paths=(VIET_TRI,)), administration=branches(paths=(HOA_BINH,)))
    assert reach.places == branches(paths=(VIET_TRI, HOA_BINH))


def test_a_mandate_permits_at_its_unit_and_below_only():
    someone = actor(mandate(VIET_TRI, "submit"))
    assert someone.may("submit", VIET_TRI) is ALLOWED
    assert someone.may("submit", VIET_TRI + "5.") is ALLOWED
    refused = someone.may("submit", PHU_THO)
    assert isinstance(refused, Refused)
    assert refused.code == "not-permitted"
    assert not someone.may("submit", HOA_BINH)
    assert not someone.may("accept", VIET_TRI)


def test_permission_of_one_unit_does_not_join_the_place_of_another():
    someone = actor(mandate(VIET_TRI, "submit"), mandate(HOA_BINH, "accept"))
    assert not someone.may("accept", VIET_TRI)


def test_what_belongs_to_no_unit_needs_a_mandate_at_the_top():
    assert not actor(mandate("1.", "publish")).may("publish", "")
    assert actor(mandate("1.", "publish", everywhere=True)).may("publish", "")


def test_a_menu_asks_whether_it_is_permitted_anywhere():
    assert actor(mandate(VIET_TRI, "submit")).may_anywhere("submit")
    assert not actor(mandate(VIET_TRI, "submit")).may_anywhere("accept")


def test_nobody_may_nothing_and_the_operator_all():
    assert not NOBODY.signed_in
    assert not NOBODY.may("submit", VIET_TRI)
    assert not NOBODY.may_anywhere("submit")
    operator = Actor(account_id=None, name="Người vận hành", everything=True)
    assert operator.may("submit", "")
    assert operator.may_anywhere("accept")
