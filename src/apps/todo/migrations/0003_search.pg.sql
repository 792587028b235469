{word_search}
-- Words go with their task.
create table tasks_search (
  id {id} primary key not null references tasks (id) on delete cascade,
  words tsvector not null
);
create index tasks_search_words on tasks_search using gin (words);
insert into tasks_search (id, words)
select id, search_document(concat_ws(' ', title, notes)) from tasks;
