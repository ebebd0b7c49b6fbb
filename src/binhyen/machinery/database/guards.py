"""The second guard: what makes the database itself show a stranger nothing.

After every migration, as the owner of the tables, ``install`` lays anew

1. on every table with a unit: its policies, and a trigger that copies the unit's path onto the row,
2. the grants of the application role, which owns nothing, may only add to the trail, and only read what a
   model declares read-only.

It walks the models, so a new one cannot be forgotten. No table has FORCE: the owner migrates, backs up
and loads; pages and jobs never connect as the owner.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from binhyen.machinery.database import cluster
from binhyen.machinery.database.scoping import Guard, UnitScoped

APPEND_ONLY = ("machinery_auditentry", "machinery_frozenversion")
SEALS = "machinery_auditseal"

# Runs as the owner, so that the copied path is right whatever the writer may see.
_COPYING_PATHS = r"""
create or replace function copy_unit_path() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
begin
    if new.unit_id is null then
        new.unit_path := '';
    else
        select path into new.unit_path from {units} where id = new.unit_id;
        if not found then
            raise foreign_key_violation using message = format('no unit %s', new.unit_id);
        end if;
    end if;
    return new;
end $$;

-- The branch of an entry in the trail, country or province, is settled when it is written: seals count by it.
create or replace function settle_branch() returns trigger
    language plpgsql as $$
begin
    new.branch := coalesce(substring(new.unit_path from '^[0-9]+\.[0-9]+\.'), new.unit_path);
    return new;
end $$;
"""

# Once a statement, not once a unit: a merged province moves thousands, and each table is then searched once. What
# moved is told by the difference of the two, since a join of them is planned without knowing their size.
_FOLLOWING_MOVES = """
create or replace function follow_unit_path() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
declare
    moved_keys bigint[];
    moved_paths text[];
begin
    select array_agg(id), array_agg(path) into moved_keys, moved_paths
      from (select id, path from now_is except select id, path from was) moved;
    if moved_keys is not null then
        {updates}
    end if;
    return null;
end $$;
drop trigger if exists follow_unit_path on {units};
create trigger follow_unit_path after update on {units}
    referencing old table as was new table as now_is
    for each statement execute function follow_unit_path();
"""

_WHOLE = "(select current_setting('binhyen.whole', true) = 'yes')"

_FOLLOWING = """
        update {table} kept set unit_path = moved.path from unnest(moved_keys, moved_paths) moved (id, path)
         where kept.unit_id = moved.id;"""


RESTRICTING = frozenset({"unit_alone", "account_alone"})
"""Policies that narrow what the others open."""


def guarded_models() -> Iterator[type[UnitScoped]]:
    """Every model with a unit, in the order of its table's name."""
    scoped = [
        model
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, UnitScoped) and model._meta.managed and not model._meta.proxy
    ]
    return iter(sorted(scoped, key=lambda model: model._meta.db_table))


def policies_of(model: type[UnitScoped]) -> dict[str, str]:
    """The policies of a model's table: name → the clauses after ``to app``."""
    path, unit = model.path_field, model.unit_field

    def within(part: str) -> str:
        # In this order for speed: a constant branch, so that the whole country costs no comparison a row; then
        # the one branch that nearly every actor has, since LIKE is four times as fast as the array behind it.
        reach = f"current_setting('binhyen.{part}', true)"
        everywhere = f"(select {reach} = 'all')"
        first = f"(select nullif(split_part({reach}, ',', 1), '') || '%')"
        branches = f"(select string_to_array(nullif({reach}, ''), ','))::text[]"
        return f"({everywhere} or {path} like {first} or {path} ^@ any ({branches}))"

    def among(part: str) -> str:
        keys = f"string_to_array(nullif(current_setting('binhyen.{part}', true), ''), ',')"
        return f"{unit} = any ((select {keys})::bigint[])"

    if model.guard is Guard.CONTENT:
        read, write = within("content"), within("content_write")
    elif model.guard is Guard.ADMINISTRATION:
        read, write = within("administration"), within("administration_write")
    elif model.guard is Guard.PLACES:
        read, write = f"({within('places')} or {among('above')})", within("administration_write")
    elif model.guard is Guard.NOTICE:
        read, write = within("traces"), within("administration_write")
    else:
        read, write = within("traces"), "true"
    policies = {"reach_read": f"for select using ({read})"}
    if not model.read_only:
        policies["reach_add"] = f"for insert with check ({write})"
    if not model.read_only and model.guard is not Guard.TRAIL:
        policies["reach_change"] = f"for update using ({write}) with check ({write})"
        policies["reach_remove"] = f"for delete using ({write})"
    if model.for_the_unit_alone:
        held_back = " and ".join(
            f"{column} = '{value}'" for column, value in model.for_the_unit_alone.items()
        )
        policies["unit_alone"] = f"for all using (not ({held_back}) or {_WHOLE} or {among('own')})"
    if model.for_the_account_alone:
        account = "(select nullif(current_setting('binhyen.account', true), ''))::bigint"
        policies["account_alone"] = f"for all using ({_WHOLE} or account_id = {account})"
    return policies


def install() -> None:
    """Lay policies, triggers and grants. To be run as the owner; safe to repeat."""
    units = settings.UNIT_TABLE
    copies: list[type[UnitScoped]] = []
    statements = [_COPYING_PATHS.format(units=units)]
    for model in guarded_models():
        table = model._meta.db_table
        statements.append(f"alter table {table} enable row level security")
        for name, clauses in policies_of(model).items():
            _for, command, condition = clauses.split(" ", 2)
            kind = "restrictive" if name in RESTRICTING else "permissive"
            statements.append(f"drop policy if exists {name} on {table}")
            statements.append(
                f"create policy {name} on {table} as {kind} for {command} to {cluster.APP} {condition}"
            )
        if _has_column(model, "unit_path"):
            copies.append(model)
            # Where the application may only read, whoever writes may bring the path along and spare the look-up.
            unless_brought = "when (new.unit_path = '') " if model.read_only else ""
            statements.append(
                f"create or replace trigger copy_unit_path before insert or update of unit_id, unit_path "
                f"on {table} for each row {unless_brought}execute function copy_unit_path()"
            )
    statements.append(  # fires after copy_unit_path: triggers of one table go by their names
        "create or replace trigger settle_branch before insert on machinery_auditentry "
        "for each row execute function settle_branch()"
    )
    updates = "".join(_FOLLOWING.format(table=model._meta.db_table) for model in copies)
    statements.append(_FOLLOWING_MOVES.format(units=units, updates=updates or "null;"))
    statements += _grants()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _grants() -> list[str]:
    app = cluster.APP
    narrowed = [
        *(f"revoke update, delete on {table} from {app}" for table in APPEND_ONLY),
        f"revoke insert, update, delete on {SEALS} from {app}",
        f"revoke insert, update, delete on django_migrations from {app}",
        *(
            f"revoke insert, update, delete on {model._meta.db_table} from {app}"
            for model in guarded_models()
            if model.read_only
        ),
    ]
    existing = set(connection.introspection.table_names())
    return [
        "revoke create on schema public from public",
        f"grant usage on schema public to {app}",
        f"grant select, insert, update, delete on all tables in schema public to {app}",
        f"grant usage, select on all sequences in schema public to {app}",
        *(statement for statement in narrowed if statement.split(" on ")[1].split(" ")[0] in existing),
    ]


def _has_column(model: type[models.Model], name: str) -> bool:
    return any(field.column == name for field in model._meta.local_fields)
