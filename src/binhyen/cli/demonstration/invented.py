"""What the communes of the demonstration report: invented, the same in every run, and it adds up.

At the end of December 2025 the province stands where its conference of 2 February 2026 said it did: *38 loại mô hình
với trên 33.100 điểm, 75 điển hình tiên tiến, 12 mô hình tiêu biểu, hơn 5.000 tổ bảo vệ an ninh, trật tự*. How that lies
in the communes, and every other number, is drawn by chance from a fixed seed and a commune's name in the list.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

SEED = "số liệu minh hoạ"
BEFORE = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")
"""Months before the communes were there: what they would have reported is shared out among former ones (``former``)."""
MONTHS = ("2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01")
"""What the communes report. The first month began before they did; they also speak for those they were made of."""
DECEMBER = MONTHS.index("2025-12")

_COURSE = (*BEFORE, *MONTHS)
_AUGUST, _DECEMBER = _COURSE.index("2025-08"), _COURSE.index("2025-12")
_EARLY = range(_AUGUST)
_LATE = range(_AUGUST, len(_COURSE))

SITES, EXEMPLARS, TEAMS = 33_104, 75, 5_012
"""Totals of the communes at the end of December 2025."""
KINDS_OF_MODEL, OUTSTANDING_MODELS = 38, 12
"""What the provincial police state for the whole province."""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune or ward, as far as inventing goes."""

    code: str
    is_ward: bool


class Province:
    """The communes of a province, and what each reports in each of ``MONTHS``."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(sorted(places, key=lambda place: place.code))

    def report(self, code: str, month: str) -> dict[str, Decimal]:
        """What the commune reports for the month, or would have, by line code; whole numbers but for the kilometres."""
        return self._communes[code].report(_COURSE.index(month))

    @cached_property
    def _communes(self) -> dict[str, _Commune]:
        sizes = [_size(place) for place in self.places]
        chances = [random.Random(f"{SEED} {place.code} phần") for place in self.places]  # noqa: S311
        teams = shared_out(
            TEAMS, [size * chance.uniform(0.8, 1.2) for size, chance in zip(sizes, chances, strict=True)]
        )
        sites = shared_out(
            SITES, [size * chance.uniform(0.6, 1.5) for size, chance in zip(sizes, chances, strict=True)]
        )
        exemplars = shared_out(EXEMPLARS, [chance.random() ** 3 for chance in chances])
        return {
            place.code: _Commune(place, size, team, site, exemplar)
            for place, size, team, site, exemplar in zip(
                self.places, sizes, teams, sites, exemplars, strict=True
            )
        }


def shared_out(whole: int, weights: Sequence[float]) -> list[int]:
    """Whole shares by weight that add up to ``whole``: what rounding leaves goes to the largest remainders."""
    total = sum(weights)
    exact = [whole * weight / total for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: shares[at] - exact[at])
    for at in by_remainder[: whole - sum(shares)]:
        shares[at] += 1
    return shares


def _drawn(among: Sequence[int], early: random.Random, late: random.Random) -> list[int]:
    """What is new in each month of the course, from two sources, so that the later months stay as they were."""
    return [early.choice(among) for _month in _EARLY] + [late.choice(among) for _month in _LATE]


def _size(place: Place) -> int:
    chance = random.Random(f"{SEED} {place.code} cỡ")  # noqa: S311
    return chance.randint(7_000, 14_500) if place.is_ward else chance.randint(3_600, 10_200)


class _Commune:
    """One commune: what it has at the end of December, what changed from month to month, what it does."""

    def __init__(self, place: Place, households: int, teams: int, sites: int, exemplars: int) -> None:
        self.place, self.households, self.teams, self.sites = place, households, teams, sites
        self.exemplars = exemplars
        chance = random.Random(f"{SEED} {place.code}")  # noqa: S311
        self.uncovered, self.shared_teams = chance.choice((0, 0, 0, 1, 1, 2)), chance.choice((0, 0, 0, 1, 2))
        self.more_members = chance.randint(0, max(teams // 2, 1))
        self.groups = households // chance.randint(45, 80)
        self.taking_part = chance.uniform(0.62, 0.93)
        self.mediators_a_group = chance.randint(5, 7)
        self.cameras = chance.randint(30, 160) + households // chance.randint(25, 60)
        self.metres = chance.randint(600, 6_500) * 10
        self.patrols_a_team = chance.uniform(6, 18)
        self.sessions = chance.uniform(5, 16)
        self.hearers = chance.uniform(45, 110)
        self.materials = chance.randint(150, 1_400)
        self.money = 0 if chance.random() < 0.15 else chance.randint(6, 90) * 1_000_000
        early = random.Random(f"{SEED} {place.code} trước")  # noqa: S311
        self.new_sites = _drawn((0, 0, 1, 1, 2, 3), early, chance)
        self.new_teams = _drawn((0, 0, 0, 0, 0, 0, 1), early, chance)
        self.new_cameras = _drawn((0, 0, 0, 1, 2, 4), early, chance)
        self.new_metres = _drawn((0, 0, 0, 120, 250, 400), early, chance)

    def report(self, month: int) -> dict[str, Decimal]:
        numbers = self._has(month) | self._does(month)
        return {line: Decimal(number) for line, number in numbers.items()} | {
            "res_lit_routes_km": Decimal(self._standing(self.metres, self.new_metres, month)) / 1000
        }

    @staticmethod
    def _standing(december: int, new: Sequence[int], month: int) -> int:
        """A stock in a month, from what it is at the end of December and what is new in each."""
        if month <= _DECEMBER:
            return december - sum(new[month + 1 : _DECEMBER + 1])
        return december + sum(new[_DECEMBER + 1 : month + 1])

    def _has(self, month: int) -> dict[str, int]:
        teams = self._standing(self.teams, self.new_teams, month)
        covered = teams + self.shared_teams
        areas = self.teams + sum(self.new_teams[_DECEMBER + 1 :]) + self.shared_teams + self.uncovered
        households = self.households + 3 * (month - _AUGUST)
        return {
            "ctx_residential_units": areas,
            "ctx_households": households,
            "org_steering_committees": 1,
            "force_safety_teams": teams,
            "force_safety_members": 3 * teams + self.more_members,
            "force_areas_covered": covered,
            "model_points": self._standing(self.sites, self.new_sites, month),
            "model_exemplars": self.exemplars,
            "selfmgmt_groups": self.groups,
            "model_households": int(households * self.taking_part),
            "disp_mediation_groups": areas,
            "disp_mediators": areas * self.mediators_a_group,
            "res_cameras": self._standing(self.cameras, self.new_cameras, month),
        }

    def _does(self, month: int) -> dict[str, int]:
        chance = random.Random(f"{SEED} {self.place.code} {_COURSE[month]}")  # noqa: S311
        # The movement's day is 19 August; the year is summed up in December.
        festive, closing = month == _AUGUST, month == _DECEMBER
        teams = self._standing(self.teams, self.new_teams, month)
        patrols = int(teams * self.patrols_a_team * chance.uniform(0.85, 1.2))
        by_teams, with_police = int(patrols * 0.55), int(patrols * 0.3)
        sessions = round(self.sessions * chance.uniform(0.8, 1.2) * (1.6 if festive else 1))
        launches = chance.randint(1, 3) if festive else chance.randint(0, 2)
        dialogues, performances = chance.randint(0, 2), chance.randint(0, 2 if festive else 1)
        every_session = sessions + launches + dialogues + performances
        return {
            "org_directives/resolution": chance.choice((0, 0, 0, 1)),
            "org_directives/plan": chance.randint(1, 3),
            "org_directives/other": chance.randint(2, 9),
            "org_inspections": chance.choice((0, 0, 1, 1, 2)),
            "org_training_classes": chance.choice((0, 0, 0, 1)),
            "force_patrols/team": by_teams,
            "force_patrols/with_police": with_police,
            "force_patrols/with_others": patrols - by_teams - with_police,
            "model_new": self.new_sites[month],
            "mob_sessions/launch": launches,
            "mob_sessions/information": sessions,
            "mob_sessions/dialogue": dialogues,
            "mob_sessions/performance": performances,
            "mob_participants": int(every_session * self.hearers),
            "mob_materials": int(self.materials * chance.uniform(0.7, 1.3)),
            "awd_commune_collectives": chance.randint(1, 4)
            if festive or closing
            else chance.choice((0, 0, 1)),
            "awd_commune_individuals": chance.randint(2, 9)
            if festive or closing
            else chance.choice((0, 0, 1, 2)),
            "res_social_vnd": int(self.money * chance.uniform(0.7, 1.4)) // 500_000 * 500_000,
        }


@dataclass(frozen=True, slots=True)
class Body:
    """One of the province's own bodies that report beside the communes. Its code is of our own making."""

    code: str
    kind: str
    name: str


