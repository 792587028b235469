-- How a member calls themselves, for the others of the project.
alter table members add column name {text} check (length(name) between 1 and 100);

-- Who was asked to join a project, by a link that a mail carries and that works once.
create table invitations (
  id {id} primary key not null,
  project {id} not null references projects (id),
  email {text} not null,
  role {text} not null check (length(role) > 0),
  inviter {id} not null,
  secret_hash {text} not null,
  expires {instant} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index invitations_secret on invitations (secret_hash);
create unique index invitations_email on invitations (project, email);
create index invitations_inviter on invitations (inviter);
create index invitations_expires on invitations (expires);
