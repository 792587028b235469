// Many callers at once are found as each by itself.
#include <future>

#include "apps/accounts/app.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/app/mounted.h"
#include "kernel/auth/secrets.h"
#include "kernel/testing/stoa.h"

namespace stoa::accounts {
namespace {

using testing::Stoa;

// Somebody with a cookie, a token and a key.
struct Shown {
  AccountId account;
  std::vector<Credentials> all;
};

struct Crowd {
  Stoa stoa{accounts::app(), {.own_accounts = true}};
  Accounts& service() { return static_cast<Accounts&>(*stoa.kernel().apps().front().service); }

  void write(const std::function<void(Write&)>& work) {
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      work(tx);
    });
  }
  Shown somebody(const std::string& name, const std::vector<std::string>& roles) {
    Shown made;
    write([&](Write& tx) {
      Account account;
      account.name = name;
      account.email = name + "@example.org";
      made.account = tx.insert(account).id;
      for (const std::string& role : roles) tx.run(sql::grant_role, made.account, role, tx.now());
      const std::string cookie = auth::make_secret(), key = auth::make_api_key();
      open_session(tx, made.account, SessionKind::browser, auth::hash_secret(cookie));
      const auto program = open_session(tx, made.account, SessionKind::program, std::nullopt);
      const List<ScopeText, 1, 50> scopes{ScopeText("library:*:read")};
      tx.run(sql::add_api_key, Id<ApiKey>{make_uuid_v7(tx.now())}, made.account, "a key",
             auth::shown_part(key), auth::hash_secret(key), scopes, tx.now(),
             std::optional<Timestamp>());
      const std::string token = service().signer().sign(program, made.account, roles, tx.now());
      made.all = {
          {Credential::cookie, cookie}, {Credential::token, token}, {Credential::api_key, key}};
    });
    return made;
  }

  static Id<Session> open_session(Write& tx, const AccountId& account, SessionKind kind,
                                  const std::optional<std::string>& secret) {
    const Id<Session> id{make_uuid_v7(tx.now())};
    tx.run(sql::add_session, id, account, kind, secret, "192.0.2.1", "a test", tx.now(),
           tx.now() + std::chrono::hours(1));
    return id;
  }

  Principal one(const Credentials& shown) {
    auto promise = std::make_shared<std::promise<Principal>>();
    auto found = promise->get_future();
    service().principals().authenticate(
        shown, [promise](const Principal& principal, const std::optional<Refusal>&) {
          promise->set_value(principal);
        });
    return found.get();
  }
  std::vector<Principal> all(const std::vector<Credentials>& shown) {
    struct Answers {
      std::vector<Principal> principals;
      std::size_t missing;
      std::promise<void> complete;
    };
    auto answers = std::make_shared<Answers>();
    answers->principals.resize(shown.size());
    answers->missing = shown.size();
    auto complete = answers->complete.get_future();
    service().principals().look_again(
        shown, [answers](std::size_t i, const Principal& found, const std::optional<Refusal>&) {
          answers->principals[i] = found;
          if (--answers->missing == 0) answers->complete.set_value();
        });
    complete.get();
    return answers->principals;
  }
};

bool same(const Principal& a, const Principal& b) {
  return a.credential == b.credential && a.account == b.account && a.session == b.session &&
         a.roles == b.roles && a.scopes == b.scopes;
}

}  // namespace

TEST_CASE("accounts: callers who are looked at together are who each of them is alone") {
  Crowd crowd;
  std::vector<Credentials> shown = {{Credential::cookie, auth::make_secret()},
                                    {Credential::token, "no.token.this"},
                                    {Credential::api_key, auth::make_api_key()}};
  const Shown ann = crowd.somebody("ann", {"library.librarian", "admin"});
  const Shown bob = crowd.somebody("bob", {});
  for (const Shown& one : {ann, bob}) shown.insert(shown.end(), one.all.begin(), one.all.end());
  // A secret of one kind is none of another.
  shown.push_back({Credential::cookie, ann.all[2].secret});
  shown.push_back({Credential::api_key, ann.all[0].secret});
  const auto check = [&] {
    const auto together = crowd.all(shown);
    for (std::size_t i = 0; i < shown.size(); ++i) {
      INFO("credential " << i);
      CHECK(same(together[i], crowd.one(shown[i])));
    }
    return together;
  };
  CHECK(check()[3].account == ann.account);
  crowd.write([&](Write& tx) {
    tx.run(sql::take_role, ann.account, "admin");
    tx.run(sql::end_sessions_but, bob.account, Id<Session>{}, tx.now());
    tx.run(sql::end_api_keys, bob.account, tx.now());
  });
  crowd.service().principals().forget(ann.account);
  crowd.service().principals().forget(bob.account);
  const auto left = check();
  CHECK(left[4].roles == std::vector<std::string>{"library.librarian"});
  CHECK(left[6].credential == Credential::none);
}

TEST_CASE("accounts: more callers than fit into a statement are found as well") {
  Crowd crowd;
  const Shown ann = crowd.somebody("ann", {});
  std::vector<Credentials> shown;
  for (int i = 0; i < 1200; ++i) shown.push_back({Credential::cookie, auth::make_secret()});
  shown.push_back(ann.all[0]);
  CHECK(crowd.all(shown).back().account == ann.account);
}

}  // namespace stoa::accounts
