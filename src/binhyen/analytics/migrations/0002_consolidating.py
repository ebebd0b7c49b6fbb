from django.db import migrations

# Reports in force, figure by figure: for explorers, and for questions about single lines. Policies of the tables
# beneath hold, since the view asks in the name of whoever reads it.
FIGURES_BY_REPORT = """
create view figures_by_report with (security_invoker = true) as
select o.id as obligation_id, o.unit_id, o.unit_path, o.superior_id, o.data_set_id, o.period, o.first_day, o.last_day,
       s.state, v.lines[p.position] as line_id, p.value,
       (p.position - 1)::smallint = any (coalesce(s.adjusted_not_applicable, s.not_applicable)) as not_applicable,
       s.adjusted is not null and p.value is distinct from s."values"[p.position] as adjusted
  from reporting_obligation o
  join reporting_submission s on s.obligation_id = o.id
  join indicators_datasetversion v on v.id = o.version_id
 cross join lateral unnest(coalesce(s.adjusted, s."values")) with ordinality as p (value, position)
"""

# What is owed directly to a unit, and how much of it is there.
REPORTS_OWED = """
create view reports_owed with (security_invoker = true) as
select o.superior_id as unit_id, o.data_set_id, o.period, min(o.first_day) as first_day, max(o.last_day) as last_day,
       count(*) as expected, count(*) filter (where s.state in ('accepted', 'locked')) as accepted,
       count(*) filter (where s.state = 'locked') as locked
  from reporting_obligation o
  left join reporting_submission s on s.obligation_id = o.id
 group by o.superior_id, o.data_set_id, o.period
"""

# What the reports owed directly to a unit come to, line by line: the one definition of how reports add, asked for
# a few units by consolidate and for all by rebuild_consolidations. Of a line that does not add over units, what
# bodies state stands apart, since one of them may speak for the unit.
# Figures are grouped by their position on the form version first: the key is small, and lines are looked up once a
# group. The case that is always true keeps the planner from taking reports apart before they are joined.
SUMS_OF_REPORTS = """
create view sums_of_reports with (security_invoker = true) as
select unit_id, data_set_id, period, line_id, bool_and(adds) as adds, sum(total) as total,
       sum(denominator) as denominator, sum(bodies_total) as bodies_total, sum(bodies) as bodies,
       sum(counted) as counted, sum(not_applicable) as not_applicable
  from (
    -- values
    select g.unit_id, g.data_set_id, g.period, v.lines[g.position] as line_id, v.adds[g.position] as adds,
           g.total, null::numeric as denominator, null::numeric as bodies_total, 0::bigint as bodies, g.counted,
           0::bigint as not_applicable
      from (
        select o.superior_id as unit_id, o.data_set_id, o.period, o.version_id, p.position, sum(p.value) as total,
               count(p.value) as counted
          from reporting_obligation o
          join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
         cross join lateral unnest(case when o.id = s.obligation_id then coalesce(s.adjusted, s."values") end)
               with ordinality as p (value, position)
         group by o.superior_id, o.data_set_id, o.period, o.version_id, p.position
      ) g
      join indicators_datasetversion v on v.id = g.version_id
     where g.position <= cardinality(v.lines)
    union all
    -- what does not apply
    select g.unit_id, g.data_set_id, g.period, v.lines[g.position + 1], v.adds[g.position + 1], null, null, null, 0, 0,
           g.not_applicable
      from (
        select o.superior_id as unit_id, o.data_set_id, o.period, o.version_id, p.position,
               count(*) as not_applicable
          from reporting_obligation o
          join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
         cross join lateral unnest(coalesce(s.adjusted_not_applicable, s.not_applicable)) as p (position)
         where coalesce(s.adjusted_not_applicable, s.not_applicable) <> '{}'
         group by o.superior_id, o.data_set_id, o.period, o.version_id, p.position
      ) g
      join indicators_datasetversion v on v.id = g.version_id
     where g.position < cardinality(v.lines)
    union all
    -- what bodies state
    select o.superior_id, o.data_set_id, o.period, p.line_id, p.adds, null, null, p.value, 1, 0, 0
      from reporting_obligation o
      join orgunits_orgunit u on u.id = o.unit_id and u.level = 'body'
      join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
      join indicators_datasetversion v on v.id = o.version_id
     cross join lateral unnest(coalesce(s.adjusted, s."values"), v.lines, v.adds) as p (value, line_id, adds)
     where p.value is not null and p.line_id is not null
    union all
    -- rates, from the reports that have both parts
    select o.superior_id, o.data_set_id, o.period, p.line_id, true,
           sum(p.numerator) filter (where p.denominator is not null),
           sum(p.denominator) filter (where p.numerator is not null), null, 0,
           count(*) filter (where p.numerator is not null and p.denominator is not null),
           count(*) filter (where (p.numerator is null or p.denominator is null)
                            and (p.numerator is not null or p.above = any (p.absent))
                            and (p.denominator is not null or p.below = any (p.absent)))
      from reporting_obligation o
      join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
      join (
        select v.id, (rate ->> 0)::bigint as line_id, (rate ->> 1)::int as above, (rate ->> 2)::int as below
          from indicators_datasetversion v cross join lateral jsonb_array_elements(v.rates) as rates (rate)
      ) r on r.id = o.version_id
     cross join lateral (
        select r.line_id, r.above, r.below, coalesce(s.adjusted_not_applicable, s.not_applicable) as absent,
               (coalesce(s.adjusted, s."values"))[r.above + 1] as numerator,
               (coalesce(s.adjusted, s."values"))[r.below + 1] as denominator
        offset 0  -- each cell is read once
     ) p
     group by o.superior_id, o.data_set_id, o.period, p.line_id
    union all
    -- every line that is asked, though nothing came
    select g.unit_id, g.data_set_id, g.period, l.line_id, l.adds, null, null, null, 0, 0, 0
      from (
        select distinct superior_id as unit_id, data_set_id, period, version_id from reporting_obligation
      ) g
      join indicators_datasetversion v on v.id = g.version_id
     cross join lateral (
        select line_id, adds from unnest(v.lines, v.adds) as lines (line_id, adds)
        union all
        select (rate ->> 0)::bigint, true from jsonb_array_elements(v.rates) as rates (rate)
     ) l
  ) parts
 group by unit_id, data_set_id, period, line_id
"""

