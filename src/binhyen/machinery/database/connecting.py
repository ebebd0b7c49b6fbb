"""How does Django reach the database of a data folder, and as whom?"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from binhyen.machinery.database import cluster
from binhyen.machinery.datafolder import DataFolder, FolderUnusable

POOL = {"min_size": 1, "max_size": 4, "timeout": 10}


def django_database(folder: DataFolder, role: str = "app", *, pooled: bool = False) -> dict[str, Any]:
    """Django's settings of the one database, as ``role``: ``app`` for pages and jobs, ``owner`` to migrate.

    A pool serves the application role alone: without it each request pays for a connection.
    """
    options: dict[str, Any] = {"application_name": f"binhyen {role}"}
    url = folder.database_url
    if url:
        settings = _from_url(url, options)
        if role == "app":
            settings |= {"USER": cluster.APP, "PASSWORD": folder.secrets.get("app_password", "")}
    else:
        settings = {
            "NAME": cluster.DATABASE,
            "HOST": str(folder.sockets),
            "PORT": "",
            "USER": cluster.APP if role == "app" else cluster.OWNER,
            "PASSWORD": folder.secrets.get(f"{role}_password", ""),
        }
    if pooled and role == "app":
        options["pool"] = dict(POOL)
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,  # the frame's middleware owns the transaction, because the reach lives in it
    }


def _from_url(url: str, options: dict[str, Any]) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise FolderUnusable(
            "DATABASE_URL phải có dạng postgresql://tài-khoản:mật-khẩu@máy:cổng/tên. Hãy sửa lại biến này."
        )
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or (parts.hostname or "")
    options.update(query)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
