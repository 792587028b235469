#include "kernel/auth/remote_authenticator.h"

#include <thread>

#include "kernel/auth/accounts_far_away.h"
#include "kernel/http/test_certificate.h"
#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;  // a machine that hangs, not one that is slow

struct Found {
  Principal principal;
  std::optional<Refusal> refusal;

  bool is_nobody() const { return !refusal && principal.credential == Credential::none; }
  bool is_somebody() const { return !refusal && !principal.account.is_nil(); }
  // What a request gets that nobody can judge: 503 with the time to wait.
  bool is_unavailable() const {
    return refusal && refusal->problem == problems::unavailable && refusal->retry_after_s > 0;
  }
};

std::future<Found> begin(Authenticator& remote, Credential kind, const std::string& secret) {
  auto promise = std::make_shared<std::promise<Found>>();
  remote.authenticate({kind, secret}, [promise](Principal found, std::optional<Refusal> refusal) {
    promise->set_value({std::move(found), std::move(refusal)});
  });
  return promise->get_future();
}

Found end(std::future<Found> begun) {
  REQUIRE(begun.wait_for(patience) == std::future_status::ready);
  return begun.get();
}

Found ask(Authenticator& remote, Credential kind, const std::string& secret) {
  return end(begin(remote, kind, secret));
}

template <class Condition>
void until(Condition holds) {
  const auto late = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    REQUIRE(std::chrono::steady_clock::now() < late);
    std::this_thread::sleep_for(2ms);
  }
}

Standing somebody(std::vector<std::string> roles = {}) {
  Standing standing{.active = true, .account = AccountId{make_uuid_v7(wall_clock())}};
  standing.session.emplace() = to_string(make_uuid_v7(wall_clock()));
  standing.roles = std::move(roles);
  return standing;
}

RemoteOptions options_for(const AccountsFarAway& far, std::chrono::milliseconds remember = 1min) {
  RemoteOptions options;
  options.url = far.url();
  options.api_key = far.api_key;
  options.remember = remember;
  options.whole = 10s;  // where nothing is slow, no machine is too slow
  options.keys = {.every = 1h, .again = 20ms, .whole = 10s};
  return options;
}

std::string token_of(const SigningKey& key, std::chrono::seconds life = 5min) {
  const std::int64_t now = wall_clock().micros / 1'000'000;
  AccessClaims claims{.iss = "https://people.example", .aud = "stoa", .sub = "a", .sid = "b"};
  claims.iat = now - 600;
  claims.exp = now + life.count();
  return sign_token(claims, key);
}

TEST("remote: who was found is remembered, with roles and scopes, and so is who was not") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far));
  const std::string key = make_api_key(), stranger = make_secret();
  Standing standing = somebody({"library.librarian"});
  standing.scopes = {"library:*:write"};
  far.know(key, standing);
  for (int i = 0; i < 3; ++i) {
    const Found found = ask(remote, Credential::api_key, key);
    REQUIRE(found.is_somebody());
    CHECK(found.principal.credential == Credential::api_key);
    CHECK(found.principal.account == *standing.account);
    CHECK(to_string(found.principal.session) == *standing.session);
    CHECK(found.principal.roles == standing.roles);
    CHECK(found.principal.scopes == standing.scopes);
  }
  CHECK(far.questions == 1);
  for (int i = 0; i < 3; ++i) CHECK(ask(remote, Credential::cookie, stranger).is_nobody());
  CHECK(far.questions == 2);
  CHECK(ask(remote, Credential::none, "").is_nobody());
  CHECK(far.questions == 2);
}

TEST("remote: what ended there ends here once the moment is over") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far, 50ms));
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  CHECK(ask(remote, Credential::cookie, cookie).is_somebody());
  far.forget(cookie);
  until([&] { return ask(remote, Credential::cookie, cookie).is_nobody(); });
  far.know(cookie, somebody());
  until([&] { return ask(remote, Credential::cookie, cookie).is_somebody(); });
}

