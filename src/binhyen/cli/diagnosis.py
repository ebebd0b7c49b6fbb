"""Can it work here, and if not, what must be done? The findings of ``binhyen doctor``."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import Literal

import psycopg

from binhyen.machinery.database import cluster
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder, FolderUnusable

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``bad`` keeps the program from working, ``note`` is worth knowing."""

    name: str
    state: Literal["good", "note", "bad"]
    sentence: str
    remedy: str = ""


def examine(folder: DataFolder) -> list[Finding]:
    """Look at the machine, the folder and the database. Starts nothing that was not running."""
    findings = [_python(), _root(), _disk(folder)]
    try:
        findings += _folder(folder)
        if folder.exists:
            findings.append(_database(folder))
    except FolderUnusable as error:
        findings.append(Finding("folder", "bad", str(error)))
    return findings


def _python() -> Finding:
    return Finding("python", "good", f"Python {'.'.join(map(str, sys.version_info[:3]))}.")


def _root() -> Finding:
    if os.geteuid() != 0:
        return Finding("account", "good", "Chạy bằng tài khoản thường.")
    return Finding(
        "account", "note", "Đang chạy bằng root.", "Khi dùng thật, hãy chạy bằng một tài khoản riêng."
    )


def _disk(folder: DataFolder) -> Finding:
    place = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"Còn trống {free / 1024**3:.1f} GB tại {place}.".replace(".", ",", 1)
    if free >= LEAST_FREE_BYTES:
        return Finding("disk", "good", said)
    return Finding("disk", "bad", said, "Cần ít nhất 0,5 GB. Hãy dọn đĩa hoặc chọn nơi khác bằng --data.")


def _folder(folder: DataFolder) -> list[Finding]:
    if not folder.exists:
        return [
            Finding("folder", "bad", f"Chưa có thư mục dữ liệu {folder.path}.", "Hãy chạy “binhyen init”.")
        ]
    findings = [Finding("folder", "good", f"Thư mục dữ liệu {folder.path}.")]
    if folder.fixed_day:
        findings.append(Finding("today", "note", f"“Hôm nay” được đặt là {folder.fixed_day:%d/%m/%Y}."))
    if folder.demonstration:
        findings.append(Finding("demonstration", "note", "Thư mục minh hoạ: mọi số liệu đều là giả định."))
    if not folder.second_factor_required:
        findings.append(Finding("second-factor", "note", "Không buộc xác thực hai lớp (chỉ để minh hoạ)."))
    return findings


def _database(folder: DataFolder) -> Finding:
    if not folder.database_url and not cluster.is_running(folder):
        return Finding("database", "note", "Cơ sở dữ liệu đang nghỉ; nó chạy khi có lệnh cần đến.")
    settings = django_database(folder)
    try:
        with psycopg.connect(
            host=settings["HOST"],
            port=settings["PORT"] or None,
            user=settings["USER"],
            password=settings["PASSWORD"],
            dbname=settings["NAME"],
            **{"connect_timeout": 5} | settings["OPTIONS"],
        ) as connection:
            found = connection.execute("select current_setting('server_version_num')::int").fetchone()
    except psycopg.OperationalError as error:
        return Finding(
            "database", "bad", f"Không nối được cơ sở dữ liệu: {error}", "Kiểm tra DATABASE_URL và máy chủ."
        )
    number = int(found[0]) if found else 0
    if number < 150000:
        return Finding(
            "database", "bad", f"PostgreSQL {number // 10000} quá cũ.", "Cần PostgreSQL 15 trở lên."
        )
    return Finding("database", "good", f"PostgreSQL {number // 10000} trả lời.")
