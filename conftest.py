"""The tests' database: one embedded server a run, the country loaded once into a template, a clone a worker.

Tests connect as the application role, so that policies hold in them as they do in use. Inside ``db`` tests
nothing is visible until a reach is set: ``acting_as(actor)``, or a request of the client.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.run import OWNS_THE_RUN, RUN

# A busy machine is no fault: nothing here asserts how long something takes.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

TEMPLATE = "test_template"
DAY = date(2026, 11, 2)
"""The day on which tests happen unless they say otherwise."""


IN_THE_LONG_LOOP_ALONE = (
    "src/binhyen/publications/tests/",
    "src/binhyen/machinery/formats/charts/tests/test_drawing.py",
    "src/binhyen/machinery/formats/documents/tests/",
    "src/binhyen/analytics/tests/test_acts_and_rebuild.py",
    "src/binhyen/analytics/tests/test_changes.py",
    "src/binhyen/analytics/tests/test_consolidating.py",
    "src/binhyen/analytics/tests/test_disclosure.py",
    "src/binhyen/analytics/tests/test_territory.py",
    "src/binhyen/analytics/tests/test_territory_worlds.py",
    "src/binhyen/reporting/tests/test_history.py",
    "src/binhyen/reporting/workbooks/tests/",
    "src/binhyen/orgunits/tests/test_bodies.py",
    "src/binhyen/orgunits/tests/test_loading.py",
    "src/binhyen/orgunits/tests/test_populating.py",
    "src/binhyen/orgunits/tests/test_reorganising.py",
    "src/binhyen/web/tests/",
    "tests/architecture/test_english_pages.py",
    "tests/architecture/test_statement_counts.py",
    "tests/journeys/test_subtracting.py",
    "src/binhyen/cli/tests/",
    "src/binhyen/machinery/formats/tests/",
    "src/binhyen/narratives/tests/test_properties.py",
    "tests/test_who_sees_what.py",
)
"""Where tests lay whole provinces, write documents, show pages or run commands: marked slow, left to the long loop."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    root = Path(__file__).parent
    for item in items:
        if str(item.path.relative_to(root)).startswith(IN_THE_LONG_LOOP_ALONE):
            item.add_marker(pytest.mark.slow)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="keep the pictures of every page there")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Files made for a test hold the time of their making: their bytes must not name it, or workers disagree."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_configure(config: pytest.Config) -> None:
    """English pages need their compiled texts; whoever begins the run makes them where they are old."""
    if OWNS_THE_RUN and not hasattr(config, "workerinput"):
        from tools.compile_messages import compile_messages

        compile_messages()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that began the run ends its server and removes what it left."""
    if not OWNS_THE_RUN or hasattr(config, "workerinput"):
        return
    pid = RUN / "server.pid"
    if pid.exists():
        with suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGINT)
        lock = RUN / "data" / "postgres-18" / "postmaster.pid"
        for _ in range(200):
            if not lock.exists():
                break
            time.sleep(0.05)
    shutil.rmtree(RUN, ignore_errors=True)


@pytest.fixture(autouse=True)
def _in_vietnamese() -> Iterator[None]:
    """No test leaves the language that it chose to the next."""
    from django.utils import translation

    yield
    translation.deactivate()


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    with (RUN / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def server() -> Any:
    """The run's data folder, with its server started and its template database made."""
    from binhyen.machinery.database import cluster
    from binhyen.machinery.datafolder import DataFolder

    folder = DataFolder(RUN / "data")
    with _one_at_a_time("server"):
        if not (RUN / "server.pid").exists():
            folder.create()
            # A process of its own, so that it outlives the worker that happened to come first.
            subprocess.run(
                [sys.executable, "-m", "tests.serving", str(folder.path), str(RUN / "server.pid")],
                check=True,
                cwd=Path(__file__).parent,
            )
            cluster.bootstrap(folder, TEMPLATE)
            subprocess.run(
                [sys.executable, "-m", "tests.template", TEMPLATE],
                check=True,
                cwd=Path(__file__).parent,
                env=os.environ | {"BINHYEN_DATA": str(folder.path), "BINHYEN_DB_ROLE": "owner"},
            )
    return DataFolder(folder.path)