# The unit above on a day. One that ended before it keeps its last one; one that began after it has its first.
SUPERIOR_ON = """
create function superior_on(unit bigint, day date) returns bigint
    language sql stable set search_path = public, pg_temp
    as $$
    select parent_id from orgunits_orgunitversion
     where unit_id = unit order by valid_from <= day desc, abs(valid_from - day) limit 1
$$
"""

# Runs as the owner: a commune's report is accepted by its province, whose sums and the country's stand outside the
# reach of whoever acts. It computes from reports alone and takes no values from its caller.
CONSOLIDATE = """
create function consolidate(form bigint, of_period text, reported_to bigint[]) returns void
    language plpgsql security definer set search_path = public, pg_temp
    as $$
declare
    day date;
    units bigint[];
begin
    -- Each statement must see what was committed before the lock was given, or the sum of two would lose one.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'sums are kept at isolation level read committed alone';
    end if;
    perform pg_advisory_xact_lock_shared(hashtext('analytics'), 0);
    perform pg_advisory_xact_lock(hashtext('analytics'), hashtext(form || ' ' || of_period));

    select max(last_day) into day from (
        select last_day from reporting_obligation
         where superior_id = any (reported_to) and data_set_id = form and period = of_period
        union all
        select last_day from analytics_consolidation
         where unit_id = any (reported_to) and data_set_id = form and period = of_period
    ) days;

    -- From below: the units reported to, then those above them, each after all that lie below it.
    for units in
        with recursive above (unit_id, height) as (
            select unit_id, 0 from unnest(reported_to) as given (unit_id)
            union
            select superior.unit_id, height + 1
              from above
             cross join lateral (
                select superior_on(above.unit_id, day) as unit_id
                union
                select superior_id from analytics_consolidation
                 where unit_id = above.unit_id and data_set_id = form and period = of_period
             ) superior
             where superior.unit_id is not null and height < 12
        )
        select array_agg(unit_id)
          from (select unit_id, max(height) as height from above group by unit_id) highest
         group by height order by height
    loop
        with sums as (
            select unit_id, superior_on(unit_id, max(last_day)) as superior_id, min(first_day) as first_day,
                   max(last_day) as last_day, sum(expected) as expected, sum(accepted) as accepted,
                   sum(locked) as locked
              from (
                select unit_id, first_day, last_day, expected, accepted, locked from reports_owed
                 where unit_id = any (units) and data_set_id = form and period = of_period
                union all
                select superior_id, first_day, last_day, expected, accepted, locked from analytics_consolidation
                 where superior_id = any (units) and data_set_id = form and period = of_period
              ) parts
             group by unit_id
        ), gone as (
            delete from analytics_consolidation
             where unit_id = any (units) and data_set_id = form and period = of_period
               and unit_id not in (select unit_id from sums)
        )
        insert into analytics_consolidation as kept (unit_path, unit_id, superior_id, data_set_id, period, first_day,
                                                     last_day, expected, accepted, locked)
        select '', unit_id, superior_id, form, of_period, first_day, last_day, expected, accepted, locked from sums
        on conflict (unit_id, data_set_id, period) do update
           set (superior_id, first_day, last_day, expected, accepted, locked)
               = (excluded.superior_id, excluded.first_day, excluded.last_day, excluded.expected, excluded.accepted,
                  excluded.locked)
         where (kept.superior_id, kept.first_day, kept.last_day, kept.expected, kept.accepted, kept.locked)
               is distinct from (excluded.superior_id, excluded.first_day, excluded.last_day, excluded.expected,
                                 excluded.accepted, excluded.locked);

        with sums as (
            select unit_id, line_id, bool_and(adds) as adds,
                   case when bool_and(adds) then sum(total) when sum(bodies) = 1 then sum(bodies_total) end as value,
                   sum(denominator) as denominator, sum(counted) as counted, sum(not_applicable) as not_applicable
              from (
                select unit_id, line_id, adds, total, denominator, bodies_total, bodies, counted, not_applicable
                  from sums_of_reports
                 where unit_id = any (units) and data_set_id = form and period = of_period
                union all
                select c.superior_id, f.line_id, f.adds, f.value, f.denominator, null, 0, f.counted, f.not_applicable
                  from analytics_consolidation c
                  join analytics_consolidatedfigure f
                    on f.unit_id = c.unit_id and f.data_set_id = c.data_set_id and f.period = c.period
                 where c.superior_id = any (units) and c.data_set_id = form and c.period = of_period
              ) parts
             group by unit_id, line_id
        ), gone as (
            delete from analytics_consolidatedfigure
             where unit_id = any (units) and data_set_id = form and period = of_period
               and (unit_id, line_id) not in (select unit_id, line_id from sums)
        )
        insert into analytics_consolidatedfigure as kept (unit_path, unit_id, data_set_id, period, line_id, adds, value,
                                                          denominator, counted, not_applicable)
        select '', unit_id, form, of_period, line_id, adds, value, denominator, counted, not_applicable from sums
        on conflict (unit_id, data_set_id, period, line_id) do update
           set (adds, value, denominator, counted, not_applicable)
               = (excluded.adds, excluded.value, excluded.denominator, excluded.counted, excluded.not_applicable)
         where (kept.adds, kept.value, kept.denominator, kept.counted, kept.not_applicable)
               is distinct from (excluded.adds, excluded.value, excluded.denominator, excluded.counted,
                                 excluded.not_applicable);
    end loop;
end $$;
revoke all on function consolidate(bigint, text, bigint[]) from public;
grant execute on function consolidate(bigint, text, bigint[]) to binhyen_app;
"""

