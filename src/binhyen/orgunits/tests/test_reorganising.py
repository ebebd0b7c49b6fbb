"""Are units reorganised in one act, put back by another, and only by whoever may?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.foundations import clock
from binhyen.foundations.decisions import ALLOWED, Decision, NotAllowed, Refused
from binhyen.machinery import events as announcing
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import (
    DraftOutcome,
    draft_reorganisation,
    enact_reorganisation,
    found_body,
    reorganise_many,
    settle_paths,
    undo_reorganisation,
)
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.orgunits.models import (
    Committee,
    OrgUnit,
    OrgUnitVersion,
    Reorganisation,
    Succession,
    UnitCount,
)
from binhyen.orgunits.queries import (
    check_units,
    children_of,
    enacted_from,
    plan_reorganisation,
    plans_of,
    reorganisations_of,
    stakes,
    unit_of_code,
)
from binhyen.orgunits.rules.reorganising import THE_COUNTRY, Draft
from binhyen.orgunits.tests.rearranged import draft_of_steps, lay_areas, print_of_the_units
from tests.places import BACH_MA, BEN_TRE_XANH, DOI_CHE, SUOI_HOA, THANH_BINH, officer

DAY = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def map_and_reach(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        lay_areas()
        yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every announcement of a reorganisation, in order; nobody else reacts."""
    heard: list[object] = []
    for event in (UnitsReorganised, ReorganisationReverted):
        monkeypatch.setitem(announcing._reactions, event, [heard.append])
    return heard


def code_on(code: str, day: date = DAY) -> Any:
    return unit_of_code(OPERATOR, code, day)


def enacted(*steps: dict[str, Any], **head: str) -> Reorganisation:
    return enact_reorganisation(by=OPERATOR, reorganisation=draft_of_steps(*steps, **head))


MERGE = {"merge": ["T11-001", "T11-002"], "into": {"name": "Thôn Bình Yên"}}
CLUSTER = {"end_level": "cluster"}
COMMUNES = {"merge": ["T11", "T12"], "into": {"name": "Hoa Chè", "kind": "xã", "code": "T11"}}


def test_a_merger_is_written_whole(told: list[object]) -> None:
    done = enacted(MERGE)
    assert (done.state, done.unit_id) == ("enacted", SUOI_HOA.key)
    new = code_on("T11-007")
    assert (new.name, new.path) == ("Thôn Bình Yên", f"{SUOI_HOA.path}{new.id}.")
    assert new.legal_basis == "Nghị quyết 7/NQ-HĐND"
    assert code_on("T11-001") is None
    assert code_on("T11-001", date(2026, 9, 30)) is not None
    links = Succession.objects.visible_to(OPERATOR).filter(reorganisation=done)
    assert {(link.unit_id, link.relation, link.people_share) for link in links} == {
        (new.id, "whole", Decimal(1))
    }
    (event,) = told
    assert event == UnitsReorganised(done.pk, DAY, ended=(900100, 900101), founded=(new.id,), changed=())
    line = AuditEntry.objects.visible_to(OPERATOR).get(act="orgunits.reorganise")
    assert (line.unit_id, line.detail["founded"]) == (SUOI_HOA.key, ["T11-007"])
    standing = UnitCount.objects.visible_to(OPERATOR).filter(unit_id=SUOI_HOA.key, kind="hamlet")
    assert {row.valid_from: row.units for row in standing} == {date(2025, 7, 1): 6, DAY: 5}


