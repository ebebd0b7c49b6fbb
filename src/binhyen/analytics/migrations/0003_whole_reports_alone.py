from importlib import import_module

from django.db import migrations

before = import_module("binhyen.analytics.migrations.0002_consolidating")

# A part that a body fills in for its unit is taken into the unit's own report: counted by itself it would count twice.
WHOLE_OBLIGATIONS = """
create view whole_obligations with (security_invoker = true) as
select id, unit_id, unit_path, superior_id, data_set_id, version_id, period, first_day, last_day
  from reporting_obligation
 where part_of_id is null
"""


def _of_wholes(sql: str) -> str:
    """The same view or function, over obligations that are no parts."""
    return sql.replace("reporting_obligation", "whole_obligations").replace("create ", "create or replace ", 1)


def _as_it_was(sql: str) -> str:
    return sql.replace("create ", "create or replace ", 1)


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_consolidating"),
        ("reporting", "0002_whose_sections_and_requests"),
    ]

    operations = [
        migrations.RunSQL(WHOLE_OBLIGATIONS, "drop view whole_obligations"),
        *(
            migrations.RunSQL(_of_wholes(sql), _as_it_was(sql))
            for sql in (before.FIGURES_BY_REPORT, before.REPORTS_OWED, before.SUMS_OF_REPORTS, before.LAST_KNOWN)
        ),
    ]
