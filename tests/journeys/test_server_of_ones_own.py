"""A province with a PostgreSQL of its own: the same house on ``DATABASE_URL``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from binhyen.machinery.database import cluster
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder, FolderUnusable
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installation")]


@pytest.fixture(scope="module")
def their_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataFolder]:
    """Stands for a server that somebody else runs: reached by an address and a password alone."""
    folder = DataFolder(tmp_path_factory.mktemp("may-chu") / "data")
    folder.create()
    server = cluster.start(folder, fast_and_unsafe=True)
    with cluster.connect_as_superuser(folder) as connection:
        connection.execute("create role tinh login createrole password 'mật khẩu/1'")
        connection.execute("create role hep login password 'x'")
        connection.execute("create database tinh owner tinh")
        connection.execute("create database hep owner hep")
    yield folder
    server.stop()


def address(server: DataFolder, role: str, password: str) -> str:
    return (
        f"postgresql://{role}:{quote(password, safe='')}@/{role}?host={quote(str(server.sockets), safe='')}"
    )


def test_the_house_is_made_there_and_guarded_as_at_home(their_server: DataFolder, tmp_path: Path) -> None:
    url = address(their_server, "tinh", "mật khẩu/1")
    installation = Installation(tmp_path / "data", DATABASE_URL=url)
    installation.run("init")
    assert not DataFolder(installation.path).cluster.exists()
    assert installation.ask("audit", "verify")["sound"]
    with psycopg.connect(
        host=str(their_server.sockets),
        user=cluster.APP,
        password=DataFolder(installation.path).secrets["app_password"],
        dbname="tinh",
    ) as connection:
        (units,) = connection.execute("select count(*) from orgunits_orgunit").fetchone() or (None,)
        assert units == 0, "without a reach the application role sees nothing"
    server, _ = installation.serve()
    server.terminate()
    assert server.wait(timeout=20) == 0


def test_an_account_that_may_make_no_role_is_told_what_to_ask_for(
    their_server: DataFolder, tmp_path: Path
) -> None:
    installation = Installation(tmp_path / "data", DATABASE_URL=address(their_server, "hep", "x"))
    said = installation.run("init", code=4)
    assert "ALTER ROLE hep CREATEROLE" in said


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "postgresql://a:b@c", "tinh"])
def test_an_address_that_is_none_is_refused_in_words(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(FolderUnusable, match="postgresql://"):
        django_database(DataFolder(tmp_path))
