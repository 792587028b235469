#include <boost/json.hpp>
#include <thread>

#include "apps/accounts/app.h"
#include "apps/accounts/demo.h"
#include "apps/accounts/first_administrator.h"
#include "apps/accounts/purge.h"
#include "apps/accounts/service.h"
#include "kernel/app/mounted.h"
#include "kernel/auth/secrets.h"
#include "kernel/auth/totp.h"
#include "kernel/testing/stoa.h"

namespace stoa::accounts {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace json = boost::json;

constexpr auto good_password = "correct horse battery";

// The app with its own accounts, and the few things that many tests do first.
struct Town {
  Stoa stoa;
  explicit Town(std::int64_t tries = 100'000)
      : stoa(accounts::app(), {.own_accounts = true, .configure = [tries](Config& config) {
                                 config.accounts_tries = tries;
                                 config.accounts_password_memory_kib = 8192;
                               }}) {}

  Accounts& service() { return static_cast<Accounts&>(*stoa.kernel().apps().front().service); }
  Client nobody() { return stoa.nobody(); }
  Client bearer(const std::string& secret) { return {stoa.kernel(), "Bearer " + secret}; }

  // The secret of the newest mailed link.
  std::string mailed() {
    std::string sealed;
    stoa.database().read_now([&](store::Connection& connection) {
      connection.run("select content from _mails order by created desc, id desc limit 1", {},
                     [&](const store::Row& row) {
                       sealed = std::get<std::string_view>(row.at(0));
                       return false;
                     });
    });
    return token_in(sealed);
  }
  std::string token_in(std::string_view sealed) {
    const json::value content = json::parse(service().seal().open(sealed, "mail").value_or("{}"));
    const json::value* token = content.as_object().if_contains("token");
    return token ? token->as_string().c_str() : "";
  }
  Answer verify(const std::string& link, const std::string& password = good_password) {
    return nobody().post("/api/accounts/verifications", {{"token", link}, {"password", password}});
  }
  AccountId register_person(const std::string& email) {
    nobody()
        .post("/api/accounts/registrations",
              {{"email", email}, {"name", "Ann"}, {"password", good_password}})
        .expect(202);
    auto made = verify(mailed()).expect(200);
    return {*parse_uuid(made.text("/id"))};
  }
  json::object credentials(const std::string& email) {
    return {{"email", email}, {"password", good_password}};
  }
  Client sign_in(const std::string& email) {
    auto tokens = nobody().post("/api/accounts/tokens", credentials(email)).expect(201);
    return bearer(tokens.text("/access_token"));
  }
  Client administrator() {
    std::string secret;
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      secret = make_link(tx, service().seal(), Purpose::first_administrator, {}, "",
                         std::chrono::minutes(15));
    });
    nobody()
        .post("/api/accounts/first-administrator", {{"token", secret},
                                                    {"email", "root@example.org"},
                                                    {"name", "Root"},
                                                    {"password", good_password}})
        .expect(200);
    return sign_in("root@example.org");
  }
  std::int64_t count(std::string_view sql) {
    std::int64_t number = 0;
    stoa.database().read_now([&](store::Connection& connection) {
      connection.run(sql, {}, [&](const store::Row& row) {
        number = std::get<std::int64_t>(row.at(0));
        return false;
      });
    });
    return number;
  }
};

std::string cookie_of(const Answer& answer) {
  const std::string field(answer.header("Set-Cookie"));
  return field.substr(0, field.find(';'));
}

// Does the same on many threads at once; how many were answered with `status`.
int at_once(int threads, int status, const std::function<Answer()>& ask) {
  std::atomic<int> hits = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back([&] { hits += ask().status() == status; });
  }
  for (std::thread& thread : all) thread.join();
  return hits;
}

}  // namespace

TEST_CASE("accounts: an account comes to be when its mailed link is opened, once") {
  Town town;
  town.nobody()
      .post("/api/accounts/registrations",
            {{"email", "Ann@Example.ORG"}, {"name", "Ann"}, {"password", good_password}})
      .expect(202);
  town.nobody()
      .post("/api/accounts/tokens", town.credentials("ann@example.org"))
      .expect(401, "wrong_credentials");
  const std::string link = town.mailed();
  // Somebody else may have registered her address: the link wants the password that was chosen.
  town.verify(link, "a password of another").expect(403, "wrong_password");
  auto account = town.verify(link).expect(200);
  CHECK(account.text("/email") == "ann@example.org");
  town.verify(link).expect(422, "link_invalid");
  town.sign_in("ANN@example.org").get("/api/accounts/me").expect(200);
}

