// A whole Stoa inside of a test: real router, real store, no sockets. It runs on SQLite, or on
// PostgreSQL where STOA_TEST_DATABASE_URL names a server.
//
// Each has a data folder of its own in the temporary folder, removed at its end. Used by one test,
// on its thread; requests may be made from several.
#pragma once

#include <atomic>
#include <boost/json/value.hpp>
#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "kernel/app/kernel.h"
#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::testing {

namespace json = boost::json;

// What came back. expect() fails the test with the whole answer in its message.
class Answer {
 public:
  explicit Answer(http::Response response) : response_(std::move(response)) {
    if (response_.shared_body) response_.body = *response_.shared_body;
    while (response_.stream) {
      const std::string piece = response_.stream->next();
      response_.body += piece;
      if (piece.empty()) break;
    }
  }

  const Answer& expect(int status) const;
  // A problem with this code.
  const Answer& expect(int status, std::string_view code) const;
  // A validation problem that names a field with a code.
  const Answer& expect_field(std::string_view pointer, std::string_view code) const;

  int status() const { return response_.status; }
  std::string_view header(std::string_view name) const { return response_.headers.get(name); }
  const std::string& body() const { return response_.body; }
  json::value json() const;
  // A member by its JSON Pointer; fails the test when there is none.
  json::value at(std::string_view pointer) const;
  std::string text(std::string_view pointer) const { return at(pointer).as_string().c_str(); }
  // Where what was made is: its Location.
  std::string url() const { return std::string(header("Location")); }

 private:
  http::Response response_;
};

// A text as the value of a query's parameter.
std::string percent_encoded(std::string_view text);

struct StoaOptions {
  bool demo = false;
  bool own_accounts = false;  // the app finds out who calls: it is `accounts` itself
  std::function<void(Config&)> configure = {};
};

// Somebody who calls: each request goes out in their name.
class Client {
 public:
  Client(Kernel& kernel, std::string authorization, AccountId account = {})
      : kernel_(&kernel), authorization_(std::move(authorization)), account_(account) {}

  Answer get(std::string path, std::vector<http::Header> headers = {}) const;
  Answer post(std::string path, const json::value& body = json::object{}) const;
  Answer put(std::string path, const json::value& body = json::object{}) const;
  Answer patch(std::string path, const json::value& body) const;
  Answer del(std::string path) const;
  // Any request, for what a well-meaning client would not send.
  Answer send(std::string method, std::string target, std::string body = {},
              std::vector<http::Header> headers = {}) const;
  const AccountId& account() const { return account_; }
  // The field that says who they are, for what is sent by other means; "" for nobody.
  const std::string& authorization() const { return authorization_; }

 private:
  void take_body(http::Request& request) const;

  Kernel* kernel_;
  std::string authorization_;  // "" for nobody
  AccountId account_;
};

// Lets everyone in whose token says who they are: tests of apps are not about signing in.
class TrustingAuthenticator : public Authenticator {
 public:
  // The Authorization field of an account with these roles.
  static std::string authorization(const AccountId& account, const std::vector<std::string>& roles);
  void authenticate(const Credentials& credentials, Found found) override;
  // From now on what they showed is nobody's.
  void forget(const AccountId& account);

 private:
  std::mutex mutex_;
  std::set<Uuid> forgotten_;
};

// Everybody's address is at people.invalid, but of those who are gone.
class OpenDirectory : public Directory {
 public:
  std::optional<Contact> contact(const AccountId& account) override;
  std::optional<Language> locale = {};  // of all of them
  std::optional<AccountId> gone = {};
  DemoPeople demo_people() override { return people; }
  DemoPeople people = {{"ada", {make_uuid_v7(wall_clock())}},
                       {"lia", {make_uuid_v7(wall_clock())}},
                       {"rob", {make_uuid_v7(wall_clock())}}};
};

// Keeps what it is given, or refuses it as it is told.
class WatchedPostman : public mail::Postman {
 public:
  mail::Fate take(const mail::Letter& letter) override;
  std::vector<mail::Letter> taken = {};
  mail::Fate fate = mail::Fate::kept;
  std::optional<mail::Undeliverable> refusal = {};

 private:
  std::mutex mutex_;
};

// The Stoa itself calls as an administrator; user() and nobody() call as others.
class Stoa {
 public:
  explicit Stoa(App app, StoaOptions options = {})
      : Stoa(std::vector<App>{std::move(app)}, std::move(options)) {}
  // Several, which hear of each other's events.
  explicit Stoa(std::vector<App> apps, StoaOptions options = {});
  ~Stoa();

  Answer get(std::string path, std::vector<http::Header> headers = {});
  Answer post(std::string path, const json::value& body);
  Answer patch(std::string path, const json::value& body);
  Answer del(std::string path);
  Answer send(std::string method, std::string target, std::string body = {},
              std::vector<http::Header> headers = {});

  // A new account with these roles: "library.librarian".
  Client user(std::vector<std::string> roles = {});
  Client nobody() { return {*kernel_, ""}; }

  // Runs all jobs, of mails too, whose time has come, one after the other as far as their order is
  // said; how many runs that were. Nothing runs by itself in a test.
  std::size_t run_jobs() { return kernel_->run_due_jobs(); }
  // Jobs become due as if so much time had passed, and see that time. Requests do not.
  void travel(std::chrono::microseconds time) { travelled_ += time.count(); }

  TrustingAuthenticator& authenticator() { return authenticator_; }
  OpenDirectory& directory() { return directory_; }
  WatchedPostman& postman() { return postman_; }
  Kernel& kernel() { return *kernel_; }
  // Of an app, the first if there are several.
  store::Database& database(std::size_t app = 0) { return *kernel_->apps()[app].database; }
  const std::optional<PostgresTestDatabase>& postgres() const { return postgres_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::optional<PostgresTestDatabase> postgres_;
  TrustingAuthenticator authenticator_;
  OpenDirectory directory_;
  WatchedPostman postman_;
  std::atomic<std::int64_t> travelled_ = 0;  // microseconds
  std::unique_ptr<Kernel> kernel_;
  std::optional<Client> admin_;
};

}  // namespace stoa::testing
