-- name: work_hits
select w.id, w.title, w.first_published, w.popularity, '[]' as authors, '[]' as genres from works w

-- name: credits_of
select c.work, a.id, a.name from credits c join authors a on a.id = c.author
where c.work {in $1} order by c.work, c.position

-- name: genres_of
select wg.work, g.slug, g.name from work_genres wg join genres g on g.id = wg.genre
where wg.work {in $1} order by wg.work, g.name

-- name: genre_facets
select g.slug as value, g.name as label, count(*) as works
from work_genres wg join genres g on g.id = wg.genre
where wg.work in (select w.id from works w

-- name: language_facets
select e.language as value, e.language as label, count(distinct e.work) as works
from editions e where e.language is not null and e.work in (select w.id from works w

-- name: add_credit
insert into credits (work, author, position) values ($1, $2, $3)

-- name: drop_credits
delete from credits where work = $1

-- name: add_genre
insert into work_genres (work, genre) select $1, id from genres where slug = $2

-- name: drop_genres
delete from work_genres where work = $1

-- name: index_work
insert or replace into works_search (rowid, title, authors, genres)
select w.rowid, w.title || ' ' || coalesce(w.original_title, ''),
       coalesce((select group_concat(a.name, ' ') from credits c join authors a on a.id = c.author
                 where c.work = w.id), ''),
       coalesce((select group_concat(g.name, ' ') from work_genres wg join genres g on g.id = wg.genre
                 where wg.work = w.id), '')
from works w where w.id {in $1}

-- name: unindex_work
delete from works_search where rowid = (select rowid from works where id = $1)

-- name: works_of_author
select w.id, w.title, w.original_title, w.first_published, w.ratings, w.popularity, w.version,
       w.created, w.updated
from works w join credits c on c.work = w.id where c.author = $1

-- name: author_hits
select id, name, about, version, created, updated from authors

-- name: index_author
insert or replace into authors_search (rowid, name) select rowid, name from authors where id {in $1}

-- name: unindex_author
delete from authors_search where rowid = (select rowid from authors where id = $1)

-- name: genre_hits
select id, slug, name, version, created, updated from genres

-- name: edition_hits
select id, work, title, isbn10, isbn13, language, publisher, published, version, created, updated
from editions

-- name: work_matches
w.rowid in (select rowid from works_search where works_search match $1)

-- name: author_matches
rowid in (select rowid from authors_search where authors_search match $1)
