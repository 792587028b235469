#include "kernel/redis/address.h"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace stoa::redis {
namespace {

[[noreturn]] void refuse() {
  throw std::runtime_error(
      "it is redis://user:password@host:port/database or rediss://…, with what is special in a "
      "name or a password percent-encoded");
}

template <typename Number>
Number number_of(std::string_view text, Number most) {
  Number number{};
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || at != text.data() + text.size() || number > most)
    refuse();
  return number;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  refuse();
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) refuse();
    out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
    i += 2;
  }
  return out;
}

// What stands before `mark`, and is taken away with it; nullopt where there is none.
std::optional<std::string_view> take_before(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == text.npos) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(at + 1);
  return before;
}

void read_place(std::string_view place, Address& address) {
  std::string_view port;
  if (place.starts_with('[')) {
    const std::size_t end = place.find(']');
    if (end == place.npos) refuse();
    address.host = place.substr(1, end - 1);
    port = place.substr(end + 1);
  } else {
    const std::size_t colon = place.find(':');
    address.host = place.substr(0, colon);
    port = colon == place.npos ? "" : place.substr(colon);
  }
  if (address.host.empty() || address.host.find_first_of(" /?#@%") != std::string::npos) refuse();
  if (port.empty()) return;
  if (port[0] != ':') refuse();
  address.port = number_of<std::uint16_t>(port.substr(1), UINT16_MAX);
}

}  // namespace

std::string Address::shown() const {
  const bool six = host.find(':') != host.npos;
  return (tls ? "rediss://" : "redis://") + (six ? "[" + host + "]" : host) + ":" +
         std::to_string(port) + "/" + std::to_string(database);
}

Address parse_address(std::string_view url) {
  Address address;
  address.tls = url.starts_with("rediss://");
  if (!address.tls && !url.starts_with("redis://")) refuse();
  url.remove_prefix(address.tls ? 9 : 8);
  if (auto who = take_before(url, '@')) {
    if (const auto user = take_before(*who, ':')) {
      address.user = decoded(*user);
      address.password = decoded(*who);
    } else {
      address.user = decoded(*who);
    }
  }
  std::string_view place = url;
  if (const auto before = take_before(url, '/')) {
    place = *before;
    if (!url.empty()) address.database = number_of<int>(url, 1'000'000);
    if (address.database < 0) refuse();
  }
  read_place(place, address);
  return address;
}

}  // namespace stoa::redis