TEST_CASE("accounts: fifty sign-ups at once with one address make one account") {
  Town town;
  const json::object form{
      {"email", "many@example.org"}, {"name", "Many"}, {"password", good_password}};
  CHECK(at_once(50, 202, [&] { return town.nobody().post("/api/accounts/registrations", form); }) ==
        50);
  std::vector<std::string> links;
  town.stoa.database().read_now([&](store::Connection& connection) {
    connection.run("select content from _mails", {}, [&](const store::Row& row) {
      links.push_back(town.token_in(std::get<std::string_view>(row.at(0))));
      return true;
    });
  });
  CHECK(links.size() == 50);
  std::atomic<std::size_t> next = 0;
  CHECK(at_once(50, 200, [&] { return town.verify(links[next++]); }) == 1);
  CHECK(town.count("select count(*) from accounts") == 1);
}

TEST_CASE("accounts: who asks about an address learns nothing, for the same work") {
  Town town;
  town.register_person("known@example.org");
  auto same = [&](const std::string& path, auto body_of) {
    const auto before = auth::password_hashes_computed();
    auto known = town.nobody().post(path, body_of("known@example.org"));
    const auto between = auth::password_hashes_computed();
    auto unknown = town.nobody().post(path, body_of("unknown@example.org"));
    CHECK(auth::password_hashes_computed() - between == between - before);
    CHECK(known.status() == unknown.status());
    CHECK(known.body() == unknown.body());
  };
  same("/api/accounts/registrations", [](const char* email) {
    return json::object{{"email", email}, {"name", "X"}, {"password", good_password}};
  });
  same("/api/accounts/password-resets", [](const char* email) {
    return json::object{{"email", email}};
  });
  same("/api/accounts/tokens", [](const char* email) {
    return json::object{{"email", email}, {"password", "not this one"}};
  });
  same("/api/accounts/sessions", [](const char* email) {
    return json::object{{"email", email}, {"password", "not this one"}};
  });
}

TEST_CASE("accounts: a browser's session is a cookie that scripts cannot read") {
  Town town;
  town.register_person("ann@example.org");
  auto in =
      town.nobody().post("/api/accounts/sessions", town.credentials("ann@example.org")).expect(201);
  const std::string field(in.header("Set-Cookie"));
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"}) {
    CHECK_MESSAGE(field.find(part) != field.npos, field);
  }
  const http::Header cookie{"Cookie", cookie_of(in)};
  town.nobody().get("/api/accounts/me", {cookie}).expect(200);
  town.nobody().send("DELETE", "/api/accounts/session", "", {cookie}).expect(403, "cross_site");
  for (const char* origin : {"http://evil.example", "null", "http://localhost.evil.example"}) {
    town.nobody()
        .send("DELETE", "/api/accounts/session", "",
              {cookie, {"Host", "localhost"}, {"Origin", origin}})
        .expect(403, "cross_site");
  }
  town.nobody()
      .send("DELETE", "/api/accounts/session", "", {cookie, {"Sec-Fetch-Site", "same-site"}})
      .expect(403, "cross_site");
  town.nobody()
      .get("/api/accounts/me", {cookie, {"Authorization", "Bearer no"}})
      .expect(401, "not_signed_in");
  town.nobody()
      .send("DELETE", "/api/accounts/session", "",
            {cookie, {"Host", "localhost"}, {"Origin", "http://localhost"}})
      .expect(204);
  town.nobody().get("/api/accounts/me", {cookie}).expect(401, "not_signed_in");
}

TEST_CASE("accounts: a refresh token works once; a second use ends the session") {
  Town town;
  town.register_person("ann@example.org");
  auto first =
      town.nobody().post("/api/accounts/tokens", town.credentials("ann@example.org")).expect(201);
  const json::object used{{"refresh_token", first.text("/refresh_token")}};
  auto second = town.nobody().post("/api/accounts/tokens/refresh", used).expect(201);
  Client program = town.bearer(second.text("/access_token"));
  program.get("/api/accounts/me").expect(200);
  town.nobody().post("/api/accounts/tokens/refresh", used).expect(401, "refresh_invalid");
  program.get("/api/accounts/me").expect(401, "not_signed_in");
  town.nobody()
      .post("/api/accounts/tokens/refresh", {{"refresh_token", second.text("/refresh_token")}})
      .expect(401, "refresh_invalid");
}

