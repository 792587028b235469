-- What Stoa runs for GET /api/library/authors/{id}; the id is that of row `i` of load.sql.
\set i random(1, 1000000)
\set high 1700000000000000 + :i * 17003
\set low 1000000000000000 + (:i * 736878700019) % 9000000000000000
select id, name, about, version, created, updated from authors
where id = cast(cast(:high as text) || cast(:low as text) as uuid);
