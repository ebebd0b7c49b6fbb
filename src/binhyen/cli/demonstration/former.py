"""What the former communes and districts of three provinces reported: invented, and it goes on in today's figures.

What a commune of today would have stood at before it was there is shared out among those it was made of, and a year
is what its twelve months would have come to. So sums on the same territory grow slowly, with today's seasons.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import accumulate, pairwise

from binhyen.cli.demonstration.half_year import half_report
from binhyen.cli.demonstration.invented import BEFORE, BODIES, MONTHS, SEED, Place, Province, body_report

YEARS = ("2023", "2024")
FORMER_HALF = "2025-H1"
KINDS_OF_MODEL = {"25": (31, 33, 34), "26": (26, 27, 28), "17": (22, 24, 24)}
"""What each former province stated for ``YEARS`` and 2025. The same kind is at work in several: these do not add up."""

HAND_SHARES = {
    "04891": {
        "04828": Decimal("0.35"),
        "04891": Decimal("0.65"),
    },  # Xã Vầy Nưa → Phường Thống Nhất, Xã Tiền Phong
    "05221": {"05200": Decimal("0.8"), "05212": Decimal("0.2")},  # Xã Đồng Tân → Xã Mai Châu, Xã Pà Cò
}
"""Former communes that were split and the invented shares that somebody set. Of a third one (Xã Cao Sơn, huyện Lương
Sơn) nobody knows them."""
NOT_HANDED_IN = ("04921", "2025-01")
"""Xã Độc Lập (thành phố Hòa Bình) has no report of that month."""

_OF_2025 = (*BEFORE, *(month for month in MONTHS if month < "2026"))
_FLOWS_OF_A_MONTH = {month: 0.94 + 0.01 * at for at, month in enumerate(BEFORE)} | {"2025-02": 1.08}
"""A year earlier a little less was done, and more before Tết; the course comes up to today's figures."""
_FLOWS_OF_A_YEAR = {"2023": 0.88, "2024": 0.94}
_STOCKS_OF_A_YEAR = {"2023": 0.93, "2024": 0.98}
_FIRST_YEAR_OF_TEAMS = "2024"
"""Security teams are there since 1 July 2024 (Luật 30/2023/QH15); before, nothing is stated of them, not zero."""
_STEADY = ("ctx_residential_units", "disp_mediation_groups", "disp_mediators")
_STOCKS = frozenset(
    (
        *_STEADY,
        "ctx_households",
        "force_safety_teams",
        "force_safety_members",
        "force_areas_covered",
        "model_points",
        "model_exemplars",
        "selfmgmt_groups",
        "model_households",
        "res_cameras",
        "res_lit_routes_km",
        *(f"mass_org_groups/{each}" for each in ("women", "youth", "veterans", "farmers", "other")),
        "selfmgmt_fire_groups",
        "res_camera_areas",
    )
)
_OF_TEAMS = (
    "force_safety_teams",
    "force_safety_members",
    "force_members_trained",
    "force_teams_equipped",
    "force_members_joined",
    "force_members_left",
    "force_fire_support",
    "force_patrols/team",
)
_STOCKS_OF_BODIES = ("org_coordination_programmes", "model_types", "model_outstanding")
_COMMITTEES = "org_steering_committees"
_STEPS = {"res_lit_routes_km": Decimal("0.01"), "res_social_vnd": Decimal(500_000)}
"""What lines are stated in whole steps of, where not of one."""
_NOT_OF_A_YEAR = ("force_areas_covered",)
_OF_A_HALF_ALONE = (
    "force_members_joined",
    "force_members_left",
    "selfmgmt_fire_groups",
    "mob_org_sessions/agency",
    "mob_org_sessions/enterprise",
    "mob_org_sessions/school",
    "mob_broadcasts",
    "res_camera_areas",
)