def test_merged_communes_take_their_areas_along() -> None:
    before = {each.unit_id for each in children_of(OPERATOR, DOI_CHE.key, DAY)}
    enacted(COMMUNES, under="T1")
    new = code_on("T11")
    assert new.id not in (SUOI_HOA.key, DOI_CHE.key)
    assert new.path == f"{BACH_MA.path}{new.id}."
    assert {each.unit_id for each in children_of(OPERATOR, new.id, DAY)} > before
    for unit in OrgUnit.objects.visible_to(OPERATOR).filter(pk__in=before):
        assert unit.path == f"{new.path}{unit.pk}.", "who administers the new commune guards them now"
    for version in OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit_id__in=before):
        assert version.unit_path == f"{new.path}{version.unit_id}."
        stood = DOI_CHE.path if version.valid_from < DAY else new.path
        assert version.tree_path == f"{stood}{version.unit_id}."
        assert version.legal_basis == (
            "Nghị quyết cũ" if version.valid_from < DAY else "Nghị quyết 7/NQ-HĐND"
        )
    assert OrgUnit.objects.visible_to(OPERATOR).get(pk=SUOI_HOA.key).valid_until == DAY
    assert code_on("T11-MT") is None, "a body ends with its unit"


def test_an_ended_unit_below_one_that_moves_goes_along_and_comes_back() -> None:
    before = print_of_the_units()
    gone = OrgUnitVersion.objects.visible_to(OPERATOR).get(code="T12-900")
    done = enacted({"move": "T12", "under": "T2"}, under=THE_COUNTRY)
    moved = OrgUnit.objects.visible_to(OPERATOR).get(pk=gone.unit_id)
    assert moved.path == f"{THANH_BINH.path}{DOI_CHE.key}.{gone.unit_id}.", "its new superior reads its past"
    gone = OrgUnitVersion.objects.visible_to(OPERATOR).get(code="T12-900")
    assert gone.tree_path == f"{DOI_CHE.path}{gone.unit_id}.", "where it stood stays"
    undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert print_of_the_units() == before


def test_paths_follow_on_the_day_and_not_before() -> None:
    def path() -> str:
        return OrgUnit.objects.visible_to(OPERATOR).get(pk=DOI_CHE.key).path

    before = print_of_the_units()
    moving = draft_of_steps({"move": "T12", "under": "T2"}, under=THE_COUNTRY, effective="2027-01-01")
    done = enact_reorganisation(by=OPERATOR, reorganisation=moving)
    assert path() == DOI_CHE.path
    assert settle_paths(by=OPERATOR) == 0
    undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert print_of_the_units() == before
    again = enact_reorganisation(by=OPERATOR, reorganisation=moving)
    with acting_as(officer(BACH_MA)) as above:
        checked = {each.check.name: each.findings for each in check_units(above, clock.today())}
    assert not checked["paths-follow-parents"], "a move to come is no fault today"
    with clock.fixed_to(date(2027, 1, 1)):
        assert settle_paths(by=OPERATOR) == 1
        assert settle_paths(by=OPERATOR) == 0
        assert path() == f"{THANH_BINH.path}{DOI_CHE.key}."
        undo_reorganisation(by=OPERATOR, reorganisation=again)
    assert print_of_the_units() == before


def test_nothing_is_written_of_a_plan_with_a_fault() -> None:
    before = print_of_the_units()
    with pytest.raises(NotAllowed) as refused:
        enacted(MERGE, {"end": "T11-099"})
    assert refused.value.refused.code == "unknown-code"
    assert refused.value.refused.sentence.startswith("steps[1]: ")
    assert print_of_the_units() == before
    assert not reorganisations_of(OPERATOR, SUOI_HOA.key).exists()


def test_a_draft_is_kept_and_enacted_later() -> None:
    kept = draft_reorganisation(by=OPERATOR, draft=draft_of_steps(MERGE))
    assert kept.state == "drafted"
    assert code_on("T11-001") is not None
    done = enact_reorganisation(by=OPERATOR, reorganisation=kept)
    assert (done.pk, done.state) == (kept.pk, "enacted")
    assert code_on("T11-001") is None
    with pytest.raises(NotAllowed) as again:
        enact_reorganisation(by=OPERATOR, reorganisation=kept)
    assert again.value.refused.code == "wrong-state"
    assert enacted_from(OPERATOR, draft_of_steps(MERGE)) == done
    assert list(reorganisations_of(OPERATOR, SUOI_HOA.key)) == [done]
    with pytest.raises(NotAllowed):
        draft_reorganisation(by=OPERATOR, draft=draft_of_steps(MERGE, under="T99"))


