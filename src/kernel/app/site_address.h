// The address that links to this server begin with: public_url, or where it listens.
//
// Owned by the kernel. listening() comes before anybody asks; then any thread.
#pragma once

#include <string>

#include "kernel/app/config.h"

namespace stoa {

class SiteAddress {
 public:
  explicit SiteAddress(const Config& config);
  // The port is known, which the configuration may have left open.
  void listening(std::uint16_t port);
  const std::string& address() const { return address_; }

 private:
  std::string address_;
};

}  // namespace stoa
