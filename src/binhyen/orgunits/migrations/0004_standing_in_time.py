from django.db import migrations

# Where a unit stood follows from where its parent stood on the version's first day. As the owner: the parent's
# version may lie outside the writer's reach.
SETTLE_TREE_PATH = """
update orgunits_orgunitversion set tree_path = unit_path where tree_path = '';

create or replace function settle_tree_path() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
begin
    select coalesce(max(above.tree_path), '') || new.unit_id || '.' into new.tree_path
      from orgunits_orgunitversion above
     where above.unit_id = new.parent_id and above.valid_from <= new.valid_from
       and (above.valid_until is null or above.valid_until > new.valid_from);
    return new;
end $$;

create or replace trigger settle_tree_path before insert on orgunits_orgunitversion
    for each row when (new.tree_path = '') execute function settle_tree_path();
"""

# Each version counts for every unit on its path from its first day until its last; the sums of these steps are the
# counts. ``chosen`` are the keys of the units to count for; without them, for all.
RECOUNT_UNITS = """
create or replace function recount_units(chosen bigint[] default null) returns void
    language plpgsql security definer set search_path = public, pg_temp
    as $$
begin
    delete from orgunits_unitcount where chosen is null or unit_id = any(chosen);
    insert into orgunits_unitcount (unit_path, unit_id, level, kind, units, valid_from, valid_until)
    with standing as (
        select counted.key::bigint as unit_id, v.level, v.kind, v.valid_from, v.valid_until
          from orgunits_orgunitversion v,
               unnest(string_to_array(rtrim(v.tree_path, '.'), '.')) as counted(key)
         where chosen is null or counted.key::bigint = any(chosen)
    ), steps as (
        select unit_id, level, kind, day, sum(step) as step
          from (select unit_id, level, kind, valid_from as day, 1 as step from standing
                union all
                select unit_id, level, kind, valid_until, -1 from standing where valid_until is not null) each
         group by unit_id, level, kind, day
        having sum(step) <> 0
    ), running as (
        select unit_id, level, kind, day, sum(step) over own as units, lead(day) over own as next_day
          from steps window own as (partition by unit_id, level, kind order by day)
    )
    select unit.path, unit_id, running.level, kind, units, day, next_day
      from running join orgunits_orgunit unit on unit.id = unit_id
     where units > 0;
    if chosen is null then  -- after a load: nobody should plan by tables that were empty a moment ago
        analyze orgunits_orgunit, orgunits_orgunitversion, orgunits_succession, orgunits_unitcount;
    end if;
end $$;
revoke all on function recount_units(bigint[]) from public;
grant execute on function recount_units(bigint[]) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("orgunits", "0003_places_through_time")]

    operations = [
        migrations.RunSQL(
            SETTLE_TREE_PATH,
            "drop trigger settle_tree_path on orgunits_orgunitversion; drop function settle_tree_path()",
        ),
        migrations.RunSQL(RECOUNT_UNITS, "drop function recount_units(bigint[])"),
    ]
