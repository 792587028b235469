// Request targets and host names: which address a request asks for, and whether it is ours.
//
// HostNames is made once by the Server and read by all I/O threads; the functions are pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/message.h"

namespace stoa::http {

// A request target taken apart (RFC 9112 §3.2). `path` begins with "/"; `host` is the authority of
// the absolute form, which counts instead of the Host field.
struct Target {
  std::string_view path;
  std::string_view query;
  std::optional<std::string_view> host;
};

// Nothing when the target is of no form that this method may have. "*" becomes the path "/".
std::optional<Target> parse_target(std::string_view method, std::string_view target);

// The name in "name[:port]", without a final dot and without brackets kept off; nothing when the
// text is not a host at all.
std::optional<std::string_view> host_name(std::string_view host);

// The name of the host that a request is for, its target before its Host; empty when it has none.
std::string_view host_of(const Request& request);

// A name that means the machine of whoever says it, wherever it is said.
bool is_loopback_name(std::string_view name);

// The names that requests may be meant for.
class HostNames {
 public:
  // Any name goes when `names` is empty and `address` is not a loopback one.
  HostNames(std::string address, bool loopback, std::vector<std::string> names);
  bool allows(std::string_view name) const;

 private:
  std::string address_;
  bool loopback_;
  std::vector<std::string> names_;
};

}  // namespace stoa::http
