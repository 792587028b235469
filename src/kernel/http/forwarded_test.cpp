#include "kernel/http/forwarded.h"

#include "kernel/http/test_server.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using Rules = std::vector<std::string>;

TEST("http: proxies are trusted by address and by network") {
  struct Case {
    Rules rules;
    std::string_view address;
    bool trusted;
  };
  for (const auto& c : std::initializer_list<Case>{
           {{}, "127.0.0.1", false},
           {{"127.0.0.1"}, "127.0.0.1", true},
           {{"127.0.0.1"}, "127.0.0.2", false},
           {{"10.0.0.0/8"}, "10.255.0.1", true},
           {{"10.0.0.0/8"}, "11.0.0.0", false},
           {{"10.1.2.3/8"}, "10.9.9.9", true},
           {{"192.168.16.0/20"}, "192.168.31.255", true},
           {{"192.168.16.0/20"}, "192.168.32.0", false},
           {{"10.0.0.1/32"}, "10.0.0.1", true},
           {{"10.0.0.1/32"}, "10.0.0.0", false},
           {{"0.0.0.0/0"}, "8.8.8.8", true},
           {{"0.0.0.0/0"}, "::1", false},
           {{"::/0"}, "2001:db8::1", true},
           {{"::/0"}, "8.8.8.8", false},
           {{"::1"}, "0:0:0:0:0:0:0:1", true},
           {{"fd00::/8"}, "fd12::1", true},
           {{"fd00::/8"}, "fe80::1", false},
           {{"fe80::/10"}, "fe80::1%eth0", true},
           {{"2001:db8::/33"}, "2001:db8:7fff::", true},
           {{"2001:db8::/33"}, "2001:db8:8000::", false},
           {{"10.0.0.1"}, "::ffff:10.0.0.1", true},
           {{"::ffff:10.0.0.1"}, "10.0.0.1", true},
           {{"::ffff:10.0.0.0/104"}, "10.200.0.1", true},
           {{"10.0.0.0/8"}, "::ffff:a01:203", true},
           {{"::1", "10.0.0.0/8"}, "10.0.0.1", true},
           {{"127.0.0.1"}, "", false},
           {{"127.0.0.1"}, "127.0.0.1 ", false},
           {{"127.0.0.1"}, std::string_view("127.0.0.1\0", 10), false},
       }) {
    INFO(c.address);
    CHECK(TrustedProxies(c.rules).trusts(c.address) == c.trusted);
  }
}

TEST("http: a proxy rule that is none is named") {
  for (const std::string rule :
       {"", "proxy.example", "localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
        "10.0.0.0/8x", "10.0.0.0/8/8", "::1/129", "::1/0128", "[::1]", "10.0.0.1:80", " 10.0.0.1",
        "1.2.3.256", "/8", "::ffff:1.2.3.4/129", "fe80::1%eth0"}) {
    INFO(rule);
    auto named = "\"" + rule + "\"";
    CHECK_THROWS_WITH_AS(TrustedProxies(Rules{"::1", rule}), doctest::Contains(named.c_str()),
                         std::runtime_error);
  }
}

Request behind_proxy(std::initializer_list<std::string_view> hops,
                     std::initializer_list<std::string_view> protos = {}, bool secure = false) {
  Request request;
  request.peer = "10.0.0.1";
  request.secure = secure;
  for (auto value : hops) request.headers.add("X-Forwarded-For", value);
  for (auto value : protos) request.headers.add("X-Forwarded-Proto", value);
  TrustedProxies({"10.0.0.0/8", "fd00::/8"}).apply(request);
  return request;
}

TEST("http: the client is the last address that is no proxy") {
  struct Case {
    std::initializer_list<std::string_view> hops;
    std::string_view peer;
  };
  for (const auto& c : std::initializer_list<Case>{
           {{"1.2.3.4"}, "1.2.3.4"},
           {{" 1.2.3.4\t"}, "1.2.3.4"},
           {{"6.6.6.6, 1.2.3.4"}, "1.2.3.4"},
           {{"6.6.6.6", "1.2.3.4"}, "1.2.3.4"},
           {{"6.6.6.6, 1.2.3.4, 10.0.0.7,10.0.0.8"}, "1.2.3.4"},
           {{"nonsense, 1.2.3.4"}, "1.2.3.4"},
           {{"1.2.3.4:5678"}, "1.2.3.4"},
           {{"1.2.3.4:5678, 10.0.0.2:99"}, "1.2.3.4"},
           {{"2001:DB8::1"}, "2001:db8::1"},
           {{"[2001:db8::1]"}, "2001:db8::1"},
           {{"[2001:db8::1]:443"}, "2001:db8::1"},
           {{"1.2.3.4, [fd00::1]:80"}, "1.2.3.4"},
           {{"::ffff:1.2.3.4"}, "1.2.3.4"},
           {{"1.2.3.4, ::ffff:10.0.0.9"}, "1.2.3.4"},
       }) {
    INFO(*c.hops.begin());
    CHECK(behind_proxy(c.hops).peer == c.peer);
  }
}

