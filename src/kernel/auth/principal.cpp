#include "kernel/auth/principal.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace stoa {
namespace {

// The three parts of a scope, or none.
bool split(std::string_view text, std::array<std::string_view, 3>& parts) {
  const std::size_t first = text.find(':');
  const std::size_t last = text.rfind(':');
  if (first == text.npos || first == last) return false;
  parts = {text.substr(0, first), text.substr(first + 1, last - first - 1), text.substr(last + 1)};
  return true;
}

constexpr std::size_t longest_name = 40;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

bool is_name(std::string_view text, bool (*is_allowed)(char)) {
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

// "loans", "shelf.books.price"
bool is_resource(std::string_view text) {
  for (int parts = 1; parts <= 3; ++parts) {
    const std::size_t dot = text.find('.');
    if (!is_name(text.substr(0, dot), &is_letter_or_digit)) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
  return false;
}

bool is_part_of(std::string_view part, std::string_view whole) {
  return part == whole || (part.starts_with(whole) && part.substr(whole.size()).starts_with('.'));
}

enum class Reach { all, part };

// What a verb may do, each including those before it; -1 for none of them.
int rank(std::string_view verb) {
  constexpr std::array<std::string_view, 3> verbs = {"read", "write", "admin"};
  const auto at = std::find(verbs.begin(), verbs.end(), verb);
  return at == verbs.end() ? -1 : static_cast<int>(at - verbs.begin());
}

}  // namespace

bool Principal::has(std::string_view role) const {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& mine) { return mine == role || mine == roles::admin; });
}

bool is_scope(std::string_view text) {
  std::array<std::string_view, 3> parts;
  if (!split(text, parts) || rank(parts[2]) < 0) return false;
  return (parts[0] == "*" || is_name(parts[0], &is_letter)) &&
         (parts[1] == "*" || is_resource(parts[1]));
}

namespace {

bool reaches(std::string_view scope, const Scope& needed, Reach reach) {
  std::array<std::string_view, 3> parts;
  if (!split(scope, parts)) return false;
  const bool at_resource = parts[1] == "*" || is_part_of(needed.resource, parts[1]) ||
                           (reach == Reach::part && is_part_of(parts[1], needed.resource));
  return (parts[0] == "*" || parts[0] == needed.app) && at_resource && rank(needed.verb) >= 0 &&
         rank(parts[2]) >= rank(needed.verb);
}

bool has_scope(const Principal& principal, const Scope& needed, Reach reach) {
  return principal.credential != Credential::api_key ||
         std::any_of(principal.scopes.begin(), principal.scopes.end(),
                     [&](const std::string& scope) { return reaches(scope, needed, reach); });
}

}  // namespace

bool covers(std::string_view scope, const Scope& needed) {
  return reaches(scope, needed, Reach::all);
}

bool in_scope(const Principal& principal, const Scope& needed) {
  return has_scope(principal, needed, Reach::all);
}

void check_access(const Access& access, const Scope& needed, const Principal& principal) {
  if (access.open()) return;
  if (principal.credential == Credential::none) {
    if (access.kind == Access::Kind::guest) return;
    throw Refusal{problems::not_signed_in};
  }
  const bool by_key = principal.credential == Credential::api_key;
  if (access.in_person && by_key) throw Refusal{problems::person_needed};
  if (!access.role.empty() && !principal.has(access.role)) {
    throw Refusal{problems::forbidden};
  }
  if (!has_scope(principal, needed, access.in_part ? Reach::part : Reach::all))
    throw Refusal{problems::scope_missing};
}

std::string network_of(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    inet_ntop(AF_INET, &v6.s6_addr[12], shown.data(), shown.size());
    return shown.data();
  }
  std::fill(&v6.s6_addr[8], &v6.s6_addr[16], std::uint8_t{0});
  inet_ntop(AF_INET6, &v6, shown.data(), shown.size());
  return std::string(shown.data()) + "/64";
}

}  // namespace stoa
