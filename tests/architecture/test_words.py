"""Is everything that the program names in the glossary, under the words that the program itself shows?"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils import translation
from procrastinate.contrib.django import app

from binhyen.access.models import Role
from binhyen.access.permissions import Permission
from binhyen.machinery.action import ACTS
from tests.architecture.codebase import ROOT, import_everything, own_models, parsed, said, sources

GLOSSARY = ROOT / "docs" / "glossary.md"

SECTIONS = ("Things", "Roles", "Permissions", "Acts", "Events", "Jobs")
"""The tables whose codes must exist. What stands under any other heading is explanation, or to come."""


def things() -> dict[str, str]:
    """Every model: its name in code → what pages call it."""
    return {
        model.__name__: str(model._meta.verbose_name)
        for model in own_models()
        if not model._meta.auto_created
    }


def roles() -> dict[str, str]:
    return {str(role.value): str(role.label) for role in Role}


def permissions() -> dict[str, str]:
    return {str(permission): "" for permission in Permission}


def acts() -> dict[str, str]:
    import_everything()
    return {
        each.code: str(each.label)
        for each in ACTS.values()
        if each.function.__module__.startswith("binhyen.")
    }


def events() -> dict[str, str]:
    """Every public class of a room's ``events``."""
    return {
        name: ""
        for module in import_everything()
        if module.count(".") == 2 and module.endswith(".events") and ".machinery." not in module
        for name, each in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if each.__module__ == module and not name.startswith("_")
    }


def jobs() -> dict[str, str]:
    import_everything()
    return {name: "" for name, job in app.tasks.items() if job.func.__module__.startswith("binhyen.")}


def words_of_the_program() -> dict[str, dict[str, str]]:
    """Section of the glossary → code → the Vietnamese that the program shows, where it shows one."""
    with translation.override("vi"):
        return dict(zip(SECTIONS, (things(), roles(), permissions(), acts(), events(), jobs()), strict=True))


def rows(text: str) -> dict[str, dict[str, str]]:
    """The glossary's tables: heading → code → the Vietnamese beside it.

    A row reads ``| Vietnamese | English | `code`, `code` |``; several codes share their words by position.
    """
    tables: dict[str, dict[str, str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            tables.setdefault(heading, {})
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if heading and len(cells) >= 3:
            for code in re.findall(r"`([^`]+)`", cells[2]):
                tables[heading][code] = cells[0]
    return tables


def wrong_words(words: Mapping[str, Mapping[str, str]], tables: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Complaints about names that the glossary lacks, calls otherwise than the program, or keeps beyond their end."""
    found = []
    for section, codes in words.items():
        table = tables.get(section, {})
        for code, shown in codes.items():
            if code not in table:
                found.append(f"docs/glossary.md, {section}: missing | {shown} | … | `{code}` | … |")
            elif shown and table[code] != shown:
                found.append(
                    f"docs/glossary.md, {section}: `{code}` is called “{shown}” on pages, not “{table[code]}”."
                )
        found += [
            f"docs/glossary.md, {section}: `{code}` does not exist." for code in table if code not in codes
        ]
    return found


def test_everything_that_is_named_is_in_the_glossary() -> None:
    words = words_of_the_program()
    assert all(words[section] for section in SECTIONS if section != "Events")
    complaints = wrong_words(words, rows(GLOSSARY.read_text(encoding="utf-8")))
    assert not complaints, said(complaints)


def unknown_words(table: Iterable[str], files: Iterable[Path]) -> list[str]:
    """Complaints about words explained by the name of a class or function that no module has."""
    defined = {
        node.name
        for _place, tree in parsed(files)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }
    return [f"docs/glossary.md: `{code}` is nowhere in the code." for code in table if code not in defined]


def test_what_the_glossary_explains_is_in_the_code() -> None:
    table = rows(GLOSSARY.read_text(encoding="utf-8"))["Words around them"]
    assert table
    assert not unknown_words(table, sources()), said(unknown_words(table, sources()))
    assert unknown_words(["Actor", "Demigod"], sources()) == [
        "docs/glossary.md: `Demigod` is nowhere in the code."
    ]


def test_a_missing_a_wrong_and_a_stale_word_are_noticed() -> None:
    text = (
        "## Things\n\n| Vietnamese | English | Code | |\n|---|---|---|---|\n| đơn vị | unit | `OrgUnit` | |\n"
    )
    words = {"Things": {"OrgUnit": "đơn vị"}}
    assert not wrong_words(words, rows(text))
    assert wrong_words({"Things": {"OrgUnit": "đơn vị", "Team": "tổ"}}, rows(text)) == [
        "docs/glossary.md, Things: missing | tổ | … | `Team` | … |"
    ]
    assert wrong_words({"Things": {"OrgUnit": "cơ quan"}}, rows(text))
    assert wrong_words({"Things": {}}, rows(text)) == ["docs/glossary.md, Things: `OrgUnit` does not exist."]
    assert wrong_words(words, rows("## Acts\n" + text.split("\n", 1)[1]))


def odd_events(classes: Iterable[type]) -> list[str]:
    """Complaints about events that could be changed on their way, or are not named for what has happened."""
    found = []
    for event in classes:
        parameters = getattr(event, "__dataclass_params__", None)
        if not (dataclasses.is_dataclass(event) and parameters is not None and parameters.frozen):
            found.append(f"{event.__name__}: an event is a frozen dataclass.")
        if not re.search(
            r"(ed|Begun|Frozen|Sent|Held|Met|Lost|Opened|Given|Withdrawn|Made|Set)$", event.__name__
        ):
            found.append(f"{event.__name__}: an event is named in the past tense.")
    return found


def test_events_say_what_has_happened() -> None:
    classes = [
        each
        for module in import_everything()
        if module.count(".") == 2 and module.endswith(".events") and ".machinery." not in module
        for _name, each in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if each.__module__ == module
    ]
    assert not odd_events(classes), said(odd_events(classes))


def test_an_odd_event_is_noticed() -> None:
    good = dataclasses.make_dataclass("AccountDisabled", ["account_id"], frozen=True)
    loose = dataclasses.make_dataclass("AccountEnabled", ["account_id"])
    order = dataclasses.make_dataclass("DisableAccount", ["account_id"], frozen=True)
    assert not odd_events([good])
    assert len(odd_events([good, loose, order, type("Happened", (), {})])) == 3


def test_no_class_bears_the_bare_word_report_or_uses_task_for_a_job() -> None:
    names = {model.__name__ for model in own_models()}
    assert names
    assert not names & {"Report", "Item", "Data", "Info", "Object"}
