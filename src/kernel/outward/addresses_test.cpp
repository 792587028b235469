// Whom the server may be asked to call, address by address.

#include "kernel/outward/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <stdexcept>

#include "kernel/testing/test.h"

namespace stoa::outward {
namespace {

TEST("outward: an address of the internet may be called") {
  const Addresses addresses;
  for (const char* address :
       {"1.1.1.1",           "8.8.8.8",         "9.255.255.255",        "11.0.0.0",
        "100.63.255.255",    "100.128.0.0",     "126.255.255.255",      "128.0.0.1",
        "169.253.255.255",   "169.255.0.0",     "172.15.255.255",       "172.32.0.0",
        "192.0.1.0",         "192.167.255.255", "192.169.0.0",          "198.17.255.255",
        "198.20.0.0",        "223.255.255.255", "2001:4860:4860::8888", "2606:4700::1111",
        "2a00:1450:4001::1", "2001:200::1",     "64:ff9b::8.8.8.8",     "::ffff:8.8.8.8"}) {
    CAPTURE(address);
    CHECK(addresses.may_call(address));
  }
}

TEST("outward: an address that is not of the internet may not be called") {
  const Addresses addresses;
  for (const char* address :
       {// of IPv4
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
        "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254", "169.254.0.1",
        "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        // of IPv6
        "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fdff::1",
        "ff02::1", "ff0e::1", "100::1", "2001:db8::1", "3fff::1", "5f00::1",
        // IPv4 within IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
        "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "::10.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b::192.168.1.1", "64:ff9b:1::127.0.0.1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:808:808::", "2001:0:7f00:1::", "2001:20::1"}) {
    CAPTURE(address);
    CHECK_FALSE(addresses.may_call(address));
  }
}

TEST("outward: what is no address may not be called") {
  const Addresses addresses({"0.0.0.0/0", "::/0"});
  for (const std::string_view text :
       {std::string_view(""), std::string_view("localhost"), std::string_view("2130706433"),
        std::string_view("0x7f.1"), std::string_view("127.1"), std::string_view("1.1.1.1 "),
        std::string_view("1.1.1.1\0", 8), std::string_view("[::1]"), std::string_view("::1%lo")}) {
    CAPTURE(text);
    CHECK_FALSE(addresses.may_call(text));
  }
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CHECK_FALSE(addresses.may_call(reinterpret_cast<const sockaddr&>(local)));
}

TEST("outward: networks of one's own may be called once they are named, and no others") {
  const Addresses addresses({"10.1.0.0/16", "127.0.0.2", "fd00:1::/32", "172.16.0.0/15"});
  for (const char* address : {"10.1.0.1", "10.1.255.255", "127.0.0.2", "fd00:1::9", "172.17.1.1",
                              "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "8.8.8.8"}) {
    CAPTURE(address);
    CHECK(addresses.may_call(address));
  }
  for (const char* address : {"10.2.0.1", "10.0.255.255", "127.0.0.1", "fd00:2::9", "172.18.0.1",
                              "::ffff:10.2.0.1", "::1", "::10.1.2.3", "2002:a01:203::"}) {
    CAPTURE(address);
    CHECK_FALSE(addresses.may_call(address));
  }
}

TEST("outward: a rule that is neither an address nor a network is named") {
  for (const char* rule : {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8",
                           "::/129", "fd00::/8x", "/8"}) {
    CAPTURE(rule);
    const std::string message = "\"" + std::string(rule) + "\" is neither an address nor a network";
    CHECK_THROWS_WITH_AS(Addresses({rule}), message.c_str(), std::runtime_error);
  }
}

// A name that led to the internet when it was looked at leads to the machine itself when a socket
// is made for it: only what the socket is for counts.
TEST("outward: a socket's address is judged as it is, IPv4 and IPv6") {
  const Addresses addresses;
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "93.184.215.14", &ipv4.sin_addr);
  CHECK(addresses.may_call(reinterpret_cast<const sockaddr&>(ipv4)));
  ::inet_pton(AF_INET, "127.0.0.1", &ipv4.sin_addr);
  CHECK_FALSE(addresses.may_call(reinterpret_cast<const sockaddr&>(ipv4)));
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ::inet_pton(AF_INET6, "2606:4700::1111", &ipv6.sin6_addr);
  CHECK(addresses.may_call(reinterpret_cast<const sockaddr&>(ipv6)));
  ::inet_pton(AF_INET6, "::ffff:169.254.169.254", &ipv6.sin6_addr);
  CHECK_FALSE(addresses.may_call(reinterpret_cast<const sockaddr&>(ipv6)));
}

}  // namespace
}  // namespace stoa::outward
