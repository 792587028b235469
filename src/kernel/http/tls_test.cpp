#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "kernel/http/test_certificate.h"
#include "kernel/http/test_server.h"
#include "kernel/http/tls_client.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;

class TlsServer {
 public:
  explicit TlsServer(ServerOptions options = {}) : stoa_(prepared(std::move(options))) {}

  TestServer* operator->() { return &stoa_; }
  std::uint16_t port() { return stoa_.server().port(); }
  RawAnswer ask(std::string_view request) {
    TlsClient client(port());
    if (!client.shake_hands()) return {};
    client.send(request);
    return client.receive();
  }
  std::string subject() {
    TlsClient client(port());
    return client.shake_hands() ? client.subject() : "";
  }

  TestCertificate certificate;

 private:
  ServerOptions prepared(ServerOptions options) {
    options.tls_certificate = certificate.certificate();
    options.tls_key = certificate.key();
    return options;
  }

  TestServer stoa_;
};

ServerOptions impatient_with_tls() {
  ServerOptions options;
  options.header_timeout = 300ms;
  options.idle_timeout = 150ms;
  options.write_timeout = 150ms;
  return options;
}

std::string put(std::string_view path, const std::string& body) {
  return "PUT " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST("http: requests are answered over TLS, one connection for many") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  CHECK(SSL_version(client.ssl()) == TLS1_3_VERSION);
  CHECK(client.subject() == "localhost");
  for (int i = 0; i < 100; ++i) {
    client.send(get(i % 2 ? "/thread" : "/inline"));
    CHECK(client.receive().status == 200);
  }
  client.send(get("/who"));
  CHECK(client.receive().body == "127.0.0.1 secure");
  client.send(get("/close"));
  CHECK(client.receive().says("Connection: close"));
  CHECK(client.closed());
  CHECK(client.was_told_goodbye());
}

TEST("http: TLS 1.2 and 1.3 are spoken, older ones are not, and no other protocol inside") {
  TlsServer stoa;
  struct Case {
    int version;
    std::string_view offered;
    bool goes;
  };
  for (auto c : std::initializer_list<Case>{
           {TLS1_VERSION, "", false},
           {TLS1_1_VERSION, "", false},
           {TLS1_2_VERSION, "", true},
           {TLS1_3_VERSION, "", true},
           {TLS1_3_VERSION, "\x08http/1.1", true},
           {TLS1_2_VERSION, "\x02h2\x08http/1.1", true},
           {TLS1_3_VERSION, "\x02h2", false},
           {TLS1_3_VERSION, "\x08http/1.0", false},
       }) {
    INFO(c.version, " ", c.offered);
    TlsClient client(stoa.port(), {c.version, c.version, std::string(c.offered)});
    bool went = client.shake_hands();
    if (went) client.send(get("/hello"));
    CHECK((went && client.receive().status == 200) == c.goes);
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
    CHECK(size == (c.goes && !c.offered.empty() ? 8 : 0));
    if (c.goes) CHECK(SSL_version(client.ssl()) == c.version);
  }
  // The client is told before the server counts.
  while (stoa->server().stats().tls_failed < 4) std::this_thread::yield();
  CHECK(stoa->server().stats().tls_failed == 4);
}

TEST("http: a session is resumed by its ticket") {
  TlsServer stoa;
  for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient first(stoa.port(), {version, version});
    REQUIRE(first.shake_hands());
    first.send(get("/"));
    CHECK(first.receive().status == 200);
    std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> session(SSL_get1_session(first.ssl()),
                                                                 SSL_SESSION_free);
    TlsClient second(stoa.port(), {version, version, {}, session.get()});
    REQUIRE(second.shake_hands());
    CHECK(SSL_session_reused(second.ssl()));
    second.send(get("/again"));
    CHECK(second.receive().body == "GET /again ");
  }
}

