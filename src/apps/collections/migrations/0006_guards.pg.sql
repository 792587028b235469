-- For kernel/store/made_guard.h: whoever writes by a definition that is no longer is told so, and
-- the ids of records that are written while a change moves them are noted.
create function refuse_stale() returns trigger language plpgsql as
'begin
  raise exception ''the definition has changed''
    using errcode = ''check_violation'', constraint = ''definition_changed'';
end';

create function note_written() returns trigger language plpgsql as
'begin
  execute format(''insert into %I (id) values ($1) on conflict do nothing'',
                 tg_table_name || ''_written'') using new.id;
  return null;
end';
