-- What records were before each of their changes, where a definition asks for it.

alter table definitions add column history {bool} not null default false;

create table record_history (
  definition {id} not null references definitions (id),
  record {id} not null,
  version {int} not null,
  deed {text} not null check (deed in ('made', 'changed', 'removed', 'restored')),
  account {id},
  happened {instant} not null,
  before {json} not null,
  primary key (definition, record, version)
) strict;
create index record_history_account on record_history (account);
