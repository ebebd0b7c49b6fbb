"""Making an installation ready: folder, database, tables, units, indicators and forms."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

from binhyen.cli.session import CANNOT_WORK, stop_with
from binhyen.foundations.faults import BadInput
from binhyen.machinery.database import cluster
from binhyen.machinery.database.archive import connect_as_owner
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder


def lay_the_ground(folder: DataFolder) -> None:
    """Make the roles, the database and its extensions, once for each place they can be."""
    if folder.state.get("bootstrapped") != _where(folder):
        try:
            if folder.database_url:
                with connect_as_owner(folder) as connection:
                    cluster.bootstrap_server(folder, connection)
            else:
                cluster.bootstrap(folder)
        except (cluster.ServerUnavailable, psycopg.OperationalError) as error:
            stop_with(str(error), CANNOT_WORK)
        folder.note(bootstrapped=_where(folder))


def bring_up_to_date(folder: DataFolder) -> None:
    """Make roles, database and tables where they are missing or older than the program.

    The database runs already. Migrating happens in a process of its own, as the owner, so that nothing else
    of this process ever connects as the owner. While nothing has changed since the last time, one
    comparison of a stored mark is all.
    """
    lay_the_ground(folder)
    done = subprocess.run(
        [sys.executable, "-m", "binhyen.cli.migrating"],
        env=os.environ | {"BINHYEN_DB_ROLE": "owner", "BINHYEN_DATA": str(folder.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        stop_with(f"Không cập nhật được cơ sở dữ liệu:\n{done.stderr.strip()}", CANNOT_WORK)


def _where(folder: DataFolder) -> str:
    """What was bootstrapped: the embedded cluster of this version, or one server and database."""
    if not folder.database_url:
        return f"postgres-{cluster.MAJOR_VERSION}"
    settings = django_database(folder, "owner")
    return f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def load_the_country() -> str:
    """Load the units of both maps where they are missing or have changed; answer what was done."""
    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.orgunits.actions import load_units

    try:
        with acting_as(OPERATOR):
            return str(load_units(by=OPERATOR))
    except BadInput as fault:  # an official list of before may no longer fit a newer package
        stop_with(f"{fault} Xem docs/how-to/load-units.md.", CANNOT_WORK)


def load_the_catalogue() -> str:
    """Load indicators, forms and deadlines where they are missing or have changed; answer what was done."""
    from binhyen.indicators.actions import load_catalogue
    from binhyen.machinery.database.reach import OPERATOR, acting_as

    try:
        with acting_as(OPERATOR):
            return str(load_catalogue(by=OPERATOR))
    except BadInput as fault:
        stop_with(str(fault), CANNOT_WORK)
