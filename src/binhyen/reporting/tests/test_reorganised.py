"""Two communes merge within a period, and one moves: who owes what then, and again after the undoing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.database.remembering import remembered
from binhyen.machinery.events import announce
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion, Reorganisation
from binhyen.orgunits.queries import Change, Founding, may_be_undone
from binhyen.reporting.actions import accept, open_period
from binhyen.reporting.models import Obligation, Outcome, Submission, WorkbookIntake
from binhyen.reporting.stakes import ReportStake
from binhyen.reporting.tests.conftest import Desk
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH, Place

SUOI_CHE = Place(900013, "1.900001.900013.")
"""The commune that comes out of the two."""
DAY = date(2026, 1, 10)
"""Within the administrative January of 2026, which ends on the 14th."""


@dataclass
class Map:
    """The two communes of the desk become one on the day, or one of them moves to the other province."""

    desk: Desk
    reorganisation: Reorganisation
    ended: tuple[int, ...] = ()
    founded: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()

    def merge(self) -> None:
        self.ended, self.founded = (SUOI_HOA.key, DOI_CHE.key), (SUOI_CHE.key,)
        OrgUnit.objects.visible_to(OPERATOR).filter(pk__in=self.ended).update(valid_until=DAY)
        _versions(self.ended).update(valid_until=DAY)
        OrgUnit.objects.create(id=SUOI_CHE.key, path=SUOI_CHE.path, level=Level.COMMUNE, valid_from=DAY)
        _version(SUOI_CHE.key, BACH_MA.key, DAY)
        self._announce()

    def move(self) -> None:
        self.changed = (DOI_CHE.key,)
        _versions(self.changed).update(valid_until=DAY)
        _version(DOI_CHE.key, THANH_BINH.key, DAY)
        self._announce()

    def _announce(self) -> None:
        announce(UnitsReorganised(self.reorganisation.pk, DAY, self.ended, self.founded, self.changed))

    def revert(self) -> None:
        """As the undoing does: units stand as before, new ones are there still."""
        _versions((*self.founded, *self.changed)).filter(valid_from=DAY).delete()
        _versions((*self.ended, *self.changed)).update(valid_until=None)
        OrgUnit.objects.visible_to(OPERATOR).filter(pk__in=self.ended).update(valid_until=None)
        announce(ReorganisationReverted(self.reorganisation.pk, DAY, self.ended, self.founded, self.changed))

    def open(self, code: str) -> None:
        period = parse_period(code, ADMINISTRATIVE)
        open_period(by=OPERATOR, under=self.desk.province, data_set=self.desk.data_set, period=period)

    def owed(self, period: str) -> dict[int, tuple[int, date | None, date | None]]:
        rows = Obligation.objects.visible_to(OPERATOR).filter(period=period)
        return {each.unit_id: (each.superior_id, each.lives_from, each.lives_until) for each in rows}

    def undoable(self) -> bool:
        return bool(may_be_undone(self.founded, DAY))


def _versions(keys: tuple[int, ...]) -> Any:
    return OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit_id__in=keys)


def _version(unit: int, parent: int, since: date) -> None:
    OrgUnitVersion.objects.create(
        unit_id=unit,
        parent_id=parent,
        level=Level.COMMUNE,
        kind=Kind.COMMUNE,
        code=f"S{unit % 1000}",
        name="Xã Suối Chè",
        short_name="Suối Chè",
        search_key="xa suoi che",
        sort_key="suoi che",
        valid_from=since,
    )


@pytest.fixture
def old_map(desk: Desk) -> Any:
    with acting_as(OPERATOR):
        reorganisation = Reorganisation.objects.create(
            unit_id=BACH_MA.key,
            title="Sắp xếp thử",
            legal_basis="Nghị quyết thử",
            effective_on=DAY,
            state=Reorganisation.State.ENACTED,
            made_at=now(),
            enacted_at=now(),
        )
        # The desk's own province is known to the rules by its version, which must not be any unit's of the country.
        found = Map(desk, reorganisation)
        found.open("2026-02")
        yield found


def everything() -> list[dict[str, Any]]:
    keys = Obligation.objects.visible_to(OPERATOR).values_list("pk", flat=True)
    sums = Submission.objects.visible_to(OPERATOR).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("select hash_of_consolidations()")
        (mark,) = cursor.fetchone()
    return [*remembered(Obligation, keys), *remembered(Submission, sums), {"sums": mark}]


BACH = BACH_MA.key


def test_each_owes_its_part_of_the_period_in_which_it_lived(old_map: Map) -> None:
    old_map.merge()
    assert old_map.owed("2026-01") == {
        SUOI_HOA.key: (BACH, None, DAY),
        DOI_CHE.key: (BACH, None, DAY),
        SUOI_CHE.key: (BACH, DAY, None),
    }
    assert old_map.owed("2026-02") == {SUOI_CHE.key: (BACH, None, None)}


def test_undoing_puts_every_row_back(old_map: Map) -> None:
    old_map.desk.record(old_map.desk.commune_officer, teams=3)
    before = everything()
    old_map.merge()
    assert everything() != before
    old_map.revert()
    assert everything() == before
    assert not Obligation.objects.visible_to(OPERATOR).filter(unit_id=SUOI_CHE.key).exists()


def test_a_refused_workbook_of_a_removed_obligation_finds_it_again(old_map: Map) -> None:
    february = Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key, period="2026-02")
    intake = WorkbookIntake.objects.create(
        unit_id=SUOI_HOA.key,
        batch="7f9f9e10-0000-4000-8000-000000000000",
        outcome=Outcome.REFUSED,
        at=now(),
        obligation=february,
    )
    old_map.merge()
    intake.refresh_from_db(from_queryset=WorkbookIntake.objects.visible_to(OPERATOR))
    assert intake.obligation_id is None
    old_map.revert()
    intake.refresh_from_db(from_queryset=WorkbookIntake.objects.visible_to(OPERATOR))
    assert intake.obligation_id == february.pk


def test_what_was_reported_or_accepted_stays_with_the_old_unit(old_map: Map) -> None:
    desk = old_map.desk
    submission = desk.report()
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=submission)
    february = Obligation.objects.visible_to(OPERATOR).get(unit_id=DOI_CHE.key, period="2026-02")
    Submission.objects.create(
        obligation=february, unit_id=DOI_CHE.key, values=[1] * len(february.version.lines), changed_at=now()
    )
    old_map.merge()
    assert old_map.owed("2026-01")[SUOI_HOA.key] == (BACH, None, None), "accepted: as it was"
    assert DOI_CHE.key in old_map.owed("2026-02"), "there is a draft"
    assert SUOI_HOA.key not in old_map.owed("2026-02")


def test_a_locked_period_is_left_alone(old_map: Map) -> None:
    Obligation.objects.visible_to(OPERATOR).filter(period="2026-01").update(closed_at=now())
    old_map.merge()
    assert old_map.owed("2026-01") == {SUOI_HOA.key: (BACH, None, None), DOI_CHE.key: (BACH, None, None)}


def test_a_unit_that_moves_owes_to_its_new_superior_and_back(old_map: Map) -> None:
    before = everything()
    old_map.move()
    thanh = THANH_BINH.key
    assert old_map.owed("2026-01") == {SUOI_HOA.key: (BACH, None, None), DOI_CHE.key: (thanh, None, None)}
    assert old_map.owed("2026-02")[DOI_CHE.key] == (thanh, None, None)
    assert old_map.undoable()
    old_map.revert()
    assert everything() == before


def test_periods_opened_since_are_owed_by_the_units_that_live_again(old_map: Map) -> None:
    old_map.merge()
    old_map.open("2026-03")
    assert set(old_map.owed("2026-03")) == {SUOI_CHE.key}
    old_map.revert()
    assert old_map.owed("2026-03") == {SUOI_HOA.key: (BACH, None, None), DOI_CHE.key: (BACH, None, None)}


class TestUndoing:
    """Until the first figure is reported on the new map."""

    def test_is_open_while_nothing_is_reported(self, old_map: Map) -> None:
        old_map.desk.report()  # on the old map
        with clock.fixed_to(date(2026, 1, 17)):
            old_map.reorganisation.enacted_at = now()
        old_map.reorganisation.save(update_fields=["enacted_at"])
        old_map.merge()
        assert old_map.undoable()

    def test_ends_with_a_figure_of_a_new_unit(self, old_map: Map) -> None:
        old_map.merge()
        obligation = Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_CHE.key, period="2026-01")
        Submission.objects.create(
            obligation=obligation,
            unit_id=SUOI_CHE.key,
            values=[None] * len(obligation.version.lines),
            changed_at=now(),
        )
        decision = may_be_undone(old_map.founded, DAY)
        assert getattr(decision, "code", "") == "reported-on-the-new-map"

    def test_ends_with_a_figure_for_the_part_of_an_old_one(self, old_map: Map) -> None:
        old_map.merge()
        old_map.desk.record(OPERATOR, teams=3)
        assert not old_map.undoable()

    def test_ends_with_a_figure_of_a_unit_that_moved(self, old_map: Map) -> None:
        old_map.move()
        assert old_map.undoable()
        old_map.desk.record(OPERATOR, DOI_CHE, teams=3)
        assert not old_map.undoable()


class TestConsequences:
    """What a plan says beforehand."""

    FOUNDED = (Founding(Level.COMMUNE, Kind.COMMUNE, "Xã Suối Chè", BACH_MA.key),)

    def told(self) -> dict[str, tuple[int, str]]:
        change = Change(DAY, (SUOI_HOA.key, DOI_CHE.key), (), self.FOUNDED)
        return {
            each.topic: (each.count, each.sentence) for each in ReportStake().consequences(OPERATOR, change)
        }

    def test_all_that_would_follow(self, old_map: Map) -> None:
        told = self.told()
        assert told["reports-removed"] == (
            2,
            "Biểu thử: 2 báo cáo chưa có số liệu của đơn vị kết thúc (tháng 02/2026) không phải nộp nữa.",
        )
        assert told["reports-parted"][0] == 2
        assert "10/01/2026" in told["reports-parted"][1]
        assert told["reports-of-new-units"] == (
            2,
            "Biểu thử: 1 đơn vị mới phải nộp báo cáo từ ngày 10/01/2026 (tháng 01/2026, tháng 02/2026).",
        )
        assert "reports-kept" not in told

    def test_a_report_that_stays_is_told(self, old_map: Map) -> None:
        desk = old_map.desk
        submission = desk.report()
        with acting_as(desk.reviewer):
            accept(by=desk.reviewer, submission=submission)
        assert self.told()["reports-kept"][0] == 1

    def test_reports_of_units_whose_superior_ends_go_to_the_next_one(self, old_map: Map) -> None:
        desk = old_map.desk
        submission = desk.report()
        with acting_as(desk.reviewer):
            accept(by=desk.reviewer, submission=submission)
        change = Change(DAY, (BACH_MA.key,), (SUOI_HOA.key, DOI_CHE.key), ())
        (told,) = ReportStake().consequences(OPERATOR, change)
        assert (told.topic, told.count) == ("reports-rerouted", 3), "all but the accepted one"

    def test_what_is_told_is_what_happens(self, old_map: Map) -> None:
        told = self.told()
        old_map.merge()
        effect = (
            Reorganisation.objects.visible_to(OPERATOR).get(pk=old_map.reorganisation.pk).effects["reporting"]
        )
        assert len(effect["removed"]) == told["reports-removed"][0]
        assert len(effect["changed"]) == told["reports-parted"][0]

    def test_the_number_of_statements_does_not_grow(self, old_map: Map) -> None:
        def sent() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.told()
            return len(queries)

        few = sent()
        for month in range(3, 9):
            old_map.open(f"2026-{month:02}")
        assert sent() == few
