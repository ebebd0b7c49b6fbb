"""What lies in a ZIP: its files one by one, and a sentence where it cannot be opened."""

from __future__ import annotations

import io
import zipfile

import pytest

from binhyen.machinery.files import bundles
from binhyen.machinery.files.bundles import BadBundle, files_in


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_files_come_with_the_name_of_the_zip_before_theirs() -> None:
    data = packed(**{"xã/04831.xlsx": b"one", "04834.xlsx": b"two"})
    assert list(files_in("thang-1.zip", data)) == [
        ("thang-1.zip/xã/04831.xlsx", b"one"),
        ("thang-1.zip/04834.xlsx", b"two"),
    ]


def test_what_programs_leave_behind_is_passed_over() -> None:
    data = packed(
        **{"~$04831.xlsx": b"lock", "__MACOSX/._04831.xlsx": b"fork", ".DS_Store": b"", "Thumbs.db": b""}
    )
    assert list(files_in("thang-1.zip", data)) == []


def test_a_damaged_zip_is_told_with_its_name() -> None:
    with pytest.raises(BadBundle, match=r"“hong\.zip”: tệp hỏng hoặc có mật khẩu"):
        list(files_in("hong.zip", packed(a=b"x" * 100)[:60]))


def test_a_file_that_unpacks_to_more_than_a_file_may_have_is_cut_just_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bundles, "MAX_BYTES", 1000)
    ((_name, data),) = files_in("lon.zip", packed(a=b"0" * 5000))
    assert len(data) == 1001


def test_too_many_files_are_refused_before_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_FILES", 2)
    with pytest.raises(BadBundle, match="quá nhiều tệp"):
        next(files_in("nhieu.zip", packed(a=b"", b=b"", c=b"")))
