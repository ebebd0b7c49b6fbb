"""The catalogue on a page: what its files would change, publishing it, and a form as it is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.permissions import PUBLISH_CATALOGUE
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.reporting.actions import open_period
from binhyen.reporting.models import Obligation
from tests.cast import Cast, places

pytestmark = pytest.mark.django_db

FORM = "xa-thang"
OPEN, NEXT = "2026-10", "2026-11"
PAGE = "/quan-tri/danh-muc/"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """A day on which the report of October is owed."""
    with clock.fixed_to(date(2026, 10, 20)):
        yield


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The operator's own folder: a copy of ours."""
    settings.INDICATOR_CATALOGUE = Path(shutil.copytree(settings.CATALOGUE, tmp_path / "catalogue"))
    return Path(settings.INDICATOR_CATALOGUE)


@pytest.fixture
def people() -> Cast:
    where = places()
    made = Cast(where)
    made.add("son", "Hoàng Văn Sơn", (Role.SYSTEM_ADMINISTRATOR, where.country))
    made.add("hoa", "Nguyễn Thị Hoa", (Role.ENTERING, where.commune))
    return made


@pytest.fixture
def administrator(people: Cast) -> Client:
    return people.client_of("son")


def edit(folder: Path, **others: Any) -> dict[str, Any]:
    """Change the communes' monthly form in the files: other fields, and the last indicator taken out."""
    file = folder / "forms" / f"{FORM}.yaml"
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    content |= others
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return content


def text_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def next_version(folder: Path) -> int:
    content = yaml.safe_load((folder / "forms" / f"{FORM}.yaml").read_text("utf-8"))
    return int(content["version"]) + 1


def open_reports(period: str) -> list[Obligation]:
    """The period is opened for the province; the obligations of its communes."""
    with acting_as(OPERATOR):
        data_set = DataSet.objects.get(code=FORM)
        open_period(
            by=OPERATOR,
            under=places().province,
            data_set=data_set,
            period=parse_period(period, ADMINISTRATIVE),
        )
        return list(
            Obligation.objects.beyond_scope("test")
            .filter(data_set=data_set, period=period, part_of=None)
            .select_related("version")
        )


def test_nothing_waits_where_files_and_database_say_the_same(administrator: Client, folder: Path) -> None:
    page = text_of(administrator)
    assert "Không có gì thay đổi" in page
    assert "Ban hành thay đổi" not in page
    assert "phiên bản biểu" in page


def test_mistakes_come_first_and_nothing_can_be_published(administrator: Client, folder: Path) -> None:
    file = folder / "indicators" / "forces.yaml"
    file.write_text(file.read_text("utf-8").replace("over_time: last", "over_time: sum", 1), "utf-8")
    page = text_of(administrator)
    assert "lỗi trong tệp danh mục" in page
    assert "indicators/forces.yaml" in page
    assert "Ban hành thay đổi" not in page
    assert "Thay đổi chờ ban hành" not in page


def test_a_changed_form_without_a_new_version_is_shown_and_refused(
    administrator: Client, folder: Path
) -> None:
    edit(folder, name="Biểu gọi lại")
    page = text_of(administrator)
    assert "Chưa ban hành được" in page
    assert "tăng version" in page
    assert "<ins>" in page
    assert "Biểu gọi lại" in page
    assert "Ban hành thay đổi" not in page


def test_from_an_edited_file_to_a_new_version_that_the_next_period_uses(
    administrator: Client, folder: Path
) -> None:
    """Edit, check, look, publish: what is open stays on its version, the next period opens on the new one."""
    before = open_reports(OPEN)
    assert before
    number = next_version(folder)
    november = parse_period(NEXT, ADMINISTRATIVE)
    edit(folder, version=number, valid_from=november.first_day, name="Biểu tháng của xã, bản mới")

    page = text_of(administrator)
    assert f"phiên bản {number - 1} → {number}" in page
    assert "tháng 11/2026" in page
    assert f"{len(before)} báo cáo của kỳ đang mở giữ phiên bản cũ" in page
    assert "Biểu tháng của xã, bản mới" in page
    mark = page.split('name="mark" value="')[1].split('"')[0]

    answer = administrator.post(reverse("catalogue_publish"), {"mark": mark}, follow=True)
    assert answer.status_code == 200
    assert "Không có gì thay đổi" in answer.content.decode()
    with acting_as(OPERATOR):
        entry = AuditEntry.objects.visible_to(OPERATOR).filter(act="indicators.load").get()
        assert entry.detail["form_versions"] == [f"{FORM} v{number}"]
        assert entry.account_id is not None

    after = open_reports(NEXT)
    assert {each.version.number for each in after} == {number}
    with acting_as(OPERATOR):
        kept = Obligation.objects.beyond_scope("test").filter(pk__in=[each.pk for each in before])
        assert set(kept.values_list("version__number", flat=True)) == {number - 1}
    assert DataSetVersion.objects.filter(data_set__code=FORM).count() == number


def test_files_that_changed_since_are_shown_again_and_not_published(
    administrator: Client, folder: Path
) -> None:
    number = next_version(folder)
    edit(folder, version=number, valid_from=date(2026, 10, 15), name="Một")
    page = text_of(administrator)
    mark = page.split('name="mark" value="')[1].split('"')[0]
    edit(folder, version=number, valid_from=date(2026, 10, 15), name="Hai")
    answer = administrator.post(reverse("catalogue_publish"), {"mark": mark})
    assert answer.status_code == 422
    assert "vừa được sửa sau khi trang này mở" in answer.content.decode()
    assert DataSetVersion.objects.filter(data_set__code=FORM).count() == number - 1


def test_rooms_of_one_floor_mean_the_same_permission() -> None:
    assert PUBLISH_CATALOGUE == Permission.PUBLISH_CATALOGUE


def test_a_form_shows_its_lines_checks_deadlines_and_versions(people: Cast, folder: Path) -> None:
    client = people.client_of("hoa")
    page = text_of(client, f"{PAGE}{FORM}/")
    assert "Thời hạn nộp" in page
    assert "Quy định của địa phương." in page
    assert "03 ngày làm việc sau khi hết kỳ" in page
    assert "Tổ bảo vệ an ninh, trật tự ở cơ sở" in page
    assert "Mỗi Tổ bảo vệ an ninh, trật tự" in page
    assert "force_safety_teams" not in page
    assert client.get(f"{PAGE}khong-co/").status_code == 404
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("catalogue_publish")).status_code == 404
