-- What is found by words; a rowid is that of the task.
create virtual table tasks_search using fts5 (
  title, notes, tokenize = "unicode61 remove_diacritics 2");
insert into tasks_search (rowid, title, notes) select rowid, title, coalesce(notes, '') from tasks;
