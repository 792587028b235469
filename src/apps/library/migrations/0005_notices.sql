-- What borrowers were reminded of: each due date of a loan once as it comes near, once when it is past.

create table notices (
  id {id} primary key not null,
  borrower {id} not null references borrowers (id),
  loan {id} not null references loans (id),
  kind {text} not null check (kind in ('due_soon', 'overdue')),
  due {date} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index notices_once on notices (loan, kind, due);
create index notices_borrower on notices (borrower, id);
