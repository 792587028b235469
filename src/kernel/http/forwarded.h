// Proxies that may speak for their clients: X-Forwarded-For and X-Forwarded-Proto.
//
// Anyone can send these fields, so they count only when the other end of the socket is on the list.
// Made once by the Server and read by all I/O threads; knows no sockets.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/message.h"

namespace stoa::http {

class TrustedProxies {
 public:
  // Each rule is an address or a network ("10.0.0.0/8", "fd00::/8"); throws std::runtime_error that
  // names one that is neither. No rules trust nobody.
  explicit TrustedProxies(const std::vector<std::string>& rules = {});

  // False for what is not an address. An IPv4-mapped IPv6 address is its IPv4 address.
  bool trusts(std::string_view address) const;

  // For a request that came from a trusted proxy. `peer` becomes the last address of
  // X-Forwarded-For that is not itself trusted, and stays when there is none or when anything
  // behind it is no address: whoever wrote that did not know its client. `secure` becomes what the
  // last X-Forwarded-Proto says, and stays when it says nothing.
  void apply(Request& request) const;

 private:
  using Bits = std::array<unsigned char, 16>;  // an IPv6 address; IPv4 is mapped into it
  struct Network {
    Bits bits;
    int prefix;
  };
  bool trusts(const Bits& bits) const;

  std::vector<Network> networks_;
};

}  // namespace stoa::http
