"""The acts of reporting leave the sums of a rebuild, two at once lose nothing, and a rebuild finds what went astray."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from binhyen.access.permissions import Permission
from binhyen.analytics.actions import rebuild
from binhyen.analytics.consolidating import consolidate, hash_of_consolidations, rebuild_consolidations
from binhyen.analytics.models import ConsolidatedFigure, Consolidation
from binhyen.analytics.queries import figures_of
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    COMMUNES,
    COUNTRY,
    DEFINITIONS,
    DOI_CHE,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.models import DataSet
from binhyen.machinery.database import cluster
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import accept, adjust, lock, record_values, return_for_correction, submit
from binhyen.reporting.models import Obligation, State, Submission

JANUARY = "2026-01"
THE_COMMUNES = (SUOI_HOA, DOI_CHE, BAI_NGOC)
WHOLE = {"teams": 10, "members": 30, "areas": 12, "sessions/a": 3, "sessions/b": 2, "awarded": 7, "kinds": 4}
OFFICER = (Permission.VIEW_FIGURES, Permission.ENTER_FIGURES, Permission.SUBMIT_REPORT)
DESK = (*OFFICER, Permission.REVIEW_REPORT, Permission.LOCK_PERIOD, Permission.ADJUST_FIGURE)


def lay_january() -> DataSet:
    lay_units()
    form = lay_form(COMMUNES)
    owe(form, THE_COMMUNES, JANUARY)
    return form


def submission_of(unit: int) -> Submission:
    return Submission.objects.beyond_scope("test").get(unit_id=unit, obligation__period=JANUARY)


# ---- any acts, in any order ---------------------------------------------------------------------------------

numbers = st.one_of(
    st.integers(0, 500).map(Decimal), st.just(Absence.NOT_APPLICABLE), st.just(Absence.MISSING)
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["report", "accept", "return", "adjust", "lock", "report", "accept"]),
        st.sampled_from(THE_COMMUNES),
        st.sampled_from(["teams", "areas", "sessions/a", "awarded", "kinds"]),
        numbers,
    ),
    min_size=4,
    max_size=14,
)


def step(what: str, unit: int, line: str, number: Decimal | Absence, form: DataSet) -> None:
    """One act of somebody who may do it; refused where the report stands otherwise."""
    desk, officer = at(BACH_MA, *DESK, name="binh"), at(unit, *OFFICER)
    figure: Figure = Quantity(number, COMMUNES.by_code[line].unit) if isinstance(number, Decimal) else number
    if what == "report":
        with acting_as(officer):
            obligation = Obligation.objects.visible_to(officer).get(unit_id=unit, period=JANUARY)
            said = {
                code: Quantity(Decimal(value), COMMUNES.by_code[code].unit) for code, value in WHOLE.items()
            }
            submission = record_values(by=officer, obligation=obligation, figures={**said, line: figure})
            submit(by=officer, submission=submission)
        return
    with acting_as(desk):
        submission = (
            Submission.objects.visible_to(desk).filter(unit_id=unit, obligation__period=JANUARY).first()
        )
        if what == "lock":
            lock(
                by=desk, under=OrgUnit.objects.visible_to(desk).get(pk=BACH_MA), data_set=form, period=JANUARY
            )
        elif submission is None:
            return
        elif what == "accept":
            accept(by=desk, submission=submission)
        elif what == "return":
            return_for_correction(by=desk, submission=submission, reason="Kiểm tra lại số tổ")
        else:
            adjust(by=desk, submission=submission, line=line, figure=figure, reason="Đếm sót")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_acts_in_any_order_leave_the_rows_of_a_rebuild(story: list[tuple[str, int, str, Any]]) -> None:
    with transaction.atomic():
        with acting_as(OPERATOR):
            form = lay_january()
        done = 0
        for what, unit, line, number in story:
            try:
                with transaction.atomic():
                    step(what, unit, line, number, form)
                done += 1
            except NotAllowed:
                continue
        assume(done)  # a story of which every step was refused tells nothing
        with acting_as(OPERATOR):
            counted = Submission.objects.beyond_scope("test").filter(state__in=[State.ACCEPTED, State.LOCKED])
            assert Consolidation.objects.beyond_scope("test").get(unit_id=COUNTRY).accepted == counted.count()
            values = [each.in_force[0] for each in counted if each.in_force[0] is not None]
            (teams,) = figures_of(OPERATOR, BACH_MA, month(JANUARY), indicators=["teams"])
            assert teams.value == (sum(values, Decimal(0)) if values else None)
            assert not rebuild_consolidations()
        transaction.set_rollback(True)


@pytest.fixture
def form_removed(server: Any, transactional_db: None) -> Iterator[None]:
    """After tests with real transactions the catalogue stays as it was loaded: the form of the tests goes."""
    yield
    with cluster.connect_as_superuser(server, connection.settings_dict["NAME"]) as other:
        other.execute(
            "truncate reporting_obligation, analytics_consolidation, analytics_consolidatedfigure cascade"
        )
        other.execute(
            "delete from indicators_datasetversion where content ->> 'data_set' = %s", [COMMUNES.data_set]
        )
        other.execute("delete from indicators_dataset where code = %s", [COMMUNES.data_set])
        codes = [list(DEFINITIONS)]
        of_ours = "(select id from indicators_indicator where code = any (%s))"
        other.execute(f"delete from indicators_indicatorline where indicator_id in {of_ours}", codes)  # type: ignore[arg-type]
        other.execute("delete from indicators_indicator where code = any (%s)", codes)


# ---- two at once ----------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], None]) -> list[BaseException]:
    """Run the acts at the same time, each on its own connection; what went wrong."""
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # told to the test, which runs in another thread
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return faults


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_lose_nothing(form_removed: None) -> None:
    with acting_as(OPERATOR):
        form = lay_january()
        for unit in THE_COMMUNES:
            report(COMMUNES, unit, JANUARY, WHOLE, State.SUBMITTED)
    both_changed = threading.Barrier(len(THE_COMMUNES), timeout=20)

    def accepting(unit: int) -> Callable[[], None]:
        def work() -> None:
            with acting_as(OPERATOR):
                submission_of(unit)  # a snapshot of before the others
                Submission.objects.beyond_scope("test").filter(unit_id=unit).update(
                    state=State.ACCEPTED, accepted_at="2026-01-20T00:00Z"
                )
                both_changed.wait()
                consolidate(form.pk, JANUARY, [BACH_MA])

        return work

    assert not at_once(*(accepting(unit) for unit in THE_COMMUNES))
    with acting_as(OPERATOR):
        for unit in (BACH_MA, COUNTRY):
            assert Consolidation.objects.beyond_scope("test").get(unit_id=unit).accepted == 3
            teams = ConsolidatedFigure.objects.beyond_scope("test").get(unit_id=unit, line__code="teams")
            assert (teams.value, teams.counted) == (30, 3)
        assert not rebuild_consolidations()


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_beside_acceptances_waits_for_them_and_they_for_it(form_removed: None) -> None:
    with acting_as(OPERATOR):
        lay_january()
        for unit in THE_COMMUNES:
            report(COMMUNES, unit, JANUARY, WHOLE, State.SUBMITTED)
    desk = replace(at(BACH_MA, *DESK, name="binh"), account_id=77)

    def accepting(unit: int) -> Callable[[], None]:
        def work() -> None:
            with acting_as(desk):
                accept(by=desk, submission=Submission.objects.visible_to(desk).get(unit_id=unit))

        return work

    def rebuilding() -> None:
        with acting_as(OPERATOR):
            rebuild(by=OPERATOR)

    assert not at_once(rebuilding, *(accepting(unit) for unit in THE_COMMUNES), rebuilding)
    with acting_as(OPERATOR):
        assert Consolidation.objects.beyond_scope("test").get(unit_id=COUNTRY).accepted == 3
        assert not rebuild_consolidations()


@pytest.mark.django_db(transaction=True)
def test_an_older_snapshot_is_refused(form_removed: None) -> None:
    with acting_as(OPERATOR):
        form = lay_january()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        with pytest.raises(ProgrammingError, match="read committed"):
            consolidate(form.pk, JANUARY, [BACH_MA])
        transaction.set_rollback(True)


# ---- the act of rebuilding --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_names_what_went_astray_and_puts_it_right(server: Any, form_removed: None) -> None:
    with acting_as(OPERATOR):
        lay_january()
        report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
        mark = hash_of_consolidations()
        good = rebuild(by=OPERATOR, verify=True)
        assert (good.is_identical, good.differing, good.first) == (True, 0, ())
        assert good.hash_before == good.hash_after == mark
    with cluster.connect_as_superuser(server, connection.settings_dict["NAME"]) as other:
        other.execute(
            f"update analytics_consolidatedfigure set value = value + 1 where unit_id = {BACH_MA}"
            " and line_id = (select id from indicators_indicatorline where code = 'teams')"
        )
        other.execute(f"delete from analytics_consolidatedfigure where unit_id = {COUNTRY}")
        other.execute(
            "insert into analytics_consolidation (unit_id, unit_path, data_set_id, period, first_day, last_day,"
            f" expected, accepted, locked) select {DOI_CHE}, '', data_set_id, period, first_day, last_day, 1, 1, 1"
            f" from analytics_consolidation where unit_id = {BACH_MA}"
        )
    with acting_as(OPERATOR):
        found = rebuild(by=OPERATOR, verify=True)
        assert found.differing == 1 + 8 + 1
        assert len(found.first) == 10
        sentences = [difference.sentence for difference in found.first]
        assert "Tỉnh Bạch Mã, xa-thu, 2026-01, teams: sai" in sentences
        assert "Nước thử, xa-thu, 2026-01, teams: còn thiếu" in sentences
        assert "Xã Đồi Chè, xa-thu, 2026-01, số lượng báo cáo: thừa" in sentences
        assert found.hash_before != found.hash_after == mark
        assert not found.is_identical
        assert rebuild(by=OPERATOR).is_identical
        astray = ConsolidatedFigure.objects.visible_to(OPERATOR).exclude(unit_path=F("unit__path"))
        assert not astray.exists(), "rows that a rebuild writes stand where their units stand"
        entry = AuditEntry.objects.visible_to(OPERATOR).filter(act="analytics.rebuild").order_by("pk")[1]
        assert entry.detail == {"differing": 10, "verified": True}


@pytest.mark.django_db
def test_only_who_watches_the_system_rebuilds() -> None:
    with acting_as(OPERATOR):
        lay_january()
    desk, keeper = at(COUNTRY, *DESK), at(COUNTRY, Permission.WATCH_SYSTEM)
    with acting_as(desk), pytest.raises(NotAllowed):
        rebuild(by=desk)
    with acting_as(keeper):
        assert rebuild(by=keeper).is_identical
