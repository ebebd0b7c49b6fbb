"""Does every table with a unit stand under both guards, in the program and in the database itself?

The database is asked, not the migrations: what holds is what the server says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from binhyen.machinery.database import cluster
from binhyen.machinery.database.guards import guarded_models, policies_of
from binhyen.machinery.database.scoping import ScopedQuerySet, UnitScoped
from binhyen.orgunits.models import OrgUnit
from tests.architecture.codebase import idle, label, own_models, said, without_reason

# ---- the first guard: querysets -------------------------------------------------------------------------

WITHOUT_A_UNIT: dict[str, str] = {
    "access.Account": "an account belongs to no unit; its appointments do, and they decide who sees it",
    "access.OneTimeCode": "belongs to an account and is read by its hash before anybody is signed in",
    "indicators.DataSet": "forms hold for the whole country",
    "indicators.DataSetVersion": "what a form asks is published, whoever fills it in",
    "indicators.Indicator": "definitions hold for the whole country; values belong to units and stand elsewhere",
    "indicators.IndicatorLine": "a key of values, not a value",
    "indicators.Regime": "deadlines are published; that of a province binds units, tells nothing of them",
    "machinery.AuditSeal": "counts and hashes of a branch of the trail; tells nothing of its entries",
    "worklist.MailChoice": "whether an account wants its notices by mail; it tells of no unit",
    "orgunits.UnitList": "an official list of the State, of all units at once",
    "machinery.FrozenVersion": "published things hold for the whole country: forms, criteria, texts",
}
"""Models that belong to no unit, so that neither guard holds them: why that is right."""


def has_a_unit(model: type[models.Model]) -> bool:
    """Whether a row of the model says, in whatever way, to which unit it belongs."""
    return any(
        field.column in {"unit_id", "unit_path"} or getattr(field, "related_model", None) is OrgUnit
        for field in model._meta.local_fields
    )


def unguarded(model: type[models.Model], exemptions: dict[str, str]) -> list[str]:
    """Complaints about a model whose querysets run without being told for whom."""
    name = label(model)
    if not issubclass(model, UnitScoped):
        if has_a_unit(model):
            return [f"{name} has a unit and must derive from UnitScoped."]
        return [] if name in exemptions else [f"{name}: derive from UnitScoped, or say why it has no unit."]
    return [
        f"{name}.{manager.name} runs without being told for whom."
        for manager in (model._default_manager, *model._meta.managers)
        if not isinstance(manager.get_queryset(), ScopedQuerySet)
    ]


def test_every_model_with_a_unit_refuses_to_run_until_told_for_whom() -> None:
    complaints = [each for model in own_models() for each in unguarded(model, WITHOUT_A_UNIT)]
    without = [label(model) for model in own_models() if not issubclass(model, UnitScoped)]
    complaints += without_reason(WITHOUT_A_UNIT) + idle(WITHOUT_A_UNIT, without)
    assert len(own_models()) > len(without) > 0
    assert not complaints, said(complaints)


@isolate_apps("binhyen.access")
def test_a_model_outside_the_first_guard_is_noticed() -> None:
    class ByKey(models.Model):
        unit_id = models.BigIntegerField()

        class Meta:
            app_label = "access"

    class ByRelation(models.Model):
        place = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "access"

    class WithABackDoor(UnitScoped):
        unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
        objects = ScopedQuerySet.as_manager()
        everything = models.Manager()

        class Meta:
            app_label = "access"

    class Nowhere(models.Model):
        class Meta:
            app_label = "access"

    for model in (ByKey, ByRelation, WithABackDoor, Nowhere):
        assert unguarded(model, {}), model
    assert not unguarded(Nowhere, {"access.Nowhere": "it lies outside every unit"})


# ---- the second guard: the database -----------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table as the server knows it."""

    name: str
    owner: str
    columns: frozenset[str]
    row_security: bool
    policies: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Name → command, what is read, what is written."""
    triggers: frozenset[str] = frozenset()


_TABLES = """
select c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity,
       array(select attname::text from pg_attribute a where a.attrelid = c.oid and attnum > 0 and not attisdropped),
       array(select t.tgname::text from pg_trigger t
              where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled = 'O')
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
_POLICIES = """
select tablename, policyname, cmd, coalesce(qual, ''), coalesce(with_check, ''), permissive
  from pg_policies where schemaname = 'public' and %s = any (roles::text[])
"""