# From nothing but the reports. Sums are associative, so every unit is reckoned at once from what is owed to it and
# to all units below it. What stood before is compared only afterwards, and touched only where it differs: nobody who
# reads meanwhile finds the tables empty. Values are not returned: whoever runs it need not be allowed to see them.
REBUILD = """
create function rebuild_consolidations()
    returns table (fault text, unit_id bigint, data_set_id bigint, period text, line_id bigint)
    language plpgsql security definer set search_path = public, pg_temp set work_mem = '128MB'
    as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(hashtext('analytics'), 0);

    create temporary table right_sums_of_reports on commit drop as select * from sums_of_reports;
    create temporary table right_reports_owed on commit drop as select * from reports_owed;
    create temporary table right_places on commit drop as
    with recursive days as (
        select data_set_id, period, max(last_day) as day from right_reports_owed group by data_set_id, period
    ), places as (
        select unit_id, data_set_id, period, unit_id as above_id, day
          from right_reports_owed join days using (data_set_id, period)
        union
        select unit_id, data_set_id, period, superior_on(above_id, day), day
          from places where superior_on(above_id, day) is not null
    )
    select unit_id, data_set_id, period, above_id from places;
    analyze right_sums_of_reports;
    analyze right_places;

    create temporary table right_consolidations on commit drop as
    select above_id as unit_id, superior_on(above_id, max(last_day)) as superior_id, data_set_id, period,
           min(first_day) as first_day, max(last_day) as last_day, sum(expected)::int as expected,
           sum(accepted)::int as accepted, sum(locked)::int as locked
      from right_reports_owed join right_places using (unit_id, data_set_id, period)
     group by above_id, data_set_id, period;

    create temporary table right_figures on commit drop as
    select above_id as unit_id, data_set_id, period, line_id, bool_and(adds) as adds,
           case when bool_and(adds) then sum(total)
                when coalesce(sum(bodies) filter (where unit_id = above_id), 0) = 1
                then sum(bodies_total) filter (where unit_id = above_id) end as value,
           sum(denominator) as denominator, sum(counted)::int as counted, sum(not_applicable)::int as not_applicable
      from right_sums_of_reports join right_places using (unit_id, data_set_id, period)
     group by above_id, data_set_id, period, line_id;

    create temporary table wrong_consolidations on commit drop as
    select case when kept.unit_id is null then 'lacking' when sums.unit_id is null then 'left over' else 'other' end
               as fault,
           unit_id, data_set_id, period
      from right_consolidations sums
      full join analytics_consolidation kept using (unit_id, data_set_id, period)
     where (kept.unit_id is null) or (sums.unit_id is null)
        or (kept.superior_id, kept.first_day, kept.last_day, kept.expected, kept.accepted, kept.locked)
           is distinct from (sums.superior_id, sums.first_day, sums.last_day, sums.expected, sums.accepted, sums.locked);

    create temporary table wrong_figures on commit drop as
    select case when kept.unit_id is null then 'lacking' when sums.unit_id is null then 'left over' else 'other' end
               as fault,
           unit_id, data_set_id, period, line_id
      from right_figures sums
      full join analytics_consolidatedfigure kept using (unit_id, data_set_id, period, line_id)
     where (kept.unit_id is null) or (sums.unit_id is null)
        or (kept.adds, kept.value, kept.denominator, kept.counted, kept.not_applicable)
           is distinct from (sums.adds, sums.value, sums.denominator, sums.counted, sums.not_applicable);

    delete from analytics_consolidation kept using wrong_consolidations wrong
     where kept.unit_id = wrong.unit_id and kept.data_set_id = wrong.data_set_id and kept.period = wrong.period;
    insert into analytics_consolidation (unit_path, unit_id, superior_id, data_set_id, period, first_day, last_day,
                                         expected, accepted, locked)
    select unit.path, unit_id, superior_id, data_set_id, period, first_day, last_day, expected, accepted, locked
      from right_consolidations join wrong_consolidations using (unit_id, data_set_id, period)
      join orgunits_orgunit unit on unit.id = unit_id
     order by period, data_set_id, unit_id;

    delete from analytics_consolidatedfigure kept using wrong_figures wrong
     where kept.unit_id = wrong.unit_id and kept.data_set_id = wrong.data_set_id and kept.period = wrong.period
       and kept.line_id = wrong.line_id;
    insert into analytics_consolidatedfigure (unit_path, unit_id, data_set_id, period, line_id, adds, value,
                                              denominator, counted, not_applicable)
    select unit.path, unit_id, data_set_id, period, line_id, adds, value, denominator, counted, not_applicable
      from right_figures join wrong_figures using (unit_id, data_set_id, period, line_id)
      join orgunits_orgunit unit on unit.id = unit_id
     order by period, data_set_id, unit_id, line_id;
    analyze analytics_consolidation;
    analyze analytics_consolidatedfigure;

    return query
    select fault, unit_id, data_set_id, period::text, line_id from wrong_figures
    union all
    select fault, unit_id, data_set_id, period::text, null from wrong_consolidations
     order by 3, 4, 2, 5 nulls first;
    drop table right_sums_of_reports, right_reports_owed, right_places, right_consolidations, right_figures,
               wrong_consolidations, wrong_figures;
end $$;
revoke all on function rebuild_consolidations() from public;
grant execute on function rebuild_consolidations() to binhyen_app;
"""

