-- After collections/fastify.sql: the rows of collections/stoa_rows.sql. @member@ is the account that asks.
pragma synchronous = off;
begin;
with recursive n (i) as (select 0 union all select i + 1 from n where i < @posts@ - 1)
insert into posts (id, title, category, rank, body, owner, version, created, updated)
select uuid_text(uuid7(1, i)), phrase(i), printf('c%04d', spread(i, 1000)), i % 1000,
       'Written in ' || (1800 + i % 200) || ', and one line about nothing that anybody would miss.', null, 1,
       iso(1700000000000000 + i * 17003), iso(1700000000000000 + i * 17003)
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 249)
insert into boards (id, title, owner, version, created, updated)
select uuid_text(uuid7(2, i)), phrase(i), case when i % 10 = 0 then '@member@' else uuid_text(uuid7(3, i % 10)) end, 1,
       iso(1700000000000000 + i * 17003), iso(1700000000000000 + i * 17003)
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 24999)
insert into items (id, title, parent, owner, version, created, updated)
select uuid_text(uuid7(4, i)), phrase(i), uuid_text(uuid7(2, spread(i, 250))), null, 1,
       iso(1700000000000000 + i * 17003), iso(1700000000000000 + i * 17003)
from n;

create index posts_category on posts (category, id);
create index boards_owner on boards (owner);
create index items_parent on items (parent, id);
commit;
analyze;
