-- Whose a webhook is that is told of one project's records alone. The webhook itself, of the same
-- id, is the kernel's: where that was removed, this row means nothing any more.

create table project_webhooks (
  id {id} primary key not null,
  project {id} not null references projects (id),
  account {id} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index project_webhooks_project on project_webhooks (project, account);
create index project_webhooks_account on project_webhooks (account);

-- A row of the log tells the table of a record, which begins with its collection's name.
create index definitions_by_name on definitions (name);
