from django.db import migrations

# Which former units went into the one at ``place`` or those below it, directly or through others, by ``day``: the
# paths of those that lie outside it, each without what another covers. Runs as the owner, because it is asked before
# there is a reach, and of it: which succession a reach shows follows from its heritage.
# From one generation to the next: old provinces cover their communes, so few paths are left to go on from. Each path
# is asked for by itself, so that the planner finds its successions by their index: a province takes about 1 ms, a commune
# 0.2 ms.
HERITAGE_OF = """
create function heritage_of(place text, day date) returns text[]
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
declare
    heritage text[] := '{}';
    generation text[] := array[place];
    before text[];
    line text;
    former text;
begin
    -- Whoever stands at the top sees everything anyway.
    while cardinality(generation) > 0 and place like '%.%.' loop
        before := '{}';
        foreach line in array generation loop
            for former in
                select distinct went.path
                  from orgunits_succession s
                 cross join lateral (
                    select path from orgunits_orgunit
                     where id = s.predecessor_id and valid_until <= heritage_of.day
                    offset 0  -- looked up one by one: they are few
                 ) went
                 where s.unit_path >= line and s.unit_path < rtrim(line, '.') || '/'
                   and s.predecessor_id <> s.unit_id and s.day <= heritage_of.day
                 order by went.path
            loop
                if not former ^@ any (array[place] || heritage || before) then
                    before := before || former;
                end if;
            end loop;
        end loop;
        heritage := heritage || before;
        generation := before;
    end loop;
    return heritage;
end $$;
revoke all on function heritage_of(text, date) from public;
grant execute on function heritage_of(text, date) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_names_to_find_and_order"), ("orgunits", "0003_places_through_time")]

    operations = [
        migrations.RunSQL(HERITAGE_OF, "drop function heritage_of(text, date)"),
    ]
