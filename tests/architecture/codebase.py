"""What the guards examine: the files of the project, its rooms, its modules, its models."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "binhyen"

FLOORS = (
    "config",
    "web | api | cli",
    "worklist",
    "publications",
    "analytics",
    "emulation",
    "assessment",
    "narratives | planning",
    "reporting",
    "access | indicators | registers",
    "orgunits",
    "machinery",
    "foundations",
)
"""The floors of the finished house from top to bottom; ``|`` stands between rooms side by side."""

FACES = frozenset({"web", "api", "cli"})
GROUND = frozenset({"machinery", "foundations"})
WIRING = frozenset({"config"})


def packages(root: Path = PACKAGE) -> list[str]:
    """The packages of the house, by name."""
    return sorted(path.parent.name for path in root.glob("*/__init__.py"))


def rooms() -> list[str]:
    """The packages that have a domain of their own: neither faces, nor ground, nor wiring."""
    return [name for name in packages() if name not in FACES | GROUND | WIRING]


def sources(root: Path = PACKAGE) -> list[Path]:
    """Every Python module of the house, its tests and migrations left out."""
    return [
        path
        for path in sorted(root.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(root).parts)
    ]


def parsed(files: Iterable[Path], base: Path = ROOT) -> Iterator[tuple[str, ast.Module]]:
    """Place and syntax tree of each file."""
    for path in files:
        yield path.relative_to(base).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


@cache
def tracked_files() -> tuple[str, ...]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = {name for name in listed.stdout.decode().split("\0") if name}
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    hidden = {".git", ".venv", "build", "__pycache__"}  # an unpacked archive has no index
    return tuple(
        sorted(
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if path.is_file() and not hidden & set(path.relative_to(ROOT).parts)
        )
    )


@cache
def project() -> dict[str, Any]:
    """``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def import_everything() -> tuple[str, ...]:
    """Import every module of rooms, faces and ground, so that every act, job and event is known; their names."""
    import binhyen

    names = [
        module.name
        for module in pkgutil.walk_packages(binhyen.__path__, "binhyen.")
        if not {"tests", "migrations", "__main__", "config"} & set(module.name.split("."))
    ]
    for name in names:
        importlib.import_module(name)
    return tuple(names)


def own_models() -> list[type[models.Model]]:
    """Every model of the house, with the tables that many-to-many fields make."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config is not None and model._meta.app_config.name.startswith("binhyen.")
    ]


def label(model: type[models.Model]) -> str:
    """A model as the tables of exemptions name it: ``access.Account``."""
    return f"{model._meta.app_label}.{model.__name__}"


def without_reason(exemptions: Mapping[str, str]) -> list[str]:
    """Complaints about exemptions that do not say why."""
    return [
        f"{name}: an exemption states its reason." for name, reason in exemptions.items() if len(reason) < 15
    ]


def idle(exemptions: Mapping[str, str], needed: Iterable[str]) -> list[str]:
    """Complaints about exemptions that nothing needs any more."""
    return [f"{name}: exempted, and nothing needs it." for name in sorted(set(exemptions) - set(needed))]


def said(complaints: Iterable[str]) -> str:
    """The complaints as one text for the failing assertion."""
    return "\n" + "\n".join(complaints)