BODIES = (
    Body("25-MTTQ", "front", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ"),
    Body("25-CA", "police", "Công an tỉnh Phú Thọ"),
    Body("25-BCHQS", "army", "Bộ Chỉ huy Quân sự tỉnh Phú Thọ"),
    Body("25-LHPN", "mass-organisation", "Hội Liên hiệp Phụ nữ tỉnh Phú Thọ"),
    Body("25-DTN", "mass-organisation", "Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Phú Thọ"),
    Body("25-HND", "mass-organisation", "Hội Nông dân tỉnh Phú Thọ"),
    Body("25-CCB", "mass-organisation", "Hội Cựu chiến binh tỉnh Phú Thọ"),
    Body("25-LDLD", "mass-organisation", "Liên đoàn Lao động tỉnh Phú Thọ"),
    Body("25-SGDDT", "department", "Sở Giáo dục và Đào tạo tỉnh Phú Thọ"),
    Body("25-SVHTTDL", "department", "Sở Văn hóa, Thể thao và Du lịch tỉnh Phú Thọ"),
)
POLICE = "25-CA"
FOR_THE_PROVINCE = ("model_types", "model_outstanding")
"""Lines on which the police speak for the province, and others write “x”."""


def body_report(code: str, month: str) -> Mapping[str, Decimal | None]:
    """What a body reports for the month, by line code; None for what does not apply to it."""
    chance = random.Random(f"{SEED} {code} {month}")  # noqa: S311
    lasting = random.Random(f"{SEED} {code}")  # noqa: S311
    sessions = {
        "mob_sessions/launch": chance.randint(0, 1),
        "mob_sessions/information": chance.randint(2, 6),
        "mob_sessions/dialogue": chance.randint(0, 2),
        "mob_sessions/performance": chance.choice((0, 0, 1)),
    }
    numbers = sessions | {
        "mob_participants": sum(sessions.values()) * lasting.randint(90, 160),
        "mob_materials": lasting.randint(20, 60) * chance.randint(15, 30),
        "org_training_classes": chance.choice((0, 0, 1, 2)),
        "org_inspections": chance.choice((0, 1, 1, 2)),
        "org_coordination_programmes": lasting.randint(1, 6),
    }
    for_the_province = dict(
        zip(
            FOR_THE_PROVINCE,
            (KINDS_OF_MODEL, OUTSTANDING_MODELS) if code == POLICE else (None, None),
            strict=True,
        )
    )
    return {
        line: None if number is None else Decimal(number)
        for line, number in (numbers | for_the_province).items()
    }
