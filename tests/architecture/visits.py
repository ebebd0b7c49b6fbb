"""Who looks at which page, and how it comes to show something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.test import Client
from django.urls import reverse

from binhyen.access.actions import Purpose
from binhyen.access.models import Appointment, Role
from binhyen.access.permissions import Permission
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import State, Submission
from binhyen.web.frame.pages import STRANGERS
from tests.architecture.pages import Page
from tests.asked import asked
from tests.brought import brought
from tests.cast import NAMES, Cast
from tests.issued import FIGURE, issued_once
from tests.mapped import enacted_once
from tests.narrated import narrated_once
from tests.quoted import quoted
from tests.reorganised import drafted_once
from tests.reported import FORM, LINE, PERIOD, reported_once
from tests.surrounded import surrounded


def address(page: Page, people: Cast, client: Client) -> str:
    """The address of a page with values and a query for which it has something to show."""
    return page.url(_values(page, people)) + (_BEFORE[page.name](client) if page.name in _BEFORE else "")


def _values(page: Page, people: Cast) -> Mapping[str, object]:
    """What to put into the address, so that the page has something to show."""
    if page.name == "account" or page.name.startswith(("account_", "appointment_")):
        account = people["minh"]
        with acting_as(OPERATOR):
            appointment = Appointment.objects.visible_to(OPERATOR).get(account=account)
        return {"pk": account.pk, "appointment_id": appointment.pk}
    if page.name.startswith("reorganisation"):
        with acting_as(OPERATOR):
            return {"pk": drafted_once(people.places.commune).pk}
    if page.name.startswith("map_"):
        with acting_as(OPERATOR):
            return {"pk": enacted_once(people.places.commune).pk}
    if page.name.startswith(("request", "campaign")):
        with acting_as(OPERATOR):
            laid = asked(people.places.province, of=people.places.commune)
        return {"pk": laid.campaign if page.name.startswith("campaign") else laid.request}
    if page.name.startswith("edition"):
        with acting_as(OPERATOR):
            reported_once(people.places.commune)
            documents = issued_once(people.places.province)
        pk = documents.draft if page.name == "edition_freeze" else documents.edition
        return {"pk": pk, "other": documents.other, "kind": "pdf"}
    if page.name.startswith("history"):
        with acting_as(OPERATOR):
            return {"pk": brought(people.places.province)}
    if page.name.startswith("narrative"):
        with acting_as(OPERATOR):
            return {"pk": narrated_once(people.places.commune)}
    if page.name.startswith("public_figure"):
        with acting_as(OPERATOR):
            reported_once(people.places.commune)
            return {"pk": people.places.commune.pk, "figure_id": quoted(people.places.commune)}
    if page.name in _SURROUNDING:
        with acting_as(OPERATOR):
            made = surrounded(people.places.commune)
        pk = made.body if page.name in ("body_rename", "body_close") else people.places.commune.pk
        return {"pk": pk, "group_id": made.group, "committee_id": made.committee}
    with acting_as(OPERATOR):
        report = reported_once(people.places.commune)
        state = State.DRAFT if page.name in _WHILE_A_DRAFT else State.SUBMITTED
        Submission.objects.visible_to(OPERATOR).filter(pk=report.obligation).update(state=state)
    if page.name.startswith("workbook"):
        return {"pk": report.intake, "batch": report.batch}
    if page.name == "report" or page.name.startswith("report_"):
        return {"pk": report.obligation, "file_id": report.file, "matching_id": report.matching}
    if page.name in ("decisions", "overview_below", "overview_map", "overview_movers"):
        return {"pk": people.places.province.pk}
    if page.name in ("figure_origins", "figure_trace", "figure_why"):
        return {"pk": people.places.commune.pk, "line": LINE}
    return {"pk": people.places.commune.pk, "code": FORM}


_SURROUNDING = {
    "unit_groups",
    "group",
    "group_put",
    "group_take_out",
    "committees",
    "committee_reform",
    "committee_correct",
    "committee_close",
    "body_rename",
    "body_close",
}
"""Pages that speak of a group, a committee or a body of the commune."""


_WHILE_A_DRAFT = {"report_entry", "report_save", "report_own_file", "report_own_file_matching"}
"""Pages on which a report is filled in."""


def _searched(client: Client) -> str:
    client.post(reverse("trail"), {"purpose": Purpose.values[0], "note": "kiểm tra"})
    return "?found=1&unit=&act=&since=&until="


_BEFORE: dict[str, Callable[[Client], str]] = {
    "trail": _searched,
    "history_template": lambda _client: "?bieu=xa-thang&ky=2024-01",
    "unit_list": lambda _client: "?q=xa",
    "request_ask": lambda _client: "?bieu=chuyen-de-cao-diem-tet",
    "overview": lambda _client: f"?ky={PERIOD}",
    "overview_below": lambda _client: f"?ky={PERIOD}&dong={LINE}",
    "overview_chart": lambda _client: f"?ky={PERIOD}&dong={LINE}",
    "overview_map": lambda _client: f"?ky={PERIOD}&dong={LINE}",
    "overview_movers": lambda _client: f"?ky={PERIOD}",
    "overview_projector": lambda _client: f"?ky={PERIOD}",
    "figure_why": lambda _client: f"?ky={PERIOD}",
    "figures": lambda _client: f"?ky={PERIOD}",
    "figure_trace": lambda _client: f"?ky={PERIOD}",
    "figure_origins": lambda _client: f"?ky={PERIOD}",
    "edition_figure": lambda _client: f"?ma={FIGURE}",
}
"""What makes a page show its rows: a step before, and the query behind its address."""

_FROM_ABOVE = {
    "home",
    "overview",
    "overview_below",
    "overview_movers",
    "overview_chart",
    "overview_map",
    "overview_projector",
    "figure_why",
    "decisions",
    "worklist",
    "notices",
    "requests",
    "request_ask",
    "request",
    "request_csv",
    "request_excel",
    "request_more",
    "request_extend",
    "request_withdraw",
    "request_ask_again",
    "request_gather",
    "request_accept",
    "campaigns",
    "campaign",
    "campaign_open",
    "reports",
    "reports_accept",
    "period_open",
    "period_lock",
    "workbooks_zip",
    "report",
    "report_accept",
    "report_return",
    "report_adjust",
    "report_extend",
    "report_compare",
    "reports_chase",
    "report_submitted",
    "report_note",
    "editions",
    "edition",
    "edition_difference",
    "edition_figure",
    "edition_file",
    "edition_freeze",
    "edition_start",
    "figures",
    "figures_csv",
    "figures_excel",
    "figures_table",
    "figure_trace",
    "figure_origins",
    "history",
    "history_new",
    "history_one",
    "history_take_back",
    "history_template",
    "public_figures",
    "public_figure_new",
    "public_figure_withdraw",
    "public_figure_restore",
}
"""Pages that the desk of the unit above sees the most of."""

_BY_SCRIPT = {"unit_switch_search"}
"""Addresses that answer a script of the page alone."""


def visitor(page: Page, people: Cast) -> Client:
    """Somebody who may open the page and has the most to see there."""
    if page.audience == STRANGERS:
        return Client()
    if page.name in _FROM_ABOVE:
        if "phuong" not in people.accounts:
            people.add("phuong", "Mai Kim Lan", (Role.STANDING_DESK, people.places.province))
        return people.client_of("phuong")
    names = [name for name, _full_name in NAMES.values()]
    wanted = page.audience if page.audience in set(Permission) else Permission.VIEW_UNIT
    able = [name for name in reversed(names) if people.actor(name).may_anywhere(str(wanted))]
    client = people.client_of(able[0])
    if page.name in _BY_SCRIPT:
        client.defaults["HTTP_HX_REQUEST"] = "true"
    return client
