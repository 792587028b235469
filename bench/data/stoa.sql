-- Fills an empty library.db, whose schema Stoa made: 10,000 authors, 100,000 works, 1,000,000
-- editions of 1,000 publishers, a copy of each. Run by bench/c/sql.c, which has the functions.
pragma synchronous = off;
pragma journal_mode = off;
pragma cache_size = -1000000;
pragma temp_store = memory;
begin;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 10000)
insert into authors (id, name, about, version, created, updated)
select uuid7(1, i), printf('Author %05d', spread(i, 100000)),
       case when i % 3 then 'Wrote ' || phrase(i + 7) || ', and lives by the sea.' end, 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 20)
insert into genres (id, slug, name, version, created, updated)
select uuid7(2, i), 'genre-' || i, 'Genre ' || i, 1, 1700000000000000 + i, 1700000000000000 + i from n;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
insert into works (id, title, original_title, first_published, ratings, popularity, version,
                   created, updated)
select uuid7(3, i), phrase(i), case when i % 4 = 0 then phrase(i + 99) end, 1800 + spread(i, 225),
       case when i % 2 then '{"one":1,"two":2,"three":3,"four":4,"five":5}' end,
       case when i % 2 then 15 else 0 end, 1, 1700000000000000 + i, 1700000000000000 + i
from n;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
insert into credits (work, author, position) select uuid7(3, i), uuid7(1, 1 + spread(i, 10000)), 0 from n;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
insert into work_genres (work, genre) select uuid7(3, i), uuid7(2, 1 + spread(i, 20)) from n;

with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000)
insert into editions (id, work, title, isbn10, isbn13, language, publisher, published, version,
                      created, updated)
select uuid7(4, i), uuid7(3, 1 + spread(i, 100000)), phrase(1 + spread(i, 100000)),
       isbn10(100000000 + i * 7), isbn13(100000000 + i * 7),
       case i % 5 when 0 then 'de' when 1 then 'fr' when 2 then 'pt-BR' else 'en' end,
       printf('House %04d', spread(i + 5, 1000)), 1950 + spread(i + 6, 75), 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;

insert into item_types (id, slug, name, version, created, updated)
values (uuid7(5, 1), 'book', 'Book', 1, 1700000000000000, 1700000000000000);

with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000)
insert into copies (id, edition, barcode, location, item_type, condition, note, version, created,
                    updated)
select uuid7(6, i), uuid7(4, i), printf('C-%08d', i), printf('Hall %d, shelf %d', i % 9, i % 400),
       uuid7(5, 1), 'good', case when i % 4 = 0 then phrase(i) end, 1,
       1700000000000000 + i * 17003, 1700000000000000 + i * 17003
from n;

insert into works_search (rowid, title, authors, genres)
select w.rowid, w.title || ' ' || coalesce(w.original_title, ''),
       coalesce((select group_concat(a.name, ' ') from credits c join authors a on a.id = c.author
                 where c.work = w.id), ''),
       coalesce((select group_concat(g.name, ' ') from work_genres wg join genres g on g.id = wg.genre
                 where wg.work = w.id), '')
from works w;
insert into authors_search (rowid, name) select rowid, name from authors;

commit;
analyze;
pragma journal_mode = wal;