Numbers = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune of before: its district and province, and the communes of today that it went into, in codes."""

    code: str
    name: str
    district: str
    province: str
    went: tuple[str, ...]


class FormerMap:
    """The former communes and districts of a province of today, and what each stated."""

    def __init__(self, communes: Sequence[FormerCommune], today: Province) -> None:
        self.communes = tuple(sorted(communes, key=lambda commune: commune.code))
        self.today = today

    @cached_property
    def districts(self) -> dict[str, tuple[FormerCommune, ...]]:
        """The communes of each district, by its code."""
        found: dict[str, list[FormerCommune]] = defaultdict(list)
        for commune in self.communes:
            found[commune.district].append(commune)
        return {code: tuple(found[code]) for code in sorted(found)}

    @cache  # noqa: B019 - one map a story
    def months(self, month: str) -> dict[str, Numbers]:
        """What each former commune reports for one of ``BEFORE``, by its code, in lines of the monthly form."""
        found = self._shared_out(
            lambda code: _grown(self.today.report(code, month), _FLOWS_OF_A_MONTH[month], 1),
            lambda commune: commune.code,
            month,
        )
        for numbers in found.values():
            numbers[_COMMITTEES] = Decimal(1)
        return {code: _sound(numbers) for code, numbers in found.items()}

    def halves(self) -> dict[str, Numbers]:
        """What each district states for the first half of 2025, by its code: what no month asks for."""
        found = self._shared_out(
            lambda code: _grown(half_report(Place(code, False)), 0.96, 0.99),
            lambda commune: commune.district,
            FORMER_HALF,
        )
        return {code: _sound(numbers) for code, numbers in found.items()}

    @cache  # noqa: B019 - one map a story
    def years(self, year: str) -> dict[str, Numbers]:
        """What each district states for one of ``YEARS``, by its code, in lines of the yearly form."""
        found = self._shared_out(
            lambda code: self._year_of_today(code, year), lambda commune: commune.district, year
        )
        for district, numbers in found.items():
            numbers[_COMMITTEES] = Decimal(len(self.districts[district]) + 1)
            _add_what_is_asked_yearly(numbers, random.Random(f"{SEED} {district} {year}"))  # noqa: S311
        return {code: _of_a_year(_sound(numbers), year) for code, numbers in found.items()}

    def _year_of_today(self, code: str, year: str) -> dict[str, float]:
        """What a commune of today would have stated for the year."""
        numbers = defaultdict(Decimal, self._months_of_2025[code])
        for line, number in half_report(Place(code, False)).items():
            numbers[line] += number if line in _STOCKS else 2 * number
        return _grown(numbers, _FLOWS_OF_A_YEAR[year], _STOCKS_OF_A_YEAR[year])

    @cached_property
    def _months_of_2025(self) -> dict[str, Numbers]:
        """The twelve months of 2025 of each commune of today, had it been there: flows added up, stocks of January."""
        found: dict[str, Numbers] = {}
        for place in self.today.places:
            january, *later = (self.today.report(place.code, month) for month in _OF_2025)
            found[place.code] = {
                line: number if line in _STOCKS else number + sum(month[line] for month in later)
                for line, number in january.items()
            }
        return found

    def _shared_out(
        self,
        whole: Callable[[str], Mapping[str, float]],
        of: Callable[[FormerCommune], str],
        when: str,
    ) -> dict[str, Numbers]:
        """What today's communes would have stated, given to those of before by weight and in whole steps."""
        steps: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for code, parts in self._parts.items():
            weights: dict[str, float] = defaultdict(float)
            for former, weight in parts:
                weights[of(former)] += weight
            total = sum(weights.values())
            ends = [end / total for end in accumulate(weights.values())]
            chance = random.Random(f"{SEED} {code} {when} trước")  # noqa: S311
            for line, number in whole(code).items():
                phase = 0.5 if line in _STOCKS else chance.random()
                for key, share in zip(weights, _whole_shares(number, ends, phase), strict=True):
                    steps[key][line] += share
        return {
            key: {line: number * _STEPS.get(line, 1) + Decimal(0) for line, number in steps[key].items()}
            for key in sorted(steps)
        }

    @cached_property
    def _parts(self) -> dict[str, list[tuple[FormerCommune, float]]]:
        """Which former communes each of today was made of, and how much each of them weighs there."""
        found: dict[str, list[tuple[FormerCommune, float]]] = defaultdict(list)
        for former in self.communes:
            size = random.Random(f"{SEED} {former.code} trước").uniform(0.7, 1.5)  # noqa: S311
            for code in former.went:
                share = HAND_SHARES.get(former.code, {}).get(code, Decimal(1) / len(former.went))
                found[code].append((former, size * float(share)))
        return dict(sorted(found.items()))


