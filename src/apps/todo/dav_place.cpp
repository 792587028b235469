#include "apps/todo/dav_place.h"

#include <optional>
#include <vector>

#include "formats/webdav.h"
#include "kernel/app/path.h"

namespace stoa::todo {
namespace {

// The decoded segments; an empty one only at the end, of a path that ends with a slash.
std::optional<std::vector<std::string>> decoded_segments(std::string_view path) {
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (!path.empty()) {
    const auto slash = path.find('/');
    auto segment = percent_decode(path.substr(0, slash), false);
    if (!segment || segment->empty() || *segment == "." || *segment == "..") return std::nullopt;
    segments.push_back(std::move(*segment));
    path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  }
  return segments;
}

// "http://host:port/dav/lists/" without what comes before the path.
std::string_view path_of(std::string_view href) {
  const auto scheme = href.find("://");
  if (scheme == href.npos) return href;
  const auto slash = href.find('/', scheme + 3);
  return slash == href.npos ? std::string_view("/") : href.substr(slash);
}

}  // namespace

DavPlace dav_place(std::string_view path) {
  using enum DavPlace::Kind;
  const auto segments = decoded_segments(path);
  if (!segments) return {};
  const auto& all = *segments;
  if (all.empty()) return {root};
  if (all[0] == "principals" && all.size() <= 2)
    return all.size() == 1 ? DavPlace{principals} : DavPlace{principal, all[1]};
  if (all[0] != "lists") return {};
  if (all.size() == 1) return {home};
  if (all.size() == 2) return {list, all[1]};
  return {all.size() == 3 && !path.ends_with('/') ? task : nowhere, all[1], all[2]};
}

std::string DavAddresses::principal(std::string_view account) const {
  return base_ + formats::href_of({"principals", account}, true);
}

std::string DavAddresses::list(std::string_view list) const {
  return base_ + formats::href_of({"lists", list}, true);
}

std::string DavAddresses::task(std::string_view list, std::string_view name) const {
  return base_ + formats::href_of({"lists", list, name}, false);
}

// Which host a whole address names is not looked at: what answers here may have many names.
DavPlace DavAddresses::place_of(std::string_view href) const {
  std::string_view path = path_of(href);
  path = path.substr(0, path.find_first_of("?#"));
  if (!path.starts_with(base_)) return {};
  return dav_place(path.substr(base_.size()));
}

}  // namespace stoa::todo
