"""Bringing a database up to date: tables, functions and guards, always together."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from binhyen.machinery.database import cluster, guards

_MARK = "binhyen "  # with the fingerprint behind it: the comment of the schema


def guards_after_migration(**_: Any) -> None:
    """Receiver of ``post_migrate``: only the owner can lay guards, and only over complete tables."""
    if guards_can_be_laid():
        guards.install()


def guards_can_be_laid() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        (user,) = cursor.fetchone()
    if user == cluster.APP:
        return False
    tables = set(connection.introspection.table_names())
    return all(model._meta.db_table in tables for model in guards.guarded_models())


def fingerprint() -> str:
    """What the tables and guards of this version of the program are made from, as one short mark.

    Kept in the database after a migration; while it is equal, a start has nothing to migrate.
    """
    mark = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted((Path(config.path) / "migrations").glob("*.py")):
            mark.update(f"{config.label}/{file.name}\n".encode())
            if config.name.startswith("binhyen."):
                mark.update(file.read_bytes())
    for model in guards.guarded_models():
        mark.update(f"{model._meta.db_table}{guards.policies_of(model)}".encode())
    return mark.hexdigest()[:16]


def migrate() -> None:
    """Run every migration and lay the guards. To be run as the owner."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    guards.install()
    with connection.cursor() as cursor:
        cursor.execute(f"comment on schema public is '{_MARK}{fingerprint()}'")


def up_to_date() -> bool:
    """Whether this database was migrated by this very version of the program."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('public'::regnamespace, 'pg_namespace')")
        (comment,) = cursor.fetchone()
    return bool(comment == f"{_MARK}{fingerprint()}")