TEST("http: requests sent ahead over TLS are answered in order, however they are cut") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  std::string text = get("/1") + put("/2", "abc") + get("/thread") + get("/4");
  for (std::size_t i = 0; i <= text.size(); i += 7) {
    client.send(std::string_view(text).substr(0, i));
    client.send(std::string_view(text).substr(i));
    CHECK(client.receive().body == "GET /1 ");
    CHECK(client.receive().body == "PUT /2 abc");
    CHECK(client.receive().body == "from a thread");
    CHECK(client.receive().body == "GET /4 ");
  }
}

TEST("http: requests in many large records are all answered") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  constexpr int count = 3000;
  std::string all;
  for (int i = 0; i < count; ++i) all += get("/" + std::to_string(i));
  CHECK(client.send(all));
  bool in_order = true;
  for (int i = 0; i < count && in_order; ++i) {
    in_order = client.receive().body == "GET /" + std::to_string(i) + " ";
  }
  CHECK(in_order);
}

// Of three such records OpenSSL takes more from the socket than the server's buffer has room for,
// and no readiness of the socket tells of the rest.
TEST("http: what OpenSSL has taken ahead is not forgotten") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  client.send(get("/first"));  // so that nothing of the handshake is read along with the records
  CHECK(client.receive().status == 200);
  const std::size_t records[] = {8300, 8300, 16384};
  std::string body(8300 + 8300 + 16384 - put("/", std::string(32'000, 'x')).size() + 32'000, 'x');
  auto request = put("/", body);
  std::string wire;
  std::size_t at = 0;
  for (auto size : records) {
    wire += client.sealed(std::string_view(request).substr(at, size));
    at += size;
  }
  REQUIRE(at == request.size());
  client.send_raw(wire);
  CHECK(client.receive().body == "PUT / " + body);
}

// The end of the handshake and the first request in one write: nothing more comes that would wake
// a server which only looks at its socket.
TEST("http: a request is seen right behind the handshake, and byte by byte") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands(get("/0")));
  CHECK(client.receive().body == "GET /0 ");
  auto records = client.sealed(get("/1"));
  records += client.sealed(get("/2"));
  client.send_raw(records);
  CHECK(client.receive().body == "GET /1 ");
  CHECK(client.receive().body == "GET /2 ");
  for (char c : client.sealed(get("/3"))) {
    client.send_raw(std::string_view(&c, 1));
    std::this_thread::yield();
  }
  CHECK(client.receive().body == "GET /3 ");
}

