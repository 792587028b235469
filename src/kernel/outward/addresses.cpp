#include "kernel/outward/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace stoa::outward {
namespace {

using Bits = std::array<unsigned char, 16>;

constexpr Bits ipv4_in_ipv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int ipv4_at = 12;

struct Reserved {
  Bits bits;
  int prefix;
};

constexpr Reserved ipv4(unsigned char a, unsigned char b, unsigned char c, int prefix) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, 0}, 8 * ipv4_at + prefix};
}

// IANA's special-purpose registries (RFC 6890): what is nobody's on the internet. Of IPv6 only
// 2000::/3 is anybody's at all; what holds an IPv4 address of its own within that is refused as a
// whole, for it may lead to any.
constexpr Reserved nobodys[] = {
    ipv4(0, 0, 0, 8),        // this network, and this host: 0.0.0.0 is the machine itself
    ipv4(10, 0, 0, 8),       // private (RFC 1918)
    ipv4(100, 64, 0, 10),    // behind a provider's NAT (RFC 6598), where clouds have metadata
    ipv4(127, 0, 0, 8),      // loopback
    ipv4(169, 254, 0, 16),   // link-local, with most clouds' metadata
    ipv4(172, 16, 0, 12),    // private
    ipv4(192, 0, 0, 24),     // of protocols, with one cloud's metadata
    ipv4(192, 0, 2, 24),     // documentation
    ipv4(192, 88, 99, 24),   // relays of 6to4, which are no more
    ipv4(192, 168, 0, 16),   // private
    ipv4(198, 18, 0, 15),    // benchmarks
    ipv4(198, 51, 100, 24),  // documentation
    ipv4(203, 0, 113, 24),   // documentation
    ipv4(224, 0, 0, 4),      // multicast
    ipv4(240, 0, 0, 4),      // reserved, and broadcast
    {{0x20, 0x01}, 23},      // of protocols; Teredo, which holds an IPv4 address
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4, which holds an IPv4 address
    {{0x3f, 0xff}, 20},              // documentation
};
constexpr Reserved global_ipv6{{0x20}, 3};
constexpr Reserved all_ipv4{ipv4_in_ipv6, 8 * ipv4_at};
// A gateway makes the IPv4 address of it (RFC 6052).
constexpr Reserved nat64{{0, 0x64, 0xff, 0x9b}, 96};

bool lies_in(const Bits& address, const Bits& network, int prefix) {
  const int bytes = prefix / 8, bits = prefix % 8;
  if (!std::equal(network.begin(), network.begin() + bytes, address.begin())) return false;
  if (bits == 0) return true;
  const int mask = 0xff << (8 - bits) & 0xff;
  const auto at = static_cast<std::size_t>(bytes);
  return (network[at] & mask) == (address[at] & mask);
}

bool lies_in(const Bits& address, const Reserved& network) {
  return lies_in(address, network.bits, network.prefix);
}

bool is_public(const Bits& address) {
  if (!lies_in(address, all_ipv4) && !lies_in(address, global_ipv6)) return false;
  return std::none_of(std::begin(nobodys), std::end(nobodys),
                      [&](const Reserved& network) { return lies_in(address, network); });
}

std::optional<Bits> read_address(std::string_view text) {
  const std::string terminated(text);  // what inet_pton wants
  if (terminated.find('\0') != terminated.npos) return {};
  Bits bits = ipv4_in_ipv6;
  if (::inet_pton(AF_INET, terminated.c_str(), &bits[ipv4_at]) == 1) return bits;
  if (::inet_pton(AF_INET6, terminated.c_str(), bits.data()) == 1) return bits;
  return {};
}

std::optional<Bits> bits_of(const sockaddr& address) {
  Bits bits = ipv4_in_ipv6;
  if (address.sa_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
    std::memcpy(&bits[ipv4_at], &ipv4.sin_addr, 4);
    return bits;
  }
  if (address.sa_family != AF_INET6) return {};
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
  std::memcpy(bits.data(), &ipv6.sin6_addr, bits.size());
  return bits;
}

// The length behind the slash, -1 for none that is one.
int read_prefix(std::string_view text, int most) {
  int prefix = -1;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, prefix);
  const bool whole = read.ec == std::errc{} && read.ptr == end;
  return whole && prefix >= 0 && prefix <= most ? prefix : -1;
}

}  // namespace

Addresses::Addresses(const std::vector<std::string>& allowed) {
  for (const std::string& rule : allowed) {
    const std::size_t slash = rule.find('/');
    const std::string_view address = std::string_view(rule).substr(0, slash);
    const auto bits = read_address(address);
    const int width = address.find(':') == address.npos ? 32 : 128;
    const int prefix =
        slash == rule.npos ? width : read_prefix(std::string_view(rule).substr(slash + 1), width);
    if (!bits || prefix < 0)
      throw std::runtime_error("\"" + rule + "\" is neither an address nor a network");
    allowed_.push_back({*bits, 128 - width + prefix});
  }
}

bool Addresses::may_call(const Bits& bits) const {
  const bool named = std::any_of(allowed_.begin(), allowed_.end(), [&](const Network& network) {
    return lies_in(bits, network.bits, network.prefix);
  });
  if (named) return true;
  if (!lies_in(bits, nat64)) return is_public(bits);
  Bits behind = ipv4_in_ipv6;
  std::copy(bits.begin() + ipv4_at, bits.end(), behind.begin() + ipv4_at);
  return may_call(behind);
}

bool Addresses::may_call(const sockaddr& address) const {
  const auto bits = bits_of(address);
  return bits && may_call(*bits);
}

bool Addresses::may_call(std::string_view address) const {
  const auto bits = read_address(address);
  return bits && may_call(*bits);
}

}  // namespace stoa::outward
