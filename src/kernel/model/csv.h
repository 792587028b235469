// CSV (RFC 4180): records of cells, in UTF-8. Written with CRLF, read with any line end and with
// commas, semicolons or tabs between the cells.
//
// Pure: bytes to values and back. A reader belongs to one thread, the functions to any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stoa {

// An empty cell without quotes stands for no value, one with quotes for an empty text.
struct CsvCell {
  std::string text = {};
  bool quoted = false;
};

void append_csv(const std::vector<CsvCell>& record, std::string& out);

// A spreadsheet runs what begins with = + - @ or a control character, whoever wrote it. An
// apostrophe in front makes it a text there; disarm() puts one before what it is needed for (texts
// that have one already included), and rearm() takes it away again.
std::string disarm(std::string_view text);
std::string_view rearm(std::string_view text);

struct CsvRecord {
  std::vector<CsvCell> cells = {};
  std::uint64_t line = 0;       // of its beginning, from 1
  std::uint64_t end = 0;        // bytes from the beginning of the text until behind it
  std::string_view fault = {};  // why there are no cells, in words; "" if there are
};

inline constexpr std::size_t longest_csv_record = 1 << 20;

// In place of a separator: a line is one cell, whatever it holds. So NDJSON is read.
inline constexpr char whole_lines = '\0';

// What separates the cells of a table that begins like this.
char csv_separator(std::string_view head);

// Reads records from a text that comes in pieces. What is no record is told with its first line,
// and the next line begins anew: a quote that is never closed costs one line, not the rest.
class CsvReader {
 public:
  // Begins at a record's beginning: the text's own, or behind an earlier record.
  explicit CsvReader(char separator = ',', std::uint64_t offset = 0, std::uint64_t line = 1)
      : separator_(separator), offset_(offset), line_(line) {}

  void feed(std::string_view piece) {
    text_.erase(0, std::exchange(at_, 0));
    text_.append(piece);
  }
  void finish() { finished_ = true; }
  // Nothing when there is no whole record (yet). Blank lines are none.
  std::optional<CsvRecord> next();
  // Where the next one begins.
  std::uint64_t line() const { return line_; }

 private:
  std::string_view rest() const { return std::string_view(text_).substr(at_); }
  bool skip_nothing();
  void consume(std::size_t bytes);
  std::optional<std::size_t> line_end() const;
  std::optional<CsvRecord> pass_broken();

  const char separator_;
  std::uint64_t offset_, line_;  // of the rest
  std::string text_ = {};
  std::size_t at_ = 0;  // where its rest begins
  bool finished_ = false;
  bool after_return_ = false;             // the last byte was a CR
  std::optional<CsvRecord> broken_ = {};  // the line that is being passed over
};

}  // namespace stoa
