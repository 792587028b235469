// Mails from the transaction that writes them to whoever takes them.

#include <boost/json.hpp>

#include "kernel/app/app.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using testing::Client;
using testing::Stoa;
using Why = mail::Undeliverable::Why;

struct Greeting {
  static constexpr auto mail = "greeting";
  std::string secret = {};
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (secret))

struct Greet {
  std::optional<AccountId> account = {};
  std::optional<Email> address = {};
  std::string secret = {};
  Default<bool, false> fail = {};
};
BOOST_DESCRIBE_STRUCT(Greet, (), (account, address, secret, fail))

struct Greeted {
  bool mailed = true;
};
BOOST_DESCRIBE_STRUCT(Greeted, (), (mailed))

constexpr Problem refused_greeting{409, "refused_greeting", "Nobody is greeted."};

Greeted greet(Write& tx, const User&, const Greet& in) {
  if (in.account) tx.mail(*in.account, Greeting{in.secret});
  if (in.address) tx.mail(*in.address, Greeting{in.secret});
  if (in.fail) throw refused_greeting;
  return {};
}

const std::vector<embedded::File>& greeting_files() {
  static const std::string english = "Subject: Hello {{name}}\n\nThe secret is {{secret}}.\n";
  static const std::string german = "Subject: Hallo {{name}}\n\nDas Geheimnis ist {{secret}}.\n";
  auto file = [](std::string_view path, const std::string& text) {
    return embedded::File{path, {text.data(), text.data() + text.size()}};
  };
  static const std::vector<embedded::File> files = {file("mail/greeting.en.txt", english),
                                                    file("mail/greeting.de.txt", german)};
  return files;
}

App greetings() {
  App app("greetings", "Mails of a test", greeting_files());
  app.post<&greet>("/greetings", "Greet somebody", {refused_greeting}).mail<Greeting>();
  return app;
}

struct Hall {
  Stoa stoa{greetings()};
  Client ann = stoa.user();

  void greet(const std::string& secret) {
    ann.post("/api/greetings/greetings",
             {{"account", to_string(ann.account())}, {"secret", secret}})
        .expect(201);
  }
  std::string state() {
    return stoa.get("/api/greetings/mails").expect(200).text("/items/0/state");
  }
  std::string newest() { return stoa.get("/api/greetings/mails").expect(200).text("/items/0/id"); }
};

TEST("app: a mail goes once its transaction is committed, and not without it") {
  Hall hall;
  hall.ann
      .post("/api/greetings/greetings",
            {{"account", to_string(hall.ann.account())}, {"secret", "x"}, {"fail", true}})
      .expect(409);
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.empty());
  hall.greet("swordfish");
  CHECK(hall.stoa.postman().taken.empty());
  hall.stoa.run_jobs();
  REQUIRE(hall.stoa.postman().taken.size() == 1);
  const mail::Letter& letter = hall.stoa.postman().taken.front();
  CHECK(letter.address == to_string(hall.ann.account()) + "@people.invalid");
  CHECK(letter.said.subject == "Hello Ann");
  CHECK(letter.said.text == "The secret is swordfish.\n");
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.size() == 1);
}

TEST("app: a mail is in the language of whom it is for") {
  Hall hall;
  hall.stoa.directory().locale = "de-AT";
  hall.greet("Rumpelstilzchen");
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.at(0).said.subject == "Hallo Ann");
}

