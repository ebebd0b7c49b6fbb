"""Invented figures for the gallery of components. No figure here is anybody's; the page says so."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.html import json_script

from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.decisions import Refused
from binhyen.machinery.formats.charts import Chart, ChartBreak, ChartKind, Reading, ReadingMark
from binhyen.web.frame import charts
from binhyen.web.frame.entry_words import words
from binhyen.web.frame.period_grid import Look, cells_of, drawn
from binhyen.web.frame.sample_map import sample_map
from binhyen.web.frame.states import STATES

_MONTHS = [f"{month:02}/2025" for month in range(1, 13)] + ["01/2026"]
_COURSE = (31, 33, 32, 36, None, None, 41, 40, 44, 47, 46, 51, 54)
_MARKS = {"12/2025": ReadingMark.ESTIMATED, "01/2026": ReadingMark.PROVISIONAL}
_MEMBERS = (1204, 1210, 1212, 1230, 1228, 1241, 1260, 1260, 1259, 1271, 1280, 1284, 1281)
_CHANGES = (
    ChartBreak(
        6,
        "đổi địa bàn",
        "Từ 01/07/2025 đổi địa bàn, trước đó là tỉnh Phú Thọ, tỉnh Vĩnh Phúc, tỉnh Hoà Bình; số liệu tính trên cùng "
        "một địa bàn.",
    ),
    ChartBreak(
        10, "đổi cách tính", "Từ 01/11/2025 cách tính khác: buổi tổ chức chung chỉ tính một lần.", parted=True
    ),
)
_SOURCE = "Nguồn: số liệu minh hoạ; thời điểm lấy số 14:02 20/02/2026."


class SampleForm(forms.Form):
    """A form that shows each kind of field."""

    name = forms.CharField(
        label="Tên mô hình", max_length=120, help_text="Ghi tên như trong quyết định ra mắt."
    )
    teams = forms.IntegerField(
        label="Số tổ",
        min_value=0,
        help_text="Số nguyên, không âm.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field = forms.ChoiceField(
        label="Lĩnh vực",
        choices=[("", "Chọn lĩnh vực"), ("order", "Trật tự công cộng"), ("traffic", "Giao thông")],
    )
    day = forms.DateField(label="Ngày ra mắt", required=False, help_text="Viết như 02/02/2026.")
    levels = forms.MultipleChoiceField(
        label="Cấp công nhận",
        choices=[("commune", "Cấp xã"), ("province", "Cấp tỉnh")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(
        label="Kết luận",
        widget=forms.Textarea,
        required=False,
        max_length=500,
        help_text="Không ghi tên người.",
    )


def gallery() -> dict[str, Any]:
    """Everything the gallery shows."""
    sent = {"name": "Camera an ninh thôn xóm", "teams": "12,5", "field": "order"}
    filled = SampleForm({f"faulty-{name}": value for name, value in sent.items()}, prefix="faulty")
    filled.errors["teams"] = filled.error_class(
        ["12,5 không phải số nguyên. Số tổ phải là số nguyên không âm."],
        field_id=filled["teams"].auto_id,
    )
    return {
        "unit_name": "Xã Đà Bắc",
        "period": "tháng 01/2026 (15/12/2025–14/01/2026)",
        "breadcrumb": [
            {"label": "Việt Nam", "url": "#content"},
            {"label": "Tỉnh Phú Thọ", "url": "#content"},
            {"label": "Xã Đà Bắc", "url": ""},
        ],
        "period_switch": {
            "label": "tháng 01/2026",
            "previous_url": "?ky=2025-12",
            "next_url": "?ky=2026-02",
            "kinds": [
                {"label": "Tháng", "url": "?loai=thang", "current": True},
                {"label": "Quý", "url": "?loai=quy", "current": False},
                {"label": "6 tháng", "url": "?loai=6-thang", "current": False},
                {"label": "Năm", "url": "?loai=nam", "current": False},
            ],
            "items": [
                {"label": f"{month:02}/2026", "url": f"?ky=2026-{month:02}", "current": month == 1}
                for month in range(1, 13)
            ],
        },
        "states": list(STATES),
        "tiles": _tiles(),
        "teams": _teams(),
        "page": Paginator(range(3321), 50).page(2),
        "columns": [
            {"name": "code", "label": "Mã", "shown": True},
            {"name": "teams", "label": "Số tổ", "shown": True},
            {"name": "budget", "label": "Kinh phí", "shown": False},
        ],
        "exports": [{"label": "CSV", "url": "#content"}, {"label": "Excel", "url": "#content"}],
        "entry": _entry(),
        "period_grid": _period_grid(),
        "happenings": _happenings(),
        "line": Chart(
            ChartKind.LINE,
            "Số mô hình đang hoạt động, xã Đà Bắc",
            "mô hình",
            tuple(
                Reading(
                    label, None if value is None else Decimal(value), _MARKS.get(label, ReadingMark.FINAL)
                )
                for label, value in zip(_MONTHS, _COURSE, strict=True)
            ),
            _SOURCE,
        ),
        "changed": Chart(
            ChartKind.LINE,
            "Lượt người dự các buổi tuyên truyền, tỉnh Phú Thọ",
            "lượt người",
            tuple(
                Reading(label, Decimal(value), ReadingMark.ESTIMATED if at < 6 else ReadingMark.FINAL)
                for at, (label, value) in enumerate(zip(_MONTHS, _MEMBERS, strict=True))
            ),
            _SOURCE,
            breaks=_CHANGES,
        ),
        "bars": Chart(
            ChartKind.BARS,
            "Tin báo của Nhân dân trong tháng 01/2026",
            "tin",
            (
                Reading("Phường Hòa Bình", Decimal(1204)),
                Reading("Xã Đà Bắc", Decimal(980)),
                Reading("Xã Thượng Cốc", Decimal(640), ReadingMark.PROVISIONAL),
                Reading("Xã Yên Lập", None, shown="<5"),
                Reading("Xã Tân Lập", None),
            ),
            _SOURCE,
            highlighted="Xã Đà Bắc",
        ),
        "map": sample_map("Tỷ lệ xã đạt chuẩn An toàn về ANTT", _SOURCE),
        "refused": Refused(
            "period-locked",
            "Kỳ tháng 12/2025 đã khoá, không sửa trực tiếp được.",
            "Lập phiếu điều chỉnh sau khoá và gửi thường trực Ban Chỉ đạo tỉnh duyệt.",
        ),
        "messages_shown": [
            SimpleNamespace(level_tag="success", extra_tags="undo:#", text="Đã duyệt báo cáo của xã Đà Bắc."),
            SimpleNamespace(
                level_tag="warning", extra_tags="", text="Báo cáo được nhận, còn 2 ô cần xem lại: D14, D22."
            ),
        ],
        "empty_form": SampleForm(),
        "faulty_form": filled,
    }


def _tiles() -> list[charts.Tile]:
    return [
        charts.Tile(
            "Mô hình đang hoạt động",
            "54",
            "mô hình",
            standing="locked",
            counted="148/148 báo cáo",
            change=charts.change(54, 42, "tháng 01/2025"),
            sparkline=charts.sparkline(_COURSE),
            url="#tiles",
            chosen=True,
        ),
        charts.Tile(
            "Thành viên tổ bảo vệ ANTT",
            "1.281",
            "người",
            standing="provisional",
            counted="141/148 báo cáo",
            remark="Năm trước: chưa có kỳ so sánh.",
            change=charts.Change("note", "tháng 12/2025: 1.402, khi đó 148/148 báo cáo"),
            sparkline=charts.sparkline(_MEMBERS, estimated=range(6), parted={10}),
            url="#tiles",
        ),
        charts.Tile("Khu dân cư", "23", "khu", change=charts.change(23, 23, "năm 2025")),
        charts.Tile(
            "Buổi tuyên truyền", "chưa có", absent=True, standing="provisional", counted="0/148 báo cáo"
        ),
        charts.Tile(
            "Lượt người dự tuyên truyền",
            "18.240",
            "lượt",
            standing="locked",
            counted="151/151 báo cáo",
            estimated=True,
            about=("trong đó ước tính 412",),
            change=charts.Change("up", "tăng 1.100 so với tháng 01/2024 (ước tính)"),
        ),
        charts.Tile(
            "Loại mô hình",
            "không so sánh được",
            absent=True,
            standing="locked",
            counted="151/151 báo cáo",
            about=("chỉ tiêu không cộng hoặc chia được theo đơn vị",),
        ),
    ]


def _teams() -> list[dict[str, Any]]:
    names = ("Xã Đà Bắc", "Xã Tân Pheo", "Phường Hoà Bình", "Xã Mường Động", "Xã Thượng Cốc", "Phường Kỳ Sơn")
    states = ("approved", "waiting", "late", "returned", "locked", "not-submitted")
    return [
        {"name": name, "code": f"{5000 + 37 * index:05}", "teams": 23 + 7 * index, "members": 211 * (index + 1),
         "budget": 12_500_000 * (index + 3), "state": state, "day": f"{10 + index}/01/2026"}
        for index, (name, state) in enumerate(zip(names, states, strict=True))
    ]  # fmt: skip


def _entry() -> dict[str, Any]:
    def row(
        name: str, label: str, unit: str, year_ago: str, before: str, shown: str, **more: Any
    ) -> dict[str, Any]:
        return {"code": name, "kind": "input", "anchor": f"sample-{name}", "label": label, "unit": unit,
                "last_year": year_ago, "previous": before, "shown": shown, "kept": shown.replace(".", ""),
                "marks": ()} | more  # fmt: skip

    def mark(tone: str, sentence: str) -> dict[str, str]:
        return {"tone": tone, "sentence": sentence}

    forces = [
        row("a1", "Số tổ bảo vệ ANTT", "tổ", "22", "23", "23"),
        row("a2", "Thành viên", "người", "1.180", "1.284", "1.281"),
        row("a3", "Thành viên nữ", "người", "201", "214", "12,5", kept="214",
            marks=[mark("fault", "12,5 không phải số nguyên. Số người phải là số nguyên không âm.")], faulty=True),
        row("a4", "Tổ được xếp loại tốt", "tổ", "18", "19", "7",
            marks=[mark("doubt", "Tổ được xếp loại tốt: 7, kỳ trước 19.")], opened=True, note="Một tổ mới thành lập."),
        row("a5", "Buổi tuần tra", "buổi", "–", "96", "", returned="Chưa có số buổi tuần tra."),
        row("a6", "Số buổi bình quân một tổ", "buổi", "–", "4,2", "chưa có", kind="rate", kept=""),
    ]  # fmt: skip
    others = [
        row("b1", "Mô hình ra mắt", "mô hình", "10", "12", "14", kind="carried", kept="2", base="12", opened=True,
            carried="cộng từ 5/6 báo cáo tháng: 12", difference="2", note="Hai mô hình ra mắt trước."),
        row("b2", "Cuộc họp khu dân cư", "cuộc", "40", "44", "46", kind="others"),
    ]  # fmt: skip
    checked = {"role": "input", "decimals": 0, "percent": False, "unit": "tổ"}
    form = {
        "lines": {each["code"]: checked | {"unit": each["unit"]} for each in (*forces, *others)}
        | {"a6": checked | {"role": "rate", "decimals": 1}, "b1": checked | {"role": "carried"}},
        "totals": {},
        "rates": {"a6": {"parts": ["a5", "a1"], "per": 1}},
        "checks": [
            {"code": "women", "left": [["a3", 1]], "comparison": "<=", "right": [["a2", 1]],
             "sentence": "Thành viên nữ không nhiều hơn thành viên."}
        ],
        "words": words(),
    }  # fmt: skip
    return {
        "id": "sample-entry",
        "caption": "Biểu minh hoạ: tổ bảo vệ ANTT",
        "form": json_script(form, "sample-entry-form"),
        "last_year": "01/2025",
        "last_period": "12/2025",
        "this_period": "01/2026",
        "save_url": "",
        "revision": 0,
        "keeper": "",
        "filled": 4,
        "asked": 5,
        "longest_note": 300,
        "saved_at": datetime(2026, 2, 20, 14, 2, tzinfo=VIETNAM),
        "sections": [
            {"title": "Lực lượng", "rows": forces},
            {"title": "Phong trào", "rows": others[:1]},
            {
                "title": "Mặt trận",
                "rows": others[1:],
                "body": "Ủy ban Mặt trận Tổ quốc xã Đà Bắc",
                "ready": True,
            },
        ],
    }


def _period_grid() -> dict[str, Any]:
    cells = {
        "Xã Đà Bắc": ("locked", "locked", "approved", "waiting", "provisional"),
        "Xã Tân Pheo": ("locked", "locked", "late", "returned", "not-submitted"),
        "Phường Hoà Bình": ("locked", "locked", "on-time", "on-time", "draft"),
        "Xã Mường Động": ("not-applicable", "locked", "approved", "late", "not-submitted"),
    }
    return {
        "caption": "Báo cáo tháng theo đơn vị",
        "periods": [
            {"label": label, "url": "#period-grid", "current": label == "01/2026"}
            for label in ("10/2025", "11/2025", "12/2025", "01/2026", "02/2026")
        ],
        "rows": [
            {"name": name, "url": "#period-grid", "cells": cells_of([
                ("", drawn(Look("locked" if state == "late" else state, state == "late", at == 4, 20 - at % 3, 20)))
                for at, state in enumerate(row)
            ], 3, ("#period-grid", ""))}
            for name, row in cells.items()
        ],
        "states": ["on-time", "late", "waiting", "returned", "approved", "locked", "provisional", "draft",
                   "not-submitted", "not-applicable"],
    }  # fmt: skip


def _happenings() -> list[dict[str, Any]]:
    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 1, day, hour, minute, tzinfo=VIETNAM)

    return [
        {"at": at(16, 14, 2), "who": "duyệt, tỉnh Phú Thọ", "what": "Đã duyệt", "icon": "double-check", "tone": "good"},
        {"at": at(15, 16, 40), "who": "nhập liệu, xã Đà Bắc", "what": "Nộp lại", "icon": "file", "tone": ""},
        {"at": at(15, 9, 12), "who": "duyệt, tỉnh Phú Thọ", "what": "Trả lại", "icon": "returned", "tone": "waiting",
         "note": "Ô D14: số thành viên nữ lớn hơn số thành viên."},
        {"at": at(14, 17, 5), "who": "nhập liệu, xã Đà Bắc", "what": "Nộp báo cáo", "icon": "file", "tone": ""},
    ]  # fmt: skip
