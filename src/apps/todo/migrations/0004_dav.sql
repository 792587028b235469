-- Tasks and lists as calendar programs know them (CalDAV).

-- What a task is beside what the app has fields for. A task without a row is called by its uid.
create table resources (
  id {id} primary key not null,
  task {id} not null,
  list {id} not null,
  name {text} not null check (length(name) > 0),
  kept {text} not null,
  parent_uid {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null,
  foreign key (task, list) references tasks (id, list) deferrable initially deferred
) strict;
create unique index resources_task on resources (task);
create unique index resources_name on resources (list, name);
-- Parts that came before their whole.
create index resources_parent on resources (list, parent_uid) where parent_uid is not null;

-- A list as one person's calendar: its name in addresses, and what their programs keep with it.
create table calendars (
  id {id} primary key not null,
  list {id} not null references lists (id),
  account {id} not null,
  name {text} not null check (length(name) > 0),
  properties {json} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index calendars_list on calendars (list, account);
create unique index calendars_name on calendars (account, name);

-- A person's alarms of a task as their program wrote them; those that a reminder can be are one too.
create table alarms (
  id {id} primary key not null,
  task {id} not null references tasks (id),
  account {id} not null,
  content {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index alarms_task on alarms (task, account);
create index alarms_account on alarms (account);

-- What the task was called in the list that it left; nothing: by its uid.
alter table departures add column resource {text};
