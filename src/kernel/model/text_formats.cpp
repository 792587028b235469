#include "kernel/model/text_formats.h"

#include <algorithm>
#include <vector>

#include "kernel/model/ascii.h"

namespace stoa {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }

bool all(std::string_view text, bool (*is)(char)) {
  return std::all_of(text.begin(), text.end(), is);
}

void lower_from(std::string& text, std::size_t from, std::size_t to) {
  std::transform(text.begin() + from, text.begin() + to, text.begin() + from, lower);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// A label of a domain name: letters, digits and inner hyphens.
bool is_domain_label(std::string_view label) {
  auto is_inner = [](char c) { return is_letter_or_digit(c) || c == '-'; };
  return !label.empty() && label.size() <= 63 && all(label, is_inner) && label.front() != '-' &&
         label.back() != '-';
}

}  // namespace

bool normalise_email(std::string& text) {
  auto at = text.find('@');
  if (at == 0 || at == std::string::npos) return false;
  auto is_local = [](char c) {
    return is_letter_or_digit(c) ||
           std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
  };
  if (!all(std::string_view(text).substr(0, at), is_local)) return false;
  auto labels = split(std::string_view(text).substr(at + 1), '.');
  if (!std::all_of(labels.begin(), labels.end(), is_domain_label)) return false;
  lower_from(text, at + 1, text.size());
  return true;
}

// ---- URLs ---------------------------------------------------------------------------------------

namespace {

bool is_url_character(char c) {
  return is_letter_or_digit(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool percents_are_complete(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
  }
  return true;
}

bool is_port(std::string_view port) {
  return port.size() <= 5 && all(port, is_digit) &&
         (port.empty() || std::stoi(std::string(port)) < 65536);
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {  // IPv6: its inside is left to whoever connects
    auto is_address = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
    return host.size() > 4 && host.ends_with(']') &&
           all(host.substr(1, host.size() - 2), is_address);
  }
  if (host.ends_with('.')) host.remove_suffix(1);  // a full name may say so
  auto is_label = [](std::string_view label) {
    auto is_name = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; };
    return !label.empty() && label.size() <= 63 && all(label, is_name);
  };
  auto labels = split(host, '.');
  return host.size() <= 253 && std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_authority(std::string_view authority) {
  auto colon = authority.rfind(':');
  auto bracket = authority.rfind(']');
  bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  if (!has_port) return is_host(authority);
  return is_host(authority.substr(0, colon)) && is_port(authority.substr(colon + 1));
}

}  // namespace

bool normalise_url(std::string& text) {
  auto scheme_end = text.find("://");
  if (scheme_end == std::string::npos) return false;
  auto host_from = scheme_end + 3;
  auto host_to = std::min(text.find_first_of("/?#", host_from), text.size());
  lower_from(text, 0, scheme_end);
  lower_from(text, host_from, host_to);
  std::string_view url = text;
  auto scheme = url.substr(0, scheme_end);
  auto tail = url.substr(host_to);
  return (scheme == "http" || scheme == "https") &&
         is_authority(url.substr(host_from, host_to - host_from)) && all(tail, is_url_character) &&
         percents_are_complete(tail) && std::count(tail.begin(), tail.end(), '#') <= 1 &&
         tail.find_first_of("[]") == std::string_view::npos;
}

bool is_slug(std::string_view text) {
  auto is_part = [](std::string_view part) {
    return !part.empty() && all(part, [](char c) { return is_lower(c) || is_digit(c); });
  };
  auto parts = split(text, '-');
  return std::all_of(parts.begin(), parts.end(), is_part);
}

// ---- book numbers -------------------------------------------------------------------------------

IsbnResult normalise_isbn10(std::string& text) {
  std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
  if (text.size() != 10) return IsbnResult::bad_format;
  text[9] = upper(text[9]);
  int sum = 0;  // of digits, the first weighing 10 and the last 1
  for (int i = 0; i < 10; ++i) {
    bool is_ten = i == 9 && text[i] == 'X';
    if (!is_digit(text[i]) && !is_ten) return IsbnResult::bad_format;
    sum += (10 - i) * (is_ten ? 10 : text[i] - '0');
  }
  return sum % 11 == 0 ? IsbnResult::good : IsbnResult::check_digit;
}

IsbnResult normalise_isbn13(std::string& text) {
  std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
  if (text.size() != 13 || !all(text, is_digit)) return IsbnResult::bad_format;
  if (!text.starts_with("978") && !text.starts_with("979")) return IsbnResult::bad_format;
  int sum = 0;  // of digits, weighing 1 and 3 in turn
  for (int i = 0; i < 13; ++i) sum += (i % 2 == 0 ? 1 : 3) * (text[i] - '0');
  return sum % 10 == 0 ? IsbnResult::good : IsbnResult::check_digit;
}

// ---- languages ----------------------------------------------------------------------------------

namespace {

// Reads the subtags of a langtag one after another, giving each its canonical case. Scripts are
// title case and regions upper case; everything else, and all that follows an extension, is lower.
class LanguageTag {
 public:
  explicit LanguageTag(std::string& text) : text_(text) { begin_subtag(); }

  bool normalise() {
    lower_from(text_, 0, text_.size());
    if (subtag().starts_with('x')) return private_use() && done();
    if (!language()) return false;
    script();
    region();
    while (variant()) {
    }
    while (extension()) {
    }
    if (complete_) private_use();
    return done() && complete_;
  }

 private:
  std::string_view subtag() const {
    if (done()) return {};
    return std::string_view(text_).substr(from_, to_ - from_);
  }
  bool done() const { return from_ > text_.size(); }
  void begin_subtag() { to_ = std::min(text_.find('-', from_), text_.size()); }
  bool take() {
    from_ = to_ + 1;
    if (!done()) begin_subtag();
    return true;
  }
  bool is(std::size_t least, std::size_t most, bool (*kind)(char)) const {
    auto size = subtag().size();
    return size >= least && size <= most && all(subtag(), kind);
  }

  bool language() {
    if (!is(2, 8, is_letter)) return false;
    bool may_extend = subtag().size() <= 3;
    take();
    for (int i = 0; may_extend && i < 3 && is(3, 3, is_letter); ++i) take();
    return true;
  }
  bool script() {
    if (!is(4, 4, is_letter)) return false;
    text_[from_] = upper(text_[from_]);
    return take();
  }
  bool region() {
    if (!is(2, 2, is_letter) && !is(3, 3, is_digit)) return false;
    std::transform(text_.begin() + from_, text_.begin() + to_, text_.begin() + from_, upper);
    return take();
  }
  bool variant() {
    bool dated = is(4, 4, is_letter_or_digit) && is_digit(subtag()[0]);
    return (dated || is(5, 8, is_letter_or_digit)) && take();
  }
  bool extension() {
    if (!is(1, 1, is_letter_or_digit) || subtag() == "x") return false;
    return after_singleton(2);
  }
  bool private_use() { return subtag() == "x" && after_singleton(1); }
  // A singleton says what kind of subtags follow it; at least one must.
  bool after_singleton(std::size_t least) {
    take();
    complete_ = is(least, 8, is_letter_or_digit);
    while (is(least, 8, is_letter_or_digit)) take();
    return complete_;
  }

  std::string& text_;
  std::size_t from_ = 0, to_ = 0;
  bool complete_ = true;
};

}  // namespace

bool normalise_language(std::string& text) { return LanguageTag(text).normalise(); }

bool is_cursor(std::string_view text) {
  return all(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace stoa