def read_tables(cursor: Any) -> dict[str, Table]:
    """Every table of the schema with what guards it."""
    cursor.execute(_TABLES)
    found = {
        name: Table(name, owner, frozenset(columns), secured, {}, frozenset(triggers))
        for name, owner, secured, columns, triggers in cursor.fetchall()
    }
    cursor.execute(_POLICIES, [cluster.APP])
    for table, policy, command, read, write, _permissive in cursor.fetchall():
        found[table].policies[policy] = (command, read, write)
    return found


def open_tables(tables: dict[str, Table], guarded: Iterable[type[UnitScoped]]) -> list[str]:
    """Complaints about tables with a unit that the database itself would show to anybody."""
    found = []
    expected = {model._meta.db_table: policies_of(model) for model in guarded}
    for name, table in sorted(tables.items()):
        if table.owner == cluster.APP:
            found.append(f"{name} is owned by the application role, which its policies do not hold.")
        if name not in expected:
            if table.columns & {"unit_id", "unit_path"}:
                found.append(f"{name} has a unit and no model that derives from UnitScoped.")
            continue
        if not table.row_security:
            found.append(f"{name}: row-level security is off.")
        if set(table.policies) != set(expected[name]):
            found.append(
                f"{name} has the policies {sorted(table.policies)} instead of {sorted(expected[name])}."
            )
        for policy, (command, read, write) in sorted(table.policies.items()):
            condition = write if command == "INSERT" else read
            wide_open = condition in {"", "true", "(true)"}
            if wide_open and (name, policy) not in OPEN_POLICIES:
                found.append(f"{name}.{policy} lets everything through.")
            elif not wide_open and "current_setting('binhyen." not in condition:
                found.append(f"{name}.{policy} does not ask for the reach: {condition}.")
        if "unit_path" in table.columns and "copy_unit_path" not in table.triggers:
            found.append(f"{name}: no trigger copies the path of the unit onto the row.")
    found += [f"{name} is not in the database." for name in sorted(set(expected) - set(tables))]
    return found


OPEN_POLICIES = {
    ("machinery_auditentry", "reach_add"): "whoever acts may add to the trail; reading it is guarded",
}
"""Policies that ask nothing, and why."""


@contextmanager
def as_superuser(server: Any) -> Iterator[Any]:
    """A cursor in a transaction that is rolled back: whatever is broken in it stays unbroken."""
    with cluster.connect_as_superuser(server, connection.settings_dict["NAME"]) as other:
        other.autocommit = False
        with other.cursor() as cursor:
            cursor.execute("set local lock_timeout = '20s'")
            try:
                yield cursor
            finally:
                other.rollback()


@pytest.mark.django_db
def test_every_table_with_a_unit_is_guarded_by_the_database() -> None:
    with connection.cursor() as cursor:
        tables = read_tables(cursor)
    complaints = open_tables(tables, guarded_models())
    assert len(tables) > 10
    assert all(len(reason) > 15 for reason in OPEN_POLICIES.values())
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    ("breaking", "complaint"),
    [
        ("alter table access_appointment disable row level security", "row-level security is off"),
        ("drop policy reach_read on access_appointment", "has the policies"),
        ("alter policy reach_read on access_appointment using (true)", "lets everything through"),
        (
            "alter policy reach_read on access_appointment using (unit_path <> '')",
            "does not ask for the reach",
        ),
        ("create policy one_more on access_appointment for select to binhyen_app using (true)", "one_more"),
        ("alter table access_appointment disable trigger copy_unit_path", "no trigger copies"),
        ("alter table access_appointment owner to binhyen_app", "owned by the application role"),
        ("create table loose (id int, unit_id bigint)", "loose has a unit"),
    ],
)
def test_a_hole_in_the_second_guard_is_noticed(
    server: Any, django_db_setup: None, breaking: str, complaint: str
) -> None:
    with as_superuser(server) as cursor:
        assert not open_tables(read_tables(cursor), guarded_models())
        cursor.execute(breaking)
        complaints = open_tables(read_tables(cursor), guarded_models())
    assert any(complaint in each for each in complaints), said(complaints)


def test_a_model_without_its_table_is_noticed() -> None:
    assert "access_appointment is not in the database." in open_tables({}, guarded_models())


# ---- ways around the policies -----------------------------------------------------------------------------