TEST_CASE("accounts: a refresh token that many use at once makes one pair of tokens at most") {
  Town town;
  town.register_person("ann@example.org");
  auto first =
      town.nobody().post("/api/accounts/tokens", town.credentials("ann@example.org")).expect(201);
  const json::object used{{"refresh_token", first.text("/refresh_token")}};
  CHECK(at_once(20, 201,
                [&] { return town.nobody().post("/api/accounts/tokens/refresh", used); }) == 1);
}

TEST_CASE("accounts: a session that was ended is nobody's at its next request") {
  Town town;
  town.register_person("ann@example.org");
  Client phone = town.sign_in("ann@example.org"), laptop = town.sign_in("ann@example.org");
  auto sessions = laptop.get("/api/accounts/sessions").expect(200);
  phone.get("/api/accounts/me").expect(200);
  const json::value items = sessions.at("/items");
  for (const json::value& item : items.as_array()) {
    if (item.at("current").as_bool()) continue;
    laptop.del("/api/accounts/sessions/" + std::string(item.at("id").as_string())).expect(204);
  }
  phone.get("/api/accounts/me").expect(401, "not_signed_in");
  laptop.get("/api/accounts/me").expect(200);
}

TEST_CASE("accounts: nobody ends or sees the sessions and keys of somebody else") {
  Town town;
  town.register_person("ann@example.org");
  town.register_person("bob@example.org");
  Client ann = town.sign_in("ann@example.org"), bob = town.sign_in("bob@example.org");
  const std::string session = ann.get("/api/accounts/sessions").text("/items/0/id");
  const std::string key =
      ann.post("/api/accounts/api-keys", {{"name", "k"}, {"scopes", {"library:*:read"}}})
          .expect(201)
          .text("/id");
  bob.del("/api/accounts/sessions/" + session).expect(404, "session_not_found");
  bob.del("/api/accounts/api-keys/" + key).expect(404, "api_key_not_found");
  CHECK(bob.get("/api/accounts/api-keys").at("/items").as_array().empty());
}

TEST_CASE("accounts: a new password ends all other sessions, a reset ends keys too") {
  Town town;
  town.register_person("ann@example.org");
  Client other = town.sign_in("ann@example.org"), mine = town.sign_in("ann@example.org");
  mine.post("/api/accounts/me/password", {{"current", "wrong"}, {"password", "new horse battery"}})
      .expect(403, "wrong_password");
  mine.post("/api/accounts/me/password",
            {{"current", good_password}, {"password", "new horse battery"}})
      .expect(204);
  other.get("/api/accounts/me").expect(401, "not_signed_in");
  const std::string key =
      mine.post("/api/accounts/api-keys", {{"name", "k"}, {"scopes", {"accounts:me:read"}}})
          .text("/key");
  town.bearer(key).get("/api/accounts/me").expect(200);
  town.nobody().post("/api/accounts/password-resets", {{"email", "ann@example.org"}}).expect(202);
  const json::object reset{{"token", town.mailed()}, {"password", "third horse battery"}};
  CHECK(at_once(10, 204, [&] { return town.nobody().post("/api/accounts/passwords", reset); }) ==
        1);
  mine.get("/api/accounts/me").expect(401, "not_signed_in");
  town.bearer(key).get("/api/accounts/me").expect(401, "not_signed_in");
  town.nobody()
      .post("/api/accounts/tokens", town.credentials("ann@example.org"))
      .expect(401, "wrong_credentials");
}

TEST_CASE("accounts: passwords that are easily guessed are refused with a reason") {
  Town town;
  for (const char* weak : {"password", "12345678", "ann@example.org", "short"}) {
    town.nobody()
        .post("/api/accounts/registrations",
              {{"email", "ann@example.org"}, {"name", "Ann"}, {"password", weak}})
        .expect_field("/password", "weak_password");
  }
}