# ---- undoing ---------------------------------------------------------------------------------------------------


def test_undoing_says_so_first_and_leaves_both_acts_in_the_trail(told: list[object]) -> None:
    before = print_of_the_units()
    done = enacted(MERGE)
    assert print_of_the_units() != before
    undone = undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert undone.state == "undone"
    assert undone.undone_at is not None
    assert print_of_the_units() == before
    event = told[-1]
    assert isinstance(event, ReorganisationReverted)
    assert event.ended == (900100, 900101)
    acts = AuditEntry.objects.visible_to(OPERATOR).filter(subject=f"reorganisation:{done.pk}")
    assert [line.act for line in acts.order_by("pk")] == [
        "orgunits.reorganise",
        "orgunits.undo-reorganisation",
    ]
    with pytest.raises(NotAllowed) as again:
        undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert again.value.refused.code == "wrong-state"


def test_what_came_with_the_lists_of_the_country_is_not_undone() -> None:
    listed = Reorganisation.objects.visible_to(OPERATOR).filter(state="enacted", content={}).first()
    assert listed is not None, "the one of 1 July 2025"
    with pytest.raises(NotAllowed) as refused:
        undo_reorganisation(by=OPERATOR, reorganisation=listed)
    assert refused.value.refused.code == "not-of-our-making"


class Resting:
    """A room whose things rest on the new map."""

    def consequences(self, actor: object, change: stakes.Change) -> tuple[stakes.Consequence, ...]:
        return (stakes.Consequence("test", "Một hệ quả.", len(change.founded)),)

    def may_be_undone(self, founded: tuple[int, ...], day: date) -> Decision:
        return Refused("figures-rest", "Đã có số liệu.") if founded else ALLOWED


def test_a_room_with_a_stake_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stakes, "_stakes", [Resting()])
    plan = plan_reorganisation(OPERATOR, draft_of_steps(MERGE))
    assert [(each.topic, each.count) for each in plan.consequences] == [("test", 1)]
    done = enacted(MERGE)
    with pytest.raises(NotAllowed) as refused:
        undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert refused.value.refused.code == "figures-rest"


def test_a_later_change_of_the_same_units_comes_first() -> None:
    before = print_of_the_units()
    first = enacted(MERGE)
    second = enacted({"rename": "T11-007", "name": "Thôn An Bình"}, effective="2026-10-15")
    with pytest.raises(NotAllowed) as refused:
        undo_reorganisation(by=OPERATOR, reorganisation=first)
    assert refused.value.refused.code == "changed-since"
    assert second.title in refused.value.refused.remedy
    undo_reorganisation(by=OPERATOR, reorganisation=second)
    undo_reorganisation(by=OPERATOR, reorganisation=first)
    assert print_of_the_units() == before


def test_what_came_below_a_new_unit_stands_against_undoing() -> None:
    done = enacted(COMMUNES, under="T1")
    new = OrgUnit.objects.visible_to(OPERATOR).get(pk=code_on("T11").id)
    found_body(by=OPERATOR, parent=new, kind="front", name="Mặt trận", code="T11-M2", valid_from=DAY)
    with pytest.raises(NotAllowed) as refused:
        undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert refused.value.refused.code == "changed-since"


def test_whatever_else_rests_on_a_new_unit_stands_against_undoing() -> None:
    done = enacted(MERGE)
    Committee.objects.create(
        unit_id=code_on("T11-007").id, name="Ban Chỉ đạo", decision="QĐ 1", valid_from=DAY
    )
    with pytest.raises(NotAllowed) as refused:
        undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert refused.value.refused.code == "rests-on-new-units"
    assert "Ban Chỉ đạo" in refused.value.refused.sentence
    assert code_on("T11-007") is not None, "nothing was put back by halves"


