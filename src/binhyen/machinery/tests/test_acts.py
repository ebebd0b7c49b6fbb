"""The envelope of acts, the trail they leave, and the seals on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import fixed_to
from binhyen.foundations.decisions import ALLOWED, Decision, NotAllowed, Refused
from binhyen.machinery import action, events
from binhyen.machinery.action import Done, WrongReach, act
from binhyen.machinery.audit import sealing
from binhyen.machinery.audit.retention import months_kept, remove_old
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.datafolder import FolderUnusable
from binhyen.machinery.models import AuditEntry, AuditSeal
from binhyen.machinery.records import freeze, version
from tests.places import BACH_MA, BEN_TRE_XANH, DOI_CHE, SUOI_HOA, Place, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_tree")]


@dataclass(frozen=True)
class LampLit:
    unit_id: int


def may_light(*, by: Actor, place: Place) -> Decision:
    if by.reach.content_write.covers(place.path):
        return ALLOWED
    return Refused("not-here", "Không thắp đèn ở đây được.", "Chọn đơn vị khác.")


@act("test.light", "Thắp đèn", permission=may_light)
def light(*, by: Actor, place: Place) -> Done[str]:
    freeze("lamp", str(place.key), {"lit": True}, by=by)
    return Done(
        "sáng", unit_id=place.key, subject="lamp:1", detail={"old": 0, "new": 1}, events=(LampLit(place.key),)
    )


# Known to this module alone: the house's own acts are examined elsewhere, and this one is none of them.
del action.ACTS["test.light"]


def trail(actor: Actor = OPERATOR) -> list[AuditEntry]:
    with acting_as(actor):
        return list(AuditEntry.objects.visible_to(actor).order_by("id"))


class TestTheEnvelope:
    def test_an_act_leaves_its_line_in_the_trail(self) -> None:
        with acting_as(officer(SUOI_HOA)) as by:
            assert light(by=by, place=SUOI_HOA) == "sáng"
        (entry,) = trail()
        assert (entry.act, entry.account_id, entry.unit_path) == ("test.light", SUOI_HOA.key, SUOI_HOA.path)
        assert entry.detail == {"old": 0, "new": 1}
        assert entry.actor_role == f"vai trò thử, đơn vị {SUOI_HOA.key}"
        assert entry.branch == BACH_MA.path

    def test_a_refused_act_leaves_nothing(self) -> None:
        with acting_as(officer(SUOI_HOA)) as by, pytest.raises(NotAllowed, match="Không thắp đèn"):
            light(by=by, place=DOI_CHE)
        assert trail() == []

    def test_an_act_is_announced_within_its_transaction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[LampLit] = []
        monkeypatch.setitem(events._reactions, LampLit, [told.append])
        with acting_as(officer(SUOI_HOA)) as by:
            light(by=by, place=SUOI_HOA)
        assert told == [LampLit(SUOI_HOA.key)]

    def test_a_failing_reaction_undoes_the_act(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(event: LampLit) -> None:
            raise ZeroDivisionError

        monkeypatch.setitem(events._reactions, LampLit, [fail])
        with acting_as(officer(SUOI_HOA)) as by, pytest.raises(ZeroDivisionError):
            light(by=by, place=SUOI_HOA)
        assert trail() == []

    def test_an_act_wants_the_reach_of_its_actor(self) -> None:
        with acting_as(officer(DOI_CHE)), pytest.raises(WrongReach):
            light(by=officer(SUOI_HOA), place=SUOI_HOA)

    def test_who_looks_by_support_access_changes_nothing(self) -> None:
        looking = replace(officer(SUOI_HOA), read_only_at=SUOI_HOA.path)
        with acting_as(looking), pytest.raises(NotAllowed, match="chỉ được xem"):
            light(by=looking, place=SUOI_HOA)

    def test_two_acts_cannot_share_a_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(action.ACTS, "test.light", light.act)  # type: ignore[attr-defined]
        with pytest.raises(RuntimeError, match=r"test\.light"):
            act("test.light", "Thắp đèn", permission=may_light)(lambda **_: Done(None))

    def test_the_trail_names_acts_in_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(action.ACTS, "test.light", light.act)  # type: ignore[attr-defined]
        assert action.label_of("test.light") == "Thắp đèn"
        assert action.label_of("gone.long-ago") == "gone.long-ago"


class TestWhoSeesTheTrail:
    def test_own_and_below_and_nothing_beside(self) -> None:
        for place in (SUOI_HOA, BEN_TRE_XANH):
            with acting_as(officer(place)) as by:
                light(by=by, place=place)
        assert [entry.unit_id for entry in trail(officer(BACH_MA))] == [SUOI_HOA.key]
        assert [entry.unit_id for entry in trail(officer(DOI_CHE))] == []


class TestTheApplicationRole:
    @pytest.mark.parametrize(
        "statement",
        [
            "update machinery_auditentry set act = 'x'",
            "delete from machinery_auditentry",
            "truncate machinery_auditentry",
            "insert into machinery_auditseal (branch, number, entries, batch_hash, previous_hash, seal_hash,"
            " sealed_at) values ('', 1, 0, '', '', '', now())",
            "update machinery_frozenversion set number = 7",
            "alter table machinery_auditentry disable row level security",
            "create table mine (x int)",
        ],
    )
    def test_cannot_change_what_is_only_added_to(self, statement: str) -> None:
        refused = pytest.raises(ProgrammingError)
        with acting_as(OPERATOR), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(statement)


class TestSeals:
    @pytest.fixture
    def _three_acts(self, small_tree: None) -> None:
        for place in (SUOI_HOA, DOI_CHE, BEN_TRE_XANH):
            with acting_as(officer(place)) as by:
                light(by=by, place=place)

    @pytest.mark.usefixtures("_three_acts")
    def test_each_branch_has_its_own_chain_and_verifies(self) -> None:
        with acting_as(OPERATOR):
            assert sealing.seal() == 3
            assert sealing.seal() == 0
            found = sealing.verify()
        assert found.sound, found.faults
        assert (found.entries, found.seals, found.unsealed) == (3, 2, 0)
        assert set(found.heads) == {BACH_MA.path, "1.900002."}

    @pytest.mark.usefixtures("_three_acts")
    def test_a_later_batch_continues_the_chain(self) -> None:
        with acting_as(OPERATOR):
            sealing.seal()
        with acting_as(officer(SUOI_HOA)) as by:
            light(by=by, place=SUOI_HOA)
        with acting_as(OPERATOR):
            assert sealing.seal() == 1
            seals = list(AuditSeal.objects.filter(branch=BACH_MA.path).order_by("number"))
            assert seals[1].previous_hash == seals[0].seal_hash
            assert sealing.verify().sound

    @pytest.mark.usefixtures("_three_acts")
    def test_large_trails_are_sealed_in_several_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "LARGEST_BATCH", 1)
        with acting_as(OPERATOR):
            assert sealing.seal() == 3
            found = sealing.verify()
        assert found.sound
        assert found.seals == 3


@pytest.mark.django_db(transaction=True)
class TestTampering:
    """Somebody with the owner's password changes what was sealed; verifying says where."""

    @pytest.fixture(autouse=True)
    def _sealed_in_three_batches(self, small_tree: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "LARGEST_BATCH", 2)
        for _ in range(5):
            with acting_as(officer(SUOI_HOA)) as by:
                light(by=by, place=SUOI_HOA)
        with acting_as(OPERATOR):
            assert sealing.seal() == 5
            assert sealing.verify().sound

    @pytest.mark.parametrize(
        ("statement", "fault"),
        [
            ("update machinery_auditentry set detail = '{\"old\": 9}' where id = %s + 0", "đã bị sửa"),
            ("update machinery_auditentry set actor_name = 'ai đó' where id = %s + 1", "đã bị sửa"),
            ("delete from machinery_auditentry where id = %s + 2", "có 1 dòng, khi niêm phong có 2"),
            ("update machinery_auditseal set batch_hash = repeat('0', 64) where number = 2", "số 2"),
            (
                "update machinery_auditentry set seal_id = null where seal_id = 3; "
                "delete from machinery_auditseal s where number = 2 and not exists "
                "(select from machinery_auditentry e where e.seal_id = s.id)",
                "có 0 dòng",
            ),
            ("update machinery_auditseal set previous_hash = '' where number = 3", "Chuỗi bị đứt"),
            (
                "update machinery_auditseal set number = 4 where number = 3",
                "Thiếu niêm phong giữa số 2 và số 4",
            ),
        ],
    )
    def test_is_found_and_its_place_is_named(self, as_superuser: Any, statement: str, fault: str) -> None:
        (first,) = as_superuser.execute("select min(id) from machinery_auditentry").fetchone()
        for part in statement.split("; "):
            as_superuser.execute(part.replace("%s", str(first)))
        with acting_as(OPERATOR):
            found = sealing.verify()
        assert not found.sound
        assert any(fault in said for said in found.faults), found.faults


