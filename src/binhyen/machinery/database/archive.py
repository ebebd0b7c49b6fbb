"""Backup and restore of a whole installation, and the mark by which two contents are compared.

A backup is one ZIP: the database's own dump, the two keys without which sessions and second factors are lost,
and a manifest with the content's hash. It holds everything, so it is written for its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql

from binhyen.foundations.clock import now
from binhyen.machinery.database import cluster
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder

FORMAT = 1
_PASSING = ("django_session", "machinery_cache", "procrastinate_")
"""Tables whose rows come and go without meaning; they are backed up, but do not count as content."""


class ArchiveUnusable(Exception):
    """The file is no backup of this program or is damaged; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Contents:
    """What an installation holds: rows by table, and one hash over all of them, whatever their order."""

    hash: str
    rows: dict[str, int]


def connect_as_owner(folder: DataFolder) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that sees every row: for archives alone."""
    return psycopg.connect(**_owner(folder))


def _owner(folder: DataFolder) -> dict[str, Any]:
    settings = django_database(folder, "owner")
    return {
        "dbname": settings["NAME"],
        "host": settings["HOST"],
        "port": settings["PORT"] or None,
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        **settings["OPTIONS"],
    }


def contents(folder: DataFolder) -> Contents:
    """Hash every table but the passing ones: of each row its text, summed without order."""
    with connect_as_owner(folder) as connection:
        return _contents(connection)


def _contents(connection: psycopg.Connection[tuple[Any, ...]]) -> Contents:
    rows: dict[str, int] = {}
    mark = hashlib.sha256()
    connection.execute("set timezone = 'UTC'")
    tables = [
        str(name)
        for (name,) in connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by tablename"
        )
        if not name.startswith(_PASSING)
    ]
    half = "coalesce(sum(('x' || substr(md5(t::text), {}, 16))::bit(64)::bigint::numeric), 0)"
    for table in tables:
        ((count, first, second),) = connection.execute(
            sql.SQL("select count(*), {}, {} from {} t").format(
                sql.SQL(half.format(1)), sql.SQL(half.format(17)), sql.Identifier(table)
            )
        )
        rows[table] = int(count)
        mark.update(f"{table} {count} {first} {second}\n".encode())
    return Contents(mark.hexdigest(), rows)


def back_up(folder: DataFolder, file: Path) -> Contents:
    """Write everything into ``file``. The pages may go on meanwhile: the dump is one moment's."""
    with tempfile.TemporaryDirectory() as scratch, connect_as_owner(folder) as connection:
        dump = Path(scratch) / "database.dump"
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        ((snapshot,),) = connection.execute("select pg_export_snapshot()")
        held = _contents(connection)  # of the very moment that is dumped, while others go on writing
        _run(["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}"], folder)
        half = file.with_name(file.name + ".part")
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w") as archive:
            manifest = {
                "format": FORMAT,
                "made_at": now().isoformat(),
                "content_hash": held.hash,
                "rows": held.rows,
                "settings": yaml.safe_dump(  # as in the folder: JSON knows no dates
                    {name: value for name, value in folder.settings.items() if name != "database_url"},
                    allow_unicode=True,
                ),
            }
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, default=str))
            keys = {name: folder.secrets[name] for name in ("secret_key", "second_factor_key")}
            archive.writestr("keys.json", json.dumps(keys))
            archive.write(dump, "database.dump")
        half.replace(file)
    return held


def read_manifest(file: Path) -> dict[str, Any]:
    """The manifest of a backup; raises :class:`ArchiveUnusable` for anything else."""
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
            manifest = json.loads(archive.read("manifest.json"))
            missing = {"keys.json", "database.dump"} - set(archive.namelist())
    except FileNotFoundError:
        raise ArchiveUnusable(f"Không có tệp {file}. Hãy kiểm tra lại đường dẫn.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise ArchiveUnusable(
            f"{file} không phải bản sao lưu nguyên vẹn của Bình Yên. Hãy chọn tệp do lệnh “binhyen backup” ghi."
        ) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or missing:
        raise ArchiveUnusable(
            f"{file} do một phiên bản khác ghi hoặc thiếu phần. Hãy dùng phiên bản chương trình đã ghi tệp này."
        )
    return manifest


def settings_in(manifest: dict[str, Any]) -> dict[str, Any]:
    """The settings of the folder that was backed up."""
    return yaml.safe_load(manifest["settings"]) or {}


def restore(folder: DataFolder, file: Path) -> Contents:
    """Fill an empty database from a backup and take over its keys; the database server runs already.

    Raises :class:`ArchiveUnusable` when the database is not empty: nothing is ever overwritten.
    """
    read_manifest(file)
    with connect_as_owner(folder) as connection:
        found = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        if found and found[0]:
            raise ArchiveUnusable(
                f"Cơ sở dữ liệu của {folder.path} đã có dữ liệu. Hãy khôi phục vào một thư mục mới bằng --data."
            )
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(file) as archive:
        dump = Path(scratch) / "database.dump"
        dump.write_bytes(archive.read("database.dump"))
        # Extensions belong to the superuser and are there already; everything else is the owner's.
        listing = _run(["pg_restore", "--list", str(dump)], folder, connects=False)
        wanted = Path(scratch) / "wanted.txt"
        wanted.write_text("\n".join(line for line in listing.splitlines() if "EXTENSION" not in line))
        _run(
            [
                *("pg_restore", "--exit-on-error", "--no-owner", "--single-transaction"),
                *(f"--use-list={wanted}", f"--dbname={_owner(folder)['dbname']}", str(dump)),
            ],
            folder,
        )
        folder.replace_secrets(json.loads(archive.read("keys.json")))
    return contents(folder)


def _run(arguments: list[str], folder: DataFolder, *, connects: bool = True) -> str:
    owner = _owner(folder)
    environment = dict(os.environ)
    if connects:
        environment |= {
            "PGHOST": str(owner["host"] or ""),
            "PGPORT": str(owner["port"] or ""),
            "PGUSER": str(owner["user"]),
            "PGPASSWORD": str(owner["password"]),
            "PGDATABASE": str(owner["dbname"]),
            "PGSSLMODE": str(owner.get("sslmode", "")),
            "PGSSLROOTCERT": str(owner.get("sslrootcert", "")),
        }
    done = subprocess.run(
        [str(cluster.binary(arguments[0])), *arguments[1:]],
        env={name: value for name, value in environment.items() if value or not name.startswith("PG")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ArchiveUnusable(f"{arguments[0]} báo lỗi: {done.stderr.strip()}")
    return done.stdout
