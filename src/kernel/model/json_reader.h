// A pull reader of RFC 8259 JSON: the caller says what it expects next and gets it.
//
// It makes no tree and no copy but of strings with escapes. What is not JSON throws the Refusal
// malformed_json with the byte offset: syntax, invalid UTF-8, more than 64 levels. Inside the
// model only; one reader is one document and belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa {

enum class JsonKind : std::uint8_t { object, array, string, number, boolean, null };

// What a string may hold by JSON's grammar but not by ours.
enum class TextFlaw : std::uint8_t { none, nul, lone_surrogate };

struct JsonString {
  std::string_view text;  // until the reader's next string; a lone surrogate reads as U+FFFD
  TextFlaw flaw = TextFlaw::none;
};

class JsonReader {
 public:
  static constexpr int max_depth = 64;

  // `document` outlives the reader.
  explicit JsonReader(std::string_view document);

  JsonKind peek();

  // for (in.begin_object(); in.next_member(key);) { read one value }
  void begin_object();
  bool next_member(JsonString& key);
  // for (in.begin_array(); in.next_item();) { read one value }
  void begin_array();
  bool next_item();

  JsonString string();
  std::string_view number();  // as it is written
  bool boolean();
  void null();

  // Passes over one value, checking its syntax.
  void skip();
  // Nothing but white space may follow.
  void end();

  // The text between two places of the document.
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  std::string_view since(std::size_t from) const { return {begin_ + from, offset() - from}; }

 private:
  // The next byte that is not white space; '\0' at the end. Mostly there is none to pass.
  char look() {
    if (at_ != end_ && *at_ > ' ') return *at_;
    return pass_white_space();
  }
  char pass_white_space();
  void enter(char bracket);
  bool next(char closing);
  void literal(std::string_view word);
  void escape(TextFlaw& flaw);
  void unicode_escape(TextFlaw& flaw);
  std::uint32_t hex4();
  [[noreturn]] void fail(std::string_view why) const;
  [[noreturn]] void fail_at(std::size_t offset, std::string_view why) const;

  const char* begin_;
  const char* at_;
  const char* end_;
  int depth_ = 0;
  bool first_ = false;  // just inside a bracket
  std::string unescaped_;
};

// The length of the number, by JSON's grammar, that `text` starts with; 0 when there is none.
std::size_t json_number_length(std::string_view text);

}  // namespace stoa
