// How many callers stand now, found out in one read: for streams and sockets, whose callers are
// looked at once a second as long as they are open.
#include <algorithm>
#include <map>

#include "apps/accounts/principals.h"
#include "apps/accounts/queries.h"
#include "kernel/auth/secrets.h"
#include "kernel/store/database.h"

namespace stoa::accounts {
namespace {

// Of one statement: a list of values has a bound.
constexpr std::size_t at_once = 500;

struct StandingSession {
  Id<Session> id = {};
  AccountId account = {};
};
BOOST_DESCRIBE_STRUCT(StandingSession, (), (id, account))
struct StandingCookie : StandingSession {
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(StandingCookie, (StandingSession), (name))
struct StandingKey {
  std::string name = {};
  Id<ApiKey> id = {};
  AccountId account = {};
  List<std::string, 1, 50> scopes = {};
};
BOOST_DESCRIBE_STRUCT(StandingKey, (), (name, id, account, scopes))
struct StandingRole {
  AccountId account = {};
  std::string role = {};
};
BOOST_DESCRIBE_STRUCT(StandingRole, (), (account, role))

template <class T, class F>
void in_portions(const std::vector<T>& all, F look) {
  for (std::size_t from = 0; from < all.size(); from += at_once) {
    const auto begin = all.begin() + static_cast<long>(from);
    look(std::vector<T>(begin, begin + static_cast<long>(std::min(at_once, all.size() - from))));
  }
}

}  // namespace

// By the hash of a cookie or key, or the id of a token's session.
struct Principals::Standing {
  std::vector<std::string> cookies, keys;
  std::vector<Id<Session>> sessions;
  std::map<std::string, Principal> found;

  void look(Read& tx) {
    found.clear();
    in_portions(cookies, [&](const std::vector<std::string>& some) {
      for (const auto& row : tx.rows<StandingCookie>(sql::standing_cookies, any_of(some), tx.now()))
        found["cookie " + row.name] = {Credential::cookie, row.account, row.id.value};
    });
    in_portions(sessions, [&](const std::vector<Id<Session>>& some) {
      for (const auto& row :
           tx.rows<StandingSession>(sql::standing_sessions, any_of(some), tx.now()))
        found["session " + to_string(row.id.value)] = {Credential::token, row.account,
                                                       row.id.value};
    });
    in_portions(keys, [&](const std::vector<std::string>& some) {
      for (const auto& row : tx.rows<StandingKey>(sql::standing_keys, any_of(some), tx.now())) {
        Principal principal{Credential::api_key, row.account, row.id.value};
        principal.scopes.assign(row.scopes.begin(), row.scopes.end());
        found["key " + row.name] = std::move(principal);
      }
    });
    add_roles(tx);
  }

 private:
  void add_roles(Read& tx) {
    std::vector<AccountId> accounts;
    for (const auto& [name, principal] : found) accounts.push_back(principal.account);
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    std::map<AccountId, std::vector<std::string>> roles;
    in_portions(accounts, [&](const std::vector<AccountId>& some) {
      for (StandingRole& row : tx.rows<StandingRole>(sql::standing_roles, any_of(some)))
        roles[row.account].push_back(std::move(row.role));
    });
    for (auto& [name, principal] : found) {
      const auto at = roles.find(principal.account);
      if (at != roles.end()) principal.roles = at->second;
    }
  }
};

// A signature costs more than all the rest, and does not change: it is checked when a token is seen
// for the first time. What no round asks about is forgotten.
std::optional<Uuid> Principals::session_of_known(const std::string& token, Timestamp now,
                                                 Verified& kept) {
  const std::string hash = auth::hash_secret(token);
  const auto at = verified_.find(hash);
  if (at != verified_.end() && at->second.expires > now)
    return kept.insert(*at).first->second.session;
  const auto claims = signer_.verify(token, now);
  const auto session = claims ? parse_uuid(claims->sid) : std::nullopt;
  if (session) kept[hash] = {*session, {claims->exp * 1'000'000}};
  return session;
}

void Principals::look_again(const std::vector<Credentials>& all, FoundOne found) {
  const Timestamp now = wall_clock();
  const auto standing = std::make_shared<Standing>();
  const auto names = std::make_shared<std::vector<std::string>>();
  {
    const std::lock_guard lock(verified_mutex_);
    Verified kept;
    for (const Credentials& shown : all) {
      std::string name;
      if (shown.kind == Credential::token) {
        const auto session = session_of_known(shown.secret, now, kept);
        if (session) standing->sessions.push_back({*session});
        if (session) name = "session " + to_string(*session);
      } else {
        const bool cookie = shown.kind == Credential::cookie;
        const std::string hash = auth::hash_secret(shown.secret);
        (cookie ? standing->cookies : standing->keys).push_back(hash);
        name = (cookie ? "cookie " : "key ") + hash;
      }
      names->push_back(std::move(name));
    }
    verified_ = std::move(kept);
  }
  auto work = [standing, now](store::Connection& connection) {
    Read tx(connection, now);
    standing->look(tx);
  };
  auto done = [standing, names, found](std::exception_ptr error) {
    const Refusal away{.problem = problems::unavailable, .retry_after_s = 1};
    for (std::size_t i = 0; i < names->size(); ++i) {
      const auto at = standing->found.find((*names)[i]);
      if (error)
        found(i, {}, away);
      else
        found(i, at == standing->found.end() ? Principal{} : at->second, {});
    }
  };
  database_.read({.work = work, .done = done, .heavy = true});
}

}  // namespace stoa::accounts
