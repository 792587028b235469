#include "kernel/store/sql_text.h"

#include "kernel/model/ascii.h"

namespace stoa::store {
namespace {

// What may stand inside of an identifier, where SQLite also allows `$`.
bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t after(std::string_view sql, std::string_view end, std::size_t from) {
  const auto found = sql.find(end, from);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

}  // namespace

// A doubled quote inside of a literal reads as two literals side by side, which skips the same
// text.
std::size_t skip_verbatim(std::string_view sql, std::size_t at) {
  const auto rest = sql.substr(at);
  if (rest.empty()) return at;
  if (rest.starts_with("--")) return after(sql, "\n", at);
  if (rest.starts_with("/*")) return after(sql, "*/", at + 2);
  switch (rest.front()) {
    case '\'':
    case '"':
    case '`':
      return after(sql, rest.substr(0, 1), at + 1);
    case '[':
      return after(sql, "]", at + 1);
    default:
      return at;
  }
}

std::string number_parameters(std::string_view sql) {
  std::string out;
  out.reserve(sql.size());
  std::size_t at = 0;
  while (at < sql.size()) {
    if (const auto end = skip_verbatim(sql, at); end != at) {
      out += sql.substr(at, end - at);
      at = end;
      continue;
    }
    const bool parameter = sql[at] == '$' && at + 1 < sql.size() && is_digit(sql[at + 1]) &&
                           (at == 0 || !is_name(sql[at - 1]));
    out += parameter ? '?' : sql[at];
    ++at;
  }
  return out;
}

}  // namespace stoa::store
