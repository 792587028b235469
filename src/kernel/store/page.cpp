#include <openssl/evp.h>

#include "kernel/model/codec.h"
#include "kernel/store/transaction.h"

namespace stoa::detail {
namespace {

std::string base64url(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                               reinterpret_cast<const unsigned char*>(bytes.data()),
                               static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::string from_base64url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3 + 1, '\0');
  int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                               reinterpret_cast<const unsigned char*>(text.data()),
                               static_cast<int>(text.size()));
  if (length < static_cast<int>(padding)) return {};
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

// Calls `visit` for each of "a, b, c".
template <class Visit>
void each_column(std::string_view columns, Visit visit) {
  while (!columns.empty()) {
    std::size_t comma = columns.find(", ");
    visit(columns.substr(0, comma));
    columns = comma == columns.npos ? std::string_view{} : columns.substr(comma + 2);
  }
}

}  // namespace

Cursor make_cursor(std::span<const KeyPart> key) {
  std::string json = "[";
  for (const KeyPart& part : key) {
    if (json.size() > 1) json += ',';
    encode(*part.type, part.value, json);
  }
  return Cursor(base64url(json + "]"));
}

void read_cursor(const Cursor& cursor, std::span<const KeyPart> key) try {
  auto values = from_json<std::vector<Json>>(from_base64url(cursor));
  if (values.size() != key.size()) throw Refusal{problems::validation_failed};
  for (std::size_t i = 0; i < key.size(); ++i) decode(*key[i].type, key[i].value, values[i].text);
} catch (const Refusal&) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/after", "bad_cursor",
                  "This is not where a page of this list ends; take it from a page's next."}}};
}

std::string after_key(std::string_view columns, bool descending, std::size_t first,
                      std::size_t count) {
  std::string sql = "(" + std::string(columns) + ") " + (descending ? "<" : ">") + " (";
  for (std::size_t i = 1; i <= count; ++i) {
    sql += (i > 1 ? ", $" : "$") + std::to_string(first + i);
  }
  return sql + ")";
}

std::string order_by(std::string_view columns, bool descending) {
  std::string sql;
  each_column(columns, [&](std::string_view column) {
    sql += sql.empty() ? " order by " : ", ";
    sql += column;
    if (descending) sql += " desc";
  });
  return sql;
}

}  // namespace stoa::detail
