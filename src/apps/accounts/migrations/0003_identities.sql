-- Who somebody is elsewhere: the name that an identity provider has for them, which is its own for
-- ever (OpenID Connect Core §5.7). An address of theirs is no name.
create table identities (
  id {id} primary key not null,
  account {id} not null references accounts (id),
  issuer {text} not null,
  subject {text} not null,
  created {instant} not null,
  used {instant} not null
) strict;
create unique index identities_once on identities (issuer, subject);
create index identities_account on identities (account, id);