TEST("remote: what is heard to have ended is asked about anew, and nobody else") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far));
  const std::string cookie = make_secret(), other = make_secret();
  const Standing standing = somebody();
  far.know(cookie, standing);
  far.know(other, somebody());
  CHECK(ask(remote, Credential::cookie, cookie).is_somebody());
  CHECK(ask(remote, Credential::cookie, other).is_somebody());
  far.forget(cookie);
  CHECK(ask(remote, Credential::cookie, cookie).is_somebody());
  remote.forget(*standing.account);
  CHECK(ask(remote, Credential::cookie, cookie).is_nobody());
  CHECK(ask(remote, Credential::cookie, other).is_somebody());
  CHECK(far.questions == 3);
}

TEST("remote: an answer from before what was heard is not for who came after, nor remembered") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far));
  const std::string cookie = make_secret();
  const Standing standing = somebody();
  far.know(cookie, standing);
  far.hold();
  auto early = begin(remote, Credential::cookie, cookie);
  until([&] { return far.questions == 1; });
  far.forget(cookie);
  remote.forget(*standing.account);
  auto late = begin(remote, Credential::cookie, cookie);
  far.release();
  CHECK(end(std::move(early)).is_somebody());
  CHECK(end(std::move(late)).is_nobody());
  CHECK(ask(remote, Credential::cookie, cookie).is_nobody());
}

TEST("remote: a secret of one kind is not one of another") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far));
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  CHECK(ask(remote, Credential::cookie, cookie).is_somebody());
  CHECK(ask(remote, Credential::api_key, cookie).is_nobody());
  CHECK(ask(remote, Credential::token, cookie).is_nobody());
}

TEST("remote: what cannot be valid costs no question") {
  AccountsFarAway far;
  const SigningKey key = make_signing_key();
  far.publish({to_jwk(key)});
  RemoteAuthenticator remote(options_for(far));
  const std::string good = token_of(key);
  far.know(good, somebody());
  CHECK(ask(remote, Credential::token, good).is_somebody());
  CHECK(far.questions == 1);
  SigningKey forger = make_signing_key();
  forger.kid = key.kid;
  std::string changed = good;
  changed[changed.find('.') + 5] ^= 1;
  for (const std::string& token :
       {token_of(forger), token_of(key, -1s), changed, good + "x", std::string("no.to.ken"),
        std::string(), std::string(5000, 'a'), std::string("..")}) {
    CHECK_MESSAGE(ask(remote, Credential::token, token).is_nobody(), token);
  }
  std::string misread = make_api_key();
  misread.back() = misread.back() == 'a' ? 'b' : 'a';
  CHECK(ask(remote, Credential::api_key, misread).is_nobody());
  for (const std::string& cookie : {std::string("short"), std::string("\xFF\"\n", 3), good}) {
    CHECK(ask(remote, Credential::cookie, cookie).is_nobody());
  }
  CHECK(far.questions == 1);
}

TEST("remote: a key that is new is fetched, a made-up one makes few fetches") {
  AccountsFarAway far;
  const SigningKey old_key = make_signing_key(), new_key = make_signing_key();
  far.publish({to_jwk(old_key)});
  RemoteOptions options = options_for(far);
  options.keys.again = 200ms;
  RemoteAuthenticator remote(options);
  until([&] { return far.fetches == 1; });
  far.publish({to_jwk(new_key), to_jwk(old_key)});
  const std::string token = token_of(new_key);
  far.know(token, somebody());
  until([&] { return ask(remote, Credential::token, token).is_somebody(); });
  const int before = far.fetches;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    CHECK(ask(remote, Credential::token, token_of(make_signing_key())).is_nobody());
  }
  const auto taken = std::chrono::steady_clock::now() - begun;
  CHECK(far.fetches - before <= taken / 200ms + 1);
  CHECK(far.questions == 1);
}

