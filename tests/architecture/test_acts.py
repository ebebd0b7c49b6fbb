"""Is every write one named act in its envelope?"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision
from binhyen.machinery.action import ACTS, Act, Done, act
from tests.architecture.codebase import (
    ROOT,
    idle,
    import_everything,
    parsed,
    rooms,
    said,
    sources,
    without_reason,
)

# ---- the envelope ---------------------------------------------------------------------------------------

NO_ACT: dict[str, str] = {
    "access.actions.try_code": "counts a wrong try of somebody who is not signed in and so cannot act",
    "orgunits.actions.keep_effect": "part of a reaction, within the act that rearranges, which has permission and line",
    "orgunits.actions.effects_of": "reads back what a reaction kept, within the act that undoes",
    "access.actions.activate": "checks the code first, keeps the count of a wrong try, then calls its private act",
}
"""Functions that rooms offer among their actions and that are no act by themselves: why."""


def offered_actions() -> dict[str, object]:
    """Everything that rooms offer by the door ``actions``; nothing behind it can be imported from elsewhere."""
    import_everything()
    offered: dict[str, object] = {}
    for room in rooms():
        with suppress(ModuleNotFoundError):
            door = importlib.import_module(f"binhyen.{room}.actions")
            offered |= {f"{room}.actions.{name}": each for name, each in vars(door).items() if name[0] != "_"}
    return offered


def bare_functions(offered: dict[str, object], exemptions: dict[str, str]) -> list[str]:
    """Complaints about functions that are offered as actions and do their work outside the envelope."""
    found, needed = [], []
    for place, function in offered.items():
        if not inspect.isfunction(function) or hasattr(function, "act"):
            continue
        needed.append(place)
        if place not in exemptions:
            found.append(
                f"{place}: put it into the envelope with @act, or keep it inside the room's actions."
            )
    return found + without_reason(exemptions) + idle(exemptions, needed)


def odd_acts(acts: Iterable[Act]) -> list[str]:
    """Complaints about acts whose code, name or way of being called is not as every act's."""
    found = []
    for each in acts:
        home = each.function.__module__.split(".")
        if home[1] in rooms() and home[2:3] != ["actions"]:
            found.append(f"{each.code} stands in {each.function.__module__}, not among the room's actions.")
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", each.code):
            found.append(f"{each.code}: a code reads topic.verb-noun.")
        if not isinstance(each.label, Promise):
            found.append(f"{each.code}: its name for people is not translated when shown (gettext_lazy).")
        parameters = inspect.signature(each.function).parameters
        if "by" not in parameters:
            found.append(f"{each.code}: an act says who acts, in the argument by.")
        if any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters.values()):
            found.append(f"{each.code}: an act takes keyword arguments alone.")
        if not each.function.__name__.startswith("_") and not inspect.getdoc(each.function):
            found.append(f"{each.code}: an act says in a docstring what it means.")
    return found


def known_acts() -> list[Act]:
    import_everything()
    return [each for each in ACTS.values() if each.function.__module__.startswith("binhyen.")]


def test_every_function_among_the_actions_is_an_act() -> None:
    offered = offered_actions()
    assert len([each for each in offered.values() if hasattr(each, "act")]) > 3
    complaints = bare_functions(offered, NO_ACT)
    assert not complaints, said(complaints)


def test_acts_are_made_alike() -> None:
    complaints = odd_acts(known_acts())
    assert not complaints, said(complaints)


def test_an_action_outside_the_envelope_is_noticed() -> None:
    def promote(*, by: Actor) -> None: ...

    offered: dict[str, object] = {"access.actions.promote": promote, "access.actions.Actor": Actor}
    assert len(bare_functions(offered, {})) == 1
    assert not bare_functions(offered, {"access.actions.promote": "reads, and writes nothing"})
    assert bare_functions(offered, {"access.actions.promote": ""}), "a reason is wanted"
    assert bare_functions({}, {"access.actions.promote": "reads, and writes nothing"}), "nothing needs it"


def nobody_asks(**_arguments: object) -> Decision:
    return ALLOWED


@pytest.fixture
def acts_put_back() -> Any:
    before = dict(ACTS)
    yield
    ACTS.clear()
    ACTS.update(before)


