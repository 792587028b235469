-- What Stoa runs for POST /api/library/authors, in one transaction of its own, sent in one go as
-- Stoa sends it. Left out is the question for the number of the transaction, by which Stoa finds out
-- what became of a commit whose answer was lost.
--
-- An id is 32 digits. With -D ordered=1 it begins with the time, as Stoa's do: new ones lie at the end
-- of the index, where serializable transactions often take one another for readers of what they
-- write. With ordered=0 it is all chance, and they seldom meet. -D start (seconds) tells runs apart,
-- -D count=0 the rows of a client.
\set count :count + 1
\set at :start * 1000000 + :count
\set high case when :ordered = 1 then :at else random(1000000000000000, 9999999999999999) end
\set chance random(1000000000000000, 9999999999999999)
\set number random(10000000, 99999999)
\set born random(1800, 1999)
\set books random(0, 89)
\startpipeline
begin isolation level serializable;
insert into authors (id, name, about, version, created, updated)
values (cast(cast(:high as text) || cast(:chance as text) as uuid), 'Author ' || cast(:number as text),
  'Born in ' || cast(:born as text) || ', wrote ' || cast(:books as text)
    || ' books about the sea and one about nothing.', 1, :at, :at);
insert into _log (at, actor, kind, key, entity, operation, payload, trace)
values (:at, '01890000-0000-7000-8000-000000000000', 'change', cast(cast(cast(:high as text) || cast(:chance as text) as uuid) as text),
  'authors', 'insert',
  cast('{"id":"' || cast(cast(cast(:high as text) || cast(:chance as text) as uuid) as text)
    || '","name":"Author ' || cast(:number as text) || '","about":"Born in ' || cast(:born as text)
    || ', wrote ' || cast(:books as text) || ' books about the sea and one about nothing.","version":1,'
    || '"created":"2026-01-01T12:00:00.123456Z","updated":"2026-01-01T12:00:00.123456Z"}' as json),
  cast(:number as text));
insert into authors_search (id, words)
select id, search_document(name) from authors
where id in (cast(cast(:high as text) || cast(:chance as text) as uuid))
on conflict (id) do update set words = excluded.words;
commit;
\endpipeline
