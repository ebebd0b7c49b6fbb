from django.db import migrations, models

# The one way to remove lines of the trail: whole sealed batches, and never a young one.
REMOVING = """
create or replace function remove_trail_before(before timestamptz) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
    as $$
declare
    old_seals bigint[];
    removed bigint;
begin
    if before > now() - interval '12 months' then
        raise exception 'the trail is kept for at least a year';
    end if;
    select array_agg(s.id) into old_seals from machinery_auditseal s
        where s.removed_at is null
          and not exists (select from machinery_auditentry e where e.seal_id = s.id and e.at >= before);
    delete from machinery_auditentry where seal_id = any (old_seals);
    get diagnostics removed = row_count;
    update machinery_auditseal set removed_at = now() where id = any (old_seals);
    return removed;
end $$;
revoke all on function remove_trail_before(timestamptz) from public;
grant execute on function remove_trail_before(timestamptz) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("machinery", "0002_sealing")]

    operations = [
        migrations.AddField(
            model_name="auditseal",
            name="removed_at",
            field=models.DateTimeField(null=True, verbose_name="Lúc xoá lô"),
        ),
        migrations.RunSQL(REMOVING, "drop function remove_trail_before(timestamptz)"),
    ]
