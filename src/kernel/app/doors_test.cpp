// Doors: foreign protocols beside the API, with their own methods, errors and ways to show who
// calls.

#include <boost/json.hpp>

#include "kernel/app/app.h"
#include "kernel/http/raw_client.h"
#include "kernel/store/log.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using testing::Client;
using testing::Stoa;

struct Shell {
  static constexpr auto table = "shells";
  Id<Shell> id = {};
};
BOOST_DESCRIBE_STRUCT(Shell, (), (id))
struct Knocked {
  static constexpr auto event = "porch.knocked";
  std::string text = {};
};
BOOST_DESCRIBE_STRUCT(Knocked, (), (text))

constexpr Problem nobody_home{404, "nobody_home", "Nobody is at home."};

// What is knocked is a row, and echoed; with who knocked.
class Porch : public Door {
 public:
  http::Response answer(Task& task, const DoorRequest& request) override {
    if (request.path == "/empty") throw nobody_home;
    if (request.path == "/broken") throw std::runtime_error("the door is off its hinges");
    if (request.path == "/mine") request.as<User>({"porch", "mine", "read"});
    task.write([&](Write& tx) { tx.emit(Knocked{request.http.body}, Id<Shell>{}); });
    http::Response response;
    response.status = request.http.method == "PROPFIND" ? 207 : 200;
    response.headers.set("Content-Type", "text/plain");
    response.body = request.http.method + " " + std::string(request.base) + "|" +
                    std::string(request.path) + "|" + request.site + "|" + request.http.body + "|" +
                    to_string(request.caller.account);
    return response;
  }
  http::Response refusal(const http::Request&, const Refusal& refusal) const override {
    http::Response response{.status = refusal.problem.status};
    response.headers.set("Content-Type", "text/plain");
    if (response.status == 401) response.headers.set("WWW-Authenticate", "Basic realm=\"porch\"");
    response.body = "No: " + std::string(refusal.problem.code);
    return response;
  }
};

App porch_app() {
  static const std::vector<embedded::File> files;
  App app("porch", "A door", files);
  app.door<Porch>("/porch-door", "Knocking");
  return app;
}

}  // namespace

TEST("doors: any method and path below the prefix goes to the app, as it is") {
  Stoa stoa(porch_app());
  const Client nobody = stoa.nobody();
  const auto found = nobody.send("PROPFIND", "/porch-door/a%2Fb?x=1", "<ask/>");
  CHECK(found.status() == 207);
  CHECK(found.body().starts_with("PROPFIND /porch-door|/a%2Fb|"));
  CHECK(found.body().find("|<ask/>|") != std::string::npos);
  CHECK(nobody.send("REPORT", "/porch-door").status() == 200);
  nobody.send("GET", "/porch-doors").expect(404, "not_found");
}

TEST("doors: refusals are in the words of their protocol, those of the kernel too") {
  Stoa stoa(porch_app());
  const Client nobody = stoa.nobody();
  CHECK(nobody.send("GET", "/porch-door/empty").body() == "No: nobody_home");
  const auto broken = nobody.send("GET", "/porch-door/broken");
  CHECK(broken.status() == 500);
  CHECK(broken.body() == "No: internal_error");
  const auto who = nobody.send("GET", "/porch-door/mine");
  CHECK(who.status() == 401);
  CHECK(who.header("WWW-Authenticate") == "Basic realm=\"porch\"");
}

TEST("doors: a key is shown as the password of Basic, and a cookie is never looked at") {
  const auto shown = [](std::vector<http::Header> headers) {
    http::Request request{.method = "GET"};
    for (auto& header : headers) request.headers.add(header.name, header.value);
    return Porch().credentials(request);
  };
  const Credentials basic = shown({{"Authorization", "Basic YW5uOnN0b2FfbGl2ZV9r"}});
  CHECK(basic.kind == Credential::api_key);
  CHECK(basic.secret == "stoa_live_k");
  CHECK(shown({{"Authorization", "bAsIc YW5uOnN0b2FfbGl2ZV9r"}}).secret == "stoa_live_k");
  CHECK(shown({{"Authorization", "Bearer stoa_live_k"}}).kind == Credential::api_key);
  CHECK(shown({{"Cookie", "stoa=secret"}}).kind == Credential::none);
  for (const char* bad : {"Basic", "Basic ", "Basic !", "Basic YW5u", "Basic YW5u=", "Basic   "}) {
    CHECK(shown({{"Authorization", bad}}).kind == Credential::api_key);
    CHECK(shown({{"Authorization", bad}}).secret == "");
  }
}

TEST("doors: what they do is in the caller's name, and they are counted among the routes") {
  Stoa stoa(porch_app());
  const Client ann = stoa.user();
  const auto mine = ann.send("GET", "/porch-door/mine");
  CHECK(mine.status() == 200);
  CHECK(mine.body().ends_with(to_string(ann.account())));
  std::string actor;
  stoa.database().read_now([&](store::Connection& connection) {
    actor = store::read_log(connection, "", 10).at(0).actor;
  });
  CHECK(actor == to_string(ann.account()));
  const std::string metrics = stoa.get("/metrics").expect(200).body();
  CHECK(metrics.find("stoa_http_answers_total{app=\"porch\",route=\"porch.porch-door\",status="
                     "\"2xx\"} 1") != std::string::npos);
}

TEST("doors: one may have a port of its own, where all paths are its") {
  Stoa stoa(porch_app(), {.configure = [](Config& config) {
              config.listen = "127.0.0.1:0";
              config.doors_listen = {"porch.porch-door=127.0.0.1:0"};
            }});
  stoa.kernel().listen();
  http::RawClient client(stoa.kernel().door_port(0));
  client.send("MKCOL /api/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\nhi");
  CHECK(client.receive().body.starts_with("MKCOL |/api/x|http://127.0.0.1:"));
}

TEST("doors: a port for a door that there is not stops the start with a sentence") {
  Stoa stoa(porch_app(), {.configure = [](Config& config) {
              config.listen = "127.0.0.1:0";
              config.doors_listen = {"porch.window=127.0.0.1:0"};
            }});
  CHECK_THROWS_WITH(stoa.kernel().listen(),
                    "doors.listen: \"porch.window=127.0.0.1:0\" names no door that is served here");
}

}  // namespace stoa
