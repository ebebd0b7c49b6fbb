"""Where the course of a unit's figures is marked, as kept: the map, the catalogue, the versions of a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from binhyen.analytics.queries import breaks_of, overview_of, picture_of_course
from binhyen.analytics.rules.breaks import BreakKind
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    COMMUNES,
    DEFINITIONS,
    PATHS,
    SUOI_HOA,
    SUPERIOR,
    lay_form,
    lay_unit,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.clock import now
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator
from binhyen.indicators.values import FormLayout, MeaningChange
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.charts import Chart, ReadingMark
from binhyen.orgunits.models import (
    Kind,
    Level,
    OrgUnit,
    OrgUnitVersion,
    Relation,
    Reorganisation,
    Succession,
)
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

FORMER, DAY = 910091, date(2025, 12, 20)
"""It went into Xã Suối Hoa, which began on the day, in the middle of the administrative month of January."""
FEBRUARY, TODAY = month("2026-02"), TerritoryChoice(date(2026, 2, 14))
LATE = [month(code) for code in ("2025-11", "2025-12", "2026-01", "2026-02")]


@pytest.fixture
def form(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataSet]:
    monkeypatch.setitem(SUPERIOR, FORMER, BACH_MA)
    with acting_as(OPERATOR):
        lay_units()
        path = f"{PATHS[BACH_MA]}{FORMER}."
        lay_unit(FORMER, BACH_MA, path, Level.COMMUNE, Kind.COMMUNE, "Xã Khe Đá")
        for model, key in ((OrgUnit, "id"), (OrgUnitVersion, "unit_id")):
            rows = model.objects.visible_to(OPERATOR)
            rows.filter(**{key: FORMER}).update(valid_until=DAY)
            rows.filter(**{key: SUOI_HOA}).update(valid_from=DAY)
        communes = lay_form(COMMUNES)
        owe(communes, [FORMER], "2025-11", "2025-12")
        owe(communes, [SUOI_HOA], "2026-01", "2026-02")
        for unit, code, teams in (
            (FORMER, "2025-11", 7),
            (FORMER, "2025-12", 8),
            (SUOI_HOA, "2026-01", 9),
            (SUOI_HOA, "2026-02", 10),
        ):
            report(COMMUNES, unit, code, {"teams": teams, "areas": 20, "sessions/a": 1, "sessions/b": 1})
        yield communes


def succeed(
    relation: Relation = Relation.WHOLE, share: str | None = None, others: tuple[int, ...] = ()
) -> None:
    reorganisation = Reorganisation.objects.create(
        unit_id=BACH_MA,
        title="Thử",
        legal_basis="Thử",
        effective_on=DAY,
        state=Reorganisation.State.ENACTED,
        made_at=now(),
    )
    Succession.objects.bulk_create(
        Succession(
            predecessor_id=FORMER,
            unit_id=unit,
            day=DAY,
            relation=relation,
            people_share=share,
            reorganisation=reorganisation,
        )
        for unit in (SUOI_HOA, *others)
    )


def chart(line: str = "teams", territory: TerritoryChoice = TODAY) -> Chart:
    (found,) = overview_of(OPERATOR, SUOI_HOA, FEBRUARY, [line], territory=territory)
    return picture_of_course(found)


@pytest.mark.usefixtures("form")
class TestTheMap:
    def test_what_was_carried_wholly_goes_on_with_a_mark(self) -> None:
        succeed()
        drawn = chart()
        assert [one.value for one in drawn.readings[8:]] == [7, 8, 9, 10]
        assert {one.mark for one in drawn.readings[8:]} == {ReadingMark.FINAL}
        (mark,) = drawn.breaks
        assert (drawn.readings[mark.at].label, mark.words, mark.parted) == ("01/2026", "đổi địa bàn", False)
        assert mark.sentence == (
            "Từ 20/12/2025 đổi địa bàn, trước đó là xã Khe Đá; số liệu tính trên cùng một địa bàn."
        )

    def test_what_was_apportioned_is_hollow_and_goes_on(self) -> None:
        succeed(Relation.PART, "0.5")
        drawn = chart("sessions/a")
        assert [one.mark for one in drawn.readings[8:]] == [ReadingMark.ESTIMATED] * 2 + [
            ReadingMark.FINAL
        ] * 2
        assert [each.parted for each in drawn.breaks] == [False]
        assert "một phần xã Khe Đá" in drawn.breaks[0].sentence

    def test_what_cannot_be_compared_is_a_gap_and_the_mark_says_where(self) -> None:
        succeed(Relation.PART, others=(BAI_NGOC,))
        drawn = chart("sessions/a")
        assert [one.value for one in drawn.readings[8:]] == [None, None, 1, 1]
        assert [one.why[:18] for one in drawn.readings[8:]] == ["không so sánh được"] * 2 + ["", ""]
        assert [each.words for each in drawn.breaks] == ["đổi địa bàn"]

    def test_as_reported_nothing_joins_the_two_units(self) -> None:
        succeed()
        drawn = chart("sessions/a", AS_REPORTED)
        assert [one.value for one in drawn.readings[8:]] == [None, None, 1, 1]
        assert [(each.words, each.parted) for each in drawn.breaks] == [
            ("đổi địa bàn", True),
            ("đổi kỳ tính", False),
        ]
        assert drawn.breaks[1].sentence == "Số liệu tháng 01/2026 tính từ 20/12/2025 đến 14/01/2026."

    def test_the_unit_above_is_told_that_units_were_arranged_anew(self) -> None:
        succeed()
        found = breaks_of(OPERATOR, BACH_MA, ["teams", "unknown"], LATE)
        assert list(found) == ["teams"]
        assert [(each.words, each.parted) for each in found["teams"]] == [("sắp xếp đơn vị", False)]


class TestTheDefinition:
    def test_a_change_in_the_catalogue_stops_the_line_and_the_rate_that_rests_on_it(
        self, form: DataSet
    ) -> None:
        changed = MeaningChange(date(2026, 1, 1), "đếm khác.", "counted otherwise.", comparable=False)
        definition = replace(DEFINITIONS["teams"], changed=(changed,))
        Indicator.objects.filter(code="teams").update(definition=definition.as_json())
        found = breaks_of(OPERATOR, SUOI_HOA, ["teams", "cover", "areas"], LATE)
        assert [len(each) for each in found.values()] == [1, 1, 0]
        for each in (*found["teams"], *found["cover"]):
            assert (each.after.code, each.at.code, each.parted) == ("2025-12", "2026-01", True)

    def test_another_version_of_the_form_is_held_against_the_one_before(self, form: DataSet) -> None:
        first = DataSetVersion.objects.get(data_set=form)
        content = COMMUNES.as_json()
        for section in content["sections"]:
            for line in section["lines"]:
                if line["code"] == "teams":
                    line["unit"] = "người"
        layout = FormLayout.from_json(content)
        DataSetVersion.objects.create(
            data_set=form,
            number=2,
            content=content,
            layout_hash=layout.layout_hash,
            lines=first.lines,
            adds=first.adds,
            rates=first.rates,
            valid_from=date(2026, 1, 15),
            published_at=now(),
        )
        found = breaks_of(OPERATOR, SUOI_HOA, ["teams", "areas"], LATE)
        assert [(each.at.code, each.kind, each.parted) for each in found["teams"]] == [
            ("2026-02", BreakKind.DEFINITION, True)
        ]
        assert "đổi đơn vị tính" in found["teams"][0].sentence
        assert found["areas"] == ()
