"""Judgements on accounts, as tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.access.models import Role
from binhyen.access.permissions import POWERS
from binhyen.access.queries import reach_of
from binhyen.access.rules import codes
from binhyen.access.rules.keeping import Standing, may_appoint_to, may_end, may_keep
from binhyen.access.rules.powers import SYSTEM_ROLES, Permission
from binhyen.access.rules.usernames import SHAPE, derive_username
from binhyen.foundations.authority import Actor, Mandate
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import Refused

COUNTRY, PROVINCE, COMMUNE, SIBLING = "1.", "1.5.", "1.5.51.", "1.5.52."


def somebody(role: Role, path: str, account_id: int = 1) -> Actor:
    mandates = (
        Mandate(role, role.label, 5, "đơn vị", path, POWERS[role].permissions, everywhere=path == COUNTRY),
    )
    return Actor(account_id=account_id, name="lan", mandates=mandates, reach=reach_of(mandates))


COMMUNE_KEEPER = somebody(Role.UNIT_ADMINISTRATOR, COMMUNE)
PROVINCE_KEEPER = somebody(Role.UNIT_ADMINISTRATOR, PROVINCE)
SYSTEM_KEEPER = somebody(Role.SYSTEM_ADMINISTRATOR, COUNTRY)
ENTERING = somebody(Role.ENTERING, COMMUNE)


def standing(*held: tuple[Role, str], account_id: int = 2, created_by: int | None = None) -> Standing:
    return Standing(account_id, tuple((role.value, path) for role, path in held), created_by)


HERE = standing((Role.ENTERING, COMMUNE))
BESIDE = standing((Role.ENTERING, SIBLING))
HERE_AND_ABOVE = standing((Role.ENTERING, COMMUNE), (Role.LEADER, PROVINCE))
SYSTEM_HERE = standing((Role.AUDITOR, COMMUNE))
FREE = standing()
FREE_AND_MINE = standing(created_by=1)
MYSELF = standing((Role.UNIT_ADMINISTRATOR, COMMUNE), account_id=1)


@pytest.mark.parametrize(
    ("by", "of", "expected"),
    [
        (COMMUNE_KEEPER, HERE, ""),
        (PROVINCE_KEEPER, HERE, ""),
        (SYSTEM_KEEPER, HERE, ""),
        (COMMUNE_KEEPER, BESIDE, "not-yours"),
        (COMMUNE_KEEPER, HERE_AND_ABOVE, "held-elsewhere"),
        (PROVINCE_KEEPER, HERE_AND_ABOVE, ""),
        (COMMUNE_KEEPER, SYSTEM_HERE, "system-role"),
        (SYSTEM_KEEPER, SYSTEM_HERE, ""),
        (COMMUNE_KEEPER, FREE, "not-yours"),
        (COMMUNE_KEEPER, FREE_AND_MINE, ""),
        (SYSTEM_KEEPER, FREE, ""),
        (COMMUNE_KEEPER, MYSELF, "oneself"),
        (ENTERING, HERE, "not-yours"),
    ],
)
def test_an_account_is_kept_by_whoever_answers_for_all_its_units(
    by: Actor, of: Standing, expected: str
) -> None:
    decision = may_keep(by, of, Permission.RENEW_SECOND_FACTOR)
    assert (decision.code if isinstance(decision, Refused) else "") == expected
    if isinstance(decision, Refused):
        assert decision.sentence.endswith(".")
        assert decision.remedy.endswith(".")


@pytest.mark.parametrize(
    ("by", "of", "role", "at", "expected"),
    [
        (COMMUNE_KEEPER, HERE, Role.REVIEWING, COMMUNE, ""),
        (COMMUNE_KEEPER, HERE, Role.REVIEWING, SIBLING, "not-permitted"),
        (COMMUNE_KEEPER, HERE, Role.REVIEWING, PROVINCE, "not-permitted"),
        (PROVINCE_KEEPER, HERE, Role.REVIEWING, SIBLING, ""),
        (COMMUNE_KEEPER, BESIDE, Role.REVIEWING, COMMUNE, "not-yours"),
        (COMMUNE_KEEPER, HERE, Role.AUDITOR, COMMUNE, "system-role"),
        (COMMUNE_KEEPER, HERE, Role.SYSTEM_ADMINISTRATOR, COMMUNE, "system-role"),
        (SYSTEM_KEEPER, HERE, Role.AUDITOR, COMMUNE, ""),
        (COMMUNE_KEEPER, FREE_AND_MINE, Role.ENTERING, COMMUNE, ""),
        (COMMUNE_KEEPER, FREE, Role.ENTERING, COMMUNE, "not-yours"),
        (COMMUNE_KEEPER, MYSELF, Role.LEADER, COMMUNE, "oneself"),
        (ENTERING, HERE, Role.ENTERING, COMMUNE, "not-permitted"),
    ],
)
def test_roles_are_given_at_and_below_ones_own_unit(
    by: Actor, of: Standing, role: Role, at: str, expected: str
) -> None:
    decision = may_appoint_to(by, of, role, at)
    assert (decision.code if isinstance(decision, Refused) else "") == expected


def test_roles_are_ended_as_they_are_given() -> None:
    assert may_end(COMMUNE_KEEPER, 2, Role.ENTERING, COMMUNE)
    assert not may_end(COMMUNE_KEEPER, 2, Role.ENTERING, SIBLING)
    assert not may_end(COMMUNE_KEEPER, 2, Role.AUDITOR, COMMUNE)
    assert not may_end(COMMUNE_KEEPER, 1, Role.ENTERING, COMMUNE)


def test_the_roles_of_the_system_are_roles() -> None:
    assert set(Role.values) >= SYSTEM_ROLES


def test_only_content_roles_write_content_and_nobody_holds_both_keys() -> None:
    for role, powers in POWERS.items():
        assert not (powers.writes_content and powers.administers), role
        assert not powers.writes_content or powers.reads_content, role


@pytest.mark.parametrize(
    ("used", "wrong_tries", "days", "right", "opened"),
    [
        (False, 0, 0, True, True),
        (False, 4, 13, True, True),
        (False, 0, 0, False, False),
        (True, 0, 0, True, False),
        (False, 5, 0, True, False),
        (False, 0, 14, True, False),
    ],
)
def test_a_code_opens_once_in_time_within_five_tries(
    used: bool, wrong_tries: int, days: int, right: bool, opened: bool
) -> None:
    issued = now()
    mark = codes.hash_of("K7QM-3F9T-XW2B", 1, "key")
    state = codes.CodeState(mark, issued + codes.VALID_FOR, used, wrong_tries)
    tried = mark if right else codes.hash_of("K7QM-3F9T-XW2C", 1, "key")
    assert bool(codes.opens(state, tried, issued + timedelta(days=days))) is opened


def test_a_code_is_bound_to_its_account() -> None:
    assert codes.hash_of("K7QM-3F9T-XW2B", 1, "key") != codes.hash_of("K7QM-3F9T-XW2B", 2, "key")


@given(st.randoms(use_true_random=False), st.sampled_from(["", " ", "-", "  - "]))
def test_a_code_is_read_however_it_is_typed(random: object, between: str) -> None:
    code = codes.new_code(random.choice)  # type: ignore[attr-defined]
    assert codes.as_typed(between.join(code.lower().replace("-", ""))) == code


@pytest.mark.parametrize(
    ("name", "unit", "username"),
    [
        ("Nguyễn Thị Hoa", "05116", "hoant.05116"),
        ("Đặng Đình Đức", "01", "ducdd.01"),
        ("Y Wang", "", "wangy"),
        ("Hoa", "05116", "hoa.05116"),
    ],
)
def test_a_sign_in_name_is_the_given_name_with_initials(name: str, unit: str, username: str) -> None:
    assert derive_username(name, unit) == username
    assert derive_username(name, unit, {username}) == username.replace(".", "2.") or not unit


@given(st.text(max_size=120), st.sampled_from(["", "01", "05116"]))
def test_whatever_the_name_the_sign_in_name_has_the_right_shape(name: str, unit: str) -> None:
    assert SHAPE.fullmatch(derive_username(name, unit))
