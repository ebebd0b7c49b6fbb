"""The demonstration: the province of Phú Thọ from July 2025 to February 2026, told as it might have been, and what the
three former provinces had reported since 2023.

Places are real. People and every number are invented and marked as such; at the end of 2025 the numbers come to what
the province's conference stated (``invented``).
"""

from __future__ import annotations

from collections.abc import Callable

from rich.table import Table

from binhyen.cli.demonstration.former_years import tell_former_years
from binhyen.cli.demonstration.half_year import found_commune_bodies, tell_the_half_year
from binhyen.cli.demonstration.invented import BODIES
from binhyen.cli.demonstration.issued import DECEMBER, freeze_december, tell_what_was_issued
from binhyen.cli.demonstration.january import tell_january
from binhyen.cli.demonstration.months import PhuTho, tell_the_months
from binhyen.cli.demonstration.narrated import tell_what_was_narrated
from binhyen.cli.demonstration.people import APPOINTED, PASSWORD, bring_people_in, sign_ins
from binhyen.cli.demonstration.published import quote_the_press
from binhyen.cli.demonstration.steps import Story, on
from binhyen.cli.demonstration.surroundings import surround
from binhyen.cli.demonstration.tet import tell_tet
from binhyen.machinery.datafolder import DataFolder
from binhyen.orgunits.actions import found_body
from binhyen.orgunits.queries import unit_of_code

__all__ = ["PASSWORD", "furnish"]


def furnish(folder: DataFolder, say: Callable[[str], None]) -> Table:
    """Tell the story as far as it was not told yet, each step in a sentence; answer the table of sign-ins.

    The database runs and Django is set up. Safe to repeat, and to go on with after an interruption.
    """
    story, province = Story(folder, say), PhuTho()
    story.once("commune bodies", found_commune_bodies)
    story.once("people", _bring_people_in)
    story.once("bodies", lambda: _found_bodies(province))
    story.once("surroundings", lambda: surround(province))
    tell_the_months(
        story,
        province,
        {"2025-11": lambda: tell_former_years(story, province)},
        {DECEMBER.code: freeze_december},
    )
    tell_the_half_year(story, province)
    tell_january(story, province)
    tell_tet(story, province)
    tell_what_was_issued(story, province)
    quote_the_press(story)
    tell_what_was_narrated(story)
    return sign_ins()


def _bring_people_in() -> str:
    bring_people_in()
    return "Tạo tài khoản minh hoạ cho mỗi vai trò."


def _found_bodies(province: PhuTho) -> str:
    with on(APPOINTED) as operator:
        for body in BODIES:
            if unit_of_code(operator, body.code, APPOINTED) is not None:
                continue
            found_body(
                by=operator,
                parent=province.row(operator),
                kind=body.kind,
                name=body.name,
                code=body.code,
                valid_from=province.unit.validity.since,
                legal_basis="Số liệu minh hoạ",
            )
    return f"Thêm {len(BODIES)} cơ quan, tổ chức của tỉnh Phú Thọ (mã do chương trình đặt)."
