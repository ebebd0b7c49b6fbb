"""Where the facts about units are read: the data package, and our own catalogue.

Of the package ``vietnamadminunits`` the data file alone is read; its modules want libraries that we
do not need.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import yaml
from django.conf import settings

from binhyen.orgunits.rules.catalogue import BadCatalogue, Catalogue, catalogue_from
from binhyen.orgunits.rules.country import SourceRow
from binhyen.orgunits.rules.naming import COMMUNE, PROVINCE

PACKAGE = "vietnamadminunits"
TOPICS = ("beginnings", "names", "kinds", "points", "changes", "counts")

_PROVINCES = (
    "select distinct provinceCode, province, provinceShort, provinceLon, provinceLat from admin_units"
)
_COMMUNES = "select wardCode, ward, wardType, provinceCode, wardLon, wardLat from admin_units"


def package_rows() -> tuple[SourceRow, ...]:
    """Provinces and communes as the data package gives them, uncorrected, as of 1 July 2025."""
    with closing(sqlite3.connect(f"{_data_file().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return (*_provinces(connection), *_communes(connection))


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


def _data_file() -> Path:
    spec = find_spec(PACKAGE)  # finds the package without running it
    file = Path(spec.origin).parent / "data" / "dataset.db" if spec and spec.origin else None
    if file is None or not file.is_file():
        raise BadCatalogue(f"Chưa cài gói dữ liệu {PACKAGE}.", "Hãy chạy lại “make setup”.")
    return file


def _provinces(connection: sqlite3.Connection) -> Iterator[SourceRow]:
    for code, name, short, longitude, latitude in connection.execute(_PROVINCES):
        yield SourceRow(
            PROVINCE, code, name, name.removesuffix(short).strip(), "", longitude=longitude, latitude=latitude
        )


def _communes(connection: sqlite3.Connection) -> Iterator[SourceRow]:
    for code, name, word, province_code, longitude, latitude in connection.execute(_COMMUNES):
        yield SourceRow(COMMUNE, code, name, word, province_code, longitude=longitude, latitude=latitude)
