-- What PostgreSQL says in its own way, in place of the query of that name in queries.sql.

-- name: index_work
insert into works_search (id, words)
select w.id, search_document(concat_ws(' ', w.title, w.original_title,
  (select string_agg(a.name, ' ') from credits c join authors a on a.id = c.author
   where c.work = w.id),
  (select string_agg(g.name, ' ') from work_genres wg join genres g on g.id = wg.genre
   where wg.work = w.id)))
from works w where w.id {in $1}
on conflict (id) do update set words = excluded.words

-- name: unindex_work
delete from works_search where id = $1

-- name: work_matches
w.id in (select id from works_search where words @@ search_query($1))

-- name: index_author
insert into authors_search (id, words)
select id, search_document(name) from authors where id {in $1}
on conflict (id) do update set words = excluded.words

-- name: unindex_author
delete from authors_search where id = $1

-- name: author_matches
id in (select id from authors_search where words @@ search_query($1))