TEST("http: a list of proxies that says nothing sure leaves the socket's peer") {
  const std::string commas(16'000, ','), digits(16'000, '1');
  const std::string brackets(16'000, '['), colons(16'000, ':');
  for (std::string_view value :
       std::initializer_list<std::string_view>{"",
                                               " ",
                                               ",",
                                               ",,",
                                               "unknown",
                                               "1.2.3.4, unknown",
                                               "1.2.3.4, _hidden",
                                               "1.2.3.4,",
                                               "1.2.3.4, ,10.0.0.2",
                                               "1.2.3.4:",
                                               "1.2.3.4:x",
                                               "1.2.3.4:123456",
                                               "1.2.3",
                                               "1.2.3.4.5",
                                               "[",
                                               "]",
                                               "[]",
                                               "[]:80",
                                               "[::1",
                                               "::1]",
                                               "[::1]x",
                                               "[::1]:",
                                               "[1.2.3.4]:80",
                                               "[[::1]]",
                                               "fe80::1%eth0",
                                               "10.0.0.2",
                                               "10.0.0.2, fd00::1",
                                               "for=1.2.3.4",
                                               "\"1.2.3.4\"",
                                               "::::",
                                               commas,
                                               digits,
                                               brackets,
                                               colons,
                                               std::string_view("1.2.3.4\0.5", 10)}) {
    INFO(value.substr(0, 40));
    CHECK(behind_proxy({value}).peer == "10.0.0.1");
  }
  CHECK(behind_proxy({}).peer == "10.0.0.1");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "10.0.0." + std::to_string(i % 200) + ", ";
  CHECK(behind_proxy({"1.2.3.4, " + many + "10.0.0.3"}).peer == "1.2.3.4");
}

TEST("http: the last X-Forwarded-Proto tells whether the client's way is secure") {
  CHECK(behind_proxy({}, {"https"}).secure);
  CHECK(behind_proxy({}, {"HTTPS"}).secure);
  CHECK(behind_proxy({}, {"http, https"}).secure);
  CHECK(behind_proxy({}, {"http", "https"}).secure);
  CHECK_FALSE(behind_proxy({}, {"https, http"}).secure);
  CHECK_FALSE(behind_proxy({}, {"http"}, true).secure);
  CHECK_FALSE(behind_proxy({}, {"ftp"}, true).secure);
  CHECK(behind_proxy({}, {}, true).secure);
  CHECK(behind_proxy({}, {""}, true).secure);
  CHECK(behind_proxy({}, {"http,"}, true).secure);
  CHECK_FALSE(behind_proxy({}, {"https,"}).secure);
  CHECK_FALSE(behind_proxy({}, {",,"}).secure);
}

TEST("http: only a trusted proxy is believed") {
  const auto claim =
      get("/who", "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\n");
  TestServer direct;
  CHECK(direct.ask(claim).body == "127.0.0.1");

  ServerOptions options;
  options.trusted_proxies = {"10.0.0.0/8"};
  TestServer elsewhere(options);
  CHECK(elsewhere.ask(claim).body == "127.0.0.1");

  options.trusted_proxies = {"::1", "127.0.0.0/8"};
  TestServer behind(options);
  CHECK(behind.ask(claim).body == "1.2.3.4 secure");
  CHECK(behind.ask(get("/who")).body == "127.0.0.1");

  options.trusted_proxies = {"my-proxy"};
  CHECK_THROWS_WITH_AS(Server(options, [](auto, auto) {}), doctest::Contains("\"my-proxy\""),
                       std::runtime_error);
}

TEST("http: an IPv4 client of an IPv6 socket is its IPv4 address") {
  ServerOptions options;
  options.address = "::";
  std::unique_ptr<TestServer> stoa;
  try {
    stoa = std::make_unique<TestServer>(options);
  } catch (const std::system_error&) {
    return;  // a machine without IPv6
  }
  CHECK(stoa->ask(get("/who")).body == "127.0.0.1");
  options.trusted_proxies = {"127.0.0.1"};
  TestServer behind(options);
  CHECK(behind.ask(get("/who", "X-Forwarded-For: 1.2.3.4\r\n")).body == "1.2.3.4");
}

}  // namespace
}  // namespace stoa::http
