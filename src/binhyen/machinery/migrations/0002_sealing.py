from django.db import migrations

# The one way to write a seal and to mark entries with it: the application role may do neither by itself.
# The entry's branch (country, province) is settled when it is written, wherever its unit moves later.
SEALING = """
create or replace function record_seal(
    in_branch text, entry_ids bigint[], in_batch_hash text, in_previous_hash text, in_seal_hash text,
    in_sealed_at timestamptz
) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
    as $$
declare
    next_number bigint;
    made bigint;
    marked bigint;
begin
    select coalesce(max(number), 0) + 1 into next_number from machinery_auditseal where branch = in_branch;
    insert into machinery_auditseal (branch, number, entries, batch_hash, previous_hash, seal_hash, sealed_at)
        values (in_branch, next_number, cardinality(entry_ids), in_batch_hash, in_previous_hash, in_seal_hash,
                in_sealed_at)
        returning id into made;
    update machinery_auditentry set seal_id = made
        where id = any (entry_ids) and seal_id is null and branch = in_branch;
    get diagnostics marked = row_count;
    if marked <> cardinality(entry_ids) then
        raise exception 'of % entries only % could be sealed', cardinality(entry_ids), marked;
    end if;
    return made;
end $$;
revoke all on function record_seal(text, bigint[], text, text, text, timestamptz) from public;
grant execute on function record_seal(text, bigint[], text, text, text, timestamptz) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("machinery", "0001_initial")]

    operations = [
        migrations.RunSQL(
            SEALING, "drop function record_seal(text, bigint[], text, text, text, timestamptz)"
        ),
    ]
