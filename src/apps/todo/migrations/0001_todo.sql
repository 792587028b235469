-- Lists of tasks, who shares them, and which occurrences were done.
create table lists (
  id {id} primary key not null,
  title {text} not null check (length(title) > 0),
  color {text},
  sequence {int} not null check (sequence >= 0),
  forgotten {int} not null check (forgotten >= 0),
  removed {instant},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index lists_removed on lists (removed) where removed is not null;

create table members (
  id {id} primary key not null,
  list {id} not null references lists (id),
  account {id} not null,
  role {text} not null check (role in ('viewer', 'editor', 'owner')),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index members_once on members (list, account);
create index members_account on members (account);

create table profiles (
  id {id} primary key not null,
  account {id} not null,
  name {text},
  zone {text} not null,
  morning {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index profiles_account on profiles (account);

create table tasks (
  id {id} primary key not null,
  list {id} not null references lists (id),
  parent {id} check (parent <> id),
  position {text} not null check (length(position) > 0),
  uid {text} not null check (length(uid) > 0),
  title {text} not null check (length(title) > 0),
  notes {text},
  priority {int} check (priority between 1 and 9),
  start {text},
  due {text},
  repeat {text},
  repeat_from {text} not null check (repeat_from in ('due', 'completion')),
  labels {json} not null,
  status {text} not null check (status in ('needs_action', 'in_process', 'completed', 'cancelled')),
  percent {int} not null check (percent between 0 and 100),
  due_date {date},
  due_at {instant},
  series_start {text},
  completed {instant},
  removed {instant},
  sequence {int} not null,
  author {id},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null,
  -- What recurs has a day to recur from; what is done has a time, and nothing else has.
  check (repeat is null or (due is not null and series_start is not null)),
  check ((due is null) = (due_at is null)),
  check ((status = 'completed') = (completed is not null)),
  -- A part is in the list of its whole. A whole moves to another list with its parts, one by one.
  unique (id, list),
  foreign key (parent, list) references tasks (id, list) deferrable initially deferred
) strict;
create unique index tasks_position on tasks (list, position);
create unique index tasks_uid on tasks (list, uid);
-- What changed in a list since a copy was made of it.
create unique index tasks_sequence on tasks (list, sequence);
create index tasks_due on tasks (list, due_at) where removed is null;
create index tasks_parent on tasks (parent) where parent is not null;
create index tasks_removed on tasks (removed) where removed is not null;

create table completions (
  id {id} primary key not null,
  task {id} not null references tasks (id),
  list {id} not null references lists (id),
  occurrence {text} not null,
  outcome {text} not null check (outcome in ('done', 'skipped')),
  account {id},
  start {text},
  series_start {text} not null,
  repeat {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
-- Who does the same occurrence again finds it done.
create unique index completions_once on completions (task, occurrence);
create index completions_list on completions (list, created, id);

-- That a task went to another list, for whoever has a copy of the list.
create table departures (
  list {id} not null references lists (id),
  sequence {int} not null,
  task {id} not null,
  uid {text} not null,
  primary key (list, sequence)
) strict;

-- Who was asked to share a list, by a link that a mail carries and that works once.
create table invitations (
  id {id} primary key not null,
  list {id} not null references lists (id),
  email {text} not null,
  role {text} not null check (role in ('viewer', 'editor', 'owner')),
  inviter {id} not null,
  secret_hash {text} not null,
  expires {instant} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index invitations_secret on invitations (secret_hash);
create unique index invitations_email on invitations (list, email);
create index invitations_inviter on invitations (inviter);
create index invitations_expires on invitations (expires);

create table reminders (
  id {id} primary key not null,
  task {id} not null references tasks (id),
  account {id} not null,
  minutes {int} not null check (minutes >= 0),
  fires {instant},
  said {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index reminders_once on reminders (task, account, minutes);
create index reminders_account on reminders (account);

create table notices (
  id {id} primary key not null,
  account {id} not null,
  task {id} not null references tasks (id),
  due {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index notices_account on notices (account, id);
create index notices_task on notices (task);
