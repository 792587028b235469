#include "kernel/http/conditional.h"

#include <algorithm>
#include <charconv>

#include "kernel/http/dates.h"
#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

constexpr std::string_view gzip_suffix = "-gzip";

// A tag taken apart: `opaque` lacks the quotes and the suffix of the compressed form.
struct Tag {
  bool weak = false;
  std::string_view opaque;
};

std::optional<Tag> read_tag(std::string_view& rest) {
  Tag tag;
  if (rest.starts_with("W/")) {
    tag.weak = true;
    rest.remove_prefix(2);
  }
  if (!rest.starts_with('"')) return {};
  auto end = rest.find('"', 1);
  if (end == rest.npos) return {};
  tag.opaque = rest.substr(1, end - 1);
  if (tag.opaque.ends_with(gzip_suffix)) tag.opaque.remove_suffix(gzip_suffix.size());
  rest.remove_prefix(end + 1);
  return tag;
}

bool same_tag(const Tag& a, const Tag& b, bool strong) {
  return a.opaque == b.opaque && !(strong && (a.weak || b.weak));
}

std::optional<std::time_t> date_of(const Headers& headers, std::string_view name) {
  auto text = headers.get(name);
  return text.empty() ? std::nullopt : parse_http_date(text);
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  auto end = text.data() + text.size();
  auto result = std::from_chars(text.data(), end, value);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return {};
  return value;
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag, bool strong) {
  auto rest = trimmed(list);
  if (rest == "*") return true;
  auto ours = read_tag(etag);
  if (!ours) return false;
  // Commas may stand inside a tag, so the list is read tag by tag and not split first.
  while (!rest.empty()) {
    auto theirs = read_tag(rest);
    if (!theirs) return false;
    if (same_tag(*theirs, *ours, strong)) return true;
    rest = trimmed(rest);
    while (rest.starts_with(',')) rest = trimmed(rest.substr(1));
  }
  return false;
}

std::string gzip_etag(std::string_view etag) {
  std::string tag(etag);
  if (!tag.starts_with('"') || tag.size() < 2) return tag;  // a weak tag covers every coding
  tag.insert(tag.size() - 1, gzip_suffix);
  return tag;
}

// In the order of RFC 9110 §13.2.2; a date counts only where its entity-tag sister is absent.
Verdict judge(const Request& request, const Response& response) {
  const Headers& asked = request.headers;
  auto etag = response.headers.get("ETag");
  auto modified = date_of(response.headers, "Last-Modified");
  if (asked.has("If-Match")) {
    if (!names_etag(asked.combined("If-Match"), etag, true)) return Verdict::failed;
  } else if (auto limit = date_of(asked, "If-Unmodified-Since"); limit && modified) {
    if (*modified > *limit) return Verdict::failed;
  }
  if (asked.has("If-None-Match")) {
    bool known = names_etag(asked.combined("If-None-Match"), etag, false);
    return known ? Verdict::not_modified : Verdict::send;
  }
  if (auto since = date_of(asked, "If-Modified-Since"); since && modified) {
    if (*modified <= *since) return Verdict::not_modified;
  }
  return Verdict::send;
}

RangeChoice choose_range(std::string_view field, std::uint64_t size) {
  using Kind = RangeChoice::Kind;
  auto equals = field.find('=');
  if (equals == field.npos || !same_text(trimmed(field.substr(0, equals)), "bytes")) return {};
  auto spec = trimmed(field.substr(equals + 1));
  auto dash = spec.find('-');
  if (dash == spec.npos || spec.find(',') != spec.npos) return {};
  auto first = number(spec.substr(0, dash));
  auto last = number(spec.substr(dash + 1));
  bool open = dash + 1 == spec.size();

  if (dash == 0) {  // the last n bytes
    if (!last) return {};
    if (*last == 0 || size == 0) return {Kind::unsatisfiable};
    return {Kind::part, {size - std::min(*last, size), size - 1}};
  }
  if (!first || (!last && !open) || (last && *last < *first)) return {};
  if (*first >= size) return {Kind::unsatisfiable};
  return {Kind::part, {*first, open ? size - 1 : std::min(*last, size - 1)}};
}

bool range_still_valid(const Request& request, const Response& response) {
  auto condition = request.headers.get("If-Range");
  if (condition.empty()) return true;
  // Compared byte for byte: a part of the compressed form cannot be completed with plain bytes.
  if (condition.starts_with('"')) return condition == response.headers.get("ETag");
  auto date = parse_http_date(condition);
  return date && date == date_of(response.headers, "Last-Modified");
}

}  // namespace stoa::http
