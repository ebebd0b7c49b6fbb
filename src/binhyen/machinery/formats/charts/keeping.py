"""Where do drawings stay once they are drawn? In the data folder, each under the hash of what it was drawn from."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from binhyen.machinery.datafolder import DataFolder

MOST_BYTES = 64 * 1024 * 1024
"""Some four thousand drawings. Beyond it the oldest go, until a quarter is free."""


def found(name: str) -> bytes | None:
    """The drawing of that name, or None."""
    try:
        return (DataFolder.from_environment().drawings / name).read_bytes()
    except OSError:
        return None


def keep(name: str, drawing: bytes) -> None:
    """Keep a drawing, readable by this account alone, whole or not at all.

    Where there is no installation, no room or no right to write, nothing is kept: it is drawn again next time.
    """
    folder = DataFolder.from_environment()
    if not folder.exists:
        return
    with suppress(OSError):
        folder.drawings.mkdir(mode=0o700, exist_ok=True)
        descriptor, scratch = tempfile.mkstemp(dir=folder.drawings)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(drawing)
            Path(scratch).replace(folder.drawings / name)
        except OSError:
            Path(scratch).unlink(missing_ok=True)
            raise
        _make_room(folder.drawings)


def _make_room(drawings: Path) -> None:
    """Remove the oldest where there are too many; the newest are what pages show."""
    with os.scandir(drawings) as entries:
        kept = [(entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries]
    used = sum(size for _time, size, _path in kept)
    if used <= MOST_BYTES:
        return
    for _time, size, path in sorted(kept):
        Path(path).unlink(missing_ok=True)
        used -= size
        if used <= MOST_BYTES * 3 // 4:
            return