TEST_CASE("accounts: a second factor is asked for, taken once, and recovered from") {
  Town town;
  town.register_person("ann@example.org");
  Client ann = town.sign_in("ann@example.org");
  auto offer = ann.post("/api/accounts/me/authenticators", {{"password", good_password}});
  offer.expect(201);
  const std::string uri = offer.text("/uri");
  CHECK(uri.starts_with("otpauth://totp/"));
  std::string secret;
  town.stoa.database().read_now([&](store::Connection& connection) {
    connection.run("select secret from authenticators", {}, [&](const store::Row& row) {
      secret = *town.service().seal().open(std::get<std::string_view>(row.at(0)), "authenticator");
      return false;
    });
  });
  CHECK(auth::to_base32(secret) == offer.text("/secret"));
  const std::string code = auth::totp_code(secret, wall_clock());
  ann.post("/api/accounts/me/authenticators/confirmations", {{"code", "000000"}})
      .expect(401, "wrong_code");
  auto confirmed =
      ann.post("/api/accounts/me/authenticators/confirmations", {{"code", code}}).expect(201);
  const std::string recovery = confirmed.text("/codes/0");

  json::object form = town.credentials("ann@example.org");
  town.nobody().post("/api/accounts/tokens", form).expect(401, "second_factor_needed");
  form["code"] = code;
  town.nobody().post("/api/accounts/tokens", form).expect(401, "wrong_code");
  form["code"] = auth::totp_code(secret, wall_clock() + std::chrono::seconds(30));
  CHECK(at_once(10, 201, [&] { return town.nobody().post("/api/accounts/tokens", form); }) == 1);
  form["code"] = recovery;
  CHECK(at_once(10, 201, [&] { return town.nobody().post("/api/accounts/tokens", form); }) == 1);
}

TEST_CASE("accounts: an API key may do what its scopes and its owner's roles both allow") {
  Town town;
  Client root = town.administrator();
  auto made =
      root.post("/api/accounts/api-keys", {{"name", "k"}, {"scopes", {"accounts:accounts:admin"}}});
  made.expect(201);
  Client key = town.bearer(made.text("/key"));
  key.get("/api/accounts/accounts").expect(200);
  key.get("/api/accounts/me").expect(403, "scope_missing");
  key.get("/api/accounts/api-keys").expect(403, "person_needed");
  const AccountId bob = town.register_person("bob@example.org");
  const std::string roles = "/api/accounts/accounts/" + to_string(bob) + "/roles/admin";
  key.put(roles).expect(403, "person_needed");
  root.put(roles).expect(204);
  Client bob_key =
      town.bearer(town.sign_in("bob@example.org")
                      .post("/api/accounts/api-keys", {{"name", "b"}, {"scopes", {"*:*:admin"}}})
                      .text("/key"));
  bob_key.get("/api/accounts/accounts").expect(200);
  root.del(roles).expect(204);
  bob_key.get("/api/accounts/accounts").expect(403, "forbidden");
}

TEST_CASE("accounts: a suspended account is nobody, whatever it shows") {
  Town town;
  Client root = town.administrator();
  const AccountId bob = town.register_person("bob@example.org");
  auto tokens =
      town.nobody().post("/api/accounts/tokens", town.credentials("bob@example.org")).expect(201);
  Client program = town.bearer(tokens.text("/access_token"));
  Client key =
      town.bearer(program.post("/api/accounts/api-keys", {{"name", "b"}, {"scopes", {"*:*:read"}}})
                      .text("/key"));
  program.get("/api/accounts/me").expect(200);
  key.get("/api/accounts/me").expect(200);
  root.put("/api/accounts/accounts/" + to_string(bob) + "/suspension").expect(200);
  program.get("/api/accounts/me").expect(401, "not_signed_in");
  key.get("/api/accounts/me").expect(401, "not_signed_in");
  town.nobody()
      .post("/api/accounts/tokens/refresh", {{"refresh_token", tokens.text("/refresh_token")}})
      .expect(401, "refresh_invalid");
  town.nobody()
      .post("/api/accounts/tokens", town.credentials("bob@example.org"))
      .expect(403, "account_suspended");
  root.del("/api/accounts/accounts/" + to_string(bob) + "/suspension").expect(200);
  key.get("/api/accounts/me").expect(401, "not_signed_in");
}

TEST_CASE("accounts: the last administrator stays one") {
  Town town;
  Client root = town.administrator();
  const std::string id = root.get("/api/accounts/me").text("/id");
  root.del("/api/accounts/accounts/" + id + "/roles/admin").expect(409, "last_administrator");
  root.put("/api/accounts/accounts/" + id + "/suspension").expect(409, "last_administrator");
  root.post("/api/accounts/me/departure", {{"password", good_password}})
      .expect(409, "last_administrator");
  root.put("/api/accounts/accounts/" + id + "/roles/library.nobody").expect(422, "unknown_role");
}

