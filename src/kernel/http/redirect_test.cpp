#include <chrono>
#include <future>

#include "kernel/http/test_certificate.h"
#include "kernel/http/test_server.h"
#include "kernel/http/tls_client.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;

struct RedirectingServer {
  explicit RedirectingServer(ServerOptions options = {}) : stoa(prepared(std::move(options))) {}

  RawClient plain() { return RawClient(stoa.server().redirect_port()); }
  RawAnswer ask(std::string_view request) {
    auto client = plain();
    client.send(request);
    return client.receive();
  }
  std::string https(std::string_view host) {
    return "\r\nLocation: https://" + std::string(host) + ":" +
           std::to_string(stoa.server().port());
  }

  ServerOptions prepared(ServerOptions options) {
    options.tls_certificate = certificate.certificate();
    options.tls_key = certificate.key();
    options.redirect_address = "127.0.0.1";
    options.redirect_port = 0;
    return options;
  }

  TestCertificate certificate;
  TestServer stoa;
};

TEST("http: the plain listener sends everyone to https") {
  ServerOptions options;
  options.host_names = {"shop.example"};
  RedirectingServer server(options);
  auto client = server.plain();
  for (std::string_view target : {"/", "/a/b?c=d&e=%20", "/a?", "//evil.example/x"}) {
    client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: shop.example:80\r\n\r\n");
    auto answer = client.receive();
    CHECK(answer.status == 308);
    CHECK(answer.says(server.https("shop.example") + std::string(target) + "\r\n"));
    CHECK(answer.says("\r\nX-Request-Id: "));
    CHECK_FALSE(answer.says("Strict-Transport-Security"));
  }
  client.send("PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" + get("/y"));
  CHECK(client.receive().says(server.https("localhost") + "/x\r\n"));
  CHECK(client.receive().says(server.https("localhost") + "/y\r\n"));
  CHECK(server.ask("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").says(server.https("[::1]") + "/\r"));
  CHECK(server.ask("GET / HTTP/1.1\r\nHost: localhost.\r\n\r\n")
            .says(server.https("localhost") + "/\r\n"));
  CHECK(server.ask("GET http://shop.example:80/a?b HTTP/1.1\r\nHost: x\r\n\r\n")
            .says(server.https("shop.example") + "/a?b\r\n"));
  CHECK(server.ask("GET http://shop.example HTTP/1.1\r\nHost: x\r\n\r\n")
            .says(server.https("shop.example") + "/\r\n"));
  CHECK(server.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .says(server.https("localhost") + "/\r\n"));
  CHECK(server.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 308);
}

TEST("http: the plain listener redirects to hosts of ours only, and by the same rules") {
  ServerOptions options;
  options.max_body_bytes = 10;
  options.header_timeout = 60ms;
  RedirectingServer server(options);
  CHECK(server.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
  CHECK(server.ask("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 421);
  CHECK(server.ask("GET / HTTP/1.1\r\n\r\n").status == 400);
  CHECK(server.ask("GET / HTTP/1.0\r\n\r\n").status == 400);
  CHECK(server.ask("GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n").status == 400);
  CHECK(server.ask("nonsense\r\n\r\n").status == 400);
  CHECK(server.ask("\x16\x03\x01 TLS, of all things").status == 400);
  CHECK(server.ask("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n").status ==
        413);
  CHECK(server.ask("GET / HTT").status == 408);
  CHECK(server.stoa.server().stats().open <= 9);
}

TEST("http: the plain listener stops with the other") {
  RedirectingServer server;
  auto port = server.stoa.server().redirect_port();
  CHECK(port != 0);
  CHECK(port != server.stoa.server().port());
  auto idle = server.plain();
  idle.send(get("/"));
  CHECK(idle.receive().status == 308);
  auto stopped = std::async(std::launch::async, [&] { server.stoa.server().stop(20s); });
  CHECK(idle.closed());
  idle.finish_sending();
  stopped.get();
  CHECK_THROWS(RawClient{port});
}

TEST("http: a redirect that cannot be is refused at once") {
  auto make = [](const ServerOptions& options) { Server server(options, [](auto, auto) {}); };
  ServerOptions options;
  options.redirect_address = "127.0.0.1";
  CHECK_THROWS_WITH_AS(make(options), doctest::Contains("TLS"), std::runtime_error);

  TestCertificate certificate;
  options.tls_certificate = certificate.certificate();
  options.tls_key = certificate.key();
  options.redirect_address = "nowhere";
  CHECK_THROWS_WITH_AS(make(options), doctest::Contains("\"nowhere\""), std::system_error);

  TestServer other;
  options.port = 0;
  options.redirect_address = "127.0.0.1";
  options.redirect_port = other.server().port();
  auto where = "127.0.0.1:" + std::to_string(options.redirect_port);
  Server server(options, [](auto, auto) {});
  CHECK_THROWS_WITH_AS(server.start(), doctest::Contains(where.c_str()), std::system_error);
  CHECK(other.server().redirect_port() == 0);
}

}  // namespace
}  // namespace stoa::http
