"""Does every import go one way down, and through a door?"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest

from tests.architecture.codebase import (
    FACES,
    FLOORS,
    GROUND,
    PACKAGE,
    ROOT,
    WIRING,
    idle,
    packages,
    parsed,
    project,
    said,
    sources,
    without_reason,
)

DOORS = frozenset({"models", "queries", "actions", "permissions", "events", "values"})
INSIDE = frozenset({"rules", "tests", "jobs", "reactions", "migrations"})

BEHIND_RULES = (DOORS - {"values"}) | {"jobs", "standing"}
"""What rules never look into: everything of a room that asks the database. ``values`` are pure like rules."""

PURE_GROUND = ("binhyen.machinery.formats.documents", "binhyen.machinery.formats.charts.values")
"""What rules may take from the machinery: the blocks of official documents and what charts show, which are values."""

BESIDE_THE_DOORS: dict[str, str] = {}
"""``importer -> imported``: why this one import may pass beside a door."""

# ---- floors -------------------------------------------------------------------------------------------


def contract() -> dict[str, Any]:
    """The one contract of floors in ``pyproject.toml``."""
    (only,) = project()["tool"]["importlinter"]["contracts"]
    assert isinstance(only, dict)
    return only


def faults_of_the_contract(only: dict[str, Any], present: Iterable[str]) -> list[str]:
    """Complaints where the contract is not the exhaustive order of floors of the plan."""
    found = []
    if only.get("type") != "layers" or only.get("containers") != ["binhyen"]:
        found.append("The contract must order the packages of binhyen as layers.")
    if only.get("exhaustive") is not True:
        found.append("The contract must be exhaustive: a new package has to be given its floor.")
    if only.get("ignore_imports") or only.get("exhaustive_ignores"):
        found.append("The contract must not ignore anything.")
    here = set(present)
    wanted = [" | ".join(room for room in floor.split(" | ") if room in here) for floor in FLOORS]
    wanted = [floor for floor in wanted if floor]
    if only.get("layers") != wanted:
        found.append(f"The floors must stand in this order: {wanted}; they stand as {only.get('layers')}.")
    return found


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the tree ``folder/binhyen`` to the contract in ``folder/pyproject.toml``."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tiny_house(tmp_path: Path) -> Path:
    """A tree with the rooms of ours, empty, under the very contract of ours."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for name in ("", *packages()):
        room = tmp_path / "binhyen" / name
        room.mkdir(parents=True, exist_ok=True)
        (room / "__init__.py").touch()
    return tmp_path


def test_the_contract_of_floors_is_the_plan_of_the_house() -> None:
    assert not faults_of_the_contract(contract(), packages()), said(
        faults_of_the_contract(contract(), packages())
    )