AREAS = [f"T11-00{number}" for number in range(1, 6)] + [f"T12-00{number}" for number in range(1, 7)]


@st.composite
def steps(draw: st.DrawFn) -> list[Any]:
    """Sound steps within the province: each area is used once at most, and perhaps the communes are merged."""
    whole: list[Any] = draw(
        st.sampled_from(([], [COMMUNES], [{"change_kind": "T12", "kind": "phường"}], [CLUSTER]))
    )
    after = ("T11",) if whole == [COMMUNES] else ("T11", "T12")
    free = draw(st.permutations(AREAS))
    verbs = draw(st.lists(st.sampled_from(sorted(VERBS)), min_size=0 if whole else 1, max_size=5))
    return [VERBS[verb](free, draw(st.sampled_from(after))) for verb in verbs] + whole


def _take(free: list[str], number: int) -> list[str]:
    taken = free[:number]
    del free[:number]
    return taken


VERBS: dict[str, Any] = {
    "merge": lambda free, to: {
        "merge": _take(free, 2),
        "into": {"name": "Thôn Hợp", "kind": "thôn", "under": to},
    },
    "split": lambda free, to: {
        "split": _take(free, 1)[0],
        "into": [{"name": "A", "people": "0.4", "under": to}, {"name": "B", "under": to}],
    },
    "rename": lambda free, to: {"rename": _take(free, 1)[0], "name": f"Thôn {to}"},
    "recode": lambda free, to: {"recode": (code := _take(free, 1)[0]), "code": code.replace("-0", "-9")},
    "change_kind": lambda free, to: {"change_kind": _take(free, 1)[0], "kind": "tổ dân phố"},
    "end": lambda free, to: {"end": _take(free, 1)[0]},
    "found": lambda free, to: {"found": {"name": "Thôn Mới", "kind": "thôn", "under": to}},
}


@pytest.mark.slow
@given(st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_it_is_as_if_it_had_never_been(data: st.DataObject) -> None:
    before = print_of_the_units()
    made = data.draw(steps())
    draft = draft_of_steps(*made, under="T1")
    plan = plan_reorganisation(OPERATOR, draft)
    assert not plan.faults, [str(fault) for fault in plan.faults]
    done = enact_reorganisation(by=OPERATOR, reorganisation=draft)
    assert print_of_the_units() != before
    undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert print_of_the_units() == before


# ---- many at once ----------------------------------------------------------------------------------------------


def province() -> OrgUnit:
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=BACH_MA.key)


def a_go() -> list[Draft]:
    """Four files: one sound, one with a fault, one of another province, one sound."""
    return [
        draft_of_steps(MERGE),
        draft_of_steps({"end": "T12-099"}, under="T12"),
        draft_of_steps({"rename": "T21", "name": "Xã Lạ"}, under="T2"),
        draft_of_steps({"rename": "T12-001", "name": "Thôn Đầu"}, under="T12"),
    ]


def codes_of_faults(outcomes: tuple[DraftOutcome, ...]) -> list[list[str]]:
    return [[fault.code for fault in each.faults] for each in outcomes]


def test_of_many_files_the_sound_ones_stand() -> None:
    before = print_of_the_units()
    outcomes = reorganise_many(by=OPERATOR, within=province(), drafts=a_go())
    assert codes_of_faults(outcomes) == [[], ["unknown-code"], ["wrong-place"], []]
    done = [each.reorganisation for each in outcomes if each.reorganisation]
    assert [each.unit_id for each in done] == [SUOI_HOA.key, DOI_CHE.key]
    assert code_on("T12-001").name == "Thôn Đầu"
    lines = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.reorganise")
    assert {line.unit_id for line in lines} == {SUOI_HOA.key, DOI_CHE.key}
    for each in done:
        undo_reorganisation(by=OPERATOR, reorganisation=each)
    assert print_of_the_units() == before


