"""What an operator lives through: starting, stopping, power cuts, backups, machines that change."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from binhyen.machinery.database.archive import connect_as_owner
from binhyen.machinery.datafolder import DataFolder
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installation")]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("nhà có dấu cách") / "data")
    made.run("init")
    yield made
    made.kill_everything()


def rows(installation: Installation, statement: str) -> list[tuple[object, ...]]:
    """Ask the installation's database, which must be running, as the owner of its tables."""
    with connect_as_owner(DataFolder(installation.path)) as connection:
        return connection.execute(statement).fetchall()  # type: ignore[arg-type]


def done_so_far(installation: Installation) -> list[str]:
    """The hashes that the worker has told, each after its act was done; a line cut off in the middle does not count.

    Nor does what a worker says of the server that was taken from under it.
    """
    return re.findall(r"^[0-9a-f]{64}$", installation.said.read_text(), re.MULTILINE)


def test_a_power_cut_in_the_middle_of_200_acts_leaves_no_half_act(installation: Installation) -> None:
    server, _ = installation.serve()
    worker = installation.start("-m", "tests.journeys.many_acts")
    while len(done_so_far(installation)) < 60:
        assert worker.poll() is None, installation.said.read_text()
        time.sleep(0.005)
    installation.kill_everything()
    worker.wait(timeout=10)
    told = done_so_far(installation)
    server.wait(timeout=10)
    assert 60 <= len(told) < 200, "the cut came neither too early nor too late"

    server, _ = installation.serve()
    try:
        found = installation.ask("audit", "verify")
        assert found["sound"], found["faults"]
        kept = {row[0] for row in rows(installation, "select sha256 from machinery_receivedfile")}
        lines = {
            row[0]
            for row in rows(
                installation,
                "select detail->>'sha256' from machinery_auditentry where act = 'files.receive'",
            )
        }
        assert kept == lines, "every file has its line and every line its file"
        assert set(told) <= kept, "what was told to be done is there"
    finally:
        server.terminate()
        assert server.wait(timeout=20) == 0
    assert installation.wait_until_quiet() == {}


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_ends_in_order_and_leaves_no_process(
    installation: Installation, told: signal.Signals
) -> None:
    server, _ = installation.serve()
    assert len(installation.processes()) >= 5
    server.send_signal(told)
    assert server.wait(timeout=20) == 0
    assert installation.wait_until_quiet() == {}
    assert not (DataFolder(installation.path).cluster / "postmaster.pid").exists()


def test_killed_it_leaves_no_process_and_starts_again(installation: Installation) -> None:
    server, _ = installation.serve()
    server.kill()
    server.wait(timeout=10)
    assert installation.wait_until_quiet() == {}
    assert installation.ask("audit", "verify")["sound"]


