-- Who there is, what they showed to be let in, and what they may do.

create table accounts (
  id {id} primary key not null,
  name {text} not null check (length(name) > 0),
  locale {text},
  email {text} not null check (email = lower(email)),
  suspended {instant},
  leaving {instant},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index accounts_email on accounts (email);

-- What follows is of an account but not in its record: the log repeats records and no secrets.

create table passwords (
  account {id} primary key not null references accounts (id),
  hash {text} not null,
  changed {instant} not null
) strict;

-- A second factor counts once it is confirmed. last_step is the time step of the last code taken.
create table authenticators (
  account {id} primary key not null references accounts (id),
  secret {text} not null,
  confirmed {instant},
  last_step {int} not null
) strict;
create table recovery_codes (
  account {id} not null references accounts (id),
  hash {text} not null
) strict;
create unique index recovery_codes_once on recovery_codes (account, hash);

create table role_grants (
  account {id} not null references accounts (id),
  role {text} not null,
  granted {instant} not null
) strict;
create unique index role_grants_once on role_grants (account, role);
create index role_grants_role on role_grants (role, account);

-- One sign-in: a browser's cookie, or a program's family of refresh tokens. It is over once it has
-- ended or expired.
create table sessions (
  id {id} primary key not null,
  account {id} not null references accounts (id),
  kind {text} not null check (kind in ('browser', 'program')),
  secret {text},
  network {text} not null,
  agent {text} not null,
  created {instant} not null,
  seen {instant} not null,
  expires {instant} not null,
  ended {instant},
  check ((kind = 'browser') = (secret is not null))
) strict;
create unique index sessions_secret on sessions (secret);
create index sessions_account on sessions (account, id);
create index sessions_expires on sessions (expires);

create table refresh_tokens (
  hash {text} primary key not null,
  session {id} not null references sessions (id),
  used {instant}
) strict;
create index refresh_tokens_session on refresh_tokens (session);

create table api_keys (
  id {id} primary key not null,
  account {id} not null references accounts (id),
  name {text} not null,
  shown {text} not null,
  hash {text} not null,
  scopes {json} not null,
  created {instant} not null,
  expires {instant},
  used {instant},
  ended {instant}
) strict;
create unique index api_keys_hash on api_keys (hash);
create index api_keys_account on api_keys (account, id);

-- One-time links that are on their way in a mail or on the terminal.
create table links (
  hash {text} primary key not null,
  purpose {text} not null,
  account {id} references accounts (id),
  content {text},
  expires {instant} not null,
  used {instant}
) strict;
create index links_expires on links (expires);
create index links_account on links (account);

-- The outbox: mails wait here for whoever delivers them. Their text is sealed, as it holds a link.
create table mails (
  id {id} primary key not null,
  recipient {text} not null,
  content {text} not null,
  created {instant} not null,
  sent {instant}
) strict;
create index mails_created on mails (created);
create index mails_recipient on mails (recipient);

-- What access tokens are signed with; the newest signs, the others still verify.
create table signing_keys (
  kid {text} primary key not null,
  public_key {text} not null,
  seed {text} not null,
  created {instant} not null
) strict;
create index signing_keys_created on signing_keys (created);