TEST("app: what a mail says is sealed in the database, and goes with the mail") {
  Hall hall;
  auto in_clear = [&] {
    std::int64_t rows = 0;
    hall.stoa.database().read_now([&](store::Connection& connection) {
      for (const char* sql :
           {"select count(*) from _mails where content like '%swordfish%' or said like "
            "'%swordfish%'",
            "select count(*) from _jobs where payload like '%swordfish%'",
            "select count(*) from _mails where content is not null or said is not null"})
        connection.run(sql, {}, [&](const store::Row& row) {
          rows = rows * 10 + std::get<std::int64_t>(row.at(0));
          return true;
        });
    });
    return rows;
  };
  hall.greet("swordfish");
  CHECK(in_clear() == 1);  // only the last counts it: there, and sealed
  hall.stoa.postman().fate = mail::Fate::sent;
  hall.stoa.run_jobs();
  CHECK(in_clear() == 0);
  CHECK(hall.state() == "sent");
  hall.stoa.post("/api/greetings/mails/" + hall.newest() + "/resend", {})
      .expect(409, "mail_not_to_resend");
}

TEST("app: an administrator reads the mailbox, and nobody else") {
  Hall hall;
  hall.greet("swordfish");
  const std::string url = "/api/greetings/mails/" + hall.newest();
  CHECK(hall.stoa.get(url).expect(200).at("/text").is_null());
  hall.stoa.run_jobs();
  CHECK(hall.stoa.get(url).expect(200).text("/text") == "The secret is swordfish.\n");
  CHECK(hall.state() == "kept");
  hall.ann.get(url).expect(403);
  hall.stoa.nobody().get("/api/greetings/mails").expect(401);
  hall.stoa.post(url + "/resend", {}).expect(200);
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.size() == 2);
}

TEST("app: what a server does not take now is tried again") {
  Hall hall;
  hall.stoa.postman().refusal.emplace(Why::later, "451 greylisted");
  hall.greet("x");
  hall.stoa.run_jobs();
  CHECK(hall.state() == "waiting");
  CHECK(hall.stoa.get("/api/greetings/jobs").expect(200).body().find("greylisted") !=
        std::string::npos);
  hall.stoa.postman().refusal.reset();
  hall.stoa.travel(std::chrono::hours(1));
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.size() == 1);
}

TEST("app: an address that a server does not know is left alone until an administrator says") {
  Hall hall;
  hall.stoa.postman().refusal.emplace(Why::address, "550 no such user");
  hall.greet("x");
  hall.stoa.run_jobs();
  CHECK(hall.state() == "failed");
  hall.stoa.postman().refusal.reset();
  hall.greet("y");
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.empty());
  CHECK(hall.state() == "suppressed");
  const auto list = hall.stoa.get("/api/greetings/mail-suppressions").expect(200);
  CHECK(list.text("/items/0/reason") == "550 no such user");
  hall.stoa.post("/api/greetings/mail-suppressions", {{"address", list.text("/items/0/address")}})
      .expect(409, "suppressed_already");
  hall.stoa.del("/api/greetings/mail-suppressions/" + list.text("/items/0/id")).expect(204);
  hall.stoa.post("/api/greetings/mails/" + hall.newest() + "/resend", {}).expect(200);
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.size() == 1);
}

TEST("app: a mail that is refused for good fails, and its address is no worse for it") {
  Hall hall;
  hall.stoa.postman().refusal.emplace(Why::never, "554 looks like spam");
  hall.greet("x");
  hall.stoa.run_jobs();
  CHECK(hall.state() == "failed");
  CHECK(hall.stoa.get("/api/greetings/mail-suppressions")
            .expect(200)
            .at("/items")
            .as_array()
            .empty());
}

TEST("app: nothing is sent to who is gone, and what was sent goes with them") {
  Hall hall;
  hall.stoa.directory().gone = hall.ann.account();
  hall.greet("x");
  hall.stoa.run_jobs();
  CHECK(hall.stoa.postman().taken.empty());
  CHECK(hall.state() == "failed");
}

TEST("app: an app whose mail has no template does not start") {
  static const std::vector<embedded::File> none;
  App bare("greetings", "Mails of a test", none);
  bare.post<&greet>("/greetings", "Greet somebody", {refused_greeting}).mail<Greeting>();
  CHECK_THROWS_WITH_AS(Stoa{std::move(bare)}, "there is no mail/greeting.en.txt", std::logic_error);
}

}  // namespace
}  // namespace stoa