TEST_CASE("accounts: who leaves is in no table and in no row of the log") {
  Town town;
  town.register_person("ann@example.org");
  Client ann = town.sign_in("ann@example.org");
  CHECK(ann.get("/api/accounts/me/export").expect(200).text("/account/email") == "ann@example.org");
  ann.patch("/api/accounts/me", {{"name", "Annabel"}}).expect(200);
  ann.post("/api/accounts/me/departure", {{"password", good_password}}).expect(204);
  ann.get("/api/accounts/me").expect(401, "not_signed_in");
  for (const char* table : {"accounts", "passwords", "sessions", "refresh_tokens", "_mails"}) {
    CHECK(town.count(std::string("select count(*) from ") + table) == 0);
  }
  CHECK(town.count("select count(*) from _log where cast(payload as text) like '%ann%' or "
                   "cast(payload as text) like '%Ann%' or actor is not null") == 0);
  CHECK(town.count("select count(*) from _log") > 0);
}

TEST_CASE("accounts: guessing is slowed for who guesses, not for who is guessed at") {
  Town town(5);
  town.register_person("ann@example.org");
  json::object wrong = town.credentials("ann@example.org");
  wrong["password"] = "not this one";
  for (int i = 0; i < 5; ++i) {
    town.nobody().post("/api/accounts/tokens", wrong).expect(401, "wrong_credentials");
  }
  auto refused = town.nobody().post("/api/accounts/tokens", wrong);
  refused.expect(429, "too_many_requests");
  CHECK(!refused.header("Retry-After").empty());
  town.nobody()
      .post("/api/accounts/tokens", town.credentials("ANN@example.org"))
      .expect(429, "too_many_requests");
  town.register_person("bob@example.org");
  town.sign_in("bob@example.org").get("/api/accounts/me").expect(200);
}

TEST_CASE("accounts: tokens of a key that was replaced stay good, new ones have the new kid") {
  Town town;
  Client root = town.administrator();
  auto before = town.nobody().get("/api/accounts/jwks").at("/keys").as_array().size();
  root.post("/api/accounts/signing-keys").expect(200);
  CHECK(town.nobody().get("/api/accounts/jwks").at("/keys").as_array().size() == before + 1);
  root.get("/api/accounts/me").expect(200);
  town.sign_in("root@example.org").get("/api/accounts/me").expect(200);
}

TEST_CASE("accounts: the first administrator's link works once, and not beside another") {
  Town town;
  town.administrator();
  town.nobody()
      .post("/api/accounts/first-administrator", {{"token", auth::make_secret()},
                                                  {"email", "second@example.org"},
                                                  {"name", "Second"},
                                                  {"password", good_password}})
      .expect(422, "link_invalid");
}

TEST_CASE("accounts: an address moves when the link to the new one is opened") {
  Town town;
  town.register_person("ann@example.org");
  town.register_person("bob@example.org");
  Client ann = town.sign_in("ann@example.org");
  ann.post("/api/accounts/me/addresses",
           {{"email", "Anna@example.org"}, {"password", good_password}})
      .expect(202);
  CHECK(ann.get("/api/accounts/me").text("/email") == "ann@example.org");
  town.nobody().post("/api/accounts/addresses", {{"token", town.mailed()}}).expect(200);
  CHECK(ann.get("/api/accounts/me").text("/email") == "anna@example.org");
  ann.post("/api/accounts/me/addresses",
           {{"email", "bob@example.org"}, {"password", good_password}})
      .expect(202);
  CHECK(town.mailed().empty());
}

TEST_CASE("accounts: who signs in again in the same browser has one session") {
  Town town;
  town.register_person("ann@example.org");
  auto first = town.nobody().post("/api/accounts/sessions", town.credentials("ann@example.org"));
  const std::string cookie = cookie_of(first.expect(201));
  const auto json = json::serialize(town.credentials("ann@example.org"));
  auto again = town.nobody().send("POST", "/api/accounts/sessions", json,
                                  {{"Content-Type", "application/json"},
                                   {"Cookie", cookie},
                                   {"Sec-Fetch-Site", "same-origin"}});
  const std::string next = cookie_of(again.expect(201));
  town.nobody().get("/api/accounts/me", {{"Cookie", cookie}}).expect(401, "not_signed_in");
  town.nobody().get("/api/accounts/me", {{"Cookie", next}}).expect(200);
}

