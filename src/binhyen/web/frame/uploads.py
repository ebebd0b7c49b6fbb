"""Files that somebody dropped on a page, those in a ZIP among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.bundles import files_in

MOST_FILES = 500
LARGEST_BUNDLE = 100 * 1024 * 1024


def opened(uploads: Iterable[UploadedFile[Any]]) -> list[tuple[str, bytes]]:
    """Name and content of every file that was sent. Raises ``BadInput`` where there is none, or too many."""
    found: list[tuple[str, bytes]] = []
    sent = [upload for upload in uploads if upload.name]
    if not sent:
        raise BadInput(_("Chưa chọn tệp nào."), _("Chọn tệp rồi gửi lại."))
    for upload in sent:
        name = upload.name or ""
        if not name.lower().endswith(".zip"):
            found.append((name, upload.read()))
        elif (upload.size or 0) > LARGEST_BUNDLE:
            raise BadInput(
                _("Tệp nén “%s” lớn hơn 100 MB.") % name, _("Chia thành nhiều tệp nén nhỏ hơn rồi gửi lại.")
            )
        else:
            for each in files_in(name, upload.read()):
                found.append(each)
                _not_too_many(found)
        _not_too_many(found)
    if not found:
        raise BadInput(_("Trong tệp nén không có tệp nào."), _("Nén các sổ Excel đã điền rồi gửi lại."))
    return found


def _not_too_many(found: list[Any]) -> None:
    if len(found) > MOST_FILES:
        raise BadInput(_("Nhiều hơn %d tệp trong một lần gửi.") % MOST_FILES, _("Chia thành nhiều lần gửi."))