TEST("remote: many who show the same make one question") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far));
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  far.hold();
  std::vector<std::future<Found>> begun;
  for (int i = 0; i < 50; ++i) begun.push_back(begin(remote, Credential::cookie, cookie));
  until([&] { return far.questions == 1; });
  for (int i = 0; i < 50; ++i) begun.push_back(begin(remote, Credential::cookie, cookie));
  far.release();
  for (auto& one : begun) CHECK(end(std::move(one)).is_somebody());
  CHECK(far.questions == 1);
}

TEST("remote: who comes long after a question left is asked for anew") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far, 0ms));
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  far.hold();
  auto early = begin(remote, Credential::cookie, cookie);
  until([&] { return far.questions == 1; });
  far.forget(cookie);
  std::this_thread::sleep_for(2ms);
  auto late = begin(remote, Credential::cookie, cookie);
  far.release();
  CHECK(end(std::move(early)).is_somebody());
  CHECK(end(std::move(late)).is_nobody());
  CHECK(far.questions == 2);
}

TEST("remote: an answer that was on its way for long is not remembered for long as well") {
  AccountsFarAway far;
  RemoteAuthenticator remote(options_for(far, 100ms));
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  far.hold();
  auto begun = begin(remote, Credential::cookie, cookie);
  until([&] { return far.questions == 1; });
  far.forget(cookie);
  std::this_thread::sleep_for(150ms);
  far.release();
  CHECK(end(std::move(begun)).is_somebody());
  CHECK(ask(remote, Credential::cookie, cookie).is_nobody());
}

TEST("remote: while the accounts are away, who is remembered goes on; the others hear 503") {
  AccountsFarAway far;
  const SigningKey key = make_signing_key();
  far.publish({to_jwk(key)});
  RemoteAuthenticator remote(options_for(far));
  const std::string known = make_secret(), other = make_secret(), token = token_of(key);
  for (const std::string& secret : {known, other, token}) far.know(secret, somebody());
  CHECK(ask(remote, Credential::cookie, known).is_somebody());
  until([&] { return far.fetches > 0; });
  far.go();
  CHECK(ask(remote, Credential::cookie, known).is_somebody());
  CHECK(ask(remote, Credential::cookie, other).is_unavailable());
  CHECK(ask(remote, Credential::token, token).is_unavailable());
  CHECK(ask(remote, Credential::token, "for.ged.").is_nobody());
  std::this_thread::sleep_for(30ms);  // may fetch again
  CHECK(ask(remote, Credential::token, token_of(make_signing_key())).is_unavailable());
  far.come();
  CHECK(ask(remote, Credential::cookie, other).is_somebody());
  CHECK(ask(remote, Credential::token, token).is_somebody());
}

TEST("remote: accounts that were away from the start are found when they come") {
  AccountsFarAway far;
  const SigningKey key = make_signing_key();
  far.publish({to_jwk(key)});
  far.go();
  RemoteAuthenticator remote(options_for(far));
  const std::string token = token_of(key);
  far.know(token, somebody());
  CHECK(ask(remote, Credential::token, token).is_unavailable());
  far.come();
  until([&] { return ask(remote, Credential::token, token).is_somebody(); });
}

TEST("remote: who is not answered in time hears 503, and is let in later") {
  AccountsFarAway far;
  RemoteOptions options = options_for(far);
  options.whole = 100ms;
  RemoteAuthenticator remote(options);
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  far.hold();
  CHECK(ask(remote, Credential::cookie, cookie).is_unavailable());
  far.release();
  until([&] { return ask(remote, Credential::cookie, cookie).is_somebody(); });
}