TEST_CASE("accounts: a process learns of the signing key that another has made") {
  Town town;
  const Timestamp now = wall_clock();
  accounts::Signer other(town.stoa.database(), town.service().seal(), town.service().base());
  town.service().signer().rotate(now);
  const Id<accounts::Session> session{make_uuid_v7(now)};
  const std::string token = town.service().signer().sign(session, {make_uuid_v7(now)}, {}, now);
  CHECK_FALSE(other.verify(token, now));
  CHECK_FALSE(other.should_reload(token, now));  // it has looked a moment ago
  CHECK_FALSE(other.should_reload("no.to.ken", now + std::chrono::seconds(6)));
  REQUIRE(other.should_reload(token, now + std::chrono::seconds(6)));
  CHECK_FALSE(other.should_reload(token, now + std::chrono::seconds(6)));
  town.stoa.database().read_now([&](store::Connection& connection) {
    Read tx(connection, now);
    other.reload(tx);
  });
  CHECK(other.verify(token, now));
}

TEST_CASE("accounts: a signing key that was replaced is good as long as its last token") {
  Town town;
  auto& signer = town.service().signer();
  const Timestamp now = wall_clock();
  signer.rotate(now);
  CHECK(signer.jwks(now + std::chrono::minutes(5)).keys.size() == 2);
  CHECK(signer.jwks(now + std::chrono::minutes(7)).keys.size() == 1);
}

TEST_CASE("accounts: keys that another master key sealed are no keys to start with") {
  Town town;
  const auth::Seal other = auth::Seal::load(town.stoa.folder() / "another", true);
  CHECK_THROWS_WITH_AS(accounts::Signer(town.stoa.database(), other, "http://x"),
                       doctest::Contains("another master key"), std::runtime_error);
}

TEST_CASE("accounts: an address and password of the configuration are the first administrator's") {
  Town town;
  auto configure = [&](const std::string& email) {
    town.stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      accounts::make_configured_administrator(
          tx, {.email = email,
               .password_hash = auth::hash_password(good_password, town.service().cost())});
    });
  };
  configure("boss@example.org");
  town.sign_in("boss@example.org").get("/api/accounts/accounts").expect(200);
  // The password of the first day does not come back under an address that was given up.
  configure("former@example.org");
  town.nobody()
      .post("/api/accounts/tokens", town.credentials("former@example.org"))
      .expect(401, "wrong_credentials");
  CHECK(town.count("select count(*) from accounts") == 1);
}

TEST_CASE("accounts: who asked to leave is gone once every app could forget them") {
  Town town;
  const AccountId ann = town.register_person("ann@example.org");
  town.stoa.database().write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    Account account = tx.get(ann);
    account.leaving = tx.now();
    tx.update(account);
  });
  town.service().tend();
  CHECK(town.count("select count(*) from accounts") == 0);
}

TEST_CASE("accounts: the demo's people are let in by a demo alone") {
  Town town;
  auto admit = [&](bool demo) {
    town.stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      accounts::admit_demo_people(tx, demo);
    });
    return town.count("select count(*) from accounts where suspended is null");
  };
  Task task(town.stoa.database(), {.now = wall_clock()}, &town.service());
  accounts::plant_people(task);
  CHECK(admit(true) == 3);
  CHECK(admit(false) == 0);
  CHECK(admit(true) == 3);
}

TEST_CASE("accounts: a stranger uses up none of the mails that an address's owner asks for") {
  Town town(5);
  auto mails = [&](std::string_view what, const std::string& network) {
    int number = 0;
    while (number < 100 && town.service().may_mail(what, "ann@example.org", {.network = network})) {
      ++number;
    }
    return number;
  };
  CHECK(mails("reset", "203.0.113.7") == 5);
  CHECK(mails("reset", "203.0.113.8") == 5);
  int all = 10;  // from ever more networks it is a flood, which has an end
  for (int i = 0; i < 20; ++i) all += mails("reset", "2001:db8:0:" + std::to_string(i) + "::/64");
  CHECK(all == 50);
  CHECK(mails("register", "203.0.113.7") == 5);
}

TEST_CASE("accounts: what is over is cleared away, in portions") {
  Town town;
  town.register_person("ann@example.org");
  town.sign_in("ann@example.org");
  auto purge = [&](std::chrono::hours later) {
    bool more = false;
    town.stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock() + later});
      more = accounts::purge(tx).more;
    });
    return more;
  };
  CHECK_FALSE(purge(std::chrono::hours(1)));
  CHECK(purge(std::chrono::hours(24 * 31)));
  CHECK_FALSE(purge(std::chrono::hours(24 * 31)));
  for (const char* table : {"links", "refresh_tokens", "sessions"}) {
    CHECK(town.count("select count(*) from " + std::string(table)) == 0);
  }
}

}  // namespace stoa::accounts