def use_database(folder: Any, name: str, role: str = "app") -> None:
    """Point Django's one connection of this process at a database of the run's server."""
    from django.db import connection

    from binhyen.machinery.database.connecting import django_database

    connection.close()
    settings = django_database(folder, role)
    connection.settings_dict.update(
        {key: settings[key] for key in ("HOST", "PORT", "USER", "PASSWORD")} | {"NAME": name}
    )
    connection.settings_dict["OPTIONS"] = dict(settings["OPTIONS"])


@contextmanager
def clone_of_the_template(folder: Any, name: str) -> Iterator[str]:
    """A database of one's own with the whole country in it, dropped at the end."""
    from binhyen.machinery.database import cluster

    with _one_at_a_time("clone"), cluster.connect_as_superuser(folder) as connection:
        connection.execute(f'create database "{name}" owner {cluster.OWNER} template {TEMPLATE}')
    try:
        yield name
    finally:
        with cluster.connect_as_superuser(folder) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def django_db_setup(server: Any, django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: the worker's database is a clone, reached as the application role."""
    from django.db import connection

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with clone_of_the_template(server, f"test_{worker}") as name:
        with django_db_blocker.unblock():
            use_database(server, name)
            connection.ops.execute_sql_flush = _flush_as_owner(server, name)
        yield
        with django_db_blocker.unblock():
            connection.close()


KEPT = (
    *("orgunits_orgunit", "orgunits_orgunitversion", "orgunits_unitcount", "orgunits_unitlist"),
    *("orgunits_succession", "orgunits_reorganisation"),
    *("indicators_", "django_", "machinery_cache", "auth_permission", "auth_group"),
)
"""The tables, by the beginnings of their names, that a flush leaves as they were loaded."""

FORGET_ADDED_UNITS = """
do $$
declare
    above bigint[];
begin
    select array_agg(distinct key::bigint) into above
      from orgunits_orgunitversion, unnest(string_to_array(rtrim(tree_path, '.'), '.')) as path (key)
     where unit_id > {loaded};
    delete from orgunits_succession where unit_id > {loaded} or predecessor_id > {loaded};
    -- Those that came with the country's lists have successions.
    delete from orgunits_reorganisation r where unit_id > {loaded}
        or not exists (select from orgunits_succession s where s.reorganisation_id = r.id);
    delete from orgunits_orgunitversion where unit_id > {loaded};
    delete from orgunits_unitcount where unit_id > {loaded};
    delete from orgunits_orgunit where id > {loaded};
    perform recount_units(above) where above is not null;
end $$
"""


def _flush_as_owner(folder: Any, name: str) -> Callable[[list[str]], None]:
    """After a test with real transactions only what tests add is emptied; units and forms stay as they were loaded."""
    from binhyen.machinery.database import cluster

    with cluster.connect_as_superuser(folder, name) as connection:
        (loaded,) = connection.execute("select max(id) from orgunits_orgunit").fetchone() or (0,)

    def flush(statements: list[str]) -> None:
        with cluster.connect_as_superuser(folder, name) as connection:
            tables = [
                row[0]
                for row in connection.execute(
                    "select tablename from pg_tables where schemaname = 'public'"
                ).fetchall()
                if not str(row[0]).startswith(KEPT)
            ]
            tables.append("django_session")
            connection.execute(f"truncate {', '.join(map(str, tables))} restart identity cascade")  # type: ignore[arg-type]
            connection.execute(FORGET_ADDED_UNITS.format(loaded=loaded))  # type: ignore[arg-type]

    return flush


@pytest.fixture(autouse=True)
def _same_day() -> Iterator[None]:
    """Every test happens on the same day."""
    from binhyen.foundations import clock

    with clock.fixed_to(DAY):
        yield


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """A slow hash is right for officials and wrong for hundreds of tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_reach_left_over() -> Iterator[None]:
    """A reach that a test set must not make the next one pass."""
    yield
    if "binhyen.machinery.database.reach" in sys.modules:
        from binhyen.foundations.authority import NO_REACH
        from binhyen.machinery.database import reach

        reach._current.set(NO_REACH)


@pytest.fixture
def as_superuser(server: Any, transactional_db: None) -> Iterator[Any]:
    """A second connection, of somebody who may do everything: sees what the test has committed."""
    from django.db import connection

    from binhyen.machinery.database import cluster

    with cluster.connect_as_superuser(server, connection.settings_dict["NAME"]) as other:
        yield other


@pytest.fixture
def small_tree(db: None) -> None:
    """The invented units of ``tests.places``, within the test's transaction."""
    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from tests.places import lay_units

    with acting_as(OPERATOR):
        lay_units()
