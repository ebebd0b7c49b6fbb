"""The matrix: every address × every role × where the unit lies, held to the table in ``access/README.md``.

The askers stand at a province. From there ``own`` is the province itself, ``below`` one of its communes, ``above`` the
country, ``sibling`` the province beside it, ``elsewhere`` a commune of that, ``heritage`` an invented former province
that went into it. Each guard is also tried alone: with the querysets' guard off the database's policies must shut out
what lies beside, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from binhyen.access.actions import Purpose, appoint, create_account, open_support_access
from binhyen.access.models import Account, Appointment, Role, SupportAccess
from binhyen.access.queries import actor_for
from binhyen.foundations.authority import EVERYWHERE, Branches
from binhyen.machinery.database import reach
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_key
from tests.architecture.pages import NOWHERE, Page, pages
from tests.asked import Laid, asked
from tests.brought import brought
from tests.cast import SINCE, Cast, places
from tests.heritage import BEGAN, ENDED, former_commune, former_province
from tests.issued import Issued, issued
from tests.mapped import enacted
from tests.narrated import narrated
from tests.quoted import quoted
from tests.reorganised import drafted
from tests.reported import FORM, LINE, Reported, reported
from tests.surrounded import Surrounded, surrounded
from tests.who_sees_what import Thing, who_sees_what

_SURROUNDING = ("group", "committee", "body_rename", "body_close")
RELATIONS = ("own", "below", "heritage", "above", "sibling", "elsewhere")
BESIDE = ("sibling", "elsewhere")
STRANGER, SUPPORT = "stranger", "support"


TABLE = who_sees_what()
PAGES: dict[str, Page] = {page.name: page for page in pages()}


@dataclass
class Scene:
    """The units as they lie to the asker, and at each of them somebody who enters figures."""

    units: dict[str, OrgUnit]
    targets: dict[str, Account] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    reports: dict[str, Reported] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    surroundings: dict[str, Surrounded] = field(default_factory=dict)
    asked: dict[str, Laid] = field(default_factory=dict)
    issued: dict[str, Issued] = field(default_factory=dict)
    quoted: dict[str, int] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    narrated: dict[str, int] = field(default_factory=dict)
    access: SupportAccess | None = None

    def values(self, address: str, relation: str) -> dict[str, object]:
        """What to put into an address so that it speaks of something at the unit that lies so."""
        if address == "support_access_close":
            return {"pk": self.access.pk if self.access and relation == "own" else NOWHERE["int"]}
        if address.startswith(("account", "appointment")):
            return {
                "pk": self.targets[relation].pk,
                "appointment_id": self.appointments[relation].pk,
            }
        if address.startswith("reorganisation"):
            return {"pk": self.drafts[relation]}
        if address.startswith("map_"):
            return {"pk": self.changes[relation]}
        if address.startswith(_SURROUNDING):
            made = self.surroundings[relation]
            pk = made.body if address in ("body_rename", "body_close") else self.units[relation].pk
            return {"pk": pk, "group_id": made.group, "committee_id": made.committee}
        if address.startswith("edition"):
            laid_documents = self.issued[relation]
            of_draft = address in ("edition_freeze", "edition_sentence", "edition_compare", "edition_drop")
            pk = laid_documents.draft if of_draft else laid_documents.edition
            return {"pk": pk, "other": laid_documents.other, "kind": "pdf"}
        if address.startswith(("request", "campaign")):
            laid = self.asked[relation]
            return {"pk": laid.campaign if address.startswith("campaign") else laid.request}
        if address.startswith("public_figure"):
            return {"pk": self.units[relation].pk, "figure_id": self.quoted[relation]}
        if address.startswith("history"):
            return {"pk": self.brought[relation]}
        if address.startswith("narrative"):
            return {"pk": self.narrated[relation]}
        report = self.reports[relation]
        if address == "workbook_marked":
            return {"pk": report.intake}
        if address == "workbooks_batch":
            return {"batch": report.batch}
        if address.startswith("report_") or address == "report":
            return {"pk": report.obligation, "file_id": report.file, "matching_id": report.matching}
        return {"pk": self.units[relation].pk, "line": LINE, "code": FORM}


def scene() -> Scene:
    where = places()
    made = Scene(
        {
            "own": where.province,
            "below": where.commune,
            "above": where.country,
            "sibling": where.other_province,
            "elsewhere": where.elsewhere,
        }
    )
    with acting_as(OPERATOR):
        made.units["heritage"] = former_province(of=where.province)
        for relation, unit in made.units.items():
            account = create_account(
                by=OPERATOR, username=f"o.{relation}", full_name="Nguyễn Minh Hoạ", unit_id=unit.pk
            ).account
            # The keeping of accounts is a matter for those above: what is told of a unit is told of this.
            made.appointments[relation] = appoint(
                by=OPERATOR,
                account=account,
                unit=unit,
                role=Role.UNIT_ADMINISTRATOR,
                valid_from=SINCE if unit.valid_until is None else BEGAN,
            )
            made.targets[relation] = account
            made.reports[relation] = reported(unit)
            made.surroundings[relation] = surrounded(unit)
            made.asked[relation] = asked(unit)
            made.issued[relation] = issued(unit)
            made.quoted[relation] = quoted(unit)
            made.brought[relation] = brought(unit)
            made.narrated[relation] = narrated(unit)
            made.drafts[relation] = drafted(unit).pk
            made.changes[relation] = enacted(unit).pk
    return made


def client_of(asker: str, made: Scene) -> Client:
    """The browser of the asker: a stranger's, that of somebody with the role at a unit, a supporter's."""
    if asker == STRANGER:
        return Client()
    people = Cast(places())
    role = Role.SYSTEM_ADMINISTRATOR if asker == SUPPORT else Role(asker)
    unit = people.places.country if asker == SUPPORT else made.units["own"]
    account = people.add("nguoi.hoi", "Lê Thị Hỏi", (role, unit))
    client = people.client_of("nguoi.hoi")
    if role is Role.SYSTEM_ADMINISTRATOR:
        by = actor_for(account)
        with acting_as(by):
            made.access = open_support_access(
                by=by, unit=made.units["own"], reason="Xem lại một trang bị lỗi", minutes=30
            )
        if asker != SUPPORT:  # opened for the closing of it, and over
            with acting_as(by):
                SupportAccess.objects.visible_to(by).filter(pk=made.access.pk).update(
                    closed_at=made.access.opened_at
                )
    return client


def answer_of(client: Client, page: Page, values: dict[str, object]) -> str:
    """``open``; ``refused``: it is there, and a sentence says why not; ``shut``: there is no such thing."""
    answer: Any = client.get(page.url(values))
    if answer.status_code == 405:
        answer = client.post(page.url(values))
    if answer.status_code in (301, 302):
        to_the_way_in = answer["Location"].startswith(f"{reverse('account_login')}?next=")
        return "shut" if to_the_way_in else "open"
    return {200: "open", 403: "refused", 404: "shut", 422: "open"}[answer.status_code]


def faults_of(asker: str, made: Scene, client: Client, relations: tuple[str, ...]) -> Iterator[str]:
    """Where the house and the table disagree, in words."""
    for row in TABLE:
        told = row.open_to[asker]
        by_place = any(words & set(RELATIONS) for words in row.open_to.values())
        for address in row.addresses:
            page = PAGES[address]
            if not by_place:
                expected = "open" if told else "shut"
                if address == "account_logout":  # it would end what the others need
                    continue
                if (answer := answer_of(client, page, made.values(address, "own"))) != expected:
                    yield f"{address}: {asker} finds it {answer}, not {expected}"
                continue
            for relation in relations:
                answer = answer_of(client, page, made.values(address, relation))
                # A unit above may be seen, and so may a former one: what is refused there may say why. Beside,
                # nothing exists.
                seen = relation in ("above", "heritage")
                expected = ("open",) if relation in told else ("shut", "refused")[: 1 + seen]
                if answer not in expected:
                    yield f"{address}: {asker} finds it {answer} {relation}, not {expected[0]}"


@pytest.fixture(autouse=True)
def _quick_and_clean(settings: Any) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def made(db: None) -> Scene:
    cache.clear()
    return scene()


ROLES = [STRANGER, *Role.values]


@pytest.mark.parametrize("asker", ROLES)
def test_every_address_opens_to_whom_the_table_says(made: Scene, asker: str) -> None:
    client = client_of(asker, made)
    assert list(faults_of(asker, made, client, RELATIONS)) == []


@pytest.mark.django_db(transaction=True)
def test_every_address_opens_to_support_as_the_table_says(made: Scene) -> None:
    # Requests of a supporter are read-only for the database, which a test's own transaction would not outlive.
    client = client_of(SUPPORT, made)
    assert list(faults_of(SUPPORT, made, client, RELATIONS)) == []


ADMINISTERING = (Role.UNIT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)


@pytest.mark.slow
class TestEachGuardAlone:
    """What lies beside stays shut when one of the two guards is switched off on purpose."""

    @pytest.mark.parametrize("asker", [Role.ENTERING, *ADMINISTERING])
    def test_the_policies_without_the_querysets(
        self, made: Scene, asker: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = client_of(asker, made)
        monkeypatch.setattr(
            ScopedQuerySet, "visible_to", lambda self, actor: self.beyond_scope("guard off on purpose")
        )
        assert list(faults_of(asker, made, client, BESIDE)) == []

    @pytest.mark.parametrize("asker", [Role.ENTERING, *ADMINISTERING])
    def test_the_querysets_without_the_policies(
        self, made: Scene, asker: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = client_of(asker, made)

        def everything(_branches: Branches) -> str:
            return text_of(EVERYWHERE)

        text_of = reach._text
        monkeypatch.setattr(reach, "_text", everything)
        assert list(faults_of(asker, made, client, BESIDE)) == []

    def test_with_both_off_the_matrix_would_notice(
        self, made: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = client_of(Role.ENTERING, made)
        monkeypatch.setattr(
            ScopedQuerySet, "visible_to", lambda self, actor: self.beyond_scope("guard off on purpose")
        )
        monkeypatch.setattr(reach, "_text", lambda _branches: "all")
        faults = list(faults_of(Role.ENTERING, made, client, BESIDE))
        assert any(fault.startswith("unit: ") for fault in faults)


def row_of(name: str) -> Thing:
    (row,) = [row for row in TABLE if row.name == name]
    return row


@pytest.mark.slow
@pytest.mark.parametrize("asker", Role.values)
def test_lists_show_whom_the_table_says(made: Scene, asker: str) -> None:
    """All lists of an asker in one scene, which takes longer to lay than they take to read."""
    client = client_of(asker, made)
    units_below_in_their_list(made, client, asker)
    reorganisations_in_their_list(made, client, asker)
    accounts_in_their_list(made, client, asker)
    lines_of_the_trail(made, client, asker)
    security_notices_of_a_unit(made, client, asker)


@pytest.mark.slow
@pytest.mark.parametrize("asker", Role.values)
def test_units_in_their_list(made: Scene, asker: str) -> None:
    """Told from a commune: its own, the province above, the commune beside it and one elsewhere; and a former
    commune, in the list of a day on which it stood."""
    where = places()
    with acting_as(OPERATOR):
        former = former_commune(under=made.units["heritage"], of=where.commune)
    made.units = {
        "own": where.commune,
        "heritage": former,
        "above": where.province,
        "sibling": where.sibling,
        "elsewhere": where.elsewhere,
    }
    client = client_of(asker, made)
    shown = set()
    for relation, unit in made.units.items():
        day = SINCE if unit != former else ENDED - timedelta(days=1)
        with acting_as(OPERATOR):
            found = unit_of_key(OPERATOR, unit.pk, day)
        assert found is not None
        asked = {"q": found.name, "as_of": day.isoformat()}
        body = client.get(reverse("unit_list_csv"), asked).content.decode()
        if any(found.code in line and found.name in line for line in body.splitlines()[1:]):
            shown.add(relation)
    assert shown | {"below"} == row_of("units in that list").open_to[asker]


def units_below_in_their_list(made: Scene, client: Client, asker: str) -> None:
    listed = client.get(reverse("unit_list_csv")).content.decode()
    assert "below" in row_of("units in that list").open_to[asker]
    assert len(listed.splitlines()) > 100, "a province with all its communes"


def reorganisations_in_their_list(made: Scene, client: Client, asker: str) -> None:
    answer: Any = client.get(reverse("reorganisations"))
    told = row_of("reorganisations in that list").open_to[asker]
    assert answer.status_code == (200 if told else 404)
    shown = {
        relation
        for relation, unit in made.units.items()
        if f"Sắp xếp minh hoạ {unit.pk}<" in answer.content.decode()
    }
    assert shown == told


def accounts_in_their_list(made: Scene, client: Client, asker: str) -> None:
    told = row_of("accounts in that list").open_to[asker]
    answer: Any = client.get(reverse("accounts_csv"))
    if not told:
        assert answer.status_code == 404
        return
    body = answer.getvalue().decode() if answer.streaming else answer.content.decode()
    assert {relation for relation in RELATIONS if f"o.{relation}" in body} == told


def lines_of_the_trail(made: Scene, client: Client, asker: str) -> None:
    told = row_of("lines of the trail").open_to[asker]
    if not told:
        assert client.get(reverse("trail")).status_code == 404
        return
    client.post(reverse("trail"), {"purpose": Purpose.values[0], "note": ""})
    by = actor_for(Account.objects.get(username="nguoi.hoi"))
    with acting_as(by):
        units = set(AuditEntry.objects.visible_to(by).values_list("unit_id", flat=True))
    assert {relation for relation in RELATIONS if made.units[relation].pk in units} == told


def security_notices_of_a_unit(made: Scene, client: Client, asker: str) -> None:
    shown = {
        relation
        for relation, unit in made.units.items()
        if 'id="notices"' in client.get(reverse("unit", args=[unit.pk])).content.decode()
    }
    assert shown == row_of("a unit's security notices").open_to[asker]