@pytest.mark.usefixtures("acts_put_back")
def test_an_odd_act_is_noticed() -> None:
    def envelop(code: str, label: Any, body: Callable[..., Done[None]]) -> Act:
        act(code, label, permission=nobody_asks)(body)
        return ACTS[code]

    def good(*, by: Actor) -> Done[None]:
        """Does it."""
        return Done(None)

    def positional(by: Actor) -> Done[None]:
        """Does it."""
        return Done(None)

    def nobodys(*, unit: int) -> Done[None]:
        """Does it."""
        return Done(None)

    def silent(*, by: Actor) -> Done[None]:
        return Done(None)

    def stray(*, by: Actor) -> Done[None]:
        """Does it."""
        return Done(None)

    good.__module__, stray.__module__ = "binhyen.access.actions.good", "binhyen.access.queries"
    assert not odd_acts([envelop("access.do-it", _("Đơn vị"), good)])
    assert odd_acts([envelop("access.doIt", _("Đơn vị"), good)])
    assert odd_acts([envelop("access.say-it", "Đơn vị", good)])
    assert odd_acts([envelop("access.positional", _("Đơn vị"), positional)])
    assert odd_acts([envelop("access.nobodys", _("Đơn vị"), nobodys)])
    assert odd_acts([envelop("access.silent", _("Đơn vị"), silent)])
    assert odd_acts([envelop("access.stray", _("Đơn vị"), stray)])


@pytest.mark.usefixtures("acts_put_back")
def test_two_acts_of_one_code_cannot_be_made() -> None:
    taken = known_acts()[0].code
    with pytest.raises(RuntimeError, match="Two acts"):
        act(taken, _("Đơn vị"), permission=nobody_asks)(lambda *, by: Done(None))


# ---- nothing is written elsewhere ---------------------------------------------------------------------------

WRITES = frozenset({"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "executemany"})
WRITES_OF_A_QUERYSET = frozenset({"create", "update", "delete", "raw"})
QUERYSET = re.compile(r"\bobjects\b|visible_to|beyond_scope|\bfilter\(")
SQL_WRITES = re.compile(r"^\s*(insert|update|delete|truncate|copy|merge|alter|drop|create)\b", re.IGNORECASE)

WRITES_ELSEWHERE: dict[str, str] = {}
"""``place: call`` of writes outside ``actions``: why each may stand there."""


def writes(tree: ast.Module) -> Iterable[tuple[int, str]]:
    """Line and name of each call that looks like a write to the database."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, receiver = node.func.attr, ast.unparse(node.func.value)
        of_a_queryset = name in WRITES_OF_A_QUERYSET and QUERYSET.search(receiver)
        of_a_row = name == "delete" and not node.args and not node.keywords
        in_sql = name == "execute" and node.args and SQL_WRITES.match(_text_of(node.args[0]))
        if name in WRITES or of_a_queryset or of_a_row or in_sql:
            yield node.lineno, name


def _text_of(argument: ast.expr) -> str:
    texts = [part.value for part in ast.walk(argument) if isinstance(part, ast.Constant)]
    return next((text for text in texts if isinstance(text, str)), "")


def writes_outside_acts(trees: Iterable[tuple[str, ast.Module]], exemptions: dict[str, str]) -> list[str]:
    """Complaints about writes in rooms and faces that stand outside ``actions``.

    Machinery, which the envelope itself is made of, is left out; and so is ``config``.
    """
    found, needed = [], []
    for place, tree in trees:
        way = place.removeprefix("src/binhyen/").split("/")
        if way[0] in {"machinery", "foundations", "config"} or (len(way) > 1 and way[1] == "actions"):
            continue
        for line, name in writes(tree):
            needed.append(f"{place}: {name}")
            if f"{place}: {name}" not in exemptions:
                found.append(f"{place}:{line}: {name}() writes outside an act.")
    return found + without_reason(exemptions) + idle(exemptions, needed)


def test_nothing_is_written_outside_acts() -> None:
    complaints = writes_outside_acts(parsed(sources()), WRITES_ELSEWHERE)
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "code",
    [
        "account.save()",
        "Account.objects.create(username='hoa')",
        "OrgUnit.objects.visible_to(actor).update(level='x')",
        "Account.objects.filter(pk=1).delete()",
        "account.delete()",
        "cursor.execute('update access_account set post = %s')",
        "cursor.execute(f'delete from {table}')",
    ],
)
def test_a_write_outside_an_act_is_noticed(code: str) -> None:
    assert writes_outside_acts([("src/binhyen/web/units/views.py", ast.parse(code))], {})
    assert not writes_outside_acts([("src/binhyen/access/actions/x.py", ast.parse(code))], {})


@pytest.mark.parametrize("code", ["seen.update(more)", "cursor.execute('select 1')", "context.update({})"])
def test_a_harmless_call_is_not_taken_for_a_write(code: str) -> None:
    assert not writes_outside_acts([("src/binhyen/web/units/views.py", ast.parse(code))], {})


def test_no_act_is_called_past_its_envelope() -> None:
    """The body of an act can be had as ``__wrapped__``; nobody asks for it."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if "__wrapped__" in path.read_text(encoding="utf-8")
    ]
    assert not users, said(users)
