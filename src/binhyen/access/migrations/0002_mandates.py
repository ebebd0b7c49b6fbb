from django.db import migrations

# The appointments that make a reach stand behind it themselves: this one function, run as the owner of
# the tables, answers for a single account and day.
MANDATES_OF = """
create or replace function mandates_of(account bigint, day date)
    returns table (role text, unit_id bigint, unit_name text, unit_path text)
    language sql stable security definer set search_path = public, pg_temp
    as $$
    select a.role, a.unit_id, coalesce(v.name, ''), a.unit_path
      from access_appointment a
      left join orgunits_orgunitversion v
        on v.unit_id = a.unit_id and v.valid_from <= day and (v.valid_until is null or v.valid_until > day)
     where a.account_id = account and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)
     order by a.unit_path, a.role
$$;
revoke all on function mandates_of(bigint, date) from public;
grant execute on function mandates_of(bigint, date) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("orgunits", "0001_initial")]

    operations = [
        migrations.RunSQL(MANDATES_OF, "drop function mandates_of(bigint, date)"),
    ]
