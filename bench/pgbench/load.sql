-- A million authors for the reads, in tables that Stoa made. Their words are not put into
-- authors_search, which no read by id looks at.
set search_path = library;
set synchronous_commit = off;
insert into authors (id, name, about, version, created, updated)
select cast(cast(1700000000000000 + i * 17003 as text)
         || cast(1000000000000000 + (i * 736878700019) % 9000000000000000 as text) as uuid),
       'Author ' || lpad(cast(i * 7919 % 100000000 as text), 8, '0'),
       case when i % 3 > 0 then 'Born in ' || 1800 + i % 200 || ', wrote ' || i % 90
         || ' books about the sea and one about nothing.' end,
       1, 1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from generate_series(cast(1 as bigint), 1000000) as n (i);
vacuum (analyze) authors;
checkpoint;
