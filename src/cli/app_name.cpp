#include "cli/app_name.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace stoa::cli {
namespace {

constexpr std::string_view words_of_cpp[] = {
    "alignas",       "alignof",   "and",       "and_eq",       "asm",
    "assert",        "auto",      "bitand",    "bitor",        "bool",
    "break",         "case",      "catch",     "char",         "class",
    "co_await",      "co_return", "co_yield",  "compl",        "concept",
    "const",         "consteval", "constexpr", "constinit",    "continue",
    "decltype",      "default",   "delete",    "do",           "double",
    "else",          "enum",      "errno",     "explicit",     "export",
    "extern",        "false",     "final",     "float",        "for",
    "friend",        "goto",      "if",        "import",       "inline",
    "int",           "long",      "main",      "module",       "mutable",
    "namespace",     "new",       "noexcept",  "not",          "not_eq",
    "nullptr",       "operator",  "or",        "or_eq",        "override",
    "private",       "protected", "public",    "register",     "requires",
    "return",        "short",     "signed",    "sizeof",       "static",
    "static_assert", "stderr",    "stdin",     "stdout",       "struct",
    "switch",        "template",  "this",      "thread_local", "throw",
    "true",          "try",       "typedef",   "typeid",       "typename",
    "union",         "unsigned",  "using",     "virtual",      "void",
    "volatile",      "while",     "xor",       "xor_eq"};

// As stoa::<name> or stoa::embedded::<name> these are something else already.
constexpr std::string_view names_of_the_kernel[] = {
    "access_of", "asio",    "auth",        "boost",   "bus",      "cli",      "cluster",  "covers",
    "decode",    "detail",  "docs_viewer", "doctest", "embedded", "encode",   "files",    "fmt",
    "formats",   "http",    "jobs",        "json",    "kernel",   "live",     "log",      "mail",
    "observe",   "outward", "problems",    "redis",   "roles",    "shipping", "skeleton", "sql",
    "std",       "stoa",    "store",       "testing", "time"};

// What stands at /<name> or /api/<name> beside the apps.
constexpr std::string_view addresses[] = {"api", "apps", "docs", "healthz", "metrics", "readyz"};

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// Letters, with single underscores between them. No digits: a scope of an API key has none.
bool is_snake_case(std::string_view name) {
  char before = '_';
  for (char c : name) {
    if (!is_lower(c) && !(c == '_' && before != '_')) return false;
    before = c;
  }
  return before != '_';
}

// What a name like "Reading-Lists" was meant to be; empty when that is no name either.
std::string in_snake_case(std::string_view name) {
  std::string made;
  for (char c : name) {
    const bool gap = c == '-' || c == ' ' || c == '.' || c == '_';
    if (!gap) made += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (gap && !made.empty() && made.back() != '_') made += '_';
  }
  while (made.ends_with('_')) made.pop_back();
  return is_snake_case(made) ? made : "";
}

}  // namespace

std::string fault_of_app_name(std::string_view name, std::span<const std::string_view> taken) {
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (!is_snake_case(name)) {
    const std::string meant = in_snake_case(name);
    return "the name of an app is of letters a to z, with single underscores between words: " +
           quoted + (meant.empty() ? " is not" : " is not; did you mean " + meant + "?");
  }
  if (name.size() > longest_app_name)
    return quoted + " is longer than " + std::to_string(longest_app_name) + " letters";
  if (is_among(taken, name)) return "there is an app " + std::string(name) + " already";
  if (is_among(words_of_cpp, name)) return quoted + " is a word of C++ and cannot be a namespace";
  if (is_among(names_of_the_kernel, name)) return quoted + " is the name of a part of the kernel";
  if (is_among(addresses, name)) return "something else is at the address /" + std::string(name);
  if (name.starts_with("pg_") || name == "information_schema")
    return quoted + " is a name that PostgreSQL keeps for itself";
  return "";
}

std::string title_of_app(std::string_view name) {
  std::string title(name);
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty())
    title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return title;
}

}  // namespace stoa::cli
