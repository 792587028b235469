// Webhooks from the transaction in which something happens to the server that is told of it.

#include <boost/json.hpp>
#include <deque>
#include <mutex>

#include "kernel/app/webhooks.h"
#include "kernel/http/server.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using namespace std::chrono_literals;
using testing::Stoa;
namespace json = boost::json;

// ---- an app that has something to tell ------------------------------------------------------

struct BellFields {
  Text<1, 50> name = {};
};
BOOST_DESCRIBE_STRUCT(BellFields, (), (name))
struct Bell : BellFields {
  static constexpr auto table = "bells";
  Id<Bell> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Bell, (BellFields), (id, version, created, updated))

struct Chimed {
  static constexpr auto event = "steeple.chimed";
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(Chimed, (), (name))
// Of which nobody outside is told.
struct Creaked {
  static constexpr auto event = "steeple.creaked";
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(Creaked, (), (name))

Bell hang_bell(Write& tx, const User&, const BellFields& in) {
  Bell bell;
  static_cast<BellFields&>(bell) = in;
  return tx.insert(bell);
}
Bell get_bell(Read& tx, const User&, const Id<Bell>& id) { return tx.get(id); }
Bell ring_bell(Write& tx, const User&, const Id<Bell>& id) {
  const Bell bell = tx.get(id);
  tx.emit(Creaked{bell.name}, id);
  tx.emit(Chimed{bell.name}, id);
  return bell;
}
void silence_bell(Write& tx, const User&, const Id<Bell>& id) { tx.forget(id, {"name"}); }

const std::vector<embedded::File>& steeple_files() {
  static const std::string sql =
      "create table bells (id {id} primary key not null, name {text} not null, version {int} not "
      "null, created {instant} not null, updated {instant} not null) strict;";
  static const std::vector<embedded::File> files = {
      {"migrations/1_bells.sql", {sql.data(), sql.data() + sql.size()}}};
  return files;
}

App steeple() {
  App app("steeple", "Bells of a test", steeple_files());
  app.post<&hang_bell>("/bells", "Hang a bell")
      .get<&get_bell>("/bells/{id}", "A bell")
      .post<&ring_bell>("/bells/{id}/ring", "Ring a bell")
      .post<&silence_bell>("/bells/{id}/silence", "Forget a bell's name")
      .publishes<Chimed>("A bell rang");
  return app;
}

// ---- whoever is told ------------------------------------------------------------------------

struct Got {
  std::string id, signature, type, body;
};

class Receiver {
 public:
  Receiver() : server_(options(), handler()) { server_.start(); }
  ~Receiver() { server_.stop(0ms); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/"; }
  // From now on, until told otherwise.
  void answer(int status, std::string retry_after = {}) {
    const std::lock_guard lock(mutex_);
    status_ = status;
    retry_after_ = std::move(retry_after);
  }
  std::vector<Got> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(got_, {});
  }
  // What was rung, by the messages since the last time.
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const Got& got : take()) {
      const json::value event = json::parse(got.body);
      names.emplace_back(event.at_pointer("/data/name").as_string().c_str());
    }
    return names;
  }

 private:
  static http::ServerOptions options() {
    http::ServerOptions made;
    made.port = 0;
    made.threads = 1;
    return made;
  }
  http::Handler handler() {
    return [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
      const std::lock_guard lock(mutex_);
      const auto field = [&](std::string_view name) {
        return std::string(request->headers.get(name));
      };
      got_.push_back(
          {field("webhook-id"), field("webhook-signature"), field("Content-Type"), request->body});
      http::Response response{.status = status_, .body = "thank you"};
      if (!retry_after_.empty()) response.headers.add("Retry-After", retry_after_);
      respond(std::move(response));
    };
  }

  std::mutex mutex_;
  int status_ = 200;
  std::string retry_after_;
  std::vector<Got> got_;
  http::Server server_;
};

struct Square {
  Receiver receiver;
  Stoa stoa{steeple(),
            {.configure = [](Config& config) { config.webhooks_allow_private = {"127.0.0.1"}; }}};
  std::string hook;

  explicit Square(const json::array& events = {"steeple.chimed"}) {
    hook = stoa.post("/api/steeple/webhooks", {{"url", receiver.url()}, {"events", events}})
               .expect(201)
               .text("/id");
    stoa.run_jobs();
  }
  std::string at(const std::string& path = "") { return "/api/steeple/webhooks/" + hook + path; }
  std::string bell(const std::string& name) {
    return stoa.post("/api/steeple/bells", {{"name", name}}).expect(201).text("/id");
  }
  void ring(const std::string& name) {
    stoa.post("/api/steeple/bells/" + bell(name) + "/ring", json::object{}).expect(201);
  }
  json::array deliveries(const std::string& query = "") {
    return stoa.get(at("/deliveries" + query)).expect(200).at("/items").as_array();
  }
  std::string state(std::size_t index = 0) {
    return deliveries().at(index).at("state").as_string().c_str();
  }
};