def test_a_command_beside_the_running_server_uses_its_database(installation: Installation) -> None:
    server, _ = installation.serve()
    try:
        assert installation.ask("audit", "verify")["sound"]
        assert server.poll() is None
    finally:
        server.terminate()
        assert server.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def officer(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> str:
    slip = tmp_path_factory.mktemp("phieu") / "hoa.html"
    installation.run(
        *("user", "add", "Nguyễn Thị Hoa", "--unit", "04831", "--role", "nhập liệu"),
        *("--username", "hoa.dabac", "--slip", str(slip)),
    )
    return "hoa.dabac"


class TestAsWhomACommandActs:
    """As the account of ``--as`` or ``BINHYEN_AS``, else as the operator of the data folder, named so in the trail."""

    @pytest.mark.parametrize("way", ["option", "variable"])
    def test_an_officer_finds_their_own_unit_and_no_other(
        self, installation: Installation, officer: str, way: str
    ) -> None:
        asking = installation if way == "option" else Installation(installation.path, BINHYEN_AS=officer)
        whom = ("--as", officer) if way == "option" else ()
        assert "Xã Đà Bắc" in asking.run(*whom, "units", "search", "da bac")
        assert "Không có đơn vị nào" in asking.run(*whom, "units", "search", "thai nguyen", code=1)
        assert "Tỉnh Thái Nguyên" in installation.run("units", "search", "thai nguyen")

    def test_what_only_the_operator_may_is_refused_to_an_account(
        self, installation: Installation, officer: str, tmp_path: Path
    ) -> None:
        assert "người vận hành" in installation.run(
            "--as", officer, "backup", str(tmp_path / "x.zip"), code=3
        )
        assert "quản trị hệ thống" in installation.run("--as", officer, "audit", "verify", code=3)

    def test_an_account_that_is_none_is_named(self, installation: Installation) -> None:
        assert "“khong.co”" in installation.run("--as", "khong.co", "units", "search", "x", code=2)

    def test_the_trail_names_the_operator(self, installation: Installation, officer: str) -> None:
        server, _ = installation.serve()
        try:
            ((name, account),) = rows(
                installation,
                "select actor_name, account_id from machinery_auditentry where act = 'access.create-account'",
            )
            assert (name, account) == ("người vận hành thư mục dữ liệu", None)
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0


def test_backup_wipe_restore_gives_the_same_content(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "sao-luu.zip"
    DataFolder(installation.path).change_settings(today=date(2026, 2, 20))
    held = installation.ask("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert held["rows"]["orgunits_orgunit"] == 14_007

    other = Installation(tmp_path / "máy mới" / "data")
    restored = other.ask("restore", str(file))
    try:
        assert restored["content_hash"] == held["content_hash"]
        assert restored["rows"] == held["rows"]
        assert DataFolder(other.path).fixed_day == date(2026, 2, 20)
        assert other.ask("audit", "verify")["sound"]
        assert other.ask("backup", str(tmp_path / "lần hai.zip"))["content_hash"] == held["content_hash"]
        assert "đã có dữ liệu" in other.run("restore", str(file), code=4)
    finally:
        other.kill_everything()
        shutil.rmtree(other.path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Không có tệp"),
        (b"", "không phải bản sao lưu"),
        (b"PK\x03\x04nonsense", "không phải bản sao lưu"),
    ],
)
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "x.zip"
    if content is not None:
        file.write_bytes(content)
    other = Installation(tmp_path / "data")
    assert said in other.run("restore", str(file), code=4)
    assert not other.path.exists()


def test_a_demonstration_is_never_opened_to_the_network(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create(demonstration=True)
    assert "chỉ mở trên máy này" in Installation(folder.path).run("serve", "--host", "0.0.0.0", code=3)


def test_without_a_folder_a_command_says_what_to_do(tmp_path: Path) -> None:
    assert "binhyen init" in Installation(tmp_path / "không có").run("audit", "verify", code=4)


def test_secrets_are_for_the_owner_alone(installation: Installation) -> None:
    assert stat.S_IMODE((installation.path / "secrets.yaml").stat().st_mode) == 0o600
    assert stat.S_IMODE(DataFolder(installation.path).cluster.stat().st_mode) == 0o700


def test_a_database_without_password_is_refused(installation: Installation) -> None:
    """Any process of the machine may reach the socket of an ordinary user's folder; none gets in without one."""
    import psycopg

    server, _ = installation.serve()
    try:
        for role in ("postgres", "binhyen_owner", "binhyen_app"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(
                    host=str(DataFolder(installation.path).sockets),
                    user=role,
                    dbname="binhyen",
                    passfile=os.devnull,
                )
    finally:
        server.terminate()
        assert server.wait(timeout=20) == 0


def test_the_doctor_finds_nothing_bad(installation: Installation) -> None:
    findings = {finding["name"]: finding for finding in installation.ask("doctor")}
    assert {finding["state"] for finding in findings.values()} <= {"good", "note"}
    assert findings["database"]["sentence"].startswith("Cơ sở dữ liệu đang nghỉ")


def test_the_doctor_names_what_is_missing(tmp_path: Path) -> None:
    (finding,) = [
        finding
        for finding in Installation(tmp_path / "chưa có").ask("doctor", code=1)
        if finding["state"] == "bad"
    ]
    assert finding["remedy"] == "Hãy chạy “binhyen init”."
