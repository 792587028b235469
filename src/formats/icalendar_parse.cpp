#include <fmt/format.h>

#include <algorithm>

#include "formats/icalendar.h"
#include "formats/icalendar_names.h"
#include "kernel/model/utf8.h"

namespace stoa::formats {
namespace {

// One content line after the other, put together again where it was folded. A fold may have cut a
// character, so UTF-8 is looked at here and not before.
class IcalLines {
 public:
  explicit IcalLines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  // False at the end. Empty lines are none.
  bool next(std::string& line) {
    line.clear();
    while (line.empty() && !rest_.empty()) {
      take_physical(line);
      while (rest_.starts_with(' ') || rest_.starts_with('\t')) {
        rest_.remove_prefix(1);
        take_physical(line);
      }
    }
    if (find_invalid_utf8(line) != std::string::npos) fail("is not UTF-8");
    return !line.empty();
  }

  [[noreturn]] void fail(std::string_view why) const {
    throw IcalError(fmt::format("Line {} of the calendar {}.", number_, why));
  }

 private:
  void take_physical(std::string& line) {
    const auto end = std::min(rest_.find('\n'), rest_.size());
    for (char c : rest_.substr(0, end))
      if (!is_ical_control(c)) line += c;
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
  }

  std::string_view rest_;
  std::size_t number_ = 0;
};

class IcalReader {
 public:
  explicit IcalReader(std::string_view text) : lines_(text) {}

  std::vector<IcalComponent> read() {
    while (lines_.next(line_)) {
      IcalProperty property = content_line();
      if (property.name == "BEGIN") {
        begin(upper_name(property.value));
      } else if (property.name == "END") {
        end(upper_name(property.value));
      } else if (open_.empty()) {
        lines_.fail("stands outside of BEGIN and END");
      } else {
        open_.back().properties.push_back(std::move(property));
      }
    }
    if (!open_.empty()) lines_.fail("is the last one, and there is no END:" + open_.back().name);
    return std::move(done_);
  }

 private:
  void begin(std::string name) {
    if (!is_ical_name(name)) lines_.fail("begins a component without a name");
    if (open_.size() == deepest_ical)
      lines_.fail(fmt::format("is inside of more than {} components", deepest_ical));
    open_.push_back({.name = std::move(name)});
  }

  void end(const std::string& name) {
    if (open_.empty() || open_.back().name != name)
      lines_.fail("ends what it is not inside of: " + name);
    IcalComponent closed = std::move(open_.back());
    open_.pop_back();
    (open_.empty() ? done_ : open_.back().components).push_back(std::move(closed));
  }

  // name *(";" param) ":" value
  IcalProperty content_line() {
    at_ = 0;
    IcalProperty property{.name = name()};
    while (taken(';')) property.parameters.push_back(parameter());
    if (!taken(':')) lines_.fail("has no colon between a name and a value");
    property.value = line_.substr(at_);
    count_part();
    return property;
  }

  std::string name() {
    const auto end = std::min(line_.find_first_of(";:=", at_), line_.size());
    std::string name = upper_name(std::string_view(line_).substr(at_, end - at_));
    if (!is_ical_name(name)) lines_.fail("has a name that is none");
    at_ = end;
    return name;
  }

  IcalParameter parameter() {
    IcalParameter parameter{.name = name()};
    if (!taken('=')) lines_.fail("has a parameter without a value");
    do {
      parameter.values.push_back(parameter_value());
      count_part();
    } while (taken(','));
    return parameter;
  }

  std::string parameter_value() {
    const bool quoted = taken('"');
    const auto end = line_.find_first_of(quoted ? "\"" : ";:,", at_);
    if (end == line_.npos) lines_.fail("has a parameter that does not end");
    std::string value = without_carets(std::string_view(line_).substr(at_, end - at_));
    at_ = end + (quoted ? 1 : 0);
    return value;
  }

  // RFC 6868. A caret before anything else stands for itself.
  static std::string without_carets(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char next = text[i] == '^' && i + 1 < text.size() ? text[i + 1] : '\0';
      const char meant = next == 'n' ? '\n' : next == '\'' ? '"' : next == '^' ? '^' : '\0';
      plain += meant ? meant : text[i];
      if (meant) ++i;
    }
    return plain;
  }

  bool taken(char c) {
    if (at_ >= line_.size() || line_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A line of three bytes becomes a hundred in memory: parts are limited, not bytes alone.
  void count_part() {
    if (++parts_ > most_ical_parts)
      throw IcalError(fmt::format("A calendar has at most {} parts.", most_ical_parts));
  }

  IcalLines lines_;
  std::string line_;
  std::size_t at_ = 0, parts_ = 0;
  std::vector<IcalComponent> open_, done_;
};

}  // namespace

std::vector<IcalComponent> parse_icalendar(std::string_view text) {
  if (text.size() > longest_icalendar)
    throw IcalError(fmt::format("A calendar has at most {} bytes.", longest_icalendar));
  return IcalReader(text).read();
}

}  // namespace stoa::formats