AS_THE_OWNER: dict[str, str] = {
    "copy_unit_path": "a trigger: the copied path must be right whatever the writer may see",
    "follow_unit_path": "a trigger: a moved unit takes its rows along, also those outside the mover's reach",
    "remove_trail_before": "removes sealed batches of the trail past their time, and none younger than a year",
    "record_seal": "seals the trail: the application role may neither write seals nor mark entries itself",
    "mandates_of": "the appointments that make a reach cannot stand behind it; answers for one account and day",
    "heritage_of": "a reach follows from it, so it cannot stand behind one; tells where former units stand, no more",
    "successions_around": "what became of the rest of a divided unit lies out of sight; facts of public law, no names",
    "open_appointments_of": "whether an account may be kept depends on all it holds; answers for one account",
    "settle_tree_path": "a trigger: where a unit stood follows from its parent, whatever the writer may see of that",
    "recount_units": "counts reach up to the country, beyond whoever rearranges below; takes no values from its caller",
    "support_of": "the support access that makes a reach cannot stand behind it; answers for one account",
    "consolidate": "sums of the units above lie outside the reach of whoever accepts; takes no values from its caller",
    "hash_of_consolidations": "one mark of all sums, whatever its caller may see of them",
    "rebuild_consolidations": "writes all sums anew from all reports; tells which differed, and no value",
    "reports_running_on_versions": "whoever publishes a catalogue sees no content; counts by form version",
    "typical_values": "medians rest on reports of others; asks for the reach of the unit, tells no more",
}
"""Functions that run as the owner of the tables (``security definer``), past every policy: why each must."""


@dataclass(frozen=True)
class Function:
    """A function that runs as its owner."""

    name: str
    trigger: bool
    search_path_set: bool
    open_to_public: bool


_DEFINERS = """
select p.proname, p.prorettype = 'trigger'::regtype,
       coalesce(array_to_string(p.proconfig, ',') like '%%search_path=public, pg_temp%%', false),
       p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0)
  from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
   and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""


def read_definers(cursor: Any) -> list[Function]:
    cursor.execute(_DEFINERS)
    return [Function(*row) for row in cursor.fetchall()]


def risky_definers(functions: Iterable[Function], known: dict[str, str]) -> list[str]:
    """Complaints about functions that go past the policies unknown, or could be made to do something else."""
    those = list(functions)
    found = [
        f"{each.name} runs as the owner and stands in no list." for each in those if each.name not in known
    ]
    found += [f"{each.name} does not set its search path." for each in those if not each.search_path_set]
    found += [
        f"{each.name} may be called by every role."
        for each in those
        if each.open_to_public and not each.trigger
    ]
    return found + without_reason(known) + idle(known, [each.name for each in those])


@pytest.mark.django_db
def test_every_function_that_goes_past_the_policies_is_known() -> None:
    with connection.cursor() as cursor:
        complaints = risky_definers(read_definers(cursor), AS_THE_OWNER)
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    ("breaking", "complaint"),
    [
        (
            "create function peep() returns bigint language sql security definer set search_path = public, pg_temp "
            "as 'select 1::bigint'",
            "peep runs as the owner",
        ),
        (
            "alter function mandates_of(bigint, date) reset search_path",
            "mandates_of does not set its search path",
        ),
        (
            "grant execute on function mandates_of(bigint, date) to public",
            "mandates_of may be called by every",
        ),
        ("drop function mandates_of(bigint, date)", "mandates_of: exempted"),
    ],
)
def test_a_function_that_goes_past_the_policies_is_noticed(
    server: Any, django_db_setup: None, breaking: str, complaint: str
) -> None:
    with as_superuser(server) as cursor:
        cursor.execute(breaking)
        complaints = risky_definers(read_definers(cursor), AS_THE_OWNER)
    assert any(complaint in each for each in complaints), said(complaints)


_VIEWS = """
select c.relname, c.relkind::text, coalesce(c.reloptions @> array['security_invoker=true']
       or c.reloptions @> array['security_invoker=on'], false)
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
   and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
