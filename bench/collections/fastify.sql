-- The tables of rivals/fastify/collections.js, and the rows that all have (collections/stoa_rows.sql). Ids and
-- times are TEXT, as in data/rivals_schema.sql; a list has an index in its own order.
pragma journal_mode = wal;
pragma synchronous = off;
begin;
create table accounts (
  id text primary key not null, email text not null unique, salt blob not null, password blob not null
) strict;
create table tokens (hash text primary key not null, account text not null, created text not null) strict;
create table posts (
  id text primary key not null, title text not null, category text not null, rank integer not null, body text not null,
  owner text, version integer not null, created text not null, updated text not null
) strict;
create table boards (
  id text primary key not null, title text not null,
  owner text, version integer not null, created text not null, updated text not null
) strict;
create table items (
  id text primary key not null, title text not null, parent text not null references boards (id),
  owner text, version integer not null, created text not null, updated text not null
) strict;
commit;