using Names = std::vector<std::string>;

// ---- scenarios ------------------------------------------------------------------------------

TEST("app: a webhook is told of what happens after it was made, in order") {
  Square square;
  for (const char* name : {"Ann", "Ben", "Cay"}) square.ring(name);
  square.stoa.run_jobs();
  CHECK(square.receiver.names() == Names{"Ann", "Ben", "Cay"});
  square.stoa.run_jobs();
  CHECK(square.receiver.take().empty());
  CHECK(square.state() == "delivered");
}

TEST("app: a message is a CloudEvent") {
  Square square;
  square.ring("Ann");
  square.stoa.run_jobs();
  const auto got = square.receiver.take();
  REQUIRE(got.size() == 1);
  const json::object event = json::parse(got[0].body).as_object();
  CHECK(got[0].type == "application/cloudevents+json; charset=utf-8");
  CHECK(event.at("specversion") == "1.0");
  CHECK(event.at("type") == "steeple.chimed");
  CHECK(event.at("id") == json::value(got[0].id));
  CHECK(event.at("data") == json::value({{"name", "Ann"}}));
  CHECK(got[0].signature.starts_with("v1,"));
}

TEST("app: a webhook is told of no event that is not published, and only of those it asked for") {
  Square all({"*"}), changes({"steeple.bells.*"});
  for (Square* square : {&all, &changes}) {
    square->ring("Ann");
    square->stoa.run_jobs();
  }
  const auto types = [](Square& square) {
    Names types;
    for (const Got& got : square.receiver.take())
      types.emplace_back(json::parse(got.body).at("type").as_string().c_str());
    return types;
  };
  CHECK(types(all) == Names{"steeple.bells.inserted", "steeple.chimed"});
  CHECK(types(changes) == Names{"steeple.bells.inserted"});
}

TEST("app: of a record a webhook is told where it is, and nothing of it") {
  Square square({"steeple.bells.inserted"});
  const std::string id = square.bell("Ann");
  square.stoa.run_jobs();
  const auto got = square.receiver.take();
  REQUIRE(got.size() == 1);
  CHECK(got[0].body.find("Ann") == std::string::npos);
  const json::value event = json::parse(got[0].body);
  CHECK(event.at_pointer("/data/id") == json::value(id));
  const std::string url = event.at_pointer("/data/url").as_string().c_str();
  CHECK(url.ends_with("/api/steeple/bells/" + id));
}

TEST("app: what a webhook does not take holds back what comes behind it") {
  Square square;
  square.receiver.answer(500);
  square.ring("Ann");
  square.ring("Ben");
  square.stoa.run_jobs();
  const auto first = square.receiver.take();
  REQUIRE(first.size() == 1);
  CHECK(square.stoa.get(square.at()).at("/retry_at").is_string());
  CHECK(square.deliveries("?state=waiting").at(0).at("status") == 500);
  CHECK(square.deliveries("?state=waiting").at(0).at("answer") == "thank you");
  square.receiver.answer(204);
  square.stoa.travel(10s);
  square.stoa.run_jobs();
  const auto then = square.receiver.take();
  REQUIRE(then.size() == 2);
  CHECK(then[0].id == first[0].id);
  CHECK(then[0].body == first[0].body);
  CHECK(json::parse(then[1].body).at_pointer("/data/name") == "Ben");
  CHECK(square.stoa.get(square.at()).at("/retry_at").is_null());
}

TEST("app: a webhook that asks to wait is given the time") {
  Square square;
  square.receiver.answer(429, "3600");
  square.ring("Ann");
  square.stoa.run_jobs();
  square.stoa.travel(50min);
  square.stoa.run_jobs();
  CHECK(square.receiver.take().size() == 1);
  square.stoa.travel(30min);
  square.stoa.run_jobs();
  CHECK(square.receiver.take().size() == 1);
}

