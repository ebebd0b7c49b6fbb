"""The map of the gallery: invented values on the 34 provinces, roughly as they lie to each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from binhyen.analytics.values import Shaded, draw_figure_map
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.charts import for_page
from binhyen.orgunits.values import Spot, archipelagos_on

PLACES: dict[str, tuple[str, int, int]] = {
    # official code: name, and where it lies from the north-west
    "12": ("Lai Châu", 1, 0), "15": ("Lào Cai", 2, 0), "08": ("Tuyên Quang", 3, 0), "04": ("Cao Bằng", 4, 0),
    "11": ("Điện Biên", 0, 1), "14": ("Sơn La", 1, 1), "25": ("Phú Thọ", 2, 1), "19": ("Thái Nguyên", 3, 1),
    "20": ("Lạng Sơn", 4, 1), "01": ("Hà Nội", 2, 2), "24": ("Bắc Ninh", 3, 2), "22": ("Quảng Ninh", 4, 2),
    "37": ("Ninh Bình", 2, 3), "33": ("Hưng Yên", 3, 3), "31": ("Hải Phòng", 4, 3), "38": ("Thanh Hóa", 2, 4),
    "40": ("Nghệ An", 2, 5), "42": ("Hà Tĩnh", 3, 6), "44": ("Quảng Trị", 3, 7), "46": ("Huế", 4, 8),
    "48": ("Đà Nẵng", 4, 9), "51": ("Quảng Ngãi", 4, 10), "52": ("Gia Lai", 4, 11), "66": ("Đắk Lắk", 4, 12),
    "56": ("Khánh Hòa", 5, 13), "68": ("Lâm Đồng", 4, 13), "75": ("Đồng Nai", 3, 13), "80": ("Tây Ninh", 2, 14),
    "79": ("Hồ Chí Minh", 3, 14), "91": ("An Giang", 1, 15), "82": ("Đồng Tháp", 2, 15), "86": ("Vĩnh Long", 3, 15),
    "96": ("Cà Mau", 1, 16), "92": ("Cần Thơ", 2, 16),
}  # fmt: skip

_UNKNOWN = ("96", "12")


def sample_map(title: str, source: str) -> dict[str, Any]:
    """What ``components/figure_map.html`` shows."""
    values = {
        code: None if code in _UNKNOWN else Decimal(52 + (int(code) * 37) % 47 if code != "04" else 0)
        for code in PLACES
    }
    written = {code: "—" if value is None else format_number(value) for code, value in values.items()}
    spots = [
        Spot(
            number,
            name,
            name,
            code,
            (103 + across * 0.9, 23 - down * 0.9),
            number=number,
            amount=written[code],
        )
        for number, (code, (name, across, down)) in enumerate(PLACES.items(), start=1)
    ]
    shaded = {spot.key: Shaded(values[spot.code], spot.amount) for spot in spots}
    drawn = draw_figure_map(title, "%", spots, shaded, archipelagos_on("country", ""))
    return {
        "title": title,
        "unit": "%",
        "svg": SafeString(for_page(drawn.svg)),
        "source": source,
        "rows": [
            {"number": spot.number, "name": spot.name, "written": spot.amount, "url": "#map"}
            for spot in spots
        ],
    }
