#include "kernel/http/parser.h"

#include <vector>

#include "kernel/http/request_id.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

const Limits limits;
const HostNames any_host("0.0.0.0", false, {});

// Feeds `pieces` as a connection would: what is not consumed is offered again with the next piece.
struct Outcome {
  std::vector<std::shared_ptr<Request>> requests;
  std::optional<Refusal> refusal;
};

Outcome parse(const std::vector<std::string_view>& pieces, const Limits& with = limits) {
  Parser parser(with, any_host);
  Outcome outcome;
  std::string pending;
  for (auto piece : pieces) {
    pending += piece;
    for (bool more = true; more;) {
      auto [step, consumed] = parser.feed(pending);
      pending.erase(0, consumed);
      if (step == Parser::Step::refused) {
        outcome.refusal = parser.refusal();
        return outcome;
      }
      if (step == Parser::Step::complete) outcome.requests.push_back(parser.take());
      more = step == Parser::Step::complete && !pending.empty();
    }
  }
  return outcome;
}

std::vector<std::string_view> bytes_of(std::string_view text) {
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
  return bytes;
}

constexpr std::string_view plain_post =
    "POST /a/b?x=1&y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-Note:  two words "
    "\t\r\n\r\nhello";
constexpr std::string_view chunked_post =
    "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n00a;ext=\"quoted; text\"\r\n0123456789\r\n0\r\nX-Trailer: dropped\r\n\r\n";

TEST("http parser: a request is taken apart") {
  auto [requests, refusal] = parse({plain_post});
  REQUIRE(requests.size() == 1);
  const Request& request = *requests[0];
  CHECK(request.method == "POST");
  CHECK(request.target == "/a/b?x=1&y");
  CHECK(request.path == "/a/b");
  CHECK(request.query == "x=1&y");
  CHECK(request.headers.get("x-note") == "two words");
  CHECK(request.body == "hello");
  CHECK(is_request_id(request.id));
}

TEST("http parser: chunks are joined, extensions and trailers dropped") {
  auto [requests, refusal] = parse({chunked_post});
  REQUIRE(requests.size() == 1);
  CHECK(requests[0]->body == "hello0123456789");
  CHECK_FALSE(requests[0]->headers.has("X-Trailer"));
}

TEST("http parser: where the bytes are split makes no difference") {
  std::string three =
      std::string(plain_post) + std::string(chunked_post) + "\r\nGET / HTTP/1.0\r\n\r\n";
  auto check = [](const Outcome& outcome) {
    REQUIRE_FALSE(outcome.refusal);
    REQUIRE(outcome.requests.size() == 3);
    CHECK(outcome.requests[0]->body == "hello");
    CHECK(outcome.requests[1]->body == "hello0123456789");
    CHECK(outcome.requests[2]->path == "/");
  };
  std::string_view text = three;
  for (std::size_t i = 0; i <= text.size(); ++i) check(parse({text.substr(0, i), text.substr(i)}));
  check(parse(bytes_of(text)));
}

TEST("http parser: a refusal does not depend on how the bytes are split") {
  for (std::string_view text :
       {"GET / HTTP/1.1\nHost: h\n\n", "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5;\nx\r\nhello\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad "
        "trailer\r\n\r\n"}) {
    INFO(text);
    CHECK(parse({text}).refusal);
    CHECK(parse(bytes_of(text)).refusal);
  }
}

TEST("http parser: targets of every form") {
  struct Case {
    std::string_view method, target, path, query;
  };
  for (auto c : std::initializer_list<Case>{
           {"GET", "/", "/", ""},
           {"GET", "/a?", "/a", ""},
           {"GET", "/a?b?c", "/a", "b?c"},
           {"GET", "//a", "//a", ""},
           {"GET", "http://h/a?b", "/a", "b"},
           {"GET", "HTTPS://h:1/a", "/a", ""},
           {"GET", "http://h", "/", ""},
           {"GET", "http://h?q", "/", "q"},
           {"OPTIONS", "*", "/", ""},
           {"PROPFIND", "/%2e%2e/x", "/%2e%2e/x", ""},
       }) {
    INFO(c.target);
    auto text =
        std::string(c.method) + " " + std::string(c.target) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    auto outcome = parse({text});
    REQUIRE(outcome.requests.size() == 1);
    CHECK(outcome.requests[0]->path == c.path);
    CHECK(outcome.requests[0]->query == c.query);
  }
}

TEST("http parser: every limit has its own problem") {
  Limits tight{.header_bytes = 400, .header_count = 3, .target_bytes = 100, .body_bytes = 8};
  auto refused = [&](std::string text) {
    auto outcome = parse({text}, tight);
    return outcome.refusal ? outcome.refusal->problem.status : 0;
  };
  CHECK(refused("GET /" + std::string(100, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 414);
  CHECK(refused("GET /" + std::string(200, 'a')) == 414);
  CHECK(refused("GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(400, 'a')) == 431);
  CHECK(refused("GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n") == 431);
  CHECK(refused("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n") == 413);
  auto chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(refused(chunked + std::string("5\r\nhello\r\n4\r\n")) == 413);
  CHECK(refused(chunked + std::string("1;") + std::string(500, 'e')) == 400);
  CHECK(refused(chunked + std::string("0\r\nA: ") + std::string(500, 't')) == 400);
  CHECK(refused(chunked + std::string("5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n")) == 0);
}

TEST("http parser: the client's request id counts when it is sane") {
  auto id_of = [](std::string sent) {
    auto outcome = parse({"GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: " + sent + "\r\n\r\n"});
    return outcome.requests.at(0)->id;
  };
  CHECK(id_of("order-7.retry_2") == "order-7.retry_2");
  CHECK(id_of("a b") != "a b");
  CHECK(id_of("<script>") != "<script>");
  CHECK(id_of(std::string(65, 'a')).size() == 13);
  CHECK(id_of("") != id_of(""));
}

TEST("http hosts: which names are ours") {
  HostNames loopback("127.0.0.1", true, {});
  HostNames named("0.0.0.0", false, {"shop.example"});
  for (auto name : {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "[::1]"}) {
    CHECK(loopback.allows(name));
    CHECK_FALSE(named.allows(name));
  }
  for (auto name : {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""}) {
    CHECK_FALSE(loopback.allows(name));
    CHECK(any_host.allows(name));
  }
  CHECK(named.allows("Shop.Example"));
  CHECK(host_name("h:80") == "h");
  CHECK(host_name("h.") == "h");
  CHECK(host_name("[::1]:8080") == "[::1]");
  for (auto bad :
       {"a b", "a,b", "a@b", "a/b", "h:x", "h:123456", "[::1", "[]", "[::1]x", "a:1:2"}) {
    INFO(bad);
    CHECK_FALSE(host_name(bad));
  }
}

}  // namespace
}  // namespace stoa::http
