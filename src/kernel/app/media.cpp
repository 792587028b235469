#include "kernel/app/media.h"

#include <algorithm>
#include <string>

namespace stoa {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "q=0", "q=0.0", … : not acceptable.
bool is_zero_weight(std::string_view parameters) {
  auto at = parameters.find("q=");
  if (at == parameters.npos) return false;
  std::string_view weight = trim(parameters.substr(at + 2));
  return weight.starts_with('0') && weight.find_first_of("123456789") == weight.npos;
}

}  // namespace

bool accepts_json(std::string_view accept) {
  if (trim(accept).empty()) return true;
  // The most specific range that covers JSON decides.
  int best = -1;
  bool allowed = false;
  while (!accept.empty()) {
    std::size_t comma = accept.find(',');
    std::string_view range = trim(accept.substr(0, comma));
    accept = comma == accept.npos ? std::string_view{} : accept.substr(comma + 1);
    std::size_t semicolon = range.find(';');
    std::string type(trim(range.substr(0, semicolon)));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    int rank = type == "*/*"                ? 0
               : type == "application/*"    ? 1
               : type == "application/json" ? 2
                                            : -1;
    if (rank <= best) continue;
    best = rank;
    allowed = semicolon == range.npos || !is_zero_weight(range.substr(semicolon));
  }
  return allowed;
}

std::string_view content_type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".md", "text/markdown; charset=utf-8"}};
  for (auto& [extension, type] : types) {
    if (path.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

}  // namespace stoa