TEST("remote: an answer that is none lets nobody in, and is not remembered") {
  AccountsFarAway far, liar;
  RemoteAuthenticator remote(options_for(far));
  const std::string cookie = make_secret();
  Standing standing = somebody({"admin"});
  far.know(cookie, standing);
  liar.know(cookie, standing);
  std::vector<http::Response> wrong;
  auto say = [&](int status, std::string body) {
    wrong.push_back({.status = status});
    wrong.back().body = std::move(body);
  };
  const std::string yes = to_json(standing);
  say(200, "");
  say(200, "no JSON");
  say(200, "[]");
  say(200, yes.substr(0, yes.size() - 1));
  say(200, R"({"active":true})");
  say(200, R"({"active":"yes"})");
  say(200, R"({"active":true,"account":"me","session":"mine"})");
  say(200, yes + std::string(100'000, ' '));
  for (const int status : {201, 401, 403, 404, 429, 500, 503}) say(status, yes);
  say(307, yes);
  wrong.back().headers.set("Location", liar.url() + std::string(introspection_path));
  for (const http::Response& response : wrong) {
    far.say(response);
    INFO(response.status << " " << response.body.substr(0, 100));
    CHECK(ask(remote, Credential::cookie, cookie).is_unavailable());
  }
  CHECK(liar.questions == 0);
  far.say({.status = 0});
  CHECK(ask(remote, Credential::cookie, cookie).is_somebody());
}

TEST("remote: more than may wait are told to come again") {
  AccountsFarAway far;
  RemoteOptions options = options_for(far);
  options.most_waiting = 4;
  options.at_once = 2;
  RemoteAuthenticator remote(options);
  far.hold();
  std::vector<std::future<Found>> begun;
  for (int i = 0; i < 4; ++i) begun.push_back(begin(remote, Credential::cookie, make_secret()));
  const Found refused = ask(remote, Credential::cookie, make_secret());
  REQUIRE(refused.refusal);
  CHECK(refused.refusal->problem == problems::overloaded);
  CHECK(refused.refusal->retry_after_s > 0);
  far.release();
  for (auto& one : begun) CHECK(end(std::move(one)).is_nobody());
}

TEST("remote: whoever waits when it ends is told so") {
  AccountsFarAway far;
  std::vector<std::future<Found>> begun;
  {
    RemoteOptions options = options_for(far);
    options.at_once = 1;
    RemoteAuthenticator remote(options);
    far.hold();
    for (int i = 0; i < 3; ++i) begun.push_back(begin(remote, Credential::cookie, make_secret()));
    until([&] { return far.questions == 1; });
  }
  for (auto& one : begun) CHECK(end(std::move(one)).is_unavailable());
}

TEST("remote: over TLS only a certificate that is trusted, for that name, will do") {
  http::TestCertificate certificate;
  http::ServerOptions tls;
  tls.tls_certificate = certificate.certificate();
  tls.tls_key = certificate.key();
  AccountsFarAway far(tls);
  const std::string cookie = make_secret();
  far.know(cookie, somebody());
  RemoteOptions options = options_for(far);
  options.url = far.url("https", "localhost");
  {
    RemoteAuthenticator distrusting(options);
    CHECK(ask(distrusting, Credential::cookie, cookie).is_unavailable());
  }
  options.ca_file = certificate.certificate();
  {
    RemoteAuthenticator trusting(options);
    CHECK(ask(trusting, Credential::cookie, cookie).is_somebody());
  }
  options.url = far.url("https", "127.0.0.1");
  RemoteAuthenticator misnamed(options);
  CHECK(ask(misnamed, Credential::cookie, cookie).is_unavailable());
  CHECK(far.questions == 1);
}

TEST("remote: an address to ask at is a place, and over TLS unless it is here") {
  for (const char* good : {"https://accounts.example", "https://accounts.example:8443",
                           "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080"}) {
    CHECK_MESSAGE(fault_of_url(good, false).empty(), good);
  }
  for (const char* bad : {"", "accounts.example", "https://", "ftp://accounts.example",
                          "https://user@accounts.example", "https://accounts.example/api",
                          "http://accounts.example", "http://localhost.example:8080"}) {
    CHECK_MESSAGE(!fault_of_url(bad, false).empty(), bad);
  }
  CHECK(fault_of_url("http://accounts.example", true).empty());
}

}  // namespace
}  // namespace stoa::auth
