from django.db import migrations

# All successions by which some units hang together with others between two days: those that led to them, those that
# they led to, and so on along every one. Runs as the owner: what became of the rest of a divided unit decides whether
# a share is known, also where the rest lies out of the asker's sight. Successions are facts of public law; no name is told.
# Each unit's rows are found by the indexes of the two keys.
SUCCESSIONS_AROUND = """
create function successions_around(units bigint[], after date, upto date)
    returns table (
        predecessor_id bigint, successor_id bigint, day date, relation text,
        people_share numeric, area_share numeric, households_share numeric, hand_share numeric, share_source text,
        predecessor_since date, predecessor_until date, successor_since date, successor_until date
    )
    language sql stable security definer set search_path = public, pg_temp
    as $$
with recursive around(unit) as (
    select unnest(units)
    union
    select beside.unit
      from around cross join lateral (
        select s.unit_id as unit from orgunits_succession s
         where s.predecessor_id = around.unit and s.day > after and s.day <= upto
        union all
        select s.predecessor_id from orgunits_succession s
         where s.unit_id = around.unit and s.day > after and s.day <= upto
      ) beside
)
select s.predecessor_id, s.unit_id, s.day, s.relation::text,
       s.people_share, s.area_share, s.households_share, s.hand_share, s.share_source::text,
       before.valid_from, before.valid_until, later.valid_from, later.valid_until
  from around
  join orgunits_succession s on s.predecessor_id = around.unit and s.day > after and s.day <= upto
  join orgunits_orgunit before on before.id = s.predecessor_id
  join orgunits_orgunit later on later.id = s.unit_id
 where s.predecessor_id <> s.unit_id
$$;
revoke all on function successions_around(bigint[], date, date) from public;
grant execute on function successions_around(bigint[], date, date) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("orgunits", "0006_keys_before_days")]

    operations = [
        migrations.RunSQL(SUCCESSIONS_AROUND, "drop function successions_around(bigint[], date, date)"),
    ]
