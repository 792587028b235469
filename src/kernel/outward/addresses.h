// Which addresses this server may be asked to call: those of the internet at large, and of other
// networks those that its operator names.
//
// Somebody who gives us a URL chooses whom we call, from inside of our networks: the machine
// itself, its neighbours, the cloud's metadata. A name does not tell where it leads, and leads
// elsewhere at the next look (DNS rebinding), so that the question is put about the address that a
// socket is about to be connected to. Immutable; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace stoa::outward {

class Addresses {
 public:
  // Each is an address or a network, "10.0.0.0/8", "fd00::/8". Throws std::runtime_error that names
  // one that is neither.
  explicit Addresses(const std::vector<std::string>& allowed = {});

  // False for whatever is no address of IPv4 or IPv6.
  bool may_call(const sockaddr& address) const;
  bool may_call(std::string_view address) const;

 private:
  using Bits = std::array<unsigned char, 16>;  // an IPv6 address; IPv4 is mapped into it
  struct Network {
    Bits bits;
    int prefix;
  };
  bool may_call(const Bits& bits) const;

  std::vector<Network> allowed_;
};

}  // namespace stoa::outward