TEST(
    "app: a webhook where nothing arrives for five days is switched off, and goes on once it is "
    "on") {
  Square square;
  square.receiver.answer(503);
  square.ring("Ann");
  square.ring("Ben");
  for (int i = 0; i < 70; ++i) {
    square.stoa.run_jobs();
    square.stoa.travel(2h);
  }
  const auto page = square.stoa.get(square.at()).expect(200);
  CHECK(page.at("/enabled") == false);
  CHECK(page.text("/disabled_because") == "Nothing has arrived there for five days.");
  CHECK(square.deliveries("?state=dead").size() == 1);
  square.receiver.take();
  square.receiver.answer(200);
  square.ring("Cay");
  square.stoa.run_jobs();
  CHECK(square.receiver.take().empty());
  square.stoa.post(square.at("/ping"), json::object{}).expect(202);  // may be tried all the same
  square.stoa.run_jobs();
  CHECK(square.receiver.take().size() == 1);
  square.stoa.patch(square.at(), {{"enabled", true}}).expect(200);
  square.stoa.run_jobs();
  CHECK(square.receiver.names() == Names{"Ben", "Cay"});
  const std::string since = "2000-01-01T00:00:00Z";
  square.stoa.post(square.at("/replay"), {{"since", since}}).expect(202);
  square.stoa.run_jobs();
  CHECK(square.receiver.names() == Names{"Ann"});
  square.stoa.post(square.at("/replay"), {{"since", since}, {"all", true}}).expect(202);
  square.stoa.run_jobs();
  CHECK(square.receiver.names() == Names{"Ann", "Ben", "Cay"});
}

TEST("app: a webhook that is gone is switched off at once") {
  Square square;
  square.receiver.answer(410);
  square.ring("Ann");
  square.ring("Ben");
  square.stoa.run_jobs();
  CHECK(square.receiver.take().size() == 1);
  CHECK(square.state() == "dead");
  CHECK(square.stoa.get(square.at()).at("/enabled") == false);
  square.stoa
      .post("/api/steeple/webhook-deliveries/" +
                std::string(square.deliveries().at(0).at("id").as_string().c_str()) + "/replay",
            json::object{})
      .expect(409, "webhook_disabled");
}

TEST("app: a ping is sent while others wait, once; where it arrives they are tried at once") {
  Square square;
  square.receiver.answer(500);
  square.ring("Ann");
  square.stoa.run_jobs();
  square.stoa.post(square.at("/ping"), json::object{}).expect(202);
  square.stoa.run_jobs();
  auto got = square.receiver.take();
  REQUIRE(got.size() == 2);
  CHECK(json::parse(got[1].body).at("type") == "steeple.webhook_ping");
  CHECK(square.deliveries("?state=dead").size() == 1);
  for (int i = 0; i < 3; ++i) square.stoa.post(square.at("/ping"), json::object{}).expect(202);
  square.stoa.run_jobs();
  CHECK(square.receiver.take().size() == 3);
  square.receiver.answer(200);
  square.stoa.post(square.at("/ping"), json::object{}).expect(202);
  square.stoa.run_jobs();
  got = square.receiver.take();
  REQUIRE(got.size() == 2);
  CHECK(json::parse(got[1].body).at("type") == "steeple.chimed");
}

TEST("app: a message that is given up holds back nobody any more") {
  Square square;
  square.receiver.answer(400);
  square.ring("Ann");
  square.ring("Ben");
  square.stoa.run_jobs();
  square.receiver.take();
  square.receiver.answer(200);
  const std::string id = square.deliveries().at(0).at("id").as_string().c_str();
  const std::string path = "/api/steeple/webhook-deliveries/" + id + "/give-up";
  CHECK(square.stoa.post(path, json::object{}).expect(200).text("/state") == "dead");
  square.stoa.post(path, json::object{}).expect(409, "message_ended");
  square.stoa.run_jobs();
  CHECK(square.receiver.names() == Names{"Ben"});
  CHECK(square.stoa.get(square.at()).at("/waits_since").is_null());
}

TEST("app: two secrets sign after a rotation, one a day later") {
  Square square;
  const auto signatures = [&] {
    square.ring("Ann");
    square.stoa.run_jobs();
    const std::string all = square.receiver.take().at(0).signature;
    return std::count(all.begin(), all.end(), ' ') + 1;
  };
  CHECK(signatures() == 1);
  const auto rotated = square.stoa.post(square.at("/rotate"), json::object{}).expect(200);
  CHECK(rotated.text("/secret").starts_with("whsec_"));
  CHECK(signatures() == 2);
  square.stoa.post(square.at("/rotate"), json::object{}).expect(200);
  CHECK(signatures() == 2);
  square.stoa.travel(25h);
  CHECK(signatures() == 1);
}

TEST("app: a webhook's secret is shown once, and is sealed") {
  Square square;
  const std::string secret =
      square.stoa.post(square.at("/rotate"), json::object{}).expect(200).text("/secret");
  CHECK(square.stoa.get(square.at()).body().find("whsec_") == std::string::npos);
  CHECK(square.stoa.get("/api/steeple/webhooks").body().find("whsec_") == std::string::npos);
  square.stoa.database().read_now([&](store::Connection& connection) {
    connection.run("select secret from _webhook_secrets", {}, [&](const store::Row& row) {
      const std::string kept(std::get<std::string_view>(row.at(0)));
      CHECK(kept.find(secret.substr(6)) == std::string::npos);
      return true;
    });
    connection.run("select payload from _log where payload is not null", {},
                   [&](const store::Row& row) {
                     const std::string kept(std::get<std::string_view>(row.at(0)));
                     CHECK(kept.find("whsec_") == std::string::npos);
                     return true;
                   });
  });
}

