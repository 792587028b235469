-- What PostgreSQL says in its own way, in place of the query of that name in queries.sql.

-- name: task_matches
id in (select id from tasks_search where words @@ search_query($1))

-- name: index_task
insert into tasks_search (id, words)
select id, search_document(concat_ws(' ', title, notes)) from tasks where id {in $1}
on conflict (id) do update set words = excluded.words

-- name: unindex_task
delete from tasks_search where id = $1

-- name: forget_words
delete from tasks_search where false