@pytest.mark.django_db(transaction=True)
class TestKeepingForASetTime:
    """Old batches go whole, their seals stay, and the chain still verifies."""

    @pytest.fixture(autouse=True)
    def _old_and_new_lines(self, small_tree: None) -> None:
        for day in (date(2020, 5, 4), date(2026, 10, 1)):
            with fixed_to(day), acting_as(officer(SUOI_HOA)) as by:
                light(by=by, place=SUOI_HOA)
                light(by=by, place=SUOI_HOA)
            with acting_as(OPERATOR):
                sealing.seal()

    def test_what_is_past_its_time_goes_and_the_rest_verifies(self) -> None:
        with acting_as(SYSTEM):
            assert remove_old(by=SYSTEM) == 2
            assert remove_old(by=SYSTEM) == 0
        with acting_as(OPERATOR):
            found = sealing.verify()
        assert found.sound, found.faults
        assert (found.removed, found.seals) == (1, 2)
        assert [entry.act for entry in trail()] == ["test.light", "test.light", "trail.remove-old"]

    def test_nobody_removes_it_in_person(self) -> None:
        with acting_as(officer(BACH_MA)) as by, pytest.raises(NotAllowed):
            remove_old(by=by)

    def test_the_database_itself_keeps_a_year(self) -> None:
        refused = pytest.raises(ProgrammingError, match="at least a year")
        with acting_as(SYSTEM), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute("select remove_trail_before(now() - interval '1 day')")

    @pytest.mark.parametrize("months", [11, 0, "sáu mươi"])
    def test_a_setting_below_the_floor_is_refused_in_words(
        self, months: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(settings.DATA_FOLDER.settings, "trail_kept_months", months)
        with pytest.raises(FolderUnusable, match="ít nhất 12"):
            months_kept()

    def test_lines_left_in_a_removed_batch_are_noticed(self, as_superuser: Any) -> None:
        as_superuser.execute("update machinery_auditseal set removed_at = now() where number = 1")
        with acting_as(OPERATOR):
            assert "đã xoá mà vẫn còn 2 dòng" in sealing.verify().faults[0]


def test_freezing_the_same_content_again_makes_no_version() -> None:
    with acting_as(OPERATOR):
        first = freeze("form", "monthly", {"b": 1, "a": [2]}, by=OPERATOR)
        again = freeze("form", "monthly", {"a": [2], "b": 1}, by=OPERATOR)
        changed = freeze("form", "monthly", {"a": [3], "b": 1}, by=OPERATOR)
        assert (first.number, again.number, changed.number) == (1, 1, 2)
        assert version("form", "monthly", 1).content == {"b": 1, "a": [2]}
