#include "kernel/outward/target.h"

#include <curl/curl.h>

#include <memory>

namespace stoa::outward {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const std::string copy(text);
  curl_free(text);
  return copy;
}

bool is_local_name(std::string_view host) {
  while (host.ends_with('.')) host.remove_suffix(1);
  return host == "localhost" || host.ends_with(".localhost");
}

// Only of a host that is an address: of a name nothing is known yet. libcurl writes the other forms
// of an IPv4 address (2130706433, 0x7f.1) as four numbers.
bool is_refused(std::string host, const Addresses& addresses) {
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  if (is_local_name(host)) return !addresses.may_call("127.0.0.1") && !addresses.may_call("::1");
  if (host.starts_with('[')) return !addresses.may_call(host.substr(1, host.size() - 2));
  const bool numbers = host.find_first_not_of("0123456789.") == host.npos;
  return numbers && !addresses.may_call(host);
}

}  // namespace

std::string fault_of_url(std::string_view url, const Addresses& addresses) {
  const std::unique_ptr<CURLU, FreeUrl> parts(curl_url());
  const std::string text(url);
  if (!parts || text.find('\0') != text.npos) return "This is no address of a web server.";
  const CURLUcode read = curl_url_set(parts.get(), CURLUPART_URL, text.c_str(), 0);
  const std::string scheme = part_of(parts.get(), CURLUPART_SCHEME);
  if (read != CURLUE_OK || (scheme != "http" && scheme != "https"))
    return "This is no address of a web server.";
  const bool has_user = !part_of(parts.get(), CURLUPART_USER).empty() ||
                        !part_of(parts.get(), CURLUPART_PASSWORD).empty();
  if (has_user) return "A name or a password has no place in an address.";
  if (is_refused(part_of(parts.get(), CURLUPART_HOST), addresses))
    return "This address is none of the internet's (webhooks.allow_private).";
  return {};
}

}  // namespace stoa::outward
