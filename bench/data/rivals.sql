-- Copies the editions of Stoa's database, attached as `stoa`, into the rivals' tables.
pragma synchronous = off;
pragma journal_mode = off;
pragma cache_size = -1000000;
begin;
insert into editions
select uuid_text(id), uuid_text(work), title, isbn10, isbn13, language, publisher, published,
       null, version, iso(created), iso(updated)
from stoa.editions order by id;
create index editions_publisher on editions (publisher, id);
commit;
analyze;
pragma journal_mode = wal;
