-- What definitions became. While one is running its records are moved in portions; `reached` is the
-- last of them.
create table changes (
  id {id} primary key not null,
  project {id} not null references projects (id),
  definition {id} not null references definitions (id),
  makes {int} not null,
  account {id},
  state {text} not null check (state in ('running', 'done', 'failed', 'cancelled')),
  title {text} not null check (length(title) > 0),
  schema {json} not null,
  rules {json},
  indexes {json} not null,
  search {json} not null,
  history {bool} not null,
  records {int} not null,
  moved {int} not null,
  fault {text},
  reached {id},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index changes_running on changes (definition) where state = 'running';
create index changes_definition on changes (definition, id);
create index changes_project on changes (project, id);
