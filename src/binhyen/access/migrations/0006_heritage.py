from django.db import migrations

# Which former units went into the one at ``place`` or those below it, directly or through others, by ``day``: the
# paths of those that lie outside it, each without what another covers. Runs as the owner, because it is asked before
# there is a reach, and of it: which succession a reach shows follows from its heritage.
# From one generation to the next: old provinces cover their communes, so few paths are left to go on from.
HERITAGE_OF = """
create function heritage_of(place text, day date) returns text[]
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
declare
    heritage text[] := '{}';
    generation text[] := array[place];
    before text[];
    former text;
begin
    -- Whoever stands at the top sees everything anyway.
    while cardinality(generation) > 0 and place like '%.%.' loop
        before := '{}';
        for former in
            select distinct unit.path
              from unnest(generation) as line (path)
              join orgunits_succession s on s.unit_path >= line.path and s.unit_path < rtrim(line.path, '.') || '/'
              join orgunits_orgunit unit on unit.id = s.predecessor_id
             where s.predecessor_id <> s.unit_id and s.day <= heritage_of.day and unit.valid_until <= heritage_of.day
               and not unit.path ^@ any (array[place] || heritage)
             order by unit.path
        loop
            if before = '{}' or not former ^@ before[cardinality(before)] then
                before := before || former;
            end if;
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
