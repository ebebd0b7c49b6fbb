"""What a command stands on: a data folder, a running database, an actor, and ways to speak.

Exit codes: 0 done; 1 the thing asked about is not in order (a broken invariant, a trail that does not
verify); 2 the command was called wrongly; 3 refused; 4 the installation cannot work (no folder, no database).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.datafolder import DEFAULT_NAME, DataFolder, FolderUnusable

if TYPE_CHECKING:
    import typer

NOT_IN_ORDER, CALLED_WRONGLY, REFUSED, CANNOT_WORK = 1, 2, 3, 4

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass
class Choices:
    """What was said before the command's name: ``binhyen --data DIR --as NAME …``."""

    folder: DataFolder
    acting_as: str | None


def choose(data: Path | None, acting_as: str | None) -> Choices:
    """Settle the data folder for this process and everything it starts."""
    path = (data or Path(os.environ.get("BINHYEN_DATA") or DEFAULT_NAME)).expanduser().absolute()
    os.environ["BINHYEN_DATA"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    return Choices(DataFolder(path), acting_as or os.environ.get("BINHYEN_AS") or None)


def choices_of(ctx: typer.Context) -> Choices:
    found = ctx.find_root().obj
    if not isinstance(found, Choices):  # a command's own function was called without the program around it
        raise TypeError("no data folder was chosen")
    return found


def stop_with(sentence: str, code: int) -> NoReturn:
    """Say why on the error stream and leave."""
    err.print(sentence, style="red", markup=False)
    raise SystemExit(code)


def say_json(value: Any) -> None:
    """Write a value for programs: UTF-8, one document, nothing else on the stream."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


@contextmanager
def running_database(folder: DataFolder) -> Iterator[None]:
    """A database for the length of a command: the one that runs already, else one of its own."""
    if not folder.exists:
        stop_with(
            f"Chưa có thư mục dữ liệu {folder.path}. Hãy chạy “binhyen init” hoặc chỉ đúng thư mục bằng --data.",
            CANNOT_WORK,
        )
    if folder.database_url:
        yield
        return
    from binhyen.machinery.database import cluster  # heavy: commands without a database start without it

    try:
        server = cluster.start(folder)
    except (cluster.ServerUnavailable, FolderUnusable) as error:
        stop_with(str(error), CANNOT_WORK)
    try:
        yield
    finally:
        if "django" in sys.modules:
            from django.db import connections

            connections.close_all()
        server.stop()


@contextmanager
def working(ctx: typer.Context) -> Iterator[Actor]:
    """Everything a command needs: database, Django, one transaction that reaches as far as its actor.

    The actor is the account of ``--as`` or ``BINHYEN_AS``, else the built-in operator of the data folder.
    A refusal is printed with its remedy and ends with 3.
    """
    choices = choices_of(ctx)
    with running_database(choices.folder):
        import django

        django.setup()
        from binhyen.machinery.database.reach import acting_as

        actor = _actor(choices.acting_as)
        try:
            with acting_as(actor):
                yield actor
        except NotAllowed as refusal:
            stop_with(f"{refusal.refused.sentence} {refusal.refused.remedy}".strip(), REFUSED)


def _actor(username: str | None) -> Actor:
    from binhyen.machinery.database.reach import OPERATOR

    if username is None:
        return OPERATOR
    from binhyen.access.models import Account
    from binhyen.access.queries import actor_for

    account = Account.objects.filter(username=username).first()
    if account is None:
        stop_with(f"Không có tài khoản “{username}”. Hãy kiểm tra --as hoặc biến BINHYEN_AS.", CALLED_WRONGLY)
    actor = actor_for(account)
    if not actor.mandates:
        stop_with(
            f"Tài khoản “{username}” hôm nay không giữ vai trò nào. Hãy nhờ quản trị đơn vị phân công.",
            REFUSED,
        )
    return actor
