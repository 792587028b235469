#include <string>
#include <vector>

#include "kernel/http/test_server.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

struct BadCase {
  std::string_view why;
  std::string bytes;
  int status;
};

std::string host(std::string_view rest) { return "Host: localhost\r\n" + std::string(rest); }
std::string first_line(std::string_view line) { return std::string(line) + "\r\n" + host("\r\n"); }
std::string field(std::string_view line) { return "GET / HTTP/1.1\r\n" + host(line) + "\r\n\r\n"; }
std::string post(std::string_view fields, std::string_view body = "") {
  return "POST / HTTP/1.1\r\n" + host(fields) + "\r\n\r\n" + std::string(body);
}
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked", body); }

const std::vector<BadCase>& bad_cases() {
  using namespace std::string_literals;
  static const std::vector<BadCase> cases{
      // the request line
      {"no request line", "\r\n\r\n\r\n", 400},
      {"leading space", first_line(" GET / HTTP/1.1"), 400},
      {"two spaces after the method", first_line("GET  / HTTP/1.1"), 400},
      {"two spaces after the target", first_line("GET /  HTTP/1.1"), 400},
      {"tab instead of space", first_line("GET\t/\tHTTP/1.1"), 400},
      {"trailing space", first_line("GET / HTTP/1.1 "), 400},
      {"no version (HTTP/0.9)", "GET /\r\n\r\n", 400},
      {"method only", "GET\r\n\r\n", 400},
      {"method that is no token", first_line("G@T / HTTP/1.1"), 400},
      {"endless method", first_line(std::string(40, 'A') + " / HTTP/1.1"), 501},
      {"HTTP/2.0", first_line("GET / HTTP/2.0"), 505},
      {"HTTP/1.2", first_line("GET / HTTP/1.2"), 505},
      {"HTTP/0.9 by name", first_line("GET / HTTP/0.9"), 505},
      {"lower-case http", first_line("GET / http/1.1"), 400},
      {"version with two digits", first_line("GET / HTTP/1.10"), 400},
      {"version without minor", first_line("GET / HTTP/1"), 400},
      {"not HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: localhost\r\n\r\n", 400},
      {"bare CR in the request line", "GET / HTTP/1.1\rX\r\nHost: localhost\r\n\r\n", 400},
      {"NUL in the request line", "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"s, 400},
      {"CONNECT", "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
      // the target
      {"relative target", first_line("GET index.html HTTP/1.1"), 400},
      {"authority form with GET", first_line("GET localhost:80 HTTP/1.1"), 400},
      {"asterisk with GET", first_line("GET * HTTP/1.1"), 400},
      {"absolute form of another scheme", first_line("GET ftp://localhost/ HTTP/1.1"), 400},
      {"absolute form without a host", first_line("GET http:///x HTTP/1.1"), 400},
      {"absolute form with a user", first_line("GET http://me@localhost/ HTTP/1.1"), 400},
      {"absolute form of a foreign host", first_line("GET http://evil.example/ HTTP/1.1"), 421},
      {"fragment in the target", first_line("GET /a#b HTTP/1.1"), 400},
      {"raw UTF-8 in the target", first_line("GET /\xc3\xa4 HTTP/1.1"), 400},
      {"DEL in the target", first_line("GET /\x7f HTTP/1.1"), 400},
      {"target too long", first_line("GET /" + std::string(9000, 'a') + " HTTP/1.1"), 414},
      // Host
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", field("Host: localhost"), 400},
      {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
       400},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400},
      {"Host list", "GET / HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n", 400},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: localhost:port\r\n\r\n", 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 421},
      {"foreign Host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"rebinding Host", "GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:8080\r\n\r\n", 421},
      // fields
      {"space before the colon", field("X-A : b"), 400},
      {"tab before the colon", field("X-A\t: b"), 400},
      {"no colon", field("X-A b"), 400},
      {"empty name", field(": b"), 400},
      {"name that is no token", field("X(A): b"), 400},
      {"folded line", field("X-A: b\r\n c"), 400},
      {"folded line with a tab", field("X-A:\r\n\tb"), 400},
      {"fold right after the request line", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400},
      {"bare LF between fields", "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n", 400},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: localhost\r\n\n", 400},
      {"only bare LFs", "GET / HTTP/1.1\nHost: localhost\n\n", 400},
      {"bare CR in a value", field("X-A: b\rX-B: c"), 400},
      {"CR CR LF", field("X-A: b\r"), 400},
      {"NUL in a value", field(std::string_view("X-A: b\0c", 8)), 400},
      {"control character in a value", field("X-A: b\x01"), 400},
      {"DEL in a value", field("X-A: b\x7f"), 400},
      {"malformed Connection", field("Connection: a b"), 400},
      {"too many fields", field([] {
         std::string all = "A: 1";
         for (int i = 0; i < 100; ++i) all += "\r\nA: 1";
         return all;
       }()),
       431},
      {"header too large", field("X-A: " + std::string(17'000, 'a')), 431},
      {"unknown expectation", post("Content-Length: 1\r\nExpect: 200-ok", "x"), 417},
      {"two expectations", post("Content-Length: 1\r\nExpect: 100-continue\r\nExpect: x", "x"),
       417},
      // framing
      {"lengths that differ", post("Content-Length: 1\r\nContent-Length: 2", "xy"), 400},
      {"lengths that agree", post("Content-Length: 1\r\nContent-Length: 1", "x"), 400},
      {"length list", post("Content-Length: 1, 1", "x"), 400},
      {"length with a plus", post("Content-Length: +1", "x"), 400},
      {"length below zero", post("Content-Length: -1", "x"), 400},
      {"hexadecimal length", post("Content-Length: 0x1", "x"), 400},
      {"length with a space inside", post("Content-Length: 1 1", "x"), 400},
      {"empty length", post("Content-Length: ", "x"), 400},
      {"length that overflows", post("Content-Length: 18446744073709551617", "x"), 400},
      {"length over the limit", post("Content-Length: 1048577"), 413},
      {"length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
       400},
      {"coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
       400},
      {"length and unknown coding", post("Content-Length: 5\r\nTransfer-Encoding: gzip", "x"), 400},
      {"unknown coding", post("Transfer-Encoding: gzip"), 501},
      {"unknown coding before chunked", post("Transfer-Encoding: gzip, chunked"), 501},
      {"identity", post("Transfer-Encoding: identity"), 501},
      {"nearly chunked", post("Transfer-Encoding: xchunked"), 501},
      {"chunked twice", post("Transfer-Encoding: chunked, chunked"), 400},
      {"chunked not last", post("Transfer-Encoding: chunked, gzip"), 400},
      {"chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
       400},
      {"vertical tab before chunked", post("Transfer-Encoding: \vchunked"), 400},
      {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1"), 400},
      {"empty coding", post("Transfer-Encoding: "), 501},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      // chunks
      {"chunk size that is none", chunked("x\r\n"), 400},
      {"empty chunk size", chunked("\r\n"), 400},
      {"chunk size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with a leading space", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with a trailing space", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size that overflows", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
      {"largest chunk size", chunked("ffffffffffffffff\r\n"), 413},
      {"chunks over the limit", chunked("100001\r\n"), 413},
      {"bare LF after a chunk size", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"bare LF in an extension", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n"), 400},
      {"bare CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), 400},
      {"endless extension", chunked("5;" + std::string(17'000, 'a')), 400},
      {"chunk shorter than its data", chunked("4\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk without its CRLF", chunked("5\r\nhello0\r\n\r\n"), 400},
      {"bare LF after a chunk", chunked("5\r\nhello\n0\r\n\r\n"), 400},
      {"folded trailer", chunked("0\r\nX-A: b\r\n c\r\n\r\n"), 400},
      {"trailer without a colon", chunked("0\r\nnothing\r\n\r\n"), 400},
      {"endless trailer", chunked("0\r\nX-A: " + std::string(17'000, 'a')), 400},
      {"bare LF after the last chunk", chunked("0\r\n\n"), 400},
  };
  return cases;
}

TEST("http: what is not HTTP is refused with a problem, and the connection closes") {
  TestServer stoa;
  for (const auto& bad : bad_cases()) {
    INFO(bad.why);
    auto client = stoa.client();
    client.send(bad.bytes);
    client.send(get("/smuggled"));  // must never be taken for a request of its own
    auto answer = client.receive();
    CHECK(answer.status == bad.status);
    CHECK(answer.says("\r\nConnection: close\r\n"));
    CHECK(answer.says("\r\nContent-Type: application/problem+json\r\n"));
    CHECK(answer.says("\r\nX-Request-Id: "));
    CHECK(answer.body.find("\"code\"") != std::string::npos);
    client.finish_sending();
    CHECK(client.closed());
  }
  CHECK(stoa.server().stats().malformed == bad_cases().size());
  CHECK(stoa.server().stats().requests == 0);
}

// What is left of the input lies in memory that the answer gives back.
TEST("http: what is refused when it has come in parts is refused alike") {
  TestServer stoa;
  for (const auto& bad : bad_cases()) {
    INFO(bad.why);
    auto client = stoa.client();
    auto half = std::min(bad.bytes.size() / 2, std::size_t{40});
    client.send(bad.bytes.substr(0, half));
    std::this_thread::yield();
    client.send(bad.bytes.substr(half));
    client.send(get("/smuggled") + std::string(2'000, 'x'));
    CHECK(client.receive().status == bad.status);
    client.finish_sending();
    CHECK(client.closed());
  }
  CHECK(stoa.server().stats().requests == 0);
}

}  // namespace
}  // namespace stoa::http
