"""Invented residential areas and workplaces: names that could be anywhere, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from binhyen.cli.demonstration.invented import SEED, Place
from binhyen.orgunits.values import Table, Written

BASIS = "Số liệu minh hoạ"

_FIRST = "Đồng Suối Gò Bến Cây Đầm Bãi Nà Phai Hòa Tân Yên Thịnh Phú Minh Đông Vĩnh An".split()  # noqa: SIM905
_SECOND = "Chum Hoa Cao Trám Đa Sen Vàng Mít Lành Bình Tiến Thọ Vượng Cốc Giang Lộc Xuân Hạ".split()  # noqa: SIM905
_WORKPLACES = (
    ("agency", "Trạm Y tế {place}"),
    ("agency", "Trung tâm Phục vụ hành chính công {place}"),
    ("school", "Trường Tiểu học {place}"),
    ("school", "Trường Trung học cơ sở {place}"),
    ("school", "Trường Mầm non {place}"),
    ("enterprise", "Công ty cổ phần Chè {own} (minh hoạ)"),
    ("enterprise", "Hợp tác xã Nông nghiệp {own} (minh hoạ)"),
)


def invented_areas(communes: Iterable[Place], per_commune: int) -> Iterator[Table]:
    """A table of so many residential areas for each commune: *Thôn …* in communes, *Tổ dân phố …* in wards."""
    for commune in communes:
        chance = random.Random(f"{SEED} {commune.code} khu dân cư")  # noqa: S311
        yield Table("", commune.code, tuple(_areas(commune, per_commune, chance)))


def invented_workplaces(name: str) -> Iterator[Written]:
    """A commune's agencies, schools and enterprises, named after it."""
    own = name.partition(" ")[2]
    for number, (kind, words) in enumerate(_WORKPLACES, start=1):
        yield Written(number, kind, words.format(place=name[0].lower() + name[1:], own=own), "", None, BASIS)


def _areas(commune: Place, number: int, chance: random.Random) -> Iterator[Written]:
    for at in range(1, number + 1):
        if commune.is_ward:
            yield Written(at, "residential-group", f"Tổ dân phố {at}", "", None, BASIS)
        else:
            # Every name once: the second half of the pair moves on each time the first begins anew.
            first = (at - 1) % len(_FIRST)
            second = ((at - 1) // len(_FIRST) + first) % len(_SECOND)
            again = f" {at // (len(_FIRST) * len(_SECOND)) + 1}" if at > len(_FIRST) * len(_SECOND) else ""
            yield Written(at, "hamlet", f"Thôn {_FIRST[first]} {_SECOND[second]}{again}", "", None, BASIS)