"""


def views_of_the_owner(cursor: Any) -> list[str]:
    """Complaints about views through which the policies of their owner hold, which are none."""
    cursor.execute(_VIEWS)
    return [
        f"{name}: a view needs security_invoker; a materialized one cannot have it."
        for name, kind, invoker in cursor.fetchall()
        if kind == "m" or not invoker
    ]


def test_no_view_shows_what_its_reader_may_not_see(server: Any, django_db_setup: None) -> None:
    with as_superuser(server) as cursor:
        assert not views_of_the_owner(cursor)
        cursor.execute("create view good with (security_invoker = true) as select * from access_appointment")
        assert not views_of_the_owner(cursor)
        cursor.execute("create view bad as select * from access_appointment")
        cursor.execute("create materialized view worse as select * from access_appointment")
        assert len(views_of_the_owner(cursor)) == 2


# ---- roles and grants -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Role:
    """What the application role is allowed to be."""

    superuser: bool = False
    bypasses_policies: bool = False
    makes_roles: bool = False
    makes_databases: bool = False
    replicates: bool = False
    member_of: tuple[str, ...] = ()
    makes_tables: bool = False


_ROLE = """
select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
       array(select pg_get_userbyid(roleid)::text from pg_auth_members where member = r.oid),
       has_schema_privilege(r.oid, 'public', 'create')
  from pg_roles r where rolname = %s
"""


def read_role(cursor: Any, name: str = cluster.APP) -> Role:
    cursor.execute(_ROLE, [name])
    values = dict(zip(Role.__dataclass_fields__, cursor.fetchone(), strict=True))
    return Role(**values | {"member_of": tuple(values["member_of"])})


def powers_too_many(role: Role) -> list[str]:
    """Complaints about an application role that could step out of its policies."""
    return [
        f"The application role must not have {name}={getattr(role, name)!r}."
        for name in Role.__dataclass_fields__
        if getattr(role, name)
    ]


@pytest.mark.django_db
def test_the_application_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        assert not powers_too_many(read_role(cursor))
        assert powers_too_many(read_role(cursor, cluster.SUPERUSER))


@pytest.mark.parametrize("name", [name for name in Role.__dataclass_fields__ if name != "member_of"])
def test_a_role_with_too_much_power_is_noticed(name: str) -> None:
    too_much: dict[str, Any] = {name: True}
    assert powers_too_many(replace(Role(), **too_much))
    assert powers_too_many(Role(member_of=(cluster.OWNER,)))


ONLY_ADDED_TO = {
    "machinery_auditentry": {"SELECT", "INSERT"},
    "machinery_frozenversion": {"SELECT", "INSERT"},
    "machinery_auditseal": {"SELECT"},
    "django_migrations": {"SELECT"},
    "analytics_consolidation": {"SELECT"},
    "analytics_consolidatedfigure": {"SELECT"},
}
"""All that the application role may do with tables that it never changes."""

_GRANTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def grants(cursor: Any, table: str) -> set[str]:
    """What the application role may do with a table, or with any one of its columns."""
    held = set()
    for grant in _GRANTS:
        by_column = grant in {"SELECT", "INSERT", "UPDATE", "REFERENCES"}
        function = "has_any_column_privilege" if by_column else "has_table_privilege"
        cursor.execute(f"select {function}(%s, %s, %s)", [cluster.APP, table, grant])
        if cursor.fetchone()[0]:
            held.add(grant)
    return held


def wrong_grants(cursor: Any) -> list[str]:
    """Complaints about such tables with which the application role may do more, or less."""
    return [
        f"{table}: the application role holds {sorted(grants(cursor, table))} instead of {sorted(wanted)}."
        for table, wanted in ONLY_ADDED_TO.items()
        if grants(cursor, table) != wanted
    ]


def test_the_trail_is_only_added_to_and_sums_are_only_read(server: Any, django_db_setup: None) -> None:
    with as_superuser(server) as cursor:
        assert not wrong_grants(cursor)


@pytest.mark.parametrize(
    "breaking",
    [
        "grant update on machinery_auditentry to binhyen_app",
        "grant update (seal_id) on machinery_auditentry to binhyen_app",
        "grant delete on machinery_frozenversion to public",
        "grant insert on machinery_auditseal to binhyen_app",
        "revoke insert on machinery_auditentry from binhyen_app",
        "grant update on analytics_consolidation to binhyen_app",
        "grant insert (value) on analytics_consolidatedfigure to binhyen_app",
    ],
)
def test_a_grant_too_many_or_too_few_is_noticed(server: Any, django_db_setup: None, breaking: str) -> None:
    with as_superuser(server) as cursor:
        cursor.execute(breaking)
        assert wrong_grants(cursor)
