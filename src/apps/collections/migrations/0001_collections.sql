-- Projects, who belongs to them, and what their collections are. The tables of the collections
-- themselves are made when they are defined.

create table projects (
  id {id} primary key not null,
  name {text} not null check (length(name) > 0),
  title {text} not null check (length(title) > 0),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index projects_name on projects (name);

create table members (
  id {id} primary key not null,
  project {id} not null references projects (id),
  account {id} not null,
  role {text} not null check (length(role) > 0),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index members_once on members (project, account);
create index members_account on members (account, project);

create table definitions (
  id {id} primary key not null,
  project {id} not null references projects (id),
  name {text} not null check (length(name) > 0),
  title {text} not null check (length(title) > 0),
  schema {json} not null,
  rules {json},
  indexes {json} not null,
  search {json} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index definitions_name on definitions (project, name);

-- Which column holds a field. One that has left the definition keeps its column, so that what runs
-- on the definition before goes on, until nothing can.
create table columns (
  definition {id} not null references definitions (id),
  field {text} not null,
  name {text} not null,
  dropped {instant}
) strict;
create unique index columns_name on columns (definition, name);
create unique index columns_field on columns (definition, field) where dropped is null;

-- Read-only parts of collections that have addresses of their own.
create table views (
  id {id} primary key not null,
  project {id} not null references projects (id),
  name {text} not null check (length(name) > 0),
  title {text} not null check (length(title) > 0),
  collection {id} not null references definitions (id),
  fields {json} not null,
  filter {text},
  read {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index views_name on views (project, name);
create index views_collection on views (collection);
