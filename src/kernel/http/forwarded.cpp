#include "kernel/http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

using Bits = std::array<unsigned char, 16>;

constexpr Bits mapped_ipv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int mapped_bits = 96;

bool is_ipv4(const Bits& bits) {
  return std::equal(bits.begin(), bits.begin() + 12, mapped_ipv4.begin());
}

std::optional<Bits> read_address(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = {};  // what inet_pton wants
  if (text.size() >= sizeof terminated) return {};
  std::copy(text.begin(), text.end(), terminated);
  if (std::string_view(terminated).size() != text.size()) return {};
  Bits bits = mapped_ipv4;
  if (::inet_pton(AF_INET, terminated, &bits[12]) == 1) return bits;
  if (::inet_pton(AF_INET6, terminated, bits.data()) == 1) return bits;
  return {};
}

std::string text_of(const Bits& bits) {
  char text[INET6_ADDRSTRLEN];
  bool ipv4 = is_ipv4(bits);
  ::inet_ntop(ipv4 ? AF_INET : AF_INET6, ipv4 ? &bits[12] : bits.data(), text, sizeof text);
  return text;
}

bool is_number(std::string_view text, std::size_t max_digits) {
  return !text.empty() && text.size() <= max_digits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

// An entry of X-Forwarded-For: "1.2.3.4", "1.2.3.4:5", "::1", "[::1]" or "[::1]:5".
std::optional<Bits> read_entry(std::string_view entry) {
  auto port_at = entry.npos;
  if (entry.starts_with('[')) {
    auto end = entry.find(']');
    if (end == entry.npos || entry.find(':') > end) return {};
    if (end + 1 < entry.size()) port_at = end + 1;
  } else if (std::count(entry.begin(), entry.end(), ':') == 1) {
    port_at = entry.find(':');
  }
  if (port_at != entry.npos) {
    if (entry[port_at] != ':' || !is_number(entry.substr(port_at + 1), 5)) return {};
    entry = entry.substr(0, port_at);
  }
  if (entry.starts_with('[')) entry = entry.substr(1, entry.size() - 2);
  return read_address(entry);
}

// Takes the last entry of a list off its end.
std::string_view take_last(std::string_view& list) {
  auto comma = list.rfind(',');
  auto last = comma == list.npos ? list : list.substr(comma + 1);
  list = comma == list.npos ? std::string_view() : list.substr(0, comma);
  return trimmed(last);
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& rules) {
  for (const std::string& rule : rules) {
    auto slash = rule.find('/');
    auto bits = read_address(std::string_view(rule).substr(0, slash));
    bool ipv4 = bits && is_ipv4(*bits) && rule.find(':') == rule.npos;
    int offset = ipv4 ? mapped_bits : 0;
    int prefix = 128;
    bool good = bits.has_value();
    if (slash != rule.npos) {
      auto digits = rule.substr(slash + 1);
      good = good && is_number(digits, 3);
      if (good) prefix = std::stoi(digits) + offset;
    }
    if (!good || prefix > 128) {
      throw std::runtime_error("trusted proxy \"" + rule + "\" is no address and no network");
    }
    networks_.push_back({*bits, prefix});
  }
}

bool TrustedProxies::trusts(std::string_view address) const {
  if (networks_.empty()) return false;
  auto bits = read_address(address.substr(0, address.find('%')));  // without an IPv6 zone
  return bits && trusts(*bits);
}

bool TrustedProxies::trusts(const Bits& bits) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    // "::/0" means all of IPv6, not also the corner of it that stands here for IPv4.
    if (network.prefix < mapped_bits && is_ipv4(bits)) return false;
    auto whole = static_cast<std::size_t>(network.prefix / 8);
    if (!std::equal(bits.begin(), bits.begin() + whole, network.bits.begin())) return false;
    int rest = network.prefix % 8;
    return rest == 0 || (bits[whole] ^ network.bits[whole]) >> (8 - rest) == 0;
  });
}

void TrustedProxies::apply(Request& request) const {
  auto hops = request.headers.combined("X-Forwarded-For");
  for (std::string_view left = hops; !left.empty();) {
    auto hop = read_entry(take_last(left));
    if (!hop) break;
    if (trusts(*hop)) continue;
    request.peer = text_of(*hop);
    break;
  }
  auto protos = request.headers.combined("X-Forwarded-Proto");
  std::string_view left = protos;
  auto proto = take_last(left);
  if (!proto.empty()) request.secure = same_text(proto, "https");
}

}  // namespace stoa::http
