"""Draw every state machine of the program into ``docs/states.md``; a test holds the page to the tables.

python tools/state_diagrams.py
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from binhyen.foundations.states import StateMachine

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "states.md"

_HEAD = """# State machines

Drawn by `python tools/state_diagrams.py` from the tables in each room's `rules/states.py`. In brackets: whose turn.
"""


def page() -> str:
    """The page as it should be, in the Vietnamese that people read."""
    from django.utils import translation

    with translation.override("vi"):
        parts = [f"\n## {machine.name}\n\n```mermaid\n{machine.diagram()}```\n" for machine in machines()]
    return _HEAD + "".join(parts)


def machines() -> list[StateMachine[str]]:
    """The machine of every room that has one, by the room's name."""
    return [
        importlib.import_module(f"binhyen.{file.parent.parent.name}.rules.{file.stem}").MACHINE
        for file in sorted((ROOT / "src" / "binhyen").glob("*/rules/*states.py"))
    ]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
