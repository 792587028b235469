#include "kernel/app/credentials.h"

#include <sodium.h>

#include <algorithm>

#include "kernel/auth/secrets.h"

namespace stoa {
namespace {

constexpr std::string_view key_prefix = "stoa_";

bool same_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

// The value of a cookie (RFC 6265 §5.4), "" when there is none or more than one of the name.
std::string cookie_of(const http::Request& request, std::string_view name) {
  const std::string all = request.headers.combined("Cookie");
  std::string value;
  int found = 0;
  std::string_view rest = all;
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of(";,");
    std::string_view pair = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != name) continue;
    value = pair.substr(equals + 1);
    ++found;
  }
  return found == 1 ? value : std::string();
}

// "https://stoa.example:8443" -> "stoa.example:8443"; "null" names nothing.
std::string_view host_of(std::string_view origin) {
  const std::size_t slashes = origin.find("://");
  return slashes == origin.npos ? std::string_view{} : origin.substr(slashes + 3);
}

// Whether an Origin is the very page that the Host names. Behind a proxy that ends TLS the page's
// scheme is https though this request's is not.
bool same_site(const http::Request& request) {
  const std::string origin = request.headers.combined("Origin");
  const bool web =
      origin.starts_with("https://") || (!request.secure && origin.starts_with("http://"));
  return web && host_of(origin) == request.headers.get("Host");
}

}  // namespace

std::string_view session_cookie(bool secure) { return secure ? "__Host-stoa" : "stoa"; }
std::string_view elsewhere_cookie(bool secure) {
  return secure ? "__Host-stoa-elsewhere" : "stoa-elsewhere";
}

Credentials credentials_of(const http::Request& request) {
  if (request.headers.has("Authorization")) {
    const std::string field = request.headers.combined("Authorization");
    const std::size_t space = field.find(' ');
    const std::string_view scheme = std::string_view(field).substr(0, space);
    if (space == field.npos || !same_word(scheme, "bearer")) return {Credential::token, ""};
    std::string secret = field.substr(field.find_first_not_of(' ', space));
    const bool is_key = secret.starts_with(key_prefix);
    return {is_key ? Credential::api_key : Credential::token, std::move(secret)};
  }
  std::string cookie = cookie_of(request, session_cookie(request.secure));
  if (cookie.empty()) return {};
  return {Credential::cookie, std::move(cookie)};
}

std::optional<std::string> basic_password(const http::Request& request) {
  const std::string field = request.headers.combined("Authorization");
  const std::size_t space = field.find(' ');
  if (!same_word(std::string_view(field).substr(0, space), "basic")) return std::nullopt;
  if (space == field.npos) return "";
  const std::string_view encoded =
      std::string_view(field).substr(std::min(field.find_first_not_of(' ', space), field.size()));
  std::string pair(encoded.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(pair.data()), pair.size(), encoded.data(),
                        encoded.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != encoded.data() + encoded.size()) return "";
  pair.resize(size);
  const std::size_t colon = pair.find(':');
  return colon == pair.npos ? "" : pair.substr(colon + 1);
}

// Kept to be shown to its owner: what is no visible ASCII is left out.
Origin origin_of(const http::Request& request) {
  std::string agent(request.headers.get("User-Agent").substr(0, 200));
  std::erase_if(agent, [](char c) { return c < ' ' || c > '~'; });
  const auto hash_of = [&](std::string_view name) {
    const std::string cookie = cookie_of(request, name);
    return cookie.empty() ? cookie : auth::hash_secret(cookie);
  };
  return {network_of(request.peer), std::move(agent), request.secure,
          hash_of(session_cookie(request.secure)), hash_of(elsewhere_cookie(request.secure))};
}

void check_site(const http::Request& request) {
  if (request.headers.has("Authorization")) return;
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (!site.empty()) {
    if (site == "same-origin" || site == "none") return;
    throw Refusal{problems::cross_site};
  }
  if (request.headers.has("Origin")) {
    if (same_site(request)) return;
    throw Refusal{problems::cross_site};
  }
  if (!cookie_of(request, session_cookie(request.secure)).empty()) {
    throw Refusal{problems::cross_site};
  }
}

std::string_view challenge(const Credentials& shown) {
  const bool invalid = shown.kind == Credential::token || shown.kind == Credential::api_key;
  return invalid ? R"(Bearer realm="stoa", error="invalid_token")" : R"(Bearer realm="stoa")";
}

}  // namespace stoa
