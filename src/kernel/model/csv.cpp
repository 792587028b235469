#include "kernel/model/csv.h"

#include <algorithm>
#include <utility>

namespace stoa {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Whether a spreadsheet would run it, were it not for apostrophes in front.
bool is_armed(std::string_view text) {
  const auto at = text.find_first_not_of('\'');
  return at != text.npos && std::string_view("=+-@\t\r\n").find(text[at]) != std::string_view::npos;
}

struct ScannedRecord {
  enum Outcome { whole, unfinished, broken } outcome;
  std::size_t end = 0;          // of a whole one
  std::string_view fault = {};  // of a broken one
};

// One record at the beginning of a text. `last`: nothing comes behind this text.
class RecordScanner {
 public:
  RecordScanner(std::string_view text, char separator, bool last)
      : text_(text), separator_(separator), last_(last) {}

  ScannedRecord scan(std::vector<CsvCell>& cells) {
    if (separator_ == whole_lines) return scan_line(cells.emplace_back());
    for (;;) {
      CsvCell& cell = cells.emplace_back();
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      if (auto stopped = quoted ? read_quoted(cell) : read_plain(cell)) return *stopped;
      if (at_ == text_.size()) return last_ ? whole(at_) : unfinished();
      if (text_[at_] == separator_) {
        ++at_;
        continue;
      }
      return end_of_record();
    }
  }

 private:
  std::optional<ScannedRecord> read_quoted(CsvCell& cell) {
    cell.quoted = true;
    ++at_;
    for (;;) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == text_.npos) {
        return last_ ? ScannedRecord{ScannedRecord::broken, 0, "A quote is never closed."}
                     : unfinished();
      }
      cell.text.append(text_, at_, quote - at_);
      at_ = quote + 1;
      if (at_ == text_.size() && !last_) return unfinished();  // it may be one of two
      if (at_ == text_.size() || text_[at_] != '"') return {};
      cell.text += '"';
      ++at_;
    }
  }

  ScannedRecord scan_line(CsvCell& line) {
    at_ = text_.find_first_of("\r\n");
    if (at_ == text_.npos && !last_) return unfinished();
    at_ = std::min(at_, text_.size());
    line.text = text_.substr(0, at_);
    return at_ == text_.size() ? whole(at_) : end_of_record();
  }

  std::optional<ScannedRecord> read_plain(CsvCell& cell) {
    const char ends[] = {separator_, '\r', '\n', '"'};
    const std::size_t end = text_.find_first_of({ends, sizeof ends}, at_);
    if (end == text_.npos && !last_) return unfinished();
    cell.text = text_.substr(at_, end == text_.npos ? end : end - at_);
    at_ += cell.text.size();
    if (at_ < text_.size() && text_[at_] == '"') {
      return ScannedRecord{ScannedRecord::broken, 0,
                           "A cell that holds a quote must stand in quotes."};
    }
    return {};
  }

  ScannedRecord end_of_record() const {
    if (text_[at_] == '\n') return whole(at_ + 1);
    if (text_[at_] != '\r')
      return {ScannedRecord::broken, 0, "Text follows behind a closing quote."};
    if (at_ + 1 == text_.size()) return last_ ? whole(at_ + 1) : unfinished();
    return whole(at_ + (text_[at_ + 1] == '\n' ? 2 : 1));
  }

  static ScannedRecord whole(std::size_t end) { return {ScannedRecord::whole, end}; }
  static ScannedRecord unfinished() { return {ScannedRecord::unfinished}; }

  const std::string_view text_;
  const char separator_;
  const bool last_;
  std::size_t at_ = 0;
};

}  // namespace

void append_csv(const std::vector<CsvCell>& record, std::string& out) {
  for (const CsvCell& cell : record) {
    if (&cell != &record.front()) out += ',';
    const bool quote = cell.quoted || cell.text.find_first_of(",;\t\"\r\n") != cell.text.npos;
    if (!quote) {
      out += cell.text;
      continue;
    }
    out += '"';
    for (const char c : cell.text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += "\r\n";
}

std::string disarm(std::string_view text) {
  return (is_armed(text) ? "'" : "") + std::string(text);
}

std::string_view rearm(std::string_view text) {
  if (text.starts_with('\'') && is_armed(text)) text.remove_prefix(1);
  return text;
}

char csv_separator(std::string_view head) {
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  char best = ',';
  for (const char separator : {';', '\t'}) {
    const auto count = [&](char c) { return std::count(line.begin(), line.end(), c); };
    if (count(separator) > count(best)) best = separator;
  }
  return best;
}

// A line ends with LF, CR LF or CR, as a record does.
void CsvReader::consume(std::size_t bytes) {
  for (const char c : rest().substr(0, bytes)) {
    if (c == '\r' || (c == '\n' && !after_return_)) ++line_;
    after_return_ = c == '\r';
  }
  at_ += bytes;
  offset_ += bytes;
}

// Passes over what holds no record; false when more of the text is needed to tell.
bool CsvReader::skip_nothing() {
  if (offset_ == 0) {
    if (rest().size() < byte_order_mark.size() && !finished_) return false;
    if (rest().starts_with(byte_order_mark)) consume(byte_order_mark.size());
  }
  while (rest().starts_with('\n') || rest().starts_with('\r')) consume(1);
  return !rest().empty();
}

// Behind the end of the line that the text begins with, if that is there.
std::optional<std::size_t> CsvReader::line_end() const {
  const std::string_view text = rest();
  const std::size_t at = text.find_first_of("\r\n");
  if (at == text.npos) return finished_ ? std::optional(text.size()) : std::nullopt;
  if (text[at] == '\n') return at + 1;
  if (at + 1 == text.size()) return finished_ ? std::optional(at + 1) : std::nullopt;
  return at + (text[at + 1] == '\n' ? 2 : 1);
}

// The line that it begins with is passed over, and told of when its end is found: a place within it
// is none to go on at.
std::optional<CsvRecord> CsvReader::pass_broken() {
  const auto end = line_end();
  // A CR at the end may be half of a line end.
  consume(end ? *end : rest().size() - (rest().ends_with('\r') ? 1 : 0));
  if (!end) return std::nullopt;
  broken_->end = offset_;
  return std::exchange(broken_, std::nullopt);
}

std::optional<CsvRecord> CsvReader::next() {
  if (broken_) return pass_broken();
  if (!skip_nothing()) return std::nullopt;
  CsvRecord record{.line = line_};
  const ScannedRecord scanned = RecordScanner(rest(), separator_, finished_).scan(record.cells);
  const std::size_t size = scanned.outcome == ScannedRecord::whole ? scanned.end : rest().size();
  if (size > longest_csv_record) {
    broken_ = {.line = line_,
               .fault = "A line is longer than a mebibyte, or a quote is never closed."};
    return pass_broken();
  }
  if (scanned.outcome == ScannedRecord::unfinished) return std::nullopt;
  if (scanned.outcome == ScannedRecord::broken) {
    broken_ = {.line = line_, .fault = scanned.fault};
    return pass_broken();
  }
  consume(scanned.end);
  record.end = offset_;
  return record;
}

}  // namespace stoa
