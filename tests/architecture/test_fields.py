"""Is every field of every table classified, and does none hold what the product never holds?"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from binhyen.machinery.classification import Fields, Holds
from tests.architecture.codebase import idle, label, own_models, said, without_reason

# ---- classes --------------------------------------------------------------------------------------------


def classification_of(model: type[models.Model]) -> Fields:
    """What the room of the model says about its fields; nothing where the room is silent."""
    room = model._meta.app_config.name if model._meta.app_config else ""
    try:
        return importlib.import_module(f"{room}.models.classification").FIELDS  # type: ignore[no-any-return]
    except ModuleNotFoundError:
        return {}


def unclassified(model: type[models.Model], fields: Fields) -> list[str]:
    """Complaints about fields in no class, and classes of no field."""
    classified = fields.get(model.__name__, {})
    present = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    name = f"{label(model)}.{{}}: {{}} (models/classification.py of its room)"
    return [
        *(
            name.format(field, "says in no class what it holds")
            for field in sorted(present - set(classified))
        ),
        *(
            name.format(field, "is classified and does not exist")
            for field in sorted(set(classified) - present)
        ),
    ]


def stale_models(fields: Fields, present: Iterable[str]) -> list[str]:
    """Complaints about classified models that do not exist."""
    return [f"{name} is classified and does not exist." for name in sorted(set(fields) - set(present))]


def test_every_field_says_what_it_holds() -> None:
    complaints = [each for model in own_models() for each in unclassified(model, classification_of(model))]
    assert not complaints, said(complaints)


def test_no_class_is_left_over_from_a_model_that_is_gone() -> None:
    rooms: dict[str, list[type[models.Model]]] = {}
    for model in own_models():
        rooms.setdefault(model._meta.app_label, []).append(model)
    complaints = [
        each
        for those in rooms.values()
        for each in stale_models(classification_of(those[0]), [model.__name__ for model in those])
    ]
    assert rooms
    assert not complaints, said(complaints)


@isolate_apps("binhyen.access")
def test_an_unclassified_field_and_a_stale_class_are_noticed() -> None:
    class Meeting(models.Model):
        title = models.CharField(max_length=10)

        class Meta:
            app_label = "access"

    classified = {"Meeting": {"id": Holds.TECHNICAL, "agenda": Holds.SHORT_TEXT}, "Gone": {}}
    assert [complaint.split(":")[0] for complaint in unclassified(Meeting, classified)] == [
        "access.Meeting.title",
        "access.Meeting.agenda",
    ]
    assert stale_models(classified, ["Meeting"]) == ["Gone is classified and does not exist."]


def test_every_class_says_what_it_is_for_and_how_long_it_is_kept() -> None:
    used = {holds for model in own_models() for holds in classification_of(model)[model.__name__].values()}
    assert used == set(Holds), "a class that no field is in, has no business here"
    assert all(holds.meaning and holds.retention for holds in Holds)


# ---- tables of libraries ----------------------------------------------------------------------------------

OF_LIBRARIES: dict[str, str] = {
    "account_emailaddress": "nothing: work addresses stand on the account, and no letter is sent to confirm one",
    "account_emailconfirmation": "nothing: no letter is sent to confirm an address",
    "auth_group": "nothing: roles come from appointments",
    "auth_group_permissions": "nothing: permissions come from roles",
    "auth_permission": "names of Django's own permissions, which nobody is given",
    "django_content_type": "names of the models",
    "django_migrations": "which migrations have run, and when",
    "django_session": "a signed-in browser: the account's key and what it looked at last, for at most 12 hours",
    "machinery_cache": "counts of tries and addresses of machines that tried to sign in, for minutes",
    "mfa_authenticator": "secrets of second factors and recovery codes, sealed; when they were used last",
    "procrastinate_events": "when a job was written, begun and done",
    "procrastinate_jobs": "names of jobs with keys, and the account's key that asked; no values, no text",
    "procrastinate_periodic_defers": "when a job of the clock was written last",
    "procrastinate_workers": "which process works, and when it was last heard of",
}
"""Tables that libraries bring along: what they hold here."""


def unknown_tables(present: Iterable[str], known: dict[str, str]) -> list[str]:
    """Complaints about tables that no model of ours has and nobody has said a word about."""
    those = set(present) - {model._meta.db_table for model in own_models()}
    found = [f"{name}: a table of a library; say what it holds here." for name in sorted(those - set(known))]
    return found + without_reason(known) + idle(known, those)


@pytest.mark.django_db
def test_every_table_of_a_library_is_known() -> None:
    complaints = unknown_tables(connection.introspection.table_names(), OF_LIBRARIES)
    assert not complaints, said(complaints)


def test_a_table_that_a_library_brings_along_is_noticed() -> None:
    assert unknown_tables(["access_account", "somebody_visits"], {}) == [
        "somebody_visits: a table of a library; say what it holds here."
    ]
    assert unknown_tables([], {"somebody_visits": "counts of nothing in particular"})


# ---- what the product never holds -----------------------------------------------------------------------

NEVER = {
    "phone": "private numbers of anybody",
    "mobile": "private numbers of anybody",
    "telephone": "private numbers of anybody",
    "zalo": "private addresses of anybody",
    "facebook": "private addresses of anybody",
    "identity": "identity numbers",
    "identification": "identity numbers",
    "passport": "identity numbers",
    "cccd": "identity numbers",
    "cmnd": "identity numbers",
    "citizen": "identity numbers, or a person outside the service",
    "birth": "dates and places of birth",
    "birthday": "dates and places of birth",
    "dob": "dates and places of birth",
    "age": "the age of a person",
    "gender": "the sex of a person",
    "sex": "the sex of a person",
    "religion": "faith",
    "faith": "faith",
    "ethnic": "origin",
    "ethnicity": "origin",
    "hometown": "origin",
    "health": "the health of a person",
    "face": "biometrics",
    "fingerprint": "biometrics",
    "biometric": "biometrics",
    "photo": "pictures of people",
    "picture": "pictures of people",
    "portrait": "pictures of people",
    "avatar": "pictures of people",
    "camera": "positions and feeds of cameras",
    "plate": "vehicles",
    "vehicle": "vehicles",
    "gps": "positions",
    "latitude": "points instead of places",
    "longitude": "points instead of places",
    "coordinates": "points instead of places",
    "location": "positions of people and cameras",
    "ip": "addresses of people's machines",
    "household": "households",
    "family": "families",
    "spouse": "families",
    "child": "children",
    "children": "children",
    "owner": "owners of businesses",
    "director": "directors of businesses",
    "suspect": "suspects",
    "offender": "offenders",
    "victim": "victims",
    "witness": "witnesses",
    "informant": "informants and sources of tips",
    "informer": "informants and sources of tips",
    "tip": "contents of tips",
    "accused": "suspects",
    "prisoner": "offenders",
    "returnee": "returnees",
    "addict": "people under care",
    "salary": "the income of a person",
}
"""Words that no field's name contains, and what they would hold (see the product's "What it never holds")."""

HARMLESS: dict[str, str] = {
    "orgunits.OrgUnitVersion.longitude": "a point inside a whole commune or province, for maps of units",
    "orgunits.OrgUnitVersion.latitude": "a point inside a whole commune or province, for maps of units",
}


def forbidden(fields: Iterable[str], exemptions: dict[str, str]) -> list[str]:
    """Complaints about fields (``room.Model.field``) whose names speak of what is never held."""
    found, needed = [], []
    for field in fields:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field.rsplit(".", 1)[-1]).lower()
        for word in set(re.split(r"[_\d]+", name)) & set(NEVER):
            needed.append(field)
            if field not in exemptions:
                found.append(f"{field}: the product never holds {NEVER[word]}.")
    return found + without_reason(exemptions) + idle(exemptions, needed)


def test_no_field_holds_what_the_product_never_holds() -> None:
    fields = [f"{label(model)}.{field.name}" for model in own_models() for field in model._meta.local_fields]
    complaints = forbidden(fields, HARMLESS)
    assert fields
    assert not complaints, said(complaints)


def test_a_field_of_what_is_never_held_is_noticed() -> None:
    named = (
        "x.Team.leader_phone",
        "x.Site.gps",
        "x.Member.cccd_number",
        "x.Member.dateOfBirth",
        "x.Shop.owner",
    )
    assert len(forbidden(named, {})) == len(named)
    assert not forbidden(("x.Team.members", "x.Unit.average", "x.Tape.faceplateless"), {})
    assert forbidden((), {"x.Gone.phone": "was needed once upon a time"})


# ---- relations ------------------------------------------------------------------------------------------


def open_relations(model: type[models.Model]) -> list[str]:
    """Complaints about relations that leave an attribute on the other model, so that it would know of this one."""
    return [
        f'{label(model)}.{field.name}: a relation has related_name="+".'
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.remote_field is not None and not field.remote_field.hidden
    ]


def test_no_relation_reaches_back() -> None:
    complaints = [each for model in own_models() for each in open_relations(model)]
    assert not complaints, said(complaints)


@isolate_apps("binhyen.access")
def test_a_relation_that_reaches_back_is_noticed() -> None:
    class Circle(models.Model):
        class Meta:
            app_label = "access"

    class Meeting(models.Model):
        quiet = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
        loud = models.ForeignKey(Circle, on_delete=models.CASCADE)
        single = models.OneToOneField(Circle, on_delete=models.CASCADE, related_name="meeting")
        many = models.ManyToManyField(Circle, related_name="meetings")

        class Meta:
            app_label = "access"

    assert [complaint.split(":")[0] for complaint in open_relations(Meeting)] == [
        "access.Meeting.loud",
        "access.Meeting.single",
        "access.Meeting.many",
    ]
