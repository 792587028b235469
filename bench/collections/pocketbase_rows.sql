-- The rows of collections/stoa_rows.sql in PocketBase's tables, its ids by chance as it makes them itself.
-- @member@ is the account that asks.
pragma synchronous = off;
pragma cache_size = -1000000;
begin;
with recursive n (i) as (select 0 union all select i + 1 from n where i < @posts@ - 1)
insert into posts (title, category, rank, body, created, updated)
select phrase(i), printf('c%04d', spread(i, 1000)), i % 1000,
       'Written in ' || (1800 + i % 200) || ', and one line about nothing that anybody would miss.',
       strftime('%Y-%m-%d %H:%M:%fZ', 1700000000 + i / 59, 'unixepoch'),
       strftime('%Y-%m-%d %H:%M:%fZ', 1700000000 + i / 59, 'unixepoch')
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 249)
insert into boards (id, title, owner, created, updated)
select printf('board%010d', i), phrase(i), case when i % 10 = 0 then '@member@' else printf('other%010d', i % 10) end,
       '2023-11-14 22:13:20.000Z', '2023-11-14 22:13:20.000Z'
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 24999)
insert into items (title, parent, created, updated)
select phrase(i), printf('board%010d', spread(i, 250)), '2023-11-14 22:13:20.000Z', '2023-11-14 22:13:20.000Z'
from n;
commit;
analyze;