def test_all_or_none() -> None:
    before = print_of_the_units()
    outcomes = reorganise_many(by=OPERATOR, within=province(), drafts=a_go(), all_or_none=True)
    assert not any(each.reorganisation for each in outcomes)
    assert print_of_the_units() == before


def test_two_files_on_the_same_units_in_one_go() -> None:
    drafts = [
        draft_of_steps(MERGE),
        draft_of_steps({"rename": "T11-002", "name": "B"}),
        draft_of_steps(COMMUNES, under="T1"),
    ]
    outcomes = reorganise_many(by=OPERATOR, within=province(), drafts=drafts)
    assert codes_of_faults(outcomes) == [[], ["twice-in-one-go"], ["twice-in-one-go"]]


def test_a_code_out_of_sight_is_refused_alone() -> None:
    """The administrator of a province sees no other province, where the code is borne."""
    kept = officer(BACH_MA)
    OrgUnit.objects.create(
        pk=900999, level="area", path=f"{BEN_TRE_XANH.path}900999.", valid_from=date(2025, 7, 1)
    )
    OrgUnitVersion.objects.create(
        unit_id=900999,
        parent_id=BEN_TRE_XANH.key,
        level="area",
        kind="hamlet",
        code="T21-001",
        name="Thôn Xa",
        short_name="Thôn Xa",
        valid_from=date(2025, 7, 1),
    )
    taken = draft_of_steps({"merge": ["T11-001", "T11-002"], "into": {"name": "A", "code": "T21-001"}})
    other = draft_of_steps({"rename": "T12-001", "name": "B"}, under="T12")
    with acting_as(kept):
        assert not plan_reorganisation(kept, taken).faults
        outcomes = reorganise_many(by=kept, within=province(), drafts=[taken, other])
        assert codes_of_faults(outcomes) == [["code-taken"], []]
        with pytest.raises(NotAllowed) as refused:
            enact_reorganisation(by=kept, reorganisation=taken)
    assert refused.value.refused.code == "code-taken"


def test_plans_of_many_cost_as_many_statements_as_of_one(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(stakes, "_stakes", [])
    with django_assert_num_queries(3):
        plans_of(OPERATOR, [draft_of_steps(MERGE)])
    with django_assert_num_queries(3):
        plans = plans_of(OPERATOR, a_go())
    assert [plan.sound for plan in plans] == [True, False, True, True]


# ---- who may -----------------------------------------------------------------------------------------------------


def test_a_commune_rearranges_its_own_areas_and_nothing_else() -> None:
    own = officer(SUOI_HOA)
    of_all = province()
    with acting_as(own):
        done = enact_reorganisation(by=own, reorganisation=draft_of_steps(MERGE))
        undo_reorganisation(by=own, reorganisation=done)
        for draft, code in (
            (draft_of_steps({"rename": "T11", "name": "Xã Mới"}, under="T1"), "units-not-permitted"),
            (draft_of_steps({"end": "T12-001"}, under="T12"), "unknown-code"),
            (draft_of_steps({"end": "T12-001"}), "unknown-code"),
        ):
            with pytest.raises(NotAllowed) as refused:
                enact_reorganisation(by=own, reorganisation=draft)
            assert refused.value.refused.code == code
        with pytest.raises(NotAllowed):
            reorganise_many(by=own, within=of_all, drafts=[])
        with pytest.raises(NotAllowed):
            settle_paths(by=own)


def test_a_province_merges_its_communes() -> None:
    before = print_of_the_units()
    above = officer(BACH_MA)
    with acting_as(above):
        done = enact_reorganisation(by=above, reorganisation=draft_of_steps(COMMUNES, under="T1"))
    with acting_as(officer(SUOI_HOA)) as gone, pytest.raises(NotAllowed):
        undo_reorganisation(by=gone, reorganisation=done)
    with acting_as(above):
        undo_reorganisation(by=above, reorganisation=done)
    assert print_of_the_units() == before
