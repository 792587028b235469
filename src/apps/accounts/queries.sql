-- name: account_by_email
where email = $1

-- name: demo_people
where email like '%@demo.invalid' order by id

-- name: sign_in_facts
select a.id, a.name, a.email, a.suspended, a.leaving, p.hash as password,
  t.secret as authenticator, t.last_step
from accounts a
left join passwords p on p.account = a.id
left join authenticators t on t.account = a.id and t.confirmed is not null
where a.email = $1

-- name: facts_of_account
select a.id, a.name, a.email, a.suspended, a.leaving, p.hash as password,
  t.secret as authenticator, t.last_step
from accounts a
left join passwords p on p.account = a.id
left join authenticators t on t.account = a.id and t.confirmed is not null
where a.id = $1

-- name: set_password
insert into passwords (account, hash, changed) values ($1, $2, $3)
on conflict (account) do update set hash = excluded.hash, changed = excluded.changed

-- name: roles_of
select role from role_grants where account = $1 order by role

-- name: grant_role
insert into role_grants (account, role, granted) values ($1, $2, $3)
on conflict (account, role) do nothing

-- name: take_role
delete from role_grants where account = $1 and role = $2

-- name: administrators
select g.account as id from role_grants g join accounts a on a.id = g.account
where g.role = 'admin' and a.suspended is null and a.leaving is null order by g.account limit 2

-- name: add_session
insert into sessions (id, account, kind, secret, network, agent, created, seen, expires)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8)

-- name: session_by_secret
select s.id, s.account, s.seen, s.expires from sessions s join accounts a on a.id = s.account
where s.secret = $1 and s.ended is null and s.expires > $2
and a.suspended is null and a.leaving is null

-- name: session_by_id
select s.id, s.account, s.seen, s.expires from sessions s join accounts a on a.id = s.account
where s.id = $1 and s.ended is null and s.expires > $2
and a.suspended is null and a.leaving is null

-- name: sessions_of
select id, kind, network, agent, created, seen, expires from sessions
where account = $1 and ended is null and expires > $2 order by id

-- name: seen_session
update sessions set seen = $2 where id = $1

-- name: end_session
update sessions set ended = $3 where id = $1 and account = $2 and ended is null

-- name: end_sessions_but
update sessions set ended = $3 where account = $1 and id <> $2 and ended is null

-- name: add_refresh_token
insert into refresh_tokens (hash, session) values ($1, $2)

-- name: refresh_token
select r.session as id, s.account, r.used from refresh_tokens r
join sessions s on s.id = r.session join accounts a on a.id = s.account
where r.hash = $1 and s.ended is null and s.expires > $2
and a.suspended is null and a.leaving is null

-- name: use_refresh_token
update refresh_tokens set used = $2 where hash = $1 and used is null

-- name: add_api_key
insert into api_keys (id, account, name, shown, hash, scopes, created, expires)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: api_key_by_hash
select k.id, k.account, k.scopes, k.used, k.expires from api_keys k
join accounts a on a.id = k.account
where k.hash = $1 and k.ended is null and a.suspended is null and a.leaving is null

-- name: api_key_there
select account as id from api_keys where hash = $1

-- name: api_keys_of
select id, name, shown, scopes, created, expires, used from api_keys
where account = $1 and ended is null order by id

-- name: count_api_keys
select count(*) as number from api_keys where account = $1 and ended is null

-- name: end_api_key
update api_keys set ended = $3 where id = $1 and account = $2 and ended is null

-- name: end_api_keys
update api_keys set ended = $2 where account = $1 and ended is null

-- name: used_api_key
update api_keys set used = $2 where id = $1

-- name: add_link
insert into links (hash, purpose, account, content, expires) values ($1, $2, $3, $4, $5)

-- name: use_link
update links set used = $3 where hash = $1 and purpose = $2 and used is null and expires > $3

-- name: link
select account, purpose, content, expires, used from links where hash = $1

-- name: drop_links_of
delete from links where account = $1

-- name: drop_links_for
delete from links where purpose = $1

-- name: drop_mails_to
delete from _mails where address = $1

-- name: authenticator_of
select secret, last_step, confirmed from authenticators where account = $1

-- name: offer_authenticator
insert into authenticators (account, secret, last_step) values ($1, $2, 0)
on conflict (account) do update set secret = excluded.secret, last_step = 0
where authenticators.confirmed is null

-- name: confirm_authenticator
update authenticators set confirmed = $2, last_step = $3 where account = $1 and confirmed is null

-- name: take_code
update authenticators set last_step = $2 where account = $1 and last_step < $2

-- name: drop_authenticator
delete from authenticators where account = $1

-- name: add_recovery_code
insert into recovery_codes (account, hash) values ($1, $2)

-- name: use_recovery_code
delete from recovery_codes where account = $1 and hash = $2

-- name: drop_recovery_codes
delete from recovery_codes where account = $1

-- name: drop_password
delete from passwords where account = $1

-- name: drop_roles
delete from role_grants where account = $1

-- name: drop_refresh_tokens_of
delete from refresh_tokens where session in (select id from sessions where account = $1)

-- name: drop_sessions_of
delete from sessions where account = $1

-- name: drop_api_keys_of
delete from api_keys where account = $1

-- name: leaving_accounts
select id from accounts where leaving is not null order by id limit 100

-- name: signing_keys
select kid, public_key, seed, created from signing_keys order by created desc, kid limit 8

-- name: add_signing_key
insert into signing_keys (kid, public_key, seed, created) values ($1, $2, $3, $4)

-- name: account_hits
select id, name, locale, email, suspended, leaving, version, created, updated from accounts

-- name: expired_links
delete from links where hash in (select hash from links where expires < $1 order by expires limit 500)

-- name: expired_refresh_tokens
delete from refresh_tokens where hash in (
  select r.hash from refresh_tokens r join sessions s on s.id = r.session
  where s.expires < $1 limit 500)

-- name: expired_sessions
delete from sessions where id in (select id from sessions where expires < $1 order by expires limit 100)
and not exists (select 1 from refresh_tokens r where r.session = sessions.id)

-- name: identity
select id, account from identities where issuer = $1 and subject = $2

-- name: identities_of
select id, issuer, created, used from identities where account = $1 order by id

-- name: add_identity
insert into identities (id, account, issuer, subject, created, used) values ($1, $2, $3, $4, $5, $5)

-- name: used_identity
update identities set used = $2 where id = $1

-- name: drop_identity
delete from identities where id = $1 and account = $2

-- name: drop_identities_of
delete from identities where account = $1

-- name: standing_cookies
select s.id, s.account, s.secret as name from sessions s join accounts a on a.id = s.account
where s.secret {in $1} and s.ended is null and s.expires > $2
and a.suspended is null and a.leaving is null

-- name: standing_sessions
select s.id, s.account from sessions s join accounts a on a.id = s.account
where s.id {in $1} and s.ended is null and s.expires > $2
and a.suspended is null and a.leaving is null

-- name: standing_keys
select k.hash as name, k.id, k.account, k.scopes from api_keys k join accounts a on a.id = k.account
where k.hash {in $1} and k.ended is null and (k.expires is null or k.expires > $2)
and a.suspended is null and a.leaving is null

-- name: standing_roles
select account, role from role_grants where account {in $1} order by account, role
