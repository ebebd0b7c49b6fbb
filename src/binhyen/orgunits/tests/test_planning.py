"""What would a draft do, and what stands against it? On a small invented map, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from binhyen.orgunits.rules.reorganising import (
    BadDraft,
    KnownVersion,
    Plan,
    Snapshot,
    draft_from,
    plan_draft,
)
from binhyen.orgunits.rules.reorganising.drafts import codes_of

ALL = Decimal(1)
SINCE, DAY = date(2025, 7, 1), date(2026, 9, 1)


class Map:
    """Units by code, each with one version unless another is put in."""

    def __init__(self) -> None:
        self.versions: list[KnownVersion] = []
        self.paths: dict[str, str] = {}
        self.ids: dict[str, int] = {}
        self.add("", "country", "country", "Việt Nam", "00")
        self.add("00", "province", "province", "Tỉnh Sông Trăng", "91")
        self.add("91", "commune", "commune", "Xã Hòa Bình", "90001")
        self.add("91", "commune", "ward", "Phường Bến Đò", "90002")
        for number in (1, 2, 3):
            self.add("90001", "area", "hamlet", f"Thôn {number}", f"90001-00{number}")
        self.add("90002", "area", "residential-group", "Tổ dân phố 1", "90002-001")
        self.add("90001", "cluster", "cluster", "Cụm Đông", "90001-K01")
        self.add("90001-K01", "area", "hamlet", "Thôn 4", "90001-004")
        self.add("90001", "body", "front", "Ủy ban Mặt trận xã Hòa Bình", "90001-MT")
        self.add("90001", "workplace", "school", "Trường Hòa Bình", "90001-T01")
        self.add("00", "province", "province", "Tỉnh Núi Mây", "92")
        self.add("92", "commune", "commune", "Xã Xa", "92001")

    def add(
        self,
        parent: str,
        level: str,
        kind: str,
        name: str,
        code: str,
        since: date = SINCE,
        until: date | None = None,
        of: str = "",
        unit_until: date | None = None,
    ) -> None:
        """Add a unit, or with ``of`` another version of the unit of that code."""
        key = self.ids.get(of) or len(self.ids) + 1
        self.ids[code] = key
        path = f"{self.paths.get(parent, '')}{key}."
        self.paths[code] = path
        word, _, own = name.partition(" ")
        short = own if level in ("province", "commune") and word in ("Tỉnh", "Xã", "Phường") else name
        self.versions.append(
            KnownVersion(
                id=100 + len(self.versions),
                unit_id=key,
                parent_id=self.ids.get(parent),
                level=level,
                kind=kind,
                code=code,
                name=name,
                short_name=short,
                tree_path=path,
                longitude=105.0 + key if level == "commune" else None,
                latitude=21.0 if level == "commune" else None,
                since=since,
                until=until,
                unit_path=path,
                unit_since=SINCE if of else since,
                unit_until=unit_until or (None if of else until),
            )
        )

    def plan(self, *steps: dict[str, Any], under: str = "90001", within: str = "", **head: Any) -> Plan:
        draft = draft_from(
            {
                "title": "Sắp xếp thôn",
                "legal_basis": "Nghị quyết 1/NQ-HĐND",
                "effective": DAY,
                "under": under,
                "steps": list(steps),
            }
            | head
        )
        assert draft_from(draft.content()) == draft
        return plan_draft(draft, Snapshot(self.versions), within=within)


@pytest.fixture
def here() -> Map:
    return Map()


def codes(plan: Plan) -> list[str]:
    return [fault.code for fault in plan.faults]


def test_a_merger_ends_two_and_founds_one(here: Map) -> None:
    plan = here.plan({"merge": ["90001-001", "90001-002"], "into": {"name": "Thôn  Bình Yên"}})
    assert not plan.faults
    assert {unit.facts.code for unit in plan.ended} == {"90001-001", "90001-002"}
    (new,) = plan.founded
    assert (new.level, new.facts.kind, new.facts.name) == ("area", "hamlet", "Thôn Bình Yên")
    assert new.facts.code == "90001-005", "the next number after all that were ever given"
    assert new.facts.parent_id == here.ids["90001"]
    assert new.facts.tree_path == here.paths["90001"] + "-1."
    assert [(link.relation, link.people, link.area, link.households) for link in plan.links] == [
        ("whole", ALL, ALL, ALL)
    ] * 2
    assert not plan.changed


def test_a_split_keeps_shares_and_says_what_is_unknown(here: Map) -> None:
    plan = here.plan(
        {"split": "90001-001", "into": [{"name": "A", "people": "60%", "note": "n"}, {"name": "B"}]},
        {"split": "90001-002", "into": [{"name": "C"}, {"name": "D"}]},
        {"split": "90001-003", "into": [{"name": "E", "hand": "0,5"}, {"name": "F", "hand": "0,4"}]},
    )
    assert not plan.faults
    assert [link.people for link in plan.links][:2] == [Decimal("0.6"), None]
    told = {each.topic: each.count for each in plan.consequences}
    assert told == {"shares-short": 1, "shares-unknown": 2}


def test_shares_that_the_relation_says_are_filled_in(here: Map) -> None:
    plan = here.plan(
        {
            "split": "90001-001",
            "into": [
                {"name": "A", "relation": "part-area-all-people", "area": "0.3"},
                {"name": "B", "relation": "part-area", "area": "0.7"},
            ],
        }
    )
    assert not plan.faults
    assert [(link.people, link.households, link.area) for link in plan.links] == [
        (ALL, ALL, Decimal("0.3")),
        (Decimal(0), Decimal(0), Decimal("0.7")),
    ]


def test_a_merged_commune_hands_its_areas_over_and_its_bodies_end(here: Map) -> None:
    plan = here.plan(
        {"merge": ["90001", "90002"], "into": {"name": "Hòa Đò", "kind": "xã", "code": "90001"}}, under="91"
    )
    assert not plan.faults
    assert {unit.facts.code for unit in plan.ended} == {"90001", "90002", "90001-MT"}
    assert plan.founded[0].facts.name == "Xã Hòa Đò"
    assert plan.founded[0].longitude == 108.0, "a point of a part lies in the whole"
    after = {unit.after.code: unit.after.tree_path for unit in plan.changed}
    new = here.paths["91"] + "-1."
    assert set(after) == {
        "90001-001",
        "90001-002",
        "90001-003",
        "90001-004",
        "90001-K01",
        "90001-T01",
        "90002-001",
    }
    assert after["90001-001"] == f"{new}{here.ids['90001-001']}."
    assert after["90001-004"] == f"{new}{here.ids['90001-K01']}.{here.ids['90001-004']}."
    assert not any(unit.named for unit in plan.changed)
    assert {each.topic for each in plan.consequences} == {"bodies-end", "units-follow"}


def test_a_moved_unit_takes_along_what_is_below_it(here: Map) -> None:
    plan = here.plan({"move": "90001-K01", "under": "90002"}, under="91")
    assert not plan.faults
    changed = {unit.after.code: unit for unit in plan.changed}
    assert set(changed) == {"90001-K01", "90001-004"}
    assert {code: (unit.named, unit.moves) for code, unit in changed.items()} == {
        "90001-K01": (True, True),
        "90001-004": (False, False),
    }
    assert [(link.predecessor_id == link.unit_id, link.relation) for link in plan.links] == [
        (True, "unchanged")
    ]


def test_names_codes_and_kinds_of_one_unit_make_one_version(here: Map) -> None:
    plan = here.plan(
        {"change_kind": "90001", "kind": "phường"},
        {"recode": "90001", "code": "90009"},
        {"rename": "90001-001", "name": "Thôn Thượng"},
        under="91",
    )
    assert not plan.faults
    changed = {unit.unit_id: unit.after for unit in plan.changed}
    ward = changed[here.ids["90001"]]
    assert (ward.kind, ward.name, ward.short_name, ward.code) == (
        "ward",
        "Phường Hòa Bình",
        "Hòa Bình",
        "90009",
    )
    assert changed[here.ids["90001-001"]].name == "Thôn Thượng"
    assert [link.relation for link in plan.links] == ["kind-changed", "renamed"]
    assert len(plan.changed) == 2, "nothing below moves by a name"


def test_a_new_level_and_its_end(here: Map) -> None:
    plan = here.plan(
        {"new_level": "cluster", "units": [{"name": "Cụm Tây", "children": ["90001-001", "90001-002"]}]}
    )
    assert not plan.faults
    assert (plan.founded[0].facts.kind, plan.founded[0].facts.code) == ("cluster", "90001-K02")
    assert {unit.after.parent_id for unit in plan.changed} == {-1}
    back = here.plan({"end_level": "cluster"})
    assert not back.faults
    assert [unit.facts.code for unit in back.ended] == ["90001-K01"]
    assert [(unit.after.code, unit.after.parent_id) for unit in back.changed] == [
        ("90001-004", here.ids["90001"])
    ]
    assert not back.links


def test_a_unit_may_take_the_code_that_another_gives_up(here: Map) -> None:
    plan = here.plan(
        {"merge": ["90001-001", "90001-002"], "into": {"name": "A", "code": "90001-002"}},
        {"recode": "90001-003", "code": "90001-001"},
    )
    assert not plan.faults


def test_a_number_given_out_keeps_clear_of_codes_in_the_same_draft(here: Map) -> None:
    plan = here.plan(
        {"recode": "90001-001", "code": "90001-005"},
        {"found": {"name": "A", "kind": "thôn", "code": "90001-006"}},
        {"found": {"name": "B", "kind": "thôn"}},
        {"found": {"name": "C", "kind": "thôn"}},
    )
    assert not plan.faults
    assert [unit.facts.code for unit in plan.founded] == ["90001-006", "90001-007", "90001-008"]


def test_ending_and_founding_without_successors(here: Map) -> None:
    plan = here.plan(
        {"found": {"name": "Thôn Mới", "kind": "thôn"}}, {"end": "90001-003"}, {"end": "90001-T01"}
    )
    assert not plan.faults
    assert [unit.facts.code for unit in plan.ended] == ["90001-003", "90001-T01"]
    assert not plan.links


MERGE = {"merge": ["90001-001", "90001-002"], "into": {"name": "A"}}
FAULTS: list[tuple[list[dict[str, Any]], str]] = [
    ([{"end": "90001-777"}], "unknown-code"),
    ([{"end": "90002-001"}], "not-under"),
    ([{"end": "90001"}], "is-under-itself"),
    ([MERGE, {"merge": ["90001-002", "90001-003"], "into": {"name": "B"}}], "merged-twice"),
    ([{"merge": ["90001-001", "90001-001"], "into": {"name": "B"}}], "twice-into-one"),
    ([MERGE, {"rename": "90001-001", "name": "B"}], "ends-and-goes-on"),
    ([MERGE, {"end": "90001-001"}], "ends-and-goes-on"),
    ([{"rename": "90001-001", "name": "B"}, {"rename": "90001-001", "name": "C"}], "twice"),
    ([{"split": "90001-001", "into": [{"name": "A"}]}], "rest-left"),
    (
        [{"split": "90001-001", "into": [{"name": "A", "area": 0.7}, {"name": "B", "area": 0.4}]}],
        "shares-over-one",
    ),
    (
        [{"merge": [{"code": "90001-001", "people": "0.4"}, "90001-002"], "into": {"name": "A"}}],
        "share-against-relation",
    ),
    ([{"merge": ["90001-001", "90001-K01"], "into": {"name": "A", "kind": "thôn"}}], "wrong-level"),
    ([{"move": "90001-K01", "under": "90001-001"}], "wrong-level"),
    ([{"move": "90001-K01", "under": "90001-004"}], "cycle"),
    ([{"move": "90001-001", "under": "90001"}], "changes-nothing"),
    ([MERGE, {"move": "90001-003", "under": "90001-001"}], "parent-ends"),
    ([{"end": "90001-K01"}], "children-left"),
    ([{"merge": ["90001-001", "90001-002"], "into": {"name": " "}}], "no-name"),
    ([{"merge": ["90001-001", "90001-002"], "into": {"name": "A", "code": "90001-003"}}], "code-taken"),
    ([{"merge": ["90001-001", "90001-002"], "into": {"name": "A", "code": "mã"}}], "code-misshapen"),
    (
        [
            {"found": {"name": "A", "kind": "thôn", "code": "X-1"}},
            {"found": {"name": "B", "kind": "thôn", "code": "X-1"}},
        ],
        "code-taken",
    ),
    ([{"found": {"name": "A"}}], "no-level"),
    ([{"found": {"name": "A", "level": "area"}}], "no-kind"),
    ([{"found": {"name": "A", "level": "area", "kind": "xã"}}], "wrong-kind"),
    ([{"change_kind": "90001-001", "kind": "phường"}], "wrong-kind"),
    ([{"found": {"name": "Trường", "kind": "school", "code": "S1"}}], "no-place"),
    ([{"rename": "90001-T01", "name": "Trường"}], "no-place"),
    ([{"end_level": "district"}], "no-units-of-level"),
    ([{"merge": ["90001-001", "90001-004"], "into": {"name": "A"}}], "no-parent"),
]


@pytest.mark.parametrize(("steps", "code"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_is_said_where_it_stands(here: Map, steps: list[dict[str, Any]], code: str) -> None:
    plan = here.plan(*steps)
    assert code in codes(plan)
    for fault in plan.faults:
        assert fault.place
        assert fault.sentence


def test_names_must_go_with_kinds(here: Map) -> None:
    plan = here.plan({"rename": "90001", "name": "Phường Hòa Bình"}, under="91")
    assert codes(plan) == ["name-against-kind"]
    assert not here.plan({"rename": "90001", "name": "xã Hòa An"}, under="91").faults


def test_the_head_is_judged_too(here: Map) -> None:
    assert codes(here.plan(MERGE, title="", legal_basis="")) == ["no-title", "no-basis"]
    assert codes(here.plan(MERGE, under="77777")) == ["unknown-code"]
    assert codes(here.plan(MERGE, under="")) == ["no-under"]
    assert codes(here.plan(MERGE, within=here.paths["92"])) == ["wrong-place"]
    assert not here.plan(MERGE, within=here.paths["91"]).faults


def test_days_must_follow_one_another(here: Map) -> None:
    here.add("90001", "area", "hamlet", "Thôn Muộn", "90001-008", since=DAY)
    here.add("90001", "area", "hamlet", "Thôn Cũ", "90001-009", until=date(2026, 1, 1))
    here.add("90001", "area", "hamlet", "Thôn Hai", "90001-010", since=date(2026, 10, 1))
    assert codes(here.plan({"end": "90001-008"})) == ["begins-later"]
    assert codes(here.plan({"end": "90001-009"})) == ["ended"]
    assert codes(here.plan({"end": "90001-010"})) == ["begins-later"]
    assert codes(here.plan({"end": "90001-001"}, effective="2025-07-01")) == ["begins-later"]
    assert codes(here.plan({"end": "90001-001"}, effective="2025-06-30")) == ["begins-later"], (
        "so does the commune"
    )


def test_what_was_recorded_for_later_is_not_overwritten(here: Map) -> None:
    later = date(2026, 12, 1)
    here.add("90001", "area", "hamlet", "Thôn Ba", "90001-003", since=later, of="90001-003")
    assert codes(here.plan({"rename": "90001-003", "name": "Thôn Sáu"})) == ["changed-later"]
    moving = here.plan(
        {"merge": ["90001", "90002"], "into": {"name": "A", "kind": "xã", "code": "90001"}}, under="91"
    )
    assert set(codes(moving)) == {"changed-later"}
    assert not here.plan({"rename": "90001-003", "name": "Thôn Sáu"}, effective="2026-12-02").faults


def test_a_unit_that_begins_later_below_what_moves_stands_against_it(here: Map) -> None:
    here.add("90001-K01", "area", "hamlet", "Thôn Muộn", "90001-008", since=date(2026, 12, 1))
    assert codes(here.plan({"move": "90001-K01", "under": "90002"}, under="91")) == ["changed-later"]
    assert not here.plan({"rename": "90001-K01", "name": "Cụm Nam"}, under="91").faults


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ([], [""]),
        ({"effective": "32/13/2026"}, ["effective", "steps"]),
        (
            {"effective": "2026-01-01", "steps": [{"merge": []}, {"x": 1}, {"end": 90001}]},
            ["steps[0]"] * 2 + ["steps[1]", "steps[2]"],
        ),
        ({"effective": "2026-01-01", "steps": [{"end": "A", "rename": "B"}]}, ["steps[0]"]),
        (
            {
                "effective": "2026-01-01",
                "steps": [{"split": "A", "into": [{"name": "x", "people": "1,2"}, 5]}],
            },
            ["steps[0], into[0]", "steps[0], into[1]"],
        ),
        (
            {"effective": "2026-01-01", "steps": [{"place": "dòng 7", "change_kind": "A", "kind": "làng"}]},
            ["dòng 7"],
        ),
        ({"effective": "2026-01-01", "steps": [{"end": "A", "name": "B"}]}, ["steps[0]"]),
    ],
)
def test_every_fault_of_a_file_is_found_at_once(content: Any, places: list[str]) -> None:
    with pytest.raises(BadDraft) as bad:
        draft_from(content)
    assert [fault.place for fault in bad.value.faults] == places
    assert all(fault.sentence for fault in bad.value.faults)


def test_what_must_be_looked_up_is_known_beforehand(here: Map) -> None:
    plan = here.plan(
        {"merge": ["90001-001", "90001-002"], "into": {"name": "A", "code": "N", "under": "P"}},
        {"recode": "90001-003", "code": "M"},
        {"end_level": "cluster"},
    )
    asked = codes_of(plan.draft)
    assert asked.every == {"90001", "90001-001", "90001-002", "90001-003", "N", "P", "M"}
    assert asked.with_all_below == {"90001", "90001-001", "90001-002"}
    assert not asked.numbering