@pytest.mark.parametrize(
    "change",
    [
        {"exhaustive": False},
        {"ignore_imports": ["binhyen.access -> binhyen.web"]},
        {"layers": list(reversed(contract()["layers"]))},
        {"containers": ["binhyen.web"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_weakened_contract_is_noticed(change: dict[str, Any]) -> None:
    assert faults_of_the_contract(contract() | change, packages())


def test_every_import_goes_one_way_down() -> None:
    kept = lint_imports(ROOT)
    assert kept.returncode == 0, kept.stdout + kept.stderr


def test_the_empty_house_keeps_the_contract(tiny_house: Path) -> None:
    kept = lint_imports(tiny_house)
    assert kept.returncode == 0, kept.stdout + kept.stderr


@pytest.mark.parametrize(
    ("room", "line", "complaint"),
    [
        ("foundations", "import binhyen.machinery", "binhyen.foundations is not allowed to import"),
        ("orgunits", "from binhyen.access import models", "binhyen.orgunits is not allowed to import"),
        ("web", "import binhyen.cli", "binhyen.web is not allowed to import binhyen.cli"),
        ("unlisted", "", "unlisted"),
    ],
    ids=["an upward import", "an upward import of a name", "a sibling's import", "a package without a floor"],
)
def test_a_broken_contract_fails(tiny_house: Path, room: str, line: str, complaint: str) -> None:
    module = tiny_house / "binhyen" / room / "__init__.py"
    module.parent.mkdir(exist_ok=True)
    module.write_text(line + "\n")
    (tiny_house / "binhyen" / "access" / "models.py").touch()
    broken = lint_imports(tiny_house)
    assert broken.returncode == 1
    assert complaint in " ".join(broken.stdout.split())


# ---- doors --------------------------------------------------------------------------------------------


@cache
def imports_of_the_house() -> grimp.ImportGraph:
    return grimp.build_graph("binhyen", cache_dir=None)


def wrong_doors(graph: grimp.ImportGraph, exemptions: dict[str, str]) -> list[str]:
    """Complaints about imports that enter another package elsewhere than by a door.

    Of a room the doors are ``models``, ``queries``, ``actions``, ``permissions`` and ``events`` themselves,
    not the modules behind them. Machinery and foundations are open but for their tests, jobs and reactions.
    ``config`` wires the rooms together and may name any of their modules; nothing imports it.
    """
    found, needed = [], []
    for importer in sorted(graph.modules):
        home, *_ = importer.split(".")[1:] or [""]
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            room, *way = imported.split(".")[1:] or [""]
            if room in {home, ""} or home in WIRING or "tests" in importer.split("."):
                continue
            if room in GROUND:  # the package machinery.jobs is public; a module of that name elsewhere is not
                hidden = INSIDE & set(way[1:]) or set(way[:1]) & (INSIDE - {"jobs"})
                passes = not hidden and not any(part.startswith("_") for part in way)
            else:
                passes = len(way) == 1 and way[0] in DOORS
            if passes:
                continue
            arrow = f"{importer} -> {imported}"
            needed.append(arrow)
            if arrow not in exemptions:
                lines = sorted(
                    str(detail["line_number"])
                    for detail in graph.get_import_details(importer=importer, imported=imported)
                )
                found.append(
                    f"{arrow} (line {', '.join(lines)}): another room is entered by {sorted(DOORS)}."
                )
    return found + without_reason(exemptions) + idle(exemptions, needed)


def a_graph(*arrows: tuple[str, str]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for importer, imported in arrows:
        for module in (importer, imported):
            graph.add_module(module)
        graph.add_import(importer=importer, imported=imported, line_number=3, line_contents="import it")
    return graph


def test_rooms_are_entered_by_their_doors() -> None:
    complaints = wrong_doors(imports_of_the_house(), BESIDE_THE_DOORS)
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "imported",
    [
        "binhyen.orgunits.rules",
        "binhyen.orgunits.rules.naming",
        "binhyen.orgunits.jobs",
        "binhyen.orgunits.reactions",
        "binhyen.orgunits.tests.cast",
        "binhyen.orgunits.sources",
        "binhyen.orgunits.models.units",
        "binhyen.orgunits",
        "binhyen.machinery.audit.jobs",
        "binhyen.machinery.tests.places",
    ],
)
def test_an_import_beside_the_door_is_noticed(imported: str) -> None:
    assert wrong_doors(a_graph(("binhyen.access.actions", imported)), {})


@pytest.mark.parametrize("door", sorted(DOORS))
def test_an_import_by_the_door_passes(door: str) -> None:
    assert not wrong_doors(a_graph(("binhyen.web.units.views", f"binhyen.orgunits.{door}")), {})


def test_an_exemption_that_nothing_needs_is_noticed() -> None:
    graph = a_graph(("binhyen.access.actions", "binhyen.orgunits.models"))
    assert wrong_doors(graph, {"binhyen.web -> binhyen.access.rules": "a reason long enough"})


# ---- names, side effects, clocks, purity ----------------------------------------------------------------

DRAWERS = frozenset(
    {"core", "utils", "util", "common", "helpers", "helper", "misc", "extras", "shared", "lib"}
)

SAVING_SIGNALS = frozenset(
    {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
)

CLOCKS = frozenset(
    {
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"),
        *("timezone.now", "timezone.localtime", "timezone.localdate", "functions.Now"),
    }
)
CLOCK_NAMES = frozenset(
    {("django.utils.timezone", "now"), ("django.db.models.functions", "Now"), ("time", "time")}
)

OWN_CLOCKS: dict[str, str] = {
    "src/binhyen/foundations/clock.py": "the one place that knows the time",
    "src/binhyen/foundations/tests/test_clock.py": "compares the clock with the machine's own",
}


def drawers(files: Iterable[Path]) -> list[str]:
    """Complaints about modules and packages whose name says only that things lie in them."""
    return [
        f"{path.as_posix()}: a module is named after what it answers, not {path.stem!r}."
        for path in files
        if {path.stem, *path.parent.parts} & DRAWERS
    ]


def side_effects(trees: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Complaints about receivers of model signals: what saving does must stand in the act that saves."""
    return [
        f"{place}:{getattr(node, 'lineno', 0)}: {name} makes saving a model do something unseen."
        for place, tree in trees
        for node in ast.walk(tree)
        for name in _names_in(node)
        if name in SAVING_SIGNALS
    ]


def _names_in(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.name for alias in node.names)


def other_clocks(trees: Iterable[tuple[str, ast.Module]], exemptions: dict[str, str]) -> list[str]:
    """Complaints about every clock but ``foundations.clock``; ``auto_now`` of a model field is one too."""
    found, needed = [], set()
    for place, tree in trees:
        for node in ast.walk(tree):
            clock = ""
            if isinstance(node, ast.Attribute):
                owner = node.value
                last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                clock = f"{last}.{node.attr}" if f"{last}.{node.attr}" in CLOCKS else ""
            elif isinstance(node, ast.ImportFrom):
                taken = {(node.module or "", alias.name) for alias in node.names} & CLOCK_NAMES
                clock = ".".join(next(iter(taken))) if taken else ""
            elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
                clock = node.arg
            if clock:
                needed.add(place)
                if place not in exemptions:
                    line = getattr(node, "lineno", 0)
                    found.append(f"{place}:{line}: {clock}; ask binhyen.foundations.clock.")
    return found + without_reason(exemptions) + idle(exemptions, needed)


def impure_rules(trees: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Complaints about rules, and values shared with other rooms' rules, that know Django, the clock or the database.

    Wrapping sentences in gettext is allowed: a judgement speaks Vietnamese, and English where asked.
    """
    shut = (
        "django",
        "psycopg",
        "procrastinate",
        "binhyen.foundations.clock",
        "binhyen.machinery",
        "time",
        "os",
    )
    found = []
    for place, tree in trees:
        if "/rules/" not in place and not place.endswith("/values.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            if all(name.startswith("django.utils.translation") for name in names):
                continue
            for name in names:
                if name.startswith(PURE_GROUND):
                    continue
                inner = name.split(".")[2:3]
                if name.split(".")[0] == "binhyen" and inner and inner[0] in BEHIND_RULES:
                    pass
                elif not any(name == each or name.startswith(each + ".") for each in shut):
                    continue
                found.append(f"{place}:{node.lineno}: {name}; rules are pure functions of their arguments.")
                break
    return found


def everything_written() -> list[tuple[str, ast.Module]]:
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return list(parsed(file for file in files if "migrations" not in file.parts))


def test_no_module_is_a_drawer() -> None:
    complaints = drawers(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    assert not complaints, said(complaints)


def test_a_drawer_is_noticed() -> None:
    assert len(drawers([Path("access/utils.py"), Path("web/common/pages.py"), Path("access/rules.py")])) == 2


def test_saving_a_model_does_nothing_else() -> None:
    complaints = side_effects(parsed(sources()))
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "code",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals\nsignals.pre_delete.connect(print)",
    ],
)
def test_a_side_effect_of_saving_is_noticed(code: str) -> None:
    assert side_effects([("x.py", ast.parse(code))])


def test_one_clock_tells_the_time() -> None:
    complaints = other_clocks(everything_written(), OWN_CLOCKS)
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils.timezone import now",
        "import time\ntime.time()",
        "at = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_another_clock_is_noticed(code: str) -> None:
    assert other_clocks([("x.py", ast.parse(code))], {})


def test_rules_are_pure() -> None:
    complaints = impure_rules(parsed(sources()))
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "code",
    [
        "from django.db import models",
        "from binhyen.foundations.clock import today",
        "from binhyen.foundations import clock",
        "from binhyen.access.models import Account",
        "from binhyen.machinery.action import act",
        "import psycopg",
    ],
)
def test_an_impure_rule_is_noticed(code: str) -> None:
    assert impure_rules([("src/binhyen/access/rules/x.py", ast.parse(code))])


def test_nothing_imports_the_wiring() -> None:
    graph = imports_of_the_house()
    above = {
        f"{importer} -> {imported}"
        for imported in graph.modules
        if imported.startswith("binhyen.config.")
        for importer in graph.find_modules_that_directly_import(imported)
        if not importer.startswith("binhyen.config")
    }
    assert not above, said(sorted(above))


def test_every_package_of_the_house_is_in_the_plan() -> None:
    planned = {room for floor in FLOORS for room in floor.split(" | ")}
    assert set(packages()) <= planned
    assert planned >= FACES
