// The words of a line and what they can mean alone. Inside of quick_add only.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::formats {

struct QuickWord {
  std::string_view text;  // as it is typed
  std::string key;        // in lower case without the punctuation behind it; "" for a quotation
  bool ends = false;      // there is punctuation behind it
};

std::vector<QuickWord> quick_words(std::string_view line);

enum class QuickUnit { minutes, hours, days, weeks, months, years };

std::optional<int> quick_number(std::string_view key);   // 0 to 9999
std::optional<int> quick_ordinal(std::string_view key);  // 1st to 31st, first to fifth; last is -1
std::optional<int> quick_weekday(std::string_view key);  // 0 is Monday
std::optional<int> quick_month(std::string_view key);    // 1 to 12
std::optional<QuickUnit> quick_unit(std::string_view key);

// A place in the words from which a phrase is read. A copy is a way back.
class QuickCursor {
 public:
  QuickCursor(const std::vector<QuickWord>& words, std::size_t at)
      : words_(&words), begin_(at), at_(at) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ == words_->size(); }
  // Behind a comma no phrase goes on: "" there, and at the end.
  std::string_view key() const {
    if (done() || (at_ > begin_ && (*words_)[at_ - 1].ends)) return {};
    return (*words_)[at_].key;
  }
  bool take(std::initializer_list<std::string_view> any);
  template <class T>
  std::optional<T> take(std::optional<T> (*read)(std::string_view)) {
    auto value = read(key());
    if (value) ++at_;
    return value;
  }
  // "mon,thu", "mon, thu", "mon and thu"; empty when the first is none.
  std::vector<int> take_list(std::optional<int> (*read)(std::string_view));

 private:
  bool add_items(std::optional<int> (*read)(std::string_view), std::vector<int>& items);

  const std::vector<QuickWord>* words_;
  std::size_t begin_, at_;
};

}  // namespace stoa::formats
