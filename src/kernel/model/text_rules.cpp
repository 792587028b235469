#include "kernel/model/text_rules.h"

#include "kernel/model/patterns.h"
#include "kernel/model/text_formats.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

using Verdict = std::optional<Fault>;

std::string characters(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " character" : " characters");
}

Verdict check_length(const Type& type, std::string_view text) {
  auto length = static_cast<std::int64_t>(text.size());
  if (length > type.max || length < 4 * type.min) {
    length = static_cast<std::int64_t>(count_code_points(text));
  }
  if (length > type.max) return Fault{"too_long", "At most " + characters(type.max) + "."};
  if (length < type.min && type.min == 1) return Fault{"too_short", "This must not be empty."};
  if (length < type.min) return Fault{"too_short", "At least " + characters(type.min) + "."};
  if (type.min > 0 && type.rule == TextRule::any && is_white_space(text)) {
    return Fault{"too_short", "This is only white space."};
  }
  return std::nullopt;
}

Verdict format(bool good, std::string_view message) {
  if (good) return std::nullopt;
  return Fault{"bad_format", std::string(message)};
}

Verdict isbn(IsbnResult result, std::string_view message) {
  if (result == IsbnResult::check_digit) {
    return Fault{"check_digit",
                 "The check digit does not fit the number; is there a typing error?"};
  }
  return format(result == IsbnResult::good, message);
}

Verdict check_rule(const Type& type, std::string& text) {
  switch (type.rule) {
    case TextRule::any:
      return std::nullopt;
    case TextRule::pattern:
      return format(matches_pattern(type.pattern, text),
                    "This must match " + std::string(type.pattern) + ".");
    case TextRule::email:
      return format(normalise_email(text),
                    "This is not an e-mail address such as ada@example.org.");
    case TextRule::url:
      return format(normalise_url(text),
                    "This is not an address such as https://example.org/path: http or https, a "
                    "host, no user name, and other characters percent-encoded.");
    case TextRule::slug:
      return format(is_slug(text), "Only a-z, 0-9 and single hyphens between them.");
    case TextRule::isbn10:
      return isbn(normalise_isbn10(text), "An ISBN-10 has ten digits; the last may be X.");
    case TextRule::isbn13:
      return isbn(normalise_isbn13(text),
                  "An ISBN-13 has thirteen digits and begins with 978 or 979.");
    case TextRule::language:
      return format(normalise_language(text), "This is not a language tag such as en or zh-Hant.");
    case TextRule::cursor:
      return format(is_cursor(text), "This is not the `next` of a page.");
    case TextRule::own: {
      const std::string complaint = type.own->normalise(text);
      return format(complaint.empty(), complaint);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_text(const Type& type, std::string& text) {
  if (has_control_character(text)) {
    return Fault{"bad_format", "Control characters other than line feed and tab are not allowed."};
  }
  if (auto fault = check_length(type, text)) return fault;
  return check_rule(type, text);
}

}  // namespace stoa
