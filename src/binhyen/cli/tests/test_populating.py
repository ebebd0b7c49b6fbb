"""The command that fills communes from tables: which files it reads, and what the demonstration gives it."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from binhyen.cli.demonstration.areas import invented_areas, invented_workplaces
from binhyen.cli.demonstration.invented import Place
from binhyen.cli.populating import read_tables
from binhyen.orgunits.rules.populating import is_a_household_business
from binhyen.orgunits.values import Written
from binhyen.orgunits.workbooks import workbook_to_fill

DA_BAC = "04831"


def test_workbooks_zips_and_one_table_of_the_country_are_read(tmp_path: Path) -> None:
    workbook = workbook_to_fill(DA_BAC, "Xã Đà Bắc", [Written(0, "hamlet", "Thôn Hạ")])
    (tmp_path / "so").mkdir()
    (tmp_path / "so" / "dabac.xlsx").write_bytes(workbook)
    with zipfile.ZipFile(tmp_path / "xa.zip", "w") as archive:
        archive.writestr("xa.xlsx", workbook)
        archive.writestr("khac.xlsx", b"khong phai")
    csv = tmp_path / "ca-nuoc.csv"
    csv.write_text(
        f"commune,kind,name,from\n{DA_BAC},thôn,Thôn Hạ,\n04924,thôn,Thôn Đầm,2026-01-01\n", encoding="utf-8"
    )
    tables, refused = read_tables([tmp_path / "so", tmp_path / "xa.zip", csv])
    assert [(table.code, table.rows[0].name) for table in tables] == [
        (DA_BAC, "Thôn Hạ"),
        (DA_BAC, "Thôn Hạ"),
        (DA_BAC, "Thôn Hạ"),
        ("04924", "Thôn Đầm"),
    ]
    assert tables[3].rows[0].since == date(2026, 1, 1)
    assert [answer.source for answer in refused] == ["xa.zip/khac.xlsx"]


@pytest.mark.parametrize("heading", ["commune,kind", "commune,kind,name,phone"])
def test_a_table_with_other_columns_ends_the_command(tmp_path: Path, heading: str) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text(f"{heading}\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        read_tables([csv])


def test_invented_areas_are_the_same_in_every_run_and_each_has_its_name() -> None:
    communes = [Place(DA_BAC, False), Place("04792", True)]
    first, again = (list(invented_areas(communes, 400)) for _run in range(2))
    assert first == again
    for table in first:
        names = [row.name for row in table.rows]
        assert len(set(names)) == len(names) == 400
    assert first[1].rows[2].name == "Tổ dân phố 3"
    assert not any(is_a_household_business(row.kind, row.name) for row in invented_workplaces("Xã Đà Bắc"))
