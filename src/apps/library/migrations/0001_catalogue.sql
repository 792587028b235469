-- The catalogue: works and their editions, who wrote them, where to look for them.

create table authors (
  id {id} primary key not null,
  name {text} not null check (length(name) > 0),
  about {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index authors_name on authors (name, id);

create table genres (
  id {id} primary key not null,
  slug {text} not null,
  name {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index genres_slug on genres (slug);

create table works (
  id {id} primary key not null,
  title {text} not null check (length(title) > 0),
  original_title {text},
  first_published {int},
  ratings {json},
  popularity {int} not null check (popularity >= 0),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index works_popularity on works (popularity, id);

-- Who wrote a work, in the order of the title page.
create table credits (
  work {id} not null references works (id),
  author {id} not null references authors (id),
  position {int} not null check (position >= 0)
) strict;
create unique index credits_work on credits (work, position);
create unique index credits_once on credits (work, author);
create index credits_author on credits (author, work);

create table work_genres (
  work {id} not null references works (id),
  genre {id} not null references genres (id)
) strict;
create unique index work_genres_work on work_genres (work, genre);
create index work_genres_genre on work_genres (genre, work);

create table editions (
  id {id} primary key not null,
  work {id} not null references works (id),
  title {text} not null check (length(title) > 0),
  isbn10 {text} check (length(isbn10) = 10),
  isbn13 {text} check (length(isbn13) = 13),
  language {text},
  publisher {text},
  published {int},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index editions_isbn10 on editions (isbn10);
create unique index editions_isbn13 on editions (isbn13);
create index editions_work on editions (work, id);
create index editions_publisher on editions (publisher, id);
create index editions_language on editions (language, work);

-- What is found by words; a rowid is that of the record.
create virtual table works_search using fts5 (
  title, authors, genres, tokenize = "unicode61 remove_diacritics 2");
create virtual table authors_search using fts5 (
  name, tokenize = "unicode61 remove_diacritics 2");
