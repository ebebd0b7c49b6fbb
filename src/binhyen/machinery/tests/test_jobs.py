"""Jobs stand and fall with the act that asked for them, and run as the person who asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from binhyen.foundations.authority import NOBODY, Actor
from binhyen.machinery import actors
from binhyen.machinery.audit.jobs import remove_old_trail, seal_trail
from binhyen.machinery.audit.writing import write_entry
from binhyen.machinery.database.reach import OPERATOR, acting_as, current_reach
from binhyen.machinery.files.jobs import remove_expired_files
from binhyen.machinery.jobs import Job, job
from binhyen.machinery.models import AuditEntry
from tests.places import SUOI_HOA, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_tree")]

ran: list[tuple[Actor, int]] = []


@pytest.fixture(scope="module")
def count_lamps() -> Iterator[Job]:
    """A job of this module's own; the house does not know it afterwards."""

    @job("test.count_lamps")
    def count(*, by: Actor, lamp: int) -> None:
        assert current_reach() == by.reach
        ran.append((by, lamp))

    yield count
    del app.tasks[count.name]


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        (number,) = cursor.fetchone()
    return int(number)


def run_waiting_jobs() -> None:
    """Run what waits, in this thread and transaction, as a worker would."""
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs where status = 'todo' order by id")
        jobs = cursor.fetchall()
    for name, arguments in jobs:
        app.tasks[name].func(
            **(arguments if isinstance(arguments, dict) else __import__("json").loads(arguments))
        )


@pytest.fixture(autouse=True)
def _nothing_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    monkeypatch.setattr(actors, "_answer", lambda account_id: officer(SUOI_HOA))


def test_a_job_runs_as_the_person_who_asked(count_lamps: Job) -> None:
    with acting_as(officer(SUOI_HOA)) as by:
        count_lamps.defer(by=by, lamp=7)
    assert waiting() == 1
    run_waiting_jobs()
    assert [(actor.account_id, lamp) for actor, lamp in ran] == [(SUOI_HOA.key, 7)]


def test_a_job_of_the_operator_runs_as_the_operator(count_lamps: Job) -> None:
    with acting_as(OPERATOR):
        count_lamps.defer(by=OPERATOR, lamp=1)
    run_waiting_jobs()
    assert ran == [(OPERATOR, 1)]


def test_whoever_is_nobody_has_no_jobs(count_lamps: Job) -> None:
    with pytest.raises(ValueError, match="cannot be found again"):
        count_lamps.defer(by=NOBODY, lamp=1)


def test_a_rolled_back_act_leaves_no_job(count_lamps: Job) -> None:
    with transaction.atomic():
        count_lamps.defer(by=OPERATOR, lamp=1)
        assert waiting() == 1
        transaction.set_rollback(True)
    assert waiting() == 0


def test_the_trail_is_sealed_by_a_job() -> None:
    with acting_as(officer(SUOI_HOA)) as by:
        write_entry("test.light", by=by, unit_id=SUOI_HOA.key)
    seal_trail(timestamp=0)
    with acting_as(OPERATOR):
        (entry,) = AuditEntry.objects.visible_to(OPERATOR)
        assert entry.seal is not None


@pytest.mark.parametrize("task", [seal_trail, remove_old_trail, remove_expired_files])
def test_the_machinery_s_own_jobs_come_round_by_themselves(task: Task) -> None:
    assert task in [periodic.task for periodic in app.periodic_registry.periodic_tasks.values()]


def test_a_worker_loads_every_module_that_defines_them() -> None:
    assert set(settings.PROCRASTINATE_IMPORT_PATHS) == {
        task.func.__module__ for task in (seal_trail, remove_expired_files)
    }
