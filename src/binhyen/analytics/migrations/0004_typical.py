from django.db import migrations

# What is usual among units like the one that owes a report: the median of each line, and on how many values it rests.
# Runs as the owner, because whoever stands at one commune reads no other's rows: it gives away medians and counts
# alone, and only to those whose reach covers the unit asked about. The rules: docs/algorithms/typical-values.md.
TYPICAL_VALUES = """
create function typical_values(asked bigint)
    returns table (kind text, superior text, units bigint, line text, others bigint, median numeric)
    language sql stable security definer set search_path = public, pg_temp
    as $$
    with mine as materialized (
        select o.id, o.superior_id, o.data_set_id, o.version_id, o.period, o.request_id, o.last_day, v.kind
          from reporting_obligation o
          join orgunits_orgunitversion v on v.unit_id = o.unit_id
           and v.valid_from <= least(o.last_day, o.lives_until - 1)
           and (v.valid_until is null or v.valid_until > least(o.last_day, o.lives_until - 1))
         where o.id = asked and o.part_of_id is null and v.level in ('commune', 'province')
           and (current_setting('binhyen.content', true) = 'all'
                or o.unit_path ^@ any (string_to_array(nullif(current_setting('binhyen.content', true), ''), ',')))
    ), handed_in as materialized (
        select o.id, s.submitted_at, coalesce(s.adjusted, s."values") as figures,
               coalesce(s.adjusted_not_applicable, s.not_applicable) as without
          from mine
          join reporting_obligation o on o.superior_id = mine.superior_id and o.data_set_id = mine.data_set_id
           and o.period = mine.period and o.version_id = mine.version_id and o.id <> mine.id
           and o.request_id is not distinct from mine.request_id
           and o.part_of_id is null and o.lives_from is null and o.lives_until is null
          join reporting_submission s on s.obligation_id = o.id and s.state in ('submitted', 'accepted', 'locked')
          join orgunits_orgunitversion v on v.unit_id = o.unit_id and v.kind = mine.kind
           and v.valid_from <= mine.last_day and (v.valid_until is null or v.valid_until > mine.last_day)
    ), form as materialized (
        select l.line ->> 'code' as code, l.line ->> 'role' as role, (l.line ->> 'per')::int as per,
               l.line -> 'parts' as parts, i.definition -> 'handling' ? 'no_rank' as guarded,
               i.definition -> 'handling' ? 'persons' as persons,
               count(*) filter (where l.line ->> 'role' in ('input', 'carried')) over (order by s.n, l.n) as position
          from mine
          join indicators_datasetversion v on v.id = mine.version_id
         cross join lateral jsonb_array_elements(v.content -> 'sections') with ordinality s (section, n)
         cross join lateral jsonb_array_elements(s.section -> 'lines') with ordinality l (line, n)
          join indicators_indicator i on i.code = l.line ->> 'indicator'
    ), terms as materialized (
        select code, role, per, 1 as n, role as part_role, guarded, persons, position from form where role = 'input'
        union all
        select t.code, t.role, t.per, e.n, p.role, t.guarded or p.guarded, t.persons or p.persons, p.position
          from form t
         cross join lateral jsonb_array_elements_text(t.parts) with ordinality e (part, n)
          join form p on p.code = e.part
         where t.role in ('total', 'rate')
    ), told as materialized (
        select code, bool_or(persons) as persons
          from terms
         group by code
        having bool_and(part_role = 'input') and not bool_or(guarded)
           and not (bool_or(role = 'rate') and bool_or(persons))
    ), stated as (
        select t.code, h.id, h.submitted_at,
               case when t.role = 'rate'
                    then max(f.value) filter (where t.n = 1) * t.per
                         / nullif(max(f.value) filter (where t.n = 2), 0)
                    when not bool_or(f.value is null and not (t.position - 1)::smallint = any (h.without))
                    then sum(f.value) end as value
          from handed_in h
         cross join terms t
         cross join lateral (select h.figures[t.position] as value) f
         where t.code in (select code from told)
         group by t.code, t.role, t.per, h.id, h.submitted_at
    ), in_turn as (
        select code, value, count(*) over (partition by code) as others,
               row_number() over (partition by code order by submitted_at, id) as turn
          from stated
         where value is not null
    ), in_order as (
        select code, array_agg(value order by value) as ordered, count(*)::int as others
          from in_turn
         where turn <= others / 5 * 5  -- by fives: who came last can never be told by subtracting
         group by code
    ), medians as (
        select code, others, ordered[(others + 1) / 2] as lower, ordered[(others + 2) / 2] as upper from in_order
    )
    select mine.kind, s.name, (select count(*) from handed_in), m.code, m.others::bigint,
           trim_scale((m.lower + m.upper) * 0.5)
      from mine
      left join orgunits_orgunitversion s on s.unit_id = mine.superior_id
       and s.valid_from <= mine.last_day and (s.valid_until is null or s.valid_until > mine.last_day)
      left join (medians m join told on told.code = m.code and not (told.persons and m.lower < 5)) on true
$$;
revoke all on function typical_values(bigint) from public;
grant execute on function typical_values(bigint) to binhyen_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_whole_reports_alone"),
        ("indicators", "0001_initial"),
        ("orgunits", "0003_places_through_time"),
        ("reporting", "0002_whose_sections_and_requests"),
    ]

    operations = [migrations.RunSQL(TYPICAL_VALUES, "drop function typical_values(bigint)")]