TEST("http: large bodies go both ways over TLS") {
  ServerOptions options;
  options.max_body_bytes = 16 << 20;
  TlsServer stoa(options);
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  std::string body(6 << 20, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i / 1000 % 26);
  client.send(put("/up", body));
  CHECK(client.receive().body == "PUT /up " + body);
  client.send(get("/shared") + get("/last"));
  CHECK(client.receive().body == std::string(100'000, 's'));
  CHECK(client.receive().body == "GET /last ");
}

TEST("http: a slow reader gets its large body over TLS in the end") {
  TlsServer stoa;
  TlsClient client(stoa.port(), {.receive_buffer = 16 * 1024});
  REQUIRE(client.shake_hands());
  client.send(get("/big"));
  CHECK(client.take(100).size() == 100);
  CHECK(stoa.ask(get("/meanwhile")).status == 200);
  client.send(get("/close"));
  auto rest = client.rest();
  CHECK(rest.size() > (8u << 20));
  CHECK(rest.ends_with("GET /close "));
}

TEST("http: a TLS client that leaves in the middle of its answer harms nobody") {
  TlsServer stoa;
  for (std::string_view path : {"/big", "/shared", "/stream", "/thread"}) {
    TlsClient client(stoa.port(), {.receive_buffer = 4096});
    REQUIRE(client.shake_hands());
    client.send(get(path));
    client.take(10);
  }
  std::vector<Respond> answers;
  {
    TlsClient client(stoa.port());
    REQUIRE(client.shake_hands());
    client.send(get("/"));
    CHECK(client.receive().status == 200);
    client.send(get("/park"));
    answers = stoa->parked(1);
  }
  answers[0](text(std::string(1 << 20, 'x')));  // the first record is answered by a reset
  while (stoa->server().stats().open > 0) std::this_thread::yield();
  CHECK(stoa.ask(get("/")).status == 200);
}

TEST("http: streams over TLS, whole and broken") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  client.send(get("/stream") + get("/next"));
  CHECK(client.receive().body == "ccccbbbbaaaa");
  CHECK(client.receive().body == "GET /next ");
  client.send(get("/broken-stream"));
  CHECK(client.rest().ends_with("4\r\nhalf\r\n"));
  CHECK_FALSE(client.was_told_goodbye());

  TlsServer other;
  other->pieces = std::make_shared<Pieces>(50, 64 * 1024);
  TlsClient old(other.port());
  REQUIRE(old.shake_hands());
  old.send("GET /stream HTTP/1.0\r\n\r\n");
  CHECK(old.receive().body.size() == 50 * 64 * 1024);
  CHECK(old.was_told_goodbye());
}

TEST("http: who ends its own direction still gets the answer") {
  TlsServer stoa;
  TlsClient polite(stoa.port());
  REQUIRE(polite.shake_hands());
  polite.send(get("/park"));
  polite.close_notify();
  polite.finish_sending();
  stoa->parked(1)[0](text("at last"));
  CHECK(polite.receive().body == "at last");
  CHECK(polite.closed());
  CHECK(polite.was_told_goodbye());

  TlsClient rude(stoa.port());
  REQUIRE(rude.shake_hands());
  rude.send(get("/park"));
  rude.finish_sending();
  stoa->parked(1)[0](text("at last"));
  CHECK(rude.receive().body == "at last");
  CHECK(rude.closed());
}

TEST("http: a handshake that does not end is cut") {
  TlsServer stoa(impatient_with_tls());
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (std::size_t bytes : {0, 1, 5, 100, 10'000}) {  // the last is all of its first flight
    clients.push_back(std::make_unique<TlsClient>(stoa.port()));
    clients.back()->begin_handshake(bytes);
  }
  for (std::size_t i = 0; i < 4; ++i) CHECK(clients[i]->closed());
  auto& server = stoa->server();
  while (server.stats().timed_out < 5) std::this_thread::yield();
  while (server.stats().open > 0) std::this_thread::yield();
  CHECK(server.stats().tls_failed == 0);
}

TEST("http: over TLS too, slow requests get 408 and idle connections a goodbye") {
  ServerOptions options;
  options.header_timeout = options.idle_timeout = 800ms;
  TlsServer stoa(options);
  TlsClient slow(stoa.port());
  REQUIRE(slow.shake_hands());
  slow.send("GET / HTTP/1.1\r\nHost: local");
  TlsClient idle(stoa.port());
  REQUIRE(idle.shake_hands());
  TlsClient half(stoa.port());
  REQUIRE(half.shake_hands());
  half.send_raw(half.sealed(get("/")).substr(0, 20));  // part of a record is no request
  CHECK(slow.receive().status == 408);
  CHECK(slow.closed());
  CHECK(idle.closed());
  CHECK(idle.was_told_goodbye());
  CHECK(half.closed());
}

TEST("http: over TLS too, a client that does not read its answer is cut") {
  TlsServer stoa(impatient_with_tls());
  TlsClient client(stoa.port(), {.receive_buffer = 4096});
  REQUIRE(client.shake_hands());
  client.send(get("/big"));
  while (stoa->server().stats().timed_out == 0) std::this_thread::yield();
  CHECK(client.rest().size() < (8u << 20));
  CHECK_FALSE(client.was_told_goodbye());
}

TEST("http: plain HTTP on the TLS port is told so, anything else is cut") {
  TlsServer stoa;
  for (auto request : {get("/"), std::string("DELETE / HTTP/1.1\r\n\r\n"), std::string("GE"),
                       put("/", std::string(1 << 20, 'x'))}) {
    RawClient plain(stoa.port());
    plain.send(request);
    auto answer = plain.receive();
    CHECK(answer.status == 400);
    CHECK(answer.body.find("HTTPS only") != std::string::npos);
    CHECK(answer.says("Connection: close"));
  }
  CHECK(stoa->server().stats().malformed == 4);
  for (std::string_view noise : {"\r\n\r\n", "\x16\x03\x01\xff\xff", "\x16\x03\x01 and so on",
                                 "\x15\x03\x01", "\x80\x2e\x01", "\xff\xff\xff\xff\xff\xff\xff"}) {
    RawClient client(stoa.port());
    client.send(noise);
    client.finish_sending();
    auto said = client.rest();
    CHECK((said.empty() || said[0] == 0x15));
  }
  CHECK(stoa.ask(get("/")).status == 200);
}

TEST("http: spoiled records end their connection and nothing else") {
  TlsServer stoa;
  for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (std::size_t at : {0, 1, 3, 4, 5, 20, 60}) {
      INFO(version, " ", at);
      TlsClient client(stoa.port(), {version, version});
      REQUIRE(client.shake_hands());
      client.send(get("/fine"));
      CHECK(client.receive().status == 200);
      auto record = client.sealed(get("/spoiled"));
      record[at] = static_cast<char>(record[at] ^ 0x55);
      client.send_raw(record);
      client.finish_sending();
      CHECK(client.receive().status == 0);
      CHECK(client.closed());
    }
  }
  TlsClient cut(stoa.port());
  REQUIRE(cut.shake_hands());
  cut.send_raw(cut.sealed(get("/")).substr(0, 30));
  cut.finish_sending();
  CHECK(cut.closed());
  TlsClient in_between(stoa.port());  // plain bytes where a record is due
  REQUIRE(in_between.shake_hands());
  in_between.send_raw(get("/plain"));
  CHECK(in_between.receive().status == 0);
  CHECK(stoa.ask(get("/")).status == 200);
}

TEST("http: keys may change in the middle of a connection") {
  TlsServer stoa;
  TlsClient client(stoa.port());
  REQUIRE(client.shake_hands());
  for (int i = 0; i < 40; ++i) {
    SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    client.send(get("/new-keys"));
    CHECK(client.receive().body == "GET /new-keys ");
  }
}

TEST("http: a new certificate goes for new connections, by call and by itself") {
  TlsServer stoa;
  TlsClient before(stoa.port());
  REQUIRE(before.shake_hands());
  stoa.certificate.put(TestPair("second"));
  stoa->server().reload_tls();
  CHECK(stoa.subject() == "second");
  before.send(get("/"));
  CHECK(before.receive().status == 200);

  stoa.certificate.put(TestPair("third"));
  std::string subject;
  for (int i = 0; i < 400 && subject != "third"; ++i) {
    subject = stoa.subject();
    std::this_thread::sleep_for(10ms);
  }
  CHECK(subject == "third");
}

TEST("http: a new certificate that does not work leaves the old one") {
  TlsServer stoa;
  auto try_again = [&] {
    stoa->server().reload_tls();
    return stoa.subject();
  };
  TestPair good("good"), other("other");
  TestCertificate::replace(stoa.certificate.key(), other.key);
  CHECK(try_again() == "localhost");
  TestCertificate::replace(stoa.certificate.certificate(), "not a certificate");
  CHECK(try_again() == "localhost");
  std::filesystem::remove(stoa.certificate.certificate());
  CHECK(try_again() == "localhost");
  stoa.certificate.put(good);
  CHECK(try_again() == "good");
}

std::string complaint(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  ServerOptions options;
  options.tls_certificate = certificate;
  options.tls_key = key;
  try {
    Server server(options, [](auto, auto) {});
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST("http: a certificate that cannot be used is named at once") {
  TestCertificate files, others;
  auto certificate = files.certificate(), key = files.key();
  CHECK(complaint(certificate, key) == "");
  CHECK(contains(complaint(certificate, {}), "missing"));
  CHECK(contains(complaint({}, key), "missing"));
  auto absent = complaint(certificate, "/nowhere/key.pem");
  CHECK(contains(absent, "/nowhere/key.pem"));
  CHECK(contains(absent, "No such file"));
  CHECK(contains(complaint("/nowhere/cert.pem", key), "/nowhere/cert.pem"));
  CHECK(contains(complaint(certificate, others.key()), others.key()));
  CHECK(contains(complaint(key, key), "TLS certificate " + key.string()));
  CHECK(contains(complaint(certificate, certificate), "TLS key " + certificate.string()));
  CHECK(contains(complaint(certificate.parent_path(), key), certificate.parent_path()));
  TestCertificate::replace(key, "");
  CHECK(contains(complaint(certificate, key), key));
  TestCertificate::replace(key, TestPair("x").locked_key);
  CHECK(contains(complaint(certificate, key), "pass phrase"));
}

TEST("http: fifty TLS clients at once") {
  TlsServer stoa;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&, i] {
      TlsClient client(stoa.port());
      if (!client.shake_hands()) return;
      for (int j = 0; j < 5; ++j) {
        client.send(get(j % 2 ? "/thread" : "/hello"));
        good += client.receive().status == 200;
      }
      if (i % 2) client.close_notify();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(good == 250);
  CHECK(stoa->server().stats().requests == 250);
}

TEST("http: one TLS connection too many is told to come back") {
  ServerOptions options;
  options.max_connections = 1;
  TlsServer stoa(options);
  TlsClient first(stoa.port());
  REQUIRE(first.shake_hands());
  auto answer = stoa.ask(get("/"));
  CHECK(answer.status == 503);
  CHECK(answer.says("\r\nRetry-After: 1\r\n"));
  first.send(get("/still"));
  CHECK(first.receive().status == 200);
  CHECK(stoa->server().stats().refused == 1);
}

TEST("http: stopping drains TLS connections and says goodbye") {
  TlsServer stoa;
  TlsClient idle(stoa.port()), busy(stoa.port()), greeting(stoa.port());
  greeting.begin_handshake(10);
  REQUIRE(idle.shake_hands());
  idle.send(get("/"));
  CHECK(idle.receive().status == 200);
  REQUIRE(busy.shake_hands());
  busy.send(get("/park"));
  auto answers = stoa->parked(1);
  auto stopped = std::async(std::launch::async, [&] { stoa->server().stop(20s); });
  CHECK(idle.closed());
  CHECK(idle.was_told_goodbye());
  CHECK(greeting.closed());
  answers[0](text("finished"));
  auto answer = busy.receive();
  CHECK(answer.body == "finished");
  CHECK(answer.says("Connection: close"));
  CHECK(busy.closed());
  CHECK(busy.was_told_goodbye());
  busy.finish_sending();
  stopped.get();
  CHECK(stoa->server().stats().open == 0);
}

TEST("http: a proxy in front may speak TLS itself") {
  ServerOptions options;
  options.trusted_proxies = {"127.0.0.1"};
  TlsServer stoa(options);
  CHECK(stoa.ask(get("/who", "X-Forwarded-Proto: http\r\nX-Forwarded-For: 1.2.3.4\r\n")).body ==
        "1.2.3.4");
  CHECK(stoa.ask(get("/who")).body == "127.0.0.1 secure");
}

TEST("http: browsers are told to stay with https, but not for localhost") {
  ServerOptions options;
  options.host_names = {"shop.example"};
  TlsServer stoa(options);
  auto answer = stoa.ask("GET /finish HTTP/1.1\r\nHost: shop.example:8443\r\n\r\n");
  CHECK(answer.says("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
  CHECK_FALSE(stoa.ask(get("/finish")).says("Strict-Transport-Security"));
  CHECK_FALSE(TestServer(options)
                  .ask("GET /finish HTTP/1.1\r\nHost: shop.example\r\n\r\n")
                  .says("Strict-Transport-Security"));
}

}  // namespace
}  // namespace stoa::http
