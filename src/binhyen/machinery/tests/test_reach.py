"""The two guards on rows with a unit, each by itself, and what a transaction may see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction

from binhyen.foundations.authority import NO_REACH, Actor, Reach, branches
from binhyen.foundations.clock import now, today
from binhyen.machinery.database.reach import (
    OPERATOR,
    NoTransaction,
    acting_as,
    current_reach,
    set_reach,
)
from binhyen.machinery.database.scoping import ScopedQuerySet, UnscopedQuery
from binhyen.machinery.models import Fate, ReceivedFile
from tests.places import BACH_MA, BEN_TRE_XANH, DOI_CHE, SUOI_HOA, THANH_BINH, Place, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_tree")]


def file_of(place: Place, text: str = "một") -> ReceivedFile:
    return ReceivedFile(
        unit_id=place.key,
        name="bao-cao.xlsx",
        sha256=hashlib.sha256(f"{place.key}{text}".encode()).hexdigest(),
        size=3,
        content=b"abc",
        received_at=now(),
        fate=Fate.TAKEN,
    )


@pytest.fixture
def _a_file_everywhere(small_tree: None) -> None:
    with acting_as(OPERATOR):
        for place in (BACH_MA, SUOI_HOA, DOI_CHE, THANH_BINH, BEN_TRE_XANH):
            file_of(place).save()


def seen_by(actor: Actor) -> set[int]:
    with acting_as(actor):
        return set(ReceivedFile.objects.visible_to(actor).values_list("unit_id", flat=True))


TWO_PLACES = replace(
    officer(SUOI_HOA), reach=Reach(content=branches(paths=(SUOI_HOA.path, BEN_TRE_XANH.path)))
)
"""Somebody who stands at two units that have nothing to do with each other."""

SCOPES = [
    (TWO_PLACES, {SUOI_HOA.key, BEN_TRE_XANH.key}),
    (OPERATOR, {BACH_MA.key, SUOI_HOA.key, DOI_CHE.key, THANH_BINH.key, BEN_TRE_XANH.key}),
    (officer(BACH_MA), {BACH_MA.key, SUOI_HOA.key, DOI_CHE.key}),
    (officer(SUOI_HOA), {SUOI_HOA.key}),
    (officer(BEN_TRE_XANH), {BEN_TRE_XANH.key}),
    (Actor(account_id=1, name="lạ"), set()),
]


@contextmanager
def queryset_guard_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(
            ScopedQuerySet, "visible_to", lambda self, actor: self.beyond_scope("guard off on purpose")
        )
        yield


@pytest.mark.usefixtures("_a_file_everywhere")
class TestEachGuardAlone:
    @pytest.mark.parametrize(("actor", "expected"), SCOPES)
    def test_both_guards_show_own_and_below(self, actor: Actor, expected: set[int]) -> None:
        assert seen_by(actor) == expected

    @pytest.mark.parametrize(("actor", "expected"), SCOPES)
    def test_the_policy_alone_shows_the_same(
        self, actor: Actor, expected: set[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with queryset_guard_off(monkeypatch):
            assert seen_by(actor) == expected

    @pytest.mark.parametrize(("actor", "expected"), SCOPES)
    def test_the_queryset_alone_shows_the_same(self, actor: Actor, expected: set[int]) -> None:
        with acting_as(OPERATOR):  # every policy lets everything through
            visible = ReceivedFile.objects.visible_to(actor).values_list("unit_id", flat=True)
            assert set(visible) == expected

    def test_without_a_reach_the_database_shows_nothing(self) -> None:
        assert ReceivedFile.objects.beyond_scope("to see what a forgotten reach shows").count() == 0


class TestQuerysetsRefuseToRun:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda: list(ReceivedFile.objects.all()),
            lambda: ReceivedFile.objects.filter(size=3).count(),
            lambda: ReceivedFile.objects.exists(),
            lambda: ReceivedFile.objects.first(),
            lambda: ReceivedFile.objects.get(pk=1),
            lambda: ReceivedFile.objects.update(size=4),
            lambda: ReceivedFile.objects.filter(size=3).delete(),
            lambda: ReceivedFile.objects.aggregate(),
            lambda: list(ReceivedFile.objects.values_list("pk")),
            lambda: list(ReceivedFile.objects.iterator()),
            lambda: list(
                ReceivedFile.objects.beyond_scope("outer").filter(pk__in=ReceivedFile.objects.all())
            ),
        ],
    )
    def test_until_they_are_told_for_whom(self, ask: object) -> None:
        with pytest.raises(UnscopedQuery):
            ask()  # type: ignore[operator]

    def test_beyond_scope_wants_a_reason(self) -> None:
        with pytest.raises(UnscopedQuery):
            ReceivedFile.objects.beyond_scope("")


class TestWhatIsKeptForAUnitAlone:
    """A refused file waits for its unit to correct it; not even the superior reads it."""

    @pytest.fixture(autouse=True)
    def _a_refused_file(self, small_tree: None) -> None:
        with acting_as(OPERATOR):
            refused = file_of(SUOI_HOA)
            refused.fate, refused.kept_until = Fate.KEPT_FOR_CORRECTION, today()
            refused.save()

    @pytest.mark.parametrize(
        ("actor", "expected"), [(officer(SUOI_HOA), 1), (officer(BACH_MA), 0), (officer(DOI_CHE), 0)]
    )
    def test_both_guards_and_the_policy_alone_hold_it_back(
        self, actor: Actor, expected: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert len(seen_by(actor)) == expected
        with queryset_guard_off(monkeypatch):
            assert len(seen_by(actor)) == expected
        with acting_as(OPERATOR):
            assert ReceivedFile.objects.visible_to(actor).count() == expected


class TestWriting:
    def test_the_database_copies_the_path_of_the_unit(self) -> None:
        with acting_as(officer(SUOI_HOA)):
            file = file_of(SUOI_HOA)
            file.unit_path = BEN_TRE_XANH.path  # whatever the writer claims
            file.save()
            assert file.unit_path == SUOI_HOA.path

    def test_a_row_of_another_unit_is_refused_by_the_database(self) -> None:
        with acting_as(officer(SUOI_HOA)), pytest.raises(ProgrammingError), transaction.atomic():
            file_of(DOI_CHE).save()

    def test_a_reach_to_read_alone_refuses_to_write(self) -> None:
        reader = Actor(account_id=2, name="an", reach=Reach(content=branches(paths=(SUOI_HOA.path,))))
        with acting_as(reader), pytest.raises(ProgrammingError), transaction.atomic():
            file_of(SUOI_HOA).save()

    def test_when_a_unit_moves_its_rows_move_with_it(self) -> None:
        with acting_as(OPERATOR):
            file_of(SUOI_HOA).save()
            with connection.cursor() as cursor:
                cursor.execute(
                    "update orgunits_orgunit set path = %s where id = %s", ["1.900002.900011.", SUOI_HOA.key]
                )
        assert seen_by(officer(THANH_BINH)) == {SUOI_HOA.key}
        assert seen_by(officer(BACH_MA)) == set()


class TestTheReachOfATransaction:
    def test_an_inner_actor_gives_the_outer_one_back(self) -> None:
        with acting_as(officer(BACH_MA)) as outer:
            with acting_as(officer(SUOI_HOA)) as inner:
                assert current_reach() == inner.reach
            assert current_reach() == outer.reach
            with connection.cursor() as cursor:
                cursor.execute("select current_setting('binhyen.content')")
                assert cursor.fetchone() == (BACH_MA.path,)

    def test_an_inner_failure_gives_the_outer_one_back(self) -> None:
        with acting_as(officer(BACH_MA)) as outer:
            with pytest.raises(ZeroDivisionError), acting_as(officer(SUOI_HOA)):
                raise ZeroDivisionError
            assert current_reach() == outer.reach


@pytest.mark.django_db(transaction=True)
def test_a_reach_cannot_be_set_outside_a_transaction() -> None:
    with pytest.raises(NoTransaction):
        set_reach(NO_REACH)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_reach_is_left_after_its_transaction() -> None:
    with acting_as(OPERATOR):
        file_of(SUOI_HOA).save()
    with transaction.atomic():
        assert ReceivedFile.objects.beyond_scope("to see what is left").count() == 0
    assert current_reach() == NO_REACH
