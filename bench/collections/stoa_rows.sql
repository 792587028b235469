-- Fills the collections of collections/stoa.json, made and empty: posts of some categories, 250 boards of which
-- every tenth is the member's, 25,000 items on boards by chance. Run by bench/c/sql.c, which has the
-- functions; @table@s, @member@ and how many of what are put in by collections/stoa.sh.
pragma synchronous = off;
pragma cache_size = -1000000;
begin;
with recursive n (i) as (select 0 union all select i + 1 from n where i < @posts@ - 1)
insert into @table_posts@ (id, c_title, c_category, c_rank, c_body, owner, version, created, updated)
select uuid7(1, i), phrase(i), printf('c%04d', spread(i, @categories@)), i % 1000,
       'Written in ' || (1800 + i % 200) || ', and one line about nothing that anybody would miss.', null, 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 249)
insert into @table_boards@ (id, c_title, owner, version, created, updated)
select uuid7(2, i), phrase(i), case when i % 10 = 0 then x'@member@' else uuid7(3, i % 10) end, 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;

with recursive n (i) as (select 0 union all select i + 1 from n where i < 24999)
insert into @table_items@ (id, c_title, c_parent, owner, version, created, updated)
select uuid7(4, i), phrase(i), uuid7(2, spread(i, 250)), null, 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;
commit;
