from django.db import migrations

# How many reports of periods that are still open stay on each form version. Runs as the owner, because whoever
# publishes a catalogue sees no unit's content by that: it tells counts of the whole country, and no unit.
RUNNING = """
create function reports_running_on_versions() returns table (version_id bigint, reports bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$
    select version_id, count(*) from reporting_obligation
     where closed_at is null and part_of_id is null
     group by version_id
$$;
revoke all on function reports_running_on_versions() from public;
grant execute on function reports_running_on_versions() to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_recordings_of_notes")]

    operations = [migrations.RunSQL(RUNNING, "drop function reports_running_on_versions()")]
