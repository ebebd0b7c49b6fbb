"""The database holds that what was frozen stays: whoever writes, and by whatever way."""

from django.db import migrations

FROZEN_STAYS = """
create function frozen_edition_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (to_jsonb(new) - 'unit_path') is distinct from (to_jsonb(old) - 'unit_path') then
        raise exception 'edition % is frozen', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger frozen_stays before update or delete on publications_edition
    for each row when (old.state = 'frozen') execute function frozen_edition_stays();

create function frozen_file_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.edition_id, new.kind, new.name, new.sha256, new.content)
            is distinct from (old.edition_id, old.kind, old.name, old.sha256, old.content) then
        raise exception 'file % belongs to a frozen edition', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger frozen_stays before update or delete on publications_editionfile
    for each row execute function frozen_file_stays();
"""
MAY_CHANGE = """
drop function frozen_edition_stays() cascade;
drop function frozen_file_stays() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]

    operations = [migrations.RunSQL(FROZEN_STAYS, MAY_CHANGE)]
