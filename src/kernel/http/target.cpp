#include "kernel/http/target.h"

#include <algorithm>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

// Splits "/path?query"; an empty path of the absolute form means "/".
Target split(std::string_view rest, std::optional<std::string_view> host) {
  auto mark = rest.find('?');
  auto query = mark == rest.npos ? std::string_view() : rest.substr(mark + 1);
  auto path = rest.substr(0, mark);
  return {path.empty() ? "/" : path, query, host};
}

// Printable ASCII without "#": a fragment is the client's own business and never travels.
bool is_target_char(char c) { return c > ' ' && c < 0x7f && c != '#'; }

bool is_host_char(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
         std::string_view("-._~%!$&'()*+;=").find(c) != std::string_view::npos;
}

bool is_address_char(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

std::optional<Target> parse_target(std::string_view method, std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_target_char)) return {};
  if (target.starts_with('/')) return split(target, {});
  if (target == "*") return method == "OPTIONS" ? std::optional(Target{"/", {}, {}}) : std::nullopt;

  auto colon = target.find("://");
  if (colon == target.npos) return {};
  auto scheme = target.substr(0, colon);
  if (!same_text(scheme, "http") && !same_text(scheme, "https")) return {};
  auto rest = target.substr(colon + 3);
  auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.empty()) return {};
  return split(rest.substr(authority.size()), authority);
}

std::optional<std::string_view> host_name(std::string_view host) {
  std::string_view name, port;
  if (host.starts_with('[')) {
    auto end = host.find(']');
    if (end == host.npos) return {};
    name = host.substr(0, end + 1);
    port = host.substr(end + 1);
    auto inside = name.substr(1, end - 1);
    if (inside.empty() || !std::all_of(inside.begin(), inside.end(), is_address_char)) return {};
  } else {
    name = host.substr(0, host.find(':'));
    port = host.substr(name.size());
    if (!std::all_of(name.begin(), name.end(), is_host_char)) return {};
  }
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) return {};
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

std::string_view host_of(const Request& request) {
  std::string_view host = request.headers.get("Host");
  if (!request.target.starts_with('/')) {
    auto target = parse_target(request.method, request.target);
    if (target && target->host) host = *target->host;
  }
  return host_name(host).value_or(std::string_view());
}

bool is_loopback_name(std::string_view name) {
  return same_text(name, "localhost") || ends_with_text(name, ".localhost") ||
         name == "127.0.0.1" || name == "[::1]";
}

HostNames::HostNames(std::string address, bool loopback, std::vector<std::string> names)
    : address_(std::move(address)), loopback_(loopback), names_(std::move(names)) {}

bool HostNames::allows(std::string_view name) const {
  if (!loopback_ && names_.empty()) return true;
  if (loopback_ && (is_loopback_name(name) || name == address_)) return true;
  return std::any_of(names_.begin(), names_.end(),
                     [&](const std::string& ours) { return same_text(ours, name); });
}

}  // namespace stoa::http