TEST("app: a webhook to an inner address, or of events that there are not, is not made") {
  Square square;
  const auto make = [&](const json::value& url, const json::array& events) {
    return square.stoa.post("/api/steeple/webhooks", {{"url", url}, {"events", events}});
  };
  make("http://10.0.0.1/", {"*"}).expect_field("/url", "url_refused");
  make("http://localhost.:1/", {"steeple.chimed"})
      .expect(201);  // 127.0.0.1 is allowed in this test
  make("http://[::1]/", {"*"}).expect_field("/url", "url_refused");
  make("https://ann:b@example.org/", {"*"}).expect_field("/url", "bad_format");
  make("https://example.org/", {"steeple.creaked"}).expect_field("/events/0", "not_in_set");
  make("https://example.org/", {"steeple.chimed", "library.*"})
      .expect_field("/events/1", "not_in_set");
  make("https://example.org/", {}).expect(422);
  square.stoa.patch(square.at(), {{"url", "http://169.254.169.254/"}})
      .expect_field("/url", "url_refused");
  square.stoa.patch(square.at(), {{"events", json::array{"nothing"}}})
      .expect_field("/events/0", "not_in_set");
}

TEST("app: what is forgotten of a record is not sent any more") {
  Square square;
  square.receiver.answer(500);
  const std::string bell = square.bell("Ann");
  square.stoa.post("/api/steeple/bells/" + bell + "/ring", json::object{}).expect(201);
  square.stoa.run_jobs();
  square.receiver.take();
  square.receiver.answer(200);
  square.stoa.post("/api/steeple/bells/" + bell + "/silence", json::object{});
  square.stoa.travel(10s);
  square.stoa.run_jobs();
  CHECK(square.receiver.take().empty());
  CHECK(square.state() == "dead");
  square.stoa
      .post("/api/steeple/webhook-deliveries/" +
                std::string(square.deliveries().at(0).at("id").as_string().c_str()) + "/replay",
            json::object{})
      .expect(409, "message_gone");
}

TEST("app: what was sent to a webhook is kept for a week, or until the webhook is removed") {
  Square square;
  const auto purge = [&](std::chrono::hours later) {
    square.stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock() + later});
      CHECK_FALSE(purge_webhooks(tx));
    });
  };
  const auto rows = [&] {
    std::int64_t count = 0;
    square.stoa.database().read_now([&](store::Connection& connection) {
      connection.run("select count(*) from _webhook_deliveries", {}, [&](const store::Row& row) {
        count = std::get<std::int64_t>(row.at(0));
        return true;
      });
    });
    return count;
  };
  square.ring("Ann");
  square.stoa.run_jobs();
  purge(24h * 6);
  CHECK(rows() == 1);
  purge(24h * 8);
  CHECK(rows() == 0);
  square.receiver.answer(500);
  square.ring("Ben");
  square.stoa.run_jobs();
  purge(24h * 8);
  CHECK(rows() == 1);  // it waits
  square.stoa.del(square.at()).expect(204);
  purge(0h);
  CHECK(rows() == 0);
}

TEST("app: a network of webhooks.allow_private that is none stops the start") {
  const auto start = [] {
    Stoa stoa{steeple(), {.configure = [](Config& config) {
                config.webhooks_allow_private = {"10.0.0.0/8", "my-network"};
              }}};
  };
  CHECK_THROWS_WITH_AS(start(),
                       "webhooks.allow_private: \"my-network\" is neither an address nor a network",
                       std::runtime_error);
}

TEST("app: only administrators have anything to do with webhooks") {
  Square square;
  const testing::Client ann = square.stoa.user();
  for (const char* path : {"", "/ping", "/rotate", "/replay"}) {
    CAPTURE(path);
    ann.send(*path ? "POST" : "GET", square.at(path), *path ? "{}" : "",
             {{"Content-Type", "application/json"}})
        .expect(403);
    square.stoa.nobody()
        .send(*path ? "POST" : "GET", square.at(path), *path ? "{}" : "",
              {{"Content-Type", "application/json"}})
        .expect(401);
  }
  ann.get(square.at("/deliveries")).expect(403);
  ann.get("/api/steeple/webhooks").expect(403);
  ann.del(square.at()).expect(403);
  square.stoa.del(square.at()).expect(204);
  square.ring("Ann");
  square.stoa.run_jobs();
  CHECK(square.receiver.take().empty());
  square.stoa.get(square.at()).expect(404, "webhook_not_found");
}

}  // namespace
}  // namespace stoa
