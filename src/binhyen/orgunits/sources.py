"""Where the facts about units are read: the data package, and our own catalogue.

Of the package ``vietnamadminunits`` the data file alone is read; its modules want libraries that we
do not need.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from binhyen.orgunits.rules.catalogue import FORMER, BadCatalogue, Catalogue, catalogue_from
from binhyen.orgunits.rules.country import Package, SourceRow
from binhyen.orgunits.rules.former import Pair
from binhyen.orgunits.rules.naming import COMMUNE, DISTRICT, PROVINCE
from binhyen.orgunits.rules.populating import AreaWords, area_words_from

PACKAGE = "vietnamadminunits"
TOPICS = (
    *("beginnings", "names", "kinds", "points", "changes", "counts"),
    *(f"{FORMER}{topic}" for topic in ("beginnings", "resolutions", "names", "kinds", "links")),
)

_PROVINCES = (
    "select distinct provinceCode, province, provinceShort, provinceLon, provinceLat from admin_units"
)
_COMMUNES = "select wardCode, ward, wardType, provinceCode, wardLon, wardLat from admin_units"
_FORMER_PROVINCES = _PROVINCES + "_legacy"
_FORMER_DISTRICTS = (
    "select distinct districtCode, district, districtType, provinceCode, districtLon, districtLat"
    " from admin_units_legacy"
)
_FORMER_COMMUNES = (
    "select wardCode, ward, wardType, districtCode, wardLon, wardLat from admin_units_legacy"
    " where wardCode is not null"  # a district without communes is a row too
)
_KEYS = "select provinceKey, provinceCode, wardKey, wardCode from admin_units"
_FORMER_KEYS = (
    "select provinceKey, provinceCode, districtKey, districtCode, wardKey, wardCode from admin_units_legacy"
)


def read_package() -> Package:
    """Both maps and what became of what, as the data package gives them, uncorrected."""
    file = _data_file()
    conversion = json.loads(file.with_name("converter_2025.json").read_text(encoding="utf-8"))
    with closing(_opened(file)) as connection:
        return Package(
            today=(*_provinces(connection, _PROVINCES), *_units(connection, _COMMUNES, COMMUNE)),
            former=(
                *_provinces(connection, _FORMER_PROVINCES),
                *_units(connection, _FORMER_DISTRICTS, DISTRICT),
                *_units(connection, _FORMER_COMMUNES, COMMUNE),
            ),
            pairs=tuple(_pairs(connection, conversion)),
        )


def package_version() -> str:
    """The version of the data package, for the trail."""
    return f"{PACKAGE} {version(PACKAGE)}"


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """Our own facts, from the YAML files of ``catalogue/units``."""
    folder = folder or settings.CATALOGUE / "units"
    documents = {}
    for topic in TOPICS:
        file = folder / f"{topic}.yaml"
        try:
            documents[topic] = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise BadCatalogue(
                f"Không đọc được {file}: {error}.", "Hãy khôi phục tệp này từ bản phát hành."
            ) from error
    return catalogue_from(documents)


@cache
def read_area_words() -> AreaWords:
    """The words before the names of residential areas, from the catalogue; read once."""
    file = settings.CATALOGUE / "units" / "area-words.yaml"
    try:
        return area_words_from(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise BadCatalogue(
            f"Không đọc được {file}: {error}.", "Hãy khôi phục tệp này từ bản phát hành."
        ) from error


def _data_file() -> Path:
    spec = find_spec(PACKAGE)  # finds the package without running it
    file = Path(spec.origin).parent / "data" / "dataset.db" if spec and spec.origin else None
    if file is None or not file.is_file():
        raise BadCatalogue(f"Chưa cài gói dữ liệu {PACKAGE}.", "Hãy chạy lại “make setup”.")
    return file


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)


def _provinces(connection: sqlite3.Connection, query: str) -> Iterator[SourceRow]:
    for code, name, short, longitude, latitude in connection.execute(query):
        yield SourceRow(
            PROVINCE, code, name, name.removesuffix(short).strip(), "", longitude=longitude, latitude=latitude
        )


def _units(connection: sqlite3.Connection, query: str, level: str) -> Iterator[SourceRow]:
    for code, name, word, code_above, longitude, latitude in connection.execute(query):
        yield SourceRow(level, code, name, word, code_above, longitude=longitude, latitude=latitude)


def _pairs(connection: sqlite3.Connection, conversion: dict[str, Any]) -> Iterator[Pair]:
    """The package names units by keys made of their names: ``tinhlongan_huyenthuthua_xabinhthanh``."""
    provinces, communes = {}, {}
    for province_key, province, key, code in connection.execute(_KEYS):
        provinces[province_key] = province
        communes[province_key, key] = code
    former: dict[str, tuple[str, str]] = {}
    for province_key, province, district_key, district, key, code in connection.execute(_FORMER_KEYS):
        former[province_key] = (PROVINCE, province)
        former[f"{province_key}_{district_key}_{key or ''}"] = (
            (COMMUNE, code) if code else (DISTRICT, district)
        )
    for province_key, olds in conversion["DICT_PROVINCE"].items():
        for old in olds:
            yield Pair(*former[old], provinces[province_key])
    for province_key, news in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in news.items():
            for old in olds:
                yield Pair(*former[old], communes[province_key, new])
    for province_key, olds in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            for part in parts:
                yield Pair(*former[old], communes[province_key, part["newWardKey"]])
