-- A list as a calendar that programs subscribe to, by an address that is the secret.
create table feeds (
  id {id} primary key not null,
  list {id} not null references lists (id),
  account {id} not null,
  secret_hash {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index feeds_secret on feeds (secret_hash);
create index feeds_account on feeds (account);
create index feeds_list on feeds (list);
