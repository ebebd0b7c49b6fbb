"""Run as a process of its own by ``preparing``, as the owner: tables and static files, where they are old."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    import django

    django.setup()
    from binhyen.machinery.database.migrating import migrate, up_to_date

    if not up_to_date():
        migrate()
    _collect_static_files()


def _collect_static_files() -> None:
    """Copy and compress the static files into the data folder when one of them has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            mark.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / "collected.txt"
    if not stamp.exists() or stamp.read_text() != mark.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(mark.hexdigest())


if __name__ == "__main__":
    main()