def bodies_in_month(province: str, month: str) -> Numbers:
    """What the bodies of a former province reported for a month, in lines of their form: a third of those of today."""
    numbers: Numbers = defaultdict(Decimal)
    for body in BODIES[list(KINDS_OF_MODEL).index(province) :: len(KINDS_OF_MODEL)]:
        for line, number in body_report(body.code, month).items():
            numbers[line] += number or 0
    kinds = KINDS_OF_MODEL[province][int(month[:4]) - int(YEARS[0])]
    return dict(numbers) | {"model_types": Decimal(kinds), "model_outstanding": Decimal(kinds // 5)}


def bodies_in_year(province: str, year: str) -> Numbers:
    """The same for one of ``YEARS``, with what is asked once a year."""
    *before, last = (bodies_in_month(province, f"{year}-{month:02}") for month in range(1, 13))
    numbers = {
        line: number if line in _STOCKS_OF_BODIES else number + sum(month[line] for month in before)
        for line, number in last.items()
    }
    chance = random.Random(f"{SEED} {province} {year} cơ quan")  # noqa: S311
    return numbers | {
        "mob_pacts_units": Decimal(chance.randint(20, 60)),
        "res_budget_vnd": Decimal(chance.randint(300, 900) * 1_000_000),
    }


def _whole_shares(number: float, ends: Sequence[float], phase: float) -> list[int]:
    """Whole shares up to each of ``ends`` (parts of 1, rising), which come to ``number``, rounded up past ``phase``."""
    marks = [int(number * end + phase) for end in ends]
    return [mark - before for before, mark in pairwise((0, *marks))]


def _grown(numbers: Mapping[str, Decimal], flows: float, stocks: float) -> dict[str, float]:
    """The numbers in their steps, less by what had not been done or was not there yet."""
    return {
        line: float(number / _STEPS.get(line, 1))
        * ((1 if line in _STEADY else stocks) if line in _STOCKS else flows)
        for line, number in numbers.items()
    }


def _add_what_is_asked_yearly(numbers: Numbers, chance: random.Random) -> None:
    def part(of: str, least: float, most: float) -> Decimal:
        return (numbers[of] * Decimal(chance.uniform(least, most))).to_integral_value()

    numbers["ctx_population"] = part("ctx_households", 3.5, 3.9)
    numbers["force_members_trained"] = part("force_safety_members", 0.7, 0.95)
    numbers["force_teams_equipped"] = part("force_safety_teams", 0.5, 0.8)
    numbers["model_reviewed"] = part("model_points", 0.9, 1)
    numbers["model_effective"] = part("model_reviewed", 0.8, 0.95)
    numbers["mob_pacts_units"] = part("ctx_residential_units", 0.85, 1)
    numbers["res_budget_vnd"] = part("ctx_households", 18, 26) * 1_000
    numbers["res_force_budget_vnd"] = part("res_budget_vnd", 0.5, 0.7) // 1_000 * 1_000


def _of_a_year(numbers: Numbers, year: str) -> Numbers:
    """The lines that the yearly form has and that could be stated of that year."""
    left_out = (
        *_NOT_OF_A_YEAR,
        *_OF_A_HALF_ALONE,
        *(_OF_TEAMS if year < _FIRST_YEAR_OF_TEAMS else ()),
    )
    return {line: number for line, number in numbers.items() if line not in left_out}


def _sound(numbers: Numbers) -> Numbers:
    """Numbers that break no check of the forms: what sharing out in whole parts may have put a little over."""
    kept = dict(numbers)
    for least, line, most in _within(kept):
        if line in kept:
            kept[line] = min(max(kept[line], least), max(least, most))
    return kept


def _within(kept: Numbers) -> Iterator[tuple[Decimal, str, Decimal]]:
    """Least, line and most, each from the numbers as they stand when it is its turn."""
    zero, any_number = Decimal(0), Decimal("Infinity")

    def has(line: str) -> Decimal:
        return kept.get(line, zero)

    yield zero, "force_areas_covered", has("ctx_residential_units")
    yield zero, "force_safety_teams", has("force_areas_covered") or any_number
    yield 2 * has("force_safety_teams"), "force_safety_members", any_number
    yield zero, "model_new", has("model_points")
    yield zero, "model_exemplars", has("model_points")
    yield 2 * has("selfmgmt_groups"), "model_households", has("ctx_households")
    yield 3 * has("disp_mediation_groups"), "disp_mediators", any_number
    sessions = sum((number for line, number in kept.items() if line.startswith("mob_sessions/")), zero)
    yield 2 * sessions, "mob_participants", any_number
    for part, whole in (
        ("info_tips_valuable", "info_tips"),
        ("info_tips_resolved", "info_tips"),
        ("disp_cases_ended", "disp_cases_received"),
        ("disp_cases_settled", "disp_cases_ended"),
    ):
        yield zero, part, has(whole)
    yield 2 * has("org_training_classes"), "org_training_learners", any_number
