"""The table *Who sees what* and the marks of the pages say the same."""

from __future__ import annotations

import pytest

from binhyen.access.models import Role
from binhyen.access.permissions import POWERS, WHILE_SUPPORTING, Permission
from binhyen.web.frame.pages import SIGNED_IN, STRANGERS
from tests.architecture.pages import pages
from tests.who_sees_what import HEADING, read_table, who_sees_what


def askers_of(audience: str | None, *, outside_support: bool) -> set[str]:
    """Who may open a page with this mark, somewhere."""
    if audience == STRANGERS:
        return {"stranger", *Role.values, "support"}
    if audience == SIGNED_IN:
        return {*Role.values, "support"}
    if audience is None:
        return set()
    permission = Permission(audience)
    open_to = {role.value for role in Role if permission in POWERS[role].permissions}
    if permission in WHILE_SUPPORTING or (outside_support and Role.SYSTEM_ADMINISTRATOR in open_to):
        open_to.add("support")
    return open_to


def test_every_page_stands_in_the_table_once_and_every_address_there_exists() -> None:
    named = [name for thing in who_sees_what() for name in thing.addresses]
    assert len(named) == len(set(named))
    assert set(named) == {page.name for page in pages()}


def test_the_table_and_the_marks_agree() -> None:
    marks = {
        page.name: askers_of(page.audience, outside_support=getattr(page.view, "outside_support", False))
        for page in pages()
    }
    for thing in who_sees_what():
        open_to = {asker for asker, relations in thing.open_to.items() if relations}
        for name in thing.addresses:
            assert marks[name] == open_to, name


def test_the_table_has_a_column_for_every_role() -> None:
    for thing in who_sees_what():
        assert set(thing.open_to) == {"stranger", *Role.values, "support"}


def test_an_unknown_word_in_the_table_is_noticed() -> None:
    table = f"{HEADING}\n\n| Thing | Addresses | leader |\n|---|---|---|\n| a | `b` | own besides |\n"
    with pytest.raises(ValueError, match="own besides"):
        read_table(table)
