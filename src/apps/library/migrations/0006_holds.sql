-- Who waits for what: a hold is there as long as it is wanted. With a copy it is that copy's, which
-- lies on the hold shelf for it; without one it waits. The order of a queue is that of the ids.

create table holds (
  id {id} primary key not null,
  work {id} not null references works (id),
  edition {id} references editions (id),
  borrower {id} not null references borrowers (id),
  copy {id} references copies (id),
  until {date},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null,
  constraint holds_ready_until check ((copy is null) = (until is null))
) strict;
create unique index holds_once on holds (borrower, work);
-- A copy lies there for one.
create unique index holds_copy on holds (copy);
create index holds_queue on holds (work, id);
create index holds_edition on holds (edition);
create index holds_until on holds (until, id) where copy is not null;

alter table library_settings add column pickup_days {int} not null default 7
  check (pickup_days between 1 and 60);
alter table library_settings add column max_holds {int} not null default 10
  check (max_holds between 0 and 500);
