-- The tables of the rivals: ids and times as TEXT (see rivals/store.js), the indexes that the
-- measured routes need and no others, so that their writes maintain no more than Stoa's.
create table editions (
  id text primary key not null,
  work text not null,
  title text not null,
  isbn10 text,
  isbn13 text,
  language text,
  publisher text,
  published integer,
  cover text,
  version integer not null,
  created text not null,
  updated text not null
) strict;

create table authors (
  id text primary key not null,
  name text not null,
  about text,
  version integer not null,
  created text not null,
  updated text not null
) strict;
create index authors_name on authors (name, id);
create virtual table authors_search using fts5 (
  name, tokenize = "unicode61 remove_diacritics 2");
