// What is said of a URL before anybody is called.

#include "kernel/outward/target.h"

#include "kernel/testing/test.h"

namespace stoa::outward {
namespace {

TEST("outward: a URL of the web is taken") {
  const Addresses addresses;
  for (const char* url :
       {"https://example.org", "https://example.org/hooks?key=a%20b", "http://example.org:8080/",
        "https://1.1.1.1/", "https://[2606:4700::1111]/", "https://xn--bcher-kva.example/",
        // It leads somewhere only once it is looked up, and is judged then.
        "https://metadata.google.internal/", "https://localhost.example.org/"}) {
    CAPTURE(url);
    CHECK(fault_of_url(url, addresses) == "");
  }
}

TEST("outward: a URL with a name or a password, or of no web, is not") {
  const Addresses addresses;
  for (const char* url :
       {"https://ann:secret@example.org/", "https://ann@example.org/", "ftp://example.org/",
        "file:///etc/passwd", "gopher://example.org/", "example.org", "https://", "", "//x",
        "https://example.org:99999/", "https://exa mple.org/"}) {
    CAPTURE(url);
    CHECK(fault_of_url(url, addresses) != "");
  }
}

TEST("outward: a URL that names an inner address is refused, however it is written") {
  const Addresses addresses;
  for (const char* url :
       {"http://127.0.0.1/", "http://localhost/", "http://LOCALHOST:8080/", "http://localhost./",
        "http://a.localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/", "http://2130706433/", "http://0x7f000001/",
        "http://0x7f.1/", "http://127.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/",
        "http://10.0.0.1/", "http://[fd00::1]/", "http://192.168.1.1:80/"}) {
    CAPTURE(url);
    CHECK(fault_of_url(url, addresses).find("webhooks.allow_private") != std::string::npos);
  }
  CHECK(fault_of_url("http://127.0.0.1:9/", Addresses({"127.0.0.0/8"})) == "");
  CHECK(fault_of_url("http://localhost/", Addresses({"::1"})) == "");
}

}  // namespace
}  // namespace stoa::outward
