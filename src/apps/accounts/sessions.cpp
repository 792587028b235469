#include "apps/accounts/sessions.h"

#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

constexpr std::int64_t max_api_keys = 100;

// A session as the table has it: what is current is known by who asks.
struct SessionRow {
  Id<Session> id = {};
  SessionKind kind = {};
  std::string network = {}, agent = {};
  Timestamp created = {}, seen = {}, expires = {};
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, kind, network, agent, created, seen, expires))

struct CountRow {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (number))

}  // namespace

Sessions list_sessions(Read& tx, const Person& who) {
  Sessions sessions;
  for (const SessionRow& row : tx.rows<SessionRow>(sql::sessions_of, who.account(), tx.now())) {
    sessions.items.push_back({row.id, row.kind, row.network, row.agent, row.created, row.seen,
                              row.expires, row.id.value == who.principal.session});
  }
  return sessions;
}

void end_session(Task& task, const Person& who, const Id<Session>& id) {
  task.write([&](Write& tx) {
    if (tx.run(sql::end_session, id, who.account(), tx.now()) != 1) throw session_not_found;
  });
  task.service<Accounts>().principals().forget(who.account());
}

void end_other_sessions(Task& task, const Person& who) {
  task.write([&](Write& tx) {
    tx.run(sql::end_sessions_but, who.account(), Id<Session>{who.principal.session}, tx.now());
  });
  task.service<Accounts>().principals().forget(who.account());
}

ApiKeys list_api_keys(Read& tx, const Person& who) {
  return {tx.rows<ApiKey>(sql::api_keys_of, who.account())};
}

NewApiKey make_api_key(Write& tx, const Person& who, const ApiKeyFields& in) {
  if (in.expires && *in.expires <= tx.now()) throw expired_already;
  const auto count = tx.rows<CountRow>(sql::count_api_keys, who.account());
  if (count.at(0).number >= max_api_keys) throw too_many_keys;
  NewApiKey made;
  static_cast<ApiKeyFields&>(made) = in;
  made.id.value = make_uuid_v7(tx.now());
  made.key = auth::make_api_key();
  made.shown = auth::shown_part(made.key);
  made.created = tx.now();
  tx.run(sql::add_api_key, made.id, who.account(), made.name, made.shown,
         auth::hash_secret(made.key), made.scopes, made.created, made.expires);
  return made;
}

void end_api_key(Task& task, const Person& who, const Id<ApiKey>& id) {
  task.write([&](Write& tx) {
    if (tx.run(sql::end_api_key, id, who.account(), tx.now()) != 1) throw api_key_not_found;
  });
  task.service<Accounts>().principals().forget(who.account());
}

}  // namespace stoa::accounts
