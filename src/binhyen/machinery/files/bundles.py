"""Many files in one: what lies in a ZIP that somebody sent instead of single files."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.machinery.formats.reading import MAX_BYTES

MOST_FILES = 5000
MOST_BYTES = 1024 * 1024 * 1024

_TROUBLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class BadBundle(BadInput):
    """The ZIP cannot be opened, or not all of it."""


def files_in(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in the ZIP ``name``, each as ``name.zip/inner name`` with its content, in the order of the ZIP.

    Folders, hidden files and what Office leaves behind while a file is open are passed over. Of a file above the limit
    of single files one byte more than the limit is given, so that it is refused by its size. Raises ``BadBundle``,
    before the first file or in the midst.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_somebodys(entry)]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise BadBundle(
                    _("Tệp nén “%s” chứa quá nhiều tệp hoặc quá lớn.") % name,
                    _("Chia thành nhiều tệp nén nhỏ hơn."),
                )
            for entry in entries:
                with archive.open(entry) as file:
                    yield f"{name}/{entry.filename}", file.read(MAX_BYTES + 1)
    except _TROUBLE as trouble:
        if isinstance(trouble, BadBundle):
            raise
        raise BadBundle(
            _("Không mở được tệp nén “%s”: tệp hỏng hoặc có mật khẩu.") % name,
            _("Nén lại dạng .zip không mật khẩu, hoặc gửi từng tệp."),
        ) from trouble


def _is_somebodys(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in path.parts)
    return not entry.is_dir() and not hidden and path.name != "Thumbs.db"
