#include "apps/accounts/principals.h"

#include "apps/accounts/administration.h"
#include "apps/accounts/queries.h"
#include "kernel/auth/ended.h"
#include "kernel/auth/secrets.h"
#include "kernel/store/database.h"

namespace stoa::accounts {
namespace {

constexpr std::chrono::minutes use_noted_every{1};
constexpr std::size_t max_known = 50'000;
const Refusal unavailable{.problem = problems::unavailable, .retry_after_s = 1};

struct SessionFacts {
  Id<Session> id = {};
  AccountId account = {};
  Timestamp seen = {}, expires = {};
};
BOOST_DESCRIBE_STRUCT(SessionFacts, (), (id, account, seen, expires))

struct KeyFacts {
  Id<ApiKey> id = {};
  AccountId account = {};
  List<std::string, 1, 50> scopes = {};
  std::optional<Timestamp> used = {}, expires = {};
};
BOOST_DESCRIBE_STRUCT(KeyFacts, (), (id, account, scopes, used, expires))

Principal principal_of(Read& tx, Credential kind, const Uuid& id, const AccountId& account) {
  return {.credential = kind, .account = account, .session = id, .roles = roles_of(tx, account)};
}

}  // namespace

// Each kind of credential has names of its own: an API key is no cookie, whatever it hashes to.
std::string Principals::name_of(const Wanted& wanted) {
  switch (wanted.kind) {
    case Credential::cookie:
      return "cookie " + wanted.hash;
    case Credential::api_key:
      return "key " + wanted.hash;
    default:
      return "session " + to_string(wanted.session);
  }
}

std::optional<Principal> Principals::recall(const std::string& key) {
  std::lock_guard lock(mutex_);
  const auto at = known_.find(key);
  if (at == known_.end() || at->second.until < std::chrono::steady_clock::now()) return {};
  return at->second.principal;
}

void Principals::remember(const std::string& key, const Principal& principal,
                          std::uint64_t changes) {
  std::lock_guard lock(mutex_);
  if (changes != changes_) return;
  if (known_.size() >= max_known) known_.clear();
  known_[key] = {principal, std::chrono::steady_clock::now() + memory_};
}

Principals::Principals(store::Database& database, Signer& signer, std::chrono::milliseconds memory,
                       cluster::Fanout& news)
    : database_(database), signer_(signer), memory_(memory), news_(news) {
  news_.listen(auth::ended_channel, [this](std::string_view account) {
    if (const auto id = parse_uuid(account)) drop(AccountId{*id});
  });
}

Principals::~Principals() { news_.listen(auth::ended_channel, {}); }

void Principals::forget(const AccountId& account) {
  drop(account);
  news_.publish_to_others(auth::ended_channel, to_string(account));
}

void Principals::drop(const AccountId& account) {
  std::lock_guard lock(mutex_);
  ++changes_;
  std::erase_if(known_,
                [&](const auto& entry) { return entry.second.principal.account == account; });
}

std::optional<Principal> Principals::by_session(Read& tx, const Wanted& wanted) {
  const auto rows = wanted.kind == Credential::cookie
                        ? tx.rows<SessionFacts>(sql::session_by_secret, wanted.hash, tx.now())
                        : tx.rows<SessionFacts>(sql::session_by_id, wanted.session, tx.now());
  if (rows.empty()) return {};
  if (rows[0].seen + use_noted_every < tx.now()) note_use(wanted.kind, rows[0].id.value, tx.now());
  return principal_of(tx, wanted.kind, rows[0].id.value, rows[0].account);
}

std::optional<Principal> Principals::by_key(Read& tx, const Wanted& wanted) {
  const auto rows = tx.rows<KeyFacts>(sql::api_key_by_hash, wanted.hash);
  if (rows.empty()) return {};
  const KeyFacts& key = rows[0];
  if (key.expires && *key.expires <= tx.now()) return {};
  if (!key.used || *key.used + use_noted_every < tx.now()) {
    note_use(wanted.kind, key.id.value, tx.now());
  }
  Principal principal = principal_of(tx, wanted.kind, key.id.value, key.account);
  principal.scopes.assign(key.scopes.begin(), key.scopes.end());
  return principal;
}

std::optional<Principal> Principals::look_up(Read& tx, const Wanted& wanted) {
  return wanted.kind == Credential::api_key ? by_key(tx, wanted) : by_session(tx, wanted);
}

// When something was last used is worth a write a minute and no more, and no one waits for it.
void Principals::note_use(Credential kind, const Uuid& id, Timestamp now) {
  const Sql statement = kind == Credential::api_key ? sql::used_api_key : sql::seen_session;
  auto work = [statement, id, now](store::Connection& connection) {
    Write tx(connection, {.now = now});
    tx.run(statement, Id<Session>{id}, now);
  };
  database_.write(
      {.work = work, .done = [](std::exception_ptr) {}, .urgency = store::Urgency::background});
}

void Principals::authenticate(const Credentials& credentials, Found found) {
  const Timestamp now = wall_clock();
  if (credentials.kind == Credential::token) return by_token(credentials.secret, now, found);
  const bool key = credentials.kind == Credential::api_key;
  if (key && !auth::is_api_key(credentials.secret)) return found({}, {});
  find({.kind = credentials.kind, .hash = auth::hash_secret(credentials.secret)}, now, found);
}

void Principals::by_token(const std::string& token, Timestamp now, const Found& found) {
  if (const auto session = session_of(token, now)) return find_session(*session, now, found);
  if (!signer_.should_reload(token, now)) return found({}, {});
  auto work = [this, now](store::Connection& connection) {
    Read tx(connection, now);
    signer_.reload(tx);
  };
  auto done = [this, token, now, found](std::exception_ptr error) {
    if (error) return found({}, unavailable);
    if (const auto session = session_of(token, now)) return find_session(*session, now, found);
    found({}, {});
  };
  database_.read({work, done});
}

std::optional<Uuid> Principals::session_of(const std::string& token, Timestamp now) const {
  const auto claims = signer_.verify(token, now);
  return claims ? parse_uuid(claims->sid) : std::nullopt;
}

void Principals::find_session(const Uuid& session, Timestamp now, const Found& found) {
  find({.kind = Credential::token, .session = Id<Session>{session}}, now, found);
}

void Principals::find(const Wanted& wanted, Timestamp now, const Found& found) {
  const std::string name = name_of(wanted);
  if (auto principal = recall(name)) return found(std::move(*principal), {});
  std::uint64_t changes = 0;
  {
    std::lock_guard lock(mutex_);
    changes = changes_;
  }
  auto result = std::make_shared<std::optional<Principal>>();
  auto work = [this, wanted, now, result](store::Connection& connection) {
    Read tx(connection, now);
    *result = look_up(tx, wanted);
  };
  auto done = [this, name, changes, result, found](std::exception_ptr error) {
    if (error) return found({}, unavailable);
    if (!*result) return found({}, {});
    remember(name, **result, changes);
    found(std::move(**result), {});
  };
  database_.read({work, done});
}

}  // namespace stoa::accounts
