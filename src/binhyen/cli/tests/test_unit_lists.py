"""``binhyen units load``: files, folders and ZIPs; what is told of faults and of the difference."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from binhyen.cli import unit_lists
from binhyen.cli.units import units
from binhyen.foundations.authority import Actor
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import UnitList

pytestmark = pytest.mark.django_db

SHARES = "old_code,new_code,relation,people_share\n00016,00004,part,0.6\n00016,00008,part,0.4\n"
NEW_WARD = "code,name,kind,province_code\n04831,Phường Đà Bắc,ward,25\n"
RESOLUTION = (
    "effective,resolution,level,code,name_before,name_after\n"
    "2026-10-01,99/2026/QH16,commune,04831,Xã Đà Bắc,Phường Đà Bắc\n"
)


@pytest.fixture(autouse=True)
def _the_tests_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def working(_ctx: Any) -> Iterator[Actor]:
        with acting_as(OPERATOR):
            yield OPERATOR

    monkeypatch.setattr(unit_lists, "working", working)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(units, ["load", *map(str, arguments)])


def test_without_a_file_what_is_here_is_up_to_date() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout == "Danh mục 14.007 đơn vị đã đúng, không có gì thay đổi.\n"


def test_every_wrong_row_is_told_with_its_place_and_nothing_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "kế thừa.csv"
    file.write_text(SHARES.replace("0.6", "1.6").replace("00008", "8"), encoding="utf-8-sig")
    result = run(file)
    assert result.exit_code == 1
    told = result.output
    assert (
        "kế thừa.csv, dòng 2, cột people_share: Tỷ lệ “1.6” không nằm từ 0 đến 1. Viết 0.35 cho 35%" in told
    )
    assert "kế thừa.csv, dòng 3, cột new_code: Mã “8” không có đúng 5 chữ số." in told
    assert "Có 2 lỗi nên chưa nạp gì." in told
    said = json.loads(run(file, "--json").stdout)
    assert [(fault["row"], fault["column"]) for fault in said["faults"]] == [
        (2, "people_share"),
        (3, "new_code"),
    ]
    assert not UnitList.objects.exists()


def test_a_zip_is_tried_and_told_before_and_after(tmp_path: Path) -> None:
    file = tmp_path / "danh-muc.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xã.csv", NEW_WARD)
        archive.writestr("nghị quyết.csv", RESOLUTION)
        archive.writestr("đọc trước.txt", "không phải danh mục")
    result = run(file, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Chạy thử, chưa ghi gì." in result.stdout
    assert "• danh-muc.zip/xã.csv: danh mục communes, 1 dòng" in result.stdout
    assert "thêm 0 đơn vị và 1 phiên bản, sửa 1 phiên bản" in result.stdout
    assert "• Hôm nay, loại “ward”: 709 → 710" in result.stdout
    assert not UnitList.objects.exists()


def test_a_folder_is_taken_kept_and_forgotten(tmp_path: Path) -> None:
    (tmp_path / "shares.csv").write_text(SHARES, encoding="utf-8")
    said = json.loads(run(tmp_path, "--json").stdout)
    assert (said["changed"], said["corrected_links"]) == (True, 2)
    assert said["before"]["successions"] == said["after"]["successions"] == 10_633
    assert UnitList.objects.get().name == "shares.csv"
    assert run("--forget", "succession").exit_code == 0
    assert not UnitList.objects.exists()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
    assert "Không đọc được" in run(tmp_path / "không có.csv").output
    assert "Các danh mục: provinces, communes" in run("--forget", "villages").output
