"""A small invented catalogue, as the contents of its files, for tests that change one thing in it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import yaml

AREA = "indicators/thu.yaml"
FORM = "forms/bieu-thu.yaml"


def small_documents() -> dict[str, Any]:
    """Five indicators (plain, of persons, with options, with decimals, a rate), one form, one deadline."""
    return deepcopy(_DOCUMENTS)


def indicator(documents: dict[str, Any], code: str) -> dict[str, Any]:
    """The entry of an indicator, to be changed in place."""
    return next(entry for entry in documents[AREA]["indicators"] if entry["code"] == code)


def write(documents: dict[str, Any], folder: Path) -> Path:
    """Write the files below a folder."""
    for name, content in documents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def _indicator(code: str, name: str, unit: str, **others: Any) -> dict[str, Any]:
    return {
        "code": code,
        "family": "force_safety_teams",
        "name": name,
        "name_en": code,
        "definition": f"{name} vào ngày chốt số liệu.",
        "definition_en": code,
        "unit": unit,
        "unit_en": unit,
        "kind": "stock",
        "over_units": "sum",
        "over_time": "last",
        "handling": [],
        "synonyms": [],
    } | others


_DOCUMENTS: dict[str, Any] = {
    AREA: {
        "area": "thu",
        "defaults": {
            "calendar": "administrative",
            "home_period": "month",
            "lowest_level": "commune",
            "source": "entered",
            "clearance": "internal",
            "valid_from": date(2025, 7, 1),
        },
        "indicators": [
            _indicator("to", "Tổ thử", "tổ", synonyms=["tổ mẫu"]),
            _indicator("thanh_vien", "Thành viên thử", "người", handling=["persons"]),
            _indicator("buoi", "Buổi thử", "buổi", kind="flow", over_time="sum", category="hinh_thuc"),
            _indicator("duong", "Đường thử", "km", decimals=2),
            _indicator(
                "ty_le",
                "Tỷ lệ thử",
                "%",
                kind="derived",
                over_units="parts",
                over_time="parts",
                source="computed",
                decimals=1,
                numerator="to",
                denominator="thanh_vien",
            ),
        ],
    },
    "categories.yaml": [
        {
            "code": "hinh_thuc",
            "name": "Hình thức",
            "name_en": "Form",
            "options": [
                {"code": "mot", "name": "Một", "name_en": "One"},
                {"code": "hai", "name": "Hai", "name_en": "Two"},
                {"code": "ba", "name": "Ba", "name_en": "Three"},
            ],
        }
    ],
    "families.yaml": {
        "forces": ["force_safety_teams"],
        "models": ["model_types"],
        "left_out": {"model_types": {"why": "Không thử ở đây.", "why_en": "Not tried here."}},
    },
    FORM: {
        "code": "bieu-thu",
        "version": 1,
        "valid_from": date(2025, 7, 1),
        "name": "Biểu thử",
        "name_en": "Trial form",
        "calendar": "administrative",
        "period": "month",
        "levels": ["commune"],
        "kinds": [],
        "sections": [
            {"title": "Mục một", "title_en": "One", "indicators": ["to", "thanh_vien", "ty_le"]},
            {"title": "Mục hai", "title_en": "Two", "indicators": ["buoi", "duong"]},
        ],
        "checks": [
            {"code": "a", "rule": "thanh_vien >= 2 * to", "says": "Ít nhất hai người.", "says_en": "Two."},
            {"code": "b", "rule": "buoi/mot + buoi/hai <= 3 * to + duong", "says": "Ít.", "says_en": "Few."},
            {"code": "c", "rule": "buoi = duong + thanh_vien", "says": "Bằng nhau.", "says_en": "Equal."},
        ],
    },
    "regimes.yaml": [
        {
            "form": "bieu-thu",
            "level": "commune",
            "province": "",
            "deadline": {"rule": "working-days-after", "count": 3},
            "basis": "Căn cứ thử",
            "local_rule": True,
            "valid_from": date(2025, 7, 1),
        }
    ],
}
