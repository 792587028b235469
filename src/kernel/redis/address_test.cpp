#include "kernel/redis/address.h"

#include <stdexcept>

#include "kernel/testing/test.h"

namespace stoa::redis {

TEST("redis: an address says where, over what, and as whom") {
  const Address whole = parse_address("rediss://sto%61:p%40ss%3A%2F@cache.example:6390/2");
  CHECK(whole.tls);
  CHECK(whole.host == "cache.example");
  CHECK(whole.port == 6390);
  CHECK(whole.database == 2);
  CHECK(whole.user == "stoa");
  CHECK(whole.password == "p@ss:/");
  const Address least = parse_address("redis://127.0.0.1");
  CHECK(!least.tls);
  CHECK(least.port == 6379);
  CHECK(least.database == 0);
  CHECK((least.user + least.password).empty());
  const Address six = parse_address("redis://:secret@[::1]:7000/");
  CHECK(six.host == "::1");
  CHECK(six.user.empty());
  CHECK(six.password == "secret");
}

TEST("redis: what is printed of an address has no password in it") {
  CHECK(parse_address("redis://stoa:secret@[::1]/3").shown() == "redis://[::1]:6379/3");
  CHECK(parse_address("rediss://:secret@cache.example").shown() == "rediss://cache.example:6379/0");
  for (const char* url :
       {"", "secret", "http://secret", "redis://", "redis://:secret@", "redis://x:secret@/0",
        "redis://x:sec%ret@h", "redis://h:secret", "redis://h:70000", "redis://h:", "redis://h/x",
        "redis://h/-1", "redis://[::1", "redis://[::1]x", "redis://h/0?password=secret",
        "redis://a@b:secret@h", "redis://x:%4@h", "redis://h h"}) {
    INFO(url);
    std::string said;
    try {
      parse_address(url);
    } catch (const std::runtime_error& error) {
      said = error.what();
    }
    CHECK(!said.empty());
    CHECK(said.find("secret") == std::string::npos);
  }
}

}  // namespace stoa::redis
