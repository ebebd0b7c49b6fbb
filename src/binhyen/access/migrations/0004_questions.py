from django.db import migrations

# Questions about one account that must be answered before or beyond a reach. Like mandates_of they run as
# the owner of the tables and answer for a single account.
OPEN_APPOINTMENTS_OF = """
create or replace function open_appointments_of(account bigint, day date)
    returns table (role text, unit_path text)
    language sql stable security definer set search_path = public, pg_temp
    as $$
    select a.role, a.unit_path
      from access_appointment a
     where a.account_id = account and (a.valid_until is null or a.valid_until > day)
     order by a.unit_path, a.role
$$;
revoke all on function open_appointments_of(bigint, date) from public;
grant execute on function open_appointments_of(bigint, date) to binhyen_app;
"""

SUPPORT_OF = """
create or replace function support_of(account bigint, moment timestamptz)
    returns table (id bigint, unit_id bigint, unit_name text, unit_path text, reason text, expires_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
    as $$
    select s.id, s.unit_id, coalesce(v.name, ''), s.unit_path, s.reason, s.expires_at
      from access_supportaccess s
      left join orgunits_orgunitversion v
        on v.unit_id = s.unit_id and v.valid_from <= (moment at time zone 'Asia/Ho_Chi_Minh')::date
       and (v.valid_until is null or v.valid_until > (moment at time zone 'Asia/Ho_Chi_Minh')::date)
     where s.account_id = account and s.closed_at is null and s.opened_at <= moment and s.expires_at > moment
     order by s.opened_at desc
     limit 1
$$;
revoke all on function support_of(bigint, timestamptz) from public;
grant execute on function support_of(bigint, timestamptz) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_sessions_and_tries"), ("orgunits", "0001_initial")]

    operations = [
        migrations.RunSQL(OPEN_APPOINTMENTS_OF, "drop function open_appointments_of(bigint, date)"),
        migrations.RunSQL(SUPPORT_OF, "drop function support_of(bigint, timestamptz)"),
    ]
