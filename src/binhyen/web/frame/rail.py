"""The left rail: which rooms stand in it, in what order, and which of them an actor may enter.

A room of the product gets its line here when its pages exist. ``entered_by`` is the permission that its
first page names; what an actor may not enter is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor

IN_BOTTOM_BAR = 5


@dataclass(frozen=True, slots=True)
class Room:
    """One line of the rail: ``name`` marks the current one, ``view`` is the name of its first page's address.

    ``holds`` are the address names of its further pages, so that the line stays marked within the room.
    """

    name: str
    label: Any
    icon: str
    view: str
    entered_by: Permission | None = None
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A room as the frame shows it."""

    name: str
    label: Any
    icon: str
    url: str
    current: bool


ROOMS: tuple[Room, ...] = (
    Room(
        "overview",
        _("Tổng quan"),
        "overview",
        "home",
        holds=frozenset(
            {
                "overview",
                "overview_below",
                "overview_movers",
                "overview_chart",
                "overview_map",
                "figure_why",
                "decisions",
            }
        ),
    ),
    Room("worklist", _("Việc của tôi"), "work", "worklist", holds=frozenset({"notices"})),
    Room(
        "reports",
        _("Báo cáo"),
        "report",
        "reports",
        Permission.VIEW_FIGURES,
        frozenset(
            {
                "period_open",
                "period_lock",
                "reports_accept",
                "report",
                "report_return",
                "report_adjust",
                "report_extend",
                "report_entry",
                "report_own_file",
                "report_own_file_matching",
                "report_compare",
                "reports_chase",
                "history",
                "history_new",
                "history_one",
                "report_submitted",
                "workbooks_take",
                "workbooks_batch",
                "requests",
                "request",
                "request_ask",
                "request_more",
                "request_extend",
                "campaigns",
                "campaign",
                "campaign_open",
            }
        ),
    ),
    Room(
        "figures",
        _("Số liệu"),
        "figures",
        "figures_home",
        Permission.VIEW_FIGURES,
        frozenset({"figures", "figure_trace", "public_figures", "public_figure_new", "figure_origins"}),
    ),
    Room(
        "documents",
        pgettext_lazy("rail", "Văn bản"),
        "document",
        "editions",
        Permission.VIEW_FIGURES,
        frozenset({"edition", "edition_start", "edition_freeze", "edition_figure", "edition_difference"}),
    ),
    Room(
        "narratives",
        _("Đọc báo cáo"),
        "eye",
        "narratives",
        Permission.ENTER_FIGURES,
        frozenset(
            {"narrative", "narrative_new", "narrative_kept", "narrative_judge", "narrative_add"}
            | {"narrative_accept_sure", "narrative_report", "narrative_record", "narrative_finish"}
        ),
    ),
    Room(
        "units",
        pgettext_lazy("rail", "Đơn vị"),
        "unit",
        "unit_list",
        Permission.VIEW_UNIT,
        frozenset(
            {
                "unit",
                "unit_tree",
                "unit_maps",
                "map_history",
                "map_change",
                "map_crosswalk",
                "unit_groups",
                "unit_populate",
                "group",
                "group_found",
                "group_put",
                "group_take_out",
                "committees",
                "committee_found",
                "committee_reform",
                "committee_correct",
                "committee_close",
                "body_found",
                "body_rename",
                "body_close",
            }
        ),
    ),
    Room(
        "administration",
        _("Quản trị"),
        "administration",
        "accounts",
        Permission.VIEW_ACCOUNTS,
        frozenset(
            {
                "account",
                "account_create",
                "account_appoint",
                "account_disable",
                "account_enable",
                "account_renew",
                "account_slip",
                "accounts_import",
                "appointment_end",
                "catalogue",
                "reorganisation",
                "reorganisation_change",
                "reorganisation_new",
                "reorganisations",
                "reorganisations_enact",
                "reorganisations_take",
                "support_access",
                "trail",
            }
        ),
    ),
)


def rail_for(actor: Actor, here: str = "", rooms: tuple[Room, ...] = ROOMS) -> list[RailEntry]:
    """The entries of the rooms that the actor may enter; ``here`` is the address name of the open page."""
    return [
        RailEntry(
            name=room.name,
            label=room.label,
            icon=room.icon,
            url=reverse(room.view),
            current=here == room.view or here in room.holds,
        )
        for room in rooms
        if room.entered_by is None or actor.may_anywhere(room.entered_by)
    ]