# A mark of all sums, to see whether a rebuild changed any. Equal numbers count as equal however they are written.
HASH = """
create function hash_of_consolidations() returns text
    language plpgsql security definer set search_path = public, pg_temp
    as $$
declare
    mark text;
begin
    perform pg_advisory_xact_lock(hashtext('analytics'), 0);
    select encode(sha256(convert_to(coalesce(string_agg(row, E'\\n' order by row), ''), 'UTF8')), 'hex') into mark
      from (
        select concat_ws('|', 'consolidation', unit_id, data_set_id, period, coalesce(superior_id, 0), first_day,
                         last_day, expected, accepted, locked) as row
          from analytics_consolidation
        union all
        select concat_ws('|', 'figure', unit_id, data_set_id, period, line_id, adds,
                         coalesce(trim_scale(value)::text, '-'), coalesce(trim_scale(denominator)::text, '-'), counted,
                         not_applicable)
          from analytics_consolidatedfigure
      ) rows;
    return mark;
end $$;
revoke all on function hash_of_consolidations() from public;
grant execute on function hash_of_consolidations() to binhyen_app;
"""

# The last known values of whoever is absent from the given sums: no accepted report, or none that answers the line.
# At most a year old: from the latest accepted report, and where that is silent on a line from the latest that is not.
# Asked in the name of the reader, under the policies.
LAST_KNOWN = """
create function last_known(form bigint, of_period text, reported_to bigint[], asked bigint[])
    returns table (line_id bigint, total numeric, units bigint)
    language sql stable set search_path = public, pg_temp
    as $$
    with owed as materialized (
        select o.unit_id, o.first_day, v.lines, s.obligation_id is not null as there,
               coalesce(s.adjusted, s."values") as figures, coalesce(s.adjusted_not_applicable, s.not_applicable) as without
          from reporting_obligation o
          join indicators_datasetversion v on v.id = o.version_id
          left join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
         where o.superior_id = any (reported_to) and o.data_set_id = form and o.period = of_period
    ), absent as materialized (
        select o.unit_id, o.first_day, l.line_id
          from owed o
         cross join unnest(asked) as l (line_id)
         where not o.there and l.line_id = any (o.lines)
        union all
        select o.unit_id, o.first_day, p.line_id
          from owed o
         cross join lateral unnest(o.lines, o.figures) with ordinality as p (line_id, value, position)
         where o.there and p.line_id = any (asked) and p.value is null
           and not (p.position - 1)::smallint = any (o.without)
    ), latest as materialized (
        select a.unit_id, p.line_id, p.value
          from (select distinct unit_id, first_day from absent) a
         cross join lateral (
            select o.version_id, coalesce(s.adjusted, s."values") as figures
              from reporting_obligation o
              join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
             where o.unit_id = a.unit_id and o.data_set_id = form
               and o.first_day < a.first_day and o.first_day >= a.first_day - interval '1 year'
             order by o.first_day desc limit 1
         ) r
          join indicators_datasetversion v on v.id = r.version_id
         cross join lateral unnest(r.figures, v.lines) as p (value, line_id)
         where p.value is not null
    ), known as (
        select a.line_id, coalesce(l.value, e.value) as value
          from absent a
          left join latest l using (unit_id, line_id)
          left join lateral (
            select (coalesce(s.adjusted, s."values"))[array_position(v.lines, a.line_id)] as value
              from reporting_obligation o
              join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
              join indicators_datasetversion v on v.id = o.version_id
             where l.value is null and o.unit_id = a.unit_id and o.data_set_id = form
               and o.first_day < a.first_day and o.first_day >= a.first_day - interval '1 year'
               and (coalesce(s.adjusted, s."values"))[array_position(v.lines, a.line_id)] is not null
             order by o.first_day desc limit 1
          ) e on l.value is null
    )
    select line_id, sum(value), count(*) from known where value is not null group by line_id
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_initial"),
        ("reporting", "0001_initial"),
        ("orgunits", "0002_bodies"),
    ]

    operations = [
        migrations.RunSQL(FIGURES_BY_REPORT, "drop view figures_by_report"),
        migrations.RunSQL(REPORTS_OWED, "drop view reports_owed"),
        migrations.RunSQL(SUMS_OF_REPORTS, "drop view sums_of_reports"),
        migrations.RunSQL(SUPERIOR_ON, "drop function superior_on(bigint, date)"),
        migrations.RunSQL(CONSOLIDATE, "drop function consolidate(bigint, text, bigint[])"),
        migrations.RunSQL(REBUILD, "drop function rebuild_consolidations()"),
        migrations.RunSQL(HASH, "drop function hash_of_consolidations()"),
        migrations.RunSQL(LAST_KNOWN, "drop function last_known(bigint, text, bigint[], bigint[])"),
    ]
